"""What /ready of the engine says of an exchange that has ended on the chain."""

from quantdesk.core import Exchange
from quantdesk.engine.exchange import apply_records
from quantdesk.engine.inbox import Inbox
from quantdesk.engine.main import _Stage
from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import Freeze, OpenExchange


def test_engine_of_a_frozen_exchange_is_not_ready_and_says_since_when():
    """CUST-24."""
    stage, exchange = _Stage(), Exchange()
    stage.missing, stage.inbox, stage.exchange = [], Inbox(), exchange
    applied = apply_records(exchange, [OpenExchange(domain=DOMAIN_LOCALNET).encode()], 1, 1_000)
    stage.inbox.seq = applied.seq_to
    assert stage.lacking() == []
    apply_records(exchange, [Freeze(since=1_800_000_000_000_000).encode()], 1, 2_000)
    assert stage.lacking() == ["exchange: frozen on the chain at unix second 1800000000"]
