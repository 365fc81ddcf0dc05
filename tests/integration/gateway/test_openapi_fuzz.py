"""schemathesis over the OpenAPI document of a live desk: what it says and what the door does are the same.

It runs as a program of its own, as anybody would run it; examples, boundary values of every field, and random requests.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

import httpx

from quantdesk.desk.world import World
from tests.integration.gateway.people import Person, grids_learn, trader

EXAMPLES = 5
SEED = 20_261_125
LIMIT_S = 240
PHASES = "examples,coverage,fuzzing"
# A request of the right form may still break a rule of the exchange (422), name nothing (404) or come too often (429).
CONFIG = """
[generation]
mode = "all"
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "401", "403", "404", "409", "422", "429"]
"""


async def fuzzer(desk: World) -> Person:
    """A maker, so that its allowance outlasts the test."""
    async with httpx.AsyncClient(base_url=desk.addresses.gateway, timeout=20) as http:
        await grids_learn(http)
        return await trader(desk, http, tier="maker")


def test_no_answer_is_unexpected(small_desk: World, tmp_path: Path) -> None:
    person = asyncio.run(fuzzer(small_desk))
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(config), "run", small_desk.addresses.gateway + "/api/docs/openapi.json"),
        *("-H", f"Authorization: Bearer {person.token}", "--checks", "all", "--phases", PHASES),
        *("--max-examples", str(EXAMPLES), "--seed", str(SEED), "--no-color"),
    ]
    found = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=LIMIT_S, check=False)
    assert found.returncode == 0, found.stdout[-6_000:]
    assert " passed" in found.stdout
