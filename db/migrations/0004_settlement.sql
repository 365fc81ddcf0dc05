-- Accounts of the chain: closed ones, collateral of every asset, the settlement log.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'floor' after 'overflow';

alter table accounts add column if not exists closed_seq bigint;
-- Tables of a projection: small, written by one keeper alone, and made again from the journal.
-- squawk-ignore ban-drop-constraint
alter table accounts drop constraint if exists accounts_owner_index_key;
-- squawk-ignore require-concurrent-index-creation
create unique index if not exists accounts_open on accounts (owner, index) where closed_seq is null;
comment on column accounts.account is 'Number given by the chain, never reused.';
comment on column accounts.closed_seq is 'Command that closed it; null while it is open.';

-- squawk-ignore ban-drop-constraint
alter table user_balances drop constraint if exists user_balances_asset_check;
-- squawk-ignore constraint-missing-not-valid
alter table user_balances add constraint user_balances_asset_check check (asset in ('USDC', 'SOL'));
comment on column user_balances.asset is 'USDC or SOL; amounts are in its least unit.';
comment on column user_balances.collateral_atoms is 'Settled collateral: c of the law; of SOL in lamports.';

do $$ begin
    create type settlement_kind as enum ('credit', 'debit', 'ack');
exception when duplicate_object then null;
end $$;
comment on type settlement_kind is 'Kinds of items of the settlement log that the projection knows.';

create table if not exists settlement_items (
    account bigint not null,
    item_seq bigint not null,
    kind settlement_kind not null,
    asset smallint not null,
    amount bigint not null,
    seq bigint not null,
    index bigint not null,
    ts_us bigint not null,
    primary key (account, item_seq)
);
create index if not exists settlement_items_seq on settlement_items (seq, index);
comment on table settlement_items is 'What the engine has done that the chain must learn, in its order for each account (CUST-6).';
comment on column settlement_items.account is 'Margin account.';
comment on column settlement_items.item_seq is 'Sequence that the chain''s account has before the item: 0 for the first.';
comment on column settlement_items.kind is 'Credit, debit or acknowledgement of owner instructions.';
comment on column settlement_items.asset is 'Number of the asset on the chain; 0 for an acknowledgement.';
comment on column settlement_items.amount is 'Least units of the asset; of an acknowledgement the number of the owner instruction.';
comment on column settlement_items.seq is 'Command that caused it.';
comment on column settlement_items.index is 'Number of its event among those of that command.';
comment on column settlement_items.ts_us is 'Engine time of that command, microseconds.';
