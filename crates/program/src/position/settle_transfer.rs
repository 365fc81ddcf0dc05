//! settle_transfer: USDC between two engine accounts of one owner, who signed for it: the next item of both (CUST-38: MGN-5, SIG-1).
//!
//! Invariant: a signed message moves money once: its receipt is there for as long as it could be taken. Nobody but the owner's own key moves anything, a delegate
//! does not, and no token moves (CUST-3).
//!
//! | # | account | flags | what |
//! |---|---|---|---|
//! | 0 | operator | ws | an operator of the exchange; pays the rent of the receipt |
//! | 1 | exchange | | its list, and the domain of messages |
//! | 2 | risk | | mark round in force |
//! | 3 | giver | w | engine account that gives |
//! | 4 | taker | w | engine account of the same owner that receives |
//! | 5 | receipt | w | created: "transfer", number of the giver, nonce |
//! | 6 | system_program | | |
//! | 7 | instructions | | instructions sysvar: the precompile stands before this instruction |

#![allow(unused_variables, reason = "Anchor reads the argument in the seeds alone, and writes two functions")]

use anchor_lang::prelude::*;
use quantdesk_core::message::TransferMessage;

use crate::error::Refusal;
use crate::event::TransferSettled;
use crate::order::signed::{precompile_before, signed_read};
use crate::position::settle_items::{head_check, leaves_within, Head, DIGEST_BYTES};
use crate::state::transfer_receipt::RECEIPT_VERSION;
use crate::state::user::{GRACE_SLOTS, USDC};
use crate::state::{Exchange, Risk, TransferReceipt, UserAccount};

/// Accounts of the instruction.
#[derive(Accounts)]
#[instruction(nonce: u64)]
pub struct SettleTransfer {
    /// An operator of the exchange; pays the rent of the receipt.
    #[account(mut)]
    pub operator: Signer,
    /// Its list, and the domain of messages.
    #[account(seeds = [b"exchange"], bump)]
    pub exchange: Account<Exchange>,
    /// Mark round in force.
    #[account(seeds = [b"risk"], bump)]
    pub risk: Account<Risk>,
    /// Engine account that gives.
    #[account(mut, constraint = giver.current() @ Refusal::LayoutVersion,
        seeds = [b"user", giver.owner.as_ref(), &giver.index.to_le_bytes()], bump = giver.bump)]
    pub giver: Account<UserAccount>,
    /// Engine account of the same owner that receives.
    #[account(mut, constraint = taker.current() @ Refusal::LayoutVersion,
        seeds = [b"user", taker.owner.as_ref(), &taker.index.to_le_bytes()], bump = taker.bump)]
    pub taker: Account<UserAccount>,
    /// Created.
    #[account(init, payer = operator, seeds = [b"transfer", &giver.settled.number.to_le_bytes(), &nonce.to_le_bytes()], bump)]
    pub receipt: Account<TransferReceipt>,
    /// System program.
    pub system_program: Program<System>,
    /// The precompile stands before this instruction.
    pub instructions: Sysvar<SysvarInstructions>,
}

/// What the operator says of it.
pub struct Moved {
    /// Nonce of the message.
    pub nonce: u64,
    /// Place of the precompile's instruction.
    pub signed_at: u8,
    /// Engine time and mark round.
    pub head: Head,
    /// Sequences that both accounts have before it.
    pub seqs: [u64; 2],
    /// Of what both are afterwards (CUST-8).
    pub digest: [u8; DIGEST_BYTES],
}

/// Moves the signed amount.
pub fn run(ctx: &mut Context<SettleTransfer>, moved: &Moved) -> Result<()> {
    let clock = Clock::get()?;
    let bump = ctx.bumps.receipt;
    let a = &mut ctx.accounts;
    a.exchange.operator_check(a.operator.address())?;
    a.exchange.open_check()?;
    head_check(&moved.head, &a.risk, &clock)?;
    for (user, seq) in [(&a.giver, moved.seqs[0]), (&a.taker, moved.seqs[1])] {
        user.engine_check()?;
        moved.head.follows_check(user, seq)?;
    }
    let precompile = precompile_before(&a.instructions, moved.signed_at)?;
    let signed = signed_read(precompile.get_instruction_data(), u16::from(moved.signed_at), 0)?;
    let message = TransferMessage::decode(&signed.message).map_err(|_| Refusal::MessageMalformed)?;
    message_check(&message, moved.nonce, &a.exchange, (&a.giver, &a.taker))?;
    require!(signed.key == *a.giver.owner.as_array(), Refusal::OwnerMustSign);
    let ended = a.exchange.orders_slot(clock.slot) > message.expiry_slot.saturating_add(GRACE_SLOTS);
    require!(!ended && message.nonce >= a.giver.floor_at(clock.slot), Refusal::Expired);

    leaves_within(&a.giver, USDC, message.amount, &moved.head, &a.risk)?;
    let atoms = i64::try_from(message.amount).map_err(|_| Refusal::Amount)?;
    let left = a.giver.collateral_add(USDC, atoms.checked_neg().ok_or(Refusal::Overflow)?)?;
    require!(left >= 0, Refusal::Withdrawable);
    let _ = a.taker.collateral_add(USDC, atoms)?;
    a.taker.step_end();
    a.taker.borrow_note(a.risk.round_us);
    let mut state = Vec::with_capacity(1_024);
    for user in [&mut a.giver, &mut a.taker] {
        moved.head.taken(user)?;
        state.extend_from_slice(bytemuck::bytes_of(&user.settled));
        state.extend_from_slice(bytemuck::cast_slice(user.positions()));
    }
    require!(sha256(&state).get(..DIGEST_BYTES) == Some(moved.digest.as_slice()), Refusal::Digest);
    let (account, to_account) = (a.giver.settled.number, a.taker.settled.number);
    let receipt = &mut a.receipt;
    receipt.version = RECEIPT_VERSION;
    receipt.bump = bump;
    receipt.account = account;
    receipt.nonce = message.nonce;
    receipt.expiry_slot = message.expiry_slot;
    receipt.payer = *a.operator.address();
    emit!(TransferSettled {
        seq: a.giver.next_event()?,
        slot: clock.slot,
        account,
        to_account,
        amount: message.amount,
        nonce: message.nonce,
    });
    Ok(())
}

/// SIG-1, SIG-2: the message is of this network and program and of these two accounts, which are of one owner.
fn message_check(
    message: &TransferMessage,
    nonce: u64,
    exchange: &Exchange,
    (giver, taker): (&UserAccount, &UserAccount),
) -> Result<()> {
    require!(message.domain == exchange.domain, Refusal::MessageDomain);
    let named = message.account == giver.settled.number && message.to_account == taker.settled.number;
    require!(named && giver.settled.number != taker.settled.number, Refusal::MessageAccount);
    require!(message.nonce == nonce, Refusal::MessageMalformed);
    require!(giver.owner == taker.owner, Refusal::OtherOwner);
    require!(message.amount > 0, Refusal::Amount);
    Ok(())
}
