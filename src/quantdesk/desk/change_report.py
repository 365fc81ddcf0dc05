"""Changes that wait, as they are told: beside what is in force on the chain [CUST-22].

Invariant: what is told of a change is what its account says, and of the rest what the exchange's accounts say.
"""

from datetime import UTC, datetime
from typing import Final

import msgspec

from quantdesk.chain.change_kinds import proposal_told
from quantdesk.chain.change_words import Force, bits_told, force_read
from quantdesk.chain.changes import DAY_S, Kind, changes_pending, exits_open, proposal_of
from quantdesk.chain.program_gen import PendingChange
from quantdesk.chain.rpc import Rpc
from quantdesk.desk.deploy import LOCALNET
from quantdesk.desk.tables import table_of, told, told_json
from quantdesk.desk.versions import chain_unix_s
from quantdesk.model.base58 import encode_base58

HOUR_S: Final = 3_600
COLUMNS: Final = ("change", "what", "proposed", "applies", "paid for by")


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change that waits. due_s: unix time from which it may apply; exits: those that it waits for; applies: in words."""

    change: int
    what: str
    proposed_s: int
    due_s: int
    exits: int
    applies: str
    payer: str


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that wait. paused: what is paused now; sent: whether anything was."""

    network: str
    admins: int
    admin_threshold: int
    guardian: str
    paused: str
    changes: list[Change]
    sent: bool | None = None


async def report_make(rpc: Rpc, network: str, *, sent: bool | None = None) -> Report:
    """What waits on a network. sent: whether something was sent just now. Errors: Told where there is no exchange."""
    force, now_s = await force_read(rpc), await chain_unix_s(rpc)
    exchange = force.exchange
    return Report(
        network=network,
        admins=exchange.admins_count,
        admin_threshold=exchange.admin_threshold,
        guardian=encode_base58(exchange.guardian),
        paused=bits_told(exchange.pause),
        changes=[_change(force, one, now_s) for one in (await changes_pending(rpc, commitment="confirmed")).values()],
        sent=sent,
    )


def _change(force: Force, change: PendingChange, now_s: int) -> Change:
    exits = exits_open(force.exchange, change)
    return Change(
        change=change.id_,
        what=proposal_told(force, proposal_of(change)),
        proposed_s=change.proposed_s,
        due_s=change.due_s,
        exits=exits,
        applies=applies_told(change.due_s - now_s, exits, by_hand=change.kind == Kind.UPGRADE),
        payer=encode_base58(change.payer),
    )


def applies_told(left_s: int, exits: int, *, by_hand: bool) -> str:
    """When a change applies, in words. left_s: seconds until its time; exits: those that it waits for; by_hand: no keeper applies it."""
    parts = []
    if left_s > 0:
        days, hours = left_s // DAY_S, left_s % DAY_S // HOUR_S
        parts.append(f"in {days} d {hours} h" if left_s >= HOUR_S else "within an hour")
    if exits:
        parts.append(f"when {exits} exits are paid")
    return (" and ".join(parts) or "now") + (", by hand" if by_hand else "")


def report_told(report: Report, *, json: bool) -> None:
    """Prints it: a table for people, or one object for programs."""
    if json:
        told_json(report)
        return
    told(
        f"{report.network}: {report.admin_threshold} of {report.admins} admins propose, guardian {report.guardian}; "
        f"paused: {report.paused}"
    )
    table = table_of(*COLUMNS)
    for one in report.changes:
        table.add_row(str(one.change), one.what, _moment(one.proposed_s), one.applies, one.payer)
    told(table if report.changes else "no change waits")
    if report.sent is False:
        told("dry run: nothing was sent" + ("" if report.network == LOCALNET else "; --yes sends it"))


def _moment(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
