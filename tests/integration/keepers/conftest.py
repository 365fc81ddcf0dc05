"""The desk of these tests: an engine and a chain with one market; its crews are ended with it."""

from collections.abc import AsyncIterator

import pytest

from tests.integration.keepers.chain_desk import ChainDesk


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[ChainDesk]:
    made = await ChainDesk.open(database_url)
    yield made
    await made.close()
