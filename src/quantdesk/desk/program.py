"""`./desk program`: builds, tests, deploys and upgrades the Solana program.

Invariant: nobody needs the guest toolchain to run or test a desk: the built program is committed with the hash of its sources.
"""

import subprocess
import sys

from quantdesk.desk.deploy import deploy
from quantdesk.desk.handover import handover
from quantdesk.desk.paths import ROOT, places
from quantdesk.desk.steps import tool_environment
from quantdesk.desk.told import Told
from quantdesk.desk.upgrade import upgrade
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

VERBS = ("build", "test", "deploy", "handover", "upgrade")


def program(  # noqa: PLR0913 - the verb's options are its arguments
    verb: str = "",
    step: str = "",
    file: str = "",
    /,
    *,
    network: str = "localnet",
    room: int = 0,
    to: str = "",
    dry_run: bool = False,
    yes: bool = False,
    json: bool = False,
) -> int:
    """Build the program and write its lock, test it, deploy it, hand over who may upgrade it, or upgrade it behind its timelock.

    Parameters
    ----------
    verb
        build, test, deploy, handover or upgrade.
    step
        Of an upgrade: propose or finish.
    file
        Of an upgrade: the version, as it was built; to finish the only one that is announced it needs none.
    network
        localnet, devnet or mainnet; QUANTDESK_RPC_URLS and QUANTDESK_AUTHORITY_KEY_FILE name nodes and payer.
    room
        Bytes that a first deployment reserves for this and later versions; 0: twice the program.
    to
        Of a handover: the address that may upgrade from then on; timelock: the program's own.
    dry_run
        Say what it takes and send nothing; so unless --yes on mainnet, of an upgrade on devnet too.
    yes
        Send there.
    json
        One object for programs.
    """
    if verb == "build":
        environment = environment_inherited() | tool_environment(places(load(DeskSettings)))
        argv = (sys.executable, "-m", "tools.sbpf", "build")
        return subprocess.run(argv, cwd=ROOT, env=environment, check=False).returncode
    if verb == "test":
        # Through the script again: it builds the core that the differential test compares with.
        return subprocess.run((ROOT / "desk", "test", "program"), cwd=ROOT, check=False).returncode
    if verb == "deploy":
        return deploy(network, room=room, dry_run=dry_run, yes=yes, as_json=json)
    if verb == "handover":
        return handover(network, to, dry_run=dry_run, yes=yes, as_json=json)
    if verb == "upgrade":
        return upgrade(step, file, network, dry_run=dry_run, yes=yes, as_json=json)
    raise Told(f"program: expected one of {', '.join(VERBS)}, found {verb or 'nothing'}")
