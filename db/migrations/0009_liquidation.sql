-- Why an order of an account that is liquidated was cancelled, and one that a deficit does not let grow.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'liquidation' after 'floor';
alter type cancel_reason add value if not exists 'deficit' after 'liquidation';
