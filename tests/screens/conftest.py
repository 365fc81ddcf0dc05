"""The desk and the browser of the tests in e2e."""

from tests.e2e.conftest import chromium, desk, page, watch

__all__ = ["chromium", "desk", "page", "watch"]
