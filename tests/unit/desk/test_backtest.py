"""The verb writes a report that adds up, says what it did not count, and refuses what it cannot do in one line."""

from pathlib import Path

import msgspec
import pytest

from quantdesk.backtest.report import Summary
from quantdesk.desk.backtest import backtest
from quantdesk.desk.told import Told


def test_a_report_adds_up_and_its_plots_are_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert backtest(seconds=8, interval_ms=100, out=str(tmp_path), json=True) == 0
    found = msgspec.json.decode(capsys.readouterr().out, type=Summary)
    assert found.fills > 0, "the example must have traded, else this proves nothing"
    assert found.result == found.equity - found.paid_in == found.moves - found.fees - found.slippage - found.funding
    assert (found.tape_orders_refused, found.funding, found.funding_hours) == (0, 0, 0)
    assert found.identity_checks > found.looks
    page = (tmp_path / "report.md").read_text()
    assert "funding paid, for 0 hours" in page
    for name in ("equity", "price", "position"):
        assert f"({name}.svg)" in page
        assert (tmp_path / f"{name}.svg").read_text().startswith("<svg")


def test_what_cannot_be_run_is_told() -> None:
    with pytest.raises(Told, match="no market DOGE-PERP-2: there are BTC-PERP"):
        backtest(market="DOGE-PERP-2")
    with pytest.raises(Told, match="expected crossing or MODULE:FUNCTION"):
        backtest(strategy="nowhere:nothing")
    with pytest.raises(Told, match="tier 0 to 3"):
        backtest(tier=4)
    with pytest.raises(Told, match="expected a market with a recorded book"):
        backtest(market="SOL-PERP", source="recorded")
