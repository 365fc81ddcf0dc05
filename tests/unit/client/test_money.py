"""Waiting for money: a door that asks for patience gets it, any other refusal is told."""

import pytest

from quantdesk.client.errors import Refused
from quantdesk.client.money import patiently


async def answered(value: int) -> int:
    return value


async def refused(code: str) -> int:
    raise Refused(code, "", 429, retry_after_s=0.01)


async def test_an_answer_is_passed_on() -> None:
    assert await patiently(answered(7)) == 7


async def test_too_many_questions_are_no_answer_and_no_failure() -> None:
    assert await patiently(refused("rate_limited")) is None


async def test_any_other_refusal_is_told() -> None:
    with pytest.raises(Refused, match="account_unknown"):
        await patiently(refused("account_unknown"))
