"""The generator: what the schema may say, and that generated files are current."""

import json
import re
from pathlib import Path

import pytest

from tests.vectors import make_signed_messages
from tools.gen import api, files, program
from tools.gen.schema import SchemaInvalid, parse

ROOT = Path(__file__).parents[3]
SMALL = """version 1
unit account u64  an account
bytes key 32      a key

enum Service u8
 engine 0
 desk 5

command Open 1 engine desk  Opens.
 account account
 owner   key
event Opened 1
 index   u32
query OpenQuery 1
view OpenView 1
"""


def test_generated_files_are_current():
    assert files.run(ROOT, check=True) == 0


def test_check_names_a_stale_file_and_leaves_it(tmp_path, capsys):
    (tmp_path / "crates/core").mkdir(parents=True)
    (tmp_path / files.SCHEMA_PATH).write_text(SMALL)
    (tmp_path / program.IDL_PATH).parent.mkdir(parents=True)
    (tmp_path / program.IDL_PATH).write_text((ROOT / program.IDL_PATH).read_text())
    (tmp_path / api.OPENAPI_PATH).parent.mkdir(parents=True)
    (tmp_path / api.OPENAPI_PATH).write_text((ROOT / api.OPENAPI_PATH).read_text())
    assert files.run(tmp_path, check=True) == 1
    assert "crates/core/src/schema_gen.rs is not current" in capsys.readouterr().err
    assert not (tmp_path / "crates/core/src").exists()
    assert files.run(tmp_path, check=False) == 0
    assert files.run(tmp_path, check=True) == 0
    (tmp_path / "crates/core/src/schema_gen.rs").write_text("spoilt")
    assert files.run(tmp_path, check=True) == 1


def test_invalid_schema_is_an_answer_with_its_line(tmp_path, capsys):
    (tmp_path / "crates/core").mkdir(parents=True)
    (tmp_path / files.SCHEMA_PATH).write_text("version 1\nnonsense\n")
    assert files.run(tmp_path, check=False) == 1
    assert "schema.txt: line 2: expected version" in capsys.readouterr().err


def test_sizes_count_the_header():
    schema = parse(SMALL)
    assert schema.records["Open"].size() == 4 + 8 + 32
    assert schema.records["Opened"].size() == 16 + 4
    assert schema.records["Open"].services == ("engine", "desk")


def test_field_named_like_the_head_of_an_event_gets_an_underscore():
    assert "    index_: int  # u32" in files.generate(SMALL)["src/quantdesk/model/records_gen.py"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("unit a u9", 1, "expected one of u8"),
        ("unit a u8\nunit a u8", 2, "exists already"),
        ("unit u8 u8", 1, "exists already"),
        ("bytes k 0", 1, "from 1 to 1024"),
        ("version x", 1, "expected a number"),
        (" field u8", 1, "stands under"),
        ("enum E u32", 1, "u8 or u16"),
        ("enum e u8", 1, "expected a name"),
        ("enum E u8\n a 256", 2, "from 0 to 255"),
        ("enum E u8\n a 1\n b 1", 3, "already"),
        ("enum E u8\n a 1\n a 2", 3, "already"),
        ("enum E u8\n A 1", 2, "expected a name"),
        ("enum E u8\nenum E u8", 2, "exists already"),
        ("event E 0", 1, "from 1 to 255"),
        ("event E 1\nevent F 1", 2, "event 1 exists already"),
        ("event E 1\nview E 1", 2, "name E exists already"),
        ("event E 1\n a u8\n a u8", 3, "has a field a already"),
        ("event E 1\n seq u8", 2, "has a field seq already"),
        ("view V 1\n a money", 2, "not known"),
        ("command C 1", 1, "names no service"),
        ("view V 1\n\ta u8", 2, "only ASCII and spaces"),
        ("# ä\nview V 1  ä", 2, "only ASCII and spaces"),
        ("enum E u8", 1, "no member"),
    ],
)
def test_what_breaks_a_rule_is_named_with_its_line(text, line, words):
    version = "" if text.startswith("version") else "\nversion 1"
    with pytest.raises(SchemaInvalid, match=words) as refusal:
        parse(text + version)
    assert str(refusal.value).startswith(f"line {line + (1 if words == 'no member' else 0)}:")


def test_schema_without_a_version_is_refused():
    with pytest.raises(SchemaInvalid, match="no version"):
        parse("# nothing")


def test_schema_without_one_of_the_four_classes_is_refused():
    with pytest.raises(SchemaInvalid, match="there is no view"):
        parse(SMALL.replace("view OpenView 1\n", ""))


def test_vectors_of_signed_messages_are_what_their_independent_maker_makes():
    """SIG-1."""
    for name, content in make_signed_messages.texts().items():
        assert (ROOT / "tests/vectors" / name).read_text(encoding="utf-8") == content


def test_typescript_names_every_record_and_every_operation():
    records = (ROOT / "web/src/core/records_gen.ts").read_text()
    schema = parse((ROOT / files.SCHEMA_PATH).read_text())
    for name in schema.records:
        assert f"export function read{name}(view: DataView, at = 0): {name} {{" in records
    document = json.loads((ROOT / api.OPENAPI_PATH).read_text())
    names = [each["operationId"] for path in document["paths"].values() for each in path.values()]
    text = api.write(json.dumps(document))
    for name in names:
        assert f"  {name}: {{\n" in text
    # A shape that was not understood; a value may well be called "unknown".
    assert not re.findall(r"(?<![\"<])\bunknown\b(?![\">])", re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))
