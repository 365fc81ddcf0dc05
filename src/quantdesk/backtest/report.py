"""What a run says about itself: a summary for programs, a page for people, plots beside it.

Invariant: result = moves - fees - slippage - funding, to the atom.
"""

from pathlib import Path
from typing import Final

import msgspec

from quantdesk.backtest.plot import Axis, Line, chart
from quantdesk.backtest.result import Result
from quantdesk.model.market import Market
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import Side

US_PER_S: Final = 1_000_000


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """A run in numbers. Money in atoms (1e-6 USDC); funding_hours: hours of the tape for which the market paid funding."""

    strategy: str
    tape: str
    market: str
    seed: int
    seconds: int
    events: int
    looks: int
    orders: int
    refused: dict[str, int]
    fills: int
    maker_fills: int
    volume: int
    result: int
    moves: int
    fees: int
    slippage: int
    funding: int
    funding_hours: int
    drawdown: int
    position_lots: int
    paid_in: int
    equity: int
    identity_checks: int
    tape_orders_refused: int
    commands: int
    state_hash: str


def summary(name: str, market: Market, result: Result) -> Summary:
    """The summary of a run."""
    ledger = result.ledger
    equity = ledger.equity(result.mark_mticks)
    return Summary(
        strategy=name,
        tape=result.tape,
        market=market.symbol,
        seed=result.terms.seed,
        seconds=(result.last_us - result.first_us) // US_PER_S,
        events=result.events,
        looks=len(result.points),
        orders=result.orders,
        refused=result.refused,
        fills=ledger.fills,
        maker_fills=ledger.maker_fills,
        volume=ledger.volume,
        result=equity - ledger.paid_in,
        moves=ledger.market(result.mark_mticks),
        fees=ledger.fees,
        slippage=ledger.slippage,
        funding=ledger.funding,
        funding_hours=result.hours,
        drawdown=drawdown([ledger.paid_in, *(point.equity for point in result.points), equity]),
        position_lots=ledger.position,
        paid_in=ledger.paid_in,
        equity=equity,
        identity_checks=ledger.checks,
        tape_orders_refused=result.crowd_refused,
        commands=result.commands,
        state_hash=result.state_hash,
    )


def drawdown(equities: list[int]) -> int:
    """The largest fall from a highest point before it, in atoms."""
    highest, fall = equities[0], 0
    for equity in equities:
        highest = max(highest, equity)
        fall = max(fall, highest - equity)
    return fall


def report_write(folder: Path, found: Summary, market: Market, result: Result) -> Path:
    """Writes report.md and its plots into the folder, which is made; returns the page."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in plots(market, result).items():
        (folder / name).write_text(drawing)
    page = folder / "report.md"
    page.write_text(page_text(found, market, result))
    (folder / "summary.json").write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n")
    return page


def plots(market: Market, result: Result) -> dict[str, str]:
    """The plots by file name."""
    start = result.first_us
    across = Axis(name="seconds", text=lambda us: str(us // US_PER_S))
    money = Axis(name="USDC", text=atoms_text)
    price = Axis(name="USD", text=market.mark_text)
    seen = [point for point in result.points if point.middle_mticks]
    bought, sold = (
        [(fill.time_us - start, fill.price * 1_000) for fill in result.fills if fill.side == side]
        for side in (Side.BUY, Side.SELL)
    )
    return {
        "equity.svg": chart(
            "Equity at mark",
            across,
            money,
            [Line(name="equity", points=[(point.ts_us - start, point.equity) for point in result.points])],
        ),
        "price.svg": chart(
            f"{market.symbol}: middle and fills",
            across,
            price,
            [
                Line(name="middle", points=[(point.ts_us - start, point.middle_mticks) for point in seen]),
                Line(name="bought", points=bought, marks=True),
                Line(name="sold", points=sold, marks=True),
            ],
        ),
        "position.svg": chart(
            "Position",
            across,
            Axis(name="base units", text=market.size_text),
            [Line(name="lots held", points=[(p.ts_us - start, p.position) for p in result.points], step=True)],
        ),
    }


def page_text(found: Summary, market: Market, result: Result) -> str:
    """The page for people."""
    rows = [
        ("result", atoms_text(found.result)),
        ("of which the market's moves", atoms_text(found.moves)),
        ("fees paid", atoms_text(found.fees)),
        ("slippage against the middle decided on", atoms_text(found.slippage)),
        (f"funding paid, for {found.funding_hours} hours", atoms_text(found.funding)),
        ("largest fall of equity", atoms_text(found.drawdown)),
        ("paid in", atoms_text(found.paid_in)),
        ("equity at the end, at mark", atoms_text(found.equity)),
        ("position left open", f"{market.size_text(found.position_lots)} (valued at mark, not closed)"),
        ("volume", atoms_text(found.volume)),
        ("fills, of them as maker", f"{found.fills}, {found.maker_fills}"),
        ("orders and cancels sent", str(found.orders)),
        ("refused", ", ".join(f"{reason} {count}" for reason, count in found.refused.items()) or "none"),
    ]
    terms = result.terms
    latency = f"{terms.latency_us // 1_000} ms"
    about = (
        f"Tape: {found.tape}, {found.seconds} s, {found.events} events. Seed {found.seed}. Fee tier {terms.tier}. "
        f"One look every {terms.interval_us // 1_000} ms, {latency} to see and {latency} to be heard."
    )
    matched = (
        f"- Orders were matched by the exchange's own core ({found.commands} commands, state hash `{found.state_hash}`) "
        f"against a book rebuilt from the tape; {found.tape_orders_refused} orders of the tape were refused."
    )
    return "\n".join(
        [
            f"# Backtest: {found.strategy} on {found.market}",
            "",
            about,
            "",
            "| USDC | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in rows),
            "",
            *(f"![{name}]({name}.svg)" for name in ("equity", "price", "position")),
            "",
            "## How far to trust it",
            "",
            matched,
            f"- Ledger and exchange were compared {found.identity_checks} times, to the atom.",
            "- What the strategy takes is missing from a level until the tape tells that level again; nobody reacts to its orders.",
            "- A resting order moves up by trades at its price, or when its level shrinks to less than what stood in front of it.",
            "- The index is the middle of the tape's book, told once a second: the tape has no other price. Marks follow it in rounds.",
            "- Funding is paid for hours of the clock with at least 480 rounds; a shorter tape has none.",
            "- One tape is one sample. It says what would have happened, not what will.",
            "",
        ]
    )
