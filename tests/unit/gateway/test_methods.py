"""Methods of addresses."""

from quantdesk.gateway.app import router_of
from quantdesk.gateway.entry import ENTRY
from quantdesk.gateway.methods import Methods

METHODS = Methods([*router_of(None)[1], ENTRY])


def test_an_address_names_all_its_methods() -> None:
    assert METHODS.allowed("/api/orders") == "DELETE, GET, OPTIONS, POST"
    assert METHODS.allowed("/api/orders/client:5") == "DELETE, GET, OPTIONS, PATCH"
    assert METHODS.allowed("/api/accounts/7/delegates") == "GET, OPTIONS"
    assert METHODS.allowed("/api/accounts/api-keys") == "GET, OPTIONS, POST"


def test_an_unknown_address_names_none() -> None:
    for path in ("/", "/api/orders/a/b", "/api/ordersx", "/api/markets/BTC-PERP/book/x"):
        assert METHODS.allowed(path) == ""
