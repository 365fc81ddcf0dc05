"""Published attacks, searched: the rule holds what it promises, the same run without it loses money, and the page says so."""

from pathlib import Path

import pytest

from tests.sim import unruled
from tests.sim.attacks import PRICE, V
from tests.sim.disasters import ATTACK_SEEDS, ATTACKS, Searched, attack_plots, attack_searched, attack_table
from tests.sim.stage import USD

DOCS = Path(__file__).parents[2] / "docs"
# The most that others lose under the law, atoms: what insurance pays for one bankrupt, and the band of a fill of 10,000 lots.
MOST = dict.fromkeys(ATTACKS, 0) | {
    "mango": 500 * USD,
    "jelly": 500 * USD,
    "wicked quote": 10_000 * V * PRICE // 20,
    "unpaid profit": 500 * USD,
}


@pytest.fixture(scope="module")
def found() -> dict[str, Searched]:
    return {name: attack_searched(name) for name in ATTACKS}


@pytest.mark.parametrize("name", list(ATTACKS))
def test_the_rule_holds_and_without_it_the_same_attack_takes_money(name: str, found: dict[str, Searched]) -> None:
    """[PNL-4] [PNL-6] [BOOK-9] [MRK-1] [MRK-2] [MGN-5] [ORC-1] [LIQ-5] [LIQ-6]: the worst of 200 seeds; insurance pays the least that
    it can, to the atom."""
    on, off = found[name].on, found[name].off
    assert len(on) == len(off) == ATTACK_SEEDS >= 200
    assert sum(harm.strangers for harm in (*on, *off)) == 0, "a flat account changed"
    assert max(harm.total for harm in on) <= MOST[name]
    assert [harm for harm in on if harm.insurance != harm.least] == [], "insurance pays what it need not"
    assert [harm for harm in off if harm.insurance < harm.least] == [], "the bound is none"
    assert max(harm.total for harm in off) > max(5_000 * USD, 10 * MOST[name])


@pytest.mark.parametrize(("name", "rule"), [("unpaid profit", "PNL-4"), ("thinned margin", "MGN-5")])
def test_a_rule_is_all_that_is_taken_out_of_the_judge(
    name: str, rule: str, found: dict[str, Searched], monkeypatch: pytest.MonkeyPatch
) -> None:
    """[PNL-4] [MGN-5]: where nothing is replaced the judge ends every seed as the core does."""
    monkeypatch.setitem(unruled.WITHOUT, rule, ())
    assert attack_searched(name).off == found[name].on


def test_the_page_holds_what_the_search_found(found: dict[str, Searched]) -> None:
    page = (DOCS / "disasters.md").read_text()
    said = attack_table(found)
    assert [line for line in said if line not in page] == [], "write the page anew: python -m tests.sim.disasters docs"
    for name, drawing in attack_plots(found).items():
        assert (DOCS / "disasters" / name).read_text() == drawing
