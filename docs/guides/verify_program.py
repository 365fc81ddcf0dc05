"""Compares the program on a chain with the lock of this repository: a node of Solana, nothing of ours running.

    python verify_program.py --rpc https://a.node.of.yours --lock program.lock --elf quantdesk_program.so

Needs solana and solders from PyPI. Ends with 0 when the chain runs the bytes that the lock names, with 1 when it does not.
"""

import argparse
import asyncio
import hashlib
import sys
import tomllib
from pathlib import Path

from solana.rpc.async_api import AsyncClient
from solana.rpc.commitment import Finalized
from solders.pubkey import Pubkey

PROGRAM = "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso"
LOADER = Pubkey.from_string("BPFLoaderUpgradeab1e11111111111111111111111")
HEAD_BYTES = 45


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rpc", required=True)
    parser.add_argument("--lock", required=True, type=Path)
    parser.add_argument("--elf", required=True, type=Path)
    parser.add_argument("--program", default=PROGRAM)
    given = parser.parse_args()
    locked = tomllib.loads(given.lock.read_text())["program_sha256"]
    elf = given.elf.read_bytes()
    if hashlib.sha256(elf).hexdigest() != locked:
        print(f"{given.elf}: expected the bytes that {given.lock} names, {locked}")
        return 1
    at = Pubkey.find_program_address([bytes(Pubkey.from_string(given.program))], LOADER)[0]
    async with AsyncClient(given.rpc) as client:
        found = (await client.get_account_info(at, commitment=Finalized)).value
    if found is None or found.owner != LOADER:
        print(f"{given.program}: no program of the upgradeable loader on this chain")
        return 1
    data = bytes(found.data)
    held, rest = data[HEAD_BYTES : HEAD_BYTES + len(elf)], data[HEAD_BYTES + len(elf) :]
    authority = Pubkey(data[13:45]) if data[12] else "nobody"
    digest = hashlib.sha256(held).hexdigest()
    print(f"program {given.program}")
    print(f"last change in slot {int.from_bytes(data[4:12], 'little')}, may be changed by {authority}")
    print(f"bytes on the chain {digest}, of the lock {locked}")
    if digest != locked or any(rest):
        print("they DIFFER: the chain runs another program")
        return 1
    print("they are the same")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
