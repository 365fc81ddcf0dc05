-- Other collateral that the backstop takes for USDC: an item that changes two assets of an account.
set local lock_timeout = '5s';

-- squawk-ignore require-enum-value-ordering
alter type settlement_kind add value if not exists 'convert';

alter table settlement_items add column if not exists usdc_atoms bigint;
comment on column settlement_items.usdc_atoms is 'USDC afterwards, of a convert of another asset; null where another item says it.';
comment on column settlement_items.total is 'All credits, or all debits, of account and asset afterwards; of a convert what the backstop pays, atoms; else 0.';
