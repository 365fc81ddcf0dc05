-- The tail of insurance, which all markets share: items by which it is funded and fills a market's fund.
set local lock_timeout = '5s';

-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'tail';

comment on column settlement_items.request is 'The asker''s number of a withdrawal, unsigned 64 bits as two''s complement; 0: none; of a tail the account whose loss it is for.';
comment on column settlement_items.step is 'Of a touch: 0 what is due, 1 a loss at mark, 2 a claim; of an insure, record, loss, deficit or tail the act (LIQ-5, LIQ-6).';
