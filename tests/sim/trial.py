"""A trial: one core, one judge and one auditor fed the same batches; the first difference ends it.

Invariant: events are compared as bytes after every batch, touched accounts as views after every batch, the
whole state every FULL_EVERY events, and the core is replaced by what its snapshot restores every REBORN_EVERY.
"""

from collections import Counter
from dataclasses import dataclass, field

from tests.sim.audit import Audit
from tests.sim.judge import money, views
from tests.sim.judge.exchange import Exchange
from tests.sim.judge.schema import CANCEL, EVENT_KINDS, EVENTS, REASON, Codec, Values, records_split
from tests.sim.judge.state import EVERY
from tests.sim.need import Broken
from tests.sim.questions import questions
from tests.sim.records import Batch
from tests.sim.subject import Subject, View, named

FULL_EVERY = 1_000
REBORN_EVERY = 5_000
SINGLES_EVERY = 4
TAIL_KINDS = {EVENTS["MarketChanged"].kind, EVENTS["LevelChanged"].kind}
REASON_NAMES = {number: name for name, number in REASON.items()}
CANCEL_NAMES = {number: name for name, number in CANCEL.items()}


class Failure(Exception):
    """The core and a witness disagree: what kind, in words, at which event."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(f"{kind}: {text}")
        self.kind, self.text = kind, text


@dataclass
class Coverage:
    """What has occurred."""

    events: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    cancels: Counter[str] = field(default_factory=Counter)

    def add(self, audit: Audit) -> None:
        """Takes in the counts of an audit."""
        self.events.update(audit.counts)
        self.reasons.update({REASON_NAMES.get(number, str(number)): n for number, n in audit.reasons.items()})
        self.cancels.update({CANCEL_NAMES.get(number, str(number)): n for number, n in audit.cancels.items()})


class Trial:
    """The three of them, and when they last compared everything."""

    def __init__(self, judged: bool) -> None:
        self.core, self.twin = Subject(), Subject()
        self.judge = Exchange() if judged else None
        self.audit = Audit()
        self.full_at = FULL_EVERY
        self.reborn_at = REBORN_EVERY
        self.fulls = self.reborns = self.views = self.steps = 0

    @property
    def events(self) -> int:
        """Events seen."""
        return self.audit.events

    def step(self, batch: Batch) -> bytes:
        """One batch through all; raises Failure."""
        raw = batch.bytes_from(self.core.seq + 1)
        out = self.core.apply(raw)
        if self.judge is not None:
            try:
                expected = self.judge.apply(raw)
            except AssertionError as error:
                raise Failure("judge stuck", repr(error)) from error
            if expected != out:
                raise event_difference(expected, out)
        self.twin_step(batch, raw, out)
        try:
            touched = self.audit.batch(batch.ts_us, out)
            for number in sorted(touched):
                self.compare_account(number)
            if self.events >= self.full_at:
                self.full_at = self.events + FULL_EVERY
                self.compare_all()
        except Broken as error:
            invariant, _, facts = str(error).partition(":")
            raise Failure(invariant, facts) from error
        if self.events >= self.reborn_at:
            self.reborn_at = self.events + REBORN_EVERY
            self.rebirth()
        return out

    def twin_step(self, batch: Batch, raw: bytes, out: bytes) -> None:
        """The twin is never restored, and takes every fourth batch command by command: neither may be seen."""
        self.steps += 1
        if self.steps % SINGLES_EVERY:
            events, ends = self.twin.apply_split(raw)
            if events != out:
                raise Failure("twin", "an exchange that was not restored gives other events")
            expect("ends of commands", ends, command_ends(out, self.twin.seq - len(batch.records), len(batch.records)))
            return
        seq = self.twin.seq
        singles = [Batch(batch.ts_us, (row,)).bytes_from(seq + 1 + at) for at, row in enumerate(batch.records)]
        alone = b"".join(without_tail(self.twin.apply(single)) for single in singles)
        if alone != without_tail(out):
            raise Failure("batching", "commands one by one give other events than in one batch")

    def compare_account(self, number: int) -> None:
        """An account's views against the mirror, and against the judge."""
        answer = self.core.ask("AccountQuery", number)
        self.views += len(answer)
        mirrored = self.audit.mirror.accounts[number]
        for view in answer:
            fields = named(view)
            if view[0] == "AccountView":
                self.compare_money(fields, mirrored.c)
            elif view[0] == "PositionView":
                position = mirrored.positions[int(fields["market"])]
                told = tuple(fields[name] for name in ("position", "quote", "claim", "buys", "sells"))
                quote = position.e - money.due(position, self.audit.mirror.markets[int(fields["market"])])
                known = (position.b, quote, position.r, position.buys, position.sells)
                expect("position as its events tell", told, known, number)
        if self.judge is not None:
            # The order of delegates is the core's own matter.
            found = sorted((comparable(view) for view in answer[1:]), key=view_order)
            wanted = [comparable(view) for view in views.account_views(self.judge, self.judge.accounts[number])]
            expect("account state", found, sorted(wanted, key=view_order), number)

    def compare_money(self, fields: dict[str, int | bytes], collateral: int) -> None:
        """INV 10: withdrawable is never above c, nor below zero."""
        c, out, held = (int(fields[name]) for name in ("collateral", "withdrawable", "held"))
        expect("collateral as its events tell", c, collateral, fields["account"])
        if not (0 <= out <= max(0, c) and held >= 0):
            raise Failure("INV 10 withdrawable within c", repr(fields))

    def compare_all(self) -> None:
        """Everything that queries tell, and the mirror's running sums counted again."""
        self.fulls += 1
        mirror = self.audit.mirror
        mirror.recount()
        totals = named(self.core.ask("TotalsQuery")[1])
        expect("violations", totals["violations"], 0)
        expect("tracked", totals["tracked"], mirror.tokens)
        expect("open orders", totals["open_orders"], len(mirror.orders))
        for number in mirror.accounts:
            self.compare_account(number)
        if self.judge is not None:
            self.compare_judged(self.judge)

    def compare_judged(self, judge: Exchange) -> None:
        """Totals, markets, books and open orders against the judge."""
        expect(
            "totals",
            self.core.ask("TotalsQuery"),
            [views.head(judge), views.totals_view(judge), *views.gate_views(judge), *views.asset_totals_views(judge)],
        )
        found = self.core.ask("MarketQuery", EVERY)
        expect("markets", found, [views.head(judge), *views.market_views(judge, EVERY)])
        for number, market in judge.markets.items():
            found = self.core.ask("BookQuery", number, 0)
            expect("book", found[1:], views.level_views(market, 0), number)
        for number, account in judge.accounts.items():
            found = self.core.ask("OpenOrdersQuery", number, EVERY)
            expect("open orders of account", found[1:], views.open_order_views(account, EVERY), number)
        for what, answered, wanted in questions(self.core, judge):
            self.views += 1
            expect(what.split(" of ")[0], answered, wanted, what)

    def rebirth(self) -> None:
        """Goes on with what the snapshot restores; the twin never does."""
        self.reborns += 1
        try:
            other = self.core.reborn()
        except ValueError as error:
            raise Failure("restore", f"the exchange does not take its own snapshot: {error}") from error
        expect("restored snapshot", other.snapshot() == self.core.snapshot(), True)
        expect("restored state hash", other.state_hash(), self.core.state_hash())
        expect("state hash of the twin", self.twin.state_hash(), self.core.state_hash())
        self.core = other

    def finish(self) -> bytes:
        """The last comparison; gives the state hash."""
        try:
            self.compare_all()
        except Broken as error:
            raise Failure(str(error).partition(":")[0], str(error)) from error
        self.rebirth()
        return self.core.state_hash()


def comparable(view: View) -> View:
    """A view without the liquidation price, which the judge does not compute."""
    return (view[0], view[1][:14]) if view[0] == "PositionView" else view


def without_tail(out: bytes) -> bytes:
    """Events of commands, without what the end of a batch tells."""
    kept, offset = [], 0
    while offset < len(out):
        following = offset + int.from_bytes(out[offset + 2 : offset + 4], "little")
        if out[offset] not in TAIL_KINDS:
            kept.append(out[offset:following])
        offset = following
    return b"".join(kept)


def command_ends(out: bytes, seq: int, count: int) -> list[int]:
    """Where the events of each of `count` commands after `seq` end; the tail belongs to none."""
    ends, offset = [0] * count, 0
    while offset < len(out) and out[offset] not in TAIL_KINDS:
        size = int.from_bytes(out[offset + 2 : offset + 4], "little")
        offset += size
        ends[int.from_bytes(out[offset - size + 8 : offset - size + 16], "little") - seq - 1] = offset
    for at in range(1, count):
        ends[at] = max(ends[at], ends[at - 1])
    return ends


def view_order(view: View) -> tuple[bool, bytes]:
    """Delegates last, by key."""
    return (True, bytes(view[1][1])) if view[0] == "DelegateView" else (False, b"")


def expect(what: str, found: object, wanted: object, *about: object) -> None:
    """Fails unless the core's answer is the witness's."""
    if found == wanted:
        return
    if isinstance(found, list) and isinstance(wanted, list):
        for one, other in zip(found, wanted, strict=False):
            if one != other:
                raise Failure(f"state: {what}", f"{about} core {told(one)}, judge {told(other)}")
    raise Failure(f"state: {what}", f"{about} core {found!r}, judge {wanted!r}")


def told(view: object) -> object:
    """A view by field names."""
    if isinstance(view, tuple) and len(view) == 2 and view[0] != "PositionView":
        return view[0], named(view)
    return view


def event_difference(expected: bytes, out: bytes) -> Failure:
    """The first event that differs, field by field."""
    sides = []
    for data in (out, expected):
        rows = []
        for codec, at in records_split(data, EVENT_KINDS):
            numbers = codec.form.unpack_from(data, at)
            rows.append((codec, numbers))
        sides.append(rows)
    core, judge = sides
    for (codec, numbers), (other, wanted) in zip(core, judge, strict=False):
        if numbers == wanted and codec is other:
            continue
        if codec is not other:
            pair = f"core {event_text(codec, numbers)} | judge {event_text(other, wanted)}"
            return Failure(f"event kind {codec.name}/{other.name}", pair)
        names = ("kind", "item", "size", "index", "seq", *codec.fields)
        wrong = [n for n, a, b in zip(names, numbers, wanted, strict=True) if a != b]
        pair = f"core {event_text(codec, numbers)} | judge {event_text(codec, wanted)}"
        return Failure(f"event {codec.name} {' '.join(wrong)}", pair)
    longer, name = (core, "core") if len(core) > len(judge) else (judge, "judge")
    codec, numbers = longer[min(len(core), len(judge))]
    return Failure(f"event {codec.name} only of the {name}", event_text(codec, numbers))


def event_text(codec: Codec, numbers: Values) -> str:
    """An event in words."""
    parts = [f"{key}={value_text(key, value)}" for key, value in zip(codec.fields, numbers[5:], strict=True)]
    return f"{codec.name}(seq={numbers[4]} index={numbers[3]} item={numbers[1]} {' '.join(parts)})"


def value_text(key: str, value: int | bytes) -> str:
    """A field value in words."""
    if isinstance(value, bytes):
        return value[:8].hex()
    if key == "reason":
        return f"{value}({REASON_NAMES.get(value) or CANCEL_NAMES.get(value)})"
    return str(int(value))
