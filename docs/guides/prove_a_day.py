"""Compares a day of the exchange's journal, as a file, with the root that stands on the chain: a node of Solana, nothing of the exchange.

    python prove_a_day.py --rpc http://127.0.0.1:8899 --program PROGRAM day.csv

Needs solders from PyPI, nothing else. The file: one line a batch in order, its commands and its events in hexadecimal, with a comma
between them.
"""

import argparse
import base64
import csv
import hashlib
import json
import struct
import sys
import urllib.request
from pathlib import Path

from solders.pubkey import Pubkey

DAY_US = 86_400_000_000
HEAD = struct.Struct("<IIQQ")  # magic, number of commands, the first one's number, time in microseconds
ROOT = struct.Struct("<8sHBBIQQQ32s")


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def tree(leaves: list[bytes]) -> bytes:
    """Root by RFC 9162: the left half is the largest power of two below the size."""
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree(leaves[:half]) + tree(leaves[half:]))


def day_read(path: Path) -> tuple[int, int, int, bytes]:
    """Day, first command, last command and root of a file. Exits when its batches are not one day without a gap."""
    csv.field_size_limit(1 << 30)
    leaves, first, following, days = [], 0, 0, set()
    with path.open(newline="") as file:
        for line in csv.reader(file):
            commands, events = bytes.fromhex(line[0]), bytes.fromhex(line[1])
            _, count, seq_from, ts_us = HEAD.unpack_from(commands)
            if leaves and seq_from != following:
                sys.exit(f"{path}: expected command {following} next, found {seq_from}")
            leaves.append(sha256(b"\0" + sha256(commands) + sha256(events)))
            first, following = first or seq_from, seq_from + count
            days.add(ts_us // DAY_US)
    if len(days) != 1:
        sys.exit(f"{path}: expected batches of one day, found {sorted(days)}")
    return days.pop(), first, following - 1, tree(leaves)


def posted(rpc: str, program: Pubkey, day: int) -> tuple[int, int, bytes] | None:
    """First command, last command and root of a day on the chain, finalised; None when there is none."""
    address = Pubkey.find_program_address([b"root", struct.pack("<I", day)], program)[0]
    terms = {"encoding": "base64", "commitment": "finalized"}
    asked = {"jsonrpc": "2.0", "id": 1, "method": "getAccountInfo", "params": [str(address), terms]}
    request = urllib.request.Request(rpc, json.dumps(asked).encode(), {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        account = json.load(answer)["result"]["value"]
    if account is None or account["owner"] != str(program):
        return None
    *_, first, last, _, root = ROOT.unpack(base64.b64decode(account["data"][0]))
    return first, last, root


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rpc", required=True, help="address of a node")
    parser.add_argument("--program", required=True, help="address of the exchange's program")
    parser.add_argument("file", type=Path)
    given = parser.parse_args()
    day, *found = day_read(given.file)
    expected = posted(given.rpc, Pubkey.from_string(given.program), day)
    if expected is None:
        print(f"day {day}: no root on the chain")
        return 2
    for name, (first, last, root) in {"chain": expected, "file": found}.items():
        print(f"{name}: day {day}, commands {first} to {last}, root {root.hex()}")
    same = expected == tuple(found)
    print("equal" if same else "NOT EQUAL: the file is not the day that was posted")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
