"""Events as answers [UNIT-4]."""

import pytest

from quantdesk.gateway.order_results import average_mticks, order_result
from quantdesk.gateway.problems import Refusal
from quantdesk.model.records_gen import OrderState, Reason, Side
from tests.unit.gateway.orders_made import accepted, cancelled, duplicate, filled, listing, refused


def test_a_resting_order_has_no_fills() -> None:
    result = order_result([accepted()], listing())
    assert (result.status, result.left, result.filled, result.average_price, result.fills) == (
        "resting",
        "0.0100",
        "0.0000",
        None,
        (),
    )


def test_fills_are_those_of_the_order_itself() -> None:
    events = [accepted(filled=100, left=0), filled(600_000, 60), cancelled(b"\3" * 16), filled(600_010, 40)]
    result = order_result(events, listing())
    assert (result.status, result.filled, len(result.fills)) == ("filled", "0.0100", 2)
    assert result.average_price == "60000.4000"
    assert result.cancel_reason is None


def test_a_rest_that_was_given_up_says_why() -> None:
    result = order_result([accepted(filled=60, left=0), filled(600_000, 60), cancelled(reason=4)], listing())
    assert (result.status, result.filled, result.left, result.cancel_reason) == (
        "cancelled",
        "0.0060",
        "0.0000",
        "unfilled",
    )


def test_the_average_price_is_rounded_against_the_user() -> None:
    """UNIT-4: up for a buyer, down for a seller."""
    assert average_mticks(10, 3, Side.BUY) == 3_334
    assert average_mticks(10, 3, Side.SELL) == 3_333
    assert average_mticks(9, 3, Side.BUY) == average_mticks(9, 3, Side.SELL) == 3_000


def test_a_repeated_order_returns_its_first_result() -> None:
    """BOOK-7."""
    event = duplicate(state=OrderState.FILLED, filled=100)
    result = order_result([event], listing())
    assert (result.duplicate, result.status, result.seq, result.filled) == (True, "filled", 55, "0.0100")


def test_a_repeated_refused_order_is_refused_again() -> None:
    """BOOK-7."""
    event = duplicate(state=OrderState.REFUSED, reason=Reason.EXPIRED)
    with pytest.raises(Refusal) as caught:
        order_result([event], listing())
    assert (caught.value.status, caught.value.code) == (422, "expired")


@pytest.mark.parametrize(
    ("reason", "expected", "found", "texts"),
    [
        (Reason.ORDER_SIZE, 1_000_000, 2_000_000, ("100.0000", "200.0000")),
        (Reason.POST_ONLY_CROSSES, 600_000, 600_005, ("60000.0", "60000.5")),
        (Reason.MARGIN_INITIAL, 5_000_000, 1_500_000, ("5.000000", "1.500000")),
        (Reason.FEE_CAP, 450, 400, ("0.000450", "0.000400")),
        (Reason.EXPIRED, 9, 5, ("9", "5")),
        (Reason.ORDER_UNKNOWN, 0, 0, (None, None)),
    ],
)
def test_a_refusal_speaks_in_the_units_of_the_market(
    reason: Reason, expected: int, found: int, texts: tuple[str | None, str | None]
) -> None:
    with pytest.raises(Refusal) as caught:
        order_result([refused(reason, expected, found)], listing())
    assert (caught.value.status, caught.value.code) == (422, reason.label)
    assert (caught.value.expected, caught.value.found) == texts


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_problem(reason: Reason) -> None:
    with pytest.raises(Refusal) as caught:
        order_result([refused(reason, 3, 4)], listing())
    assert caught.value.code == reason.label
    assert caught.value.detail


def test_a_signature_that_does_not_hold_is_told_from_a_foreign_signer() -> None:
    """SIG-3: the check at the edge answers with seq 0."""
    with pytest.raises(Refusal, match="signature_invalid"):
        order_result([refused(Reason.SIGNER_UNKNOWN, seq=0)], listing())
    with pytest.raises(Refusal, match="signer_unknown"):
        order_result([refused(Reason.SIGNER_UNKNOWN)], listing())


def test_no_events_leave_the_outcome_unknown() -> None:
    with pytest.raises(Refusal) as caught:
        order_result([], listing())
    assert caught.value.status == 503
