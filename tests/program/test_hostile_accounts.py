"""Every instruction, each of its accounts replaced in turn by a hostile one: all are refused, and the table is kept."""

import re
from pathlib import Path

import pytest

from tests.program.honest_calls import CASES, slots_of
from tests.program.hostile_table import TABLE, rows_of
from tests.program.interface import ROOT
from tests.program.world import (
    World,
)

# CUST-3: no other instruction moves a token or a lamport of a vault, whoever signs it (original 1.9.6).
MOVES_TOKENS = {"deposit_tokens", "withdraw_tokens", "deposit_native_sol", "withdraw_native_sol"}


def vaults_hold(world: World) -> tuple[int, int]:
    """Tokens and lamports of the two vaults; no lamports before the SOL vault exists."""
    if world.svm.get_account(world.vault_tokens) is None:
        return 0, 0
    return world.tokens_of(world.vault_tokens), world.svm.get_balance(world.sol_vault)


@pytest.mark.parametrize("title", CASES)
def test_hostile_account_is_refused(title):
    """The rows are those of docs/audit; and the honest call works, so that a refusal is not for another reason."""
    case = CASES[title]()
    instruction, _ = slots_of(case)
    before = vaults_hold(case.world)
    case.world.send(*case.before, instruction, signers=case.signers)
    assert (vaults_hold(case.world) != before) == (case.name in MOVES_TOKENS)
    rows = "\n".join(rows_of(title))
    print("\n" + rows)
    assert "TAKEN" not in rows
    assert rows in TABLE.read_text(), "python -m tests.program.hostile_table"


def test_every_instruction_has_its_row():
    assert {title.split(" of ")[0] for title in CASES} == set(World(opened=False).interface.instructions)


def test_every_instruction_has_its_audit_page_and_its_tests_exist():
    """docs/audit: one page an instruction, and what it names is there."""
    pages = {path.stem: path.read_text() for path in (ROOT / "docs/audit").glob("*.md") if path.stem != "README"}
    assert set(pages) == set(World(opened=False).interface.instructions)
    here = Path(__file__).parent
    for text in pages.values():
        for file, _, test in re.findall(r"`(test_\w+\.py)(::)?(\w*)`", text):
            assert f"def {test}" in (here / file).read_text()


def test_attacks_and_defects_of_the_audit_name_tests_that_exist():
    """docs/audit/README.md: what it says was tried is a test."""
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/audit/README.md").read_text()))
    there = {
        name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text())
    }
    assert len(named) > 10
    assert named <= there, named - there
