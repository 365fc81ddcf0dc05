"""Signed updates on their way to Pyth's receiver: whole transactions on a real chain, with a keeper that is killed and a node that lies.

The receiver's three programs are not here. At their published addresses the chain has a program that takes everything, so that packets,
signatures, budgets, fees, rents and the system program's part are real; what the three would do, or refuse, is done by the reader of the
published interface (paper_receiver.py).
"""

import asyncio
import copy
import functools
import json
import struct
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from typing import Any, cast

import httpx
import pytest
from msgspec import structs
from solders.account import Account
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from quantdesk.bus.commands import CommandClient
from quantdesk.chain import follow
from quantdesk.chain.instruction import Instruction, Meta
from quantdesk.chain.network import GENESIS
from quantdesk.chain.prices import price_account
from quantdesk.chain.receiver import GUARDIANS, ROUTERS, Oracle, opening, statement_address
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.chain.view import Viewer
from quantdesk.keepers import parts as parts_module
from quantdesk.keepers import post_receiver
from quantdesk.keepers.gauges import Gauges
from quantdesk.keepers.heard_prices import Proven
from quantdesk.keepers.parts import Parts, Recent
from quantdesk.localnet.chain import Rules
from quantdesk.localnet.execution import written_keys
from quantdesk.localnet.genesis import genesis_make
from quantdesk.localnet.ledger import Kept, slot_fold
from quantdesk.localnet.records import AccountRow
from quantdesk.localnet.rpc import answer
from quantdesk.model.pyth_account import price_account_read
from quantdesk.model.pyth_update import PriceMessage, message_read, update_read
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.metrics import Metrics
from quantdesk.store.pool import Pool
from tests.unit.chain.paper_receiver import Paper
from tests.unit.localnet.chains import SEED, Lab
from tests.unit.model.pyth_rows import VECTORS, data_of

LOADER = Pubkey.from_string("BPFLoader2111111111111111111111111111111111")
KEEPER = KeySigner(b"\5" * 32)
BEGIN_LAMPORTS = 10**10
REFUSED = 6_021
SLOTS_UNTIL_EXPIRED = 200
UPDATES = sorted([data_of(vector) for vector in VECTORS["valid"]], key=len)
LARGEST, SMALL = UPDATES[-1], UPDATES[0]


def willing() -> bytes:
    """A program of two instructions, r0 = 0 and exit, as the chain's loader reads it."""
    code = bytes.fromhex("b7000000000000009500000000000000")
    names = b"\0.text\0.shstrtab\0"
    at = 64 + 56
    table = (at + len(code) + len(names) + 7) // 8 * 8
    head = struct.pack("<HHIQQQIHHHHHH", 3, 247, 1, at, 64, table, 0, 64, 56, 1, 64, 3, 2)
    segment = struct.pack("<IIQQQQQQ", 1, 5, at, at, at, len(code), len(code), 0x1000)
    text = struct.pack("<IIQQQQIIQQ", 1, 1, 6, at, at, len(code), 0, 0, 8, 0)
    strings = struct.pack("<IIQQQQIIQQ", 7, 3, 0, 0, at + len(code), len(names), 0, 0, 1, 0)
    body = b"\x7fELF\2\1\1" + bytes(9) + head + segment + code + names
    return body.ljust(table, b"\0") + bytes(64) + text + strings


class Node(httpx.AsyncBaseTransport):
    """A node of that chain. before_send: says what befalls the transaction of this number; a slot passes with every look."""

    def __init__(self, oracle: Oracle) -> None:
        now = now_us()
        genesis, first = genesis_make(SEED, now)
        kept = Kept(genesis=genesis, slot=genesis.first_slot)
        slot_fold(kept, first)
        for key in (oracle.receiver, oracle.feeds, oracle.verifier):
            kept.accounts[key] = AccountRow(key, 10**9, bytes(LOADER), True, willing())
        self.oracle = oracle
        self.lab = Lab(kept, Rules(finality_slots=2, price_owner=Pubkey(oracle.receiver)))
        self.paper = Paper(oracle, KEEPER.public)
        self.statement = Pubkey(statement_address(oracle, KEEPER.public))
        self.befalls: Callable[[int], str] = lambda _: ""
        self.refuses = ""
        self.taken: list[bytes] = []
        self.sends = 0
        self.wrong: list[str] = []
        self.put(Pubkey(KEEPER.public), BEGIN_LAMPORTS, b"", Pubkey.default())
        self.lab.slots_pass(3)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        method = json.loads(body)["method"]
        await asyncio.sleep(0)
        if method == "sendTransaction":
            return httpx.Response(200, content=self._sent(body))
        if method in {"getBlockHeight", "getSlot"}:
            self.lab.slots_pass(1)
        return httpx.Response(200, content=answer(self.lab.chain, body))

    def put(self, key: Pubkey, lamports: int, data: bytes, owner: Pubkey) -> None:
        self.lab.chain.account_set(key, Account(lamports, data, owner, False))

    def lamports(self, key: Pubkey) -> int:
        found = self.lab.chain.accounts.at(key).account
        return found.lamports if found is not None else 0

    def price(self, feed: bytes) -> PriceMessage | None:
        """What Pyth's account of a feed says."""
        found = self.lab.chain.accounts.at(Pubkey(self.oracle.price_address(feed))).account
        if found is None:
            return None
        return price_account_read(bytes(found.data), str(found.owner), str(Pubkey(self.oracle.receiver))).price

    def price_put(self, price: PriceMessage, owner: Pubkey | None = None, **changed: Any) -> None:
        """Somebody else has brought a price."""
        data = bytearray(price_account(price, bytes(32), 1))
        if changed.get("partly"):
            data[40] = 0
        at = Pubkey(self.oracle.price_address(price.feed_id))
        self.put(at, 10**7, bytes(data), owner or Pubkey(self.oracle.receiver))
        self.lab.slots_pass(2)

    def _sent(self, body: bytes) -> bytes:
        raw = b64decode(json.loads(body)["params"][0])
        transaction = VersionedTransaction.from_bytes(raw)
        assert transaction.verify_with_results() == [True]
        name = str(transaction.signatures[0])
        befallen = self.befalls(self.sends)
        self.sends += 1
        if befallen == "dropped":
            return said(name)
        if befallen == "expired":
            self.lab.slots_pass(SLOTS_UNTIL_EXPIRED)
            return said(name)
        if bytes(transaction.signatures[0]) in self.lab.chain.history:
            return answer(self.lab.chain, body)
        paper = copy.deepcopy(self.paper)
        for number, call in enumerate(calls_of(transaction)):
            if self.refuses and call.data.startswith(opening(self.refuses)):
                return refused(number)
            try:
                paper.run(call, merged=True)
            except AssertionError as error:
                self.wrong.append(repr(error))
                return refused(number)
        made = answer(self.lab.chain, body)
        if "error" in json.loads(made):
            return made
        self.taken.append(raw)
        self._carried_out(paper)
        return refused(0) if befallen == "refused in words" else made

    def _carried_out(self, paper: Paper) -> None:
        """Puts into place what the three programs would have left."""
        before, self.paper = self.paper, paper
        payer = Pubkey(KEEPER.public)
        if paper.statement is not None:
            self.put(self.statement, self.lamports(self.statement), paper.account(), Pubkey(self.oracle.verifier))
        elif before.statement is not None:
            self.put(payer, self.lamports(payer) + self.lamports(self.statement), b"", Pubkey.default())
            self.put(self.statement, 0, b"", Pubkey.default())
        for feed, price in paper.prices.items():
            if price != before.prices.get(feed):
                at = Pubkey(self.oracle.price_address(feed))
                data = price_account(price, KEEPER.public, self.lab.chain.slot)
                self.put(at, max(self.lamports(at), 10**7), data, Pubkey(self.oracle.receiver))


def said(result: str) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": 1, "result": result}).encode()


def refused(number: int) -> bytes:
    err = {"InstructionError": [number, {"Custom": REFUSED}]}
    error = {"code": -32002, "message": "Transaction simulation failed", "data": {"err": err, "logs": []}}
    return json.dumps({"jsonrpc": "2.0", "id": 1, "error": error}).encode()


def calls_of(transaction: VersionedTransaction) -> list[Instruction]:
    """The instructions, each with the rights that its accounts have in this transaction."""
    message = transaction.message
    keys = list(message.account_keys)
    written = set(written_keys(message.header, keys))
    return [
        Instruction(
            bytes(keys[each.program_id_index]),
            tuple(Meta(bytes(keys[at]), message.is_signer(at), keys[at] in written) for at in each.accounts),
            bytes(each.data),
        )
        for each in message.instructions
    ]


def proven_of(update: bytes) -> list[Proven]:
    """Every price of an update, of each feed one."""
    prices = {}
    for leaf in update_read(update).leaves:
        message = message_read(leaf.message)
        if isinstance(message, PriceMessage):
            prices[message.feed_id] = message
    return [Proven(price, update) for price in prices.values()]


def parts_of(node: Node) -> Parts:
    """A keeper that begins without memory."""
    rpc = Rpc(("http://chain",), GENESIS["localnet"], httpx.AsyncClient(transport=node))
    return Parts(
        pool=cast(Pool, None),
        engine=cast(CommandClient, None),
        rpc=rpc,
        viewer=Viewer(rpc),
        near=Viewer(rpc),
        operator=KEEPER,
        gauges=Gauges(Metrics("keepers")),
        recent=Recent(),
    )


async def brought(node: Node, proven: list[Proven]) -> Parts:
    parts = parts_of(node)
    try:
        await post_receiver.brought(parts, node.oracle, proven)
    finally:
        await parts.rpc.close()
    return parts


def ends(parts: Parts, state: str) -> float:
    return parts.gauges.transactions.labels(post_receiver.NAME, state)._value.get()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    looking = functools.partial(follow.send_and_follow, look_s=0.001)
    monkeypatch.setattr(parts_module, "send_and_follow", looking)
    monkeypatch.setattr(follow, "LOOK_S", 0.001)
    monkeypatch.setattr(follow, "SEND_AGAIN_S", 0.0)


@pytest.fixture(params=[GUARDIANS, ROUTERS], ids=["guardians", "routers"])
async def node(request: pytest.FixtureRequest) -> AsyncIterator[Node]:
    made = Node(request.param)
    yield made
    assert made.wrong == [], "the published interface refused what was sent"


def all_there(node: Node, proven: list[Proven]) -> bool:
    return all(node.price(each.price.feed_id) == each.price for each in proven)


@pytest.mark.parametrize("update", [SMALL, LARGEST], ids=["one signed price", "largest update"])
async def test_prices_of_an_update_come_to_pyths_accounts_and_the_rent_comes_back(node: Node, update: bytes) -> None:
    """PYTH-9: with every signature; what it costs is the fee of each transaction."""
    proven = proven_of(update)
    parts = await brought(node, proven)
    assert all_there(node, proven)
    assert node.lamports(node.statement) == 0
    assert node.lamports(Pubkey(KEEPER.public)) == BEGIN_LAMPORTS - 5_000 * len(node.taken)
    assert ends(parts, "landed") == len(node.taken)
    assert ends(parts, "failed") == ends(parts, "expired") == 0


async def test_what_pyth_has_already_is_not_sent_again(node: Node) -> None:
    """PYTH-9: as new is enough; an older one is not."""
    each = proven_of(SMALL)[0]
    node.price_put(each.price)
    await brought(node, [each])
    assert node.taken == []
    node.price_put(structs.replace(each.price, publish_time=each.price.publish_time - 1))
    await brought(node, [each])
    assert node.price(each.price.feed_id) == each.price


async def test_account_that_only_looks_like_pyths_is_none(node: Node) -> None:
    """PYTH-8: of a stranger, or verified in part."""
    each = proven_of(SMALL)[0]
    for disguise in ({"owner": Pubkey(b"\7" * 32)}, {"partly": True}):
        sent = len(node.taken)
        node.price_put(each.price, **disguise)
        await brought(node, [each])
        assert len(node.taken) > sent


async def test_prices_of_two_updates_go_one_statement_after_the_other(node: Node) -> None:
    """PYTH-9: an account of the keeper's holds one statement at a time."""
    first, second = proven_of(UPDATES[0]), proven_of(UPDATES[1])
    both = [*first, *second]
    await brought(node, both)
    newest: dict[bytes, PriceMessage] = {}
    for each in both:
        known = newest.get(each.price.feed_id)
        if known is None or each.price.publish_time > known.publish_time:
            newest[each.price.feed_id] = each.price
    assert {feed: node.price(feed).publish_time >= price.publish_time for feed, price in newest.items()}
    assert node.lamports(node.statement) == 0


@pytest.mark.parametrize("after", range(4))
async def test_keeper_killed_anywhere_leaves_nothing_that_the_next_does_not_take_back(node: Node, after: int) -> None:
    """PYTH-9: kill -9 after so many transactions; the next knows nothing of the first but what the chain shows."""
    proven = proven_of(LARGEST)
    killed = asyncio.Event()

    def befalls(_: int) -> str:
        if len(node.taken) >= after:
            killed.set()
            return "dropped"
        return ""

    node.befalls = befalls
    task = asyncio.create_task(brought(node, proven))
    await asyncio.wait_for(killed.wait(), 60)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    left = node.paper.statement is not None
    assert left == (after > 0)
    node.befalls = lambda _: ""
    await brought(node, proven)
    assert all_there(node, proven)
    assert node.lamports(node.statement) == 0
    assert node.lamports(Pubkey(KEEPER.public)) == BEGIN_LAMPORTS - 5_000 * len(node.taken)


async def test_refused_statement_is_not_followed_by_its_prices_and_is_taken_back_later(node: Node) -> None:
    """PYTH-9: a signer set that the verifier does not take any more."""
    proven = proven_of(LARGEST)
    node.refuses = "verify_encoded_vaa_v1"
    parts = await brought(node, proven)
    assert (ends(parts, "failed"), node.paper.verified, node.paper.prices) == (1, False, {})
    node.refuses = ""
    await brought(node, proven)
    assert all_there(node, proven)
    assert node.lamports(node.statement) == 0


async def test_statement_that_cannot_be_taken_back_is_not_written_over(node: Node) -> None:
    node.befalls = lambda _: "" if not node.taken else "expired"
    await brought(node, proven_of(LARGEST))
    before, sent = bytes(node.paper.statement or b""), len(node.taken)
    node.befalls = lambda _: ""
    node.refuses = "close_encoded_vaa"
    parts = await brought(node, proven_of(SMALL))
    assert (ends(parts, "failed"), len(node.taken)) == (1, sent)
    assert bytes(node.paper.statement or b"") == before


@pytest.mark.parametrize("lie", ["dropped", "refused in words"])
async def test_what_a_node_says_of_a_transaction_counts_for_nothing(node: Node, lie: str) -> None:
    """PYTH-9: taken in words and dropped, or refused in words and taken: what happened is what accounts show."""
    proven = proven_of(LARGEST)
    node.befalls = lambda number: lie if number % 2 == 0 else ""
    parts = await brought(node, proven)
    assert all_there(node, proven)
    assert node.lamports(node.statement) == 0
    assert ends(parts, "landed") == len(node.taken)


async def test_transaction_that_can_come_no_more_ends_the_run_and_the_next_begins_anew(node: Node) -> None:
    proven = proven_of(LARGEST)
    node.befalls = lambda number: "expired" if number == 1 else ""
    parts = await brought(node, proven)
    assert (ends(parts, "expired"), len(node.taken)) == (1, 1)
    node.befalls = lambda _: ""
    await brought(node, proven)
    assert all_there(node, proven)


@pytest.mark.parametrize("gift", [890_880, 10**9], ids=["least that may lie there", "more than the rent"])
async def test_lamports_of_a_stranger_at_its_address_do_not_stop_the_keeper(node: Node, gift: int) -> None:
    """PYTH-9: the address is known to everybody, and a creation of an account is refused where lamports lie."""
    node.put(node.statement, gift, b"", Pubkey.default())
    node.lab.slots_pass(2)
    proven = proven_of(SMALL)
    await brought(node, proven)
    assert all_there(node, proven)
    assert node.lamports(Pubkey(KEEPER.public)) == BEGIN_LAMPORTS + gift - 5_000 * len(node.taken)
