//! Calls that move money: SPL tokens and lamports, packed by hand without heap.
//!
//! Invariant: a failing call ends the transaction, so nothing is returned; amounts are whole atoms.

use anchor_lang::prelude::*;
use pinocchio::instruction::InstructionAccount;

/// SPL `TransferChecked`.
pub struct TokenTransfer<'a> {
    /// Token program.
    pub program: &'a Address,
    /// Pays.
    pub from: CpiHandleMut<'a>,
    /// Mint.
    pub mint: CpiHandle<'a>,
    /// Receives.
    pub to: CpiHandleMut<'a>,
    /// Owner of the paying account.
    pub authority: CpiHandle<'a>,
    /// Atoms.
    pub amount: u64,
    /// Decimals of the mint.
    pub decimals: u8,
}

impl<'a> TokenTransfer<'a> {
    /// Moves the tokens; `seeds` sign for the authority, none when it signed itself.
    pub fn run(self, seeds: &'a [&'a [&'a [u8]]]) {
        const TRANSFER_CHECKED: u8 = 12;
        let [a, b, c, d, e, f, g, h] = self.amount.to_le_bytes();
        let data = [TRANSFER_CHECKED, a, b, c, d, e, f, g, h, self.decimals];
        let accounts = [
            InstructionAccount::writable(self.from.address()),
            InstructionAccount::readonly(self.mint.address()),
            InstructionAccount::writable(self.to.address()),
            InstructionAccount::readonly_signer(self.authority.address()),
        ];
        let handles = [self.from.into(), self.mint, self.to.into(), self.authority];
        anchor_lang::unchecked_invoke_signed_fixed(self.program, &data, &accounts, &handles, seeds);
    }
}

/// The system program's transfer of lamports from a signer.
pub fn lamports_transfer<'a>(program: &'a Address, from: CpiHandleMut<'a>, to: CpiHandleMut<'a>, lamports: u64) {
    let [a, b, c, d, e, f, g, h] = lamports.to_le_bytes();
    let data = [2, 0, 0, 0, a, b, c, d, e, f, g, h];
    let accounts = [InstructionAccount::writable_signer(from.address()), InstructionAccount::writable(to.address())];
    let handles = [from.into(), to.into()];
    anchor_lang::unchecked_invoke_signed_fixed(program, &data, &accounts, &handles, &[]);
}
