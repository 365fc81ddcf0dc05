"""What a position cost on average, as both doors say it."""

from typing import Final

from quantdesk.gateway.listings import Listing
from quantdesk.model.records_gen import PositionView

MTICKS: Final = 1_000


def entry_price(view: PositionView, listing: Listing) -> str | None:
    """Returns -e / (b x tick value) as a decimal text, against the user to 1/1000 tick; None without a position."""
    lots = abs(view.position)
    paid_atoms = -view.quote if view.position > 0 else view.quote
    if lots == 0 or paid_atoms <= 0:
        return None
    scaled, divisor = paid_atoms * MTICKS, lots * listing.terms.tick_value
    return listing.mticks(-(-scaled // divisor) if view.position > 0 else scaled // divisor)
