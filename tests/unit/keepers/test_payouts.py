"""Payouts: how much was paid already, and how much may be paid now."""

import pytest

from quantdesk.chain.errors import TransactionFailed
from quantdesk.chain.program_gen import ERRORS, Pocket, UserAccount
from quantdesk.chain.view import User
from quantdesk.keepers.payouts import DELAYED, paid_before, payable
from quantdesk.store.settlement import Totals
from tests.unit.keepers.test_settle import replaced, user_of

DELAYED_CODE = next(code for code, (name, _) in ERRORS.items() if name == DELAYED)


def leaving(atoms: int) -> User:
    pockets = (Pocket(arriving_atoms=0, leaving_atoms=atoms),) + (Pocket(arriving_atoms=0, leaving_atoms=0),) * 7
    account = replaced(UserAccount, {"settled": user_of(1).account.settled, "pockets": pockets})
    return User(bytes(32), account, account.write())


def test_paid_is_what_was_debited_less_what_lies_in_the_pocket() -> None:
    """CUST-3: never remembered."""
    assert paid_before(leaving(30), 0, Totals(debited_settled=100)) == 70
    assert paid_before(leaving(0), 0, Totals(debited_settled=100)) == 100
    assert paid_before(leaving(150), 0, Totals(debited_settled=100)) == 0, "a claim filled the pocket"


@pytest.mark.parametrize("limit", [0, 1, 77, 5_000, 999_999, 1_000_000, 2_000_000])
async def test_payable_is_the_largest_part_that_the_program_takes(limit: int) -> None:
    """WDR-1: the program is asked; what it refuses for the limits is tried smaller."""
    asked = []

    async def tried(atoms: int) -> None:
        asked.append(atoms)
        if atoms > limit:
            raise TransactionFailed(DELAYED_CODE, "delayed")

    assert await payable(tried, 1_000_000) == min(limit, 1_000_000)
    assert len(asked) < 25


async def test_another_refusal_than_the_limits_is_no_amount() -> None:
    """A frozen destination is not tried in parts."""

    async def tried(_: int) -> None:
        raise TransactionFailed(None, "AccountFrozen")

    with pytest.raises(TransactionFailed):
        await payable(tried, 1_000)
