"""Bodies of prices and what proves them."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.fields import PAGE_MAX, Decimal, PageLimit, Seq, Symbol, TimeMs, U64Text, Whole, Wire

UPDATE_TEXT_MAX = 65_536
NAME_PATTERN = whole("[ -~]{1,64}")
SourceName = Annotated[str, Meta(pattern=NAME_PATTERN, max_length=64)]
Digest = Annotated[str, Meta(pattern=whole("[0-9a-f]{64}"), max_length=64, description="32 bytes, hexadecimal.")]
SignerAddress = Annotated[str, Meta(pattern=whole("[0-9a-f]{40}"), max_length=40, description="Signer, by index.")]


class OracleQuery(Wire, frozen=True, kw_only=True):
    """Which index; the newest without any of these, of which at most one is given.

    seq: the one in force at a command; at_ms: the newest that had come by a time; evidence: the one that an update proves.
    """

    seq: Seq | UnsetType = UNSET
    at_ms: TimeMs | UnsetType = UNSET
    evidence: Digest | UnsetType = UNSET


class OracleEvidence(Wire, frozen=True, kw_only=True):
    """The signed update that proves an index: which set signed it, with which of its members, under which row of trust;
    whoever doubts it can verify the update himself.
    """

    digest: Digest
    source: SourceName
    set_index: Annotated[int, Meta(ge=0, le=4_294_967_295)]
    trust_version: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    signers: Annotated[tuple[Annotated[int, Meta(ge=0, le=255)], ...], Meta(max_length=255)]
    sequence: U64Text
    update: Annotated[
        str,
        Meta(
            pattern=whole("[A-Za-z0-9+/]*={0,2}"),
            max_length=UPDATE_TEXT_MAX,
            description="The signed update itself, base64.",
        ),
    ]


class OracleVoice(Wire, frozen=True, kw_only=True):
    """What one source says about the market: its middle, its points of 100, what is wrong with it; it never moves the index."""

    source: SourceName
    state: SourceName
    middle: Decimal | None
    score: Annotated[int, Meta(ge=0, le=100)]
    faults: Annotated[tuple[SourceName, ...], Meta(max_length=16)]
    clock_skew_ms: Annotated[int, Meta(ge=-86_400_000, le=86_400_000)]


class OracleAnswer(Wire, frozen=True, kw_only=True):
    """An index of a market; null where none is known. age_ms: at the time that was asked for; voices: of now, none with an
    older index; evidence: null once its update is no longer kept (30 days; the index itself 90).

    origin: pyth; replay: recorded, or synthetic: made up, both signed by this desk's own key; local: signed so, and which of
    both is not known.
    """

    market: Symbol
    origin: Literal["pyth", "replay", "synthetic", "local"] | None
    index_price: Decimal | None
    confidence: Decimal | None
    publish_ms: TimeMs | None
    received_ms: TimeMs | None
    age_ms: Whole | None
    seq: Seq | None
    evidence: OracleEvidence | None
    voices: Annotated[tuple[OracleVoice, ...], Meta(max_length=64)]


class SourceVoice(Wire, frozen=True, kw_only=True):
    """What a source says about a market. points: of 100; votes: whether it is heard about the tier, which it never is about the index;
    complete_percent: minutes with trades of those in which others traded, null: none to judge by; checksums_wrong: books unlike the
    venue's own checksum, null: it sends none; backlog_ms: age of the oldest event that is not written yet.
    """

    market: Symbol
    middle: Decimal | None
    points: Annotated[int, Meta(ge=0, le=100)]
    votes: bool
    faults: Annotated[tuple[SourceName, ...], Meta(max_length=16)]
    clock_skew_ms: Annotated[int, Meta(ge=-86_400_000, le=86_400_000)]
    complete_percent: Annotated[int, Meta(ge=0, le=100)] | None
    checksums_wrong: Whole | None
    backlog_ms: Whole


class SourceLine(Wire, frozen=True, kw_only=True):
    """A source of market data: as it is wished, and as ingestion has said within ten seconds that it is;
    age_ms: of its last event, null: there was none.
    """

    source: SourceName
    kind: SourceName
    wish: SourceName
    state: SourceName
    age_ms: Whole | None
    voices: Annotated[tuple[SourceVoice, ...], Meta(max_length=256)]


class SourceList(Wire, frozen=True, kw_only=True):
    """All sources, by name."""

    sources: Annotated[tuple[SourceLine, ...], Meta(max_length=256)]


class IndexLine(Wire, frozen=True, kw_only=True):
    """An index that the engine was told; evidence: hash of the signed update that proves it."""

    seq: Seq
    index_price: Decimal
    confidence: Decimal
    publish_ms: TimeMs
    received_ms: TimeMs
    evidence: Digest


class IndicesQuery(Wire, frozen=True, kw_only=True):
    """Where the page begins: indices told before this command."""

    before: Seq | UnsetType = UNSET
    limit: PageLimit = 100


class IndexPage(Wire, frozen=True, kw_only=True):
    """Indices of a market, newest first, of the last 90 days, and where the next page begins."""

    market: Symbol
    indices: Annotated[tuple[IndexLine, ...], Meta(max_length=PAGE_MAX)]
    next_before: Seq | None


class TrustEmitter(Wire, frozen=True, kw_only=True):
    """Whose statements a set may sign."""

    chain: Annotated[int, Meta(ge=0, le=65_535)]
    address: Digest


class TrustLine(Wire, frozen=True, kw_only=True):
    """Who may sign prices: a version that is never changed. genesis: hash of the only network on which it holds, null: everywhere."""

    version: Annotated[int, Meta(ge=1, le=2_147_483_647)]
    name: SourceName
    set_index: Annotated[int, Meta(ge=0, le=4_294_967_295)]
    signers: Annotated[tuple[SignerAddress, ...], Meta(max_length=255)]
    quorum: Annotated[int, Meta(ge=1, le=255)]
    emitters: Annotated[tuple[TrustEmitter, ...], Meta(max_length=64)]
    valid_from_ms: TimeMs
    valid_to_ms: TimeMs | None
    genesis: Digest | None


class TrustList(Wire, frozen=True, kw_only=True):
    """All versions, oldest first."""

    rows: Annotated[tuple[TrustLine, ...], Meta(max_length=1_000)]
