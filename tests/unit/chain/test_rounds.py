"""Rounds of marks: every one fits a packet, whatever number of markets and hours it has."""

import pytest
from msgspec.structs import replace

from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Hour, Mark
from quantdesk.chain.network import addresses_of
from quantdesk.chain.program_gen import RiskRow, update_oracle_price
from quantdesk.chain.rounds import (
    HOUR_US,
    NO_HOUR,
    Posted,
    indices_beside,
    is_posted,
    posted_of,
    round_post,
    rounds_fitting,
)
from quantdesk.chain.transaction import PACKET_BYTES, Blockhash, KeySigner, transaction_sign, units_limit

WHERE = addresses_of(bytes([9]) * 32)
OPERATOR = KeySigner(bytes([3]) * 32)
# A quarter past an hour.
NOW_US = 500_000 * HOUR_US + HOUR_US // 4
MARKETS_MAX = 64


def key(kind: int, number: int) -> bytes:
    return bytes([kind, number]) + bytes(30)


def marks_of(markets: int, hours: int) -> dict[bytes, Posted]:
    """So many markets, of which the hour of the first few has ended."""
    ended = Hour(-3, 61_000_000, 12)
    return {key(1, number): Posted(number, True, ended if number < hours else None) for number in range(markets)}


def bringing(marks: dict[bytes, Posted]) -> tuple[Instruction, ...]:
    return tuple(
        update_oracle_price(WHERE.program, market=address, exchange=WHERE.exchange, update=key(2, place))
        for place, address in enumerate(marks)
    )


def packet(made: tuple[Instruction, ...]) -> int:
    """Bytes of the signed transaction; signing refuses more than fit."""
    return len(transaction_sign((units_limit(1_000_000), *made), (OPERATOR,), Blockhash(bytes(32), 9)).raw)


@pytest.mark.parametrize("markets", range(1, MARKETS_MAX + 1))
def test_every_round_fits_a_packet_with_as_many_indices_as_there_is_room_for(markets: int) -> None:
    """CUST-16: at the turn of an hour ten markets with their hours and seven indices were one byte too long."""
    for hours in {0, 1, markets // 2, markets}:
        marks = marks_of(markets, hours)
        rounds = rounds_fitting(WHERE, OPERATOR.public, NOW_US, marks)
        assert {address: posted for _, group in rounds for address, posted in group.items()} == marks
        assert sum(len(group) for _, group in rounds) == markets
        for at_us, group in rounds:
            post, brought = round_post(WHERE, OPERATOR.public, at_us, group), bringing(group)
            beside = indices_beside(brought, post, OPERATOR.public)
            assert packet((*brought[:beside], post)) <= PACKET_BYTES
            if beside < len(brought):
                with pytest.raises(ValueError, match="expected at most 1232 bytes"):
                    packet((*brought[: beside + 1], post))


def test_a_round_of_several_packets_is_done_with_its_last() -> None:
    """CUST-7: a keeper that is stopped between two finds the round undone, and posts all of it."""
    rounds = rounds_fitting(WHERE, OPERATOR.public, NOW_US, marks_of(MARKETS_MAX, MARKETS_MAX))
    assert len(rounds) == 5
    assert [at_us - NOW_US for at_us, _ in rounds] == [-4, -3, -2, -1, 0]
    assert [len(group) for _, group in rounds[1:]] == [15, 15, 15, 15]


def test_the_marks_that_are_given_first_have_the_rounds_own_time() -> None:
    """CUST-39: the slow index of what prices collateral moves by it, also at the first moment of an hour."""
    marks = marks_of(MARKETS_MAX, MARKETS_MAX)
    for at_us in (NOW_US, 500_000 * HOUR_US):
        rounds = rounds_fitting(WHERE, OPERATOR.public, at_us, marks)
        [first] = [group for when_us, group in rounds if when_us == at_us]
        assert list(first) == list(marks)[: len(first)]


def test_a_round_at_the_first_moment_of_an_hour_stays_in_it() -> None:
    """CUST-16: a sample is of the hour of its round."""
    hour_us = 500_000 * HOUR_US
    rounds = rounds_fitting(WHERE, OPERATOR.public, hour_us, marks_of(40, 40))
    times = [at_us for at_us, _ in rounds]
    assert times[0] == hour_us
    assert times == sorted(set(times))


def test_a_round_of_one_packet_has_its_own_time() -> None:
    assert rounds_fitting(WHERE, OPERATOR.public, NOW_US, marks_of(10, 10)) == [(NOW_US, marks_of(10, 10))]


@pytest.mark.parametrize("sampled", [True, False])
def test_an_hour_ends_with_the_mark_that_the_engine_ended_it_with_sampled_or_not(sampled: bool) -> None:
    """FND-2: the round that ends an hour may be one that the engine did not sample; without an hour of his the first sample ends it."""
    ended, row = Hour(-3, 61_000_000, 12), RiskRow.read(bytes(RiskRow.SIZE))
    assert posted_of(Mark(5, 6, sampled, ended), row, NOW_US) == Posted(5, sampled, ended)
    assert posted_of(Mark(5, 6, sampled), row, NOW_US) == Posted(5, sampled, NO_HOUR if sampled else None)
    assert posted_of(Mark(5, 6, sampled, ended), row, HOUR_US - 1) == Posted(5, sampled, None)


def test_a_part_of_a_round_is_known_by_its_time_and_a_mark_set_just_before_is_another() -> None:
    """CUST-7: of two marks within a millisecond the second was taken for posted, and the chain judged by the first."""
    parts = rounds_fitting(WHERE, OPERATOR.public, NOW_US, marks_of(MARKETS_MAX, MARKETS_MAX))
    blank = RiskRow.read(bytes(RiskRow.SIZE))
    assert len(parts) > 1
    assert all(is_posted(replace(blank, mark_us=at_us), NOW_US) for at_us, _ in parts)
    assert not is_posted(replace(blank, mark_us=NOW_US - 300), NOW_US)
