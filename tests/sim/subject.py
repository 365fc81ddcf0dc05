"""The subject: the compiled core behind a small face, and what its answers say.

Invariant: the only file of the simulator that touches the compiled module.
"""

from quantdesk.core import Exchange
from tests.sim.judge.schema import QUERIES, VIEW_KINDS, VIEWS, records_split

View = tuple[str, tuple[int | bytes, ...]]


class Subject:
    """One compiled exchange."""

    def __init__(self) -> None:
        self.exchange = Exchange()

    @property
    def seq(self) -> int:
        """Number of the last command."""
        return self.exchange.seq

    def apply(self, batch: bytes) -> bytes:
        """Events of a batch."""
        return self.exchange.apply(batch)

    def apply_split(self, batch: bytes) -> tuple[bytes, list[int]]:
        """Events of a batch, and where those of each command end."""
        return self.exchange.apply_split(batch)

    def ask(self, name: str, *values: int | bytes) -> list[View]:
        """The views that answer a query, the head first."""
        answer = self.exchange.query(QUERIES[name].pack(*values))
        return [(codec.name, codec.unpack(answer, offset)) for codec, offset in records_split(answer, VIEW_KINDS)]

    def reborn(self) -> "Subject":
        """The exchange that its snapshot restores."""
        other = Subject()
        other.exchange = Exchange.restore(self.exchange.snapshot())
        return other

    def snapshot(self) -> bytes:
        """Canonical bytes of the state."""
        return self.exchange.snapshot()

    def state_hash(self) -> bytes:
        """SHA-256 over the snapshot."""
        return self.exchange.state_hash()


def named(view: View) -> dict[str, int | bytes]:
    """Fields of a view by name."""
    return dict(zip(VIEWS[view[0]].fields, view[1], strict=True))
