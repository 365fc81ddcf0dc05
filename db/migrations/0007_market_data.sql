-- Market data (docs/spec/pyth.md, data.md): whom we trust, what should run, what came in, what was refused, what became an index.
set local lock_timeout = '5s';

do $$ begin
    create type price_source_wish as enum ('run', 'pause', 'stop', 'backfill');
exception when duplicate_object then null;
end $$;
comment on type price_source_wish is 'What should be done with a source of market data.';
do $$ begin
    create type market_tick_kind as enum ('quote', 'trade');
exception when duplicate_object then null;
end $$;
comment on type market_tick_kind is 'What a venue said.';

create table if not exists oracle_trust (
    version integer not null primary key check (version > 0),
    name text not null,
    set_index bigint not null check (set_index between 0 and 4294967295),
    signers bytea [] not null check (cardinality(signers) between 1 and 255),
    quorum integer not null check (quorum between 1 and 255),
    emitter_chains integer [] not null,
    emitters bytea [] not null check (cardinality(emitters) = cardinality(emitter_chains)),
    valid_from_s bigint not null,
    valid_to_s bigint not null default 0,
    genesis bytea not null default '' check (octet_length(genesis) in (0, 32)),
    reason text not null
);
comment on table oracle_trust is 'Who may sign prices, one row a version; rows are added, never changed.';
comment on column oracle_trust.version is 'Higher ones win where two hold.';
comment on column oracle_trust.name is 'What the set is called.';
comment on column oracle_trust.set_index is 'Index that a signed statement names.';
comment on column oracle_trust.signers is 'Addresses of 20 bytes by index.';
comment on column oracle_trust.quorum is 'Signatures that it takes.';
comment on column oracle_trust.emitter_chains is 'Chains of the emitters, in their order.';
comment on column oracle_trust.emitters is 'Addresses of 32 bytes that the set may speak for.';
comment on column oracle_trust.valid_from_s is 'First second of its validity, unix.';
comment on column oracle_trust.valid_to_s is 'First second after it; 0: no end yet.';
comment on column oracle_trust.genesis is 'Genesis hash of the only network on which it holds; empty: everywhere.';
comment on column oracle_trust.reason is 'Why it was added.';

create table if not exists price_sources (
    name text not null primary key,
    kind text not null,
    config jsonb not null default '{}' check (jsonb_typeof(config) = 'object'),
    wish price_source_wish not null default 'run',
    changed_us bigint not null
);
comment on table price_sources is 'What should run: one row a source of market data, written by operators.';
comment on column price_sources.name is 'Its name.';
comment on column price_sources.kind is 'Which source it is of: hermes, binance, replay, synthetic …';
comment on column price_sources.config is 'Addresses and markets of the source; no secret.';
comment on column price_sources.wish is 'What should be done with it.';
comment on column price_sources.changed_us is 'When it was changed, microseconds.';

create table if not exists price_source_states (
    name text not null primary key,
    state text not null,
    reason text not null,
    events bigint not null,
    checkpoint bigint not null,
    voices jsonb not null,
    last_us bigint not null,
    updated_us bigint not null
);
comment on table price_source_states is 'What runs: one row a source, written by ingestion.';
comment on column price_source_states.name is 'Its name.';
comment on column price_source_states.state is 'running, paused, stopped, waiting, done.';
comment on column price_source_states.reason is 'Why it is not running; empty when it is.';
comment on column price_source_states.events is 'Events taken since the process began.';
comment on column price_source_states.checkpoint is 'Events of a recording that are behind it, also over restarts.';
comment on column price_source_states.voices is 'By market: middle, points, faults, distance of the clocks.';
comment on column price_source_states.last_us is 'When its last event came, microseconds.';
comment on column price_source_states.updated_us is 'When this was written, microseconds.';

create table if not exists price_dead_letters (
    letter bigint generated always as identity primary key,
    source text not null,
    recv_us bigint not null,
    reason text not null,
    payload bytea not null,
    retry boolean not null default false,
    outcome text
);
create index if not exists price_dead_letters_retry on price_dead_letters (letter) where retry;
comment on table price_dead_letters is 'What could not be read or proven, with its reason.';
comment on column price_dead_letters.letter is 'Its number.';
comment on column price_dead_letters.source is 'Where it came from.';
comment on column price_dead_letters.recv_us is 'When it came, microseconds.';
comment on column price_dead_letters.reason is 'Why it was refused.';
comment on column price_dead_letters.payload is 'The bytes as they came, cut at 4096.';
comment on column price_dead_letters.retry is 'Set by operators: give it to the reader again.';
comment on column price_dead_letters.outcome is 'What became of the last retry.';

create table if not exists price_updates (
    digest bytea not null check (octet_length(digest) = 32),
    recv_us bigint not null,
    source text not null,
    trust_version integer not null,
    set_index bigint not null,
    signers smallint [] not null,
    slot bigint not null,
    sequence bigint not null,
    published_s bigint not null,
    data bytea not null,
    primary key (digest, recv_us)
) partition by range (recv_us);
create table if not exists price_updates_default partition of price_updates default;
comment on table price_updates is 'Signed updates that were proven, as they came: the evidence of every index.';
comment on column price_updates.digest is 'What was signed.';
comment on column price_updates.recv_us is 'When it came, microseconds.';
comment on column price_updates.source is 'Where it came from first.';
comment on column price_updates.trust_version is 'Row of oracle_trust by which it was proven.';
comment on column price_updates.set_index is 'Set that signed it.';
comment on column price_updates.signers is 'Indices of the signers.';
comment on column price_updates.slot is 'Slot of the payload, unsigned 64 bits as two''s complement.';
comment on column price_updates.sequence is 'Sequence of the emitter, unsigned 64 bits as two''s complement.';
comment on column price_updates.published_s is 'Time of the signed statement, unix seconds.';
comment on column price_updates.data is 'The update itself.';

create table if not exists index_prices (
    market integer not null,
    publish_s bigint not null,
    price_mticks bigint not null,
    conf_mticks bigint not null,
    digest bytea not null check (octet_length(digest) = 32),
    seq bigint not null,
    recv_us bigint not null,
    primary key (market, recv_us)
) partition by range (recv_us);
create table if not exists index_prices_default partition of index_prices default;
comment on table index_prices is 'Indices that the engine took, each with its evidence.';
comment on column index_prices.market is 'Number of the market.';
comment on column index_prices.publish_s is 'Publish time of the price, unix seconds.';
comment on column index_prices.price_mticks is 'Index, 1/1000 tick.';
comment on column index_prices.conf_mticks is 'Its confidence, 1/1000 tick.';
comment on column index_prices.digest is 'Signed update that proves it.';
comment on column index_prices.seq is 'Command that set it.';
comment on column index_prices.recv_us is 'When the update came, microseconds.';

create table if not exists market_ticks (
    source text not null,
    symbol text not null,
    kind market_tick_kind not null,
    number bigint not null,
    venue_us bigint not null,
    recv_us bigint not null,
    price_e9 bigint not null,
    size_e9 bigint not null,
    ask_price_e9 bigint,
    ask_size_e9 bigint,
    buy boolean
) partition by range (recv_us);
create table if not exists market_ticks_default partition of market_ticks default;
create index if not exists market_ticks_symbol on market_ticks (symbol, recv_us desc);
comment on table market_ticks is 'Quotes and trades of venues as they came.';
comment on column market_ticks.source is 'Where it came from.';
comment on column market_ticks.symbol is 'Our market.';
comment on column market_ticks.kind is 'Quote or trade.';
comment on column market_ticks.number is 'The venue''s number of it; 0: none.';
comment on column market_ticks.venue_us is 'The venue''s time, microseconds.';
comment on column market_ticks.recv_us is 'When it came, microseconds.';
comment on column market_ticks.price_e9 is 'Price, or bid of a quote, billionths of a USD.';
comment on column market_ticks.size_e9 is 'Size, or size at the bid, billionths of a unit.';
comment on column market_ticks.ask_price_e9 is 'Ask of a quote.';
comment on column market_ticks.ask_size_e9 is 'Size at the ask.';
comment on column market_ticks.buy is 'A trade whose taker bought.';

insert into oracle_trust values
(3, 'guardians-3', 3, array[
    '\x58cc3ae5c097b213ce3c81979e1b9f9570746aa5'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x54ce5b4d348fb74b958e8966e2ec3dbd4958a7cd'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\x71aa1be1d36cafe3867910f99c09e347899c19c3'::bytea,
    '\x8192b6e7387ccd768277c17dab1b7a5027c0b3cf'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1651416474, 1713367800, '', 'published guardian set'),
(4, 'guardians-4', 4, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x54ce5b4d348fb74b958e8966e2ec3dbd4958a7cd'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\x71aa1be1d36cafe3867910f99c09e347899c19c3'::bytea,
    '\x8192b6e7387ccd768277c17dab1b7a5027c0b3cf'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1713281400, 1773666404, '', 'published guardian set'),
(5, 'guardians-5', 5, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x11b39756c042441be6d8650b69b54ebe715e2343'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\x15e7caf07c4e3dc8e7c469f92c8cd88fb8005a20'::bytea,
    '\x74a3bf913953d695260d88bc1aa25a4eee363ef0'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xd1f64e26238811de5553c40f64af41ee1b6057cc'::bytea,
    '\x43ac8f567a31e7850da532b361988bfe0d3ae11b'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x5e1487f35515d02a92753504a8d75471b9f49edb'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1773580004, 1783755663, '', 'published guardian set'),
(6, 'guardians-6', 6, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x42579bffbcf4276e290ab8e4c162bd4052b97970'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\x18e41674ccf26329cd111406c1d05c6c80b23edc'::bytea,
    '\x9d16870160e703324d057c3361c34c5befba2c34'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xd1f64e26238811de5553c40f64af41ee1b6057cc'::bytea,
    '\x3f851ad586a47cef8d04748f33ab0d71395f06b4'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x7899ceab1dc961dae9defdb7a4f521269a5448fc'::bytea,
    '\x6fbebc898f403e4773e95feb15e80c9a99c8348d'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1773580004, 1783755663, '', 'published guardian set'),
(7, 'guardians-7', 7, array[
    '\x5893b5a76c3f739645648885bdccc06cd70a3cd3'::bytea,
    '\xff6cb952589bde862c25ef4392132fb9d4a42157'::bytea,
    '\x114de8460193bdf3a2fcf81f86a09765f4762fd1'::bytea,
    '\x107a0086b32d7a0977926a205131d8731d39cbeb'::bytea,
    '\x8c82b2fd82faed2711d59af0f2499d16e726f6b2'::bytea,
    '\x42579bffbcf4276e290ab8e4c162bd4052b97970'::bytea,
    '\x938f104aeb5581293216ce97d771e0cb721221b1'::bytea,
    '\xf3ea0ad4ffb5a178ae4ebc21861651b25bdcbb91'::bytea,
    '\x9d16870160e703324d057c3361c34c5befba2c34'::bytea,
    '\x000ac0076727b35fbea2dac28fee5ccb0fea768e'::bytea,
    '\xaf45ced136b9d9e24903464ae889f5c8a723fc14'::bytea,
    '\xf93124b7c738843cbb89e864c862c38cddcccf95'::bytea,
    '\xd2cc37a4dc036a8d232b48f62cdd4731412f4890'::bytea,
    '\xda798f6896a3331f64b48c12d1d57fd9cbe70811'::bytea,
    '\xae565927bb8db25cd8bf3e7bb663d70023e4ea78'::bytea,
    '\x3f851ad586a47cef8d04748f33ab0d71395f06b4'::bytea,
    '\x178e21ad2e77ae06711549cfbb1f9c7a9d8096e8'::bytea,
    '\x7899ceab1dc961dae9defdb7a4f521269a5448fc'::bytea,
    '\x61d9800f9fcb4160fb0c6cf3a0902592bac2b434'::bytea], 13, array[1, 26, 26], array[
    '\x6bb14509a612f01fbbc4cffeebd4bbfb492a86df717ebe92eb6df432a3f00a25'::bytea,
    '\xf8cd23c2ab91237730770bbea08d61005cdda0984348f3f6eecb559638c0bba0'::bytea,
    '\xe101faedac5851e32b9b23b5f9411a8c2bac4aae3ed4dd7b811dd1a72ea4aa71'::bytea], 1783669263, 1787011200, '', 'published guardian set'),
(20, 'routers', 0, array[
    '\x41534bb176e461a3fb30479400f210549ecce638'::bytea,
    '\x6502987b62f21cab7eb5ccd8f0173084b60d5b41'::bytea,
    '\x44a3e8f6a382412cf6bb90a3f8106e68977476c9'::bytea,
    '\xd9d7d4529577864352c9a6539a48238fcd447052'::bytea,
    '\x1663a5a822336ece48559b1dfb1e93a017a7dac3'::bytea], 3, array[26], array[
    '\x507974686e6574507974686e6574507974686e6574507974686e657450797468'::bytea], 1787011200, 0, '', 'published router set')
on conflict do nothing;
