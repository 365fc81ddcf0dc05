"""`./desk gen`: writes every generated file."""

import subprocess
import sys

from quantdesk.desk.paths import ROOT
from quantdesk.runtime.settings import environment_inherited


def gen(*, check: bool = False) -> int:
    """Write every generated file: records of three languages, their reference, .env.example.

    Parameters
    ----------
    check
        Write nothing; fail when a file is not current.
    """
    more = ("--check",) if check else ()
    codes = [
        subprocess.run(
            (sys.executable, "-m", module, *more), cwd=ROOT, env=environment_inherited(), check=False
        ).returncode
        # The API's document is made by code that imports generated records, and has a generated reader itself.
        for module in ("tools.gen", "tools.env_example", "tools.openapi", "tools.gen")
    ]
    return max(codes)
