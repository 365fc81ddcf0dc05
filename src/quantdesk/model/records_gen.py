"""Records of commands, events, queries and views, as in crates/core/schema.txt. Written by `./desk gen`; do not edit.

Fields hold the integers and bytes of the record: numbers of enumerations stay integers, symbols stay padded bytes.
"""

import struct
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import ClassVar, Final, Protocol, Self, TypeVar

import msgspec

from quantdesk.model.errors import RecordInvalid

Buffer = bytes | bytearray | memoryview
_HEAD: Final = struct.Struct("<BBH")


class _Record(Protocol):
    """What every record's class can do."""

    SIZE: ClassVar[int]

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self: ...


_R = TypeVar("_R", bound=_Record)

VERSION: Final = 15
SCHEMA_HASH: Final = bytes.fromhex(
    "dc603d9c02cb6ed60a83e20d5622e970fffc4e40f4f3e6b953217610baac28da"
)


class Service(IntEnum):
    """Numbers of Service."""

    ENGINE = 0  # the engine itself
    GATEWAY = 1  # HTTP door
    STREAM = 2  # socket door
    INGEST = 3  # prices
    KEEPERS = 4  # reconcilers
    DESK = 5  # the operator's command line: seeding of a local desk

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Side(IntEnum):
    """Numbers of Side."""

    BUY = 0
    SELL = 1

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class OrderKind(IntEnum):
    """Numbers of OrderKind."""

    LIMIT = 0  # rests unless its validity says otherwise
    MARKET = 1  # takes what is there up to its protection price, never rests
    SLIDE = 2  # a post-only limit order that moves one tick away from the other side where it would take
    STOP_MARKET = 3  # waits for a price against it, then takes
    STOP_LIMIT = 4  # waits for a price against it, then is a limit order
    TAKE_PROFIT_MARKET = 5  # waits for a price in its favour, then takes
    TAKE_PROFIT_LIMIT = 6  # waits for a price in its favour, then is a limit order
    TRAILING_STOP = 7  # follows the best price at a distance, and takes when the price comes back by it
    ICEBERG = 8  # a limit order that shows a part of its size at a time
    PEGGED = 9  # a post-only limit order whose price follows mark or index
    TWAP = 10  # taken in slices of half a minute

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class TimeInForce(IntEnum):
    """Numbers of TimeInForce."""

    GTC = 0  # until cancelled, at the latest until the signature's expiry
    IOC = 1  # what does not fill at once is cancelled
    FOK = 2  # fills whole at once or is refused
    GTD = 3  # until the expiry slot, chosen by the user

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class SelfTrade(IntEnum):
    """Numbers of SelfTrade."""

    CANCEL_MAKER = 0  # the resting order of the same owner is cancelled, the match goes on
    CANCEL_TAKER = 1  # the arriving order's rest is cancelled
    CANCEL_BOTH = 2  # both
    DECREMENT = 3  # both lose the lots that would have filled, and the match goes on

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Timer(IntEnum):
    """Numbers of Timer."""

    USER = 0  # the dead-man switch that its user sets
    CONNECTION = 1  # kept running by the sockets that asked for cancel on disconnect

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class OrderState(IntEnum):
    """Numbers of OrderState."""

    RESTING = 1
    FILLED = 2
    CANCELLED = 3
    REFUSED = 4
    WAITING = 5  # for a price; counts nothing in margin

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class PriceSource(IntEnum):
    """Numbers of PriceSource."""

    MARK = 0
    INDEX = 1
    LAST = 2  # of the last fill

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Link(IntEnum):
    """Numbers of Link."""

    NONE = 0
    OCO = 1  # the order named and this one are two legs: one that fills, starts or ends takes the other along
    CHILD = 2  # of a bracket: the order named is the entry, and this one is no larger than what that filled

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class LiquidationWay(IntEnum):
    """Numbers of LiquidationWay."""

    BOOK = 1  # a part of the position with the largest requirement, on the book
    BACKSTOP = 2  # all positions at the mark to the backstop
    ROUND = 3  # all positions at the mark to the accounts on the other side
    LOSS = 4  # no position is left; the loss is written off

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class RecordKind(IntEnum):
    """Numbers of RecordKind."""

    ROUND = 1  # closes lots pro rata
    MARK = 2  # profit becomes claims
    CUT = 3  # claims are shortened pro rata

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class MoveCause(IntEnum):
    """Numbers of MoveCause."""

    BACKSTOP = 1  # lots pass between an account and the backstop
    ROUND = 2  # lots pass into or out of a round
    REST = 3  # what a round still held goes to the backstop
    MARK = 4  # profit became a claim; negative: a claim paid a loss
    CUT = 5  # a claim was shortened
    LOSS = 6  # a loss was written off
    DEFICIT = 7  # the backstop paid what was left of a deficit
    LEAVING = 8  # lots of one who leaves become a round at the index (CUST-51)

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Hold(IntEnum):
    """Numbers of Hold."""

    NONE = 0
    REDUCTIONS = 1  # rounds of more than a minute are not on the chain: only reductions and cancels (CUST-9)
    NOTHING = 2  # more than a quarter of an hour: nothing trades, no round is made, nobody is liquidated

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Tier(IntEnum):
    """Numbers of Tier."""

    VALID = 0  # the price is young and sure: everything is allowed (ORC-3)
    SLOW = 1  # no new risk above twice leverage
    STALE = 2  # only reductions, cancels and settlement
    UNCERTAIN = 3  # no fills, no funding
    VOLATILE = 4  # paused, no liquidation
    MISSING = 5  # only reductions, at the last valid price

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class TierCause(IntEnum):
    """Numbers of TierCause."""

    NONE = 0
    AGE = 1  # the last price was published too long ago for this feed
    CONFIDENCE = 2  # its confidence interval is too wide
    VENUES = 3  # other venues stay away from it
    JUMP = 4  # it is more than five times the last one, or less than its fifth
    UNPRICED = 5  # there never was a price

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class CancelReason(IntEnum):
    """Numbers of CancelReason."""

    USER = 1  # asked for by cancel or cancel-all
    REPLACED = 2  # gave way to its replacement
    EXPIRED = 3  # its expiry slot has passed
    UNFILLED = 4  # rest of an ioc or market order
    SELF_TRADE = 5  # self-trade prevention
    REDUCE_ONLY = 6  # nothing left to reduce
    MARGIN = 7  # could no longer carry its fill (BOOK-6)
    BAND = 8  # rest of a taking order that would fill outside the band (BOOK-9)
    OPEN_INTEREST = 9  # rest that would raise open interest above its cap
    POSITION_LIMIT = 10  # rest that would pass the position limit
    FEE_CAP = 11  # the signed fee cap is below the fee now due (FEE-3)
    DELEGATE = 12  # the key that signed it was removed, has expired, or may not trade this market (SIG-4)
    DELEGATE_DAY = 66  # would take what its key trades this day above what the owner allows (SIG-4)
    DELEGATE_PRICE = 67  # further from the index than the owner lets its key trade, or the index is old (SIG-4)
    OVERFLOW = 13  # the fill would leave the range of money (UNIT-4)
    FLOOR = 14  # its nonce lies below the floor that the owner raised (SIG-5)
    LIQUIDATION = 15  # its account is liquidated (LIQ-2)
    DEFICIT = 16  # would raise risk in a market with a deficit (LIQ-6)
    DEAD_MAN = 40  # the dead-man switch was not set again in time (BOOK-8)
    DISCONNECTED = 41  # the socket that asked for cancel on disconnect is gone (BOOK-8)
    LINKED = 42  # what it is tied to filled, started or ended (BOOK-12)
    REFUSED = 43  # its price came, and it was not taken then; OrderTriggered says why
    RESTRICTED = 30  # its account may only reduce (RST-1)
    ENTRIES = 90  # its account has no free entry on the chain for it (BOOK-6)

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Restriction(IntEnum):
    """Numbers of Restriction."""

    REDUCE_ONLY = 1  # only reductions are taken
    NO_RECEIVING = 2  # takes no transfer of another account
    NO_GIVING = 4  # gives no transfer, and no withdrawal that the operator pays
    LEAVING = 8  # only reductions are taken: its owner asked for an exit on the chain (CUST-23)

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class Reason(IntEnum):
    """Numbers of Reason."""

    NONE = 0
    RECORD_MALFORMED = 100  # a field is outside its type's range or a must-be-zero byte is set
    EXCHANGE_NOT_OPEN = 101  # the first command must be OpenExchange
    EXCHANGE_OPEN_ALREADY = 102
    SERVICE_FORBIDDEN = 103  # this service may not send this command
    BATCH_TOO_LARGE = 104  # more items than BATCH_ITEMS_MAX
    OVERFLOW = 105  # the result would leave the range of money
    EXCHANGE_FROZEN = 160  # it ended on the chain for good: nothing is taken any more (CUST-24)
    ACCOUNT_UNKNOWN = 200
    ACCOUNT_EXISTS = 201  # the number was used before, or the owner has an account of this index; detail: its number
    ACCOUNT_LIMIT = 202  # the owner has as many accounts as allowed
    DELEGATE_EXISTS = 203
    DELEGATE_UNKNOWN = 204
    DELEGATE_LIMIT = 205
    DELEGATE_EXPIRY = 206  # not in the future, or further away than allowed
    ACCOUNT_NOT_EMPTY = 207  # positions, profit or debts, open orders or collateral are left
    ACCOUNT_MAIN = 271  # the main account of an owner, and the backstop, are never bound to one market
    ACCOUNT_ISOLATED = 272  # its positions are in one market alone; detail: that market, the one asked for
    ACCOUNT_RESTRICTED = 270  # it is restricted; detail: the restriction, all of its restrictions
    BACKSTOP_EXISTS = 209  # there is a backstop, which never changes
    FLOOR_KNOWN = 208  # the floor is already as high, and the instruction acknowledged; detail: floor
    MARKET_UNKNOWN = 300
    MARKET_EXISTS = 301
    MARKET_LIMIT = 302
    MARKET_GRID = 303  # tick x lot is not a whole number of atoms (UNIT-2)
    MARKET_PARAMETERS = 304  # a parameter is outside its bounds; detail: which, and the bound
    MARKET_NOTIONAL = 305  # position cap x price cap passes 2^52 atoms (UNIT-3)
    PRICE_ZERO = 306  # an index or mark of zero is refused
    PRICE_RANGE = 307  # above the market's allowed price
    MARKET_PRICE_UNKNOWN = 308  # the market has no mark yet
    MARKET_PAUSED = 309  # only reductions are taken
    INDEX_STALE = 310  # published no later than the present index; detail: present, found; or later than now allows
    MARKET_CATCHING_UP = 311  # the mark follows a jump of the index: only reductions are taken (MRK-2)
    MARKET_DEFICIT = 312  # losses are not paid yet: only reductions are taken (LIQ-6)
    MARKET_TIER = 380  # the price does not allow it (ORC-3); detail: Tier, TierCause
    MESSAGE_DOMAIN = 400  # signed for another network or program
    MESSAGE_MALFORMED = 401  # a reserved bit or byte is set, or the kind is unknown
    MESSAGE_ACCOUNT = 402  # not the account of the command
    SIGNER_UNKNOWN = 403  # neither owner nor live delegate
    DELEGATE_MARKET = 660  # its owner does not let this key trade the market; detail: how many it may trade, the market
    DELEGATE_DAY = 661  # above what its owner lets this key trade in a UTC day; detail: atoms left, notional at the limit
    NONCE_USED = 404  # a message with this nonce was taken or is too old
    EXPIRED = 405  # detail: expiry slot, slot now
    EXPIRY_TOO_FAR = 406
    CLIENT_ORDER_ID_REUSED = 407  # this client order id belongs to another body
    CLIENT_ORDER_ID_LIMIT = 408
    ORDER_UNKNOWN = 409
    ORDER_FINAL = 410  # already filled or cancelled
    ORDER_SIZE = 411  # zero or above the limit; detail: size, limit
    ORDER_PRICE = 412  # zero or above the limit; detail: price, limit
    ORDER_KIND = 413  # a combination of kind, validity and flags that does not exist
    POST_ONLY_CROSSES = 414  # would take; detail: price, best opposite
    FOK_UNFILLABLE = 415  # detail: size, fillable
    REDUCE_ONLY_NOTHING = 416  # there is nothing to reduce on that side
    PRICE_BAND = 417  # detail: price, bound
    ORDER_LIMIT = 418  # as many open orders as allowed
    POSITION_LIMIT = 419  # detail: resulting lots, limit
    OPEN_INTEREST_LIMIT = 420
    FEE_CAP = 421  # detail: fee due ppm, signed cap ppm
    REPLACE_GROWS = 422  # a replacement without signature may only shrink
    REPLACE_MISMATCH = 423  # a replacement must keep account, market and side
    NONCE_TOO_FAR = 424  # its time is more than a day ahead; detail: microseconds allowed, found
    ENTRIES_FULL = 490  # its account has no free entry on the chain; detail: entries for such an order, used
    SETTLEMENT_BEHIND = 491  # the chain is behind: only reductions and cancels are taken (CUST-9); detail: microseconds of rounds allowed, found
    SETTLEMENT_STOPPED = 492  # the chain is far behind: nothing trades until it has caught up (CUST-9); detail: as above
    TRIGGER_PASSED = 451  # the price is there already; detail: trigger, price, in 1/1000 tick
    LINK_INVALID = 452  # the order named is not one that this one can be tied to
    ORDER_WAITING = 453  # an order that waits is not changed: cancel it and sign another
    BATCH_WHOLE = 454  # another order of its group was refused, so none was taken
    TIMEOUT = 450  # of a dead-man switch: from 1 second to 24 hours, or 0; detail: bound, found, microseconds
    MARGIN_INITIAL = 500  # detail: equity for new risk, requirement
    MARGIN_MAINTENANCE = 501  # detail: net equity, requirement
    MARGIN_WORSE = 502  # a reduction that leaves the account worse off (MGN-6)
    LEVERAGE = 570  # above what the market's initial fraction allows; detail: most, found
    BORROW_PARAMETERS = 571  # a parameter of borrowing is outside its bounds; detail: bound, place of the field
    WITHDRAWABLE = 600  # detail: asked, withdrawable
    GATE_CLOSED = 670  # a loss is not paid yet: nothing leaves until it is, for an hour at most (WDR-2); detail: when it opens at the latest, now, microseconds
    AMOUNT = 601  # zero, negative or above the limit
    TRANSFER_SAME_ACCOUNT = 602
    TRANSFER_OWNER = 603  # both accounts must have one owner
    TRANSFER_TO_EMPTY = 692  # the receiver holds nothing yet: its first money is a deposit
    TRANSFER_LIMIT = 630  # the owner's transfers of this unix day (CUST-41); detail: most, asked
    ASSET_UNKNOWN = 604  # not set on this exchange
    CREDIT_STALE = 605  # the total credited is already as high; detail: asked, present total
    DEBIT_STALE = 606  # the total debited is another; detail: expected, present total
    REQUEST_KNOWN = 607  # this request, or a later one, was taken; detail: asked, last
    ASSET_PARAMETERS = 609  # a parameter of an asset is outside its bounds; detail: bound, place of the field
    SETTLED_KNOWN = 690  # as many items have landed already; detail: asked, known
    INSURANCE_SOURCE = 640  # insurance is funded by the backstop alone: the chain takes it from nobody else (LIQ-5)
    REFERRER_KNOWN = 650  # somebody referred this owner already
    REFERRER_UNKNOWN = 651  # nobody who has an account has this key, or it is the owner's own
    SHARE_NONE = 652  # nothing is set aside for this owner in this market
    POSTED_KNOWN = 691  # rounds as new are known to be on the chain; detail: asked, known
    CHANGE_STEP = 680  # a change goes further than one may; detail: bound, place of the field
    CHANGE_KNOWN = 681  # a change of this number, or of a later one, was taken; detail: asked, last

    @property
    def label(self) -> str:
        """The word of the schema, snake_case."""
        return self.name.lower()


class OpenExchange(msgspec.Struct, frozen=True, gc=False):
    """First command of every journal; fixes what signatures are bound to."""

    KIND: ClassVar[int] = 1
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH8s")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x8s")
    domain: bytes  # domain 8 bytes

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.domain) != 8:
            raise RecordInvalid(f"domain: expected 8 bytes, found {len(self.domain)}")
        try:
            return self.LAYOUT.pack(
                1,
                0,
                12,
                self.domain,
            )
        except struct.error as error:
            raise RecordInvalid(f"OpenExchange: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 1, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Tick(msgspec.Struct, frozen=True, gc=False):
    """Carries time; the batch head holds it."""

    KIND: ClassVar[int] = 2
    SIZE: ClassVar[int] = 4
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x")

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                2,
                0,
                4,
            )
        except struct.error as error:
            raise RecordInvalid(f"Tick: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 2, 4, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class OpenAccount(msgspec.Struct, frozen=True, gc=False):
    """A margin account that was created on the chain; index 0 is the main one, others are sub-accounts."""

    KIND: ClassVar[int] = 3
    SIZE: ClassVar[int] = 46
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32sH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32sH")
    account: int  # account u64
    owner: bytes  # key 32 bytes
    index: int  # u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                3,
                0,
                46,
                self.account,
                self.owner,
                self.index,
            )
        except struct.error as error:
            raise RecordInvalid(f"OpenAccount: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 3, 46, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class AddDelegate(msgspec.Struct, frozen=True, gc=False):
    """A key that may sign orders for an account until it expires, within what its owner allows; never money."""

    KIND: ClassVar[int] = 4
    SIZE: ClassVar[int] = 77
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32sQQQQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32sQQQQB")
    account: int  # account u64
    delegate: bytes  # key 32 bytes
    expiry_us: int  # us u64
    inbox: int  # u64: number of the owner instruction on the chain; 0: none
    markets: int  # u64: bit m: market m
    notional_day: int  # total_atoms u64: notional that it may trade a UTC day; 0: any
    near_index: int  # u8: 1: fills at prices within 50 bps of the index alone; else 0

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.delegate) != 32:
            raise RecordInvalid(f"delegate: expected 32 bytes, found {len(self.delegate)}")
        try:
            return self.LAYOUT.pack(
                4,
                0,
                77,
                self.account,
                self.delegate,
                self.expiry_us,
                self.inbox,
                self.markets,
                self.notional_day,
                self.near_index,
            )
        except struct.error as error:
            raise RecordInvalid(f"AddDelegate: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 4, 77, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class RemoveDelegate(msgspec.Struct, frozen=True, gc=False):
    """Command 5."""

    KIND: ClassVar[int] = 5
    SIZE: ClassVar[int] = 52
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32sQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32sQ")
    account: int  # account u64
    delegate: bytes  # key 32 bytes
    inbox: int  # u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.delegate) != 32:
            raise RecordInvalid(f"delegate: expected 32 bytes, found {len(self.delegate)}")
        try:
            return self.LAYOUT.pack(
                5,
                0,
                52,
                self.account,
                self.delegate,
                self.inbox,
            )
        except struct.error as error:
            raise RecordInvalid(f"RemoveDelegate: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 5, 52, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Credit(msgspec.Struct, frozen=True, gc=False):
    """Collateral that arrived on the chain."""

    KIND: ClassVar[int] = 6
    SIZE: ClassVar[int] = 21
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBQ")
    account: int  # account u64
    asset: int  # asset u8
    credited: int  # u64: all credits of this account and asset, this one included

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                6,
                0,
                21,
                self.account,
                self.asset,
                self.credited,
            )
        except struct.error as error:
            raise RecordInvalid(f"Credit: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 6, 21, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Debit(msgspec.Struct, frozen=True, gc=False):
    """Collateral that leaves; refused above what is withdrawable (MGN-5, PNL-6); paid when all before it has settled (CUST-10)."""

    KIND: ClassVar[int] = 7
    SIZE: ClassVar[int] = 37
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBqQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBqQQ")
    account: int  # account u64
    asset: int  # asset u8
    amount: int  # asset_atoms i64
    request: int  # u64: the asker's number, which grows; 0: asked for on the chain
    debited: int  # u64: all debits of this account and asset before this one; all ones: any

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                7,
                0,
                37,
                self.account,
                self.asset,
                self.amount,
                self.request,
                self.debited,
            )
        except struct.error as error:
            raise RecordInvalid(f"Debit: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 7, 37, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Transfer(msgspec.Struct, frozen=True, gc=False):
    """Collateral between two accounts of one owner, signed like an order."""

    KIND: ClassVar[int] = 8
    SIZE: ClassVar[int] = 180
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16s64s64s32s")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16s64s64s32s")
    order_id: bytes  # order_id 16 bytes: id of the message
    message: bytes  # message 64 bytes
    signature: bytes  # signature 64 bytes
    signer: bytes  # key 32 bytes

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.message) != 64:
            raise RecordInvalid(f"message: expected 64 bytes, found {len(self.message)}")
        if len(self.signature) != 64:
            raise RecordInvalid(f"signature: expected 64 bytes, found {len(self.signature)}")
        if len(self.signer) != 32:
            raise RecordInvalid(f"signer: expected 32 bytes, found {len(self.signer)}")
        try:
            return self.LAYOUT.pack(
                8,
                0,
                180,
                self.order_id,
                self.message,
                self.signature,
                self.signer,
            )
        except struct.error as error:
            raise RecordInvalid(f"Transfer: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 8, 180, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ListMarket(msgspec.Struct, frozen=True, gc=False):
    """Lists a market; every bound is proven here."""

    KIND: ClassVar[int] = 9
    SIZE: ClassVar[int] = 90
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH16sQQIIQQIIqqI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH16sQQIIQQIIqqI")
    market: int  # market u16
    symbol: bytes  # symbol 16 bytes
    tick_size: int  # e9 u64: USD of one tick
    lot_size: int  # e9 u64: base units of one lot
    price_max: int  # ticks u32: highest price of an order; a mark may not pass it
    order_max: int  # lots u32
    position_max: int  # total_lots u64: largest position of one account, open orders included
    open_interest_max: int  # total_lots u64: largest open interest of one side
    imf: int  # ppm u32: initial margin fraction
    mmf: int  # ppm u32: maintenance margin fraction
    requirement_min: int  # atoms i64: least requirement of a non-zero position
    profit_cap: int  # atoms i64: unrealised profit that counts for new risk (PNL-6)
    band: int  # ppm u32: distance from mark or index within which a fill must be (BOOK-9)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.symbol) != 16:
            raise RecordInvalid(f"symbol: expected 16 bytes, found {len(self.symbol)}")
        try:
            return self.LAYOUT.pack(
                9,
                0,
                90,
                self.market,
                self.symbol,
                self.tick_size,
                self.lot_size,
                self.price_max,
                self.order_max,
                self.position_max,
                self.open_interest_max,
                self.imf,
                self.mmf,
                self.requirement_min,
                self.profit_cap,
                self.band,
            )
        except struct.error as error:
            raise RecordInvalid(f"ListMarket: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 9, 90, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetMarketParameters(msgspec.Struct, frozen=True, gc=False):
    """The same parameters, for a listed market; symbol and grid must not change."""

    KIND: ClassVar[int] = 10
    SIZE: ClassVar[int] = 90
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH16sQQIIQQIIqqI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH16sQQIIQQIIqqI")
    market: int  # market u16
    symbol: bytes  # symbol 16 bytes
    tick_size: int  # e9 u64
    lot_size: int  # e9 u64
    price_max: int  # ticks u32
    order_max: int  # lots u32
    position_max: int  # total_lots u64
    open_interest_max: int  # total_lots u64
    imf: int  # ppm u32
    mmf: int  # ppm u32
    requirement_min: int  # atoms i64
    profit_cap: int  # atoms i64
    band: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.symbol) != 16:
            raise RecordInvalid(f"symbol: expected 16 bytes, found {len(self.symbol)}")
        try:
            return self.LAYOUT.pack(
                10,
                0,
                90,
                self.market,
                self.symbol,
                self.tick_size,
                self.lot_size,
                self.price_max,
                self.order_max,
                self.position_max,
                self.open_interest_max,
                self.imf,
                self.mmf,
                self.requirement_min,
                self.profit_cap,
                self.band,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetMarketParameters: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 10, 90, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetPrices(msgspec.Struct, frozen=True, gc=False):
    """Index and mark of a market."""

    KIND: ClassVar[int] = 11
    SIZE: ClassVar[int] = 22
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHQQ")
    market: int  # market u16
    index_price: int  # mticks u64
    mark_price: int  # mticks u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                11,
                0,
                22,
                self.market,
                self.index_price,
                self.mark_price,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetPrices: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 11, 22, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetPause(msgspec.Struct, frozen=True, gc=False):
    """Pauses new risk in a market (65535: all); reductions and cancels are never paused."""

    KIND: ClassVar[int] = 12
    SIZE: ClassVar[int] = 7
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHB")
    market: int  # market u16
    paused: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                12,
                0,
                7,
                self.market,
                self.paused,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetPause: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 12, 7, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetFeeTier(msgspec.Struct, frozen=True, gc=False):
    """Fee tier of an owner, 0 to 3 (FEE-5)."""

    KIND: ClassVar[int] = 13
    SIZE: ClassVar[int] = 37
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH32sB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x32sB")
    owner: bytes  # key 32 bytes
    tier: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                13,
                0,
                37,
                self.owner,
                self.tier,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetFeeTier: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 13, 37, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PlaceOrder(msgspec.Struct, frozen=True, gc=False):
    """A signed order."""

    KIND: ClassVar[int] = 14
    SIZE: ClassVar[int] = 181
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16s64s64s32sB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16s64s64s32sB")
    order_id: bytes  # order_id 16 bytes
    message: bytes  # message 64 bytes
    signature: bytes  # signature 64 bytes
    signer: bytes  # key 32 bytes
    kind: int  # u8: OrderKind; rides beside the message and can only narrow it

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.message) != 64:
            raise RecordInvalid(f"message: expected 64 bytes, found {len(self.message)}")
        if len(self.signature) != 64:
            raise RecordInvalid(f"signature: expected 64 bytes, found {len(self.signature)}")
        if len(self.signer) != 32:
            raise RecordInvalid(f"signer: expected 32 bytes, found {len(self.signer)}")
        try:
            return self.LAYOUT.pack(
                14,
                0,
                181,
                self.order_id,
                self.message,
                self.signature,
                self.signer,
                self.kind,
            )
        except struct.error as error:
            raise RecordInvalid(f"PlaceOrder: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 14, 181, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class CancelOrder(msgspec.Struct, frozen=True, gc=False):
    """By order id; by client order id when the order id is zero."""

    KIND: ClassVar[int] = 15
    SIZE: ClassVar[int] = 36
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ16sQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ16sQ")
    account: int  # account u64
    order_id: bytes  # order_id 16 bytes
    client_order_id: int  # u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                15,
                0,
                36,
                self.account,
                self.order_id,
                self.client_order_id,
            )
        except struct.error as error:
            raise RecordInvalid(f"CancelOrder: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 15, 36, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class CancelAll(msgspec.Struct, frozen=True, gc=False):
    """All open orders of an account, or those of one market or side."""

    KIND: ClassVar[int] = 16
    SIZE: ClassVar[int] = 15
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHB")
    account: int  # account u64
    market: int  # market u16: 65535: every market
    side: int  # u8: Side; 2: both

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                16,
                0,
                15,
                self.account,
                self.market,
                self.side,
            )
        except struct.error as error:
            raise RecordInvalid(f"CancelAll: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 16, 15, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ShrinkOrder(msgspec.Struct, frozen=True, gc=False):
    """Lowers what is left of a resting order, time kept; needs no signature."""

    KIND: ClassVar[int] = 17
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ16sQI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ16sQI")
    account: int  # account u64
    order_id: bytes  # order_id 16 bytes
    client_order_id: int  # u64
    left: int  # lots u32: new size left, above zero, below the present one

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                17,
                0,
                40,
                self.account,
                self.order_id,
                self.client_order_id,
                self.left,
            )
        except struct.error as error:
            raise RecordInvalid(f"ShrinkOrder: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 17, 40, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ReplaceOrder(msgspec.Struct, frozen=True, gc=False):
    """Gives up a resting order for a newly signed one in one step; the old one stays when the new one is refused."""

    KIND: ClassVar[int] = 18
    SIZE: ClassVar[int] = 197
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16s16s64s64s32sB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16s16s64s64s32sB")
    old_order_id: bytes  # order_id 16 bytes
    order_id: bytes  # order_id 16 bytes
    message: bytes  # message 64 bytes
    signature: bytes  # signature 64 bytes
    signer: bytes  # key 32 bytes
    kind: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.old_order_id) != 16:
            raise RecordInvalid(f"old_order_id: expected 16 bytes, found {len(self.old_order_id)}")
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.message) != 64:
            raise RecordInvalid(f"message: expected 64 bytes, found {len(self.message)}")
        if len(self.signature) != 64:
            raise RecordInvalid(f"signature: expected 64 bytes, found {len(self.signature)}")
        if len(self.signer) != 32:
            raise RecordInvalid(f"signer: expected 32 bytes, found {len(self.signer)}")
        try:
            return self.LAYOUT.pack(
                18,
                0,
                197,
                self.old_order_id,
                self.order_id,
                self.message,
                self.signature,
                self.signer,
                self.kind,
            )
        except struct.error as error:
            raise RecordInvalid(f"ReplaceOrder: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 18, 197, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Batch(msgspec.Struct, frozen=True, gc=False):
    """Up to 50 records of kinds 14 to 18, 41 and 42 behind this one, all of one account; cancels, shrinks and post-only first (BOOK-2), each atomic by itself."""

    KIND: ClassVar[int] = 19
    SIZE: ClassVar[int] = 14
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBB")
    account: int  # account u64
    count: int  # u8
    whole: int  # u8: 1: all of them or none (BOOK-16)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                19,
                0,
                14,
                self.account,
                self.count,
                self.whole,
            )
        except struct.error as error:
            raise RecordInvalid(f"Batch: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 19, 14, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class CloseAccount(msgspec.Struct, frozen=True, gc=False):
    """An account that was closed on the chain; its number never comes back."""

    KIND: ClassVar[int] = 20
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    account: int  # account u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                20,
                0,
                12,
                self.account,
            )
        except struct.error as error:
            raise RecordInvalid(f"CloseAccount: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 20, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class RaiseFloor(msgspec.Struct, frozen=True, gc=False):
    """Messages with a nonce below the floor are dead, and open orders of them are cancelled (SIG-5)."""

    KIND: ClassVar[int] = 21
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQQQ")
    account: int  # account u64
    nonce: int  # u64
    inbox: int  # u64: number of the owner instruction on the chain; 0: none

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                21,
                0,
                28,
                self.account,
                self.nonce,
                self.inbox,
            )
        except struct.error as error:
            raise RecordInvalid(f"RaiseFloor: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 21, 28, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetAsset(msgspec.Struct, frozen=True, gc=False):
    """An asset that counts as collateral (MGN-7); decimals never change."""

    KIND: ClassVar[int] = 22
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHBHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xBHBII")
    asset: int  # asset u8
    market: int  # market u16: whose index prices it; 65535: USDC itself
    decimals: int  # u8
    weight_initial: int  # ppm u32: share of its value that counts for new risk and withdrawals
    weight_maintenance: int  # ppm u32: share of its value that counts for liquidation

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                22,
                0,
                16,
                self.asset,
                self.market,
                self.decimals,
                self.weight_initial,
                self.weight_maintenance,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetAsset: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 22, 16, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Sweep(msgspec.Struct, frozen=True, gc=False):
    """Unrealised losses pay waiting claims (PNL-5)."""

    KIND: ClassVar[int] = 23
    SIZE: ClassVar[int] = 6
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH")
    market: int  # market u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                23,
                0,
                6,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"Sweep: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 23, 6, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetIndex(msgspec.Struct, frozen=True, gc=False):
    """The newest index of a market (MRK-1); it counts from the next mark round on, and the mark follows it (MRK-2)."""

    KIND: ClassVar[int] = 24
    SIZE: ClassVar[int] = 66
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHQQQI32s")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHQQQI32s")
    market: int  # market u16
    index_price: int  # mticks u64
    published: int  # us u64: when it was published; must grow
    conf: int  # mticks u64: half width of its confidence interval, rounded up
    doubt: int  # ppm u32: how far all venues together stay away from it (DATA-2); moves the tier alone
    evidence: bytes  # hash 32 bytes: of the signed update that proves it; zero: of none

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.evidence) != 32:
            raise RecordInvalid(f"evidence: expected 32 bytes, found {len(self.evidence)}")
        try:
            return self.LAYOUT.pack(
                24,
                0,
                66,
                self.market,
                self.index_price,
                self.published,
                self.conf,
                self.doubt,
                self.evidence,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetIndex: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 24, 66, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetBackstop(msgspec.Struct, frozen=True, gc=False):
    """The account that takes over what the book does not (LIQ-2); without one nobody is liquidated. It never changes."""

    KIND: ClassVar[int] = 25
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    account: int  # account u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                25,
                0,
                12,
                self.account,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetBackstop: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 25, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetRisk(msgspec.Struct, frozen=True, gc=False):
    """What liquidation costs in a market, and the most that its insurance pays for one bankrupt (LIQ-3, LIQ-5)."""

    KIND: ClassVar[int] = 26
    SIZE: ClassVar[int] = 18
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHIq")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHIq")
    market: int  # market u16
    liquidation_fee: int  # ppm u32
    insurance_cap: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                26,
                0,
                18,
                self.market,
                self.liquidation_fee,
                self.insurance_cap,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetRisk: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 26, 18, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class FundInsurance(msgspec.Struct, frozen=True, gc=False):
    """Collateral of the backstop becomes insurance of a market (LIQ-5)."""

    KIND: ClassVar[int] = 27
    SIZE: ClassVar[int] = 22
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHq")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHq")
    account: int  # account u64
    market: int  # market u16: 65535: the tail, which all markets share
    amount: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                27,
                0,
                22,
                self.account,
                self.market,
                self.amount,
            )
        except struct.error as error:
            raise RecordInvalid(f"FundInsurance: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 27, 22, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetDeadMan(msgspec.Struct, frozen=True, gc=False):
    """All open orders of an account are cancelled at the first tick after the timeout, unless it is set again before."""

    KIND: ClassVar[int] = 40
    SIZE: ClassVar[int] = 21
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBQ")
    account: int  # account u64
    timer: int  # u8: Timer
    timeout_us: int  # u64: from now; 0: off

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                40,
                0,
                21,
                self.account,
                self.timer,
                self.timeout_us,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetDeadMan: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 40, 21, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class CancelMany(msgspec.Struct, frozen=True, gc=False):
    """Open orders of an account: of one market, side, group, or all."""

    KIND: ClassVar[int] = 41
    SIZE: ClassVar[int] = 17
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHBBB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHBBB")
    account: int  # account u64
    market: int  # market u16: 65535: every market
    side: int  # u8: Side; 2: both
    group: int  # u8: of the message, 0 to 3; 4: every group
    disconnected: int  # u8: 1: the socket that asked for it is gone; its timer is off then

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                41,
                0,
                17,
                self.account,
                self.market,
                self.side,
                self.group,
                self.disconnected,
            )
        except struct.error as error:
            raise RecordInvalid(f"CancelMany: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 41, 17, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PlaceAlgo(msgspec.Struct, frozen=True, gc=False):
    """A signed order with terms; what stands behind the signer rides beside the message and can only narrow it."""

    KIND: ClassVar[int] = 42
    SIZE: ClassVar[int] = 221
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16s64s64s32sBBIIIB16sIiH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16s64s64s32sBBIIIB16sIiH")
    order_id: bytes  # order_id 16 bytes
    message: bytes  # message 64 bytes
    signature: bytes  # signature 64 bytes
    signer: bytes  # key 32 bytes
    kind: int  # u8: OrderKind, 3 to 10
    source: int  # u8: PriceSource: what a waiting or pegged order looks at
    distance: int  # ticks u32: of a trailing stop; 0: in millionths
    distance_ppm: int  # ppm u32
    activation: int  # ticks u32: price from which a trailing stop follows; 0: at once
    link: int  # u8: Link
    linked: bytes  # order_id 16 bytes: the order that it is tied to; zero: none
    display: int  # lots u32: most of an iceberg that is shown at a time
    offset: int  # tick_offset i32: of a pegged order from its source
    slices: int  # u16: of a TWAP, one each 30 seconds

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.message) != 64:
            raise RecordInvalid(f"message: expected 64 bytes, found {len(self.message)}")
        if len(self.signature) != 64:
            raise RecordInvalid(f"signature: expected 64 bytes, found {len(self.signature)}")
        if len(self.signer) != 32:
            raise RecordInvalid(f"signer: expected 32 bytes, found {len(self.signer)}")
        if len(self.linked) != 16:
            raise RecordInvalid(f"linked: expected 16 bytes, found {len(self.linked)}")
        try:
            return self.LAYOUT.pack(
                42,
                0,
                221,
                self.order_id,
                self.message,
                self.signature,
                self.signer,
                self.kind,
                self.source,
                self.distance,
                self.distance_ppm,
                self.activation,
                self.link,
                self.linked,
                self.display,
                self.offset,
                self.slices,
            )
        except struct.error as error:
            raise RecordInvalid(f"PlaceAlgo: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 42, 221, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetMargin(msgspec.Struct, frozen=True, gc=False):
    """How the margin fractions of a market grow: with its open interest (MGN-2), with the size of a position (MGN-3). Zeros: they do not."""

    KIND: ClassVar[int] = 60
    SIZE: ClassVar[int] = 38
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHqqIIII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHqqIIII")
    market: int  # market u16
    interest_lower: int  # atoms i64: open interest at mark up to which the initial fraction is the base
    interest_upper: int  # atoms i64: from which on it is one
    tier1_usd: int  # u32: notional in whole USD above which the first tier's fractions hold
    tier1_mmf: int  # ppm u32: maintenance fraction; the initial one grows as it does
    tier2_usd: int  # u32
    tier2_mmf: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                60,
                0,
                38,
                self.market,
                self.interest_lower,
                self.interest_upper,
                self.tier1_usd,
                self.tier1_mmf,
                self.tier2_usd,
                self.tier2_mmf,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetMargin: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 60, 38, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetLeverage(msgspec.Struct, frozen=True, gc=False):
    """The most leverage that new risk of an account may have in a market; it can only lower what the market allows (MGN-2)."""

    KIND: ClassVar[int] = 61
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHH")
    account: int  # account u64
    market: int  # market u16
    leverage: int  # u16: notional over margin, whole; 0: what the market allows

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                61,
                0,
                16,
                self.account,
                self.market,
                self.leverage,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetLeverage: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 61, 16, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetRestrictions(msgspec.Struct, frozen=True, gc=False):
    """What an account may not do, for risk or by law (RST-1); never a cancel, a reduction or the way out through the chain."""

    KIND: ClassVar[int] = 62
    SIZE: ClassVar[int] = 13
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQB")
    account: int  # account u64
    restrictions: int  # u8: sum of Restriction; 0: none

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                62,
                0,
                13,
                self.account,
                self.restrictions,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetRestrictions: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 62, 13, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetBorrowing(msgspec.Struct, frozen=True, gc=False):
    """How far the USDC of an account with other collateral may fall below zero by loss or fee (MGN-7). Zeros: nobody borrows."""

    KIND: ClassVar[int] = 63
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHqIIQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xqIIQ")
    room_max: int  # atoms i64: most of one account
    room_part: int  # ppm u32: most of one account, as a part of the initial value of its other collateral
    total_part: int  # ppm u32: most of all accounts, as a part of all USDC
    duration: int  # us u64: how long a borrow may last before other collateral pays it

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                63,
                0,
                28,
                self.room_max,
                self.room_part,
                self.total_part,
                self.duration,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetBorrowing: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 63, 28, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetIsolation(msgspec.Struct, frozen=True, gc=False):
    """Binds a sub-account to one market, or frees it (MGN-8); nothing may be open in another one."""

    KIND: ClassVar[int] = 64
    SIZE: ClassVar[int] = 14
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQH")
    account: int  # account u64
    market: int  # market u16: 65535: every market, which is cross margin

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                64,
                0,
                14,
                self.account,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetIsolation: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 64, 14, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Settle(msgspec.Struct, frozen=True, gc=False):
    """Items of an account's settlement log have landed on the chain (CUST-6)."""

    KIND: ClassVar[int] = 75
    SIZE: ClassVar[int] = 20
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQQ")
    account: int  # account u64
    items: int  # u64: all that have, which grows

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                75,
                0,
                20,
                self.account,
                self.items,
            )
        except struct.error as error:
            raise RecordInvalid(f"Settle: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 75, 20, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetPosted(msgspec.Struct, frozen=True, gc=False):
    """Mark rounds up to a time are on the chain, or are too old ever to be; from the first one on the engine holds by itself (CUST-9)."""

    KIND: ClassVar[int] = 77
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    posted: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                77,
                0,
                12,
                self.posted,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetPosted: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 77, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetEntryLimit(msgspec.Struct, frozen=True, gc=False):
    """Entries that the chain's table of an account may have: that many of its orders match until the first frees (BOOK-6)."""

    KIND: ClassVar[int] = 76
    SIZE: ClassVar[int] = 6
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH")
    entries: int  # u16: from 32; 160 until it is set; 65535: nothing settles on a chain, none are counted

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                76,
                0,
                6,
                self.entries,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetEntryLimit: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 76, 6, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Leave(msgspec.Struct, frozen=True, gc=False):
    """The owner of an account asked for an exit on the chain, or took it back (CUST-23)."""

    KIND: ClassVar[int] = 80
    SIZE: ClassVar[int] = 13
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQB")
    account: int  # account u64
    leaving: int  # u8: 1: asked; 0: taken back

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                80,
                0,
                13,
                self.account,
                self.leaving,
            )
        except struct.error as error:
            raise RecordInvalid(f"Leave: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 80, 13, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class CloseLeaving(msgspec.Struct, frozen=True, gc=False):
    """Positions of an owner who leaves are closed against orders that are there, near the index (CUST-34)."""

    KIND: ClassVar[int] = 85
    SIZE: ClassVar[int] = 13
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQB")
    account: int  # account u64
    last: int  # u8: 1: the hours of the exit are nearly over: what no order takes goes by a round at the index (CUST-51)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                85,
                0,
                13,
                self.account,
                self.last,
            )
        except struct.error as error:
            raise RecordInvalid(f"CloseLeaving: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 85, 13, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Freeze(msgspec.Struct, frozen=True, gc=False):
    """The exchange was frozen on the chain, for good (CUST-24)."""

    KIND: ClassVar[int] = 81
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    since: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                81,
                0,
                12,
                self.since,
            )
        except struct.error as error:
            raise RecordInvalid(f"Freeze: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 81, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SetReferrer(msgspec.Struct, frozen=True, gc=False):
    """Who referred the owner of an account; once. His fees are a tenth lower, and a tenth of them is the referrer's (FEE-2, FEE-5)."""

    KIND: ClassVar[int] = 66
    SIZE: ClassVar[int] = 44
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32s")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32s")
    account: int  # account u64
    referrer: bytes  # key 32 bytes: owner who has an account; not himself

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.referrer) != 32:
            raise RecordInvalid(f"referrer: expected 32 bytes, found {len(self.referrer)}")
        try:
            return self.LAYOUT.pack(
                66,
                0,
                44,
                self.account,
                self.referrer,
            )
        except struct.error as error:
            raise RecordInvalid(f"SetReferrer: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 66, 44, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PayShare(msgspec.Struct, frozen=True, gc=False):
    """What is set aside for a referrer in a market becomes his collateral (FEE-2)."""

    KIND: ClassVar[int] = 67
    SIZE: ClassVar[int] = 14
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQH")
    account: int  # account u64: one of his
    market: int  # market u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                67,
                0,
                14,
                self.account,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"PayShare: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 67, 14, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ChangeMarket(msgspec.Struct, frozen=True, gc=False):
    """A change of a market that admins named on the chain has come to its time: the chain changes at the same place of its log (CUST-50)."""

    KIND: ClassVar[int] = 86
    SIZE: ClassVar[int] = 50
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHIQQIIq")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHIQQIIq")
    change: int  # u64: its number there, which rises; 0: the chain has these numbers already
    market: int  # market u16
    order_max: int  # lots u32
    position_max: int  # total_lots u64
    open_interest_max: int  # total_lots u64
    imf: int  # ppm u32
    mmf: int  # ppm u32
    requirement_min: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                86,
                0,
                50,
                self.change,
                self.market,
                self.order_max,
                self.position_max,
                self.open_interest_max,
                self.imf,
                self.mmf,
                self.requirement_min,
            )
        except struct.error as error:
            raise RecordInvalid(f"ChangeMarket: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 86, 50, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ChangeAsset(msgspec.Struct, frozen=True, gc=False):
    """The same of what an asset counts for (CUST-39)."""

    KIND: ClassVar[int] = 87
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBHBII")
    change: int  # u64
    asset: int  # asset u8
    market: int  # market u16: as it is, unless the asset is new
    decimals: int  # u8: as they are
    weight_initial: int  # ppm u32
    weight_maintenance: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                87,
                0,
                24,
                self.change,
                self.asset,
                self.market,
                self.decimals,
                self.weight_initial,
                self.weight_maintenance,
            )
        except struct.error as error:
            raise RecordInvalid(f"ChangeAsset: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 87, 24, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class Refused(msgspec.Struct, frozen=True, gc=False):
    """A command, or an item of a batch, that changed nothing."""

    KIND: ClassVar[int] = 1
    SIZE: ClassVar[int] = 67
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQBHQ16sQqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQBHQ16sQqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    command: int  # u8: kind of the command
    reason: int  # u16: Reason
    account: int  # account u64: 0 when none is known
    order_id: bytes  # order_id 16 bytes: zero when it is no order
    client_order_id: int  # u64
    expected: int  # i64: what the reason's text calls the bound
    found: int  # i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                1,
                self.item,
                67,
                self.index,
                self.seq,
                self.command,
                self.reason,
                self.account,
                self.order_id,
                self.client_order_id,
                self.expected,
                self.found,
            )
        except struct.error as error:
            raise RecordInvalid(f"Refused: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 1, 67, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class ExchangeOpened(msgspec.Struct, frozen=True, gc=False):
    """Event 2."""

    KIND: ClassVar[int] = 2
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ8s")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ8s")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    domain: bytes  # domain 8 bytes

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.domain) != 8:
            raise RecordInvalid(f"domain: expected 8 bytes, found {len(self.domain)}")
        try:
            return self.LAYOUT.pack(
                2,
                self.item,
                24,
                self.index,
                self.seq,
                self.domain,
            )
        except struct.error as error:
            raise RecordInvalid(f"ExchangeOpened: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 2, 24, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class AccountOpened(msgspec.Struct, frozen=True, gc=False):
    """Event 3."""

    KIND: ClassVar[int] = 3
    SIZE: ClassVar[int] = 58
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ32sH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ32sH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    owner: bytes  # key 32 bytes
    index_: int  # u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                3,
                self.item,
                58,
                self.index,
                self.seq,
                self.account,
                self.owner,
                self.index_,
            )
        except struct.error as error:
            raise RecordInvalid(f"AccountOpened: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 3, 58, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DelegateAdded(msgspec.Struct, frozen=True, gc=False):
    """Event 4."""

    KIND: ClassVar[int] = 4
    SIZE: ClassVar[int] = 89
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ32sQQQQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ32sQQQQB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    delegate: bytes  # key 32 bytes
    expiry_us: int  # us u64
    inbox: int  # u64
    markets: int  # u64: bit m: market m
    notional_day: int  # total_atoms u64: notional that it may trade a UTC day; 0: any
    near_index: int  # u8: 1: fills at prices within 50 bps of the index alone; else 0

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.delegate) != 32:
            raise RecordInvalid(f"delegate: expected 32 bytes, found {len(self.delegate)}")
        try:
            return self.LAYOUT.pack(
                4,
                self.item,
                89,
                self.index,
                self.seq,
                self.account,
                self.delegate,
                self.expiry_us,
                self.inbox,
                self.markets,
                self.notional_day,
                self.near_index,
            )
        except struct.error as error:
            raise RecordInvalid(f"DelegateAdded: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 4, 89, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DelegateRemoved(msgspec.Struct, frozen=True, gc=False):
    """Event 5."""

    KIND: ClassVar[int] = 5
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ32sQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ32sQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    delegate: bytes  # key 32 bytes
    inbox: int  # u64: acknowledges the owner instructions up to it; 0: nothing new

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.delegate) != 32:
            raise RecordInvalid(f"delegate: expected 32 bytes, found {len(self.delegate)}")
        try:
            return self.LAYOUT.pack(
                5,
                self.item,
                64,
                self.index,
                self.seq,
                self.account,
                self.delegate,
                self.inbox,
            )
        except struct.error as error:
            raise RecordInvalid(f"DelegateRemoved: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 5, 64, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Credited(msgspec.Struct, frozen=True, gc=False):
    """Event 6."""

    KIND: ClassVar[int] = 6
    SIZE: ClassVar[int] = 49
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQBqQq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQBqQq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    asset: int  # asset u8
    amount: int  # asset_atoms i64
    credited: int  # u64: all credits afterwards
    collateral: int  # asset_atoms i64: what the account has of the asset afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                6,
                self.item,
                49,
                self.index,
                self.seq,
                self.account,
                self.asset,
                self.amount,
                self.credited,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Credited: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 6, 49, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Debited(msgspec.Struct, frozen=True, gc=False):
    """Event 7."""

    KIND: ClassVar[int] = 7
    SIZE: ClassVar[int] = 57
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQBqQQq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQBqQQq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    asset: int  # asset u8
    amount: int  # asset_atoms i64
    request: int  # u64: the asker's number; 0: asked for on the chain
    debited: int  # u64: all debits afterwards
    collateral: int  # asset_atoms i64: what the account has of the asset afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                7,
                self.item,
                57,
                self.index,
                self.seq,
                self.account,
                self.asset,
                self.amount,
                self.request,
                self.debited,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Debited: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 7, 57, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Transferred(msgspec.Struct, frozen=True, gc=False):
    """Event 8."""

    KIND: ClassVar[int] = 8
    SIZE: ClassVar[int] = 72
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    to_account: int  # account u64
    amount: int  # atoms i64
    collateral: int  # atoms i64
    to_collateral: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                8,
                self.item,
                72,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.to_account,
                self.amount,
                self.collateral,
                self.to_collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Transferred: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 8, 72, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class MarketSet(msgspec.Struct, frozen=True, gc=False):
    """Listed, or parameters changed; holds all of them."""

    KIND: ClassVar[int] = 9
    SIZE: ClassVar[int] = 107
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQH16sQQIIIQQIIqqIB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQH16sQQIIIQQIIqqIB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    symbol: bytes  # symbol 16 bytes
    tick_size: int  # e9 u64
    lot_size: int  # e9 u64
    tick_value: int  # u32: atoms of one tick x one lot
    price_max: int  # ticks u32
    order_max: int  # lots u32
    position_max: int  # total_lots u64
    open_interest_max: int  # total_lots u64
    imf: int  # ppm u32
    mmf: int  # ppm u32
    requirement_min: int  # atoms i64
    profit_cap: int  # atoms i64
    band: int  # ppm u32
    paused: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.symbol) != 16:
            raise RecordInvalid(f"symbol: expected 16 bytes, found {len(self.symbol)}")
        try:
            return self.LAYOUT.pack(
                9,
                self.item,
                107,
                self.index,
                self.seq,
                self.market,
                self.symbol,
                self.tick_size,
                self.lot_size,
                self.tick_value,
                self.price_max,
                self.order_max,
                self.position_max,
                self.open_interest_max,
                self.imf,
                self.mmf,
                self.requirement_min,
                self.profit_cap,
                self.band,
                self.paused,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarketSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 9, 107, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class PricesSet(msgspec.Struct, frozen=True, gc=False):
    """Event 10."""

    KIND: ClassVar[int] = 10
    SIZE: ClassVar[int] = 43
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQQQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQQQB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    index_price: int  # mticks u64
    mark_price: int  # mticks u64
    slow_price: int  # mticks u64: slow index: moves towards the index by at most 6 % an hour (MGN-7)
    sampled: int  # u8: 1: of a mark round, and a sample of its premium counts (FND-1)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                10,
                self.item,
                43,
                self.index,
                self.seq,
                self.market,
                self.index_price,
                self.mark_price,
                self.slow_price,
                self.sampled,
            )
        except struct.error as error:
            raise RecordInvalid(f"PricesSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 10, 43, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class FeeTierSet(msgspec.Struct, frozen=True, gc=False):
    """Event 11."""

    KIND: ClassVar[int] = 11
    SIZE: ClassVar[int] = 49
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ32sB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ32sB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    owner: bytes  # key 32 bytes
    tier: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                11,
                self.item,
                49,
                self.index,
                self.seq,
                self.owner,
                self.tier,
            )
        except struct.error as error:
            raise RecordInvalid(f"FeeTierSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 11, 49, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderAccepted(msgspec.Struct, frozen=True, gc=False):
    """Taken; what it filled at once and what rests of it are already in it, the fills follow."""

    KIND: ClassVar[int] = 12
    SIZE: ClassVar[int] = 87
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQQQHBBBBBIIII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQQQHBBBBBIIII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    nonce: int  # u64
    expiry: int  # slot u64
    market: int  # market u16
    side: int  # u8
    kind: int  # u8
    time_in_force: int  # u8
    post_only: int  # u8
    reduce_only: int  # u8
    price: int  # ticks u32
    size: int  # lots u32
    filled: int  # lots u32
    left: int  # lots u32: resting now; 0 when final

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                12,
                self.item,
                87,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.nonce,
                self.expiry,
                self.market,
                self.side,
                self.kind,
                self.time_in_force,
                self.post_only,
                self.reduce_only,
                self.price,
                self.size,
                self.filled,
                self.left,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderAccepted: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 12, 87, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderFilled(msgspec.Struct, frozen=True, gc=False):
    """One match. Money of both accounts afterwards: b, e, r, f of this market, c of the account."""

    KIND: ClassVar[int] = 13
    SIZE: ClassVar[int] = 212
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHBII16s16sQQQQIIqqqqqqqqqqqqqqB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHBII16s16sQQQQIIqqqqqqqqqqqqqqB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    side: int  # u8: of the taker
    price: int  # ticks u32
    size: int  # lots u32
    maker_order_id: bytes  # order_id 16 bytes
    taker_order_id: bytes  # order_id 16 bytes
    maker_account: int  # account u64
    taker_account: int  # account u64
    maker_client_order_id: int  # u64
    taker_client_order_id: int  # u64
    maker_left: int  # lots u32
    taker_left: int  # lots u32
    maker_fee: int  # atoms i64: negative: rebate
    taker_fee: int  # atoms i64
    maker_realized: int  # atoms i64: profit of the reducing part (PNL-4)
    taker_realized: int  # atoms i64
    maker_position: int  # position_lots i64
    maker_quote: int  # atoms i64
    maker_claim: int  # atoms i64
    maker_funding: int  # funding i64
    maker_collateral: int  # atoms i64
    taker_position: int  # position_lots i64
    taker_quote: int  # atoms i64
    taker_claim: int  # atoms i64
    taker_funding: int  # funding i64
    taker_collateral: int  # atoms i64
    shared: int  # u8: 1: of the taker's fee a part is set aside, 2: of the maker's (FEE-2)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.maker_order_id) != 16:
            raise RecordInvalid(f"maker_order_id: expected 16 bytes, found {len(self.maker_order_id)}")
        if len(self.taker_order_id) != 16:
            raise RecordInvalid(f"taker_order_id: expected 16 bytes, found {len(self.taker_order_id)}")
        try:
            return self.LAYOUT.pack(
                13,
                self.item,
                212,
                self.index,
                self.seq,
                self.market,
                self.side,
                self.price,
                self.size,
                self.maker_order_id,
                self.taker_order_id,
                self.maker_account,
                self.taker_account,
                self.maker_client_order_id,
                self.taker_client_order_id,
                self.maker_left,
                self.taker_left,
                self.maker_fee,
                self.taker_fee,
                self.maker_realized,
                self.taker_realized,
                self.maker_position,
                self.maker_quote,
                self.maker_claim,
                self.maker_funding,
                self.maker_collateral,
                self.taker_position,
                self.taker_quote,
                self.taker_claim,
                self.taker_funding,
                self.taker_collateral,
                self.shared,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderFilled: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 13, 212, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderCancelled(msgspec.Struct, frozen=True, gc=False):
    """Event 14."""

    KIND: ClassVar[int] = 14
    SIZE: ClassVar[int] = 64
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQHBIIIB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQHBIIIB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    side: int  # u8
    price: int  # ticks u32
    left: int  # lots u32: what was given up
    filled: int  # lots u32
    reason: int  # u8: CancelReason

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                14,
                self.item,
                64,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.side,
                self.price,
                self.left,
                self.filled,
                self.reason,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderCancelled: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 14, 64, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderShrunk(msgspec.Struct, frozen=True, gc=False):
    """Event 15."""

    KIND: ClassVar[int] = 15
    SIZE: ClassVar[int] = 63
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQHBIII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQHBIII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    side: int  # u8
    price: int  # ticks u32
    left: int  # lots u32
    filled: int  # lots u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                15,
                self.item,
                63,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.side,
                self.price,
                self.left,
                self.filled,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderShrunk: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 15, 63, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderDuplicate(msgspec.Struct, frozen=True, gc=False):
    """The same message again: the first result (BOOK-7)."""

    KIND: ClassVar[int] = 16
    SIZE: ClassVar[int] = 67
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQQBHII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQQBHII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    first_seq: int  # seq u64
    state: int  # u8: OrderState
    reason: int  # u16: Reason when refused
    filled: int  # lots u32
    left: int  # lots u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                16,
                self.item,
                67,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.first_seq,
                self.state,
                self.reason,
                self.filled,
                self.left,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderDuplicate: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 16, 67, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class MarketChanged(msgspec.Struct, frozen=True, gc=False):
    """Last of a batch, once for each market whose totals changed."""

    KIND: ClassVar[int] = 17
    SIZE: ClassVar[int] = 86
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHIQqqqqqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHIQqqqqqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    last_price: int  # ticks u32
    open_interest: int  # total_lots u64: larger side
    pool: int  # atoms i64
    insurance: int  # atoms i64
    fee_bucket: int  # atoms i64
    shares: int  # atoms i64: set aside for referrers (FEE-2)
    fee_claim: int  # atoms i64
    claims: int  # atoms i64
    deficit: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                17,
                self.item,
                86,
                self.index,
                self.seq,
                self.market,
                self.last_price,
                self.open_interest,
                self.pool,
                self.insurance,
                self.fee_bucket,
                self.shares,
                self.fee_claim,
                self.claims,
                self.deficit,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarketChanged: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 17, 86, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class LevelChanged(msgspec.Struct, frozen=True, gc=False):
    """Last of a batch, once for each price level whose total changed."""

    KIND: ClassVar[int] = 18
    SIZE: ClassVar[int] = 31
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHBIQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHBIQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    side: int  # u8
    price: int  # ticks u32
    total: int  # total_lots u64: 0: the level is gone

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                18,
                self.item,
                31,
                self.index,
                self.seq,
                self.market,
                self.side,
                self.price,
                self.total,
            )
        except struct.error as error:
            raise RecordInvalid(f"LevelChanged: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 18, 31, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class CancelledAll(msgspec.Struct, frozen=True, gc=False):
    """Answer to CancelAll, after the single cancels."""

    KIND: ClassVar[int] = 19
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQI")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQI")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    count: int  # u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                19,
                self.item,
                28,
                self.index,
                self.seq,
                self.account,
                self.count,
            )
        except struct.error as error:
            raise RecordInvalid(f"CancelledAll: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 19, 28, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DebtPaid(msgspec.Struct, frozen=True, gc=False):
    """Money that came paid a loss left in a market without a position (PNL-4); stands before the event that brought the money."""

    KIND: ClassVar[int] = 20
    SIZE: ClassVar[int] = 58
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHqqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHqqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16
    quote: int  # atoms i64: e afterwards
    claim: int  # atoms i64: r afterwards
    funding: int  # funding i64: f
    collateral: int  # atoms i64: c afterwards, as far as this payment

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                20,
                self.item,
                58,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.quote,
                self.claim,
                self.funding,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"DebtPaid: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 20, 58, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class AccountClosed(msgspec.Struct, frozen=True, gc=False):
    """Event 21."""

    KIND: ClassVar[int] = 21
    SIZE: ClassVar[int] = 58
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ32sH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ32sH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    owner: bytes  # key 32 bytes
    index_: int  # u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                21,
                self.item,
                58,
                self.index,
                self.seq,
                self.account,
                self.owner,
                self.index_,
            )
        except struct.error as error:
            raise RecordInvalid(f"AccountClosed: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 21, 58, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class FloorRaised(msgspec.Struct, frozen=True, gc=False):
    """The single cancels stand before it."""

    KIND: ClassVar[int] = 22
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    nonce: int  # u64: messages with a nonce below it are dead
    inbox: int  # u64: acknowledges the owner instructions up to it; 0: nothing new

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                22,
                self.item,
                40,
                self.index,
                self.seq,
                self.account,
                self.nonce,
                self.inbox,
            )
        except struct.error as error:
            raise RecordInvalid(f"FloorRaised: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 22, 40, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class AssetSet(msgspec.Struct, frozen=True, gc=False):
    """Event 23."""

    KIND: ClassVar[int] = 23
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQBHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQBHBII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    asset: int  # asset u8
    market: int  # market u16
    decimals: int  # u8
    weight_initial: int  # ppm u32
    weight_maintenance: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                23,
                self.item,
                28,
                self.index,
                self.seq,
                self.asset,
                self.market,
                self.decimals,
                self.weight_initial,
                self.weight_maintenance,
            )
        except struct.error as error:
            raise RecordInvalid(f"AssetSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 23, 28, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Swept(msgspec.Struct, frozen=True, gc=False):
    """One step of a sweep for one account (PNL-5). Money afterwards: b, e, r, f, w of this market, c of the account."""

    KIND: ClassVar[int] = 24
    SIZE: ClassVar[int] = 98
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQqqqqqqqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQqqqqqqqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    account: int  # account u64
    offset: int  # atoms i64: z: loss paid by the own claim
    paid: int  # atoms i64: x: loss paid by collateral into the pool
    received: int  # atoms i64: y: claim paid out of the pool
    position: int  # position_lots i64
    quote: int  # atoms i64
    claim: int  # atoms i64
    funding: int  # funding i64
    swept: int  # atoms i64
    collateral: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                24,
                self.item,
                98,
                self.index,
                self.seq,
                self.market,
                self.account,
                self.offset,
                self.paid,
                self.received,
                self.position,
                self.quote,
                self.claim,
                self.funding,
                self.swept,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Swept: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 24, 98, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class MarkRound(msgspec.Struct, frozen=True, gc=False):
    """Index and mark of all markets whose index comes by SetIndex are made anew; a PricesSet of each follows (MRK-2)."""

    KIND: ClassVar[int] = 25
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    round: int  # u64: number of the round, gap-free from 1
    ts: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                25,
                self.item,
                32,
                self.index,
                self.seq,
                self.round,
                self.ts,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarkRound: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 25, 32, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class FundingSet(msgspec.Struct, frozen=True, gc=False):
    """An hour's funding of a market (FND-2)."""

    KIND: ClassVar[int] = 26
    SIZE: ClassVar[int] = 54
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHqIqQq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHqIqQq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    premium: int  # rate_e9 i64: mean of the hour's samples
    samples: int  # u32: fewer than 480: no funding
    rate: int  # rate_e9 i64: of the hour; positive: longs pay
    index_price: int  # mticks u64
    funding: int  # funding i64: F afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                26,
                self.item,
                54,
                self.index,
                self.seq,
                self.market,
                self.premium,
                self.samples,
                self.rate,
                self.index_price,
                self.funding,
            )
        except struct.error as error:
            raise RecordInvalid(f"FundingSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 26, 54, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class FundingPaid(msgspec.Struct, frozen=True, gc=False):
    """A position took in funding (FND-3). Money afterwards: e, r, f of this market, c of the account."""

    KIND: ClassVar[int] = 27
    SIZE: ClassVar[int] = 74
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQqqqqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQqqqqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    account: int  # account u64
    amount: int  # atoms i64: paid; negative: received
    position: int  # position_lots i64
    quote: int  # atoms i64
    claim: int  # atoms i64
    funding: int  # funding i64
    collateral: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                27,
                self.item,
                74,
                self.index,
                self.seq,
                self.market,
                self.account,
                self.amount,
                self.position,
                self.quote,
                self.claim,
                self.funding,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"FundingPaid: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 27, 74, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class IndexSet(msgspec.Struct, frozen=True, gc=False):
    """The newest index; it counts from the next mark round on (MRK-1)."""

    KIND: ClassVar[int] = 28
    SIZE: ClassVar[int] = 79
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQQQI32sB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQQQI32sB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    index_price: int  # mticks u64
    published: int  # us u64
    conf: int  # mticks u64
    doubt: int  # ppm u32
    evidence: bytes  # hash 32 bytes
    used: int  # u8: 0: too wide or too far from the last one to count ever (ORC-3)

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.evidence) != 32:
            raise RecordInvalid(f"evidence: expected 32 bytes, found {len(self.evidence)}")
        try:
            return self.LAYOUT.pack(
                28,
                self.item,
                79,
                self.index,
                self.seq,
                self.market,
                self.index_price,
                self.published,
                self.conf,
                self.doubt,
                self.evidence,
                self.used,
            )
        except struct.error as error:
            raise RecordInvalid(f"IndexSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 28, 79, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class BackstopSet(msgspec.Struct, frozen=True, gc=False):
    """Event 29."""

    KIND: ClassVar[int] = 29
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                29,
                self.item,
                24,
                self.index,
                self.seq,
                self.account,
            )
        except struct.error as error:
            raise RecordInvalid(f"BackstopSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 29, 24, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class RiskSet(msgspec.Struct, frozen=True, gc=False):
    """Event 30."""

    KIND: ClassVar[int] = 30
    SIZE: ClassVar[int] = 30
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHIq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHIq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    liquidation_fee: int  # ppm u32
    insurance_cap: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                30,
                self.item,
                30,
                self.index,
                self.seq,
                self.market,
                self.liquidation_fee,
                self.insurance_cap,
            )
        except struct.error as error:
            raise RecordInvalid(f"RiskSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 30, 30, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class InsuranceFunded(msgspec.Struct, frozen=True, gc=False):
    """Event 31."""

    KIND: ClassVar[int] = 31
    SIZE: ClassVar[int] = 50
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16: 65535: the tail
    amount: int  # atoms i64
    insurance: int  # atoms i64: afterwards
    collateral: int  # atoms i64: afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                31,
                self.item,
                50,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.amount,
                self.insurance,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"InsuranceFunded: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 31, 50, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class LiquidationStep(msgspec.Struct, frozen=True, gc=False):
    """An account is liquidated; what follows of it in this market is that step (LIQ-2)."""

    KIND: ClassVar[int] = 32
    SIZE: ClassVar[int] = 59
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHBQQqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHBQQqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16
    way: int  # u8: LiquidationWay
    size: int  # total_lots u64: lots that are to close
    price: int  # mticks u64: the mark, or the worst price on the book
    equity: int  # atoms i64: Net
    mmr: int  # atoms i64: maintenance requirement

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                32,
                self.item,
                59,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.way,
                self.size,
                self.price,
                self.equity,
                self.mmr,
            )
        except struct.error as error:
            raise RecordInvalid(f"LiquidationStep: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 32, 59, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Moved(msgspec.Struct, frozen=True, gc=False):
    """Lots or money of an account moved beside the book (LIQ-2 to LIQ-6). Money afterwards: b, e, r, f, w of this market, c of the account."""

    KIND: ClassVar[int] = 33
    SIZE: ClassVar[int] = 99
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQBqqqqqqqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQBqqqqqqqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    account: int  # account u64
    cause: int  # u8: MoveCause
    lots: int  # position_lots i64: change of b
    amount: int  # atoms i64: worth of the lots, or what became a claim, was cut, written off or paid
    fee: int  # atoms i64: liquidation fee, half of it to insurance
    position: int  # position_lots i64
    quote: int  # atoms i64
    claim: int  # atoms i64
    funding: int  # funding i64
    swept: int  # atoms i64
    collateral: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                33,
                self.item,
                99,
                self.index,
                self.seq,
                self.market,
                self.account,
                self.cause,
                self.lots,
                self.amount,
                self.fee,
                self.position,
                self.quote,
                self.claim,
                self.funding,
                self.swept,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Moved: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 33, 99, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class RecordStarted(msgspec.Struct, frozen=True, gc=False):
    """A record that accounts pass one after the other (LIQ-6)."""

    KIND: ClassVar[int] = 34
    SIZE: ClassVar[int] = 84
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQBBQQQqqqQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQBBQQQqqqQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    number: int  # u64: gap-free from 1 in its market
    kind: int  # u8: RecordKind
    side: int  # u8: Side of the accounts that a round concerns
    size: int  # total_lots u64: q
    open_interest: int  # total_lots u64: OI of that side
    mark_price: int  # mticks u64: the price that lots pass at: the mark, or the index for one who leaves
    funding: int  # funding i64: F
    loss: int  # atoms i64: L of a cut
    claims: int  # atoms i64: R of a cut
    backstop: int  # account u64: takes what the record leaves

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                34,
                self.item,
                84,
                self.index,
                self.seq,
                self.market,
                self.number,
                self.kind,
                self.side,
                self.size,
                self.open_interest,
                self.mark_price,
                self.funding,
                self.loss,
                self.claims,
                self.backstop,
            )
        except struct.error as error:
            raise RecordInvalid(f"RecordStarted: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 34, 84, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class RecordDone(msgspec.Struct, frozen=True, gc=False):
    """Everybody has passed it."""

    KIND: ClassVar[int] = 35
    SIZE: ClassVar[int] = 34
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    number: int  # u64
    backstop: int  # account u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                35,
                self.item,
                34,
                self.index,
                self.seq,
                self.market,
                self.number,
                self.backstop,
            )
        except struct.error as error:
            raise RecordInvalid(f"RecordDone: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 35, 34, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class LossCovered(msgspec.Struct, frozen=True, gc=False):
    """What paid a bankrupt's loss beside his own (LIQ-5)."""

    KIND: ClassVar[int] = 36
    SIZE: ClassVar[int] = 42
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    account: int  # account u64
    insurance: int  # atoms i64
    deficit: int  # atoms i64: L: nobody has paid it yet

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                36,
                self.item,
                42,
                self.index,
                self.seq,
                self.market,
                self.account,
                self.insurance,
                self.deficit,
            )
        except struct.error as error:
            raise RecordInvalid(f"LossCovered: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 36, 42, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DeficitPaid(msgspec.Struct, frozen=True, gc=False):
    """What stood for a deficit before and after all claims were cut (LIQ-6)."""

    KIND: ClassVar[int] = 37
    SIZE: ClassVar[int] = 66
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHqqqqqQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHqqqqqQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    insurance: int  # atoms i64
    fee_claim: int  # atoms i64: of the fee account, dropped
    fee_bucket: int  # atoms i64
    backstop: int  # atoms i64
    deficit: int  # atoms i64: left
    account: int  # account u64: the backstop

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                37,
                self.item,
                66,
                self.index,
                self.seq,
                self.market,
                self.insurance,
                self.fee_claim,
                self.fee_bucket,
                self.backstop,
                self.deficit,
                self.account,
            )
        except struct.error as error:
            raise RecordInvalid(f"DeficitPaid: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 37, 66, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class TailGiven(msgspec.Struct, frozen=True, gc=False):
    """The tail filled a market's fund for a loss that passes it (LIQ-5)."""

    KIND: ClassVar[int] = 38
    SIZE: ClassVar[int] = 59
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHQQBqqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHQQBqqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    account: int  # account u64: whose loss it is; the backstop where it is of a deficit
    backstop: int  # account u64
    cause: int  # u8: MoveCause: loss or deficit
    amount: int  # atoms i64
    insurance: int  # atoms i64: afterwards
    tail: int  # atoms i64: afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                38,
                self.item,
                59,
                self.index,
                self.seq,
                self.market,
                self.account,
                self.backstop,
                self.cause,
                self.amount,
                self.insurance,
                self.tail,
            )
        except struct.error as error:
            raise RecordInvalid(f"TailGiven: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 38, 59, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class SharePaid(msgspec.Struct, frozen=True, gc=False):
    """What was set aside for a referrer was paid (FEE-2)."""

    KIND: ClassVar[int] = 39
    SIZE: ClassVar[int] = 42
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16
    amount: int  # atoms i64
    collateral: int  # atoms i64: afterwards

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                39,
                self.item,
                42,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.amount,
                self.collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"SharePaid: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 39, 42, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class ReferrerSet(msgspec.Struct, frozen=True, gc=False):
    """Event 47."""

    KIND: ClassVar[int] = 47
    SIZE: ClassVar[int] = 88
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ32s32s")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ32s32s")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    owner: bytes  # key 32 bytes
    referrer: bytes  # key 32 bytes

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        if len(self.referrer) != 32:
            raise RecordInvalid(f"referrer: expected 32 bytes, found {len(self.referrer)}")
        try:
            return self.LAYOUT.pack(
                47,
                self.item,
                88,
                self.index,
                self.seq,
                self.account,
                self.owner,
                self.referrer,
            )
        except struct.error as error:
            raise RecordInvalid(f"ReferrerSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 47, 88, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DeadManSet(msgspec.Struct, frozen=True, gc=False):
    """Event 40."""

    KIND: ClassVar[int] = 40
    SIZE: ClassVar[int] = 33
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQBQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    timer: int  # u8: Timer
    deadline: int  # us u64: 0: off

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                40,
                self.item,
                33,
                self.index,
                self.seq,
                self.account,
                self.timer,
                self.deadline,
            )
        except struct.error as error:
            raise RecordInvalid(f"DeadManSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 40, 33, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class DeadManFired(msgspec.Struct, frozen=True, gc=False):
    """After the single cancels."""

    KIND: ClassVar[int] = 41
    SIZE: ClassVar[int] = 29
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQBI")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQBI")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    timer: int  # u8: Timer
    count: int  # u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                41,
                self.item,
                29,
                self.index,
                self.seq,
                self.account,
                self.timer,
                self.count,
            )
        except struct.error as error:
            raise RecordInvalid(f"DeadManFired: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 41, 29, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderWaiting(msgspec.Struct, frozen=True, gc=False):
    """Taken; it waits for its price."""

    KIND: ClassVar[int] = 42
    SIZE: ClassVar[int] = 115
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQQQHBBBBBIIIBIIIB16sH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQQQHBBBBBIIIBIIIB16sH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    nonce: int  # u64
    expiry: int  # slot u64
    market: int  # market u16
    side: int  # u8
    kind: int  # u8
    time_in_force: int  # u8
    post_only: int  # u8
    reduce_only: int  # u8
    price: int  # ticks u32
    size: int  # lots u32
    trigger: int  # ticks u32
    source: int  # u8: PriceSource
    distance: int  # ticks u32
    distance_ppm: int  # ppm u32
    activation: int  # ticks u32
    link: int  # u8: Link
    linked: bytes  # order_id 16 bytes
    slices: int  # u16: of a TWAP

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.linked) != 16:
            raise RecordInvalid(f"linked: expected 16 bytes, found {len(self.linked)}")
        try:
            return self.LAYOUT.pack(
                42,
                self.item,
                115,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.nonce,
                self.expiry,
                self.market,
                self.side,
                self.kind,
                self.time_in_force,
                self.post_only,
                self.reduce_only,
                self.price,
                self.size,
                self.trigger,
                self.source,
                self.distance,
                self.distance_ppm,
                self.activation,
                self.link,
                self.linked,
                self.slices,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderWaiting: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 42, 115, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderTriggered(msgspec.Struct, frozen=True, gc=False):
    """Its price came. OrderAccepted and its fills follow, or OrderCancelled when there is a reason."""

    KIND: ClassVar[int] = 43
    SIZE: ClassVar[int] = 65
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQHBQIH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQHBQIH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    source: int  # u8: PriceSource
    price: int  # mticks u64: of that source
    size: int  # lots u32: with which it enters
    reason: int  # u16: Reason why it was not taken; 0: it was

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                43,
                self.item,
                65,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.source,
                self.price,
                self.size,
                self.reason,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderTriggered: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 43, 65, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class TermsSet(msgspec.Struct, frozen=True, gc=False):
    """What rides beside an order that has just come to rest (BOOK-13, BOOK-14)."""

    KIND: ClassVar[int] = 44
    SIZE: ClassVar[int] = 55
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQHIBiI")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQHIBiI")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    market: int  # market u16
    display: int  # lots u32: of an iceberg: the most that is shown; 0: all of it
    source: int  # u8: PriceSource of a pegged order
    offset: int  # tick_offset i32
    worst: int  # ticks u32: as signed

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                44,
                self.item,
                55,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.market,
                self.display,
                self.source,
                self.offset,
                self.worst,
            )
        except struct.error as error:
            raise RecordInvalid(f"TermsSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 44, 55, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderRepriced(msgspec.Struct, frozen=True, gc=False):
    """A pegged order has followed its source; it stands behind those of its new price (BOOK-14)."""

    KIND: ClassVar[int] = 45
    SIZE: ClassVar[int] = 59
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQHBII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    side: int  # u8
    price: int  # ticks u32
    left: int  # lots u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                45,
                self.item,
                59,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.side,
                self.price,
                self.left,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderRepriced: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 45, 59, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderSliced(msgspec.Struct, frozen=True, gc=False):
    """A moment of a TWAP; the fills of its slice follow (BOOK-15)."""

    KIND: ClassVar[int] = 46
    SIZE: ClassVar[int] = 69
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQ16sQQHBIIHII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQ16sQQHBIIHII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    side: int  # u8
    price: int  # ticks u32: as signed
    size: int  # lots u32: of the slice
    reason: int  # u16: Reason why it was not taken; 0: it was
    filled: int  # lots u32: of the slice
    left: int  # lots u32: of the whole order afterwards; 0: it has filled

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                46,
                self.item,
                69,
                self.index,
                self.seq,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.side,
                self.price,
                self.size,
                self.reason,
                self.filled,
                self.left,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderSliced: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 46, 69, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class TierChanged(msgspec.Struct, frozen=True, gc=False):
    """How far a market's price can be relied upon, and why (ORC-3)."""

    KIND: ClassVar[int] = 85
    SIZE: ClassVar[int] = 45
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHBBBQQII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHBBBQQII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    tier: int  # u8: Tier
    cause: int  # u8: TierCause
    before: int  # u8: Tier until now
    age: int  # u64: microseconds since the last price was published
    interval: int  # u64: microseconds, mean distance of the feed's prices
    conf: int  # ppm u32: half width of the last price told, as a part of it
    doubt: int  # ppm u32: how far all venues together stay away from it

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                85,
                self.item,
                45,
                self.index,
                self.seq,
                self.market,
                self.tier,
                self.cause,
                self.before,
                self.age,
                self.interval,
                self.conf,
                self.doubt,
            )
        except struct.error as error:
            raise RecordInvalid(f"TierChanged: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 85, 45, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class MarginSet(msgspec.Struct, frozen=True, gc=False):
    """How the margin fractions of a market grow."""

    KIND: ClassVar[int] = 70
    SIZE: ClassVar[int] = 50
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQHqqIIII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQHqqIIII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    market: int  # market u16
    interest_lower: int  # atoms i64
    interest_upper: int  # atoms i64
    tier1_usd: int  # u32
    tier1_mmf: int  # ppm u32
    tier2_usd: int  # u32
    tier2_mmf: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                70,
                self.item,
                50,
                self.index,
                self.seq,
                self.market,
                self.interest_lower,
                self.interest_upper,
                self.tier1_usd,
                self.tier1_mmf,
                self.tier2_usd,
                self.tier2_mmf,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarginSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 70, 50, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class LeverageSet(msgspec.Struct, frozen=True, gc=False):
    """Event 71."""

    KIND: ClassVar[int] = 71
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16
    leverage: int  # u16: 0: what the market allows

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                71,
                self.item,
                28,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.leverage,
            )
        except struct.error as error:
            raise RecordInvalid(f"LeverageSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 71, 28, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class RestrictionsSet(msgspec.Struct, frozen=True, gc=False):
    """Event 72."""

    KIND: ClassVar[int] = 72
    SIZE: ClassVar[int] = 25
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQB")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQB")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    restrictions: int  # u8: sum of Restriction

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                72,
                self.item,
                25,
                self.index,
                self.seq,
                self.account,
                self.restrictions,
            )
        except struct.error as error:
            raise RecordInvalid(f"RestrictionsSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 72, 25, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Converted(msgspec.Struct, frozen=True, gc=False):
    """The backstop took collateral other than USDC of an account that owes (MGN-7), or with asset 0 its last debt. DebtPaid stands before it."""

    KIND: ClassVar[int] = 73
    SIZE: ClassVar[int] = 81
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQBqqqqQqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQBqqqqQqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    asset: int  # asset u8
    amount: int  # asset_atoms i64: taken
    paid: int  # atoms i64: for it
    left: int  # asset_atoms i64: of the asset, to the account
    collateral: int  # atoms i64: c of the account
    backstop: int  # account u64
    backstop_amount: int  # asset_atoms i64: what it has of the asset
    backstop_collateral: int  # atoms i64: c of the backstop

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                73,
                self.item,
                81,
                self.index,
                self.seq,
                self.account,
                self.asset,
                self.amount,
                self.paid,
                self.left,
                self.collateral,
                self.backstop,
                self.backstop_amount,
                self.backstop_collateral,
            )
        except struct.error as error:
            raise RecordInvalid(f"Converted: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 73, 81, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class BorrowingSet(msgspec.Struct, frozen=True, gc=False):
    """Event 74."""

    KIND: ClassVar[int] = 74
    SIZE: ClassVar[int] = 40
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQqIIQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQqIIQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    room_max: int  # atoms i64
    room_part: int  # ppm u32
    total_part: int  # ppm u32
    duration: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                74,
                self.item,
                40,
                self.index,
                self.seq,
                self.room_max,
                self.room_part,
                self.total_part,
                self.duration,
            )
        except struct.error as error:
            raise RecordInvalid(f"BorrowingSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 74, 40, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class IsolationSet(msgspec.Struct, frozen=True, gc=False):
    """Event 75."""

    KIND: ClassVar[int] = 75
    SIZE: ClassVar[int] = 26
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16: 65535: every market

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                75,
                self.item,
                26,
                self.index,
                self.seq,
                self.account,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"IsolationSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 75, 26, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class GateSet(msgspec.Struct, frozen=True, gc=False):
    """Whether collateral may leave (WDR-2)."""

    KIND: ClassVar[int] = 76
    SIZE: ClassVar[int] = 33
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQBqq")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQBqq")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    closed: int  # u8: 1: nothing leaves until it opens, in an hour at most
    deficit: int  # atoms i64: of all markets, after insurance, cuts and the backstop
    tracked: int  # atoms i64: all USDC

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                76,
                self.item,
                33,
                self.index,
                self.seq,
                self.closed,
                self.deficit,
                self.tracked,
            )
        except struct.error as error:
            raise RecordInvalid(f"GateSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 76, 33, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Settled(msgspec.Struct, frozen=True, gc=False):
    """Items of an account's settlement log have landed on the chain."""

    KIND: ClassVar[int] = 90
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    items: int  # u64: all that have

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                90,
                self.item,
                32,
                self.index,
                self.seq,
                self.account,
                self.items,
            )
        except struct.error as error:
            raise RecordInvalid(f"Settled: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 90, 32, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class EntryLimitSet(msgspec.Struct, frozen=True, gc=False):
    """Event 91."""

    KIND: ClassVar[int] = 91
    SIZE: ClassVar[int] = 18
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQH")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    entries: int  # u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                91,
                self.item,
                18,
                self.index,
                self.seq,
                self.entries,
            )
        except struct.error as error:
            raise RecordInvalid(f"EntryLimitSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 91, 18, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class PostedSet(msgspec.Struct, frozen=True, gc=False):
    """Mark rounds up to a time are on the chain."""

    KIND: ClassVar[int] = 92
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    posted: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                92,
                self.item,
                24,
                self.index,
                self.seq,
                self.posted,
            )
        except struct.error as error:
            raise RecordInvalid(f"PostedSet: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 92, 24, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class HoldChanged(msgspec.Struct, frozen=True, gc=False):
    """What is taken while the chain is behind, from now on."""

    KIND: ClassVar[int] = 93
    SIZE: ClassVar[int] = 33
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQBQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQBQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    hold: int  # u8: Hold
    posted: int  # us u64: of the last round that is on the chain
    round: int  # us u64: of the newest one

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                93,
                self.item,
                33,
                self.index,
                self.seq,
                self.hold,
                self.posted,
                self.round,
            )
        except struct.error as error:
            raise RecordInvalid(f"HoldChanged: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 93, 33, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class LeavingClosed(msgspec.Struct, frozen=True, gc=False):
    """The operator closes a position of an owner who leaves; fills of nobody's order follow, as many as there are (CUST-34)."""

    KIND: ClassVar[int] = 98
    SIZE: ClassVar[int] = 35
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQHBII")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    account: int  # account u64
    market: int  # market u16
    side: int  # u8: Side of what closes
    size: int  # lots u32
    price: int  # ticks u32: worst

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                98,
                self.item,
                35,
                self.index,
                self.seq,
                self.account,
                self.market,
                self.side,
                self.size,
                self.price,
            )
        except struct.error as error:
            raise RecordInvalid(f"LeavingClosed: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 98, 35, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class ChangeTaken(msgspec.Struct, frozen=True, gc=False):
    """A change of the chain was taken: what it set stands before it, and the chain changes at this place of its log (CUST-50)."""

    KIND: ClassVar[int] = 99
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    change: int  # u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                99,
                self.item,
                24,
                self.index,
                self.seq,
                self.change,
            )
        except struct.error as error:
            raise RecordInvalid(f"ChangeTaken: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 99, 24, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class Frozen(msgspec.Struct, frozen=True, gc=False):
    """Nothing is taken any more; what did not settle is void, and the chain pays everybody out (CUST-24)."""

    KIND: ClassVar[int] = 95
    SIZE: ClassVar[int] = 24
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHIQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<xBxxIQQ")
    item: int  # u8: place in a Batch, else 0
    index: int  # u32: of the event within its command
    seq: int  # u64: number of the command in the journal
    since: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                95,
                self.item,
                24,
                self.index,
                self.seq,
                self.since,
            )
        except struct.error as error:
            raise RecordInvalid(f"Frozen: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 95, 24, zero=False)
        return cls(*cls.READER.unpack_from(data, offset))


class AccountQuery(msgspec.Struct, frozen=True, gc=False):
    """Query 1."""

    KIND: ClassVar[int] = 1
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    account: int  # account u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                1,
                0,
                12,
                self.account,
            )
        except struct.error as error:
            raise RecordInvalid(f"AccountQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 1, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class OwnerQuery(msgspec.Struct, frozen=True, gc=False):
    """All accounts of an owner."""

    KIND: ClassVar[int] = 2
    SIZE: ClassVar[int] = 36
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH32s")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x32s")
    owner: bytes  # key 32 bytes

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                2,
                0,
                36,
                self.owner,
            )
        except struct.error as error:
            raise RecordInvalid(f"OwnerQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 2, 36, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class MarketQuery(msgspec.Struct, frozen=True, gc=False):
    """Query 3."""

    KIND: ClassVar[int] = 3
    SIZE: ClassVar[int] = 6
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH")
    market: int  # market u16: 65535: every market

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                3,
                0,
                6,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarketQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 3, 6, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class BookQuery(msgspec.Struct, frozen=True, gc=False):
    """Query 4."""

    KIND: ClassVar[int] = 4
    SIZE: ClassVar[int] = 8
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHH")
    market: int  # market u16
    depth: int  # u16: levels a side; 0: all

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                4,
                0,
                8,
                self.market,
                self.depth,
            )
        except struct.error as error:
            raise RecordInvalid(f"BookQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 4, 8, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class OpenOrdersQuery(msgspec.Struct, frozen=True, gc=False):
    """Query 5."""

    KIND: ClassVar[int] = 5
    SIZE: ClassVar[int] = 14
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQH")
    account: int  # account u64
    market: int  # market u16: 65535: every market

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                5,
                0,
                14,
                self.account,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"OpenOrdersQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 5, 14, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderQuery(msgspec.Struct, frozen=True, gc=False):
    """Query 6."""

    KIND: ClassVar[int] = 6
    SIZE: ClassVar[int] = 36
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ16sQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ16sQ")
    account: int  # account u64
    order_id: bytes  # order_id 16 bytes
    client_order_id: int  # u64: used when the order id is zero

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                6,
                0,
                36,
                self.account,
                self.order_id,
                self.client_order_id,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 6, 36, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PreviewQuery(msgspec.Struct, frozen=True, gc=False):
    """What an order would do now, without signature."""

    KIND: ClassVar[int] = 7
    SIZE: ClassVar[int] = 27
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHBBBBBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHBBBBBII")
    account: int  # account u64
    market: int  # market u16
    side: int  # u8
    kind: int  # u8
    time_in_force: int  # u8
    post_only: int  # u8
    reduce_only: int  # u8
    price: int  # ticks u32
    size: int  # lots u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                7,
                0,
                27,
                self.account,
                self.market,
                self.side,
                self.kind,
                self.time_in_force,
                self.post_only,
                self.reduce_only,
                self.price,
                self.size,
            )
        except struct.error as error:
            raise RecordInvalid(f"PreviewQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 7, 27, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class StressQuery(msgspec.Struct, frozen=True, gc=False):
    """The account at marks moved by a fraction."""

    KIND: ClassVar[int] = 8
    SIZE: ClassVar[int] = 16
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQi")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQi")
    account: int  # account u64
    shift: int  # rate_ppm i32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                8,
                0,
                16,
                self.account,
                self.shift,
            )
        except struct.error as error:
            raise RecordInvalid(f"StressQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 8, 16, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class TotalsQuery(msgspec.Struct, frozen=True, gc=False):
    """Sums over the whole exchange, for invariants."""

    KIND: ClassVar[int] = 9
    SIZE: ClassVar[int] = 4
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x")

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                9,
                0,
                4,
            )
        except struct.error as error:
            raise RecordInvalid(f"TotalsQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 9, 4, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class SharesQuery(msgspec.Struct, frozen=True, gc=False):
    """What is owed to each referrer in each market (FEE-2)."""

    KIND: ClassVar[int] = 10
    SIZE: ClassVar[int] = 4
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x")

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                10,
                0,
                4,
            )
        except struct.error as error:
            raise RecordInvalid(f"SharesQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 10, 4, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class FrozenQuery(msgspec.Struct, frozen=True, gc=False):
    """Whether the exchange was frozen on the chain."""

    KIND: ClassVar[int] = 40
    SIZE: ClassVar[int] = 4
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x")

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                40,
                0,
                4,
            )
        except struct.error as error:
            raise RecordInvalid(f"FrozenQuery: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 40, 4, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class AnswerHead(msgspec.Struct, frozen=True, gc=False):
    """First record of every answer to a query: the state that it speaks of."""

    KIND: ClassVar[int] = 1
    SIZE: ClassVar[int] = 20
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQQ")
    seq: int  # seq u64
    ts: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                1,
                0,
                20,
                self.seq,
                self.ts,
            )
        except struct.error as error:
            raise RecordInvalid(f"AnswerHead: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 1, 20, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class AccountView(msgspec.Struct, frozen=True, gc=False):
    """View 2."""

    KIND: ClassVar[int] = 2
    SIZE: ClassVar[int] = 136
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32sHBIqqqqqqqQQQBHH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32sHBIqqqqqqqQQQBHH")
    account: int  # account u64
    owner: bytes  # key 32 bytes
    index: int  # u16
    fee_tier: int  # u8: 4 more where somebody referred the owner (FEE-5)
    open_orders: int  # u32
    collateral: int  # atoms i64: c
    held: int  # atoms i64: profit of this and the last epoch that cannot leave yet (PNL-6)
    equity: int  # atoms i64: Net (MGN-5)
    equity_open: int  # atoms i64: Open (MGN-5)
    imr: int  # atoms i64: initial requirement with open orders
    mmr: int  # atoms i64: maintenance requirement
    withdrawable: int  # atoms i64: USDC that margin lets go
    floor: int  # u64: messages with a nonce below it are dead
    inbox: int  # u64: owner instruction of the chain up to which all is acknowledged
    last_request: int  # u64: highest number of a withdrawal asked for here
    restrictions: int  # u8: sum of Restriction
    entries_used: int  # u16: entries of its table on the chain that its matched orders hold (BOOK-6)
    entries_max: int  # u16: entries that it has; the last sixteen are for orders that only reduce

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.owner) != 32:
            raise RecordInvalid(f"owner: expected 32 bytes, found {len(self.owner)}")
        try:
            return self.LAYOUT.pack(
                2,
                0,
                136,
                self.account,
                self.owner,
                self.index,
                self.fee_tier,
                self.open_orders,
                self.collateral,
                self.held,
                self.equity,
                self.equity_open,
                self.imr,
                self.mmr,
                self.withdrawable,
                self.floor,
                self.inbox,
                self.last_request,
                self.restrictions,
                self.entries_used,
                self.entries_max,
            )
        except struct.error as error:
            raise RecordInvalid(f"AccountView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 2, 136, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PositionView(msgspec.Struct, frozen=True, gc=False):
    """View 3."""

    KIND: ClassVar[int] = 3
    SIZE: ClassVar[int] = 112
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHqqqqqQQHQqqqQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHqqqqqQQHQqqqQ")
    account: int  # account u64
    market: int  # market u16
    position: int  # position_lots i64
    quote: int  # atoms i64: e, with funding due
    claim: int  # atoms i64: r
    swept: int  # atoms i64: w
    funding: int  # funding i64: F up to which it is so
    buys: int  # total_lots u64: open orders that count for margin
    sells: int  # total_lots u64
    leverage: int  # u16: most leverage of new risk that the user chose; 0: what the market allows
    mark_price: int  # mticks u64
    unrealized: int  # atoms i64: pnl (PNL-1)
    imr: int  # atoms i64
    mmr: int  # atoms i64
    liquidation_price: int  # mticks u64: 0: none

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                3,
                0,
                112,
                self.account,
                self.market,
                self.position,
                self.quote,
                self.claim,
                self.swept,
                self.funding,
                self.buys,
                self.sells,
                self.leverage,
                self.mark_price,
                self.unrealized,
                self.imr,
                self.mmr,
                self.liquidation_price,
            )
        except struct.error as error:
            raise RecordInvalid(f"PositionView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 3, 112, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class MarketView(msgspec.Struct, frozen=True, gc=False):
    """View 4."""

    KIND: ClassVar[int] = 4
    SIZE: ClassVar[int] = 262
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHH16sQQIIIQQIIqqIBQQQQQqIqIQqqqqqqqBBBIqqIIII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xH16sQQIIIQQIIqqIBQQQQQqIqIQqqqqqqqBBBIqqIIII")
    market: int  # market u16
    symbol: bytes  # symbol 16 bytes
    tick_size: int  # e9 u64
    lot_size: int  # e9 u64
    tick_value: int  # u32
    price_max: int  # ticks u32
    order_max: int  # lots u32
    position_max: int  # total_lots u64
    open_interest_max: int  # total_lots u64
    imf: int  # ppm u32
    mmf: int  # ppm u32
    requirement_min: int  # atoms i64
    profit_cap: int  # atoms i64
    band: int  # ppm u32
    paused: int  # u8
    index_price: int  # mticks u64
    mark_price: int  # mticks u64
    slow_price: int  # mticks u64
    newest_price: int  # mticks u64: index that the next mark round takes (MRK-1); 0: prices are set by hand
    published: int  # us u64: of the newest index; 0: prices are set by hand
    premium: int  # rate_e9 i64: mean of this hour's samples
    samples: int  # u32
    funding: int  # funding i64: F
    last_price: int  # ticks u32
    open_interest: int  # total_lots u64
    pool: int  # atoms i64
    insurance: int  # atoms i64
    fee_bucket: int  # atoms i64
    shares: int  # atoms i64: set aside for referrers (FEE-2)
    fee_claim: int  # atoms i64
    claims: int  # atoms i64
    deficit: int  # atoms i64
    tier: int  # u8: Tier
    cause: int  # u8: TierCause
    hold: int  # u8: Hold: what is taken while the chain is behind
    imf_now: int  # ppm u32: least initial fraction of new risk at the present open interest (MGN-2)
    interest_lower: int  # atoms i64: open interest at mark from which it grows
    interest_upper: int  # atoms i64: from which on it is one; 0: it does not grow
    tier1_usd: int  # u32: notional in whole USD above which the first tier's fractions hold (MGN-3); 0: none
    tier1_mmf: int  # ppm u32: its maintenance fraction
    tier2_usd: int  # u32
    tier2_mmf: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.symbol) != 16:
            raise RecordInvalid(f"symbol: expected 16 bytes, found {len(self.symbol)}")
        try:
            return self.LAYOUT.pack(
                4,
                0,
                262,
                self.market,
                self.symbol,
                self.tick_size,
                self.lot_size,
                self.tick_value,
                self.price_max,
                self.order_max,
                self.position_max,
                self.open_interest_max,
                self.imf,
                self.mmf,
                self.requirement_min,
                self.profit_cap,
                self.band,
                self.paused,
                self.index_price,
                self.mark_price,
                self.slow_price,
                self.newest_price,
                self.published,
                self.premium,
                self.samples,
                self.funding,
                self.last_price,
                self.open_interest,
                self.pool,
                self.insurance,
                self.fee_bucket,
                self.shares,
                self.fee_claim,
                self.claims,
                self.deficit,
                self.tier,
                self.cause,
                self.hold,
                self.imf_now,
                self.interest_lower,
                self.interest_upper,
                self.tier1_usd,
                self.tier1_mmf,
                self.tier2_usd,
                self.tier2_mmf,
            )
        except struct.error as error:
            raise RecordInvalid(f"MarketView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 4, 262, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class LevelView(msgspec.Struct, frozen=True, gc=False):
    """View 5."""

    KIND: ClassVar[int] = 5
    SIZE: ClassVar[int] = 21
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHBIQI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xBIQI")
    side: int  # u8
    price: int  # ticks u32
    total: int  # total_lots u64
    orders: int  # u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                5,
                0,
                21,
                self.side,
                self.price,
                self.total,
                self.orders,
            )
        except struct.error as error:
            raise RecordInvalid(f"LevelView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 5, 21, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class OrderView(msgspec.Struct, frozen=True, gc=False):
    """View 6."""

    KIND: ClassVar[int] = 6
    SIZE: ClassVar[int] = 90
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16sQQHBBBBBBHIIIIIQQQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16sQQHBBBBBBHIIIIIQQQ")
    order_id: bytes  # order_id 16 bytes
    account: int  # account u64
    client_order_id: int  # u64
    market: int  # market u16
    side: int  # u8
    kind: int  # u8
    time_in_force: int  # u8
    post_only: int  # u8
    reduce_only: int  # u8
    state: int  # u8: OrderState
    reason: int  # u16: Reason when refused
    price: int  # ticks u32
    size: int  # lots u32
    filled: int  # lots u32
    left: int  # lots u32: hidden ones included
    shown: int  # lots u32: of it in the book now
    expiry: int  # slot u64
    accepted_seq: int  # seq u64
    accepted: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                6,
                0,
                90,
                self.order_id,
                self.account,
                self.client_order_id,
                self.market,
                self.side,
                self.kind,
                self.time_in_force,
                self.post_only,
                self.reduce_only,
                self.state,
                self.reason,
                self.price,
                self.size,
                self.filled,
                self.left,
                self.shown,
                self.expiry,
                self.accepted_seq,
                self.accepted,
            )
        except struct.error as error:
            raise RecordInvalid(f"OrderView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 6, 90, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class PreviewView(msgspec.Struct, frozen=True, gc=False):
    """View 7."""

    KIND: ClassVar[int] = 7
    SIZE: ClassVar[int] = 78
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHHIIQqqqqqqQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xHIIQqqqqqqQ")
    reason: int  # u16: Reason why it would be refused; 0: it would be taken
    filled: int  # lots u32: at once
    resting: int  # lots u32
    average_price: int  # mticks u64: of the fills, rounded against the user; 0: none
    fee: int  # atoms i64
    equity: int  # atoms i64: afterwards
    equity_open: int  # atoms i64
    imr: int  # atoms i64
    mmr: int  # atoms i64
    position: int  # position_lots i64
    liquidation_price: int  # mticks u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                7,
                0,
                78,
                self.reason,
                self.filled,
                self.resting,
                self.average_price,
                self.fee,
                self.equity,
                self.equity_open,
                self.imr,
                self.mmr,
                self.position,
                self.liquidation_price,
            )
        except struct.error as error:
            raise RecordInvalid(f"PreviewView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 7, 78, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class StressView(msgspec.Struct, frozen=True, gc=False):
    """View 8."""

    KIND: ClassVar[int] = 8
    SIZE: ClassVar[int] = 33
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQiqqB")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQiqqB")
    account: int  # account u64
    shift: int  # rate_ppm i32
    equity: int  # atoms i64
    mmr: int  # atoms i64
    liquidatable: int  # u8

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                8,
                0,
                33,
                self.account,
                self.shift,
                self.equity,
                self.mmr,
                self.liquidatable,
            )
        except struct.error as error:
            raise RecordInvalid(f"StressView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 8, 33, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class DelegateView(msgspec.Struct, frozen=True, gc=False):
    """View 9."""

    KIND: ClassVar[int] = 9
    SIZE: ClassVar[int] = 77
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ32sQQQBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ32sQQQBQ")
    account: int  # account u64
    delegate: bytes  # key 32 bytes
    expiry_us: int  # us u64
    markets: int  # u64: bit m: market m
    notional_day: int  # total_atoms u64: notional that it may trade a UTC day; 0: any
    near_index: int  # u8: 1: fills at prices within 50 bps of the index alone; else 0
    traded_day: int  # total_atoms u64: of it, what it traded today

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.delegate) != 32:
            raise RecordInvalid(f"delegate: expected 32 bytes, found {len(self.delegate)}")
        try:
            return self.LAYOUT.pack(
                9,
                0,
                77,
                self.account,
                self.delegate,
                self.expiry_us,
                self.markets,
                self.notional_day,
                self.near_index,
                self.traded_day,
            )
        except struct.error as error:
            raise RecordInvalid(f"DelegateView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 9, 77, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class TotalsView(msgspec.Struct, frozen=True, gc=False):
    """View 10."""

    KIND: ClassVar[int] = 10
    SIZE: ClassVar[int] = 80
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQQqqqqqqqI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQQqqqqqqqI")
    accounts: int  # u64
    open_orders: int  # u64
    collateral: int  # atoms i64: sum of c
    pools: int  # atoms i64
    insurance: int  # atoms i64: of all markets
    fee_buckets: int  # atoms i64
    tail: int  # atoms i64: insurance that all markets share (LIQ-5)
    shares: int  # atoms i64: set aside for referrers (FEE-2)
    tracked: int  # atoms i64: USDC credits less debits (PNL-3)
    violations: int  # u32: markets in which PNL-2 fails, plus one if PNL-3 fails: always 0

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                10,
                0,
                80,
                self.accounts,
                self.open_orders,
                self.collateral,
                self.pools,
                self.insurance,
                self.fee_buckets,
                self.tail,
                self.shares,
                self.tracked,
                self.violations,
            )
        except struct.error as error:
            raise RecordInvalid(f"TotalsView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 10, 80, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class AssetView(msgspec.Struct, frozen=True, gc=False):
    """What an account has of an asset; behind AccountView, one for each asset that it ever had."""

    KIND: ClassVar[int] = 11
    SIZE: ClassVar[int] = 56
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBqQQqHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBqQQqHBII")
    account: int  # account u64
    asset: int  # asset u8
    collateral: int  # asset_atoms i64
    credited: int  # u64: all credits
    debited: int  # u64: all debits
    withdrawable: int  # asset_atoms i64: what a debit may take now (MGN-5, PNL-6)
    market: int  # market u16: whose index prices it; 65535: USDC itself
    decimals: int  # u8
    weight_initial: int  # ppm u32: share of its value that counts for new risk and withdrawals
    weight_maintenance: int  # ppm u32: share of its value that counts for liquidation

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                11,
                0,
                56,
                self.account,
                self.asset,
                self.collateral,
                self.credited,
                self.debited,
                self.withdrawable,
                self.market,
                self.decimals,
                self.weight_initial,
                self.weight_maintenance,
            )
        except struct.error as error:
            raise RecordInvalid(f"AssetView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 11, 56, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class DeadManView(msgspec.Struct, frozen=True, gc=False):
    """Behind AccountView, one for each timer that runs."""

    KIND: ClassVar[int] = 20
    SIZE: ClassVar[int] = 21
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQBQ")
    account: int  # account u64
    timer: int  # u8: Timer
    deadline: int  # us u64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                20,
                0,
                21,
                self.account,
                self.timer,
                self.deadline,
            )
        except struct.error as error:
            raise RecordInvalid(f"DeadManView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 20, 21, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class BorrowView(msgspec.Struct, frozen=True, gc=False):
    """Behind AccountView of an account that may borrow, or does (MGN-7)."""

    KIND: ClassVar[int] = 30
    SIZE: ClassVar[int] = 28
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQqQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQqQ")
    account: int  # account u64
    room: int  # atoms i64: how far c may fall below zero now; 0: no further
    since: int  # us u64: when the tick first saw it below zero; 0: it is not

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                30,
                0,
                28,
                self.account,
                self.room,
                self.since,
            )
        except struct.error as error:
            raise RecordInvalid(f"BorrowView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 30, 28, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class IsolationView(msgspec.Struct, frozen=True, gc=False):
    """Behind AccountView of an account that is bound to one market (MGN-8)."""

    KIND: ClassVar[int] = 31
    SIZE: ClassVar[int] = 14
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQH")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQH")
    account: int  # account u64
    market: int  # market u16

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                31,
                0,
                14,
                self.account,
                self.market,
            )
        except struct.error as error:
            raise RecordInvalid(f"IsolationView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 31, 14, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class WaitingView(msgspec.Struct, frozen=True, gc=False):
    """Behind OrderView of an order that waits."""

    KIND: ClassVar[int] = 21
    SIZE: ClassVar[int] = 78
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16sIBIIIB16sIQHHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16sIBIIIB16sIQHHQ")
    order_id: bytes  # order_id 16 bytes
    trigger: int  # ticks u32: as signed
    source: int  # u8: PriceSource
    distance: int  # ticks u32
    distance_ppm: int  # ppm u32
    activation: int  # ticks u32
    link: int  # u8: Link
    linked: bytes  # order_id 16 bytes
    armed: int  # lots u32: with which it may start now; 0: it looks at no price yet
    starts_at: int  # mticks u64: where it starts as things stand; 0: it looks at no price yet
    slices: int  # u16: of a TWAP
    sliced: int  # u16: of them whose moment has come
    next: int  # us u64: when its next moment comes; 0: it has none

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        if len(self.linked) != 16:
            raise RecordInvalid(f"linked: expected 16 bytes, found {len(self.linked)}")
        try:
            return self.LAYOUT.pack(
                21,
                0,
                78,
                self.order_id,
                self.trigger,
                self.source,
                self.distance,
                self.distance_ppm,
                self.activation,
                self.link,
                self.linked,
                self.armed,
                self.starts_at,
                self.slices,
                self.sliced,
                self.next,
            )
        except struct.error as error:
            raise RecordInvalid(f"WaitingView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 21, 78, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class TermsView(msgspec.Struct, frozen=True, gc=False):
    """Behind OrderView of an iceberg or a pegged order that rests."""

    KIND: ClassVar[int] = 22
    SIZE: ClassVar[int] = 33
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBH16sIBiI")
    READER: ClassVar[struct.Struct] = struct.Struct("<4x16sIBiI")
    order_id: bytes  # order_id 16 bytes
    display: int  # lots u32: of an iceberg: the most that is shown; 0: all of it
    source: int  # u8: PriceSource of a pegged order
    offset: int  # tick_offset i32
    worst: int  # ticks u32: as signed

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        if len(self.order_id) != 16:
            raise RecordInvalid(f"order_id: expected 16 bytes, found {len(self.order_id)}")
        try:
            return self.LAYOUT.pack(
                22,
                0,
                33,
                self.order_id,
                self.display,
                self.source,
                self.offset,
                self.worst,
            )
        except struct.error as error:
            raise RecordInvalid(f"TermsView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 22, 33, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class GateView(msgspec.Struct, frozen=True, gc=False):
    """Behind TotalsView, once it was closed (WDR-2)."""

    KIND: ClassVar[int] = 32
    SIZE: ClassVar[int] = 13
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHBQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xBQ")
    closed: int  # u8
    since: int  # us u64: when it was closed last

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                32,
                0,
                13,
                self.closed,
                self.since,
            )
        except struct.error as error:
            raise RecordInvalid(f"GateView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 32, 13, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class AssetTotalsView(msgspec.Struct, frozen=True, gc=False):
    """Behind TotalsView, one for each asset other than USDC."""

    KIND: ClassVar[int] = 12
    SIZE: ClassVar[int] = 32
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHBqqHBII")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xBqqHBII")
    asset: int  # asset u8
    collateral: int  # asset_atoms i64: sum over all accounts
    tracked: int  # asset_atoms i64: credits less debits (PNL-3)
    market: int  # market u16: whose index prices it
    decimals: int  # u8
    weight_initial: int  # ppm u32
    weight_maintenance: int  # ppm u32

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                12,
                0,
                32,
                self.asset,
                self.collateral,
                self.tracked,
                self.market,
                self.decimals,
                self.weight_initial,
                self.weight_maintenance,
            )
        except struct.error as error:
            raise RecordInvalid(f"AssetTotalsView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 12, 32, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class ShareView(msgspec.Struct, frozen=True, gc=False):
    """What is owed to a referrer in a market."""

    KIND: ClassVar[int] = 33
    SIZE: ClassVar[int] = 22
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQHq")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQHq")
    account: int  # account u64: his first
    market: int  # market u16
    amount: int  # atoms i64

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                33,
                0,
                22,
                self.account,
                self.market,
                self.amount,
            )
        except struct.error as error:
            raise RecordInvalid(f"ShareView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 33, 22, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


class FrozenView(msgspec.Struct, frozen=True, gc=False):
    """View 40."""

    KIND: ClassVar[int] = 40
    SIZE: ClassVar[int] = 12
    LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBHQ")
    READER: ClassVar[struct.Struct] = struct.Struct("<4xQ")
    since: int  # us u64: 0: it was not

    def encode(self) -> bytes:
        """The bytes of the record. Raises RecordInvalid when a field is outside its type."""
        try:
            return self.LAYOUT.pack(
                40,
                0,
                12,
                self.since,
            )
        except struct.error as error:
            raise RecordInvalid(f"FrozenView: {error}") from None

    @classmethod
    def decode(cls, data: Buffer, offset: int = 0) -> Self:
        """The record at `offset`; header checked. Raises RecordInvalid."""
        _head_check(data, offset, 40, 12, zero=True)
        return cls(*cls.READER.unpack_from(data, offset))


Command = (
    OpenExchange
    | Tick
    | OpenAccount
    | AddDelegate
    | RemoveDelegate
    | Credit
    | Debit
    | Transfer
    | ListMarket
    | SetMarketParameters
    | SetPrices
    | SetPause
    | SetFeeTier
    | PlaceOrder
    | CancelOrder
    | CancelAll
    | ShrinkOrder
    | ReplaceOrder
    | Batch
    | CloseAccount
    | RaiseFloor
    | SetAsset
    | Sweep
    | SetIndex
    | SetBackstop
    | SetRisk
    | FundInsurance
    | SetDeadMan
    | CancelMany
    | PlaceAlgo
    | SetMargin
    | SetLeverage
    | SetRestrictions
    | SetBorrowing
    | SetIsolation
    | Settle
    | SetPosted
    | SetEntryLimit
    | Leave
    | CloseLeaving
    | Freeze
    | SetReferrer
    | PayShare
    | ChangeMarket
    | ChangeAsset
)
COMMANDS: Final[dict[int, type[Command]]] = {
    1: OpenExchange,
    2: Tick,
    3: OpenAccount,
    4: AddDelegate,
    5: RemoveDelegate,
    6: Credit,
    7: Debit,
    8: Transfer,
    9: ListMarket,
    10: SetMarketParameters,
    11: SetPrices,
    12: SetPause,
    13: SetFeeTier,
    14: PlaceOrder,
    15: CancelOrder,
    16: CancelAll,
    17: ShrinkOrder,
    18: ReplaceOrder,
    19: Batch,
    20: CloseAccount,
    21: RaiseFloor,
    22: SetAsset,
    23: Sweep,
    24: SetIndex,
    25: SetBackstop,
    26: SetRisk,
    27: FundInsurance,
    40: SetDeadMan,
    41: CancelMany,
    42: PlaceAlgo,
    60: SetMargin,
    61: SetLeverage,
    62: SetRestrictions,
    63: SetBorrowing,
    64: SetIsolation,
    75: Settle,
    77: SetPosted,
    76: SetEntryLimit,
    80: Leave,
    85: CloseLeaving,
    81: Freeze,
    66: SetReferrer,
    67: PayShare,
    86: ChangeMarket,
    87: ChangeAsset,
}

Event = (
    Refused
    | ExchangeOpened
    | AccountOpened
    | DelegateAdded
    | DelegateRemoved
    | Credited
    | Debited
    | Transferred
    | MarketSet
    | PricesSet
    | FeeTierSet
    | OrderAccepted
    | OrderFilled
    | OrderCancelled
    | OrderShrunk
    | OrderDuplicate
    | MarketChanged
    | LevelChanged
    | CancelledAll
    | DebtPaid
    | AccountClosed
    | FloorRaised
    | AssetSet
    | Swept
    | MarkRound
    | FundingSet
    | FundingPaid
    | IndexSet
    | BackstopSet
    | RiskSet
    | InsuranceFunded
    | LiquidationStep
    | Moved
    | RecordStarted
    | RecordDone
    | LossCovered
    | DeficitPaid
    | TailGiven
    | SharePaid
    | ReferrerSet
    | DeadManSet
    | DeadManFired
    | OrderWaiting
    | OrderTriggered
    | TermsSet
    | OrderRepriced
    | OrderSliced
    | TierChanged
    | MarginSet
    | LeverageSet
    | RestrictionsSet
    | Converted
    | BorrowingSet
    | IsolationSet
    | GateSet
    | Settled
    | EntryLimitSet
    | PostedSet
    | HoldChanged
    | LeavingClosed
    | ChangeTaken
    | Frozen
)
EVENTS: Final[dict[int, type[Event]]] = {
    1: Refused,
    2: ExchangeOpened,
    3: AccountOpened,
    4: DelegateAdded,
    5: DelegateRemoved,
    6: Credited,
    7: Debited,
    8: Transferred,
    9: MarketSet,
    10: PricesSet,
    11: FeeTierSet,
    12: OrderAccepted,
    13: OrderFilled,
    14: OrderCancelled,
    15: OrderShrunk,
    16: OrderDuplicate,
    17: MarketChanged,
    18: LevelChanged,
    19: CancelledAll,
    20: DebtPaid,
    21: AccountClosed,
    22: FloorRaised,
    23: AssetSet,
    24: Swept,
    25: MarkRound,
    26: FundingSet,
    27: FundingPaid,
    28: IndexSet,
    29: BackstopSet,
    30: RiskSet,
    31: InsuranceFunded,
    32: LiquidationStep,
    33: Moved,
    34: RecordStarted,
    35: RecordDone,
    36: LossCovered,
    37: DeficitPaid,
    38: TailGiven,
    39: SharePaid,
    47: ReferrerSet,
    40: DeadManSet,
    41: DeadManFired,
    42: OrderWaiting,
    43: OrderTriggered,
    44: TermsSet,
    45: OrderRepriced,
    46: OrderSliced,
    85: TierChanged,
    70: MarginSet,
    71: LeverageSet,
    72: RestrictionsSet,
    73: Converted,
    74: BorrowingSet,
    75: IsolationSet,
    76: GateSet,
    90: Settled,
    91: EntryLimitSet,
    92: PostedSet,
    93: HoldChanged,
    98: LeavingClosed,
    99: ChangeTaken,
    95: Frozen,
}

Query = (
    AccountQuery
    | OwnerQuery
    | MarketQuery
    | BookQuery
    | OpenOrdersQuery
    | OrderQuery
    | PreviewQuery
    | StressQuery
    | TotalsQuery
    | SharesQuery
    | FrozenQuery
)
QUERIES: Final[dict[int, type[Query]]] = {
    1: AccountQuery,
    2: OwnerQuery,
    3: MarketQuery,
    4: BookQuery,
    5: OpenOrdersQuery,
    6: OrderQuery,
    7: PreviewQuery,
    8: StressQuery,
    9: TotalsQuery,
    10: SharesQuery,
    40: FrozenQuery,
}

View = (
    AnswerHead
    | AccountView
    | PositionView
    | MarketView
    | LevelView
    | OrderView
    | PreviewView
    | StressView
    | DelegateView
    | TotalsView
    | AssetView
    | DeadManView
    | BorrowView
    | IsolationView
    | WaitingView
    | TermsView
    | GateView
    | AssetTotalsView
    | ShareView
    | FrozenView
)
VIEWS: Final[dict[int, type[View]]] = {
    1: AnswerHead,
    2: AccountView,
    3: PositionView,
    4: MarketView,
    5: LevelView,
    6: OrderView,
    7: PreviewView,
    8: StressView,
    9: DelegateView,
    10: TotalsView,
    11: AssetView,
    20: DeadManView,
    30: BorrowView,
    31: IsolationView,
    21: WaitingView,
    22: TermsView,
    32: GateView,
    12: AssetTotalsView,
    33: ShareView,
    40: FrozenView,
}

# Who may send a command, by its kind.
SERVICES: Final[dict[int, frozenset[Service]]] = {
    1: frozenset((Service.ENGINE,)),
    2: frozenset((Service.ENGINE,)),
    3: frozenset((Service.KEEPERS,)),
    4: frozenset((Service.KEEPERS,)),
    5: frozenset((Service.KEEPERS,)),
    6: frozenset((Service.KEEPERS,)),
    7: frozenset((Service.KEEPERS, Service.GATEWAY,)),
    8: frozenset((Service.GATEWAY, Service.STREAM,)),
    9: frozenset((Service.DESK,)),
    10: frozenset((Service.DESK,)),
    11: frozenset((Service.INGEST, Service.DESK,)),
    12: frozenset((Service.DESK, Service.KEEPERS,)),
    13: frozenset((Service.DESK, Service.KEEPERS,)),
    14: frozenset((Service.GATEWAY, Service.STREAM,)),
    15: frozenset((Service.GATEWAY, Service.STREAM, Service.KEEPERS,)),
    16: frozenset((Service.GATEWAY, Service.STREAM, Service.KEEPERS,)),
    17: frozenset((Service.GATEWAY, Service.STREAM,)),
    18: frozenset((Service.GATEWAY, Service.STREAM,)),
    19: frozenset((Service.GATEWAY, Service.STREAM,)),
    20: frozenset((Service.KEEPERS,)),
    21: frozenset((Service.KEEPERS,)),
    22: frozenset((Service.DESK,)),
    23: frozenset((Service.KEEPERS,)),
    24: frozenset((Service.INGEST, Service.DESK,)),
    25: frozenset((Service.DESK,)),
    26: frozenset((Service.DESK,)),
    27: frozenset((Service.DESK,)),
    40: frozenset((Service.GATEWAY, Service.STREAM, Service.KEEPERS,)),
    41: frozenset((Service.GATEWAY, Service.STREAM, Service.KEEPERS,)),
    42: frozenset((Service.GATEWAY, Service.STREAM,)),
    60: frozenset((Service.DESK,)),
    61: frozenset((Service.GATEWAY, Service.STREAM,)),
    62: frozenset((Service.DESK, Service.KEEPERS,)),
    63: frozenset((Service.DESK,)),
    64: frozenset((Service.GATEWAY, Service.STREAM,)),
    75: frozenset((Service.KEEPERS,)),
    77: frozenset((Service.KEEPERS,)),
    76: frozenset((Service.DESK,)),
    80: frozenset((Service.KEEPERS,)),
    85: frozenset((Service.KEEPERS,)),
    81: frozenset((Service.KEEPERS,)),
    66: frozenset((Service.GATEWAY, Service.DESK,)),
    67: frozenset((Service.KEEPERS,)),
    86: frozenset((Service.KEEPERS,)),
    87: frozenset((Service.KEEPERS,)),
}

_Reader = tuple[Callable[..., tuple[int | bytes, ...]], Callable[..., Event], int]
_EVENT_READERS: Final[dict[int, _Reader]] = {
    kind: (event.READER.unpack_from, event, event.SIZE) for kind, event in EVENTS.items()
}


def _head_check(data: Buffer, offset: int, kind: int, size: int, zero: bool) -> None:
    """Refuses a record whose kind, size or zero byte differ."""
    if len(data) - offset < size or offset < 0:
        raise RecordInvalid(f"expected a record of {size} bytes at {offset}, found {len(data)} bytes in all")
    kind_found, zero_found, size_found = _HEAD.unpack_from(data, offset)
    if (kind_found, size_found) != (kind, size) or (zero and zero_found):
        raise RecordInvalid(f"expected kind {kind} and {size} bytes at {offset}, found kind {kind_found} and {size_found} bytes")


def events_decode(data: Buffer) -> list[Event]:
    """All events of `data`, in order. Sizes follow from kinds: both ends hold the same schema. Raises RecordInvalid."""
    events: list[Event] = []
    append = events.append
    readers = _EVENT_READERS
    at, end = 0, len(data)
    try:
        while at < end:
            unpack, make, size = readers[data[at]]
            append(make(*unpack(data, at)))
            at += size
    except KeyError as error:
        raise RecordInvalid(f"expected the kind of an event at {at}, found {error}") from None
    except struct.error:
        raise RecordInvalid(f"expected an event of {size} bytes at {at}, found {end - at} bytes") from None
    return events


def views_decode(data: Buffer) -> list[View]:
    """All views of `data`, in order. Raises RecordInvalid."""
    return _records_decode(data, VIEWS, "view")


def commands_decode(data: Buffer) -> list[Command]:
    """All commands of `data`, in order; the items of a Batch follow it. Raises RecordInvalid."""
    return _records_decode(data, COMMANDS, "command")


def _records_decode(data: Buffer, kinds: Mapping[int, type[_R]], noun: str) -> list[_R]:
    records: list[_R] = []
    at = 0
    while at < len(data):
        kind = kinds.get(data[at])
        if kind is None:
            raise RecordInvalid(f"expected the kind of a {noun} at {at}, found {data[at]}")
        records.append(kind.decode(data, at))
        at += kind.SIZE
    return records
