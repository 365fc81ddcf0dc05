"""What runs in a desk: every process with its program, its settings, what it needs first and where it says that it is ready."""

from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from typing import Any, cast

import msgspec
from msgspec.structs import asdict, fields

from quantdesk.bus.commands import service_token
from quantdesk.desk.keys import Keys
from quantdesk.desk.paths import ROOT, Places, python_command
from quantdesk.desk.told import Told
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
    "web": "quantdesk.webserver",
    "demo": "quantdesk.demo.main",
}
SETTINGS: dict[str, type[ProcessSettings]] = {
    "engine": EngineSettings,
    "gateway": GatewaySettings,
    "stream": StreamSettings,
    "keepers": KeepersSettings,
    "ingest": IngestSettings,
    "web": WebSettings,
    "demo": DemoSettings,
}
STORES = ("postgres", "valkey")
# The engine looks its state up at random: huge pages, which glibc asks for when told so at the start, spare it a fifth of its time.
ENGINE_MEMORY = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
ASK_TIMEOUT_S = 2.0
DEFAULT = ("engine", "keepers", "ingest", "gateway", "stream", "web")


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
        return f"http://{self.settings.host}:{getattr(self.settings, f'{name}_port')}"

    def token(self, service: str) -> Secret | None:
        """The token that a service shows to the engine; the engine gets what tokens are made of, demo and web nothing."""
        if service == "engine":
            return self.keys.service
        if service in ("demo", "web"):
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
        if name in STORES:
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
    if name == "web":
        # A page without doors says so itself; it needs nothing to be served.
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
