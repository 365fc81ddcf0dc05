"""Where things are: the clone, the desk's own folder, the cache of built things."""

import os
import sys
from pathlib import Path

import msgspec
from msgspec.structs import replace

from quantdesk.desk.told import Told
from quantdesk.runtime.places import run_folder
from quantdesk.runtime.settings import DeskSettings

ROOT = Path(__file__).resolve().parents[3]


class Places(msgspec.Struct, frozen=True, kw_only=True):
    """The folders of one desk. home holds everything that lives; run holds its sockets."""

    home: Path
    run: Path
    cache: Path

    @property
    def logs(self) -> Path:
        """One file a process."""
        return self.home / "logs"

    @property
    def state(self) -> Path:
        """What is running, for `status` and `down`."""
        return self.home / "desk.json"

    @property
    def control(self) -> Path:
        """Socket of the supervisor."""
        return self.run / "desk.sock"

    @property
    def engine_socket(self) -> Path:
        """Command socket of the engine."""
        return self.run / "engine.sock"


def places(settings: DeskSettings) -> Places:
    """The folders of the desk that these settings name; home and run are made when absent."""
    home = Path(settings.home).absolute() if settings.home else ROOT / ".desk"
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    (home / "logs").mkdir(exist_ok=True)
    cache = Path(settings.cache).absolute() if settings.cache else cache_folder()
    return Places(home=home, run=run_folder(home), cache=cache)


def cache_folder() -> Path:
    """The user's cache of built things when none is named."""
    return Path.home() / ".cache" / "quantdesk"


def python_command(*arguments: str) -> tuple[str, ...]:
    """The command that runs this package again."""
    return (sys.executable, "-m", "quantdesk", *arguments)


def alive(pid: int) -> bool:
    """A process of this pid exists and is no zombie."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def started_ticks(pid: int) -> int:
    """When the process started, in kernel ticks: tells it from a later one with the same pid. 0: there is none."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
    except (OSError, IndexError):
        return 0


def private_write(path: Path, text: str) -> None:
    """Writes a file that only its owner reads (0600), all of it or nothing."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    part.replace(path)


def data_found(settings: DeskSettings) -> DeskSettings:
    """The settings with an absolute data folder, since processes start in the clone. Errors: Told when it is not there."""
    if not settings.data:
        return settings
    folder = Path(settings.data).absolute()
    if not folder.is_dir():
        raise Told(f"QUANTDESK_DATA: expected a folder of recorded market data, found none at {folder}")
    return replace(settings, data=str(folder))
