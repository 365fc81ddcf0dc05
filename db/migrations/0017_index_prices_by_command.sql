-- An older index is found by the command that it was in force at.
set local lock_timeout = '5s';

-- A table in partitions takes no index concurrently; while it is made ingestion's rows wait in its memory.
-- squawk-ignore require-concurrent-index-creation
create index if not exists index_prices_seq on index_prices (market, seq desc);
