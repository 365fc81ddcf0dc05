"""The ledger: what was appended is read again, whatever a crash left behind it."""

import random
from pathlib import Path

import pytest

from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import HEAD, MAGIC, Kept, Ledger, LedgerBroken, framed, slot_fold
from quantdesk.localnet.records import AccountRow, SlotRow

NOW_US = 1_795_000_000_000_000
GENESIS, FIRST = genesis_make(bytes(32), NOW_US)


def row(number: int) -> SlotRow:
    """A slot with an account that it changes and one of its own."""
    draw = random.Random(number)
    accounts = [
        AccountRow(bytes(32), number + 1, bytes(32), False, draw.randbytes(draw.randrange(200))),
        AccountRow(number.to_bytes(32, "big"), 1 + number % 3, bytes(32), False, bytes(number % 50)),
    ]
    return SlotRow(GENESIS.first_slot + number, 0, number, accounts, [draw.randbytes(20)])


def folded(count: int) -> Kept:
    """What a ledger of so many slots holds."""
    kept = Kept(genesis=GENESIS, slot=GENESIS.first_slot)
    for each in (FIRST, *map(row, range(1, count + 1))):
        slot_fold(kept, each)
    return kept


def test_a_new_ledger_holds_the_genesis(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert ledger.open(GENESIS, FIRST) == folded(0)
    ledger.close()


def test_what_was_appended_is_read_again(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    ledger.append([row(1), row(2)])
    ledger.append([row(3)])
    ledger.close()
    again = Ledger(tmp_path)
    assert again.open(*genesis_make(bytes([1]) * 32, NOW_US + 5)) == folded(3)
    again.close()


def test_a_tail_torn_anywhere_is_cut_and_appending_goes_on(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    ledger.append([row(1), row(2)])
    whole = ledger.bytes
    ledger.append([row(3)])
    ledger.close()
    data = ledger.path.read_bytes()
    for cut in range(whole, len(data)):
        ledger.path.write_bytes(data[:cut])
        again = Ledger(tmp_path)
        kept = again.open(GENESIS, FIRST)
        assert (kept.cut_bytes, kept.accounts) == (cut - whole, folded(2).accounts)
        again.append([row(3)])
        again.close()
        assert ledger.path.read_bytes() == data


def test_a_tail_of_zeros_is_cut(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    ledger.append([row(1)])
    ledger.close()
    with ledger.path.open("ab") as out:
        out.write(bytes(4_096))
    again = Ledger(tmp_path)
    assert again.open(GENESIS, FIRST).cut_bytes == 4_096
    again.close()


def test_damage_with_whole_records_behind_it_is_not_taken_for_a_torn_tail(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    start = ledger.bytes
    ledger.append([row(1), row(2)])
    ledger.close()
    data = ledger.path.read_bytes()
    end = start + len(framed(row(1)))
    for at in range(start, end):
        spoiled = bytearray(data)
        spoiled[at] ^= 0x40
        ledger.path.write_bytes(spoiled)
        again = Ledger(tmp_path)
        with pytest.raises(LedgerBroken, match=f"damaged at byte {start}"):
            again.open(GENESIS, FIRST)
        again.close()


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.path.write_bytes(b"something else entirely")
    with pytest.raises(LedgerBroken, match="expected a ledger"):
        ledger.open(GENESIS, FIRST)
    ledger.path.write_bytes(MAGIC + framed(row(1)))
    with pytest.raises(LedgerBroken, match="genesis"):
        ledger.open(GENESIS, FIRST)
    ledger.close()


def test_one_folder_has_one_holder(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    with pytest.raises(LedgerBroken, match="another process"):
        Ledger(tmp_path)
    ledger.close()
    Ledger(tmp_path).close()


def test_compaction_keeps_the_state_and_what_comes_after(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    ledger.append([row(number) for number in range(1, 9)])
    before = folded(8)
    alive = [account for account in before.accounts.values() if account.lamports]
    ledger.compact(GENESIS, SlotRow(before.slot, 0, 8, alive, before.transactions))
    ledger.append([row(9)])
    ledger.close()
    assert not ledger.path.with_suffix(".part").exists()
    again = Ledger(tmp_path)
    kept = again.open(GENESIS, FIRST)
    again.close()
    assert kept == folded(9)


def test_a_compaction_that_was_cut_short_leaves_the_old_ledger(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    ledger.open(GENESIS, FIRST)
    ledger.append([row(1)])
    ledger.close()
    ledger.path.with_suffix(".part").write_bytes(MAGIC + framed(row(7))[: HEAD.size + 3])
    again = Ledger(tmp_path)
    assert again.open(GENESIS, FIRST) == folded(1)
    assert not ledger.path.with_suffix(".part").exists()
    again.close()
