"""`./desk python`: Python with everything of the desk, for a first trade and for scripts."""

import subprocess
import sys
from typing import Annotated

from cyclopts import Parameter

from quantdesk.runtime.settings import environment_inherited

PROMPT = ("-m", "asyncio")


def python(*arguments: Annotated[str, Parameter(allow_leading_hyphen=True)]) -> int:
    """Run Python in the desk's environment; arguments are its own. Without any: a prompt that takes `await`."""
    return subprocess.run((sys.executable, *(arguments or PROMPT)), env=environment_inherited(), check=False).returncode
