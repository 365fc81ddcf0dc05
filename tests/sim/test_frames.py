"""Broken batches and broken snapshots: refused whole, nothing changed."""

import random

import pytest

from quantdesk.core import BatchError, Exchange
from tests.sim.audit import Audit
from tests.sim.shape import SHAPES
from tests.sim.subject import Subject
from tests.sim.world import World

HEAD = 32


def lived_in(seed: int) -> tuple[Subject, World]:
    core, audit = Subject(), Audit()
    world = World(SHAPES["small"], seed, audit.mirror)
    batch = world.opening()
    while audit.events < 1_500:
        audit.batch(batch.ts_us, core.apply(batch.bytes_from(core.seq + 1)))
        batch = world.next_batch()
    return core, world


def broken(rng: random.Random, good: bytes) -> bytes:
    data = bytearray(good)
    way = rng.randrange(8)
    if way == 0:
        del data[rng.randrange(len(data)) :]
    elif way == 1:
        data += rng.randbytes(rng.randint(1, 40))
    elif way == 2:
        data[rng.randrange(4)] ^= 1 << rng.randrange(8)
    elif way == 3:
        data[4] ^= 1 << rng.randrange(8)
    elif way == 4:
        data[8 + rng.randrange(8)] ^= 1 << rng.randrange(8)
    elif way == 5:
        data[16:24] = bytes(8)
    elif way == 6:
        data[24 + rng.randrange(8)] = 1
    else:
        data[HEAD + rng.randrange(1, 4)] ^= 1 << rng.randrange(8)
    return bytes(data)


def test_a_broken_batch_is_refused_whole() -> None:
    """[UNIT-4] [JRN-5]: head or framing broken: BatchError, the state is what it was."""
    core, world = lived_in(1)
    rng = random.Random(1)
    for _ in range(400):
        batch = world.next_batch()
        before, seq = core.state_hash(), core.seq
        bad = broken(rng, batch.bytes_from(seq + 1))
        with pytest.raises(BatchError):
            core.apply(bad)
        assert (core.seq, core.state_hash()) == (seq, before)
    assert core.apply(world.next_batch().bytes_from(core.seq + 1))


def test_time_never_goes_back() -> None:
    """[JRN-5]."""
    core, world = lived_in(2)
    batch = world.next_batch()
    late = type(batch)(core.exchange.ts_us - 1, batch.records)
    with pytest.raises(BatchError):
        core.apply(late.bytes_from(core.seq + 1))


def test_a_flipped_snapshot_is_refused_or_is_exactly_what_it_restores() -> None:
    """[JRN-4]: no altered bytes are taken for something else."""
    core, _ = lived_in(3)
    good = core.snapshot()
    rng = random.Random(3)
    refused = 0
    for _ in range(1_500):
        data = bytearray(good)
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        try:
            other = Exchange.restore(bytes(data))
        except BatchError:
            refused += 1
        else:
            assert other.snapshot() == data
    assert refused > 100
    for cut in range(0, len(good), max(1, len(good) // 300)):
        with pytest.raises(BatchError):
            Exchange.restore(good[:cut])
