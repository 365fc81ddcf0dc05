"""`./desk restore`: puts a backup in the place of the database. `./desk replay` proves it afterwards."""

import subprocess
from pathlib import Path

from rich.console import Console

from quantdesk.desk.database import database, down_required, postgres_of
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load


def restore(file: Path, /) -> int:
    """Replace everything that the desk knows with a file of `./desk backup`. The desk must be down.

    Parameters
    ----------
    file
        The backup.
    """
    if not file.is_file():
        raise Told(f"no backup there: expected a file of ./desk backup, found {file}")
    settings = load(DeskSettings)
    where = places(settings)
    down_required(where, "restore")
    server = postgres_of(settings, where)
    with database(settings, where) as url:
        admin = server.url("postgres") if not settings.database_url else url
        listed = _run(str(server.tool("pg_restore")), "--list", str(file))
        if "TABLE" not in listed:
            raise Told(f"{file} holds no tables: expected a file of ./desk backup")
        _run(
            str(server.tool("pg_restore")),
            "--clean",
            "--create",
            "--if-exists",
            "--exit-on-error",
            f"--dbname={admin}",
            str(file),
        )
    Console(highlight=False, soft_wrap=True).print("restored; ./desk replay proves it")
    return 0


def _run(*command: str) -> str:
    done = subprocess.run(command, env=environment_inherited(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise Told(f"restore failed, {Path(command[0]).name} says: {done.stderr.strip()[-500:]}")
    return done.stdout
