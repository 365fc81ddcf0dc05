"""What a position cost on average, and what lots moved at beside the book, as both doors say it."""

from typing import Final

from quantdesk.gateway.listings import Listing
from quantdesk.model.records_gen import PositionView

MTICKS: Final = 1_000


def entry_price(view: PositionView, listing: Listing) -> str | None:
    """Returns (w - e) / (b x tick value) as a decimal text, against the user to 1/1000 tick; None without a position.

    What sweeps have taken for its loss (w) is in e and was no part of the price [PNL-5].
    """
    lots = abs(view.position)
    unswept = view.quote - view.swept
    paid_atoms = -unswept if view.position > 0 else unswept
    if lots == 0 or paid_atoms <= 0:
        return None
    scaled, divisor = paid_atoms * MTICKS, lots * listing.terms.tick_value
    return listing.mticks(-(-scaled // divisor) if view.position > 0 else scaled // divisor)


def price_moved(lots: int, amount: int, listing: Listing) -> str | None:
    """Returns amount (atoms) / (lots x tick value) as a decimal text, to the nearest 1/1000 tick; None where no lots moved."""
    worth = abs(lots) * listing.terms.tick_value
    if worth == 0 or amount == 0:
        return None
    return listing.mticks((2 * abs(amount) * MTICKS + worth) // (2 * worth))
