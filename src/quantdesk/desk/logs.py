"""`./desk logs`: the lines that the processes wrote."""

import time
from pathlib import Path

from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, load

FOLLOW_S = 0.2
TAIL_BYTES = 16_384


def logs(name: str = "", /, *, follow: bool = False, f: bool = False) -> int:
    """Print the end of each log, or of one.

    Parameters
    ----------
    name
        A process, or `desk` for the supervisor. Empty: all.
    follow
        Go on as lines come, until Ctrl-C.
    f
        The same.
    """
    folder = places(load(DeskSettings)).logs
    paths = [folder / f"{name}.log"] if name else sorted(folder.glob("*.log"))
    found = [path for path in paths if path.exists()]
    if not found:
        known = ", ".join(sorted(path.stem for path in folder.glob("*.log"))) or "none"
        raise Told(f"no log of {name or 'any process'}: expected one of {known}")
    width = max(len(path.stem) for path in found)
    offsets = {path: _print(path, max(0, path.stat().st_size - TAIL_BYTES), width) for path in found}
    while follow or f:
        for path, offset in offsets.items():
            size = path.stat().st_size if path.exists() else 0
            offsets[path] = _print(path, 0 if size < offset else offset, width)
        time.sleep(FOLLOW_S)
    return 0


def _print(path: Path, offset: int, width: int) -> int:
    """Prints the whole lines behind an offset; returns the offset behind them."""
    with path.open("rb") as log:
        log.seek(offset)
        body = log.read()
    whole, newline, _ = body.rpartition(b"\n")
    lines = whole.split(b"\n") if newline else []
    for line in lines[1:] if offset and not _at_line_start(path, offset) else lines:
        print(f"{path.stem:<{width}} {line.decode(errors='replace')}", flush=True)
    return offset + len(whole) + len(newline)


def _at_line_start(path: Path, offset: int) -> bool:
    with path.open("rb") as log:
        log.seek(offset - 1)
        return log.read(1) == b"\n"
