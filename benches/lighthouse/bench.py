"""Bench `lighthouse`: the terminal of a desk with makers under Lighthouse, desktop profile: accessibility and performance.

The floor is a page of one line from the same server in the same turns: what it lacks of 100 is the machine's. (A page without any is
refused: it paints no content.)
Lighthouse and what it needs are pinned in package-lock.json and installed into the bench's folder at the first run.
"""

import hashlib
import json
import shutil
import tempfile
from pathlib import Path

from harness import arguments_read, compared, figure, interleaved, median, report, run
from quantdesk.desk.paths import places
from quantdesk.desk.web import chromium, node_environment, web_build
from quantdesk.desk.world import World
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

HERE = Path(__file__).resolve().parent
PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers", "ingest", "web", "demo")
FLAGS = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
CATEGORIES = "accessibility,performance"
MIX = "desktop profile, a page of somebody who was never here, demo makers at work; the floor is a page of one line of the same server"


class Lighthouse:
    """Lighthouse as it is pinned, and the browser that it drives."""

    def __init__(self, work: Path) -> None:
        settings = load(DeskSettings)
        where = places(settings)
        self._environment = environment_inherited() | node_environment(where)
        self._environment["CHROME_PATH"] = str(chromium(settings.chromium))
        lock = hashlib.sha256((HERE / "package-lock.json").read_bytes()).hexdigest()[:16]
        self._folder = work / f"lighthouse-{lock}"
        if not (self._folder / ".complete").exists():
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(HERE / name, self._folder / name)
            run(["npm", "ci"], cwd=self._folder, env=self._environment)
            (self._folder / ".complete").touch()

    def scores(self, address: str) -> dict[str, float]:
        """Scores of a page, 0 to 100, and what of accessibility was found wanting."""
        program = "node_modules/lighthouse/cli/index.js"
        wishes = [
            "--preset=desktop",
            f"--only-categories={CATEGORIES}",
            "--output=json",
            "--quiet",
            f"--chrome-flags={FLAGS}",
        ]
        told = json.loads(run(["node", program, address, *wishes], cwd=self._folder, env=self._environment))
        wanting = [
            name
            for name in (one["id"] for one in told["categories"]["accessibility"]["auditRefs"])
            if told["audits"][name]["score"] == 0
        ]
        words = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
        found = {name: round(told["categories"][name]["score"] * 100) for name in CATEGORIES.split(",")}
        return found | {name: round(told["audits"][name]["numericValue"], 3) for name in words} | {"wanting": wanting}


def main() -> None:
    arguments = arguments_read(__doc__, rounds=3)
    lighthouse = Lighthouse(arguments.work)
    with tempfile.TemporaryDirectory(prefix="qd-lh-") as place:
        site = shutil.copytree(web_build(places(load(DeskSettings))), Path(place) / "site")
        shutil.copy(HERE / "floor.html", site / "floor.html")
        with World(Path(place), PROCESSES, web_folder=str(site)) as desk:
            page = desk.addresses.page
            floors, ours = interleaved(
                arguments.rounds, lambda: lighthouse.scores(f"{page}/floor.html"), lambda: lighthouse.scores(page)
            )
    performance = [median([one["performance"] for one in found]) for found in (ours, floors)]
    results = [
        figure("accessibility", median([one["accessibility"] for one in ours]), "of 100"),
        compared("performance", performance[0], "of 100", performance[1]),
        figure("lcp_ms", median([one["largest-contentful-paint"] for one in ours]), "ms"),
        figure("tbt_ms", median([one["total-blocking-time"] for one in ours]), "ms"),
        figure("cls", median([one["cumulative-layout-shift"] for one in ours]), ""),
    ]
    report("lighthouse", MIX, results, as_json=arguments.json)


if __name__ == "__main__":
    main()
