"""A desk with makers and its page, and a real browser on it."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from quantdesk.desk.world import World
from tests.e2e.onboarded import OwnApi, onboarded
from tests.e2e.places import Watch, opened, pro

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--force-color-profile=srgb",
)
PATIENCE_MS = 90_000
PROCESSES = ("localnet", "engine", "gateway", "stream", "keepers", "ingest", "web", "demo")


@pytest.fixture(scope="session")
def desk(tmp_path_factory):
    folder = os.environ["QUANTDESK_WEB_FOLDER"]
    with World(tmp_path_factory.mktemp("e2e"), PROCESSES, web_folder=folder) as world:
        yield world


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as driver:
        path = os.environ.get("QUANTDESK_CHROMIUM") or shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page of a person who has never been here; whatever it complains of in the console fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    # On a machine that does other things a click takes its time; that is no fault of the page.
    context.set_default_timeout(PATIENCE_MS)
    made = context.new_page()
    complaints = []
    made.on("pageerror", lambda error: complaints.append(str(error)))
    made.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    yield made
    context.close()
    allowed = ("WebSocket connection", "ERR_CONNECTION_REFUSED", "Failed to load resource")
    assert [line for line in complaints if not any(word in line for word in allowed)] == []


@pytest.fixture
def trader(page, desk):
    """A page in Pro whose person holds the position of the first order."""
    api = OwnApi(page, desk)
    opened(page, desk.addresses.page)
    onboarded(page)
    page.get_by_role("dialog").get_by_role("button", name="Start trading").click()
    pro(page)
    page.api = api
    page.account = api.account
    return page


@pytest.fixture
def watch(page):
    """What the browser complains of, refusals and failed requests too."""
    made = Watch()
    made.on(page)
    return made
