-- Of a mark round that the engine made without sampling the premium, as while the chain is behind, the chain takes no sample either.
set local lock_timeout = '5s';

alter table settlement_rounds add column if not exists of_round boolean not null default false;
update settlement_rounds set of_round = sampled where of_round is distinct from sampled;

comment on column settlement_rounds.of_round is 'Whether it is of a mark round (MRK-2); else it was set by hand.';
comment on column settlement_rounds.sampled is 'Whether a sample of the premium counts (FND-1).';
