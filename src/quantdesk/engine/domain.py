"""What signatures are bound to: the domain of the network, the same for the whole life of a journal (SIG-2)."""

from quantdesk.model.message import DOMAIN_LOCALNET
from quantdesk.model.records_gen import ExchangeOpened, events_decode
from quantdesk.store.journal import journal_read
from quantdesk.store.pool import Db

DOMAINS = {"localnet": DOMAIN_LOCALNET}


class DomainWrong(Exception):
    """The journal is another network's, or the network has no chain yet."""


async def domain_checked(network: str, db: Db) -> bytes:
    """The domain of a network, 8 bytes.

    Errors: DomainWrong when there is none, or when the journal was opened with another one.
    """
    domain = DOMAINS.get(network)
    if domain is None:
        raise DomainWrong(f"network: expected one of {', '.join(DOMAINS)}, found {network}")
    for row in await journal_read(db, 0, rows_max=1):
        opened = [event.domain for event in events_decode(row.events) if isinstance(event, ExchangeOpened)]
        if opened != [domain]:
            found = opened[0].hex() if opened else "none"
            raise DomainWrong(f"domain of the journal: expected {domain.hex()} of {network}, found {found}")
    return domain
