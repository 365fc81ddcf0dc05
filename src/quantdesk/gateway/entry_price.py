"""What a position cost on average, as both doors say it."""

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
