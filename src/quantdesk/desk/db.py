"""`./desk db`: migrations and a prompt."""

import asyncio
import os
import subprocess
from typing import Annotated

from cyclopts import App, Parameter
from rich.console import Console

from quantdesk.desk.database import database, down_required, postgres_of
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load
from quantdesk.store.migrate import migrate as steps_apply
from quantdesk.store.migrate import reset as steps_reset

# Words that are another program's own, hyphens and all.
Passed = Annotated[str, Parameter(allow_leading_hyphen=True)]

db = App(name="db", help="Apply migrations, begin anew, or open a prompt.")


@db.command
def migrate() -> int:
    """Apply the steps of db/migrations that are missing."""
    settings = load(DeskSettings)
    with database(settings, places(settings)) as url:
        names = asyncio.run(steps_apply(url))
    Console(highlight=False, soft_wrap=True).print(f"applied {', '.join(names)}" if names else "nothing to apply")
    return 0


@db.command
def reset() -> int:
    """Delete everything in the database and apply all steps anew. The desk must be down."""
    settings = load(DeskSettings)
    where = places(settings)
    down_required(where, "db reset")
    with database(settings, where) as url:
        names = asyncio.run(steps_reset(url))
    Console(highlight=False, soft_wrap=True).print(f"empty; applied {', '.join(names)}")
    return 0


@db.command
def psql(*arguments: Passed) -> int:
    """Open PostgreSQL's prompt; further arguments are psql's own, such as -c 'select 1'."""
    settings = load(DeskSettings)
    where = places(settings)
    program = postgres_of(settings, where).tool("psql")
    if not program.exists():
        raise Told(f"psql is missing: expected {program}")
    with database(settings, where) as url:
        environment = environment_inherited() | {"PGOPTIONS": "", "PAGER": "cat" if not os.isatty(1) else "less -S"}
        return subprocess.run((str(program), url, *arguments), check=False, env=environment).returncode
