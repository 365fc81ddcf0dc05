-- Candles: a projection of the journal (docs/spec/candles.md), partitioned by interval and time; partitions made and dropped by functions.
set local lock_timeout = '5s';

do $$ begin
    create type candle_kind as enum ('trade', 'mark', 'index');
exception when duplicate_object then null;
end $$;
comment on type candle_kind is 'What a series follows; the code''s CandleKind.';

alter table projections add column if not exists applied_us bigint not null default 0;
comment on column projections.applied_us is 'Time of that command, microseconds; 0 where the projection does not say.';
insert into projections (name, applied_seq) values ('candles', 0) on conflict do nothing;

create table if not exists candles (
    market integer not null,
    kind candle_kind not null,
    interval_s integer not null,
    open_us bigint not null,
    open_mticks bigint not null,
    high_mticks bigint not null,
    low_mticks bigint not null,
    close_mticks bigint not null,
    volume_lots bigint not null,
    ticks bigint not null check (ticks > 0),
    first_us bigint not null,
    first_seq bigint not null,
    last_us bigint not null,
    last_seq bigint not null,
    first_index bigint not null,
    last_index bigint not null,
    primary key (interval_s, market, kind, open_us)
) partition by list (interval_s);
create table if not exists candles_fine partition of candles for values in (1, 5, 15) partition by range (open_us);
create table if not exists candles_fine_default partition of candles_fine default;
create table if not exists candles_coarse partition of candles
for values in (60, 180, 300, 900, 1800, 3600, 14400, 43200, 86400) partition by range (open_us);
create table if not exists candles_coarse_default partition of candles_coarse default;
comment on table candles is 'One row an interval of a series that had a tick: the fold of its ticks.';
comment on column candles.market is 'Number of the market.';
comment on column candles.kind is 'What the series follows.';
comment on column candles.interval_s is 'Length in seconds.';
comment on column candles.open_us is 'When it begins, microseconds.';
comment on column candles.open_mticks is 'Price of its first tick, 1/1000 market tick.';
comment on column candles.high_mticks is 'Highest price.';
comment on column candles.low_mticks is 'Lowest price.';
comment on column candles.close_mticks is 'Price of its last tick.';
comment on column candles.volume_lots is 'Sum of the sizes matched; 0 for mark and index.';
comment on column candles.ticks is 'Number of its ticks.';
comment on column candles.first_us is 'Time of the tick that gave the open, microseconds.';
comment on column candles.first_seq is 'Command that brought it.';
comment on column candles.last_us is 'Time of the tick that gave the close, microseconds.';
comment on column candles.last_seq is 'Command that brought it.';
comment on column candles.first_index is 'Number of that first tick among the events of its command.';
comment on column candles.last_index is 'Number of that last tick among the events of its command.';

create or replace function partitions_ensure(parent text, from_us bigint, to_us bigint, step_us bigint) returns integer
language plpgsql as $$
declare
    start_us bigint := from_us - from_us % step_us;
    part text;
    made integer := 0;
begin
    perform pg_advisory_xact_lock(7310020);
    while start_us <= to_us loop
        part := parent || '_' || (start_us / 1000000)::text;
        if to_regclass(part) is null then
            execute format('create table if not exists %I partition of %I for values from (%s) to (%s)',
                part, parent, start_us, start_us + step_us);
            made := made + 1;
        end if;
        start_us := start_us + step_us;
    end loop;
    return made;
end $$;
comment on function partitions_ensure is 'Makes the partitions of a table by a time in microseconds that are missing; returns how many.';

create or replace function partitions_drop(parent text, before_us bigint) returns integer
language plpgsql as $$
declare
    part record;
    dropped integer := 0;
begin
    for part in
        select c.relname, substring(pg_get_expr(c.relpartbound, c.oid) from 'TO \(''(-?\d+)''\)')::bigint as end_us
        from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = to_regclass(parent)
    loop
        if part.end_us <= before_us then
            execute format('drop table if exists %I', part.relname);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end $$;
comment on function partitions_drop is 'Drops the partitions of a table that end at a time in microseconds or before; returns how many.';
