//! A program that calls another with whatever it is given: the hostile middle man of tests.
//!
//! The last account is the program to call; the others are passed on with the flags that they came with.

use pinocchio::account::AccountView;
use pinocchio::address::Address;
use pinocchio::cpi::invoke_with_slice;
use pinocchio::error::ProgramError;
use pinocchio::instruction::{InstructionAccount, InstructionView};
use pinocchio::ProgramResult;

pinocchio::entrypoint!(call);

fn call(_: &Address, accounts: &mut [AccountView], data: &[u8]) -> ProgramResult {
    let (program, passed) = accounts.split_last().ok_or(ProgramError::NotEnoughAccountKeys)?;
    let metas: Vec<InstructionAccount> = passed
        .iter()
        .map(|view| InstructionAccount::new(view.address(), view.is_writable(), view.is_signer()))
        .collect();
    let instruction = InstructionView { program_id: program.address(), accounts: &metas, data };
    let views: Vec<&AccountView> = passed.iter().collect();
    invoke_with_slice(&instruction, &views)
}
