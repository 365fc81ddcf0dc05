-- What owners allow the keys that sign for their accounts: markets, and an amount a day.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'delegate_day' after 'delegate';

alter table delegates add column if not exists markets bigint;
alter table delegates add column if not exists notional_day_atoms bigint not null default 0;
comment on column delegates.markets is 'Bit m: market m, in two''s complement; null: every one.';
comment on column delegates.notional_day_atoms is 'Notional that it may trade a UTC day, atoms; 0: any.';
