"""`./desk sources trust`: who may sign prices, and how a set of guardians names its successor here.

Invariant: a row is only added, as the next version and with the name of who added it, and only when a trusted set that holds now has
signed for it; no row is changed [PYTH-4, PYTH-6, PYTH-10].
"""

from pathlib import Path
from typing import Final

import msgspec
from cyclopts import App

from quantdesk.desk.acting import act_now, done
from quantdesk.desk.tables import table_of, told, told_json
from quantdesk.desk.told import Told
from quantdesk.model.pyth_guardians import successor_trust
from quantdesk.model.pyth_update import UpdateRefused
from quantdesk.model.pyth_verify import Trust
from quantdesk.store.market_data import TrustRow, trust_row, trust_rows, trusts
from quantdesk.store.operators import Act, trust_succeed
from quantdesk.store.pool import Connection

US_PER_S: Final = 1_000_000
UPGRADE_BYTES_MAX: Final = 64 * 1024


class TrustLine(msgspec.Struct, frozen=True, kw_only=True):
    """A row of trust for programs: addresses in hex, times in unix seconds, valid_to_s 0: no end yet, genesis "": everywhere."""

    version: int
    name: str
    set_index: int
    quorum: int
    signers: list[str]
    valid_from_s: int
    valid_to_s: int
    genesis: str


trust = App(
    name="trust",
    help="Rows of trust: who may sign prices, and the signed word by which guardians name their successors.",
)


@trust.default
def show(*, json: bool = False) -> int:
    """Show who may sign prices, oldest version first.

    Parameters
    ----------
    json
        A list for programs.
    """
    rows = done(trust_rows)
    if json:
        told_json([_line(row) for row in rows])
        return 0
    table = table_of("version", "name", "set", "quorum", "valid from", "valid to", "network")
    for row in rows:
        quorum = f"{row.quorum} of {len(row.signers)}"
        until = str(row.valid_to_s) if row.valid_to_s else "no end"
        network = row.genesis.hex()[:8] or "everywhere"
        cells = (str(row.version), row.name, str(row.set_index), quorum, str(row.valid_from_s), until, network)
        table.add_row(*cells)
    told(table if rows else "nobody may sign prices")
    return 0


@trust.command
def upgrade(signed: str) -> int:
    """Take a guardian set's signed upgrade: its successor becomes a new version, no row is changed.

    Parameters
    ----------
    signed
        A file with the signed message (bytes or hex), or its hex.
    """
    data = upgrade_bytes(signed)
    new = done(lambda db: upgraded(db, data, act_now()))
    who = f"{new.name}, {new.quorum} of {len(new.signers)}"
    told(f"version {new.version}: {who}; ingestion reads rows of trust each hour")
    return 0


def upgrade_bytes(given: str) -> bytes:
    """A signed upgrade from a file (its bytes, or hex as text), or from hex. Errors: Told (upgrade_unreadable)."""
    data = given.encode()
    try:
        path = Path(given)
        if path.is_file():
            with path.open("rb") as file:
                data = file.read(UPGRADE_BYTES_MAX + 1)
    except (OSError, ValueError):
        # Hex is no name of a file, and may be too long for one.
        pass
    if len(data) > UPGRADE_BYTES_MAX:
        raise Told(f"upgrade_unreadable: expected at most {UPGRADE_BYTES_MAX} bytes, found more")
    try:
        return bytes.fromhex(data.decode("ascii").strip().removeprefix("0x"))
    except ValueError:
        if data == given.encode():
            raise Told(
                f"upgrade_unreadable: expected a file or hex of a signed upgrade, found {given[:40]!r}"
            ) from None
        return data


async def upgraded(db: Connection, data: bytes, act: Act) -> Trust:
    """Adds the successor that an upgrade names, and the end of the set that signed it, in the caller's transaction; the successor.

    Errors: Told, with the code of what was wrong.
    """
    try:
        new, ended = successor_trust(data, await trusts(db), act.at_us // US_PER_S)
    except UpdateRefused as error:
        raise Told(f"{error}; no row was added") from None
    if not await trust_succeed(db, (trust_row(new), trust_row(ended)), data, act):
        raise Told(f"version_taken: expected version {new.version} to be free, found it taken just now; try again")
    return new


def _line(row: TrustRow) -> TrustLine:
    return TrustLine(
        version=row.version,
        name=row.name,
        set_index=row.set_index,
        quorum=row.quorum,
        signers=[signer.hex() for signer in row.signers],
        valid_from_s=row.valid_from_s,
        valid_to_s=row.valid_to_s,
        genesis=row.genesis.hex(),
    )
