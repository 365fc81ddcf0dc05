-- Why an order was cancelled whose account had no free entry on the chain.
set local lock_timeout = '5s';

alter type cancel_reason add value if not exists 'entries' after 'restricted';
