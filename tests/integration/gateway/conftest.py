"""A running desk and people at its door."""

from collections.abc import AsyncIterator

import httpx
import pytest

from quantdesk.desk.world import World
from tests.integration.gateway.people import Person, grids_learn, trader


@pytest.fixture
async def http(small_desk: World) -> AsyncIterator[httpx.AsyncClient]:
    """A client that keeps no cookies of its own accord between people."""
    async with httpx.AsyncClient(base_url=small_desk.addresses.gateway, timeout=20) as client:
        await grids_learn(client)
        yield client


@pytest.fixture
async def anna(small_desk: World, http: httpx.AsyncClient) -> Person:
    return await trader(small_desk, http)


@pytest.fixture
async def bert(small_desk: World, http: httpx.AsyncClient) -> Person:
    return await trader(small_desk, http)


@pytest.fixture
async def maker(small_desk: World, http: httpx.AsyncClient) -> Person:
    return await trader(small_desk, http, 1_000_000, "maker")
