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

/// An owner's transfer between two of his accounts was settled.
#[event(bytemuck)]
pub struct TransferSettled {
    /// Of the account that gave.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Its number.
    pub account: u64,
    /// Number of the account that received.
    pub to_account: u64,
    /// Atoms.
    pub amount: u64,
    /// Nonce of the message.
    pub nonce: u64,
}

/// The receipt of a transfer was closed.
#[event(bytemuck)]
pub struct ReceiptClosed {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the account that gave.
    pub account: u64,
    /// Nonce of the message.
    pub nonce: u64,
}

/// A table of registered orders was closed.
#[event(bytemuck)]
pub struct EntriesClosed {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the account whose orders they were.
    pub account: u64,
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

/// A market was listed.
#[event(bytemuck)]
pub struct MarketListed {
    /// Of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub market: u64,
    /// v, atoms of one tick x one lot.
    pub tick_value: u64,
    /// Unix time from which fills settle.
    pub live_s: i64,
    /// ASCII, zero-padded.
    pub symbol: [u8; 16],
}

/// A verified price became the newest index.
#[event(bytemuck)]
pub struct IndexKept {
    /// Of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub market: u64,
    /// Unix time of the price.
    pub publish_s: u64,
    /// Index.
    pub index_mticks: u64,
}

/// A signed order was registered for settlement.
#[event(bytemuck)]
pub struct OrderRegistered {
    /// Of the table.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the account.
    pub account: u64,
    /// Nonce of the message.
    pub nonce: u64,
    /// Place in the table.
    pub place: u64,
}

/// A match of two registered orders was settled.
#[event(bytemuck)]
pub struct FillSettled {
    /// Of the engine's ledger of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the market.
    pub market: u64,
    /// Account that took.
    pub taker: u64,
    /// Account that rested.
    pub maker: u64,
    /// Lots.
    pub lots: u64,
    /// Price, ticks.
    pub price: u64,
    /// Fee of the taker, atoms; negative: a rebate.
    pub taker_fee_atoms: i64,
    /// Fee of the maker, atoms; negative: a rebate.
    pub maker_fee_atoms: i64,
}

/// An account was judged to be liquidated (LIQ-1, LIQ-2).
#[event(bytemuck)]
pub struct LiquidationStepped {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the account.
    pub account: u64,
    /// Number of the market.
    pub market: u64,
    /// 1 on the book, 2 to the backstop, 3 by rounds.
    pub way: u64,
    /// Lots of a step on the book.
    pub lots: u64,
    /// Worst price of it, ticks.
    pub price: u64,
    /// Net, atoms.
    pub equity_atoms: i64,
    /// Maintenance requirement, atoms.
    pub requirement_atoms: i64,
}

/// An act by which what a bankrupt left is dealt out (LIQ-5, LIQ-6).
#[event(bytemuck)]
pub struct MarketDealt {
    /// Of the engine's ledger of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Market.
    pub market: u64,
    /// Account.
    pub account: u64,
    /// The act, as the core numbers it.
    pub act: u64,
    /// Number of the record.
    pub record: u64,
    /// Signed change of its lots; of a round that begins, its lots.
    pub lots: i64,
    /// What they are worth, became a claim, was cut, written off or paid, atoms.
    pub amount_atoms: i64,
    /// D afterwards, atoms.
    pub deficit_atoms: i64,
    /// Insurance afterwards, atoms.
    pub insurance_atoms: i64,
}

/// All lots of an account in a market passed to the backstop at the mark (LIQ-2).
#[event(bytemuck)]
pub struct PositionHandedOver {
    /// Of the engine's ledger of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the market.
    pub market: u64,
    /// Account that had them.
    pub account: u64,
    /// Account of the backstop.
    pub backstop: u64,
    /// Signed lots that the backstop got.
    pub lots: i64,
    /// Worth at the mark, atoms.
    pub worth_atoms: i64,
    /// Fee, atoms.
    pub fee_atoms: i64,
}

/// The backstop took other collateral of an account that owed, for USDC that pays what it owed; or it paid a borrow that nothing else can
/// (MGN-7).
#[event(bytemuck)]
pub struct CollateralConverted {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Account that owed.
    pub account: u64,
    /// Account of the backstop.
    pub backstop: u64,
    /// What was taken; USDC: nothing.
    pub asset: u64,
    /// How much of it, in its least unit.
    pub amount: i64,
    /// What the backstop paid, atoms of USDC.
    pub paid_atoms: i64,
}

/// An account took in what was due in a market.
#[event(bytemuck)]
pub struct AccountTouched {
    /// Of the engine's ledger of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the market.
    pub market: u64,
    /// Number of the account.
    pub account: u64,
    /// c of USDC afterwards.
    pub collateral_atoms: i64,
    /// e in the market afterwards.
    pub quote_atoms: i64,
}

/// A mark round came into force; its number is the sequence.
#[event(bytemuck)]
pub struct RoundPosted {
    /// Number of the round.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Engine time, microseconds.
    pub engine_us: u64,
    /// Markets that have a mark of it.
    pub markets: u64,
}

/// The Risk account has this layout now; the sequence is that of the mark round in force.
#[event(bytemuck)]
pub struct RiskMoved {
    /// Number of the round.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Its layout.
    pub version: u64,
}

/// The exchange ended (CUST-17).
#[event(bytemuck)]
pub struct ExchangeFrozen {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Unix time.
    pub frozen_s: i64,
    /// Account whose exit was overdue; zero: no mark rounds.
    pub account: u64,
    /// Engine accounts that are to be resolved.
    pub unresolved: u64,
}

/// A price that a market ends with was brought (CUST-18).
#[event(bytemuck)]
pub struct PriceResolved {
    /// Of the resolution.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number of the market.
    pub market: u64,
    /// Number of the sample, from 0.
    pub number: u64,
    /// The sample.
    pub sample_mticks: u64,
    /// The price; zero while samples are missing.
    pub price_mticks: u64,
}

/// An account was resolved (CUST-19).
#[event(bytemuck)]
pub struct AccountResolved {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub account: u64,
    /// c of USDC afterwards; claims lie beside it.
    pub collateral_atoms: i64,
    /// Engine accounts that are still to be resolved.
    pub unresolved: u64,
}

/// A day of the journal got its root (CUST-20).
#[event(bytemuck)]
pub struct RootPosted {
    /// Of the exchange.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Unix day.
    pub day: u64,
    /// First command that it covers.
    pub first_seq: u64,
    /// Last one.
    pub last_seq: u64,
    /// Root.
    pub root: [u8; 32],
}

/// Admins named a price of a market without one (CUST-21).
#[event(bytemuck)]
pub struct EmergencyPriceSet {
    /// Of the market.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Number.
    pub market: u64,
    /// Price.
    pub price_mticks: u64,
}

/// An order of a self account was placed (state 1) or is off the chain (2).
#[event(bytemuck)]
pub struct OwnOrderMoved {
    /// Of the account.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Account.
    pub account: u64,
    /// Market.
    pub market: u64,
    /// The owner's own number of it.
    pub client_order_id: u64,
    /// Its place in time.
    pub number: u64,
    /// Lots that are not filled.
    pub left: u64,
    /// 1 placed, 2 ended.
    pub state: u64,
}

/// Two orders of self accounts traded.
#[event(bytemuck)]
pub struct OwnTrade {
    /// Of the market's ledger of self accounts.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Market.
    pub market: u64,
    /// Account of the younger order.
    pub taker: u64,
    /// Its owner's number of it.
    pub taker_order: u64,
    /// Account of the older order.
    pub maker: u64,
    /// Its owner's number of it.
    pub maker_order: u64,
    /// Lots.
    pub lots: u64,
    /// Price, ticks.
    pub price: u64,
    /// Fee of the taker, atoms.
    pub taker_fee_atoms: i64,
    /// Fee of the maker, atoms.
    pub maker_fee_atoms: i64,
}

/// A self account took in what was due in a market.
#[event(bytemuck)]
pub struct OwnSettled {
    /// Of the market's ledger of self accounts.
    pub seq: u64,
    /// Slot.
    pub slot: u64,
    /// Market.
    pub market: u64,
    /// Account.
    pub account: u64,
    /// Its USDC afterwards, atoms.
    pub collateral_atoms: i64,
    /// Its claim afterwards, atoms.
    pub claim_atoms: i64,
}
