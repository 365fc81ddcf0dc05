"""What runs in a desk: every process with its program, its settings, what it needs first and where it says that it is ready."""

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from typing import Any, cast

import msgspec
from msgspec.structs import asdict, fields

from quantdesk.bus.commands import service_token
from quantdesk.desk.keys import Keys, public_key
from quantdesk.desk.paths import ROOT, Places, python_command
from quantdesk.desk.told import Told
from quantdesk.model.base58 import encode_base58
from quantdesk.model.records_gen import Service
from quantdesk.runtime.embedded import Postgres, Valkey
from quantdesk.runtime.launch import Launch
from quantdesk.runtime.settings import (
    DemoSettings,
    DeskSettings,
    EngineSettings,
    GatewaySettings,
    IngestSettings,
    KeepersSettings,
    LocalnetSettings,
    ProcessSettings,
    Secret,
    StreamSettings,
    WebSettings,
    environment_inherited,
    environment_of,
)
from quantdesk.runtime.tokens import jwks_make

# The process and the module whose main() it is.
MODULES = {
    "engine": "quantdesk.engine.main",
    "gateway": "quantdesk.gateway.main",
    "stream": "quantdesk.gateway.stream_main",
    "keepers": "quantdesk.keepers.main",
    "ingest": "quantdesk.ingest.main",
    "localnet": "quantdesk.localnet.main",
    "web": "quantdesk.webserver",
    "demo": "quantdesk.demo.main",
}
SETTINGS: dict[str, type[ProcessSettings]] = {
    "engine": EngineSettings,
    "gateway": GatewaySettings,
    "stream": StreamSettings,
    "keepers": KeepersSettings,
    "ingest": IngestSettings,
    "localnet": LocalnetSettings,
    "web": WebSettings,
    "demo": DemoSettings,
}
STORES = ("postgres", "valkey")
# What stands on its own and has no token for the engine.
ALONE = ("localnet", "web", "demo")
# The engine looks its state up at random: huge pages, which glibc asks for when told so at the start, spare it a fifth of its time.
ENGINE_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
ASK_TIMEOUT_S = 2.0
DEFAULT = ("localnet", "engine", "keepers", "ingest", "gateway", "stream", "web")


class Member(msgspec.Struct, kw_only=True):
    """One process of the desk. launch makes what is started; port 0 means no web address; needs must be ready first."""

    name: str
    launch: Callable[[], Launch]
    needs: tuple[str, ...] = ()
    port: int = 0
    ready: Callable[[int], bool] | None = None
    missing: str = "connections"


class Plan(msgspec.Struct, kw_only=True):
    """A whole desk, in the order in which it starts."""

    settings: DeskSettings
    places: Places
    keys: Keys
    database_url: str
    valkey_url: str
    members: list[Member]

    def address(self, name: str) -> str:
        """What people type for a door."""
        if name == "stream":
            return f"ws://{self.settings.host}:{self.settings.stream_port}/ws"
        if name == "localnet_ws":
            return f"ws://{self.settings.host}:{self.settings.localnet_ws_port}"
        return f"http://{self.settings.host}:{getattr(self.settings, f'{name}_port')}"

    @property
    def has_localnet(self) -> bool:
        """The desk has a chain of its own."""
        return any(member.name == "localnet" for member in self.members)

    @property
    def rpc_urls(self) -> tuple[str, ...]:
        """Nodes of the chain: those that are configured, or the desk's own; none: no chain."""
        if self.settings.rpc_urls:
            return self.settings.rpc_urls
        return (self.address("localnet"),) if self.has_localnet else ()

    def token(self, service: str) -> Secret | None:
        """The token that a service shows to the engine; the engine gets what tokens are made of, demo and web nothing."""
        if service == "engine":
            return self.keys.service
        if service in ALONE:
            return None
        return Secret(service_token(self.keys.service.reveal(), Service[service.upper()]))


def plan_make(settings: DeskSettings, places: Places, keys: Keys, names: tuple[str, ...], workers: int = 1) -> Plan:
    """The plan of a desk with these processes. Those whose program does not exist yet are left out."""
    postgres = Postgres(places.home / "postgres", places.run / "pg", fsync=settings.database_fsync)
    valkey = Valkey(places.home / "valkey", places.run)
    plan = Plan(
        settings=settings,
        places=places,
        keys=keys,
        database_url=settings.database_url or postgres.url(),
        valkey_url=settings.valkey_url or valkey.url(),
        members=[],
    )
    if not settings.database_url:
        plan.members.append(Member(name="postgres", launch=postgres.prepare, ready=postgres.ready))
    if not settings.valkey_url:
        plan.members.append(Member(name="valkey", launch=valkey.prepare, ready=valkey.ready))
    for name in names:
        if name in STORES or (name == "localnet" and settings.rpc_urls):
            continue
        if name not in MODULES:
            raise Told(f"no process {name}: expected some of {', '.join((*MODULES, *STORES))}")
        if _exists(MODULES[name]):
            copies = workers if name in ("gateway", "stream") else 1
            plan.members.extend(_member(plan, name, copy) for copy in range(copies))
    return plan


def process_settings(plan: Plan, name: str, copy: int = 0) -> ProcessSettings:
    """The settings of one process of this desk: of everything that the desk knows, what this process's struct has."""
    kind = SETTINGS[name]
    known: dict[str, object] = asdict(plan.settings) | {
        "database_url": Secret(plan.database_url),
        "valkey_url": Secret(plan.valkey_url),
        "engine_socket": str(plan.places.engine_socket),
        "service_token": plan.token(name),
        "signing_key": plan.keys.signing,
        "price_key": plan.keys.price,
        "jwks": jwks_make([plan.keys.signing.reveal()]),
        "demo_keys": Secret(",".join(seed.reveal() for seed in plan.keys.demo)),
        "gateway_url": plan.address("gateway"),
        "stream_url": plan.address("stream"),
        "origins": origins_of(plan.settings),
        "site": plan.settings.site or f"http://localhost:{plan.settings.web_port}",
        "worker": copy,
        "rpc_urls": plan.rpc_urls,
        "rpc_url": plan.rpc_urls[0] if plan.rpc_urls else "",
        "operator_key": plan.keys.chain["operator"],
        "localnet_home": str(plan.places.home / "localnet"),
        "faucet_key": plan.keys.chain["usdc-authority"],
        "usdc_mint": encode_base58(public_key(plan.keys.chain["usdc-mint"])),
    }
    made: Any = kind
    settings = made(**{field.name: known[field.name] for field in fields(kind) if field.name in known})
    return cast(ProcessSettings, settings)


def _member(plan: Plan, name: str, copy: int) -> Member:
    def launch() -> Launch:
        memory = ENGINE_MEMORY if name == "engine" else {}
        environment = memory | environment_inherited() | environment_of(process_settings(plan, name, copy))
        return Launch(name=name, argv=python_command(name), env=environment, cwd=ROOT)

    needs: tuple[str, ...] = tuple(member.name for member in plan.members if member.name in STORES)
    if name in ("localnet", "web"):
        # A chain stands on its own; a page without doors says so itself.
        needs = ()
    elif name != "engine":
        needs = (*needs, "engine")
    if name == "demo":
        needs = (*needs, "gateway", "stream")
    if name == "demo":
        host, gateway = plan.settings.host, plan.settings.gateway_port
        return Member(
            name=name,
            launch=launch,
            needs=needs,
            ready=lambda _: book_lives(host, gateway),
            missing="orders in the book",
        )
    port: int = getattr(plan.settings, f"{name}_port")
    return Member(name=name if copy == 0 else f"{name}-{copy}", launch=launch, needs=needs, port=port)


def origins_of(settings: DeskSettings) -> tuple[str, ...]:
    """Page origins that the doors admit: those of the settings, and this desk's own terminal under both names of this machine."""
    own = (f"http://localhost:{settings.web_port}", f"http://127.0.0.1:{settings.web_port}")
    return (*settings.origins, *(origin for origin in own if origin not in settings.origins))


def book_lives(host: str, port: int) -> bool:
    """The gateway at host:port shows bids and asks in the first market: what the makers are for."""
    connection = HTTPConnection(host, port, timeout=ASK_TIMEOUT_S)
    try:
        connection.request("GET", "/api/markets/BTC-PERP/book?depth=1")
        book = msgspec.json.decode(connection.getresponse().read(), type=dict[str, object])
    except (OSError, HTTPException, msgspec.MsgspecError):
        return False
    finally:
        connection.close()
    return bool(book.get("bids") and book.get("asks"))


def _exists(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def processes_of(settings: DeskSettings) -> tuple[str, ...]:
    """The processes that these settings ask for."""
    if settings.processes:
        return settings.processes
    return (*DEFAULT, "demo") if settings.profile == "demo" else DEFAULT
