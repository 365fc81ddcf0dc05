"""Bodies of accounts, delegates, balances, positions and fills."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.fields import (
    PAGE_MAX,
    AccountNumber,
    Cursor,
    Decimal,
    DecimalSigned,
    OrderId,
    PageLimit,
    PublicKey,
    Seq,
    SideName,
    Symbol,
    TimeMs,
    Whole,
    Wire,
)

ACCOUNTS_MAX = 16
DELEGATES_MAX = 8
MARKETS_MAX = 64
LEVERAGE_MAX = 65_535
ASSETS_MAX = 8
ENTRIES_MAX = 65_535

AssetName = Annotated[str, Meta(min_length=1, max_length=16, description="Name of an asset, like USDC or SOL.")]

RestrictionName = Literal["reduce_only", "no_receiving", "no_giving", "leaving"]

AccountIndex = Annotated[int, Meta(ge=0, le=65_535, description="0 is the main account, others are sub-accounts.")]


class Account(Wire, frozen=True, kw_only=True):
    """A margin account."""

    account: AccountNumber
    owner: PublicKey
    index: AccountIndex
    isolated: Annotated[
        Symbol | None, Meta(description="The one market in which it may have positions [MGN-8]; none: every one.")
    ]
    restrictions: Annotated[
        tuple[RestrictionName, ...],
        Meta(
            max_length=4,
            description="What it may not do. Cancels, reductions and the way out through the chain are always open.",
        ),
    ]
    entries_used: Annotated[
        int,
        Meta(
            ge=0,
            le=ENTRIES_MAX,
            description="Entries on the chain that orders of it hold, from an order's first match until 750 slots after its expiry or a "
            "raised floor. Sign orders that end soon.",
        ),
    ]
    entries_max: Annotated[
        int,
        Meta(
            ge=0,
            le=ENTRIES_MAX,
            description="Entries that it has; the last 16 are for orders that only reduce. Without a free one no order is taken.",
        ),
    ]


class AccountList(Wire, frozen=True, kw_only=True):
    """All accounts of the caller."""

    accounts: Annotated[tuple[Account, ...], Meta(max_length=ACCOUNTS_MAX)]
    seq: Seq


class AccountPath(Wire, frozen=True, kw_only=True):
    """Names an account in an address."""

    account: AccountNumber


class AccountQueryString(Wire, frozen=True, kw_only=True):
    """Names an account in a query."""

    account: AccountNumber


class Delegate(Wire, frozen=True, kw_only=True):
    """A key that may sign orders of an account, within what its owner allows [SIG-4]. The owner names it on the chain."""

    account: AccountNumber
    delegate: PublicKey
    expires_ms: TimeMs
    markets: Annotated[
        Annotated[tuple[Symbol, ...], Meta(max_length=MARKETS_MAX)] | None,
        Meta(description="Listed markets that it may trade; none: every one."),
    ]
    notional_day: Annotated[
        Decimal | None,
        Meta(description="Notional that its orders may fill in a UTC day, in USD; none: any. Reductions count too."),
    ]
    near_index: Annotated[bool, Meta(description="Whether its orders fill within 50 bps of the index alone.")]
    traded_day: Annotated[Decimal, Meta(description="Of it, what they filled today; zero where any amount is allowed.")]


class DelegateList(Wire, frozen=True, kw_only=True):
    """All delegates of an account."""

    delegates: Annotated[tuple[Delegate, ...], Meta(max_length=DELEGATES_MAX)]
    seq: Seq


class AssetBalance(Wire, frozen=True, kw_only=True):
    """What an account has of one asset, in whole units. withdrawable: within margin, and within what has settled."""

    asset: AssetName
    collateral: DecimalSigned
    credited: Decimal
    debited: Decimal
    withdrawable: Decimal


class Borrow(Wire, frozen=True, kw_only=True):
    """What an account owes in USDC on the strength of its other collateral, and how much that may be (MGN-7)."""

    owed: Decimal
    room: Annotated[Decimal, Meta(description="The most that it may owe now, as a loss or a fee may make it.")]
    since_ms: Annotated[TimeMs | None, Meta(description="Since when it owes; an hour later its other collateral pays.")]


class BalancesAnswer(Wire, frozen=True, kw_only=True):
    """Money of an account as the exchange sees it now: its worth in USDC, and what it has of each asset that it ever had."""

    account: AccountNumber
    asset: Literal["USDC"]
    collateral: DecimalSigned
    held: DecimalSigned
    equity: DecimalSigned
    equity_open: DecimalSigned
    initial_margin: DecimalSigned
    maintenance_margin: DecimalSigned
    withdrawable: DecimalSigned
    assets: Annotated[tuple[AssetBalance, ...], Meta(max_length=ASSETS_MAX)]
    borrow: Annotated[Borrow | None, Meta(description="None: it owes nothing, and may not.")]
    fee_tier: Annotated[int, Meta(ge=0, le=3)]
    referred: Annotated[bool, Meta(description="Whether somebody referred the owner: fees are a tenth lower.")]
    open_orders: Annotated[int, Meta(ge=0, le=1_000)]
    seq: Seq


class SettlementAnswer(Wire, frozen=True, kw_only=True):
    """How much of what the exchange did with an account the chain has, as the records up to seq say."""

    account: AccountNumber
    items: Annotated[Whole, Meta(description="All that the chain has or must have.")]
    settled: Annotated[Whole, Meta(description="Those that it has, as the exchange was told.")]
    oldest_ms: Annotated[TimeMs | None, Meta(description="Time of the oldest that it does not have; none: it has all.")]
    stands: Annotated[
        Literal["refused", "claimed", "unknown"] | None,
        Meta(
            description="Why nothing more settles now: the chain refused an item and it is tried again; a claim on the chain went past "
            "the log; an item waits for a program that has such items. None: it goes on."
        ),
    ]
    seq: Seq


class ViewsAnswer(Wire, frozen=True, kw_only=True):
    """Records of docs/reference/records.md, one behind another: accounts of the owner, positions, open orders, markets."""

    records: Annotated[str, Meta(pattern=whole("[A-Za-z0-9+/]*={0,2}"), max_length=4_194_304, description="Base64.")]
    seq: Seq


class Position(Wire, frozen=True, kw_only=True):
    """A position of an account in one market."""

    account: AccountNumber
    market: Symbol
    size: DecimalSigned
    entry_price: Decimal | None
    mark_price: Decimal | None
    liquidation_price: Decimal | None
    unrealized: DecimalSigned
    swept: Annotated[
        Decimal,
        Meta(
            description="Loss that a sweep has paid already. Profit since the entry: unrealized less claim, less this."
        ),
    ]
    claim: DecimalSigned
    initial_margin: DecimalSigned
    maintenance_margin: DecimalSigned
    buying: Decimal
    selling: Decimal
    leverage: Annotated[
        Whole | None,
        Meta(description="The most that new risk may have, as the user chose; none: what the market allows."),
    ]


class PositionList(Wire, frozen=True, kw_only=True):
    """Positions of an account."""

    positions: Annotated[tuple[Position, ...], Meta(max_length=MARKETS_MAX)]
    seq: Seq


class ReferrerRequest(Wire, frozen=True, kw_only=True):
    """Who referred the owner of an account."""

    account: AccountNumber
    referrer: Annotated[PublicKey, Meta(description="Another owner, who has an account.")]


class ReferrerAnswer(Wire, frozen=True, kw_only=True):
    """Who referred the owner of the account."""

    account: AccountNumber
    referrer: PublicKey
    seq: Seq


class IsolationRequest(Wire, frozen=True, kw_only=True):
    """Which market a sub-account is bound to from now on."""

    account: AccountNumber
    market: Annotated[Symbol | None, Meta(description="None: every market, which is cross margin.")]


class IsolationAnswer(Wire, frozen=True, kw_only=True):
    """Which market the account is bound to."""

    account: AccountNumber
    market: Symbol | None
    seq: Seq


class LeverageRequest(Wire, frozen=True, kw_only=True):
    """The most leverage that new risk of an account may have in a market."""

    account: AccountNumber
    market: Symbol
    leverage: Annotated[
        int, Meta(ge=0, le=LEVERAGE_MAX, description="Notional over margin; 0: what the market allows.")
    ]


class LeverageAnswer(Wire, frozen=True, kw_only=True):
    """The leverage that holds from now on."""

    account: AccountNumber
    market: Symbol
    leverage: Whole
    seq: Seq


class FillsQuery(Wire, frozen=True, kw_only=True):
    """Which fills, newest first."""

    account: AccountNumber
    market: Symbol | UnsetType = UNSET
    limit: PageLimit = 100
    before: Cursor | UnsetType = UNSET


class AccountFill(Wire, frozen=True, kw_only=True):
    """One match in which the account took part."""

    fill_id: Cursor
    market: Symbol
    side: SideName
    role: Literal["maker", "taker"]
    price: Decimal
    size: Decimal
    fee: DecimalSigned
    realized: DecimalSigned
    order_id: OrderId
    ts_ms: TimeMs
    settled_ms: Annotated[
        TimeMs | None, Meta(description="When the exchange was told that the chain has it; none: not yet.")
    ]


class FillPage(Wire, frozen=True, kw_only=True):
    """Fills, newest first, and the cursor of the next page. seq: the records hold every fill up to this command."""

    fills: Annotated[tuple[AccountFill, ...], Meta(max_length=PAGE_MAX)]
    next_cursor: Cursor | None
    seq: Seq
