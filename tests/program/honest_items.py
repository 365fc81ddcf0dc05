"""One honest settlement of every kind of item, taken out of a whole exchange at the moment before it lands.

Invariant: a world is made once; whoever asks again gets it as it was, since what is refused leaves no trace and what was taken is undone.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.chain.items import CONVERT, DEFICIT, INSURANCE, LOSS, RECORD, SHARE, TAIL
from tests.program.backed import Backed
from tests.program.dealt import USD, Dealt
from tests.program.honest_case import Case, others_open
from tests.program.whole import Sent, Whole
from tests.program.whole_deal_lies import ITEM_BYTES, NOTHING
from tests.program.whole_debtors import Debtors
from tests.program.whole_ruins import Duels
from tests.program.whole_turns import MOVE, STEP, TOUCH
from tests.program.whole_worlds import BACKSTOPS, CAP, refer, share
from tests.program.world import World

SEED = 71
TURNS_MOST = 200


class Kept(NamedTuple):
    """A settlement and what its accounts, and who signs it, were before it."""

    whole: Whole
    sent: Sent
    accounts: dict[Pubkey, Account]


class Found(Exception):
    """A settlement of the wanted kind is about to land."""

    def __init__(self, sent: Sent) -> None:
        super().__init__()
        self.sent = sent


class Finder:
    """Stops a world before the first settlement of one item that is wanted."""

    def __init__(self, wanted: Callable[[bytes], bool]) -> None:
        self._wanted = wanted

    def lie(self, whole: Whole, honest: Sent) -> None:
        """Looks at each. Errors: Found."""
        if len(honest.body) == ITEM_BYTES and self._wanted(honest.body):
            raise Found(honest)

    def transferred(self, account: int, nonce: int) -> None:
        """Transfers are cases of their own."""


def _of_kind(kind: int) -> Callable[[bytes], bool]:
    return lambda item: item[0] == kind


@cache
def kept(title: str) -> Kept:
    """The world of a case, right before its settlement."""
    made, acts, wanted = ITEMS[title]
    dealt = made(SEED, BACKSTOPS[-1] // USD, CAP)
    # One item a settlement.
    dealt.cut = 1.0
    refer(dealt)
    others_open(dealt.world)
    kind = acts(dealt)
    dealt.watcher = Finder(wanted)
    for _ in range(TURNS_MOST):
        try:
            kind.step()
            share(dealt)
            dealt.settle()
        except Found as found:
            world = dealt.world
            keys = [meta.pubkey for meta in found.sent.metas] + [world.operator.pubkey(), world.exchange, world.risk]
            return Kept(dealt, found.sent, {key: world.svm.get_account(key) for key in keys})
    raise AssertionError(f"{title}: no such settlement in {TURNS_MOST} turns")


def case_of(title: str) -> Callable[[], Case]:
    """The case of an item, as it was before anybody tried it."""

    def build() -> Case:
        whole, sent, accounts = kept(title)
        world: World = whole.world
        for key, account in accounts.items():
            world.svm.set_account(key, account)
        world.svm.airdrop(sent.operator.pubkey(), 10**9)
        named = {"operator": world.operator.pubkey(), "exchange": world.exchange, "risk": world.risk}
        args = {"engine_us": sent.engine_us, "round": sent.round, "items": sent.body, "digest": sent.digest}
        more = [(meta.pubkey, meta.is_signer, meta.is_writable) for meta in sent.metas]
        return Case(world, "settle_items", named, args, [world.operator], more)

    return build


# Title: the exchange, who acts in it, and the item.
ITEMS: dict[str, tuple[type[Dealt], Callable[[Dealt], Duels | Debtors], Callable[[bytes], bool]]] = {
    "settle_items of a touch": (Dealt, Duels, _of_kind(TOUCH)),
    "settle_items of a step": (Dealt, Duels, _of_kind(STEP)),
    "settle_items of a move": (Dealt, Duels, _of_kind(MOVE)),
    "settle_items of insurance": (Dealt, Duels, _of_kind(INSURANCE)),
    "settle_items of a record": (Dealt, Duels, _of_kind(RECORD)),
    "settle_items of a loss": (Dealt, Duels, _of_kind(LOSS)),
    "settle_items of a deficit": (Dealt, Duels, _of_kind(DEFICIT)),
    "settle_items of a conversion": (Backed, Debtors, _of_kind(CONVERT)),
    "settle_items of money for the tail": (Dealt, Duels, lambda item: item[0] == TAIL and item[2] == NOTHING),
    "settle_items of the tail for a loss": (Dealt, Duels, lambda item: item[0] == TAIL and item[3] != NOTHING),
    "settle_items of a share": (Backed, Debtors, _of_kind(SHARE)),
}
ITEM_CASES = {title: case_of(title) for title in ITEMS}
