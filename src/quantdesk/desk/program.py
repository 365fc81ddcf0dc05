"""`./desk program`: builds, tests and deploys the Solana program, once there is one."""

from quantdesk.desk.told import Told


def program(*_: str) -> int:
    """Not yet: the Solana program."""
    raise Told("program: crates/program is missing; it comes with settlement on the chain")
