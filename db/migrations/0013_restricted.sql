-- Why an order of an account that may only reduce was cancelled.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'restricted' after 'refused';
