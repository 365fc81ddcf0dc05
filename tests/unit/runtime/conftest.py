"""Tests of this folder set the log's output; it is what it was for whoever comes after them."""

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def log_set_back() -> Iterator[None]:
    """The output that a test set is closed with it: a later test's warning would fail there."""
    yield
    structlog.reset_defaults()
