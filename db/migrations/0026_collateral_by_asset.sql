-- What an account had of each asset after an item is asked at every run of keeper settle: without this the search passes over every item of
-- another asset.
set local lock_timeout = '5s';

-- Steps run in a transaction, which takes no index concurrently; while it is made the keepers alone wait, for they alone write items.
-- squawk-ignore require-concurrent-index-creation
create index if not exists settlement_items_collateral on settlement_items (account, asset, item_seq) where kind <> 'ack';
