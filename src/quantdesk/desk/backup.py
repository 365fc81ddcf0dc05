"""`./desk backup`: the whole database in one file."""

import os
import subprocess
from pathlib import Path

from rich.console import Console

from quantdesk.desk.database import database, postgres_of
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

MICROSECONDS = 1_000_000


def backup(file: Path | None = None, /) -> int:
    """Write everything that the desk knows into one file, also while it is up.

    Parameters
    ----------
    file
        Where to; without it a new file in the desk's folder.
    """
    settings = load(DeskSettings)
    where = places(settings)
    target = file or where.home / "backups" / f"desk-{now_us() // MICROSECONDS}.dump"
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    program = str(postgres_of(settings, where).tool("pg_dump"))
    with database(settings, where) as url:
        done = subprocess.run(
            (program, "--format=custom", "--compress=1", f"--file={part}", url),
            env=environment_inherited(),
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        part.unlink(missing_ok=True)
        raise Told(f"backup failed, pg_dump says: {done.stderr.strip()[-500:]}")
    part.replace(target)
    Console(highlight=False, soft_wrap=True).print(f"{target} ({target.stat().st_size / 1e6:.1f} MB)")
    return 0
