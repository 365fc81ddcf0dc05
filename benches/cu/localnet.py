"""The local chain in process: signed deposits of many owners, from wire bytes to a ledger that is on disk.

Everything is on the way that is on it in the process but HTTP: reading, signature check, execution, records of balances and logs,
slots every 400 ms with their fsync.
"""

import time
from base64 import b64encode
from pathlib import Path

from solders.pubkey import Pubkey

from quantdesk.chain import loader, mint, wallet
from quantdesk.chain import program_gen as program
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import PROGRAM, TOKEN_PROGRAM, Addresses, addresses_of, token_address
from quantdesk.chain.transaction import Blockhash, KeySigner, transaction_sign, transfer, units_limit
from quantdesk.desk.deployment_plan import ELF_PATH
from quantdesk.localnet.chain import Chain, Rules
from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import Ledger
from quantdesk.localnet.methods_transactions import send_transaction
from quantdesk.localnet.parameters import Parameters
from quantdesk.model.assets import USDC
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.settings import PYTH_RECEIVER

OWNERS = 128
DEPOSITS = 6_000
CAP = 10**15


class Bench:
    """A chain with the exchange opened and owners that hold USDC."""

    def __init__(self, folder: Path) -> None:
        self.ledger = Ledger(folder)
        kept = self.ledger.open(*genesis_make(bytes(32), self.now()))
        rules = Rules(finality_slots=4, price_owner=Pubkey.from_string(PYTH_RECEIVER))
        self.chain = Chain(kept, self.now(), rules)
        self.authority, self.mint = KeySigner(bytes([1]) * 32), KeySigner(bytes([2]) * 32)
        self.admin = KeySigner(bytes([3]) * 32)
        self.owners = [KeySigner(number.to_bytes(32, "big")) for number in range(1_000, 1_000 + OWNERS)]
        self.where: Addresses = addresses_of(self.mint.public)

    @staticmethod
    def now() -> int:
        return time.time_ns() // 1_000

    def turn(self) -> None:
        """What the process does when a slot has ended."""
        if not self.chain.tick(self.now()):
            return
        closed = list(self.chain.pending)
        self.chain.pending.clear()
        rows = [each.row for each in closed if each.row is not None]
        if rows:
            self.ledger.append(rows)
        self.chain.written(closed[-1].slot)
        self.chain.prune()

    def signed(self, signers: tuple[KeySigner, ...], *instructions: Instruction) -> str:
        chain = self.chain
        blockhash = Blockhash(chain.blockhash(chain.slot), 0)
        return b64encode(transaction_sign(instructions, signers, blockhash).raw).decode()

    def send(self, signers: tuple[KeySigner, ...], *instructions: Instruction) -> None:
        self.turn()
        send_transaction(self.chain, Parameters([self.signed(signers, *instructions), {"encoding": "base64"}]))

    def deploy(self) -> None:
        elf, buffer = ELF_PATH.read_bytes(), KeySigner(bytes([4]) * 32)
        self.send(
            (KeySigner(bytes(self.chain.faucet)[:32]),),
            transfer(bytes(self.chain.faucet.pubkey()), self.authority.public, 10**15),
        )
        size, boss = loader.BUFFER_HEAD_BYTES + len(elf), self.authority.public
        lamports = self.chain.svm.minimum_balance_for_rent_exemption
        self.send(
            (self.authority, buffer),
            loader.account_create(boss, buffer.public, loader.LOADER, size, lamports(size)),
            loader.buffer_begin(buffer.public, boss),
        )
        for at in range(0, len(elf), loader.CHUNK_BYTES):
            write = loader.buffer_write(buffer.public, boss, at, elf[at : at + loader.CHUNK_BYTES])
            self.send((self.authority,), write)
        self.send((self.authority,), units_limit(1_400_000), loader.deploy(PROGRAM, buffer.public, boss, len(elf)))
        time.sleep(0.5)
        self.send(
            (self.authority, self.mint),
            loader.account_create(boss, self.mint.public, TOKEN_PROGRAM, mint.MINT_BYTES, lamports(mint.MINT_BYTES)),
            mint.mint_begin(self.mint.public, boss, 6),
        )

    def open(self) -> None:
        where, boss = self.where, self.authority.public
        opening = program.initialize_exchange(
            PROGRAM, authority=boss, program_data=loader.data_address(PROGRAM), exchange=where.exchange, risk=where.risk,
            sol_vault=where.sol_vault, genesis_hash=GENESIS_HASH_LOCALNET, quote_mint=where.mint, guardian=boss,
            operator=boss, backstop=boss, admin_threshold=1, sol_cap_atoms=CAP, sol_floor_atoms=CAP, admins=(self.admin.public,),
        )  # fmt: skip
        self.send((self.authority,), units_limit(400_000), opening)
        vault = program.initialize_token_vault(
            PROGRAM, payer=boss, exchange=where.exchange, mint=where.mint, vault=where.vault,
            vault_tokens=where.vault_tokens, cap_atoms=CAP, floor_atoms=CAP, more=(Meta(self.admin.public, True, False),),
        )  # fmt: skip
        self.send((self.authority, self.admin), units_limit(400_000), vault)
        for owner in self.owners:
            self.send(
                (self.authority,),
                transfer(boss, owner.public, 10**10),
                wallet.token_account_make(owner.public, where.mint, boss),
                mint.mint_to(where.mint, token_address(owner.public, where.mint), boss, 10**12),
            )
            self.send((owner,), wallet.account_open(where, owner.public))

    def deposits(self, first: int, count: int) -> tuple[float, float]:
        """Signed deposits a second of the clock, and a second of processor time; the amounts tell transactions apart."""
        self.turn()
        texts = [
            self.signed((owner,), wallet.deposit(self.where, owner.public, USDC, first + number))
            for number, owner in ((n, self.owners[n % OWNERS]) for n in range(count))
        ]
        before = len(self.chain.history)
        start, start_cpu = time.perf_counter(), time.process_time()
        for text in texts:
            send_transaction(self.chain, Parameters([text, {"encoding": "base64", "skipPreflight": True}]))
            self.turn()
        self.chain.flush()
        self.ledger.append([each.row for each in self.chain.pending if each.row is not None])
        took, took_cpu = time.perf_counter() - start, time.process_time() - start_cpu
        self.chain.pending.clear()
        failed = [entry for entry in list(self.chain.history.values())[before:] if entry.err is not None]
        assert not failed, failed[0].logs
        assert len(self.chain.history) == before + count
        return count / took, count / took_cpu


def localnet_rates(folder: Path, rounds: int, count: int = DEPOSITS) -> list[tuple[float, float]]:
    """Transactions a second of each round: by the clock, and by processor time."""
    bench = Bench(folder)
    try:
        bench.deploy()
        bench.open()
        return [bench.deposits(1_000_000 * (number + 1), count) for number in range(rounds)]
    finally:
        bench.ledger.close()
