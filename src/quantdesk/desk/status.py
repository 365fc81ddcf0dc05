"""`./desk status`: what runs, how long, how well."""

from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from quantdesk.desk.control import DeskDown, Request, Status, control_ask
from quantdesk.desk.member import MemberState
from quantdesk.desk.paths import Places, places
from quantdesk.desk.tables import told_json
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.settings import DeskSettings, load

KERNEL_TICKS_S = 100
PAGE_BYTES = 4_096


class ProcessStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One process: cpu_s and rss_mb include its children."""

    name: str
    pid: int
    port: int
    alive: bool
    ready: bool
    missing: list[str]
    uptime_s: float
    restarts: int
    cpu_s: float
    cpu_percent: float
    rss_mb: float
    facts: dict[str, int | str | bool]


class DeskStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The desk: seq and epoch as the engine says them, None when it does not."""

    up: bool
    ready: bool
    stage: str
    seq: int | None
    epoch: int | None
    addresses: dict[str, str]
    processes: list[ProcessStatus]


class Usage:
    """Processor time and memory of every process, from one reading of /proc."""

    def __init__(self) -> None:
        self.own: dict[int, tuple[float, int]] = {}
        self.children: dict[int, list[int]] = {}

    def total(self, pid: int) -> tuple[float, int]:
        """Seconds and bytes of a process and all below it."""
        cpu_s, rss_bytes = self.own.get(pid, (0.0, 0))
        for child in self.children.get(pid, []):
            more_s, more_bytes = self.total(child)
            cpu_s, rss_bytes = cpu_s + more_s, rss_bytes + more_bytes
        return cpu_s, rss_bytes


def status(*, json: bool = False) -> int:
    """Show every process: pid, port, readiness and what is missing, uptime, restarts, processor time, memory.

    Parameters
    ----------
    json
        One object for programs.
    """
    settings = load(DeskSettings)
    found = desk_status(settings, places(settings))
    console = Console(highlight=False, soft_wrap=True)
    if json:
        told_json(found)
    elif not found.up:
        console.print("no desk is up: ./desk up starts one")
    else:
        console.print(_table(found))
        console.print(f"{found.stage}; seq {found.seq}, epoch {found.epoch}")
        if told := _settlement(found):
            console.print(told)
    return 0 if found.ready else 1


def desk_status(settings: DeskSettings, where: Places) -> DeskStatus:
    """The status of the desk in this place; up is false when no supervisor answers."""
    addresses = {
        "gateway": f"http://{settings.host}:{settings.gateway_port}",
        "stream": f"ws://{settings.host}:{settings.stream_port}/ws",
    }
    try:
        answer = control_ask(where.control, Request("status"))
    except DeskDown:
        return DeskStatus(up=False, ready=False, stage="down", seq=None, epoch=None, addresses=addresses, processes=[])
    return _joined(answer, addresses)


def _joined(answer: Status, addresses: dict[str, str]) -> DeskStatus:
    usage = _usage()
    processes = [_process(state, usage) for state in answer.processes]
    engine = next((process.facts for process in processes if process.name == "engine"), {})
    seq, epoch = engine.get("seq"), engine.get("epoch")
    return DeskStatus(
        up=True,
        ready=answer.ready,
        stage=answer.stage,
        seq=seq if isinstance(seq, int) else None,
        epoch=epoch if isinstance(epoch, int) else None,
        addresses=addresses,
        processes=processes,
    )


def _process(state: MemberState, usage: Usage) -> ProcessStatus:
    cpu_s, rss_bytes = usage.total(state.pid) if state.alive else (0.0, 0)
    uptime_s = max((now_us() - state.started_us) / 1e6, 0.001) if state.alive else 0.0
    return ProcessStatus(
        name=state.name,
        pid=state.pid if state.alive else 0,
        port=state.port,
        alive=state.alive,
        ready=state.ready,
        missing=state.missing,
        uptime_s=round(uptime_s, 1),
        restarts=state.restarts,
        cpu_s=round(cpu_s, 2),
        cpu_percent=round(100 * cpu_s / uptime_s, 1) if uptime_s else 0.0,
        rss_mb=round(rss_bytes / 1e6, 1),
        facts=state.facts,
    )


def _settlement(found: DeskStatus) -> str:
    """How far the chain is behind the engine, as the keepers say; empty where no chain is configured."""
    facts = next((process.facts for process in found.processes if process.name == "keepers"), {})
    if "unsettled" not in facts:
        return ""
    return (
        f"settlement: {facts['unsettled']} items not on the chain, the oldest {facts['unsettled_oldest_s']} s old; "
        f"accounts halted {facts.get('halts', 0)}, payouts waiting {facts.get('pockets_waiting', 0)}, "
        f"markets held: {facts['held']}"
    )


def _usage() -> Usage:
    usage = Usage()
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            resident, shared = (int(text) for text in (folder / "statm").read_text().split()[1:3])
        except (OSError, ValueError):
            continue
        pid = int(folder.name)
        usage.own[pid] = (sum(int(text) for text in fields[11:13]) / KERNEL_TICKS_S, (resident - shared) * PAGE_BYTES)
        usage.children.setdefault(int(fields[1]), []).append(pid)
    return usage


def _table(found: DeskStatus) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("process", "pid", "port", "state", "uptime s", "restarts", "cpu %", "rss MB"):
        table.add_column(name, justify="left" if name in ("process", "state") else "right")
    for process in found.processes:
        state = "ready" if process.ready else "missing: " + ", ".join(process.missing)
        numbers = (
            f"{process.uptime_s:.0f}",
            str(process.restarts),
            f"{process.cpu_percent:.0f}",
            f"{process.rss_mb:.0f}",
        )
        table.add_row(process.name, str(process.pid or "-"), str(process.port or "-"), state, *numbers)
    return table
