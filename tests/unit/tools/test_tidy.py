"""House rules: each planted breach is told, and a tree without one is silent."""

from pathlib import Path

import pytest

from tools.tidy import locks, names, screens, shape, spec, texts
from tools.tidy.tree import Tree

ROOT = Path(__file__).resolve().parents[3]
LONG = "".join(f"x{number} = {number}\n" for number in range(301))


def tree(tmp_path, **files):
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("·", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return Tree(tmp_path)


def written(tmp_path, path, text, rule):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(text)
    return [line for line in rule.complaints(Tree(tmp_path)) if line.startswith(path)]


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("src/quantdesk/x/long.py", LONG, "301 lines, at most 300"),
        ("crates/core/src/long.rs", "// x\n" * 601, "601 lines, at most 600"),
        ("src/quantdesk/x/deep.py", "def f():\n" + "    x = 1\n" * 70, "f has 71 lines, at most 70"),
        ("src/quantdesk/x/bad.py", "def f(:\n", "does not parse"),
        ("tests/README.md", "x\n" * 16, "16 lines, at most 15"),
    ],
)
def test_ceiling_that_is_broken_is_told(tmp_path, path, text, said):
    (line,) = written(tmp_path, path, text, shape)
    assert said in line


def test_generated_file_has_no_ceiling(tmp_path):
    assert written(tmp_path, "src/quantdesk/model/records_gen.py", LONG, shape) == []


@pytest.mark.parametrize("folder", shape.README_FOLDERS)
def test_folder_without_a_readme_is_told(tmp_path, folder):
    assert any(line.startswith(f"{folder}/README.md is missing") for line in shape.complaints(Tree(tmp_path)))


@pytest.mark.parametrize(
    ("path", "text", "word"),
    [
        ("src/quantdesk/x/utils.py", "", "utils"),
        ("src/quantdesk/helpers/x.py", "", "helpers"),
        ("src/quantdesk/x/order_manager.py", "", "manager"),
        ("src/quantdesk/x/y.py", "class OrderProcessor:\n    pass\n", "processor"),
        ("src/quantdesk/x/y.py", "class BaseOrder:\n    pass\n", "Base"),
        ("src/quantdesk/x/y.py", "def handler():\n    pass\n", "handler"),
        ("src/quantdesk/x/common.py", "", "common"),
        ("crates/core/src/x.rs", "pub struct OrderManager {}\n", "manager"),
    ],
)
def test_name_that_says_nothing_is_told(tmp_path, path, text, word):
    assert any(word in line for line in written(tmp_path, path, text, names))


@pytest.mark.parametrize(
    "text", ["def order_handler(): pass\n", "class OldestFirst: pass\n", "def new_order(): pass\n"]
)
def test_name_that_says_something_is_not_told(tmp_path, text):
    assert written(tmp_path, "src/quantdesk/x/y.py", text, names) == []


def test_unit_test_without_a_source_is_told(tmp_path):
    tree(tmp_path, **{"src/quantdesk/x/here·py".replace("/", "__"): ""})
    assert written(tmp_path, "tests/unit/x/test_here.py", "", names) == []
    (line,) = written(tmp_path, "tests/unit/x/test_gone.py", "", names)
    assert "no source" in line


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("requirements/x.lock", "--index-url https://py" + "pi.org/simple\n", "package host"),
        ("docs/x.md", "see /ro" + "ot/project/x\n", "path of one machine"),
        ("src/quantdesk/x.py", "# TO" + "DO later\n", "promise without an issue"),
        ("README.md", "`./desk fly`\n", "./desk fly does not exist"),
        ("ARCHITECTURE.md", "| gateway | 3999 |\n", "says 3999 for gateway, the settings say 3002"),
    ],
)
def test_text_that_breaks_a_rule_is_told(tmp_path, path, text, said):
    (line,) = written(tmp_path, path, text, texts)
    assert said in line


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/quantdesk/x.py", "# TO" + "DO #12: later\n"),
        ("README.md", "`./desk up --detach`, then ./desk status\n"),
        ("ARCHITECTURE.md", "| gateway | 3002 |\n"),
        ("docs/x.md", "a route /network/ro" + "ot/x and ../wo" + "rk/y\n"),
    ],
)
def test_text_that_keeps_the_rules_is_not_told(tmp_path, path, text):
    assert written(tmp_path, path, text, texts) == []


@pytest.fixture
def law(tmp_path):
    def make(code="", test="", spec_text="- **PNL-1** Profit is.\n- **PNL-2** Sums are.\n"):
        files = {"docs/spec/profit.md": spec_text, "src/quantdesk/x.py": code, "tests/unit/test_x.py": test}
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return spec.complaints(Tree(tmp_path))

    return make


def test_rule_that_code_names_and_a_test_cites_is_not_told(law):
    assert law(code='"""PNL-1, PNL-2."""\n', test='"""PNL-1 to PNL-2"""\n') == []


def test_rule_without_code_or_without_a_test_is_told(law):
    said = law(code='"""PNL-1"""\n', test='"""PNL-1"""\n')
    assert said == ["docs/spec: PNL-2 is named by no code", "docs/spec: PNL-2 is cited by no test"]


def test_rule_that_does_not_exist_is_told_where_it_is_cited(law):
    unknown = "PNL-" + "9"  # apart, so that this file does not cite it
    said = law(code=f'"""PNL-1, PNL-2, {unknown}"""\n', test='"""PNL-1, PNL-2"""\n')
    assert said == [f"src/quantdesk/x.py: cites {unknown}, which docs/spec does not have"]


def test_range_of_rules_cites_each_of_them(law):
    assert law(code="# PNL-1–2\n", test="# PNL-1..PNL-2\n") == []


PROJECT = '[project]\nname = "x"\ndependencies = ["one==1.0"]\n[project.optional-dependencies]\ndev = ["two==2.0"]\n'
ONE = "one==1.0 \\\n    --hash=sha256:00\n"


@pytest.fixture
def locked(tmp_path):
    def make(base=ONE, local=ONE, everything=ONE + "two==2.0 \\\n    --hash=sha256:00\n", project=PROJECT, beside=None):
        files = dict(zip(locks.LOCKS, (base, local, everything), strict=True))
        files |= {locks.BESIDE: base if beside is None else beside, "pyproject.toml": project}
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return locks.complaints(Tree(tmp_path))

    return make


def test_locks_that_agree_are_not_told(locked):
    assert locked() == []


def test_locks_that_disagree_are_told(locked):
    (line,) = locked(base=ONE.replace("1.0", "1.1"))
    assert "pins one==1.1" in line


def test_lock_beside_the_others_agrees_with_the_base_and_may_hold_an_extra_of_its_own(locked):
    extra = PROJECT + 'three = ["three==3.0"]\n'
    three = "three==3.0 \\\n    --hash=sha256:00\n"
    assert locked(project=extra, beside=ONE + three) == []
    (line,) = locked(project=extra, beside=three)
    assert "pins one==1.0" in line


def test_lock_with_an_address_is_told(locked):
    assert any("holds an address" in line for line in locked(base="--index-url https://x\n" + ONE))


def test_dependency_that_no_lock_has_is_told(locked):
    (line,) = locked(project=PROJECT.replace("two==2.0", "two==2.1"))
    assert "pyproject.toml names two==2.1" in line


def test_dependency_without_an_exact_version_is_told(locked):
    assert any("expected an exact version" in line for line in locked(project=PROJECT.replace("two==2.0", "two>=2")))


PICTURE = b"RIFF of one screen"
LOOKED = "| [pro-dark](screens/pro-dark.webp) | `3c1aba6d` | a tab ran over its neighbour: mended |\n"


@pytest.fixture
def pictured(tmp_path):
    def make(page, picture=PICTURE):
        (tmp_path / "docs/screens").mkdir(parents=True, exist_ok=True)
        (tmp_path / "docs/screens/pro-dark.webp").write_bytes(picture)
        (tmp_path / "docs/screens.md").write_text(page)
        return screens.complaints(Tree(tmp_path))

    return make


def test_picture_that_was_looked_at_is_not_told(pictured):
    assert pictured(LOOKED) == []


@pytest.mark.parametrize(
    ("page", "picture", "said"),
    [
        (LOOKED, PICTURE + b"!", "pro-dark was looked at as 3c1aba6d, the picture is"),
        ("# Screens\n", PICTURE, "pro-dark has no line"),
        (LOOKED.replace("a tab ran over its neighbour: mended", ""), PICTURE, "does not say what was found"),
        (LOOKED + LOOKED, PICTURE, "pro-dark has more than one line"),
        (LOOKED + LOOKED.replace("pro-dark", "pro-light"), PICTURE, "pro-light leads to no picture"),
    ],
)
def test_picture_and_its_line_change_together(pictured, page, picture, said):
    (line,) = pictured(page, picture)
    assert said in line


def test_exceptions_name_what_exists():
    assert [line for line in shape.complaints(Tree(ROOT)) if line.startswith("tools/tidy")] == []
