"""The linker's lowered arithmetic equals Python's integers; the committed program is what its sources give."""

import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.litesvm import LiteSVM
from solders.message import Message
from solders.pubkey import Pubkey
from solders.transaction import Transaction

from tests.program_build.operations import OPERATIONS, expected, operand
from tools.sbpf import lock
from tools.sbpf.build import build
from tools.wasm import lock as wasm_lock
from tools.wasm.build import build as wasm_build

CASES = 20_000


@pytest.mark.parametrize("arch", ["v0", "v3"])
def test_lowered_operations_answer_as_pythons_integers(arch, tmp_path):
    """35 operations on random operands and edges: what LLVM's BPF backend refuses and the linker lowers."""
    random.seed(1)
    svm = LiteSVM().with_sigverify(False).with_blockhash_check(False).with_transaction_history(0)
    program, payer = Pubkey.new_unique(), Keypair()
    svm.add_program(program, build(lock.ROOT / "tools/sbpf/selftest", tmp_path, arch).elf)
    svm.airdrop(payer.pubkey(), 10**13)
    wrong = []
    for case in range(CASES):
        operation, a, b = case % OPERATIONS, operand(), operand()
        data = bytes([operation]) + a.to_bytes(16, "little") + b.to_bytes(16, "little")
        message = Message([Instruction(program, data, [])], payer.pubkey())
        result = svm.send_transaction(Transaction([payer], message, svm.latest_blockhash()))
        got = None
        if hasattr(result, "return_data"):
            out = bytes(result.return_data().data).ljust(17, b"\0")
            got = (int.from_bytes(out[:16], "little"), out[16])
        want = expected(operation, a, b)
        if got != ((0, 1) if want is None else (want, 0)):
            wrong.append((operation, hex(a), hex(b), got, want))
    assert wrong == []


def test_program_built_from_nothing_has_the_committed_bytes():
    """Only the compiler that program.lock names is compared."""
    done = subprocess.run(
        (sys.executable, "-m", "tools.sbpf", "rebuild"), cwd=lock.ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 2:
        pytest.skip(done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_two_trees_that_build_the_module_at_once_each_get_their_own(tmp_path):
    """One of them has a core of its own; before each had a folder, one was linked with the core of the other."""
    other = tmp_path / "other"
    shutil.copytree(wasm_lock.ROOT / "crates", other / "crates")
    rules = other / "crates/core/src/rounding.rs"
    rules.write_text(rules.read_text().replace("pub fn ", "#[inline(never)]\npub fn "))
    alone = [wasm_build(tree).module for tree in (wasm_lock.ROOT, other)]
    assert alone[0] != alone[1]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda tree: wasm_build(tree).module, (wasm_lock.ROOT, other, wasm_lock.ROOT, other)))
    assert together == alone * 2
