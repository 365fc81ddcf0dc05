"""Roots of the journal: a day has one, days and commands follow each other, nothing is told twice (CUST-20)."""

import pytest

from tests.program.test_vault import error_of
from tests.program.world import DAY_S, SYSTEM, World

ROOT = bytes(range(32))


def root_of(world: World, day: int):
    return world.pda(b"root", day.to_bytes(4, "little"))


def post(world: World, day: int, first: int, last: int, root: bytes = ROOT, key=None):
    key = key or world.operator
    accounts = {
        "operator": key.pubkey(), "exchange": world.exchange, "root": root_of(world, day), "system_program": SYSTEM,
    }  # fmt: skip
    args = {"day": day, "first_seq": first, "last_seq": last, "merkle_root": root}
    return world.call("post_root", accounts, args, [key])


@pytest.fixture
def day(world: World) -> int:
    """The day that has just ended."""
    return world.now_s // DAY_S - 1


def test_root_of_a_day_is_written_down_once(world, day):
    [(name, event)] = post(world, day, 1, 500)
    record = world.read("JournalRoot", root_of(world, day))
    assert (name, event["day"], event["root"]) == ("RootPosted", day, ROOT)
    assert (record["first_seq"], record["last_seq"], record["root"], record["slot"]) == (1, 500, ROOT, world.slot)
    before = world.data_of(root_of(world, day))
    assert error_of(world, lambda: post(world, day, 501, 600)) not in ("", None)
    assert world.data_of(root_of(world, day)) == before


@pytest.mark.parametrize(
    ("days", "first", "last", "root"),
    [
        (1, 1, 5, ROOT),  # today is not over
        (0, 2, 5, ROOT),  # a gap in front
        (0, 0, 5, ROOT),
        (0, 1, 0, ROOT),  # nothing
        (0, 1, 5, bytes(32)),
    ],
)
def test_root_that_leaves_a_gap_or_comes_too_early_is_refused(world, day, days, first, last, root):
    assert error_of(world, lambda: post(world, day + days, first, last, root)) == "RootSequence"


def test_days_and_commands_follow_each_other(world, day):
    """A day without a root (the exchange stood still) may be left out; none comes in between later."""
    post(world, day, 1, 500)
    world.time_pass(3 * DAY_S)
    assert error_of(world, lambda: post(world, day + 2, 502, 600)) == "RootSequence"
    assert error_of(world, lambda: post(world, day + 2, 500, 600)) == "RootSequence"
    post(world, day + 2, 501, 600)
    assert error_of(world, lambda: post(world, day + 1, 601, 700)) == "RootSequence"
    assert error_of(world, lambda: post(world, day - 1, 601, 700)) == "RootSequence"


def test_stranger_posts_no_root(world, day):
    assert error_of(world, lambda: post(world, day, 1, 5, key=world.stranger)) == "OperatorUnknown"
