"""A stranger becomes a trader on the page, as a person does: wallet, test money, one deposit, one order."""

import time

from playwright.sync_api import expect

CHAIN_MS = 90_000


def onboarded(page):
    """Walks the dialog to its end, which stays open; returns the seconds that it took."""
    started_s = time.monotonic()
    page.get_by_role("banner").get_by_role("button", name="Start trading").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Development wallet").click()
    dialog.get_by_role("button", name="Get SOL and USDC").click()
    dialog.get_by_role("button", name="Deposit 1000 USDC").click()
    buy = dialog.get_by_role("button", name="Buy 0.")
    expect(buy).to_be_enabled(timeout=CHAIN_MS)
    buy.click()
    expect(dialog.get_by_role("heading", name="Your first trade is done")).to_be_visible(timeout=CHAIN_MS)
    return time.monotonic() - started_s


class OwnApi:
    """The gateway, asked with the page's own access token: what the exchange itself says of the person on the page."""

    def __init__(self, page, desk):
        self._page, self._gateway, self._token = page, desk.addresses.gateway, ""
        page.on("request", self._note)

    def _note(self, request):
        token = request.headers.get("authorization", "")
        if token and request.url.startswith(self._gateway):
            self._token = token

    @property
    def account(self):
        return self.get("/api/accounts")["accounts"][0]["account"]

    def get(self, path):
        """The answer to a question, as JSON."""
        return self._ask("GET", path)

    def delete(self, path):
        """The answer to a deletion, as JSON."""
        return self._ask("DELETE", path)

    def _ask(self, method, path):
        headers = {"authorization": self._token}
        answer = self._page.request.fetch(f"{self._gateway}{path}", method=method, headers=headers)
        assert answer.ok, answer.text()
        return answer.json()
