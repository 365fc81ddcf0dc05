"""Keeper `fee_tiers`: once a day gives each owner the tier that the volume of 30 whole UTC days before today says [FEE-5].

Invariant: it counts only after the records hold everything that happened before midnight, so a day's tiers are those of the whole
window; running it again changes nothing.
"""

from typing import Final

from quantdesk.keepers.parts import Parts, Ran, command, views
from quantdesk.model.records_gen import AnswerHead, Reason, SetFeeTier, TotalsQuery
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get
from quantdesk.store.projections import applied_seq
from quantdesk.store.volumes import Volume, volumes_of

NAME = "fee_tiers"
INTERVAL_S = 30.0
DAY_US: Final = 86_400_000_000
DAYS: Final = 30
ATOMS: Final = 1_000_000
# FEE-5: the volume in USD from which a tier is an owner's, the largest first.
BOUNDS: Final = ((3, 100_000_000), (2, 25_000_000), (1, 5_000_000))


def tier_of(volume_atoms: int) -> int:
    """The tier of a volume [FEE-5]."""
    return next((tier for tier, usd in BOUNDS if volume_atoms >= usd * ATOMS), 0)


def changes_of(volumes: list[Volume]) -> list[SetFeeTier]:
    """What the engine must be told: the owners whose tier is another than the one that it told."""
    return [
        SetFeeTier(owner=one.owner, tier=tier_of(one.volume_atoms))
        for one in volumes
        if tier_of(one.volume_atoms) != one.tier
    ]


async def run_once(parts: Parts) -> Ran:
    """Sets the tiers of today, if that was not done yet. Errors: CommandRefused."""
    today = now_us() // DAY_US
    tiers = parts.recent.fee_tiers
    if tiers.done == today:
        return Ran(facts={"fee_tiers_of_day": today})
    if tiers.day != today:
        (head,) = await views(parts, TotalsQuery(), AnswerHead)
        tiers.day, tiers.seq = today, head.seq  # all before midnight has a smaller one
    if await applied_seq(parts.pool) < tiers.seq:
        return Ran(facts={"fee_tiers_of_day": tiers.done})
    changes = changes_of(await volumes_of(parts.pool, (today - DAYS) * DAY_US, today * DAY_US))
    for change in changes:
        # An owner of the records whom a new engine has not met is met again with his account.
        await command(parts, change, (Reason.ACCOUNT_UNKNOWN,))
    tiers.done = today
    get().info("fee_tiers_set", day=today, owners=len(changes))
    return Ran(facts={"fee_tiers_of_day": today})
