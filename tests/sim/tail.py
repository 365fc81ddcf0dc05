"""The tail of insurance as events tell it: what it was given, and what it gave each market a day (LIQ-5)."""

from tests.sim.judge.state import DAY_US, EVERY
from tests.sim.need import Fields, need


class Tail:
    """Its atoms, and what it gave by market and UTC day."""

    def __init__(self) -> None:
        self.atoms = 0
        self.gave: dict[tuple[int, int], int] = {}

    def funded(self, e: Fields) -> None:
        """InsuranceFunded of no market: it has what it was given."""
        if e["market"] == EVERY:
            self.atoms += e["amount"]
            need(self.atoms == e["insurance"], "LIQ-5 the tail is what it was given", e, self.atoms)

    def given(self, e: Fields, ts_us: int) -> None:
        """TailGiven: a fund gets it; of a market in a day at most a tenth of what the tail would have without it."""
        place = (e["market"], ts_us // DAY_US)
        self.atoms -= e["amount"]
        gave = self.gave[place] = self.gave.get(place, 0) + e["amount"]
        need(0 < e["amount"] and e["tail"] == self.atoms >= 0, "LIQ-5 the tail gives what it has", e, self.atoms)
        need(10 * gave <= self.atoms + gave, "LIQ-5 a tenth for a market and day", e, gave)
        need(e["insurance"] >= e["amount"], "LIQ-5 a fund is filled", e)
