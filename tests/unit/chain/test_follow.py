"""Following a transaction: what happened is what accounts show, whatever a node says."""

from collections.abc import Iterator
from itertools import chain as joined
from itertools import repeat

import pytest

from quantdesk.chain import follow
from quantdesk.chain.errors import ChainUnavailable, TransactionFailed
from quantdesk.chain.follow import send_and_follow
from quantdesk.chain.transaction import SignedTransaction

SIGNED = SignedTransaction(b"raw", "name", 10)


class Node:
    """A node's words: heights, and what it says to a send."""

    def __init__(self, heights: Iterator[int], answer: Exception | None = None) -> None:
        self.heights, self.answer = heights, answer
        self.sent = 0
        self.slots = joined([3], repeat(9))

    async def height(self) -> int:
        return next(self.heights)

    async def slot(self, commitment: str) -> int:
        return 5 if commitment == "confirmed" else next(self.slots)

    async def send(self, raw: bytes, judged: str) -> str:
        assert (raw, judged) == (b"raw", "confirmed")
        self.sent += 1
        if self.answer is not None:
            raise self.answer
        return "another name"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "LOOK_S", 0.001)
    monkeypatch.setattr(follow, "SEND_AGAIN_S", 0.0)


def effect(*seen: bool):
    looks = joined(seen, repeat(seen[-1]))

    async def look() -> bool:
        return next(looks)

    return look


async def test_it_is_sent_again_until_its_effect_is_final() -> None:
    node = Node(repeat(5))
    outcome = await send_and_follow(node, SIGNED, effect(False, False, False, True))
    assert (outcome.state, node.sent) == ("landed", 3)


async def test_effect_that_is_there_already_is_not_sent() -> None:
    node = Node(repeat(5))
    assert (await send_and_follow(node, SIGNED, effect(True))).state == "landed"
    assert node.sent == 0


async def test_without_an_effect_behind_its_last_block_it_is_expired() -> None:
    node = Node(joined([9, 10], repeat(11)))
    assert (await send_and_follow(node, SIGNED, effect(False))).state == "expired"


async def test_effect_in_the_last_block_is_seen_before_it_counts_as_expired() -> None:
    node = Node(joined([10], repeat(11)))
    assert (await send_and_follow(node, SIGNED, effect(False, True))).state == "landed"


async def test_refusal_counts_only_when_the_state_that_it_judged_is_final_and_shows_no_effect() -> None:
    refused = TransactionFailed(6903, "no")
    assert (await send_and_follow(Node(repeat(5), refused), SIGNED, effect(False))).error is refused
    landed = await send_and_follow(Node(repeat(5), refused), SIGNED, effect(False, False, True))
    assert landed.state == "landed", "it was refused because it had landed"


async def test_node_that_is_away_for_a_send_is_asked_again() -> None:
    node = Node(repeat(5), ChainUnavailable("away"))
    assert (await send_and_follow(node, SIGNED, effect(False, False, True))).state == "landed"
    assert node.sent == 2


async def test_chain_that_stands_still_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follow, "FOLLOW_MAX_S", 0.05)
    with pytest.raises(ChainUnavailable, match="expected an end, found none yet"):
        await send_and_follow(Node(repeat(5)), SIGNED, effect(False))


async def test_who_has_just_looked_sends_at_once() -> None:
    node = Node(iter(()))
    assert (await send_and_follow(node, SIGNED, effect(True), fresh=True)).state == "landed"
    assert node.sent == 1


async def test_what_the_runtime_refuses_of_a_fresh_one_may_have_expired() -> None:
    unknown = TransactionFailed(None, "blockhash not found")
    assert (await send_and_follow(Node(repeat(11), unknown), SIGNED, effect(False), fresh=True)).state == "expired"
    refused = TransactionFailed(6903, "no")
    assert (await send_and_follow(Node(repeat(5), refused), SIGNED, effect(False), fresh=True)).error is refused
