"""Published numbers of other venues, and accounts put into the state that such a case starts from.

Invariant: `brought` leaves Net exactly where the case says, at fractions and marks of the case; a maker of tier 2 pays no fee.
"""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.sim.judge.schema import VIEWS
from tests.sim.judge.state import BUY, SELL
from tests.sim.records import record
from tests.sim.scene import Scene, listing
from tests.sim.varied import varied
from tests.sim.world import key_of

V = 10
RICH = 10**14
HOUSE, CROWD, HERO = 1, 2, 9
PUBLISHED = Path(__file__).parents[1] / "vectors" / "perps.json"
# More cases of the same kinds may be run: the file of them, in the same form.
FILE = Path(os.environ.get("QUANTDESK_VECTORS", PUBLISHED))
Vector = dict[str, Any]
VECTORS: list[Vector] = json.loads(FILE.read_text("utf-8"))["vectors"]
Where = Callable[[Vector], bool]
# What the tests take: a kind and the names of its cases.
TAKEN: set[tuple[str, ...]] = set()


def of(kind: str, where: Where = lambda _: True) -> Any:
    """The cases of a kind, published and varied, of which something holds: what they give, never what they are called."""
    cases = [vector for vector in (*VECTORS, *varied()) if vector["kind"] == kind and where(vector)]
    TAKEN.add((kind, *(vector["name"] for vector in cases)))
    return pytest.mark.parametrize("vector", cases, ids=lambda vector: vector["name"])


def gives(*keys: str, without: tuple[str, ...] = ()) -> Where:
    """Cases whose inputs have these keys, and none of the others."""
    return lambda vector: set(keys) <= vector["inputs"].keys() and not set(without) & vector["inputs"].keys()


def exact(number: float | str) -> Fraction:
    """A number as it is written."""
    return Fraction(str(number))


# Lots of 0.001 coins: a tick is a cent of a coin.
LOTS = 1_000


def is_fine(vector: Vector) -> bool:
    """Whether lots of 0.001 coins are too large for it."""
    given = vector["inputs"]
    sizes = [exact(given["delta_coin"]), *map(exact, given["positions_coin"].values())]
    return any((size * LOTS).denominator > 1 for size in sizes)


def costs(vector: Vector) -> bool:
    """Whether there is a price at which he has nothing left: a buyer pays at it, a seller gets something."""
    bought = exact(vector["inputs"]["delta_coin"]) > 0
    return bool(vector["expected"]["bankruptcy_quote_quantums"] < 0) == bought


def view_of(scene: Scene, account: int, name: str) -> dict[str, Any]:
    """The first view of a name that the core tells of an account."""
    answer = scene.trial.core.ask("AccountQuery", account)
    return next(dict(zip(VIEWS[name].fields, values, strict=True)) for found, values in answer if found == name)


@dataclass(frozen=True)
class Held:
    """A position of the hero: signed lots, and the mark in ticks at the time of the case."""

    lots: int
    mark: int


LOOSE = {"imf": 1, "mmf": 1, "band": 1_000_000, "price_max": 100_000_000, "order_max": 10_000_000}


def wide(**changes: int) -> tuple[int | bytes, ...]:
    """Parameters of a market in which whatever a case needs may happen."""
    grid = {"tick_size": 1_000_000, "lot_size": 10_000_000}
    fields = grid | LOOSE | {"position_max": 4_000_000, "open_interest_max": 4_000_000} | changes
    return listing(**fields)


def brought(
    positions: dict[int, Held], net: int, tier: int = 2, grid: dict[str, int] | None = None, **fractions: int
) -> Scene:
    """Two rich accounts (the first is the backstop) and a hero who holds positions and is worth `net` at their marks."""
    scene = Scene().open(0, 0)
    scene.step(*(record("ListMarket", number + 1, *wide(**(grid or {}))) for number in positions))
    for number, owner in ((HOUSE, 0), (CROWD, 1), (HERO, 9)):
        scene.step(record("OpenAccount", number, key_of(owner), 0))
    scene.step(scene.credit(HOUSE, RICH), scene.credit(CROWD, RICH))
    scene.step(record("SetFeeTier", key_of(9), 2))
    first, held = next(iter(positions.items()))
    value = scene.trial.audit.mirror.markets[first + 1].tick_value
    # Who is worth nothing could open nothing: he opens at a worse price, and brings what he then loses.
    entries = {number: held.mark for number, held in positions.items()}
    needed = 2_000 + sum(value * abs(one.lots) * one.mark for one in positions.values()) // 200_000
    away = max(0, (needed - net) // (value * abs(held.lots)) + 1)
    entries[first] += away if held.lots > 0 else -away
    scene.step(scene.credit(HERO, net + value * abs(held.lots) * away))
    for number, held in positions.items():
        scene.prices(entries[number] * 1_000, market=number + 1)
        hero, crowd = (BUY, SELL) if held.lots > 0 else (SELL, BUY)
        for part in parts_of(abs(held.lots)):
            assert scene.place(HERO, hero, entries[number], part, market=number + 1) == "OrderAccepted"
            assert scene.place(CROWD, crowd, entries[number], part, market=number + 1) == "OrderAccepted"
    scene.step(record("SetFeeTier", key_of(9), tier))
    for number, held in positions.items():
        scene.step(record("SetMarketParameters", number + 1, *wide(**((grid or {}) | fractions))))
        scene.prices(held.mark * 1_000, market=number + 1)
    assert view_of(scene, HERO, "AccountView")["equity"] == net
    return scene


def parts_of(lots: int) -> list[int]:
    """Lots in orders that the market takes."""
    most = LOOSE["order_max"]
    return [most] * (lots // most) + ([lots % most] if lots % most else [])


def insurance_fund(scene: Scene, amount: int, market: int = 1) -> None:
    """Names the backstop, whose money becomes insurance of a market."""
    scene.step(record("SetBackstop", HOUSE), record("FundInsurance", HOUSE, market, amount))


def liquidated(scene: Scene, fee: int = 0, cap: int = 10**15, market: int = 1) -> list[dict[str, Any]]:
    """Names the backstop, and gives the events of the tick that follows."""
    scene.step(record("SetBackstop", HOUSE), record("SetRisk", market, fee, cap))
    scene.ts_us += 100_000
    return scene.step(record("Tick"))


def named(events: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """The events of a name."""
    return [event for event in events if event["event"] == name]


def scene_at(price: int, **changes: int) -> Scene:
    """Three rich accounts; whatever price is in band, and no order is too far from the index."""
    scene = Scene().open(3, 10**12, **({"band": 1_000_000, "imf": 1_000_000, "mmf": 1_000} | changes))
    scene.prices(price * 1_000)
    return scene


def trade(scene: Scene, lots: int, price: int) -> dict[str, Any]:
    """Account 1 takes signed lots of account 2 at a price; the fill."""
    scene.prices(price * 1_000)
    side = BUY if lots > 0 else SELL
    assert scene.place(2, 1 - side, price, abs(lots)) == "OrderAccepted"
    return next(
        event for event in scene.step(scene.order(1, side, price, abs(lots))) if event["event"] == "OrderFilled"
    )
