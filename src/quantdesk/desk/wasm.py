"""`./desk wasm build`: builds the core for the browser.

Invariant: nobody needs its toolchain to run or test a desk: the module is committed with the hash of its sources.
"""

import subprocess
import sys

from quantdesk.desk.paths import ROOT
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import environment_inherited


def wasm(verb: str = "", *_: str) -> int:
    """Build the core for the browser and write its lock.

    Parameters
    ----------
    verb
        build.
    """
    if verb != "build":
        raise Told(f"wasm: expected build, found {verb or 'nothing'}")
    argv = (sys.executable, "-m", "tools.wasm", "build")
    return subprocess.run(argv, cwd=ROOT, env=environment_inherited(), check=False).returncode
