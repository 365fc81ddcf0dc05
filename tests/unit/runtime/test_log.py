"""Log: one JSON line an event, its name first."""

import json
import subprocess
import sys

from quantdesk.runtime.log import configure, get, request_bind, request_clear


def lines(capfd):
    return [json.loads(line) for line in capfd.readouterr().out.splitlines()]


def test_line_is_json_with_name_time_level_process_and_fields(capfd):
    configure("engine")
    get(account=7).info("order_accepted", seq=12)
    (line,) = lines(capfd)
    assert list(line) == ["event", "ts_us", "level", "process", "account", "seq"]
    assert (line["event"], line["level"], line["process"], line["seq"]) == ("order_accepted", "info", "engine", 12)


def test_lines_below_the_level_are_not_written(capfd):
    configure("engine", "warning")
    get().info("quiet")
    get().warning("loud")
    assert [line["event"] for line in lines(capfd)] == ["loud"]


def test_bound_ids_are_in_every_line_until_they_are_cleared(capfd):
    configure("gateway")
    request_bind(request_id="r1")
    get().info("one")
    request_clear()
    get().info("two")
    assert [line.get("request_id") for line in lines(capfd)] == ["r1", None]


def test_exception_is_one_line(capfd):
    configure("engine")
    try:
        raise ValueError("broken")
    except ValueError:
        get().exception("failed")
    (line,) = lines(capfd)
    assert "ValueError: broken" in line["exception"]


def test_a_program_that_is_no_process_of_the_desk_keeps_its_standard_output_to_itself():
    asked = "from quantdesk.runtime.log import get; get().warning('rows_behind', backlog_us=7); print('{}')"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert (ran.stdout, "rows_behind" in ran.stderr) == ("{}\n", True)
