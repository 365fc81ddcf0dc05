-- What operators change by hand, and who did it.
set local lock_timeout = '5s';

create table if not exists operator_actions (
    action bigint generated always as identity primary key,
    at_us bigint not null,
    operator text not null check (length(operator) between 1 and 64),
    verb text not null,
    subject text not null,
    detail text not null
);
comment on table operator_actions is 'What operators changed by hand, in the transaction of the change; rows are never changed.';
comment on column operator_actions.action is 'Its number.';
comment on column operator_actions.at_us is 'When, microseconds.';
comment on column operator_actions.operator is 'Who: the name by which the operating system knows them.';
comment on column operator_actions.verb is 'What was done.';
comment on column operator_actions.subject is 'To which source, letter or row.';
comment on column operator_actions.detail is 'As it is from then on.';
