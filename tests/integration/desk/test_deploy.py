"""`./desk program deploy` on a real node: a fresh address, a break in the middle, an upgrade, and those who may not."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from quantdesk.chain import loader
from quantdesk.chain.network import upgrade_address
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.deploy import program_final
from quantdesk.desk.deployment import deployment_make, program_deploy
from quantdesk.desk.deployment_plan import ELF_PATH, plan_make
from quantdesk.desk.paths import ROOT, private_write, python_command
from quantdesk.desk.told import Told
from quantdesk.model.base58 import encode_base58
from quantdesk.model.message import GENESIS_HASH_LOCALNET
from quantdesk.runtime.clock import monotonic_s
from quantdesk.runtime.settings import environment_inherited
from tests.integration.localnet.nodes import Node

ELF = ELF_PATH.read_bytes()
VERIFY = ROOT / "docs/guides/verify_program.py"
TIMEOUT_S = 120


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with Node(tmp_path_factory.mktemp("deploy")) as one:
        yield one


def funded(node: Node, number: int, lamports: int = 100 * 10**9) -> bytes:
    """The seed of a payer with lamports that are final."""
    seed = bytes([number]) * 32
    key = encode_base58(KeySigner(seed).public)
    if lamports:
        node.ask("requestAirdrop", key, lamports)
        deadline_s = monotonic_s() + TIMEOUT_S
        while not node.ask("getBalance", key)["value"]:
            assert monotonic_s() < deadline_s
            time.sleep(0.05)
    return seed


def key_file(folder: Path, seed: bytes) -> str:
    path = folder / f"{seed[:1].hex()}.json"
    private_write(path, msgspec.json.encode(list(seed + KeySigner(seed).public)).decode())
    return str(path)


def verb(
    node: Node, folder: Path, authority: bytes, program: bytes, *more: str, name: str = "deploy"
) -> subprocess.Popen[str]:
    """`./desk program deploy`, or another verb, of these keys, under way."""
    environment = environment_inherited() | {
        "PYTHONPATH": str(ROOT / "src"),
        "QUANTDESK_HOME": str(folder),
        "QUANTDESK_RPC_URLS": node.url,
        "QUANTDESK_AUTHORITY_KEY_FILE": key_file(folder, authority),
        "QUANTDESK_PROGRAM_KEY_FILE": key_file(folder, program),
    }
    return subprocess.Popen(
        python_command("program", name, *more),
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def told(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=TIMEOUT_S)
    return process.returncode, out, err


def loaded(node: Node) -> list[Any]:
    """Every account of the loader."""
    config = {"encoding": "base64", "commitment": "processed"}
    return sorted(node.ask("getProgramAccounts", encode_base58(loader.LOADER), config), key=lambda each: each["pubkey"])


def chunks_in(node: Node, key: bytes, commitment: str = "processed") -> int:
    """How many chunks the buffer holds at present, by a commitment."""
    config = {"encoding": "base64", "commitment": commitment}
    found = node.ask("getAccountInfo", encode_base58(key), config)["value"]
    if found is None:
        return 0
    body = msgspec.json.decode(msgspec.json.encode(found["data"][0]), type=bytes)[loader.BUFFER_HEAD_BYTES :]
    return sum(any(body[at : at + loader.CHUNK_BYTES]) for at in range(0, len(body), loader.CHUNK_BYTES))


def chunks_kept(node: Node, key: bytes) -> int:
    """How many it holds when what was on its way has come, and all of it is confirmed: who goes on looks no earlier."""
    for _ in range(600):
        processed = chunks_in(node, key)
        if processed == chunks_in(node, key, "confirmed"):
            return processed
        time.sleep(0.05)
    raise AssertionError("chunks were never confirmed")


def broken_off(node: Node, folder: Path, authority: bytes) -> tuple[bytes, int]:
    """Kills a deployment to a fresh address in the middle; the address's seed and how many chunks were there by then."""
    everything = len(range(0, len(ELF), loader.CHUNK_BYTES))
    for number in range(20, 30):
        program = bytes([number]) * 32
        buffer = deployment_make(ELF, authority, program_key=KeySigner(program)).buffer.public
        process = verb(node, folder, authority, program)
        while process.poll() is None and chunks_in(node, buffer) < everything // 4:
            time.sleep(0.005)
        process.kill()
        told(process)
        held = chunks_kept(node, buffer)
        if 0 < held < everything:
            return program, held
    raise AssertionError("no deployment was caught in the middle")


def test_a_deployment_killed_in_the_middle_goes_on_where_it_was(node: Node, tmp_path: Path) -> None:
    """A fresh address: nothing of it is written twice, and what is final there equals program.lock."""
    authority = funded(node, 11)
    program, held = broken_off(node, tmp_path, authority)
    code, out, err = told(verb(node, tmp_path, authority, program, "--json"))
    assert code == 0, err
    report = msgspec.json.decode(out)
    assert (report["action"], report["verified"], report["sha256"]) == ("deploy", True, plan_make().sha256)
    assert report["chunks_written"] == report["chunks"] - held
    key = encode_base58(KeySigner(program).public)
    assert report["program"] == key
    assert node.ask("getAccountInfo", key, {"encoding": "base64"})["value"]["executable"]
    before = loaded(node)
    code, out, err = told(verb(node, tmp_path, authority, program, "--json"))
    assert (code, msgspec.json.decode(out)["action"]) == (0, "unchanged"), err
    assert loaded(node) == before


def test_another_authority_is_refused_and_nothing_changes(node: Node, tmp_path: Path) -> None:
    owner, stranger, program = funded(node, 12), funded(node, 13), bytes([31]) * 32
    changed = deployment_make(ELF + b"\1", owner, program_key=KeySigner(program))
    asyncio.run(asked(node, lambda rpc: program_deploy(rpc, changed)))
    before = loaded(node)
    code, out, err = told(verb(node, tmp_path, stranger, program))
    assert (code, out) == (1, "")
    assert f"expected upgrade authority {encode_base58(KeySigner(stranger).public)}" in err
    assert loaded(node) == before
    # Its own authority upgrades it to the committed bytes.
    code, out, err = told(verb(node, tmp_path, owner, program, "--json"))
    assert code == 0, err
    assert msgspec.json.decode(out)["action"] == "upgrade"


def test_authority_is_handed_over_once_and_by_its_holder_alone(node: Node, tmp_path: Path) -> None:
    """Dry at first; then whoever had it can neither upgrade nor take it back."""
    owner, heir, program = funded(node, 40), funded(node, 41), bytes([42]) * 32
    made = deployment_make(ELF + b"\1", owner, program_key=KeySigner(program))
    asyncio.run(asked(node, lambda rpc: program_deploy(rpc, made)))
    to, before = encode_base58(KeySigner(heir).public), loaded(node)
    code, out, err = told(verb(node, tmp_path, owner, program, "--to", to, "--dry-run", "--json", name="handover"))
    report = msgspec.json.decode(out)
    assert (code, report["dry_run"], report["done"], report["to"]) == (0, True, False, to), err
    assert report["holder"] == encode_base58(KeySigner(owner).public)
    assert loaded(node) == before
    code, _, err = told(verb(node, tmp_path, heir, program, "--to", to, name="handover"))
    assert code == 1
    assert "as the authority, found" in err
    assert loaded(node) == before
    code, out, err = told(verb(node, tmp_path, owner, program, "--to", to, "--json", name="handover"))
    assert (code, msgspec.json.decode(out)["done"]) == (0, True), err
    code, _, err = told(verb(node, tmp_path, owner, program))
    assert code == 1
    assert "expected upgrade authority" in err
    code, out, err = told(verb(node, tmp_path, heir, program, "--json"))
    assert (code, msgspec.json.decode(out)["action"]) == (0, "upgrade"), err
    code, out, err = told(
        verb(node, tmp_path, heir, program, "--to", "timelock", "--dry-run", "--json", name="handover")
    )
    assert (code, msgspec.json.decode(out)["to"]) == (0, encode_base58(upgrade_address())), err
    code, _, err = told(verb(node, tmp_path, heir, program, "--to", "not-an-address", name="handover"))
    assert code == 1
    assert "expected --to with the address" in err


def test_script_of_the_guide_tells_this_program_from_another(node: Node, tmp_path: Path) -> None:
    """The verified build: whoever has the repository and a node compares."""
    owner, lock = funded(node, 43), ELF_PATH.parents[1] / "program.lock"
    for seed, elf, code in ((44, ELF, 0), (45, ELF[:-1] + bytes([ELF[-1] ^ 1]), 1)):
        program = KeySigner(bytes([seed]) * 32)
        asyncio.run(
            asked(node, lambda rpc, e=elf, p=program: program_deploy(rpc, deployment_make(e, owner, program_key=p)))
        )
        asyncio.run(asked(node, lambda rpc, p=program, e=elf: program_final(rpc, p.public, len(e))))
        words = (
            "--rpc",
            node.url,
            "--lock",
            str(lock),
            "--elf",
            str(ELF_PATH),
            "--program",
            encode_base58(program.public),
        )
        done = subprocess.run((sys.executable, str(VERIFY), *words), capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
        assert ("they are the same" in done.stdout) is (code == 0)
        assert encode_base58(KeySigner(owner).public) in done.stdout


def test_a_dry_run_sends_nothing_and_says_what_is_left_to_do(node: Node, tmp_path: Path) -> None:
    payer, program = funded(node, 14), bytes([32]) * 32
    before = loaded(node)
    code, out, err = told(verb(node, tmp_path, payer, program, "--dry-run", "--json"))
    assert code == 0, err
    report = msgspec.json.decode(out)
    assert (report["dry_run"], report["action"], report["chunks_written"]) == (True, "deploy", None)
    assert 0 < report["lamports_needed"] < report["lamports"]
    assert loaded(node) == before


def test_the_node_of_another_network_gets_nothing(node: Node, tmp_path: Path) -> None:
    """Devnet and mainnet are the same code: their nodes must have their genesis."""
    payer = funded(node, 15)
    before = loaded(node)
    program = bytes([33]) * 32
    environment = environment_inherited() | {
        "PYTHONPATH": str(ROOT / "src"),
        "QUANTDESK_HOME": str(tmp_path),
        "QUANTDESK_RPC_URLS": node.url,
        "QUANTDESK_AUTHORITY_KEY_FILE": key_file(tmp_path, payer),
    }
    for words in (("--network", "devnet"), ("--network", "mainnet", "--yes")):
        done = subprocess.run(
            python_command("program", "deploy", *words), env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 1
        assert "expected genesis hash" in done.stderr
    assert loaded(node) == before
    assert KeySigner(program).public not in before


def test_a_payer_that_cannot_pay_is_told_how_much_before_anything_is_sent(node: Node, tmp_path: Path) -> None:
    payer = funded(node, 16, 10**9)
    before = loaded(node)
    code, _, err = told(verb(node, tmp_path, payer, bytes([34]) * 32))
    assert code == 1
    assert "SOL, found 1.000000" in err
    assert loaded(node) == before


def test_an_upgrade_that_outgrew_its_room_gets_more(node: Node) -> None:
    """Also at a price for compute units, which makes every write longer."""
    seed, key = funded(node, 17), KeySigner(bytes([35]) * 32)

    def of(elf: bytes) -> Any:
        return deployment_make(elf, seed, program_key=key, room=len(elf), unit_price=1_000)

    large = ELF + bytes(range(1, 200))
    assert asyncio.run(asked(node, lambda rpc: program_deploy(rpc, of(ELF)))).action == "deploy"
    stood = asyncio.run(asked(node, lambda rpc: program_deploy(rpc, of(large))))
    assert (stood.action, stood.more) == ("upgrade", loader.EXTEND_BYTES_MIN)
    _, held = asyncio.run(asked(node, lambda rpc: program_final(rpc, key.public, len(large))))
    assert held == large


def test_a_buffer_of_somebody_else_at_our_address_is_not_written(node: Node) -> None:
    """Nobody can put one there without our key; if one is, we stop."""
    seed, key = funded(node, 18), KeySigner(bytes([36]) * 32)
    mine = deployment_make(ELF, seed, program_key=key)
    foreign = msgspec.structs.replace(mine, authority=KeySigner(funded(node, 19)), elf=ELF[:2_000])
    with pytest.raises(Exception, match=r"transaction failed|did not"):
        asyncio.run(asked(node, lambda rpc: program_deploy(rpc, foreign)))
    with pytest.raises(Told, match=r"buffer .*may write"):
        asyncio.run(asked(node, lambda rpc: program_deploy(rpc, mine)))


async def asked(node: Node, ask: Callable[[Rpc], Awaitable[Any]]) -> Any:
    """What a caller with a connection of its own gets."""
    rpc = Rpc((node.url,), GENESIS_HASH_LOCALNET)
    try:
        return await ask(rpc)
    finally:
        await rpc.close()
