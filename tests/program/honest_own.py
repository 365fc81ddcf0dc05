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


OWN_CASES: dict[str, Callable[[], Case]] = {
    "place_order": case_place_order,
    "cancel_order": case_cancel_order,
    "execute_order": case_execute_order,
}
