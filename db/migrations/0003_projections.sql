-- Projections of the journal: markets, accounts, orders, trades, positions, balances.
set local lock_timeout = '5s';

do $$ begin
    create type trade_side as enum ('buy', 'sell');
exception when duplicate_object then null;
end $$;
comment on type trade_side is 'Side of an order or fill; the code''s Side.';
do $$ begin
    create type trade_role as enum ('maker', 'taker');
exception when duplicate_object then null;
end $$;
comment on type trade_role is 'Whose order rested and whose arrived.';
do $$ begin
    create type position_side as enum ('long', 'short');
exception when duplicate_object then null;
end $$;
comment on type position_side is 'Direction of a position.';
do $$ begin
    create type order_type as enum ('limit', 'market');
exception when duplicate_object then null;
end $$;
comment on type order_type is 'The code''s OrderKind.';
do $$ begin
    create type time_in_force as enum ('gtc', 'ioc', 'fok', 'gtd');
exception when duplicate_object then null;
end $$;
comment on type time_in_force is 'The code''s TimeInForce.';
do $$ begin
    create type order_status as enum ('resting', 'filled', 'cancelled', 'refused');
exception when duplicate_object then null;
end $$;
comment on type order_status is 'The code''s OrderState.';
do $$ begin
    create type cancel_reason as enum (
    'user', 'replaced', 'expired', 'unfilled', 'self_trade', 'reduce_only', 'margin', 'band',
    'open_interest', 'position_limit', 'fee_cap', 'delegate', 'overflow'
);
exception when duplicate_object then null;
end $$;
comment on type cancel_reason is 'The code''s CancelReason.';

create table if not exists projections (
    name text not null primary key,
    applied_seq bigint not null check (applied_seq >= 0)
);
comment on table projections is 'How far each projection is; written in the transaction that writes its tables.';
comment on column projections.name is 'Name of the keeper.';
comment on column projections.applied_seq is 'Last command whose events are in the tables.';
insert into projections values ('project', 0) on conflict do nothing;

create table if not exists markets (
    market integer not null primary key check (market between 0 and 65534),
    symbol text not null unique check (length(symbol) between 1 and 16),
    tick_size_e9 bigint not null,
    lot_size_e9 bigint not null,
    tick_value_atoms bigint not null,
    price_max_ticks bigint not null,
    order_max_lots bigint not null,
    position_max_lots bigint not null,
    open_interest_max_lots bigint not null,
    imf_ppm bigint not null,
    mmf_ppm bigint not null,
    requirement_min_atoms bigint not null,
    profit_cap_atoms bigint not null,
    band_ppm bigint not null,
    paused boolean not null,
    index_price_mticks bigint not null,
    mark_price_mticks bigint not null,
    last_price_ticks bigint not null,
    open_interest_lots bigint not null,
    pool_atoms bigint not null,
    insurance_atoms bigint not null,
    fee_bucket_atoms bigint not null,
    fee_claim_atoms bigint not null,
    claims_atoms bigint not null,
    deficit_atoms bigint not null,
    updated_seq bigint not null
);
comment on table markets is 'One row a listed market: its parameters and newest totals.';
comment on column markets.market is 'Number of the market, the same on chain.';
comment on column markets.symbol is 'Name outside, as BTC-PERP.';
comment on column markets.tick_size_e9 is 'USD of one tick, billionths.';
comment on column markets.lot_size_e9 is 'Base units of one lot, billionths.';
comment on column markets.tick_value_atoms is 'Atoms of one tick times one lot.';
comment on column markets.price_max_ticks is 'Highest price of an order.';
comment on column markets.order_max_lots is 'Largest order.';
comment on column markets.position_max_lots is 'Largest position of one account.';
comment on column markets.open_interest_max_lots is 'Largest open interest of one side.';
comment on column markets.imf_ppm is 'Initial margin fraction, millionths.';
comment on column markets.mmf_ppm is 'Maintenance margin fraction, millionths.';
comment on column markets.requirement_min_atoms is 'Least requirement of a position that is not zero.';
comment on column markets.profit_cap_atoms is 'Unrealised profit that counts for new risk.';
comment on column markets.band_ppm is 'Distance from mark or index within which a fill must be, millionths.';
comment on column markets.paused is 'Only reductions and cancels are taken.';
comment on column markets.index_price_mticks is 'Newest index, 1/1000 tick; 0: none yet.';
comment on column markets.mark_price_mticks is 'Newest mark, 1/1000 tick; 0: none yet.';
comment on column markets.last_price_ticks is 'Price of the newest match; 0: none yet.';
comment on column markets.open_interest_lots is 'Open interest of the larger side.';
comment on column markets.pool_atoms is 'Paid losses that wait for claims.';
comment on column markets.insurance_atoms is 'Insurance fund of the market.';
comment on column markets.fee_bucket_atoms is 'Fees received and not yet paid on.';
comment on column markets.fee_claim_atoms is 'Fees that traders still owe.';
comment on column markets.claims_atoms is 'Sum of all claims.';
comment on column markets.deficit_atoms is 'Loss that nobody has covered yet.';
comment on column markets.updated_seq is 'Command that changed the row last.';

create table if not exists accounts (
    account bigint not null primary key check (account > 0),
    owner bytea not null check (octet_length(owner) = 32),
    index integer not null check (index between 0 and 65535),
    opened_seq bigint not null,
    opened_us bigint not null,
    unique (owner, index)
);
comment on table accounts is 'One row a margin account.';
comment on column accounts.account is 'Number given by the exchange, never reused.';
comment on column accounts.owner is 'Ed25519 public key of its owner.';
comment on column accounts.index is '0: the main account; others are sub-accounts.';
comment on column accounts.opened_seq is 'Command that opened it.';
comment on column accounts.opened_us is 'When, microseconds.';

create table if not exists delegates (
    account bigint not null,
    delegate bytea not null check (octet_length(delegate) = 32),
    expiry_us bigint not null,
    added_seq bigint not null,
    primary key (account, delegate)
);
comment on table delegates is 'One row a key that may sign orders of an account, until it expires or is removed.';
comment on column delegates.account is 'Margin account.';
comment on column delegates.delegate is 'Ed25519 public key.';
comment on column delegates.expiry_us is 'End of its life, microseconds.';
comment on column delegates.added_seq is 'Command that added it.';

create table if not exists fee_tiers (
    owner bytea not null primary key check (octet_length(owner) = 32),
    tier smallint not null check (tier between 0 and 3),
    set_seq bigint not null
);
comment on table fee_tiers is 'One row an owner whose fee tier was ever set; all others have tier 0.';
comment on column fee_tiers.owner is 'Ed25519 public key of the owner.';
comment on column fee_tiers.tier is 'Fee tier, 0 to 3.';
comment on column fee_tiers.set_seq is 'Command that set it.';

create table if not exists orders (
    order_id bytea not null primary key check (octet_length(order_id) = 16),
    account bigint not null,
    client_order_id bigint not null,
    nonce bigint not null,
    expiry_slot bigint not null,
    market integer not null,
    side trade_side not null,
    type order_type not null,
    time_in_force time_in_force not null,
    post_only boolean not null,
    reduce_only boolean not null,
    price_ticks bigint not null,
    size_lots bigint not null,
    filled_lots bigint not null,
    left_lots bigint not null,
    status order_status not null,
    cancel_reason cancel_reason,
    filled_notional_atoms bigint not null,
    fee_atoms bigint not null,
    accepted_seq bigint not null,
    accepted_index bigint not null,
    accepted_us bigint not null,
    updated_seq bigint not null,
    updated_us bigint not null
) with (fillfactor = 85);
create index if not exists orders_account on orders (account, accepted_seq desc, accepted_index desc);
comment on table orders is 'One row an order that was ever accepted, as it stands after the newest event about it. Refused orders leave none.';
comment on column orders.order_id is 'First 16 bytes of SHA-256 of the signed message.';
comment on column orders.account is 'Margin account.';
comment on column orders.client_order_id is 'The caller''s id, unsigned 64 bits as two''s complement.';
comment on column orders.nonce is 'Nonce of the message, unsigned 64 bits as two''s complement.';
comment on column orders.expiry_slot is 'Slot at which it expires.';
comment on column orders.market is 'Number of the market.';
comment on column orders.side is 'Buy or sell.';
comment on column orders.type is 'Limit or market.';
comment on column orders.time_in_force is 'How long it is valid.';
comment on column orders.post_only is 'Refused where it would take.';
comment on column orders.reduce_only is 'May only reduce the position.';
comment on column orders.price_ticks is 'Limit or protection price.';
comment on column orders.size_lots is 'Size as signed.';
comment on column orders.filled_lots is 'Matched so far.';
comment on column orders.left_lots is 'Resting; what was given up when cancelled; 0 when filled.';
comment on column orders.status is 'Resting, filled or cancelled.';
comment on column orders.cancel_reason is 'Why it was cancelled; null when it was not.';
comment on column orders.filled_notional_atoms is 'Exact value of its fills; over filled_lots it gives the average price.';
comment on column orders.fee_atoms is 'Fees of its fills; negative: rebates.';
comment on column orders.accepted_seq is 'Command that brought it.';
comment on column orders.accepted_index is 'Number of the acceptance among the events of that command.';
comment on column orders.accepted_us is 'When it was accepted, microseconds.';
comment on column orders.updated_seq is 'Command that changed it last.';
comment on column orders.updated_us is 'When that was, microseconds.';

create table if not exists trades (
    seq bigint not null,
    index bigint not null,
    role trade_role not null,
    market integer not null,
    account bigint not null,
    order_id bytea not null check (octet_length(order_id) = 16),
    client_order_id bigint not null,
    side trade_side not null,
    price_ticks bigint not null,
    size_lots bigint not null,
    notional_atoms bigint not null,
    fee_atoms bigint not null,
    realized_atoms bigint not null,
    position_lots bigint not null,
    ts_us bigint not null,
    primary key (seq, index, role)
);
create index if not exists trades_account on trades (account, seq desc, index desc);
create index if not exists trades_market on trades (market, seq desc, index desc) where role = 'taker';
comment on table trades is 'Two rows a match, one of the maker and one of the taker; (seq, index) is the id of the fill.';
comment on column trades.seq is 'Command that caused it.';
comment on column trades.index is 'Number of the match among the events of that command.';
comment on column trades.role is 'Maker or taker.';
comment on column trades.market is 'Number of the market.';
comment on column trades.account is 'Whose row it is.';
comment on column trades.order_id is 'His order.';
comment on column trades.client_order_id is 'His own id of it, unsigned 64 bits as two''s complement.';
comment on column trades.side is 'His side.';
comment on column trades.price_ticks is 'Price of the match.';
comment on column trades.size_lots is 'Size of the match.';
comment on column trades.notional_atoms is 'Price times size times tick value, exact.';
comment on column trades.fee_atoms is 'His fee; negative: rebate.';
comment on column trades.realized_atoms is 'Profit of the part that reduced his position.';
comment on column trades.position_lots is 'His position afterwards; negative: short.';
comment on column trades.ts_us is 'When, microseconds.';

create table if not exists positions (
    account bigint not null,
    market integer not null,
    position_lots bigint not null,
    side position_side generated always as (
        case when position_lots > 0 then 'long'::position_side when position_lots < 0 then 'short'::position_side end
    ) stored,
    quote_atoms bigint not null,
    claim_atoms bigint not null,
    funding_atoms bigint not null,
    realized_atoms bigint not null,
    fee_atoms bigint not null,
    updated_seq bigint not null,
    updated_us bigint not null,
    primary key (account, market)
) with (fillfactor = 70);
comment on table positions is 'One row an account and market that ever traded, as after its newest match.';
comment on column positions.account is 'Margin account.';
comment on column positions.market is 'Number of the market.';
comment on column positions.position_lots is 'Lots; negative: short.';
comment on column positions.side is 'Long, short, or null when flat.';
comment on column positions.quote_atoms is 'Money of the position that is not settled: e of the law.';
comment on column positions.claim_atoms is 'Realised profit that is not paid yet: r of the law.';
comment on column positions.funding_atoms is 'Funding index at the newest match, atoms a lot: f of the law.';
comment on column positions.realized_atoms is 'Sum of realised profit of all its matches.';
comment on column positions.fee_atoms is 'Sum of fees of all its matches.';
comment on column positions.updated_seq is 'Command that changed it last.';
comment on column positions.updated_us is 'When that was, microseconds.';

create table if not exists user_balances (
    account bigint not null,
    asset text not null check (asset = 'USDC'),
    collateral_atoms bigint not null,
    credited_atoms bigint not null,
    debited_atoms bigint not null,
    updated_seq bigint not null,
    updated_us bigint not null,
    primary key (account, asset)
) with (fillfactor = 70);
comment on table user_balances is 'One row an account and asset: settled collateral after the newest event that moved it.';
comment on column user_balances.account is 'Margin account.';
comment on column user_balances.asset is 'USDC.';
comment on column user_balances.collateral_atoms is 'Settled collateral: c of the law.';
comment on column user_balances.credited_atoms is 'Sum of credits and transfers in.';
comment on column user_balances.debited_atoms is 'Sum of debits and transfers out.';
comment on column user_balances.updated_seq is 'Command that changed it last.';
comment on column user_balances.updated_us is 'When that was, microseconds.';
