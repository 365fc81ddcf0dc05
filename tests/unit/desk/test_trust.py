"""How an operator hands in a signed upgrade."""

from pathlib import Path

import pytest

from quantdesk.desk.told import Told
from quantdesk.desk.trust import UPGRADE_BYTES_MAX, upgrade_bytes
from tests.unit.model.pyth_rows import VECTORS

UPGRADE = bytes.fromhex(VECTORS["guardian_set_upgrades"][0]["hex"])


def test_file_of_bytes_or_of_hex_and_hex_itself_are_the_same(tmp_path: Path) -> None:
    """PYTH-10."""
    raw, text = tmp_path / "raw", tmp_path / "text"
    raw.write_bytes(UPGRADE)
    text.write_text(f"0x{UPGRADE.hex()}\n", encoding="ascii")
    assert {upgrade_bytes(given) for given in (str(raw), str(text), UPGRADE.hex(), f"0x{UPGRADE.hex()}")} == {UPGRADE}


def test_what_is_neither_is_refused_with_its_code(tmp_path: Path) -> None:
    large = tmp_path / "large"
    large.write_bytes(bytes(UPGRADE_BYTES_MAX + 1))
    for given in ("nothing-here", "0x012", str(large)):
        with pytest.raises(Told, match="upgrade_unreadable"):
            upgrade_bytes(given)
