"""`./desk program`: builds and tests the Solana program.

Invariant: nobody needs the guest toolchain to run or test a desk: the built program is committed with the hash of its sources.
"""

import subprocess
import sys

from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.steps import tool_environment
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

VERBS = ("build", "test", "deploy")


def program(verb: str = "", *_: str) -> int:
    """Build the program and write its lock, or test it.

    Parameters
    ----------
    verb
        build, test or deploy.
    """
    if verb == "build":
        environment = environment_inherited() | tool_environment(places(load(DeskSettings)))
        argv = (sys.executable, "-m", "tools.sbpf", "build")
        return subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
    if verb == "test":
        # Through the script again: it builds the core that the differential test compares with.
        return subprocess.run((ROOT / "desk", "test", "program"), cwd=ROOT, check=False).returncode
    if verb == "deploy":
        raise Told("program: deploy is missing: expected a cluster to deploy to; it comes with the chain adapter")
    raise Told(f"program: expected one of {', '.join(VERBS)}, found {verb or 'nothing'}")
