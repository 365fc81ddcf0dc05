"""One honest call of every instruction of self accounts."""

from collections.abc import Callable

from quantdesk.model.records_gen import Side
from tests.program.honest_case import Case, others_open
from tests.program.own import PRICE, OwnWorld


def case_place_order() -> Case:
    own = OwnWorld()
    others_open(own.world)
    placed = own.place(1, Side.BUY, PRICE, 1)
    own.cancel(placed)
    args = {
        "client_order_id": placed.client, "side": 0, "flags": 0, "price": PRICE, "size": 1,
        "expiry_slot": own.world.slot + 9,
    }  # fmt: skip
    return Case(own.world, "place_order", own.place_accounts(placed), args, [own.traders[1].key], [])


def case_cancel_order() -> Case:
    own = OwnWorld()
    others_open(own.world)
    placed = own.place(1, Side.BUY, PRICE, 1)
    key = own.traders[1].key
    return Case(own.world, "cancel_order", own.cancel_accounts(placed, key), {}, [key], [])


def case_execute_order() -> Case:
    own = OwnWorld()
    others_open(own.world)
    older, younger = own.place(1, Side.BUY, PRICE, 1), own.place(2, Side.SELL, PRICE, 1)
    return Case(own.world, "execute_order", own.execute_accounts(older, younger), {}, [own.world.stranger], [])


def case_take(name: str, side: Side) -> Callable[[], Case]:
    def build() -> Case:
        own = OwnWorld(traders=3)
        others_open(own.world)
        own.execute(own.place(1, Side.BUY, PRICE, 2), own.place(2, Side.SELL, PRICE, 2))
        resting = own.place(3, Side(1 - side), PRICE, 1)
        args = {"side": int(side), "price": PRICE, "size": 1}
        return Case(own.world, name, own.take_accounts(1), args, [own.traders[1].key], own.take_more([resting]))

    return build


def case_settle_pnl() -> Case:
    own = OwnWorld()
    others_open(own.world)
    own.execute(own.place(1, Side.BUY, PRICE, 2), own.place(2, Side.SELL, PRICE, 2))
    own.prices(3_000)
    return Case(own.world, "settle_pnl", own.settle_accounts(2), {}, [own.world.stranger], [])


def case_liquidate() -> Case:
    own = OwnWorld(traders=3)
    others_open(own.world)
    own.execute(own.place(2, Side.SELL, PRICE, 75), own.place(1, Side.BUY, PRICE, 75))
    for _ in range(3):
        own.prices(-4_000)
    resting = own.place(3, Side.BUY, own.index // 10**7, 5)
    return Case(own.world, "liquidate", own.liquidate_accounts(1, resting), {}, [own.world.stranger], [])


OWN_CASES: dict[str, Callable[[], Case]] = {
    "place_order": case_place_order,
    "cancel_order": case_cancel_order,
    "execute_order": case_execute_order,
    "open_position": case_take("open_position", Side.BUY),
    "close_position": case_take("close_position", Side.SELL),
    "settle_pnl": case_settle_pnl,
    "liquidate": case_liquidate,
}
