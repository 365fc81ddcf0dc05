//! The Solana program that holds QuantDesk's money: accounts in, core called, accounts out. No formula of its own.
//!
//! Invariant: tokens move only between a wallet and an account's pockets, by the instructions of `vault`; what the
//! settlement log and owner instructions move are books. Every instruction changes all that it says, or nothing.

pub mod admin;
pub mod error;
pub mod event;
pub mod exchange;
pub mod exit;
pub mod market;
pub mod order;
pub mod position;
pub mod state;
pub mod transfer;
pub mod user;
pub mod vault;

use anchor_lang::prelude::*;

use crate::exchange::initialize_exchange::Opening;
use crate::exchange::post_root::Posted;
use crate::exchange::propose_change::Proposal;
use crate::market::initialize_market::Listed;
use crate::order::open_position::Wish;
use crate::order::place_order::Placed;
use crate::position::settle_items::Head;
use crate::position::settle_transfer::Moved;
use crate::user::update_user_account::Update;

declare_id!("HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso");

#[program]
pub mod quantdesk_program {
    use super::*;

    /// Opens the exchange; by the program's upgrade authority alone.
    #[allow(clippy::too_many_arguments, reason = "the fields of an account that is written once")]
    pub fn initialize_exchange(
        ctx: &mut Context<crate::exchange::initialize_exchange::InitializeExchange>,
        genesis_hash: [u8; 32],
        quote_mint: Address,
        guardian: Address,
        operator: Address,
        backstop: Address,
        admin_threshold: u8,
        sol_cap_atoms: u64,
        sol_floor_atoms: u64,
        admins: Vec<Address>,
    ) -> Result<()> {
        let opening = Opening {
            genesis_hash,
            quote_mint,
            guardian,
            operator,
            backstop,
            admins,
            admin_threshold,
            sol_cap_atoms,
            sol_floor_atoms,
        };
        exchange::initialize_exchange::run(ctx, &opening)
    }

    /// Names a change that may apply after its delay.
    pub fn propose_change(
        ctx: &mut Context<crate::exchange::propose_change::ProposeChange>,
        id: u64,
        kind: u8,
        number: u8,
        key: Address,
        amounts: [u64; 3],
    ) -> Result<()> {
        exchange::propose_change::run(ctx, &Proposal { id, kind, number, key, amounts })
    }

    /// Applies a change whose time has come.
    pub fn apply_change(ctx: &mut Context<crate::exchange::apply_change::ApplyChange>) -> Result<()> {
        exchange::apply_change::run(ctx)
    }

    /// Takes a change back.
    pub fn cancel_change(ctx: &mut Context<crate::exchange::cancel_change::CancelChange>) -> Result<()> {
        exchange::cancel_change::run(ctx)
    }

    /// Puts an announced version of the program in place.
    pub fn upgrade_program(ctx: &mut Context<crate::exchange::upgrade_program::UpgradeProgram>) -> Result<()> {
        exchange::upgrade_program::run(ctx)
    }

    /// Pauses new risk at once.
    pub fn set_pause(ctx: &mut Context<crate::exchange::set_pause::SetPause>, bits: u8) -> Result<()> {
        exchange::set_pause::run(ctx, bits)
    }

    /// Vouches for a keeper's key.
    pub fn register_keeper(ctx: &mut Context<crate::exchange::register_keeper::RegisterKeeper>) -> Result<()> {
        exchange::register_keeper::run(ctx)
    }

    /// Takes a keeper's key off the list.
    pub fn remove_keeper(ctx: &mut Context<crate::exchange::remove_keeper::RemoveKeeper>) -> Result<()> {
        exchange::remove_keeper::run(ctx)
    }

    /// Books a gift to a vault as insurance.
    pub fn sweep_surplus(ctx: &mut Context<crate::exchange::sweep_surplus::SweepSurplus>) -> Result<()> {
        exchange::sweep_surplus::run(ctx)
    }

    /// Moves a user account to this layout.
    pub fn migrate_account(ctx: &mut Context<crate::exchange::migrate_account::MigrateAccount>) -> Result<()> {
        exchange::migrate_account::run(ctx)
    }

    /// The root of a day of the journal.
    pub fn post_root(
        ctx: &mut Context<crate::exchange::post_root::PostRoot>,
        day: u32,
        first_seq: u64,
        last_seq: u64,
        merkle_root: [u8; 32],
    ) -> Result<()> {
        exchange::post_root::run(ctx, &Posted { day, first_seq, last_seq, merkle_root })
    }

    /// Opens the vault of a mint.
    pub fn initialize_token_vault(
        ctx: &mut Context<crate::vault::initialize_token_vault::InitializeTokenVault>,
        cap_atoms: u64,
        floor_atoms: u64,
    ) -> Result<()> {
        vault::initialize_token_vault::run(ctx, cap_atoms, floor_atoms)
    }

    /// Tokens in.
    pub fn deposit_tokens(ctx: &mut Context<crate::vault::deposit_tokens::DepositTokens>, amount: u64) -> Result<()> {
        vault::deposit_tokens::run(ctx, amount)
    }

    /// Tokens out.
    pub fn withdraw_tokens(
        ctx: &mut Context<crate::vault::withdraw_tokens::WithdrawTokens>,
        amount: u64,
    ) -> Result<()> {
        vault::withdraw_tokens::run(ctx, amount)
    }

    /// Lamports in.
    pub fn deposit_native_sol(
        ctx: &mut Context<crate::vault::deposit_native_sol::DepositNativeSol>,
        amount: u64,
    ) -> Result<()> {
        vault::deposit_native_sol::run(ctx, amount)
    }

    /// Lamports out.
    pub fn withdraw_native_sol(
        ctx: &mut Context<crate::vault::withdraw_native_sol::WithdrawNativeSol>,
        amount: u64,
    ) -> Result<()> {
        vault::withdraw_native_sol::run(ctx, amount)
    }

    /// Lists a market.
    pub fn initialize_market(
        ctx: &mut Context<crate::market::initialize_market::InitializeMarket>,
        symbol: [u8; 16],
        feed: [u8; 32],
        envelope_ppm: u32,
        record: Vec<u8>,
    ) -> Result<()> {
        market::initialize_market::run(ctx, &Listed { symbol, feed, envelope_ppm, record: &record })
    }

    /// A verified price as the newest index.
    pub fn update_oracle_price(ctx: &mut Context<crate::market::update_oracle_price::UpdateOraclePrice>) -> Result<()> {
        market::update_oracle_price::run(ctx)
    }

    /// A price of a market whose feed is gone.
    pub fn set_emergency_price(
        ctx: &mut Context<crate::market::set_emergency_price::SetEmergencyPrice>,
        price_mticks: u64,
    ) -> Result<()> {
        market::set_emergency_price::run(ctx, price_mticks)
    }

    /// Marks of one engine time.
    pub fn post_mark_round(
        ctx: &mut Context<crate::market::post_mark_round::PostMarkRound>,
        engine_us: u64,
        marks: Vec<u8>,
        hours: Vec<u8>,
    ) -> Result<()> {
        market::post_mark_round::run(ctx, engine_us, &marks, &hours)
    }

    /// Opens an account, engine or self.
    pub fn create_user_account(
        ctx: &mut Context<crate::user::create_user_account::CreateUserAccount>,
        index: u16,
        kind: u8,
    ) -> Result<()> {
        user::create_user_account::run(ctx, index, kind)
    }

    /// Adds a delegate, schedules its removal, or schedules a floor.
    #[allow(clippy::too_many_arguments, reason = "the fields of one record")]
    pub fn update_user_account(
        ctx: &mut Context<crate::user::update_user_account::UpdateUserAccount>,
        action: u8,
        key: Address,
        expiry_s: i64,
        markets: u64,
        notional_day_atoms: u64,
        flags: u64,
        floor: u64,
    ) -> Result<()> {
        user::update_user_account::run(
            ctx,
            &Update { action, key, expiry_s, markets, notional_day_atoms, flags, floor },
        )
    }

    /// Closes an empty account.
    pub fn close_user_account(ctx: &mut Context<crate::user::close_user_account::CloseUserAccount>) -> Result<()> {
        user::close_user_account::run(ctx)
    }

    /// Worth and requirements of an account.
    pub fn view_health(ctx: &mut Context<crate::user::view_health::ViewHealth>) -> Result<[i64; 5]> {
        user::view_health::run(ctx)
    }

    /// Asks for an amount.
    pub fn request_withdraw(
        ctx: &mut Context<crate::exit::request_withdraw::RequestWithdraw>,
        asset: u8,
        amount: u64,
    ) -> Result<()> {
        exit::request_withdraw::run(ctx, asset, amount)
    }

    /// Asks for everything.
    pub fn request_exit(ctx: &mut Context<crate::exit::request_exit::RequestExit>) -> Result<()> {
        exit::request_exit::run(ctx)
    }

    /// Takes a request back.
    pub fn cancel_request(ctx: &mut Context<crate::exit::cancel_request::CancelRequest>) -> Result<()> {
        exit::cancel_request::run(ctx)
    }

    /// Serves a due request without the operator.
    pub fn claim_exit(ctx: &mut Context<crate::exit::claim_exit::ClaimExit>) -> Result<()> {
        exit::claim_exit::run(ctx)
    }

    /// Ends the exchange when the operator keeps somebody in or is gone.
    pub fn freeze(ctx: &mut Context<crate::exit::freeze::Freeze>) -> Result<()> {
        exit::freeze::run(ctx)
    }

    /// One of the three prices that a market ends with.
    pub fn resolve_price(ctx: &mut Context<crate::exit::resolve_price::ResolvePrice>, number: u8) -> Result<()> {
        exit::resolve_price::run(ctx, number)
    }

    /// Closes an account at the prices that its markets ended with.
    pub fn resolve_account(ctx: &mut Context<crate::exit::resolve_account::ResolveAccount>) -> Result<()> {
        exit::resolve_account::run(ctx)
    }

    /// Signed orders, before their first settlement.
    pub fn register_orders(
        ctx: &mut Context<crate::order::register_orders::RegisterOrders>,
        signed_at: u8,
        which: Vec<u8>,
    ) -> Result<()> {
        order::register_orders::run(ctx, signed_at, &which)
    }

    /// Takes away a table of orders in which nothing can settle any more.
    pub fn close_entries(ctx: &mut Context<crate::order::close_entries::CloseEntries>) -> Result<()> {
        order::close_entries::run(ctx)
    }

    /// An order of a self account.
    #[allow(clippy::too_many_arguments, reason = "the fields of one record")]
    pub fn place_order(
        ctx: &mut Context<crate::order::place_order::PlaceOrder>,
        client_order_id: u64,
        side: u8,
        flags: u8,
        price: u32,
        size: u32,
        expiry_slot: u64,
    ) -> Result<()> {
        let placed = Placed { client_order_id, side, flags, price, size, expiry_slot };
        order::place_order::run(ctx, &placed)
    }

    /// Takes an order of a self account off the chain.
    pub fn cancel_order(ctx: &mut Context<crate::order::cancel_order::CancelOrder>) -> Result<()> {
        order::cancel_order::run(ctx)
    }

    /// Trades two crossing orders of self accounts.
    pub fn execute_order(ctx: &mut Context<crate::order::execute_order::ExecuteOrder>) -> Result<()> {
        order::execute_order::run(ctx)
    }

    /// A self account takes orders that are there.
    pub fn open_position(
        ctx: &mut Context<crate::order::open_position::OpenPosition>,
        side: u8,
        price: u32,
        size: u32,
    ) -> Result<()> {
        order::open_position::run(ctx, &Wish { side, price, size, reduce_only: false })
    }

    /// A self account lowers a position by taking orders that are there.
    pub fn close_position(
        ctx: &mut Context<crate::order::open_position::OpenPosition>,
        side: u8,
        price: u32,
        size: u32,
    ) -> Result<()> {
        order::open_position::run(ctx, &Wish { side, price, size, reduce_only: true })
    }

    /// One step of the liquidation of a self account, against an order that is there.
    pub fn liquidate(ctx: &mut Context<crate::order::liquidate::Liquidate>) -> Result<()> {
        order::liquidate::run(ctx)
    }

    /// What is due to and from a self account in a market.
    pub fn settle_pnl(ctx: &mut Context<crate::order::settle_pnl::SettlePnl>) -> Result<()> {
        order::settle_pnl::run(ctx)
    }

    /// The next items of the settlement log.
    pub fn settle_items(
        ctx: &mut Context<crate::position::settle_items::SettleItems>,
        engine_us: u64,
        round: u64,
        items: Vec<u8>,
        digest: [u8; 16],
    ) -> Result<()> {
        position::settle_items::run(ctx, &Head { engine_us, round }, &items, &digest)
    }

    /// USDC between two accounts of an owner, who signed for it.
    pub fn settle_transfer(
        ctx: &mut Context<crate::position::settle_transfer::SettleTransfer>,
        nonce: u64,
        signed_at: u8,
        engine_us: u64,
        round: u64,
        seqs: [u64; 2],
        digest: [u8; 16],
    ) -> Result<()> {
        let head = Head { engine_us, round };
        position::settle_transfer::run(ctx, &Moved { nonce, signed_at, head, seqs, digest })
    }

    /// Takes away the receipt of a transfer whose message is over.
    pub fn close_receipt(ctx: &mut Context<crate::position::close_receipt::CloseReceipt>) -> Result<()> {
        position::close_receipt::run(ctx)
    }
}
