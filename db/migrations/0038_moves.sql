-- What moved beside the book: lots and money that a liquidation, a round or a deficit took from an account or gave it.
set local lock_timeout = '5s';

do $$
begin
    if to_regtype('move_cause') is null then
        create type move_cause as enum ('backstop', 'round', 'rest', 'mark', 'cut', 'loss', 'deficit', 'leaving');
    end if;
end
$$;
comment on type move_cause is 'Why lots or money moved beside the book (LIQ-2 to LIQ-6, CUST-51).';

create table if not exists moves (
    seq bigint not null,
    index bigint not null,
    market integer not null,
    account bigint not null,
    cause move_cause not null,
    lots bigint not null,
    amount_atoms bigint not null,
    fee_atoms bigint not null,
    position_lots bigint not null,
    ts_us bigint not null,
    primary key (seq, index)
);
create index if not exists moves_account on moves (account, seq desc, index desc);
comment on table moves is 'Lots and money of accounts that moved beside the book: by the backstop, by rounds, by what a bankrupt left.';
comment on column moves.seq is 'Command that caused it.';
comment on column moves.index is 'Number of it among the events of that command.';
comment on column moves.market is 'Number of the market.';
comment on column moves.account is 'Whose lots or money.';
comment on column moves.cause is 'Why.';
comment on column moves.lots is 'Change of the position; 0: money alone.';
comment on column moves.amount_atoms is 'Worth of the lots, or what became a claim, was cut, written off or paid.';
comment on column moves.fee_atoms is 'Liquidation fee.';
comment on column moves.position_lots is 'Position afterwards; negative: short.';
comment on column moves.ts_us is 'When, microseconds.';
