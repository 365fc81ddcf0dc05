"""Bounded delegates on the chain: no operator spends more of a day than the owner allowed, and no honest match is refused (CUST-49)."""

from typing import Any

import pytest

from quantdesk.model.message import order_id_of
from quantdesk.model.records_gen import AddDelegate, PlaceOrder, Reason, Refused, RemoveDelegate, Side, TimeInForce
from tests.program.fills import Fill, FillWorld
from tests.program.markets import BTC
from tests.program.orders import order, signed
from tests.program.test_vault import error_of
from tests.program.world import ACK, DAY_S, key_of

ADD, REMOVE = 1, 2
PRICE = 618_000
# Of one lot at that price.
LOT = PRICE * 100
TRADER, OTHER = 1, 2
KEY = key_of(400)
MIDNIGHT_AHEAD_S = 20


class Bounded:
    """An account whose delegate may trade so many lots a day, and another that trades with it; the clock stands before midnight UTC."""

    def __init__(self, lots_a_day: int, markets: int = 1, near_index: int = 0) -> None:
        self.twins = FillWorld(9, traders=2)
        self.world = self.twins.world
        self.trader = self.twins.parties[TRADER].trader
        self.world.time_pass(DAY_S - self.world.now_s % DAY_S - MIDNIGHT_AHEAD_S)
        self.twins.prices(0)
        self.add(lots_a_day, markets, near_index)

    def add(self, lots_a_day: int, markets: int = 1, near_index: int = 0) -> None:
        """The owner adds the key, and the engine hears of it."""
        expiry_s = self.world.now_s + 9 * DAY_S
        bounds = {"markets": markets, "notional_day_atoms": lots_a_day * LOT, "flags": near_index}
        self.world.update(self.trader.key, ADD, key=KEY.pubkey(), expiry_s=expiry_s, **bounds)
        key, expiry_us = bytes(KEY.pubkey()), expiry_s * 1_000_000
        added = AddDelegate(TRADER, key, expiry_us, 0, markets, lots_a_day * LOT, near_index)
        assert not any(isinstance(event, Refused) for event in self.twins.apply(added))

    def remove(self, *, seen: bool = True) -> None:
        """The owner removes the key; the engine hears of it, and its ack settles."""
        self.world.update(self.trader.key, REMOVE, key=KEY.pubkey())
        inbox = self.world.user(self.trader.user)["inbox_seq"]
        if seen:
            self.twins.apply(RemoveDelegate(TRADER, bytes(KEY.pubkey()), inbox))
            self.acknowledged(inbox)

    def acknowledged(self, inbox: int) -> None:
        """The ack of an owner instruction settles."""
        self.world.settle([(ACK, self.trader.user, 0, inbox)], round=self.twins.round)
        party = self.twins.parties[TRADER]
        party.seq, party.acked, party.engine_us = party.seq + 1, inbox, self.world.now_s * 1_000_000

    def rest(self, lots: int, side: Side = Side.SELL) -> None:
        """The other account's order, which rests."""
        self.twins.order(OTHER, side, PRICE, lots)

    def take(self, lots: int, side: Side = Side.BUY, **changed: Any) -> list[Fill]:
        """What the engine matches of an order that the delegate signed."""
        return self.twins.order(TRADER, side, PRICE, lots, KEY, time_in_force=TimeInForce.IOC, **changed)

    def lie(self, *fills: Fill, **head: Any) -> str:
        """The name of the refusal of fills that no engine matched."""
        body, numbers = self.twins.items(list(fills))
        call = self.twins.call(body, bytes(16), self.twins.metas(numbers), **head)
        return error_of(self.world, lambda: self.world.send(call, signers=[self.world.operator]))

    @property
    def traded(self) -> tuple[int, int]:
        """Day, and lots on it, that the chain has counted of the first delegate."""
        user = self.world.user(self.trader.user)
        return user["delegates"][0]["traded_day"], user["traded_atoms"][0] // LOT

    @property
    def day(self) -> int:
        """The UTC day."""
        return self.world.now_s // DAY_S


def kept_back(it: Bounded, fill: Fill, lots: int) -> Fill:
    """A fill of an order that the delegate signed and the engine refused: the chain has registered it all the same."""
    assert it.take(lots) == []
    [nonce] = [nonce for number, nonce in it.twins.places if number == TRADER and nonce != fill.taker_nonce]
    return fill._replace(taker_nonce=nonce, lots=lots)


def test_an_operator_who_lies_spends_no_more_of_a_day_than_the_owner_allowed():
    """CUST-49: attack: orders that the engine refused are signed, and the operator registers and settles them all the same."""
    it = Bounded(10)
    it.rest(40)
    [fill] = it.take(10)
    it.twins.settle([fill])
    lie = kept_back(it, fill, 30)._replace(lots=1)
    assert it.lie(lie) == "DelegateDay"
    assert it.lie(lie._replace(day_before=1)) == "DelegateDay", "an earlier day counts for the later one"
    it.world.time_pass(MIDNIGHT_AHEAD_S)
    it.twins.prices(0)
    assert it.lie(lie._replace(lots=11)) == "DelegateDay"
    assert it.lie(lie._replace(lots=10)) == "Digest", "a new day"
    assert it.lie(lie._replace(lots=10), lie._replace(lots=1)) == "DelegateDay", (
        "items of one transaction count together"
    )


@pytest.mark.parametrize("side", [Side.BUY, Side.SELL])
def test_resting_orders_of_a_delegate_count_as_those_that_take(side):
    it = Bounded(10)
    it.twins.order(TRADER, side, PRICE, 10, KEY)
    fills = it.twins.order(OTHER, Side(1 - side), PRICE, 10)
    it.twins.settle(fills)
    assert it.traded == (it.day, 10)


def test_a_match_before_midnight_settles_behind_it_for_its_own_day():
    """CUST-49: both days to their last atom, settled together after midnight."""
    it = Bounded(10)
    it.rest(40)
    late = it.take(10)
    it.world.time_pass(MIDNIGHT_AHEAD_S)
    it.twins.prices(0)
    early = it.take(10)
    assert it.lie(*late, *early) == "DelegateDay", "named for one day"
    it.twins.settle([late[0]._replace(day_before=1), *early])
    assert it.traded == (it.day, 10)


def test_the_owner_s_own_orders_are_not_counted():
    it = Bounded(1)
    it.rest(40)
    it.twins.settle(it.twins.order(TRADER, Side.BUY, PRICE, 20))
    assert it.traded == (0, 0)


def test_a_key_without_an_amount_trades_any():
    it = Bounded(0)
    it.rest(40)
    it.twins.settle(it.take(40))
    assert it.traded == (0, 0)


def test_a_match_settles_whatever_the_owner_does_to_its_key_meanwhile():
    """CUST-1, CUST-49: a removal that the engine has not seen when it matches."""
    it = Bounded(10)
    it.rest(40)
    fills = it.take(10)
    it.remove(seen=False)
    late = lambda: it.world.update(it.trader.key, ADD, key=KEY.pubkey(), expiry_s=it.world.now_s + DAY_S)  # noqa: E731
    assert error_of(it.world, late) == "DelegateExists"
    it.world.time_pass(10)
    it.twins.prices(0)
    it.twins.settle(fills)


def spent_and_removed(lots):
    """A key of ten lots a day that traded some of them and was removed; an order of it that was kept back."""
    it = Bounded(10)
    it.rest(40)
    [fill] = it.take(lots)
    it.twins.settle([fill])
    old = kept_back(it, fill, 9)
    it.remove()
    return it, old


def test_a_key_that_comes_back_trades_by_its_new_bound_also_what_it_signed_before():
    """CUST-49: a lowered amount is a removal, seen and acknowledged, and an addition; the engine counts the whole day, the chain anew."""
    it, old = spent_and_removed(6)
    it.add(8)
    assert it.traded == (0, 0)
    it.twins.settle(it.take(2))
    assert it.take(1) == [], "six and two are the whole day of the engine"
    assert it.lie(old._replace(lots=7)) == "DelegateDay"
    assert it.lie(old._replace(lots=6)) == "Digest"


def test_orders_of_a_key_that_gave_way_to_another_settle_no_more():
    """CUST-49: attack: a registered order kept for the time when nobody counts for its key."""
    it, old = spent_and_removed(4)
    assert it.lie(old._replace(lots=7)) == "DelegateDay", "as long as it has its place its day counts"
    for n in range(8):
        it.world.update(it.trader.key, ADD, key=key_of(410 + n).pubkey(), expiry_s=it.world.now_s + DAY_S)
    assert it.lie(old._replace(lots=1)) == "DelegateGone"


def test_a_key_that_comes_back_to_another_place_counts_there_what_it_signed_before():
    """CUST-49: an order knows its key, not its place."""
    it, old = spent_and_removed(4)
    for n in range(8):
        it.world.update(it.trader.key, ADD, key=key_of(410 + n).pubkey(), expiry_s=it.world.now_s + DAY_S)
    last = key_of(417).pubkey()
    it.world.update(it.trader.key, REMOVE, key=last)
    inbox = it.world.user(it.trader.user)["inbox_seq"]
    it.twins.apply(RemoveDelegate(TRADER, bytes(last), inbox))
    it.acknowledged(inbox)
    it.add(5)
    user = it.world.user(it.trader.user)
    assert user["delegates"][0]["key"] == KEY.pubkey() or user["delegates"][7]["key"] == KEY.pubkey()
    assert it.lie(old._replace(lots=6)) == "DelegateDay"
    assert it.lie(old._replace(lots=5)) == "Digest"


def test_a_market_that_the_owner_did_not_name_is_refused_by_both():
    """SIG-4."""
    it = Bounded(10, markets=0b10)
    assert error_of(it.world, lambda: it.take(1)) == "DelegateMarket"
    message = order(it.world, TRADER, 99, market=BTC.market)
    one = signed(KEY, message)
    [told] = it.twins.apply(PlaceOrder(order_id_of(message), message, one.signature, one.key, 0))
    assert isinstance(told, Refused)
    assert (told.reason, told.expected, told.found) == (Reason.DELEGATE_MARKET, 1, BTC.market)


def far(it, sign):
    """A price just beyond 50 bps of the index of the round in force, and the last one within."""
    index = it.twins.index // 10_000
    edge = index * (200 + sign) // 200
    within = edge // 1_000 if sign > 0 else -(-edge // 1_000)
    return within + sign, within


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("takes", [True, False])
def test_a_key_that_fills_near_the_index_alone_fills_up_to_50_bps_of_it_and_no_further(sign, takes):
    """SIG-4, CUST-49: attack: an operator who holds the key signs what he likes; neither engine nor chain fills it further away."""
    it = Bounded(0, near_index=1)
    beyond, within = far(it, sign)
    # The last fills that are within, and the orders further away, which are registered too.
    for price, made in ((beyond, 0), (within, 1)):
        side = Side.BUY if (sign > 0) == takes else Side.SELL
        sides = [(OTHER, Side(1 - side), None), (TRADER, side, KEY)]
        known = set(it.twins.places)
        first, last = sides if takes else sides[::-1]
        it.twins.order(*first[:2], price, 5, first[2])
        fills = it.twins.order(*last[:2], price, 5, last[2], time_in_force=TimeInForce.IOC)
        assert len(fills) == made, price
        if not made:
            nonces = dict(it.twins.places.keys() - known)
    [fill] = fills
    lie = fill._replace(price=beyond, taker_nonce=nonces[fill.taker], maker_nonce=nonces[fill.maker])
    assert it.lie(lie) == "DelegatePrice"
    assert it.lie(lie._replace(price=within)) in {"Digest", "OrderPrice"}, "the price is not what is wrong with it"
    it.twins.settle(fills)
