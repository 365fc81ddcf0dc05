-- The journal: lease, rows, snapshots.
set local lock_timeout = '5s';

create schema if not exists engine;
comment on schema engine is 'The journal of the exchange and what starts it: written by the engine alone.';

create table if not exists engine.lease (
    id smallint not null primary key check (id = 1),
    epoch bigint not null check (epoch >= 0),
    holder text not null,
    taken_us bigint not null
);
comment on table engine.lease is 'One row: who may write the journal. Every insert into the journal checks the epoch in its own statement.';
comment on column engine.lease.id is 'Always 1.';
comment on column engine.lease.epoch is 'Grows by one with every engine that takes over; 0 before the first.';
comment on column engine.lease.holder is 'Host and process of the engine, for people.';
comment on column engine.lease.taken_us is 'When it took over, microseconds.';
insert into engine.lease values (1, 0, '', 0) on conflict do nothing;

create table if not exists engine.journal (
    seq_from bigint not null primary key check (seq_from > 0),
    seq_to bigint not null check (seq_to >= seq_from),
    ts_us bigint not null,
    epoch bigint not null,
    crc bigint not null check (crc between 0 and 4294967295),
    state_hash bytea check (octet_length(state_hash) = 32),
    commands bytea not null,
    events bytea not null
);
alter table engine.journal alter column commands set storage external;
alter table engine.journal alter column events set storage external;
comment on table engine.journal is 'One row a batch of commands, append-only, gap-free: seq_from is one more than the seq_to before it.';
comment on column engine.journal.seq_from is 'Number of the first command of the batch.';
comment on column engine.journal.seq_to is 'Number of the last command of the batch.';
comment on column engine.journal.ts_us is 'Time of the batch, microseconds; never decreases.';
comment on column engine.journal.epoch is 'Epoch of the engine that wrote it; never decreases.';
comment on column engine.journal.crc is 'CRC-32 over commands and then events.';
comment on column engine.journal.state_hash is 'SHA-256 of the state after the batch, on every so many rows.';
comment on column engine.journal.commands is 'The batch as the core takes it: head of 32 bytes, then the command records.';
comment on column engine.journal.events is 'What the core answered: event records.';

create or replace function engine.journal_refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'engine.journal is append-only';
end $$;
comment on function engine.journal_refuse_change() is 'Refuses every change of a journal row.';
create or replace trigger journal_append_only before update or delete or truncate on engine.journal
    for each statement execute function engine.journal_refuse_change();

create table if not exists engine.snapshots (
    seq bigint not null primary key check (seq > 0),
    ts_us bigint not null,
    state_hash bytea not null check (octet_length(state_hash) = 32),
    crc bigint not null check (crc between 0 and 4294967295),
    body bytea not null
);
alter table engine.snapshots alter column body set storage external;
comment on table engine.snapshots is 'State of the exchange after a command, so that a start reads only the journal behind it.';
comment on column engine.snapshots.seq is 'Last command that the state holds.';
comment on column engine.snapshots.ts_us is 'Time of that command, microseconds.';
comment on column engine.snapshots.state_hash is 'SHA-256 of the body.';
comment on column engine.snapshots.crc is 'CRC-32 of the body.';
comment on column engine.snapshots.body is 'Canonical bytes of the state, as the core writes them.';
