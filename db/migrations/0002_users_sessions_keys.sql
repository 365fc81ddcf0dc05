-- Users, sessions, refresh tokens, API keys; time-ordered ids.
set local lock_timeout = '5s';

create or replace function uuid_v7() returns uuid language sql volatile parallel safe as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
        substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;
comment on function uuid_v7() is 'A UUID of version 7: its first 48 bits are milliseconds, so new ones sort last.';

do $$ begin
    create type user_tier as enum ('user', 'maker');
exception when duplicate_object then null;
end $$;
comment on type user_tier is 'Which request limits an owner has.';

do $$ begin
    create type api_scope as enum ('read', 'trade');
exception when duplicate_object then null;
end $$;
comment on type api_scope is 'What an API key may do.';

create table if not exists users (
    id uuid not null primary key default uuid_v7(),
    owner bytea not null unique check (octet_length(owner) = 32),
    tier user_tier not null default 'user',
    created_us bigint not null
);
comment on table users is 'One row a wallet that has signed in or was seeded.';
comment on column users.id is 'Time-ordered UUID, the id outside.';
comment on column users.owner is 'Ed25519 public key of the wallet.';
comment on column users.tier is 'Request limits; set by the operator alone.';
comment on column users.created_us is 'First seen, microseconds.';

create table if not exists sessions (
    id uuid not null primary key default uuid_v7(),
    user_id uuid not null references users (id),
    created_us bigint not null,
    expires_us bigint not null,
    ended_us bigint,
    agent text not null check (length(agent) <= 512),
    address text not null check (length(address) <= 64)
);
create index if not exists sessions_user on sessions (user_id) where ended_us is null;
comment on table sessions is 'One row a sign-in.';
comment on column sessions.id is 'Time-ordered UUID; the sid of its tokens.';
comment on column sessions.user_id is 'Who signed in.';
comment on column sessions.created_us is 'When, microseconds.';
comment on column sessions.expires_us is 'End at the latest, microseconds.';
comment on column sessions.ended_us is 'Signed out or revoked, microseconds; null while it lives.';
comment on column sessions.agent is 'User-Agent of the sign-in.';
comment on column sessions.address is 'Network address of the sign-in.';

create table if not exists refresh_tokens (
    digest bytea not null primary key check (octet_length(digest) = 32),
    session_id uuid not null references sessions (id),
    created_us bigint not null,
    expires_us bigint not null,
    spent_us bigint
);
create index if not exists refresh_tokens_session on refresh_tokens (session_id);
comment on table refresh_tokens is 'One row a refresh token ever given; each is spent once, and a second use ends the session.';
comment on column refresh_tokens.digest is 'SHA-256 of the token; the token itself is nowhere.';
comment on column refresh_tokens.session_id is 'Session (family) that it renews.';
comment on column refresh_tokens.created_us is 'When it was given, microseconds.';
comment on column refresh_tokens.expires_us is 'End of its life, microseconds.';
comment on column refresh_tokens.spent_us is 'When it was spent, microseconds; null before.';

create table if not exists api_keys (
    id uuid not null primary key default uuid_v7(),
    user_id uuid not null references users (id),
    public_key bytea not null unique check (octet_length(public_key) = 32),
    scopes api_scope[] not null check (cardinality(scopes) between 1 and 2),
    label text not null check (length(label) between 1 and 64),
    created_us bigint not null,
    expires_us bigint,
    ended_us bigint
);
create index if not exists api_keys_user on api_keys (user_id, id desc);
comment on table api_keys is 'One row an API key: an Ed25519 key that signs requests. Ended keys stay.';
comment on column api_keys.id is 'Time-ordered UUID.';
comment on column api_keys.user_id is 'Whose key it is.';
comment on column api_keys.public_key is 'Ed25519 public key.';
comment on column api_keys.scopes is 'What it may do.';
comment on column api_keys.label is 'Name given by its user.';
comment on column api_keys.created_us is 'When it was made, microseconds.';
comment on column api_keys.expires_us is 'End of its life, microseconds; null: none.';
comment on column api_keys.ended_us is 'When it was revoked, microseconds; null while it lives.';
