"""Settings of each process, read once from the environment.

One frozen struct a process, prefix QUANTDESK_. A setting that is missing, unknown or malformed keeps the process from
starting, and the error says what was expected, what was found and what to do. Secrets have no default and no repr.
This is the only module that reads the environment.
"""

import os
from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar, get_args, get_type_hints

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import asdict, fields

PREFIX = "QUANTDESK_"

Network = Literal["localnet", "devnet", "mainnet"]
Profile = Literal["quiet", "demo"]
LogLevel = Literal["debug", "info", "warning", "error"]


class SettingsInvalid(Exception):
    """The environment does not make valid settings; the text says which one, what was expected and what was found."""


class Secret:
    """A text that does not show itself: repr, str and logs print ***."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


DatabaseUrl = Annotated[Secret, Meta(description="PostgreSQL, postgresql://user:password@host/database")]
ValkeyUrl = Annotated[Secret, Meta(description="Valkey, valkey://host:port/0 or unix:///path")]
SocketPath = Annotated[
    str, Meta(min_length=1, max_length=100, description="path of the engine's command socket, at most 100 characters")
]
Token = Annotated[Secret, Meta(description="token that services show to the engine, at least 32 characters")]
Jwks = Annotated[str, Meta(min_length=2, description="public keys that verify access tokens and tickets, JSON")]
Origins = Annotated[
    tuple[Annotated[str, Meta(pattern="^https?://[^/ ]+$")], ...],
    Meta(max_length=32, description="page origins that may call the doors, comma separated"),
]
DataFolder = Annotated[str, Meta(description="folder with recorded market data; empty: none")]
Port = Annotated[int, Meta(ge=1, le=65535)]
RpcUrls = Annotated[
    tuple[Annotated[str, Meta(pattern="^https?://")], ...],
    Meta(
        max_length=8, description="nodes of the Solana cluster, comma separated; empty: a local chain of the desk's own"
    ),
]
DemoSeed = Annotated[
    int, Meta(ge=0, le=2**31, description="seed of what the demonstration's makers and takers leave to chance")
]
WorkerIndex = Annotated[int, Meta(ge=0, le=63, description="number of this copy, from 0")]

ADDRESS_PATTERN = "^[1-9A-HJ-NP-Za-km-z]{32,44}$"
Address = Annotated[str, Meta(pattern=ADDRESS_PATTERN, description="mint of the collateral that counts at one")]
# The receiver of the generation since 2026-08-18 (docs.pyth.network/price-feeds/core/upgrade/contracts), as the program has it.
PYTH_RECEIVER = "rec2HHDDnjLfj4kE7VyEtFA1HPGQLK33259532cRyHp"

# Settings whose text is a comma-separated list.
LISTS = ("origins", "processes", "rpc_urls", "admin_key_files")
ORIGINS_LOCAL = ("http://localhost:3001", "http://127.0.0.1:3001")


class ProcessSettings(Struct, frozen=True, kw_only=True):
    """What every process reads."""

    network: Annotated[Network, Meta(description="localnet, devnet or mainnet")] = "localnet"
    host: Annotated[str, Meta(min_length=1, description="address that the process listens on")] = "127.0.0.1"
    log_level: Annotated[LogLevel, Meta(description="debug, info, warning or error")] = "info"


Linger = Annotated[
    int, Meta(ge=0, le=1_000, description="how long after a commit the next batch still gathers, microseconds")
]
SnapshotEvery = Annotated[int, Meta(ge=1_000, le=100_000_000, description="commands between two snapshots")]
HashEvery = Annotated[int, Meta(ge=1, le=100_000_000, description="commands between two state hashes in the journal")]
LINGER_US = 1_000
SNAPSHOT_EVERY = 200_000
HASH_EVERY = 100_000
HUNG_S = 30


class EngineSettings(ProcessSettings, frozen=True, kw_only=True):
    """The one writer."""

    database_url: DatabaseUrl
    valkey_url: ValkeyUrl
    engine_socket: SocketPath
    service_token: Token
    engine_port: Annotated[Port, Meta(description="health and metrics of the engine")] = 3004
    engine_linger_us: Linger = LINGER_US
    engine_snapshot_every: SnapshotEvery = SNAPSHOT_EVERY
    engine_hash_every: HashEvery = HASH_EVERY


class GatewaySettings(ProcessSettings, frozen=True, kw_only=True):
    """The door for HTTP."""

    database_url: DatabaseUrl
    valkey_url: ValkeyUrl
    engine_socket: SocketPath
    service_token: Token
    signing_key: Annotated[
        Secret, Meta(description="Ed25519 seed that signs tokens, base64url; the gateway alone holds it")
    ]
    jwks: Jwks
    gateway_port: Annotated[Port, Meta(description="HTTP of the gateway")] = 3002
    stream_port: Annotated[Port, Meta(description="WebSocket of the stream")] = 3006
    origins: Origins = ORIGINS_LOCAL
    site: Annotated[
        str,
        Meta(pattern="^https?://[^/ ]+$", description="page that people sign in to: domain and uri of the signed text"),
    ] = "http://localhost:3001"
    worker: WorkerIndex = 0
    rpc_urls: RpcUrls = ()


class StreamSettings(ProcessSettings, frozen=True, kw_only=True):
    """The door for WebSocket."""

    database_url: DatabaseUrl
    valkey_url: ValkeyUrl
    engine_socket: SocketPath
    service_token: Token
    jwks: Jwks
    stream_port: Annotated[Port, Meta(description="WebSocket of the stream")] = 3006
    origins: Origins = ORIGINS_LOCAL
    worker: WorkerIndex = 0


class KeepersSettings(ProcessSettings, frozen=True, kw_only=True):
    """The reconcilers."""

    database_url: DatabaseUrl
    valkey_url: ValkeyUrl
    engine_socket: SocketPath
    service_token: Token
    operator_key: Annotated[
        Secret, Meta(description="Ed25519 seed of the operator that signs settlements and pays for them, base64url")
    ]
    keepers_port: Annotated[Port, Meta(description="health and metrics of the keepers")] = 3005
    rpc_urls: RpcUrls = ()


class IngestSettings(ProcessSettings, frozen=True, kw_only=True):
    """Prices in."""

    database_url: DatabaseUrl
    valkey_url: ValkeyUrl
    engine_socket: SocketPath
    service_token: Token
    price_key: Annotated[Secret, Meta(description="secp256k1 key that signs prices of a local network, hex")]
    hermes_key_file: Annotated[str, Meta(description="file with the key for prices of Pyth; empty: none")] = ""
    ingest_port: Annotated[Port, Meta(description="health and metrics of the ingestion")] = 3003
    data: DataFolder = ""


class WebSettings(ProcessSettings, frozen=True, kw_only=True):
    """The server of the terminal's page."""

    web_folder: Annotated[str, Meta(description="folder of the built terminal; empty: built from the sources")] = ""
    web_port: Annotated[Port, Meta(description="HTTP of the terminal")] = 3001
    gateway_url: Annotated[str, Meta(pattern="^https?://", description="the gateway's address")] = (
        "http://127.0.0.1:3002"
    )
    stream_url: Annotated[str, Meta(pattern="^wss?://", description="the stream's address")] = "ws://127.0.0.1:3006/ws"
    rpc_url: Annotated[
        str, Meta(pattern="^(https?://.*)?$", description="JSON-RPC of the chain for pages; empty: none")
    ] = ""


class LocalnetSettings(ProcessSettings, frozen=True, kw_only=True):
    """The local chain."""

    localnet_home: Annotated[str, Meta(min_length=1, description="folder of the local chain's ledger")]
    faucet_key: Annotated[
        Secret, Meta(description="Ed25519 seed of the mint authority of the local chain's USDC, base64url")
    ]
    usdc_mint: Address
    pyth_receiver: Annotated[
        str,
        Meta(pattern=ADDRESS_PATTERN, description="program whose price accounts may be set on the local chain"),
    ] = PYTH_RECEIVER
    localnet_port: Annotated[Port, Meta(description="JSON-RPC, health and metrics of the local chain")] = 8899
    localnet_ws_port: Annotated[Port, Meta(description="subscriptions of the local chain")] = 8900
    localnet_finality_slots: Annotated[
        int, Meta(ge=2, le=64, description="slots from a slot's begin until it is final on the local chain")
    ] = 4
    origins: Origins = ORIGINS_LOCAL


class DemoSettings(ProcessSettings, frozen=True, kw_only=True):
    """The makers that keep a demonstration's book alive; they use the public doors alone."""

    demo_keys: Annotated[
        Secret, Meta(description="Ed25519 seeds of the demonstration's owners, base64url, comma separated")
    ]
    gateway_url: Annotated[str, Meta(pattern="^https?://", description="the gateway's address")] = (
        "http://127.0.0.1:3002"
    )
    stream_url: Annotated[str, Meta(pattern="^wss?://", description="the stream's address")] = "ws://127.0.0.1:3006/ws"
    demo_seed: DemoSeed = 1
    rpc_urls: RpcUrls = ()


class DeskSettings(ProcessSettings, frozen=True, kw_only=True):
    """The command line that starts all the others."""

    home: Annotated[str, Meta(description="folder of the desk's data, secrets and logs; empty: .desk in the clone")] = (
        ""
    )
    cache: Annotated[
        str, Meta(description="folder of built things outside the clone; empty: the user's cache folder")
    ] = ""
    chromium: Annotated[str, Meta(description="browser for the browser suites; empty: the one on PATH")] = ""
    database_url: Annotated[str, Meta(description="PostgreSQL to use; empty: the embedded one")] = ""
    valkey_url: Annotated[str, Meta(description="Valkey to use; empty: the embedded one")] = ""
    web_port: Port = 3001
    web_folder: str = ""
    rpc_urls: RpcUrls = ()
    authority_key_file: Annotated[
        str, Meta(description="Solana key file of who deploys the program and pays; empty: the local desk's own")
    ] = ""
    admin_key_files: Annotated[
        tuple[str, ...],
        Meta(
            description="Solana key files of admins who announce a version of the program; empty: the local desk's own"
        ),
    ] = ()
    program_key_file: Annotated[
        str,
        Meta(description="Solana key file of an address that the program goes to at first; empty: it has an account"),
    ] = ""
    unit_price: Annotated[
        int, Meta(ge=0, le=10_000_000, description="millionths of a lamport offered for a compute unit of a deployment")
    ] = 0
    localnet_port: Port = 8899
    localnet_ws_port: Port = 8900
    localnet_finality_slots: Annotated[int, Meta(ge=2, le=64)] = 4
    gateway_port: Port = 3002
    ingest_port: Port = 3003
    engine_port: Port = 3004
    keepers_port: Port = 3005
    stream_port: Port = 3006
    origins: Origins = ORIGINS_LOCAL
    site: Annotated[
        str, Meta(description="page that people sign in to; empty: the terminal of this desk under localhost")
    ] = ""
    demo_seed: DemoSeed = 1
    data: DataFolder = ""
    hermes_key_file: str = ""
    profile: Annotated[
        Profile, Meta(description="demo: makers keep the book alive; quiet: nobody trades by himself")
    ] = "quiet"
    workers: Annotated[int, Meta(ge=1, le=16, description="copies of the gateway and of the stream")] = 1
    processes: Annotated[
        tuple[Annotated[str, Meta(pattern="^[a-z]+$")], ...],
        Meta(description="processes to start, comma separated; empty: all of the profile"),
    ] = ()
    engine_linger_us: Linger = LINGER_US
    engine_snapshot_every: SnapshotEvery = SNAPSHOT_EVERY
    engine_hash_every: HashEvery = HASH_EVERY
    hung_s: Annotated[
        int,
        Meta(ge=2, le=3_600, description="seconds without an answer after which a process is ended and started again"),
    ] = HUNG_S
    attached: Annotated[bool, Meta(description="the desk ends with the process that started it")] = False
    database_fsync: Annotated[
        bool, Meta(description="false only for tests: a power cut may then lose the embedded PostgreSQL")
    ] = True


KINDS: tuple[type[ProcessSettings], ...] = (
    EngineSettings,
    GatewaySettings,
    StreamSettings,
    KeepersSettings,
    IngestSettings,
    WebSettings,
    LocalnetSettings,
    DemoSettings,
    DeskSettings,
)

S = TypeVar("S", bound=ProcessSettings)


def load(kind: type[S], environment: Mapping[str, str] | None = None) -> S:
    """Settings of one process from the environment (the process's own when none is given).

    Errors: SettingsInvalid when a QUANTDESK_ name is unknown, a required one is missing or a value is malformed.
    """
    source = os.environ if environment is None else environment
    known = names_known()
    unknown = sorted(name for name in source if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsInvalid(f"unknown setting {unknown[0]}: expected one of .env.example; remove or correct it")
    hints = get_type_hints(kind)
    raw: dict[str, object] = {}
    for field in fields(kind):
        name = PREFIX + field.name.upper()
        if name in source:
            raw[field.name] = _split(source[name]) if field.name in LISTS else source[name]
        elif field.required:
            raise SettingsInvalid(
                f"{name} is missing: expected {_described(hints, field.name, kind)}; set it or use ./desk up"
            )
    return _converted(kind, raw)


def environment_of(settings: Struct) -> dict[str, str]:
    """The environment that makes these settings, secrets revealed: what a child process is started with."""
    return {PREFIX + name.upper(): _text(value) for name, value in asdict(settings).items()}


def environment_inherited() -> dict[str, str]:
    """The process's own environment without QUANTDESK_ names: what a child keeps of it."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def names_known() -> dict[str, str]:
    """Every setting's environment name with its description."""
    names: dict[str, str] = {}
    for kind in KINDS:
        hints = get_type_hints(kind, include_extras=True)
        for field in fields(kind):
            name = PREFIX + field.name.upper()
            names[name] = names.get(name) or _description(hints[field.name])
    return names


def _converted(kind: type[S], raw: dict[str, object]) -> S:
    try:
        return msgspec.convert(raw, kind, strict=False, dec_hook=_secret_read)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$.")
        name = path.rstrip("`").split("[")[0]
        found = "" if Secret in _parts(get_type_hints(kind)[name]) else f", found {raw[name]!r}"
        raise SettingsInvalid(f"{PREFIX}{name.upper()}: {reason}{found}; see .env.example") from None


def _parts(hint: object) -> tuple[object, ...]:
    return (hint, *get_args(hint))


def _secret_read(kind: type, value: object) -> object:
    if kind is Secret and isinstance(value, str) and value:
        return Secret(value)
    raise ValueError("Expected a text that is not empty")


def _described(hints: dict[str, object], field: str, kind: type[ProcessSettings]) -> str:
    return _description(get_type_hints(kind, include_extras=True)[field]) or str(hints[field])


def _description(hint: object) -> str:
    found = ""
    for part in getattr(hint, "__metadata__", ()):
        if isinstance(part, Meta) and part.description:
            found = part.description
    return found


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _text(value: object) -> str:
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ",".join(str(part) for part in value)
    return str(value)
