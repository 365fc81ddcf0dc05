"""Kinds of sources by name: how a row of wishes becomes a running source, and how a message of it is read again.

Invariant: a kind that is not here, or a configuration that does not fit it, is refused with what was expected; nothing is guessed.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

import msgspec

from quantdesk.ingest.feeds import FEED_IDS
from quantdesk.ingest.received import Received, Source
from quantdesk.ingest.sources import (
    binance,
    bybit,
    ccxt_pro,
    hermes,
    hyperliquid,
    okx,
    replay,
    solana_accounts,
    synthetic,
)
from quantdesk.model.feed_synthetic import SYNTHETIC

LOCAL_KINDS: Final = frozenset({replay.NAME, synthetic.NAME})
"""Kinds whose books become prices signed by the desk's own key."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Configuration of a source. symbols: the venue's name → our market; endpoints: of Hermes; path: below the data folder; venue,
    settings: of ccxt.
    """

    url: str = ""
    symbols: dict[str, str] = {}
    endpoints: tuple[str, ...] = ()
    owner: str = solana_accounts.RECEIVER
    path: str = ""
    symbol: str = ""
    speed: float = 1.0
    venue: str = ""
    settings: dict[str, Any] = {}


class ConfigInvalid(Exception):
    """A row of price_sources that no source can be made of; the text says what was expected."""


class Surroundings(msgspec.Struct, frozen=True):
    """What sources get beside their row. data: folder of recordings; hermes_key: bearer, "" for none."""

    data: str
    hermes_key: str = ""


def config_read(kind: str, text: str) -> Config:
    """The configuration in a row. Errors: ConfigInvalid."""
    try:
        config = msgspec.json.decode(text, type=Config)
    except msgspec.DecodeError as error:
        raise ConfigInvalid(
            f"expected a configuration of fields {', '.join(Config.__struct_fields__)}: {error}"
        ) from None
    needs = {"hermes": "endpoints", "replay": "path", "synthetic": "symbol", "ccxt": "venue"}.get(kind, "symbols")
    if kind not in OPEN:
        raise ConfigInvalid(f"expected a kind of {', '.join(OPEN)}, found {kind[:32]!r}")
    if not getattr(config, needs) or (kind == "solana" and not config.url):
        raise ConfigInvalid(f"{kind}: expected {needs} in the configuration")
    if kind == "ccxt" and (not config.symbols or not ccxt_pro.SETTINGS.issuperset(config.settings)):
        allowed = ", ".join(sorted(ccxt_pro.SETTINGS))
        raise ConfigInvalid(
            f"ccxt: expected symbols, and settings of {allowed}, found {', '.join(config.settings)[:80]!r}"
        )
    if kind == "synthetic" and config.symbol not in SYNTHETIC:
        raise ConfigInvalid(f"synthetic: expected one of {', '.join(SYNTHETIC)}, found {config.symbol[:16]!r}")
    return config


def _hermes(config: Config, around: Surroundings) -> Source:
    endpoints = tuple(hermes.Endpoint(url, around.hermes_key) for url in config.endpoints)
    return hermes.hermes(endpoints, tuple(FEED_IDS.values()))


def replay_file(config: Config, around: Surroundings) -> Path:
    """The recording of a configuration. Errors: ConfigInvalid when it is not below the data folder."""
    path = (Path(around.data) / config.path).resolve()
    if not around.data or not path.is_relative_to(Path(around.data).resolve()) or not path.is_file():
        raise ConfigInvalid(f"replay: expected a file below the data folder, found {config.path[:80]!r}")
    return path


OPEN: Final[dict[str, Callable[[Config, Surroundings], Source]]] = {
    "hermes": _hermes,
    "solana": lambda config, _: solana_accounts.solana_accounts(config.symbols, config.url, config.owner),
    "binance": lambda config, _: binance.binance(config.symbols, config.url or binance.URL),
    "bybit": lambda config, _: bybit.bybit(config.symbols, config.url or bybit.URL),
    "okx": lambda config, _: okx.okx(config.symbols, config.url or okx.URL),
    "hyperliquid": lambda config, _: hyperliquid.hyperliquid(config.symbols, config.url or hyperliquid.URL),
    "ccxt": lambda config, _: ccxt_pro.ccxt_pro(config.venue, config.symbols, config.settings),
    "replay": lambda config, around: replay.replay(
        replay_file(config, around), config.symbol or replay.REPLAY_SYMBOL, config.speed
    ),
    "synthetic": lambda config, _: synthetic.synthetic(config.symbol, SYNTHETIC[config.symbol]),
}

Read = Callable[[bytes, int, Config], Iterable[Received]]
READ: Final[dict[str, Read]] = {
    "binance": lambda message, recv_us, config: binance.binance_read(message, recv_us, config.symbols),
    "bybit": lambda message, recv_us, config: bybit.BybitReader(config.symbols).read(message, recv_us),
    "okx": lambda message, recv_us, config: okx.okx_read(message, recv_us, config.symbols),
    "hyperliquid": lambda message, recv_us, config: hyperliquid.hyperliquid_read(message, recv_us, config.symbols),
}
"""How a message of a kind is read alone; kinds that are not here cannot be read again."""
