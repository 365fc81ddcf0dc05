"""What ingestion has not said of late is unknown."""

import msgspec
import pytest

from quantdesk.desk.sources import voice_cells
from quantdesk.runtime.clock import now_us
from quantdesk.store.market_data import SourceRow, StateRow
from quantdesk.store.source_status import SILENT_S, _status, is_settled

S = 1_000_000
ROW = SourceRow("okx", "okx", '{"symbols":{"A":"BTC-PERP"}}', "run")
VOICES = msgspec.json.encode(
    [{"source": "okx", "symbol": "BTC-PERP", "mid": 5, "score": 40, "faults": ["crossed"], "skew_us": -7, "events": 3}]
).decode()


def state(age_s: float, word: str = "running", reason: str = "") -> StateRow:
    moment_us = now_us() - int(age_s * S)
    return StateRow("okx", word, reason, 3, 0, VOICES, moment_us, moment_us)


def test_what_is_said_is_shown_with_points_and_faults() -> None:
    """DATA-1."""
    found = _status(ROW, state(1))
    assert (found.state, found.events) == ("running", 3)
    assert [(v.market, v.score, v.faults) for v in found.markets] == [("BTC-PERP", 40, ["crossed"])]
    only = found.markets[0]
    assert (only.complete_percent, only.checksums_wrong) == (None, None)
    assert voice_cells(only)[2:4] == ("unknown", "not told")


@pytest.mark.parametrize(("wrong", "cell"), [(0, "holds"), (2, "2 wrong")])
def test_holes_checksums_and_waiting_rows_are_shown(wrong: int, cell: str) -> None:
    """DATA-7, DATA-8, DATA-9."""
    told = msgspec.json.decode(VOICES)[0] | {"complete_pct": 66, "checksums_wrong": wrong, "backlog_us": 2_340_000}
    found = _status(ROW, msgspec.structs.replace(state(1), voices=msgspec.json.encode([told]).decode()))
    assert voice_cells(found.markets[0]) == ("BTC-PERP", "40", "66%", cell, "2.3", "crossed")


@pytest.mark.parametrize(("said", "expected"), [(None, "not followed yet"), (state(SILENT_S + 2), "said nothing for")])
def test_silence_is_unknown_and_not_what_was_said_before(said: StateRow | None, expected: str) -> None:
    found = _status(ROW, said)
    assert (found.state, found.markets) == ("unknown", [])
    assert expected in found.reason


@pytest.mark.parametrize(
    ("wish", "word", "reason", "settled"),
    [
        ("run", "running", "", True),
        ("run", "waiting", "lost", True),
        ("run", "waiting", "", False),
        ("run", "stopped", "", False),
        ("run", "stopped", "expected symbols", True),
        ("backfill", "done", "", True),
        ("pause", "running", "", False),
        ("pause", "paused", "", True),
        ("stop", "paused", "", False),
        ("stop", "stopped", "", True),
    ],
)
def test_a_wish_is_followed_when_its_own_state_is_said(wish: str, word: str, reason: str, settled: bool) -> None:
    row = msgspec.structs.replace(ROW, wish=wish)
    assert is_settled(_status(row, state(1, word, reason))) == settled
