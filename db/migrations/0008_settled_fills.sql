-- Settlement of fills: items of positions, marks that the chain must have, logs that the program does not know how to go on with.
set local lock_timeout = '5s';

-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'fill';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'touch';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'transfer';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'insure';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'liquidation';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'move';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'record';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'unknown';

alter table settlement_items add column if not exists place smallint not null default 0;
alter table settlement_items add column if not exists step smallint not null default 0;
alter table settlement_items add column if not exists market integer;
alter table settlement_items add column if not exists position_lots bigint;
alter table settlement_items add column if not exists quote_atoms bigint;
alter table settlement_items add column if not exists claim_atoms bigint;
alter table settlement_items add column if not exists collateral_atoms bigint;
alter table settlement_items add column if not exists settled_us bigint;
-- A partial index over rows that are all new: it is made at once.
-- squawk-ignore require-concurrent-index-creation
create index if not exists settlement_items_unsettled on settlement_items (account, item_seq) where settled_us is null;
comment on column settlement_items.kind is 'What it does; unknown: nothing that the program has an item for.';
comment on column settlement_items.place is 'Order among items of one event: what a fill lets an account pay elsewhere follows it.';
comment on column settlement_items.step is 'Of a touch: 0 what is due, 1 a loss at mark, 2 a claim.';
comment on column settlement_items.market is 'Market of a fill or touch.';
comment on column settlement_items.position_lots is 'Signed lots afterwards.';
comment on column settlement_items.quote_atoms is 'Quote afterwards: e of the law.';
comment on column settlement_items.claim_atoms is 'Claim afterwards: r of the law.';
comment on column settlement_items.collateral_atoms is 'Collateral of the asset afterwards; null where another item of the same event says it.';
comment on column settlement_items.settled_us is 'Engine time at which it was told to be on the chain, microseconds; null: not yet.';

create table if not exists settlement_rounds (
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
    primary key (seq, index)
);
create index if not exists settlement_rounds_ts on settlement_rounds (ts_us);
comment on table settlement_rounds is 'Marks, which the chain must have before the items behind them (CUST-7).';
comment on column settlement_rounds.seq is 'Command that made it.';
comment on column settlement_rounds.index is 'Number of its event among those of that command.';
comment on column settlement_rounds.ts_us is 'Engine time of that command, microseconds.';
comment on column settlement_rounds.market is 'Number of the market.';
comment on column settlement_rounds.mark_price_mticks is 'Mark, 1/1000 tick.';
comment on column settlement_rounds.index_price_mticks is 'Index, 1/1000 tick.';
comment on column settlement_rounds.sampled is 'Whether it is of a mark round, and a sample of the premium (FND-1).';
comment on column settlement_rounds.hour_premium_e9 is 'Mean of the samples of the hour that ended with it; null: none did.';
comment on column settlement_rounds.hour_samples is 'Number of the samples of that hour.';
comment on column settlement_rounds.hour_index_mticks is 'Index that its funding was reckoned with, 1/1000 tick.';

-- Written by one keeper alone, a row for each account that stands still.
-- squawk-ignore ban-drop-constraint
alter table settlement_halts drop constraint if exists settlement_halts_cause_check;
-- squawk-ignore constraint-missing-not-valid
alter table settlement_halts add constraint settlement_halts_cause_check check (cause in ('refused', 'claimed', 'unknown'));
comment on column settlement_halts.cause is 'refused: retried, stops the markets; claimed: for the operator to resolve; unknown: waits for a program that has such an item.';
