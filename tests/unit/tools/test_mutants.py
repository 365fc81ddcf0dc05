"""Mutants of the core: what is planted, where, and what is left alone."""

from tools.mutants.__main__ import MONEY, ROOT, TESTS
from tools.mutants.plant import Mutant, planted

# Files of the core that move no money by themselves: they read, keep, name, or hand it to those that do.
ELSEWHERE = {
    "account", "book", "delegate", "entries", "exchange", "ladder", "lib", "market", "message", "reason", "resolution", "rounds",
    "schema_gen", "sha256", "slab", "table", "tier", "trigger", "units", "wire",
}  # fmt: skip
# Tests that say nothing of those files, or are too slow to be run once a mutant.
UNUSED = {
    "book_differential", "delegate_rules", "entry_rules", "exchange_flow", "hostile_bytes", "random_worlds", "schema", "signed_messages",
    "unit_types",
}  # fmt: skip

SOURCE = """//! A page.
use crate::units::Atoms;

/// Half of it, "a < b" aside.
pub const fn half(a: i64, b: i64) -> bool {
    if a < b && b != 0 {
        return true; // a < b
    }
    a > b
}

fn pay(own: &mut Atoms, due: Atoms) -> Result<Atoms, Overflow> {
    let paid = due.min(own.above_zero());
    *own = own.sub(paid)?;
    Ok(paid)
}

#[cfg(test)]
mod tests {
    fn never() -> bool {
        1 < 2
    }
}
"""


def mutants() -> tuple[str, list[Mutant]]:
    return planted("page.rs", SOURCE, 5)


def test_every_change_has_its_number_and_the_words_of_its_line() -> None:
    found = [(mutant.kind, mutant.change) for mutant in mutants()[1]]
    assert found == [
        ("body", "answers true"),
        ("body", "answers false"),
        ("condition", "if always"),
        ("condition", "if never"),
        ("comparison", "<"),
        ("connective", "&&"),
        ("comparison", "!="),
        ("number", "0 + 1"),
        ("comparison", ">"),
        ("body", "answers Default::default()"),
        ("method", "min"),
        ("method", "above_zero"),
        ("statement", "left out"),
        ("method", "sub"),
    ]
    assert [mutant.number for mutant in mutants()[1]] == list(range(5, 19))
    assert mutants()[1][4].name == "page.rs half: <: if a < b && b != 0 {"


def test_two_changes_of_one_line_have_two_names() -> None:
    source = "fn one(a: i64) -> bool {\n    a > 1 && a > 1\n}\nfn two(a: i64) -> bool {\n    a > 1 && a > 1\n}\n"
    names = [mutant.name for mutant in planted("page.rs", source, 1)[1] if mutant.change == ">"]
    line = "a > 1 && a > 1"
    assert names == [f"page.rs {of}: >: {line}{which}" for of in ("one", "two") for which in ("", " (2)")]


def test_the_original_stands_where_no_number_is_on() -> None:
    text, _ = mutants()
    lines = [line.strip() for line in text.splitlines()]
    assert (
        "if crate::switch::condition::<7, 8>(({ let left = crate::switch::lt::<9, _, _>(&(a ), &( b)) "
        "; if left != crate::switch::on(10) {  "
        "crate::switch::ne::<11, _, _>(&(b ), &( crate::switch::number::<12, _>(0))) } else { left } })) {"
    ) in lines
    assert "let paid = due.min_m::<15>(own.above_zero_m::<16>());" in lines
    assert "if !crate::switch::on(17) { *own = own.sub_m::<18>(paid)?; }" in lines
    assert "return true; // a < b" in lines


def test_tests_comments_and_signatures_stay_as_they_are() -> None:
    text, _ = mutants()
    assert text.endswith(SOURCE[SOURCE.index("#[cfg(test)]") :])
    assert '/// Half of it, "a < b" aside.' in text
    assert "pub fn half(a: i64, b: i64) -> bool {" in text


def test_every_file_and_every_test_of_the_core_is_used_or_named() -> None:
    """[UNIT-4]: the tail of insurance was added beside the list, and eight of its mutants lived."""
    core = ROOT / "crates" / "core"
    for folder, used, named in (("src", set(MONEY), ELSEWHERE), ("tests", set(TESTS) - {"lib"}, UNUSED)):
        assert not used & named
        assert {path.stem for path in (core / folder).glob("*.rs")} == used | named
