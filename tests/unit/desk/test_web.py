"""The terminal's build: its hash follows its sources and not its tests; the lock names no host and every platform."""

import json
import re

import pytest

from quantdesk.desk.told import Told
from quantdesk.desk.web import WEB, chromium, sources_hash


@pytest.fixture
def web(tmp_path):
    (tmp_path / "src").mkdir()
    for name in ("index.html", "package-lock.json", "tsconfig.json", "vite.config.ts", "src/a.ts"):
        (tmp_path / name).write_text(name)
    return tmp_path


def test_hash_follows_a_source(web):
    before = sources_hash(web)
    (web / "src" / "a.ts").write_text("changed")
    assert sources_hash(web) != before


def test_hash_follows_the_name_of_a_source(web):
    before = sources_hash(web)
    (web / "src" / "a.ts").rename(web / "src" / "b.ts")
    assert sources_hash(web) != before


def test_tests_are_no_source_of_the_page(web):
    before = sources_hash(web)
    (web / "src" / "a.test.ts").write_text("test")
    (web / "src" / "a.browser.tsx").write_text("test")
    assert sources_hash(web) == before


def test_lock_holds_no_registry_and_runs_no_script():
    lock = (WEB / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    assert "ignore-scripts=true" in (WEB / ".npmrc").read_text()


@pytest.mark.parametrize("tool", ["@rolldown/binding", "lightningcss", "@oxlint/binding"])
@pytest.mark.parametrize("platform", ["darwin-arm64", "win32-x64-msvc", "linux-arm64-gnu", "linux-x64-gnu"])
def test_lock_has_native_parts_for_every_platform(tool, platform):
    packages = json.loads((WEB / "package-lock.json").read_text())["packages"]
    assert f"node_modules/{tool}-{platform}" in packages


def test_every_package_is_pinned_exactly():
    package = json.loads((WEB / "package.json").read_text())
    for version in (package["dependencies"] | package["devDependencies"]).values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)


def test_named_browser_that_is_not_there_is_told():
    with pytest.raises(Told, match="QUANTDESK_CHROMIUM"):
        chromium("/nowhere/chromium")
