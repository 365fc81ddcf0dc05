-- Shares of referrers: items by which they are paid, and fills that set them aside.
set local lock_timeout = '5s';

-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'share';

comment on column settlement_items.total is 'All credits, or all debits, of account and asset afterwards; of a convert what the backstop pays, atoms; of a fill 1: a part of the taker''s fee is set aside, 2: of the maker''s; else 0.';
