-- What bankrupts left and how it is dealt out: items of losses and deficits beside those of records.
set local lock_timeout = '5s';

-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'loss';
-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'deficit';

comment on column settlement_items.step is 'Of a touch: 0 what is due, 1 a loss at mark, 2 a claim; of an insure, record, loss or deficit the act of dealing (LIQ-6).';
comment on column settlement_items.market is 'Market of what is done in one.';
