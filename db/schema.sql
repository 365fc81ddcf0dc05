-- The whole schema as it is now. migrations/ holds how it came; a test on a real server proves both equal.
-- Amounts are whole atoms (1e-6 USDC), prices ticks or mticks (1/1000 tick), sizes lots, times microseconds since 1970 UTC.
-- Unsigned 64-bit numbers that users choose (client_order_id, nonce) are kept as two's complement: add 2^64 to a negative one.

create table schema_migrations (
    name text not null primary key,
    sha256 text not null,
    applied_us bigint not null
);
comment on table schema_migrations is 'One row a step of db/migrations that was applied.';
comment on column schema_migrations.name is 'File of the step.';
comment on column schema_migrations.sha256 is 'Hash of its text when it was applied.';
comment on column schema_migrations.applied_us is 'When, microseconds.';

-- ---------------------------------------------------------------- journal: the truth

create schema engine;
comment on schema engine is 'The journal of the exchange and what starts it: written by the engine alone.';

create table engine.lease (
    id smallint not null primary key check (id = 1),
    epoch bigint not null check (epoch >= 0),
    holder text not null,
    taken_us bigint not null
);
comment on table engine.lease is 'One row: who may write the journal. Every insert into the journal checks the epoch in its own statement.';
comment on column engine.lease.id is 'Always 1.';
comment on column engine.lease.epoch is 'Grows by one with every engine that takes over; 0 before the first.';
comment on column engine.lease.holder is 'Host and process of the engine, for people.';
comment on column engine.lease.taken_us is 'When it took over, microseconds.';
insert into engine.lease values (1, 0, '', 0);

create table engine.journal (
    seq_from bigint not null primary key check (seq_from > 0),
    seq_to bigint not null check (seq_to >= seq_from),
    ts_us bigint not null,
    epoch bigint not null,
    crc bigint not null check (crc between 0 and 4294967295),
    state_hash bytea check (octet_length(state_hash) = 32),
    commands bytea not null,
    events bytea not null
);
alter table engine.journal alter column commands set storage external;
alter table engine.journal alter column events set storage external;
comment on table engine.journal is 'One row a batch of commands, append-only, gap-free: seq_from is one more than the seq_to before it.';
comment on column engine.journal.seq_from is 'Number of the first command of the batch.';
comment on column engine.journal.seq_to is 'Number of the last command of the batch.';
comment on column engine.journal.ts_us is 'Time of the batch, microseconds; never decreases.';
comment on column engine.journal.epoch is 'Epoch of the engine that wrote it; never decreases.';
comment on column engine.journal.crc is 'CRC-32 over commands and then events.';
comment on column engine.journal.state_hash is 'SHA-256 of the state after the batch, on every so many rows.';
comment on column engine.journal.commands is 'The batch as the core takes it: head of 32 bytes, then the command records.';
comment on column engine.journal.events is 'What the core answered: event records.';

create function engine.journal_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'engine.journal is append-only';
end $$;
comment on function engine.journal_refuse_change() is 'Refuses every change of a journal row.';
create trigger journal_append_only before update or delete or truncate on engine.journal
    for each statement execute function engine.journal_refuse_change();

create table engine.snapshots (
    seq bigint not null primary key check (seq > 0),
    ts_us bigint not null,
    state_hash bytea not null check (octet_length(state_hash) = 32),
    crc bigint not null check (crc between 0 and 4294967295),
    body bytea not null
);
alter table engine.snapshots alter column body set storage external;
comment on table engine.snapshots is 'State of the exchange after a command, so that a start reads only the journal behind it.';
comment on column engine.snapshots.seq is 'Last command that the state holds.';
comment on column engine.snapshots.ts_us is 'Time of that command, microseconds.';
comment on column engine.snapshots.state_hash is 'SHA-256 of the body.';
comment on column engine.snapshots.crc is 'CRC-32 of the body.';
comment on column engine.snapshots.body is 'Canonical bytes of the state, as the core writes them.';

-- ---------------------------------------------------------------- people: users, sessions, keys

create function uuid_v7() returns uuid language sql volatile parallel safe as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;
comment on function uuid_v7() is 'A UUID of version 7: its first 48 bits are milliseconds, so new ones sort last.';

create type user_tier as enum ('user', 'maker');
comment on type user_tier is 'Which request limits an owner has.';

create type api_scope as enum ('read', 'trade');
comment on type api_scope is 'What an API key may do.';

create table users (
    id uuid not null primary key default uuid_v7(),
    owner bytea not null unique check (octet_length(owner) = 32),
    tier user_tier not null default 'user',
    created_us bigint not null
);
comment on table users is 'One row a wallet that has signed in or was seeded.';
comment on column users.id is 'Time-ordered UUID, the id outside.';
comment on column users.owner is 'Ed25519 public key of the wallet.';
comment on column users.tier is 'Request limits; set by the operator alone.';
comment on column users.created_us is 'First seen, microseconds.';

create table sessions (
    id uuid not null primary key default uuid_v7(),
    user_id uuid not null references users (id),
    created_us bigint not null,
    expires_us bigint not null,
    ended_us bigint,
    agent text not null check (length(agent) <= 512),
    address text not null check (length(address) <= 64)
);
create index sessions_user on sessions (user_id) where ended_us is null;
comment on table sessions is 'One row a sign-in.';
comment on column sessions.id is 'Time-ordered UUID; the sid of its tokens.';
comment on column sessions.user_id is 'Who signed in.';
comment on column sessions.created_us is 'When, microseconds.';
comment on column sessions.expires_us is 'End at the latest, microseconds.';
comment on column sessions.ended_us is 'Signed out or revoked, microseconds; null while it lives.';
comment on column sessions.agent is 'User-Agent of the sign-in.';
comment on column sessions.address is 'Network address of the sign-in.';

create table refresh_tokens (
    digest bytea not null primary key check (octet_length(digest) = 32),
    session_id uuid not null references sessions (id),
    created_us bigint not null,
    expires_us bigint not null,
    spent_us bigint
);
create index refresh_tokens_session on refresh_tokens (session_id);
comment on table refresh_tokens is 'One row a refresh token ever given; each is spent once, and a second use ends the session.';
comment on column refresh_tokens.digest is 'SHA-256 of the token; the token itself is nowhere.';
comment on column refresh_tokens.session_id is 'Session (family) that it renews.';
comment on column refresh_tokens.created_us is 'When it was given, microseconds.';
comment on column refresh_tokens.expires_us is 'End of its life, microseconds.';
comment on column refresh_tokens.spent_us is 'When it was spent, microseconds; null before.';

create table api_keys (
    id uuid not null primary key default uuid_v7(),
    user_id uuid not null references users (id),
    public_key bytea not null unique check (octet_length(public_key) = 32),
    scopes api_scope[] not null check (cardinality(scopes) between 1 and 2),
    label text not null check (length(label) between 1 and 64),
    created_us bigint not null,
    expires_us bigint,
    ended_us bigint
);
create index api_keys_user on api_keys (user_id, id desc);
comment on table api_keys is 'One row an API key: an Ed25519 key that signs requests. Ended keys stay.';
comment on column api_keys.id is 'Time-ordered UUID.';
comment on column api_keys.user_id is 'Whose key it is.';
comment on column api_keys.public_key is 'Ed25519 public key.';
comment on column api_keys.scopes is 'What it may do.';
comment on column api_keys.label is 'Name given by its user.';
comment on column api_keys.created_us is 'When it was made, microseconds.';
comment on column api_keys.expires_us is 'End of its life, microseconds; null: none.';
comment on column api_keys.ended_us is 'When it was revoked, microseconds; null while it lives.';

-- ---------------------------------------------------------------- projections: written by the keeper `project` from the journal alone

create type trade_side as enum ('buy', 'sell');
comment on type trade_side is 'Side of an order or fill; the code''s Side.';
create type trade_role as enum ('maker', 'taker');
comment on type trade_role is 'Whose order rested and whose arrived.';
create type position_side as enum ('long', 'short');
comment on type position_side is 'Direction of a position.';
create type order_type as enum (
    'limit', 'market', 'slide', 'stop_market', 'stop_limit', 'take_profit_market', 'take_profit_limit', 'trailing_stop',
    'iceberg', 'pegged', 'twap'
);
comment on type order_type is 'The code''s OrderKind.';
create type time_in_force as enum ('gtc', 'ioc', 'fok', 'gtd');
comment on type time_in_force is 'The code''s TimeInForce.';
create type order_status as enum ('resting', 'filled', 'cancelled', 'refused', 'waiting');
comment on type order_status is 'The code''s OrderState.';
create type cancel_reason as enum (
    'user', 'replaced', 'expired', 'unfilled', 'self_trade', 'reduce_only', 'margin', 'band',
    'open_interest', 'position_limit', 'fee_cap', 'delegate', 'delegate_day', 'delegate_price', 'overflow', 'floor', 'liquidation', 'deficit',
    'dead_man', 'disconnected', 'linked', 'refused',
    'restricted',
    'entries'
);
comment on type cancel_reason is 'The code''s CancelReason.';

create table projections (
    name text not null primary key,
    applied_seq bigint not null check (applied_seq >= 0),
    applied_us bigint not null default 0
);
comment on table projections is 'How far each projection is; written in the transaction that writes its tables.';
comment on column projections.name is 'Name of the keeper.';
comment on column projections.applied_seq is 'Last command whose events are in the tables.';
comment on column projections.applied_us is 'Time of that command, microseconds; 0 where the projection does not say.';
insert into projections (name, applied_seq) values ('project', 0), ('candles', 0);

create table markets (
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

create table accounts (
    account bigint not null primary key check (account > 0),
    owner bytea not null check (octet_length(owner) = 32),
    index integer not null check (index between 0 and 65535),
    opened_seq bigint not null,
    opened_us bigint not null,
    closed_seq bigint
);
create unique index accounts_open on accounts (owner, index) where closed_seq is null;
comment on table accounts is 'One row a margin account.';
comment on column accounts.account is 'Number given by the chain, never reused.';
comment on column accounts.owner is 'Ed25519 public key of its owner.';
comment on column accounts.index is '0: the main account; others are sub-accounts.';
comment on column accounts.opened_seq is 'Command that opened it.';
comment on column accounts.opened_us is 'When, microseconds.';
comment on column accounts.closed_seq is 'Command that closed it; null while it is open.';

create table delegates (
    account bigint not null,
    delegate bytea not null check (octet_length(delegate) = 32),
    expiry_us bigint not null,
    added_seq bigint not null,
    markets bigint,
    notional_day_atoms bigint not null default 0,
    near_index boolean not null default false,
    primary key (account, delegate)
);
comment on table delegates is 'One row a key that may sign orders of an account, until it expires or is removed.';
comment on column delegates.account is 'Margin account.';
comment on column delegates.delegate is 'Ed25519 public key.';
comment on column delegates.expiry_us is 'End of its life, microseconds.';
comment on column delegates.added_seq is 'Command that added it.';
comment on column delegates.markets is 'Bit m: market m, in two''s complement; null: every one.';
comment on column delegates.notional_day_atoms is 'Notional that it may trade a UTC day, atoms; 0: any.';
comment on column delegates.near_index is 'Whether it fills within 50 bps of the index alone.';

create table fee_tiers (
    owner bytea not null primary key check (octet_length(owner) = 32),
    tier smallint not null check (tier between 0 and 3),
    set_seq bigint not null
);
comment on table fee_tiers is 'One row an owner whose fee tier was ever set; all others have tier 0.';
comment on column fee_tiers.owner is 'Ed25519 public key of the owner.';
comment on column fee_tiers.tier is 'Fee tier, 0 to 3.';
comment on column fee_tiers.set_seq is 'Command that set it.';

create table orders (
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
create index orders_account on orders (account, accepted_seq desc, accepted_index desc);
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

create table trades (
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
create index trades_account on trades (account, seq desc, index desc);
create index trades_market on trades (market, seq desc, index desc) where role = 'taker';
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

create type move_cause as enum ('backstop', 'round', 'rest', 'mark', 'cut', 'loss', 'deficit', 'leaving');
comment on type move_cause is 'Why lots or money moved beside the book (LIQ-2 to LIQ-6, CUST-51).';

create table moves (
    seq bigint not null,
    index bigint not null,
    market integer not null,
    account bigint not null,
    cause move_cause not null,
    lots bigint not null,
    amount_atoms bigint not null,
    fee_atoms bigint not null,
    position_lots bigint not null,
    ts_us bigint not null,
    primary key (seq, index)
);
create index moves_account on moves (account, seq desc, index desc);
comment on table moves is 'Lots and money of accounts that moved beside the book: by the backstop, by rounds, by what a bankrupt left.';
comment on column moves.seq is 'Command that caused it.';
comment on column moves.index is 'Number of it among the events of that command.';
comment on column moves.market is 'Number of the market.';
comment on column moves.account is 'Whose lots or money.';
comment on column moves.cause is 'Why.';
comment on column moves.lots is 'Change of the position; 0: money alone.';
comment on column moves.amount_atoms is 'Worth of the lots, or what became a claim, was cut, written off or paid.';
comment on column moves.fee_atoms is 'Liquidation fee.';
comment on column moves.position_lots is 'Position afterwards; negative: short.';
comment on column moves.ts_us is 'When, microseconds.';

create table positions (
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

create table user_balances (
    account bigint not null,
    asset text not null check (asset in ('USDC', 'SOL')),
    collateral_atoms bigint not null,
    credited_atoms bigint not null,
    debited_atoms bigint not null,
    updated_seq bigint not null,
    updated_us bigint not null,
    primary key (account, asset)
) with (fillfactor = 70);
comment on table user_balances is 'One row an account and asset: settled collateral after the newest event that moved it.';
comment on column user_balances.account is 'Margin account.';
comment on column user_balances.asset is 'USDC or SOL; amounts are in its least unit.';
comment on column user_balances.collateral_atoms is 'Settled collateral: c of the law; of SOL in lamports.';
comment on column user_balances.credited_atoms is 'Sum of credits and transfers in.';
comment on column user_balances.debited_atoms is 'Sum of debits and transfers out.';
comment on column user_balances.updated_seq is 'Command that changed it last.';
comment on column user_balances.updated_us is 'When that was, microseconds.';

create type settlement_kind as enum (
    'credit', 'debit', 'ack', 'fill', 'touch', 'transfer', 'insure', 'liquidation', 'move', 'record', 'unknown', 'loss',
    'deficit', 'convert', 'tail', 'share'
);
comment on type settlement_kind is 'Kinds of items of the settlement log that the projection knows.';

create table settlement_items (
    account bigint not null,
    item_seq bigint not null,
    kind settlement_kind not null,
    asset smallint not null,
    amount bigint not null,
    seq bigint not null,
    index bigint not null,
    ts_us bigint not null,
    total bigint not null default 0,
    request bigint not null default 0,
    place smallint not null default 0,
    step smallint not null default 0,
    market integer,
    position_lots bigint,
    quote_atoms bigint,
    claim_atoms bigint,
    collateral_atoms bigint,
    settled_us bigint,
    usdc_atoms bigint,
    primary key (account, item_seq)
);
create index settlement_items_unsettled on settlement_items (account, item_seq) where settled_us is null;
create index settlement_items_seq on settlement_items (seq, index);
create index settlement_items_totals on settlement_items (account, kind, asset, item_seq);
create index settlement_items_collateral on settlement_items (account, asset, item_seq) where kind <> 'ack';
comment on table settlement_items is 'What the engine has done that the chain must learn, in its order for each account (CUST-6).';
comment on column settlement_items.account is 'Margin account.';
comment on column settlement_items.item_seq is 'Sequence that the chain''s account has before the item: 0 for the first.';
comment on column settlement_items.kind is 'What it does; unknown: nothing that the program has an item for.';
comment on column settlement_items.asset is 'Number of the asset on the chain; 0 for an acknowledgement.';
comment on column settlement_items.amount is 'Least units of the asset; of an acknowledgement the number of the owner instruction.';
comment on column settlement_items.seq is 'Command that caused it.';
comment on column settlement_items.index is 'Number of its event among those of that command.';
comment on column settlement_items.ts_us is 'Engine time of that command, microseconds.';
comment on column settlement_items.total is 'All credits, or all debits, of account and asset afterwards; of a convert what the backstop pays, atoms; of a fill 1: a part of the taker''s fee is set aside, 2: of the maker''s; else 0.';
comment on column settlement_items.request is 'The asker''s number of a withdrawal, unsigned 64 bits as two''s complement; 0: none; of a tail the account whose loss it is for.';
comment on column settlement_items.place is 'Order among items of one event: what a fill lets an account pay elsewhere follows it.';
comment on column settlement_items.step is 'Of a touch: 0 what is due, 1 a loss at mark, 2 a claim; of an insure, record, loss, deficit or tail the act (LIQ-5, LIQ-6).';
comment on column settlement_items.market is 'Market of what is done in one.';
comment on column settlement_items.position_lots is 'Signed lots afterwards.';
comment on column settlement_items.quote_atoms is 'Quote afterwards: e of the law.';
comment on column settlement_items.claim_atoms is 'Claim afterwards: r of the law.';
comment on column settlement_items.collateral_atoms is 'Collateral of the asset afterwards; null where another item of the same event says it.';
comment on column settlement_items.usdc_atoms is 'USDC afterwards, of a convert of another asset; null where another item says it.';
comment on column settlement_items.settled_us is 'Engine time at which it was told to be on the chain, microseconds; null: not yet.';

create table settlement_rounds (
    seq bigint not null,
    index bigint not null,
    ts_us bigint not null,
    market integer not null,
    mark_price_mticks bigint not null,
    index_price_mticks bigint not null,
    sampled boolean not null default false,
    hour_premium_e9 bigint,
    hour_samples integer,
    hour_index_mticks bigint,
    of_round boolean not null default false,
    primary key (seq, index)
);
create index settlement_rounds_ts on settlement_rounds (ts_us);
comment on table settlement_rounds is 'Marks, which the chain must have before the items behind them (CUST-7).';
comment on column settlement_rounds.seq is 'Command that made it.';
comment on column settlement_rounds.index is 'Number of its event among those of that command.';
comment on column settlement_rounds.ts_us is 'Engine time of that command, microseconds.';
comment on column settlement_rounds.market is 'Number of the market.';
comment on column settlement_rounds.mark_price_mticks is 'Mark, 1/1000 tick.';
comment on column settlement_rounds.index_price_mticks is 'Index, 1/1000 tick.';
comment on column settlement_rounds.sampled is 'Whether a sample of the premium counts (FND-1).';
comment on column settlement_rounds.hour_premium_e9 is 'Mean of the samples of the hour that ended with it; null: none did.';
comment on column settlement_rounds.hour_samples is 'Number of the samples of that hour.';
comment on column settlement_rounds.hour_index_mticks is 'Index that its funding was reckoned with, 1/1000 tick.';
comment on column settlement_rounds.of_round is 'Whether it is of a mark round (MRK-2); else it was set by hand.';

create table settlement_changes (
    change bigint primary key,
    seq bigint not null,
    index bigint not null,
    ts_us bigint not null
);
comment on table settlement_changes is 'Changes that the engine took and the chain has still to apply, behind the items before them (CUST-50).';
comment on column settlement_changes.change is 'Number of the change on the chain.';
comment on column settlement_changes.seq is 'Command that took it.';
comment on column settlement_changes.index is 'Number of its event among those of that command.';
comment on column settlement_changes.ts_us is 'Engine time of that command, microseconds.';

-- ---------------------------------------------------------------- market data: written by ingestion, wishes and trust by operators

create type price_source_wish as enum ('run', 'pause', 'stop', 'backfill');
comment on type price_source_wish is 'What should be done with a source of market data.';
create type market_tick_kind as enum ('quote', 'trade');
comment on type market_tick_kind is 'What a venue said.';

create table oracle_trust (
    version integer not null primary key check (version > 0),
    name text not null,
    set_index bigint not null check (set_index between 0 and 4294967295),
    signers bytea [] not null check (cardinality(signers) between 1 and 255),
    quorum integer not null check (quorum between 1 and 255),
    emitter_chains integer [] not null,
    emitters bytea [] not null check (cardinality(emitters) = cardinality(emitter_chains)),
    valid_from_s bigint not null,
    valid_to_s bigint not null default 0,
    genesis bytea not null default '' check (octet_length(genesis) in (0, 32)),
    reason text not null
);
comment on table oracle_trust is 'Who may sign prices, one row a version; rows are added, never changed.';
comment on column oracle_trust.version is 'Of those of a set that have begun the highest counts, and when it has ended none does.';
comment on column oracle_trust.name is 'What the set is called.';
comment on column oracle_trust.set_index is 'Index that a signed statement names.';
comment on column oracle_trust.signers is 'Addresses of 20 bytes by index.';
comment on column oracle_trust.quorum is 'Signatures that it takes.';
comment on column oracle_trust.emitter_chains is 'Chains of the emitters, in their order.';
comment on column oracle_trust.emitters is 'Addresses of 32 bytes that the set may speak for.';
comment on column oracle_trust.valid_from_s is 'First second of its validity, unix.';
comment on column oracle_trust.valid_to_s is 'First second after it; 0: no end yet.';
comment on column oracle_trust.genesis is 'Genesis hash of the only network on which it holds; empty: everywhere.';
comment on column oracle_trust.reason is 'Why it was added.';

create table price_sources (
    name text not null primary key,
    kind text not null,
    config jsonb not null default '{}' check (jsonb_typeof(config) = 'object'),
    wish price_source_wish not null default 'run',
    changed_us bigint not null
);
comment on table price_sources is 'What should run: one row a source of market data, written by operators.';
comment on column price_sources.name is 'Its name.';
comment on column price_sources.kind is 'Which source it is of: hermes, binance, replay, synthetic …';
comment on column price_sources.config is 'Addresses and markets of the source; no secret.';
comment on column price_sources.wish is 'What should be done with it.';
comment on column price_sources.changed_us is 'When it was changed, microseconds.';

create table price_source_states (
    name text not null primary key,
    state text not null,
    reason text not null,
    events bigint not null,
    checkpoint bigint not null,
    voices jsonb not null,
    last_us bigint not null,
    updated_us bigint not null
);
comment on table price_source_states is 'What runs: one row a source, written by ingestion.';
comment on column price_source_states.name is 'Its name.';
comment on column price_source_states.state is 'running, paused, stopped, waiting, done.';
comment on column price_source_states.reason is 'Why it is not running; empty when it is.';
comment on column price_source_states.events is 'Events taken since the process began.';
comment on column price_source_states.checkpoint is 'Events of a recording that are behind it, also over restarts.';
comment on column price_source_states.voices is 'By market: middle, points, faults, distance of the clocks.';
comment on column price_source_states.last_us is 'When its last event came, microseconds.';
comment on column price_source_states.updated_us is 'When this was written, microseconds.';

create table price_dead_letters (
    letter bigint generated always as identity primary key,
    source text not null,
    recv_us bigint not null,
    reason text not null,
    payload bytea not null,
    retry boolean not null default false,
    outcome text
);
create index price_dead_letters_retry on price_dead_letters (letter) where retry;
comment on table price_dead_letters is 'What could not be read or proven, with its reason.';
comment on column price_dead_letters.letter is 'Its number.';
comment on column price_dead_letters.source is 'Where it came from.';
comment on column price_dead_letters.recv_us is 'When it came, microseconds.';
comment on column price_dead_letters.reason is 'Why it was refused.';
comment on column price_dead_letters.payload is 'The bytes as they came, cut at 4096.';
comment on column price_dead_letters.retry is 'Set by operators: give it to the reader again.';
comment on column price_dead_letters.outcome is 'What became of the last retry.';

create table price_updates (
    digest bytea not null check (octet_length(digest) = 32),
    recv_us bigint not null,
    source text not null,
    trust_version integer not null,
    set_index bigint not null,
    signers smallint [] not null,
    slot bigint not null,
    sequence bigint not null,
    published_s bigint not null,
    data bytea not null,
    primary key (digest, recv_us)
) partition by range (recv_us);
create table price_updates_default partition of price_updates default;
comment on table price_updates is 'Signed updates that were proven, as they came: the evidence of every index.';
comment on column price_updates.digest is 'What was signed.';
comment on column price_updates.recv_us is 'When it came, microseconds.';
comment on column price_updates.source is 'Where it came from first.';
comment on column price_updates.trust_version is 'Row of oracle_trust by which it was proven.';
comment on column price_updates.set_index is 'Set that signed it.';
comment on column price_updates.signers is 'Indices of the signers.';
comment on column price_updates.slot is 'Slot of the payload, unsigned 64 bits as two''s complement.';
comment on column price_updates.sequence is 'Sequence of the emitter, unsigned 64 bits as two''s complement.';
comment on column price_updates.published_s is 'Time of the signed statement, unix seconds.';
comment on column price_updates.data is 'The update itself.';

create table index_prices (
    market integer not null,
    publish_s bigint not null,
    price_mticks bigint not null,
    conf_mticks bigint not null,
    digest bytea not null check (octet_length(digest) = 32),
    seq bigint not null,
    recv_us bigint not null,
    primary key (market, recv_us)
) partition by range (recv_us);
create table index_prices_default partition of index_prices default;
create index index_prices_seq on index_prices (market, seq desc);
comment on table index_prices is 'Indices that the engine took, each with its evidence.';
comment on column index_prices.market is 'Number of the market.';
comment on column index_prices.publish_s is 'Publish time of the price, unix seconds.';
comment on column index_prices.price_mticks is 'Index, 1/1000 tick.';
comment on column index_prices.conf_mticks is 'Its confidence, 1/1000 tick.';
comment on column index_prices.digest is 'Signed update that proves it.';
comment on column index_prices.seq is 'Command that set it.';
comment on column index_prices.recv_us is 'When the update came, microseconds.';

create table operator_actions (
    action bigint generated always as identity primary key,
    at_us bigint not null,
    operator text not null check (length(operator) between 1 and 64),
    verb text not null,
    subject text not null,
    detail text not null
);
comment on table operator_actions is 'What operators changed by hand, in the transaction of the change; rows are never changed.';
comment on column operator_actions.action is 'Its number.';
comment on column operator_actions.at_us is 'When, microseconds.';
comment on column operator_actions.operator is 'Who: the name by which the operating system knows them.';
comment on column operator_actions.verb is 'What was done.';
comment on column operator_actions.subject is 'To which source, letter or row.';
comment on column operator_actions.detail is 'As it is from then on.';

create table market_ticks (
    source text not null,
    symbol text not null,
    kind market_tick_kind not null,
    number bigint not null,
    venue_us bigint not null,
    recv_us bigint not null,
    price_e9 bigint not null,
    size_e9 bigint not null,
    ask_price_e9 bigint,
    ask_size_e9 bigint,
    buy boolean
) partition by range (recv_us);
create table market_ticks_default partition of market_ticks default;
create index market_ticks_symbol on market_ticks (symbol, recv_us desc);
comment on table market_ticks is 'Quotes and trades of venues as they came.';
comment on column market_ticks.source is 'Where it came from.';
comment on column market_ticks.symbol is 'Our market.';
comment on column market_ticks.kind is 'Quote or trade.';
comment on column market_ticks.number is 'The venue''s number of it; 0: none.';
comment on column market_ticks.venue_us is 'The venue''s time, microseconds.';
comment on column market_ticks.recv_us is 'When it came, microseconds.';
comment on column market_ticks.price_e9 is 'Price, or bid of a quote, billionths of a USD.';
comment on column market_ticks.size_e9 is 'Size, or size at the bid, billionths of a unit.';
comment on column market_ticks.ask_price_e9 is 'Ask of a quote.';
comment on column market_ticks.ask_size_e9 is 'Size at the ask.';
comment on column market_ticks.buy is 'A trade whose taker bought.';

insert into oracle_trust values
(3, 'guardians-3', 3, array[
    '\x58cc3ae5c097b213ce3c81979e1b9f9570746aa5'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x54ce5b4d348fb74b958e8966e2ec3dbd4958a7cd'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\x71aa1be1d36cafe3867910f99c09e347899c19c3'::bytea,
    '\x8192b6e7387ccd768277c17dab1b7a5027c0b3cf'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1651416474, 1713367800, '', 'published guardian set'),
(4, 'guardians-4', 4, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x54ce5b4d348fb74b958e8966e2ec3dbd4958a7cd'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\x71aa1be1d36cafe3867910f99c09e347899c19c3'::bytea,
    '\x8192b6e7387ccd768277c17dab1b7a5027c0b3cf'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1713281400, 1773666404, '', 'published guardian set'),
(5, 'guardians-5', 5, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xd1f64e26238811de5553c40f64af41ee1b6057cc'::bytea,
    '\x43ac8f567a31e7850da532b361988bfe0d3ae11b'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1773580004, 1783755663, '', 'published guardian set'),
(6, 'guardians-6', 6, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x42579bffbcf4276e290ab8e4c162bd4052b97970'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\x18e41674ccf26329cd111406c1d05c6c80b23edc'::bytea,
    '\x9d16870160e703324d057c3361c34c5befba2c34'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xd1f64e26238811de5553c40f64af41ee1b6057cc'::bytea,
    '\x3f851ad586a47cef8d04748f33ab0d71395f06b4'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x7899ceab1dc961dae9defdb7a4f521269a5448fc'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1773580004, 1783755663, '', 'published guardian set'),
(7, 'guardians-7', 7, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x42579bffbcf4276e290ab8e4c162bd4052b97970'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\xf3ea0ad4ffb5a178ae4ebc21861651b25bdcbb91'::bytea,
    '\x9d16870160e703324d057c3361c34c5befba2c34'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xae565927bb8db25cd8bf3e7bb663d70023e4ea78'::bytea,
    '\x3f851ad586a47cef8d04748f33ab0d71395f06b4'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x7899ceab1dc961dae9defdb7a4f521269a5448fc'::bytea,
    '\x61d9800f9fcb4160fb0c6cf3a0902592bac2b434'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1783669263, 1787011200, '', 'published guardian set'),
(20, 'routers', 0, array[
    '\x41534bb176e461a3fb30479400f210549ecce638'::bytea,
    '\x6502987b62f21cab7eb5ccd8f0173084b60d5b41'::bytea,
    '\x44a3e8f6a382412cf6bb90a3f8106e68977476c9'::bytea,
    '\xd9d7d4529577864352c9a6539a48238fcd447052'::bytea,
    '\x1663a5a822336ece48559b1dfb1e93a017a7dac3'::bytea], 3, array[26], array[
    '\x507974686e6574507974686e6574507974686e6574507974686e657450797468'::bytea], 1787011200, 0, '', 'published router set');

-- ---------------------------------------------------------------- candles: written by the keeper `candles` from the journal alone

create type candle_kind as enum ('trade', 'mark', 'index');
comment on type candle_kind is 'What a series follows; the code''s CandleKind.';

create table candles (
    market integer not null,
    kind candle_kind not null,
    interval_s integer not null,
    open_us bigint not null,
    open_mticks bigint not null,
    high_mticks bigint not null,
    low_mticks bigint not null,
    close_mticks bigint not null,
    volume_lots bigint not null,
    ticks bigint not null check (ticks > 0),
    first_us bigint not null,
    first_seq bigint not null,
    last_us bigint not null,
    last_seq bigint not null,
    first_index bigint not null,
    last_index bigint not null,
    primary key (interval_s, market, kind, open_us)
) partition by list (interval_s);
create table candles_fine partition of candles for values in (1, 5, 15) partition by range (open_us);
create table candles_fine_default partition of candles_fine default;
create table candles_coarse partition of candles
for values in (60, 180, 300, 900, 1800, 3600, 14400, 43200, 86400) partition by range (open_us);
create table candles_coarse_default partition of candles_coarse default;
comment on table candles is 'One row an interval of a series that had a tick: the fold of its ticks.';
comment on column candles.market is 'Number of the market.';
comment on column candles.kind is 'What the series follows.';
comment on column candles.interval_s is 'Length in seconds.';
comment on column candles.open_us is 'When it begins, microseconds.';
comment on column candles.open_mticks is 'Price of its first tick, 1/1000 market tick.';
comment on column candles.high_mticks is 'Highest price.';
comment on column candles.low_mticks is 'Lowest price.';
comment on column candles.close_mticks is 'Price of its last tick.';
comment on column candles.volume_lots is 'Sum of the sizes matched; 0 for mark and index.';
comment on column candles.ticks is 'Number of its ticks.';
comment on column candles.first_us is 'Time of the tick that gave the open, microseconds.';
comment on column candles.first_seq is 'Command that brought it.';
comment on column candles.last_us is 'Time of the tick that gave the close, microseconds.';
comment on column candles.last_seq is 'Command that brought it.';
comment on column candles.first_index is 'Number of that first tick among the events of its command.';
comment on column candles.last_index is 'Number of that last tick among the events of its command.';

create function partitions_ensure(parent text, from_us bigint, to_us bigint, step_us bigint) returns integer
language plpgsql as $$
declare
    start_us bigint := from_us - from_us % step_us;
    part text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7310020);
    while start_us <= to_us loop
        part := parent || '_' || (start_us / 1000000)::text;
        if to_regclass(part) is null then
            execute format('create table if not exists %I partition of %I for values from (%s) to (%s)',
                part, parent, start_us, start_us + step_us);
            made := made + 1;
        end if;
        start_us := start_us + step_us;
    end loop;
    return made;
end $$;
comment on function partitions_ensure is 'Makes the partitions of a table by a time in microseconds that are missing; returns how many.';

create function partitions_drop(parent text, before_us bigint) returns integer
language plpgsql as $$
declare
    part record;
    dropped integer := 0;
begin
    for part in
        select c.relname, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''(-?\d+)''\)')::bigint as end_us
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(parent)
    loop
        if part.end_us <= before_us then
            execute format('drop table if exists %I', part.relname);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end $$;
comment on function partitions_drop is 'Drops the partitions of a table that end at a time in microseconds or before; returns how many.';

create table chain_accounts (
    account bigint not null primary key,
    address bytea not null,
    owner bytea not null,
    index integer not null,
    item_seq bigint not null,
    inbox_seq bigint not null,
    inbox_acked bigint not null,
    request_kind smallint not null,
    request_asset smallint not null,
    request_atoms bigint not null,
    request_s bigint not null,
    request_open boolean not null,
    closed boolean not null,
    slot bigint not null
) with (fillfactor = 70);
comment on table chain_accounts is 'Margin accounts as the finalised chain holds them: a copy for doors, never what a keeper decides by.';
comment on column chain_accounts.account is 'Margin account.';
comment on column chain_accounts.address is 'Where it lies on the chain.';
comment on column chain_accounts.owner is 'Wallet.';
comment on column chain_accounts.index is 'The owner''s own number of it.';
comment on column chain_accounts.item_seq is 'Items that the chain has applied.';
comment on column chain_accounts.inbox_seq is 'Owner instructions on the chain.';
comment on column chain_accounts.inbox_acked is 'Owner instructions that were acknowledged there.';
comment on column chain_accounts.request_kind is '0 none, 1 an amount, 2 everything.';
comment on column chain_accounts.request_asset is 'Asset of a request for an amount.';
comment on column chain_accounts.request_atoms is 'Atoms of it that are left to serve.';
comment on column chain_accounts.request_s is 'Unix time of the request.';
comment on column chain_accounts.request_open is 'Whether the request still waits.';
comment on column chain_accounts.closed is 'It is no longer on the chain.';
comment on column chain_accounts.slot is 'Slot of the copy.';

create table chain_pockets (
    account bigint not null,
    asset smallint not null,
    arriving_atoms bigint not null,
    leaving_atoms bigint not null,
    collateral_atoms bigint not null,
    primary key (account, asset)
) with (fillfactor = 70);
comment on table chain_pockets is 'Money of chain_accounts by asset.';
comment on column chain_pockets.account is 'Margin account.';
comment on column chain_pockets.asset is 'Asset of the chain.';
comment on column chain_pockets.arriving_atoms is 'Deposited, not credited on the chain.';
comment on column chain_pockets.leaving_atoms is 'Debited on the chain, not paid.';
comment on column chain_pockets.collateral_atoms is 'Collateral on the chain.';

create table payouts (
    signature text not null primary key,
    account bigint not null,
    asset smallint not null,
    paid_before_atoms bigint not null,
    amount_atoms bigint not null,
    state text not null check (state in ('sent', 'paid', 'lost')),
    sent_us bigint not null
);
create index payouts_account on payouts (account, asset, paid_before_atoms);
comment on table payouts is 'Transactions that paid pockets, written before they were sent.';
comment on column payouts.signature is 'Name of the transaction.';
comment on column payouts.account is 'Margin account.';
comment on column payouts.asset is 'Asset of the chain.';
comment on column payouts.paid_before_atoms is 'All that was paid of account and asset before it.';
comment on column payouts.amount_atoms is 'What it pays.';
comment on column payouts.state is 'sent: its end is not known yet; paid: finalised; lost: it will never land.';
comment on column payouts.sent_us is 'When, microseconds.';

create table payout_waits (
    account bigint not null,
    asset smallint not null,
    reason text not null,
    until_s bigint not null,
    primary key (account, asset)
);
comment on table payout_waits is 'Pockets that cannot be paid now, and why.';
comment on column payout_waits.account is 'Margin account.';
comment on column payout_waits.asset is 'Asset of the chain.';
comment on column payout_waits.reason is 'Why, for people.';
comment on column payout_waits.until_s is 'Unix time at which it is tried again.';

create table settlement_halts (
    account bigint not null primary key,
    item_seq bigint not null,
    cause text not null check (cause in ('refused', 'claimed', 'unknown')),
    reason text not null,
    since_us bigint not null
);
comment on table settlement_halts is 'Accounts whose log stands still: an honest item was refused, or a claim went past it (CUST-7, CUST-11).';
comment on column settlement_halts.account is 'Margin account.';
comment on column settlement_halts.item_seq is 'Item at which it stands.';
comment on column settlement_halts.cause is 'refused: retried, stops the markets; claimed: for the operator to resolve; unknown: waits for a program that has such an item.';
comment on column settlement_halts.reason is 'What the chain said.';
comment on column settlement_halts.since_us is 'When, microseconds.';

create table market_holds (
    market integer not null primary key,
    reason text not null,
    since_us bigint not null
);
comment on table market_holds is 'Markets that the keepers paused because settlement is behind (CUST-9), and not the operator.';
comment on column market_holds.market is 'Number of the market.';
comment on column market_holds.reason is 'Why, for people.';
comment on column market_holds.since_us is 'When, microseconds.';
