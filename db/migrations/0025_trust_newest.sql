-- A set that has ended is not brought back by an older row without an end.
set local lock_timeout = '5s';

comment on column oracle_trust.version is 'Of those of a set that have begun the highest counts, and when it has ended none does.';
