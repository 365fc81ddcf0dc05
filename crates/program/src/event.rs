//! Events: for people and indexers; keepers read account data (CUST-12).
//!
//! Invariant: every event carries the sequence of its account, vault or exchange, gap-free there, and the slot.

use anchor_lang::prelude::*;

/// The exchange was initialised.
#[event(bytemuck)]
pub struct ExchangeInitialized {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// First bytes of every signed message.
    pub domain: [u8; 8],
}

/// A vault was opened.
#[event(bytemuck)]
pub struct VaultOpened {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Asset.
    pub asset: u64,
    /// Deposit cap, atoms.
    pub cap_atoms: u64,
    /// Mint; zero for SOL.
    pub mint: Address,
}

/// Pause bits changed.
#[event(bytemuck)]
pub struct PauseSet {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Bits afterwards.
    pub pause: u64,
}

/// A change was proposed, applied (state 1) or cancelled (state 2).
#[event(bytemuck)]
pub struct ChangeMoved {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the change.
    pub id: u64,
    /// What changes.
    pub kind: u64,
    /// 0 proposed, 1 applied, 2 cancelled.
    pub state: u64,
    /// From when it may apply.
    pub due_s: i64,
}

/// A keeper was registered (1) or removed (0).
#[event(bytemuck)]
pub struct KeeperMoved {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// 1 registered, 0 removed.
    pub registered: u64,
    /// The keeper.
    pub key: Address,
}

/// A gift became part of the insurance tail.
#[event(bytemuck)]
pub struct SurplusSwept {
    /// Of the vault.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Asset.
    pub asset: u64,
    /// Atoms.
    pub amount_atoms: u64,
    /// Booked afterwards.
    pub tracked_atoms: u64,
}

/// An account was created (state 1), closed (0) or moved to this layout (2).
#[event(bytemuck)]
pub struct AccountMoved {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// Index of the owner.
    pub index: u64,
    /// 0 engine, 1 self.
    pub kind: u64,
    /// 0 closed, 1 created, 2 migrated.
    pub state: u64,
    /// Wallet.
    pub owner: Address,
}

/// Delegate or floor changed.
#[event(bytemuck)]
pub struct AuthorityChanged {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// Owner instruction.
    pub inbox_seq: u64,
    /// 1 delegate added, 2 its removal scheduled, 3 floor scheduled.
    pub action: u64,
    /// Floor, or expiry of the delegate.
    pub value: u64,
    /// Delegate; zero for a floor.
    pub key: Address,
}

/// Tokens came in (direction 1) or went out (0).
#[event(bytemuck)]
pub struct TokensMoved {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// Owner instructions so far.
    pub inbox_seq: u64,
    /// Asset.
    pub asset: u64,
    /// 1 in, 0 out.
    pub incoming: u64,
    /// Atoms moved.
    pub amount_atoms: u64,
    /// Pocket of that direction afterwards.
    pub pocket_atoms: u64,
    /// c afterwards.
    pub collateral_atoms: i64,
    /// Booked in the vault afterwards.
    pub tracked_atoms: u64,
}

/// A settlement item was applied.
#[event(bytemuck)]
pub struct ItemSettled {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// Items applied to it.
    pub item_seq: u64,
    /// 1 credit, 2 debit, 3 ack.
    pub kind: u64,
    /// Asset.
    pub asset: u64,
    /// Atoms; of an ack the owner instruction.
    pub amount: u64,
    /// c of the asset afterwards.
    pub collateral_atoms: i64,
}

/// A request was made (state 1), taken back (2) or claimed (3).
#[event(bytemuck)]
pub struct RequestMoved {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// Owner instructions so far.
    pub inbox_seq: u64,
    /// 1 withdraw, 2 exit.
    pub kind: u64,
    /// 1 made, 2 taken back, 3 claimed.
    pub state: u64,
    /// Asset.
    pub asset: u64,
    /// Atoms asked for.
    pub amount_atoms: u64,
}
