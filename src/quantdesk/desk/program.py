"""`./desk program`: builds, tests and deploys the Solana program.

Invariant: nobody needs the guest toolchain to run or test a desk: the built program is committed with the hash of its sources.
"""

import subprocess
import sys

from quantdesk.desk.deploy import NETWORKS, plan_make, plan_told
from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.steps import tool_environment
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

VERBS = ("build", "test", "deploy")


def program(verb: str = "", *, network: str = "localnet") -> int:
    """Build the program and write its lock, test it, or say what deploying it takes.

    Parameters
    ----------
    verb
        build, test or deploy.
    network
        Of a deployment: localnet, devnet or mainnet. The plan is printed and nothing is sent; `./desk up` deploys on localnet.
    """
    if verb == "build":
        environment = environment_inherited() | tool_environment(places(load(DeskSettings)))
        argv = (sys.executable, "-m", "tools.sbpf", "build")
        return subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
    if verb == "test":
        # Through the script again: it builds the core that the differential test compares with.
        return subprocess.run((ROOT / "desk", "test", "program"), cwd=ROOT, check=False).returncode
    if verb == "deploy":
        if network not in NETWORKS:
            raise Told(f"program: expected a network of {', '.join(NETWORKS)}, found {network}")
        print(plan_told(plan_make(), network))
        print("dry run: nothing was sent")
        return 0
    raise Told(f"program: expected one of {', '.join(VERBS)}, found {verb or 'nothing'}")
