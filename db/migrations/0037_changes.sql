-- Changes of the chain that the engine took: places of the settlement log at which the chain changes too.
set local lock_timeout = '5s';

create table if not exists settlement_changes (
    change bigint primary key,
    seq bigint not null,
    index bigint not null,
    ts_us bigint not null
);
comment on table settlement_changes is 'Changes that the engine took and the chain has still to apply, behind the items before them (CUST-50).';
comment on column settlement_changes.change is 'Number of the change on the chain.';
comment on column settlement_changes.seq is 'Command that took it.';
comment on column settlement_changes.index is 'Number of its event among those of that command.';
comment on column settlement_changes.ts_us is 'Engine time of that command, microseconds.';
