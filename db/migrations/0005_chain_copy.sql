-- Settlement: the log's items, what the finalised chain holds, payouts, and what stopped.
set local lock_timeout = '5s';

alter table settlement_items add column if not exists total bigint not null default 0;
alter table settlement_items add column if not exists request bigint not null default 0;
-- squawk-ignore require-concurrent-index-creation
create index if not exists settlement_items_totals on settlement_items (account, kind, asset, item_seq);
comment on column settlement_items.total is 'All credits, or all debits, of account and asset afterwards; 0 for an ack.';
comment on column settlement_items.request is 'The asker''s number of a withdrawal, unsigned 64 bits as two''s complement; 0: none.';

create table if not exists chain_accounts (
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

create table if not exists chain_pockets (
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

create table if not exists payouts (
    signature text not null primary key,
    account bigint not null,
    asset smallint not null,
    paid_before_atoms bigint not null,
    amount_atoms bigint not null,
    state text not null check (state in ('sent', 'paid', 'lost')),
    sent_us bigint not null
);
create index if not exists payouts_account on payouts (account, asset, paid_before_atoms);
comment on table payouts is 'Transactions that paid pockets, written before they were sent.';
comment on column payouts.signature is 'Name of the transaction.';
comment on column payouts.account is 'Margin account.';
comment on column payouts.asset is 'Asset of the chain.';
comment on column payouts.paid_before_atoms is 'All that was paid of account and asset before it.';
comment on column payouts.amount_atoms is 'What it pays.';
comment on column payouts.state is 'sent: its end is not known yet; paid: finalised; lost: it will never land.';
comment on column payouts.sent_us is 'When, microseconds.';

create table if not exists payout_waits (
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

create table if not exists settlement_halts (
    account bigint not null primary key,
    item_seq bigint not null,
    cause text not null check (cause in ('refused', 'claimed')),
    reason text not null,
    since_us bigint not null
);
comment on table settlement_halts is 'Accounts whose log stands still: an honest item was refused, or a claim went past it (CUST-7, CUST-11).';
comment on column settlement_halts.account is 'Margin account.';
comment on column settlement_halts.item_seq is 'Item at which it stands.';
comment on column settlement_halts.cause is 'refused: retried, stops the markets; claimed: for the operator to resolve.';
comment on column settlement_halts.reason is 'What the chain said.';
comment on column settlement_halts.since_us is 'When, microseconds.';

create table if not exists market_holds (
    market integer not null primary key,
    reason text not null,
    since_us bigint not null
);
comment on table market_holds is 'Markets that the keepers paused because settlement is behind (CUST-9), and not the operator.';
comment on column market_holds.market is 'Number of the market.';
comment on column market_holds.reason is 'Why, for people.';
comment on column market_holds.since_us is 'When, microseconds.';
