"""`./desk backtest`: a strategy on a recorded or made-up tape, in an exchange of its own; no desk has to run."""

import importlib
from pathlib import Path
from typing import Literal

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from quantdesk.backtest.crossing import crossing
from quantdesk.backtest.ledger import LedgerBroken
from quantdesk.backtest.report import Summary, report_write, summary
from quantdesk.backtest.result import Result, Terms
from quantdesk.backtest.run import Run
from quantdesk.backtest.strategy import Strategy
from quantdesk.backtest.tape import Tape, TapeTorn, tape_recorded, tape_synthetic
from quantdesk.backtest.venue import VenueBroken
from quantdesk.desk.markets import ATOMS, LISTINGS
from quantdesk.desk.paths import data_found, places
from quantdesk.desk.told import Told
from quantdesk.model.errors import Invalid
from quantdesk.model.feed import FeedInvalid
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import ListMarket
from quantdesk.runtime.settings import DeskSettings, load

US_PER_S = 1_000_000
US_PER_MS = 1_000


def backtest(  # noqa: PLR0913 - the verb's options are its arguments
    *,
    market: str = "BTC-PERP",
    source: Literal["recorded", "synthetic"] = "synthetic",
    strategy: str = "crossing",
    seconds: int = 600,
    usdc: int = 10_000,
    tier: int = 0,
    latency_ms: int = 50,
    interval_ms: int = 1_000,
    seed: int = 1,
    out: str = "",
    json: bool = False,
) -> int:
    """Run a strategy on a tape and write a report with plots.

    Parameters
    ----------
    market
        A market of the desk.
    source
        recorded: from the folder of QUANTDESK_DATA; synthetic: made up from the seed.
    strategy
        crossing, the example; or MODULE:FUNCTION, importable from here.
    seconds
        Of tape, at most; 0: a recorded one to its end.
    usdc
        What the account starts with.
    tier
        Fee tier, 0 to 3.
    latency_ms
        One way: to see, and again to be heard.
    interval_ms
        Time between two looks.
    seed
        Of the made-up tape and of the strategy.
    out
        Folder of the report; empty: backtest in the desk's own folder.
    json
        Print the summary as one JSON object.
    """
    settings = data_found(load(DeskSettings))
    listing = _listing(market)
    if min(usdc, latency_ms, seed) < 0 or interval_ms < 1 or not 0 <= tier <= 3 or seconds < (source == "synthetic"):
        raise Told(
            "expected usdc, latency-ms and seed from 0, interval-ms from 1, tier 0 to 3, seconds from 1 (0: a whole recording)"
        )
    terms = Terms(
        listing=listing,
        usdc_atoms=usdc * ATOMS,
        tier=tier,
        seed=seed,
        interval_us=interval_ms * US_PER_MS,
        latency_us=latency_ms * US_PER_MS,
    )
    try:
        tape = _tape(market, source, settings.data, seed, seconds * US_PER_S)
        run = Run(tape, _strategy(strategy), terms)
        result = _played(run)
    except (FileNotFoundError, FeedInvalid, Invalid, LedgerBroken, TapeTorn, VenueBroken) as error:
        raise Told(str(error)) from None
    found = summary(strategy, run.market, result)
    folder = Path(out) if out else places(settings).home / "backtest"
    page = report_write(folder, found, run.market, result)
    _say(found, page, json)
    return 0


def _listing(symbol: str) -> ListMarket:
    by_symbol = {listing.market.symbol.rstrip(b"\0").decode(): listing.market for listing in LISTINGS}
    if symbol not in by_symbol:
        raise Told(f"no market {symbol}: there are {', '.join(by_symbol)}")
    return by_symbol[symbol]


def _tape(symbol: str, source: str, data: str, seed: int, limit_us: int) -> Tape:
    return tape_recorded(symbol, data, limit_us) if source == "recorded" else tape_synthetic(symbol, seed, limit_us)


def _strategy(name: str) -> Strategy:
    if name == "crossing":
        return crossing
    module, _, function = name.partition(":")
    try:
        found: Strategy = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise Told(f"expected crossing or MODULE:FUNCTION of a strategy, found {name}: {error}") from None
    return found


def _played(run: Run) -> Result:
    console = Console(stderr=True, highlight=False)
    columns = (TextColumn("backtest"), BarColumn(40), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("backtest", total=1.0)
        return run.play(lambda fraction: progress.update(task, completed=fraction))


def _say(found: Summary, page: Path, json: bool) -> None:
    if json:
        print(msgspec.json.encode(found).decode())
        return
    print(f"{found.strategy} on {found.market}, {found.tape}: {found.seconds} s, {found.fills} fills")
    print(
        f"result {atoms_text(found.result)} USDC = moves {atoms_text(found.moves)} - fees {atoms_text(found.fees)} "
        f"- slippage {atoms_text(found.slippage)} - funding {atoms_text(found.funding)}"
    )
    print(f"report {page}, state hash {found.state_hash}")
