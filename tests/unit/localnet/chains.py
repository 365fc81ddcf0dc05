"""A chain in memory whose clock the test moves: real LiteSVM, real transactions, no process."""

import base64
import json
from typing import Any

from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import Message
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction

from quantdesk.localnet.chain import Chain, Rules
from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import Kept, slot_fold
from quantdesk.localnet.records import SLOT_US
from quantdesk.localnet.rpc import answer
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.settings import PYTH_RECEIVER

RULES = Rules(finality_slots=4, price_owner=Pubkey.from_string(PYTH_RECEIVER))
SEED = bytes(range(32))


class Refused(Exception):
    """The chain answered with an error."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(json.dumps(error)[:2_000])
        self.code, self.data = error["code"], error.get("data")
        self.message = error["message"]


class Lab:
    """A chain; its time stands ahead of the wall's, so that only the test moves it."""

    def __init__(self, kept: Kept | None = None, rules: Rules = RULES) -> None:
        self.now_us = (now_us() // SLOT_US + 1_000) * SLOT_US
        if kept is None:
            genesis, first = genesis_make(SEED, self.now_us)
            kept = Kept(genesis=genesis, slot=genesis.first_slot)
            slot_fold(kept, first)
        self.chain = Chain(kept, self.now_us, rules)
        self.rows: list[Any] = []

    def ask(self, method: str, *params: Any) -> Any:
        """The result of a call. Errors: Refused."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        found = json.loads(answer(self.chain, json.dumps(body).encode()))
        if "error" in found:
            raise Refused(found["error"])
        return found["result"]

    def slots_pass(self, count: int = 1, *, written: bool = True) -> None:
        """Slots pass; written: the ledger has them."""
        for _ in range(count):
            self.now_us += SLOT_US
            self.chain.tick(self.now_us)
        if written:
            self.write()

    def rows_first(self) -> Any:
        """The accounts of the genesis."""
        return genesis_make(SEED, self.chain.genesis.created_us)[1]

    def write(self) -> None:
        """Everything that has ended becomes durable."""
        chain = self.chain
        while chain.pending:
            closed = chain.pending.popleft()
            if closed.row is not None:
                self.rows.append(closed.row)
            chain.written(closed.slot)
        chain.prune()

    def signed(self, keys: list[Keypair], *instructions: Instruction, blockhash: bytes | None = None) -> str:
        """A transaction in base64, paid by the first key."""
        recent = Hash(blockhash or self.chain.blockhash(self.chain.slot))
        message = Message.new_with_blockhash(list(instructions), keys[0].pubkey(), recent)
        return base64.b64encode(bytes(Transaction(keys, message, recent))).decode()

    def send(self, keys: list[Keypair], *instructions: Instruction, **config: Any) -> str:
        """Sends a transaction; its signature."""
        return self.ask("sendTransaction", self.signed(keys, *instructions), {"encoding": "base64"} | config)

    def funded(self, lamports: int = 10**10) -> Keypair:
        """A key that has lamports."""
        key = Keypair()
        self.ask("requestAirdrop", str(key.pubkey()), lamports)
        return key


def payment(payer: Keypair, to: Pubkey, lamports: int) -> Instruction:
    """A transfer of lamports."""
    return transfer(TransferParams(from_pubkey=payer.pubkey(), to_pubkey=to, lamports=lamports))
