"""Where a page of a list begins: the place of the last row that was shown.

Invariant: a cursor names a row that exists for ever (its seq and index), so pages neither skip nor repeat rows.
"""

from quantdesk.gateway.problems import rejected
from quantdesk.store.pool import Cursor

BIGINT_MAX = 2**63 - 1


def cursor_text(seq: int, index: int) -> str:
    """Returns the text of a row's place."""
    return f"{seq}.{index}"


def trade_cursor(text: str) -> Cursor:
    """Returns the place of a cursor text, whose role (of a fill) is not part of it; raises Refusal (422)."""
    parts = text.split(".")
    seq = int(parts[0])
    index = int(parts[1]) if len(parts) > 1 else 0
    if max(seq, index) > BIGINT_MAX:
        raise rejected(
            "out_of_range", "A parameter of the address is not of its form.", "before", "a next_cursor", text
        )
    return Cursor(seq=seq, index=index)
