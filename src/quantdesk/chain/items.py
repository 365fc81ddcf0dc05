"""Items of the settlement log, as the engine's events tell them.

Invariant: an item names the sequence that each of its accounts has before it (CUST-6), and the money that the engine has behind it.
"""

from typing import Final

import msgspec

CREDIT: Final = 1
DEBIT: Final = 2
ACK: Final = 3
FILL: Final = 4
TOUCH: Final = 5
STEP: Final = 6
MOVE: Final = 7
INSURANCE: Final = 8
RECORD: Final = 9
CONVERT: Final = 10
LOSS: Final = 11
DEFICIT: Final = 12
TAIL: Final = 14
SHARE: Final = 15


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """A credit, a debit, or an acknowledgement: atoms, or the owner instruction of an ack. collateral: of the asset, afterwards."""

    account: int
    item_seq: int
    kind: int
    asset: int
    amount: int
    ts_us: int
    collateral: int | None = None


class Money(msgspec.Struct, frozen=True, kw_only=True):
    """b, e, r of an account in a market and c, behind an item. c is None where more of the same command touched it."""

    lots: int
    quote: int
    claim: int
    collateral: int | None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A side of a fill. nonce: of its signed order, 0: a step of a liquidation, nobody's order; fee: as charged, negative: a rebate."""

    account: int
    item_seq: int
    order_id: bytes
    nonce: int
    accepted_seq: int
    fee: int
    after: Money


class Fill(msgspec.Struct, frozen=True, kw_only=True):
    """A match. side: of the taker; size and price in lots and ticks; leaving: the operator closes the taker, who leaves (CUST-34); shared:
    1: of the taker's fee a part is set aside, 2: of the maker's (FEE-2).
    """

    market: int
    side: int
    lots: int
    price: int
    taker: Party
    maker: Party
    ts_us: int
    leaving: bool = False
    shared: int = 0

    @property
    def parties(self) -> tuple[Party, Party]:
        """Taker and maker."""
        return (self.taker, self.maker)

    @property
    def is_step(self) -> bool:
        """Whether the taker is in a step of a liquidation."""
        return self.taker.nonce == 0 and not self.leaving

    @property
    def signed(self) -> tuple[Party, ...]:
        """Those whose orders are registered."""
        return tuple(party for party in self.parties if party.nonce)


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """What an account takes in in a market. step: as quantdesk.model.settled names them."""

    account: int
    item_seq: int
    market: int
    step: int
    after: Money
    ts_us: int


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A step of a liquidation: what of it follows needs no order of the account's owner. way: 1 on the book, 2 to the backstop, 3 by
    rounds; lots: of a step on the book, else 0; ts_us: the engine's time of it, by which steps are apart.
    """

    account: int
    item_seq: int
    market: int
    way: int
    lots: int
    ts_us: int


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """What an account and the backstop have behind a move."""

    account: int
    item_seq: int
    after: Money


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """All lots of an account in a market pass to the backstop. fee: as charged."""

    market: int
    fee: int
    giving: Moved
    taking: Moved
    ts_us: int


class Deal(msgspec.Struct, frozen=True, kw_only=True):
    """An act by which what a bankrupt left goes to others. kind: insurance, record, loss or deficit; act: as quantdesk.model.settled
    names them; amount: atoms that become insurance, else 0; after: None where the engine tells no money of the account.
    """

    account: int
    item_seq: int
    market: int
    kind: int
    act: int
    amount: int
    after: Money | None
    ts_us: int


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What an account has behind a conversion: of the asset, and of USDC; None where more of the same command touched it."""

    account: int
    item_seq: int
    left: int | None
    usdc: int | None


class Convert(msgspec.Struct, frozen=True, kw_only=True):
    """Other collateral of who owes that the backstop takes for USDC; asset USDC: it pays a borrow for nothing (MGN-7). amount: taken, in
    the asset's least unit; paid: atoms.
    """

    asset: int
    amount: int
    paid: int
    giving: Given
    taking: Given
    ts_us: int


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """Of fees what was set aside for a referrer in a market becomes his collateral, as the engine has it afterwards where it is told."""

    account: int
    item_seq: int
    market: int
    amount: int
    ts_us: int
    collateral: int | None


class Tail(msgspec.Struct, frozen=True, kw_only=True):
    """Insurance that all markets share. market: whose fund it fills, None where it is funded itself; debtor: whose loss it is, None: the
    market's deficit, or nobody's; collateral: of the account that funds it, afterwards.
    """

    account: int
    item_seq: int
    market: int | None
    debtor: int | None
    amount: int
    ts_us: int
    collateral: int | None = None


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """USDC between two accounts of an owner, who signed for it. seq, index: of its event; collateral: afterwards, None where more of the
    same command touched it.
    """

    account: int
    item_seq: int
    to_account: int
    to_item_seq: int
    amount: int
    seq: int
    index: int
    ts_us: int
    collateral: int | None
    to_collateral: int | None


class Hour(msgspec.Struct, frozen=True):
    """Samples of an hour that ended: their mean in e9, the index of its end in 1/1000 tick, their number (FND-2)."""

    premium: int
    index: int
    samples: int


class Mark(msgspec.Struct, frozen=True):
    """Mark and index of a market in 1/1000 tick. sampled: it is a sample of the premium; hour: of the one that ended with it."""

    mark: int
    index: int
    sampled: bool = True
    hour: Hour | None = None


class Round(msgspec.Struct, frozen=True, kw_only=True):
    """Marks of one engine time, by market number."""

    ts_us: int
    marks: dict[int, Mark]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change of what items are judged by, by its number on the chain: applied behind what was matched before it (CUST-50)."""

    change: int


class Unknown(msgspec.Struct, frozen=True, kw_only=True):
    """What the program has no item for yet, or no second side: the logs of its accounts stand still at the item. what: why, when
    somebody must know; item_seq: of the first account.
    """

    accounts: tuple[int, ...]
    what: str
    item_seq: int


Work = Item | Fill | Touch | Step | Move | Deal | Convert | Tail | Share | Transfer | Round | Change | Unknown
