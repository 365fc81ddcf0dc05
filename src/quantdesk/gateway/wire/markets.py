"""Bodies of markets, book, trades, network and status."""

from typing import Annotated, Final, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.accounts import MARKETS_MAX
from quantdesk.gateway.wire.fields import (
    DEPTH_MAX,
    PAGE_MAX,
    Cursor,
    Decimal,
    DecimalSigned,
    PageLimit,
    Seq,
    SideName,
    Symbol,
    TimeMs,
    Whole,
    Wire,
)

CANDLES_MAX: Final = 1_000
PriceTier = Annotated[
    Literal["valid", "slow", "stale", "uncertain", "volatile", "missing"],
    Meta(description="How far the price can be relied upon; all but valid refuse something."),
]
PriceCause = Annotated[
    Literal["none", "age", "confidence", "venues", "jump", "unpriced"],
    Meta(description="Why the price is not valid."),
]
CandleKindName = Literal["trade", "mark", "index"]
ChainAddress = Annotated[str, Meta(max_length=44, description="Address on the chain, base58.")]


class MarginTier(Wire, frozen=True, kw_only=True):
    """Maintenance of the part of a position that lies above a bound; its initial fraction grows alike [MGN-3]."""

    above: Annotated[Decimal, Meta(description="Notional in USD.")]
    maintenance_margin_fraction: Decimal


class Market(Wire, frozen=True, kw_only=True):
    """A market with its grid, bounds and prices."""

    market: Symbol
    market_id: Annotated[int, Meta(ge=0, le=65_534)]
    status: Literal["open", "paused"]
    tick_size: Decimal
    lot_size: Decimal
    price_max: Decimal
    order_size_max: Decimal
    position_size_max: Decimal
    open_interest_max: Decimal
    initial_margin_fraction: Decimal
    maintenance_margin_fraction: Decimal
    initial_margin_fraction_now: Annotated[
        Decimal, Meta(description="Of new risk at the present open interest; grows to 1 between the two caps.")
    ]
    crowded_from: Annotated[Decimal | None, Meta(description="Open interest in USD from which it grows.")]
    crowded_at: Annotated[Decimal | None, Meta(description="Open interest in USD at which it is 1.")]
    margin_tiers: Annotated[
        tuple[MarginTier, ...],
        Meta(max_length=2, description="Fractions of what a position's notional has above each bound."),
    ]
    band_fraction: Decimal
    index_price: Decimal | None
    mark_price: Decimal | None
    last_price: Decimal | None
    price_tier: PriceTier
    price_cause: PriceCause
    open_interest: Decimal
    funding_rate: Annotated[
        DecimalSigned | None,
        Meta(description="Of the hour that runs, as it stands: positive, longs pay. Below 480 samples there is none."),
    ]
    funding_samples: Whole
    next_funding_ms: TimeMs | None


class MarketList(Wire, frozen=True, kw_only=True):
    """Every market."""

    markets: Annotated[tuple[Market, ...], Meta(max_length=MARKETS_MAX)]
    seq: Seq


class MarketPath(Wire, frozen=True, kw_only=True):
    """Names a market in an address."""

    symbol: Symbol


class BookQueryString(Wire, frozen=True, kw_only=True):
    """How deep to look."""

    depth: Annotated[int, Meta(ge=1, le=DEPTH_MAX, description="Levels a side.")] = 50


class Level(Wire, frozen=True, kw_only=True):
    """One price of the book."""

    price: Decimal
    size: Decimal
    orders: Whole


class BookAnswer(Wire, frozen=True, kw_only=True):
    """The book after command `seq`: best prices first."""

    market: Symbol
    bids: Annotated[tuple[Level, ...], Meta(max_length=DEPTH_MAX)]
    asks: Annotated[tuple[Level, ...], Meta(max_length=DEPTH_MAX)]
    seq: Seq
    ts_ms: TimeMs


class TradesQuery(Wire, frozen=True, kw_only=True):
    """Which trades, newest first."""

    limit: PageLimit = 100
    before: Cursor | UnsetType = UNSET


class Trade(Wire, frozen=True, kw_only=True):
    """One match; side is the taker's."""

    trade_id: Cursor
    price: Decimal
    size: Decimal
    side: SideName
    ts_ms: TimeMs


class TradePage(Wire, frozen=True, kw_only=True):
    """Trades, newest first, and the cursor of the next page."""

    trades: Annotated[tuple[Trade, ...], Meta(max_length=PAGE_MAX)]
    next_cursor: Cursor | None


class CandlesQuery(Wire, frozen=True, kw_only=True):
    """Which candles: those that begin before `before`, the newest without it."""

    interval: Annotated[
        Literal[1, 5, 15, 60, 180, 300, 900, 1_800, 3_600, 14_400, 43_200, 86_400], Meta(description="Seconds.")
    ]
    kind: CandleKindName = "trade"
    before: TimeMs | UnsetType = UNSET
    limit: Annotated[int, Meta(ge=1, le=CANDLES_MAX, description="Most candles of the page.")] = 500


class Candle(Wire, frozen=True, kw_only=True):
    """Prices of one interval; ticks: how many prices it is made of, 0 for an interval without one."""

    open_ms: TimeMs
    open: Decimal
    high: Decimal
    low: Decimal
    close: Decimal
    volume: Decimal
    ticks: Whole


class CandlePage(Wire, frozen=True, kw_only=True):
    """Candles without a gap, oldest first, and where the page before them ends."""

    market: Symbol
    kind: CandleKindName
    interval: Annotated[int, Meta(ge=1, le=86_400)]
    candles: Annotated[tuple[Candle, ...], Meta(max_length=CANDLES_MAX)]
    next_before: TimeMs | None


Hash64 = Annotated[str, Meta(pattern=whole("[0-9a-f]{64}"), max_length=64)]


class ChainVault(Wire, frozen=True, kw_only=True):
    """Vault of an asset on the chain. mint and tokens are null for SOL, whose lamports lie in the vault itself."""

    asset: Annotated[str, Meta(min_length=1, max_length=16)]
    vault: ChainAddress
    mint: ChainAddress | None
    tokens: ChainAddress | None


class ChainAnswer(Wire, frozen=True, kw_only=True):
    """Where the exchange lies on its chain."""

    rpc_url: Annotated[str, Meta(max_length=256)]
    exchange: ChainAddress
    risk: ChainAddress
    vaults: Annotated[tuple[ChainVault, ...], Meta(max_length=8)]


class NetworkAnswer(Wire, frozen=True, kw_only=True):
    """What signatures are bound to, and where the money lies; chain is null while that is not known."""

    network: Annotated[str, Meta(pattern=whole("[a-z]{1,16}"), max_length=16)]
    program_id: Annotated[str, Meta(max_length=44)]
    genesis_hash: Hash64
    domain: Annotated[str, Meta(pattern=whole("[0-9a-f]{16}"), max_length=16)]
    slot: Whole
    slot_ms: Annotated[int, Meta(ge=1, le=10_000)]
    time_ms: TimeMs
    chain: ChainAnswer | None


class ChangeLine(Wire, frozen=True, kw_only=True):
    """A change of the exchange that waits. exits: requests to leave that must be paid before it applies."""

    change: Whole
    what: Annotated[str, Meta(min_length=1, max_length=512)]
    proposed_ms: TimeMs
    due_ms: TimeMs
    exits: Whole


class ChangesAnswer(Wire, frozen=True, kw_only=True):
    """What waits, oldest first, and what is paused; null while the chain is not known."""

    changes: Annotated[tuple[ChangeLine, ...], Meta(max_length=1_024)] | None
    paused: Annotated[tuple[Literal["accounts", "deposits", "orders"], ...], Meta(max_length=3)] | None


class SettlementStatus(Wire, frozen=True, kw_only=True):
    """How far the chain is behind the exchange."""

    pending: Annotated[Whole, Meta(description="What it does not have yet; accounts that stand still are left out.")]
    oldest_ms: Annotated[TimeMs | None, Meta(description="Time of the oldest of them; none: it has all.")]


class StatusAnswer(Wire, frozen=True, kw_only=True):
    """How the parts of the exchange are."""

    network: Annotated[str, Meta(pattern=whole("[a-z]{1,16}"), max_length=16)]
    version: Annotated[str, Meta(max_length=32)]
    schema_hash: Hash64
    program_id: Annotated[str, Meta(max_length=44)]
    engine: Literal["up", "down"]
    database: Literal["up", "down"]
    cache: Literal["up", "down"]
    settlement: SettlementStatus | None
    seq: Seq | None
    time_ms: TimeMs


class ReadyAnswer(Wire, frozen=True, kw_only=True):
    """Whether this process can do its job, and what it lacks."""

    process: Annotated[str, Meta(max_length=32)]
    pid: Whole
    uptime_s: Whole
    ready: bool
    missing: Annotated[tuple[Annotated[str, Meta(max_length=64)], ...], Meta(max_length=16)]


class HealthAnswer(Wire, frozen=True, kw_only=True):
    """This process is alive."""

    process: Annotated[str, Meta(max_length=32)]
    pid: Whole
    uptime_s: Whole
