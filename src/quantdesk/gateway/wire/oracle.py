"""Bodies of prices and what proves them."""

from typing import Annotated, Literal

from msgspec import Meta

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.fields import Decimal, Seq, Symbol, TimeMs, U64Text, Whole, Wire

UPDATE_TEXT_MAX = 65_536
NAME_PATTERN = whole("[ -~]{1,64}")
SourceName = Annotated[str, Meta(pattern=NAME_PATTERN, max_length=64)]
Digest = Annotated[str, Meta(pattern=whole("[0-9a-f]{64}"), max_length=64, description="What was signed.")]


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
    """The newest index of a market; null where none is known. origin: pyth; replay: recorded, or synthetic: made up, both
    signed by this desk's own key; local: signed so, and no source of it is wished for any more.
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
