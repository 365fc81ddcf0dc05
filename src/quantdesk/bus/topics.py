"""Every channel and key prefix on Valkey, with the type of its value and how long it is kept.

All of it may be lost at any moment and is made again: channels from the journal, keys by doing the thing once more.

| name | kind | value | kept |
|---|---|---|---|
| events | channel | u64 seq_from, u64 seq_to, u64 ts_us, event records | not at all: a gap is read from the journal |
| price_updates | channel | a signed update that ingestion has proven, as it came (PNAU) | not at all: the table of that name has it |
| limit:<budget>:<subject> | hash | slot of 50 ms → tokens spent or leased in it | window, lease and 2 s after the last one |
| ticket:<jti> | string | 1 | 60 s, twice the life of a ticket |
| once:<use>:<id> | string | the caller's | the caller's |
| revoked | sorted set | id of a session or key, scored by the millisecond of its end | until that end |
"""

EVENTS = "events"
PRICE_UPDATES = "price_updates"
LIMIT = "limit:"
TICKET = "ticket:"
ONCE = "once:"
REVOKED = "revoked"

TICKET_KEPT_MS = 60_000
