"""When the markets are held."""

from quantdesk.keepers.backpressure import AGE_MAX_S, BEHIND_MAX_S, held_for


def test_markets_are_held_while_an_item_is_old_or_was_refused() -> None:
    """CUST-9."""
    assert held_for(AGE_MAX_S, BEHIND_MAX_S, 0) == ""
    assert held_for(AGE_MAX_S + 0.1, 0, 0) == "the oldest item that is not settled is older than 30 s"
    assert held_for(0, BEHIND_MAX_S + 0.1, 0) == "the oldest mark round that is not posted is older than 40 s"
    assert held_for(0, 0, 1) == "the chain refused an honest item of 1 account"
