"""How near transactions of the keepers come to the compute units that they ask for."""

import re
from typing import NamedTuple

from quantdesk.localnet.records import Entry

# Where a program's accounts lie costs up to some thousands more or less: nobody uses more than this part of what he asks for.
MOST_PERCENT = 85
_TOP = re.compile(r"^Program (\w+) invoke \[1\]$")
_CONSUMED = re.compile(r"^Program (\w+) consumed (\d+) of (\d+) compute units$")


class Used(NamedTuple):
    """Units of a transaction: what its programs could use, and what they used; what it called."""

    limit: int
    used: int
    calls: tuple[str, ...]

    @property
    def percent(self) -> int:
        return self.used * 100 // self.limit


def used_of(entry: Entry) -> Used | None:
    """Out of the logs of a transaction that landed; None where nothing but the runtime's own programs ran, or it failed."""
    if entry.err is not None:
        return None
    consumed = [found for line in entry.logs if (found := _CONSUMED.match(line))]
    if not consumed:
        return None
    tops = {found[1] for line in entry.logs if (found := _TOP.match(line))}
    first, last = consumed[0], next(one for one in reversed(consumed) if one[1] in tops)
    calls = tuple(line.partition("Instruction: ")[2] for line in entry.logs if "Instruction: " in line)
    return Used(int(first[3]), int(first[3]) - int(last[3]) + int(last[2]), calls)
