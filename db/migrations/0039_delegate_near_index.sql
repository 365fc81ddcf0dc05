-- Keys that fill near the index alone, as their owners bound them.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'delegate_price' after 'delegate_day';

alter table delegates add column if not exists near_index boolean not null default false;
comment on column delegates.near_index is 'Whether it fills within 50 bps of the index alone.';
