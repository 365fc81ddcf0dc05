"""The auditor by itself: what it must see in a core's events without a judge beside it."""

import pytest

from tests.sim.judge.schema import EVENTS
from tests.sim.judge.state import BUY, SELL
from tests.sim.need import Broken
from tests.sim.records import record
from tests.sim.scene import Scene
from tests.sim.trial import Failure, Trial

CREDIT = 10_000_000_000


@pytest.mark.parametrize(("maker", "price"), [(BUY, 107), (SELL, 93)])
def test_every_fill_that_happens_is_in_band(maker: int, price: int) -> None:
    """[BOOK-9]: an order may rest seven ticks across the index, and nobody trades with it there: the band is five."""
    scene = Scene(trial=Trial(judged=False)).open(2, CREDIT)
    assert scene.place(1, maker, price, 5) == "OrderAccepted"
    scene.place(2, 1 - maker, price, 5)
    scene.finish()


def test_event_that_it_does_not_know_is_a_failure() -> None:
    """[JRN-5]: a new kind of event changes something that nobody here would follow."""
    scene = Scene(trial=Trial(judged=False)).open(1, CREDIT)
    audit = scene.trial.audit
    del audit.plain["Credited"]
    with pytest.raises((Failure, Broken), match=r"a kind of event that this auditor knows:.*Credited"):
        scene.step(scene.credit(1, CREDIT))


def test_what_has_landed_only_grows() -> None:
    """[CUST-6]: told again, or less, is refused by the core; an event that said so would be a failure."""
    scene = Scene(trial=Trial(judged=False)).open(1, CREDIT)
    scene.step(record("Settle", 1, 7))
    assert scene.trial.audit.mirror.accounts[1].settled == 7
    seq, index = scene.trial.audit.ordinals
    again = EVENTS["Settled"].pack_event(0, index + 1, seq, (1, 7))
    with pytest.raises((Failure, Broken), match="CUST-6 what landed grows"):
        scene.trial.audit.batch(scene.ts_us, again)
