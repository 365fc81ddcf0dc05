"""Requests on the chain: what of them is still to be debited."""

from quantdesk.chain.program_gen import Request
from quantdesk.keepers.withdrawals import outstanding
from quantdesk.store.settlement import Totals


def test_pending_debits_serve_a_request_whoever_asked_for_them() -> None:
    """CUST-10."""
    request = Request(kind=1, asset=0, state=1, reserved=0, day=0, amount_atoms=500, slot=0, unix_s=0)
    assert outstanding(request, Totals()) == 500
    assert outstanding(request, Totals(debited_settled=900, debited=1_200)) == 200
    assert outstanding(request, Totals(debited_settled=900, debited=1_400)) == 0
