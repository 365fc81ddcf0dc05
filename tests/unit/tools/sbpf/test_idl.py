"""The IDL is joined from pieces, in an order of its own."""

import pytest

from tools.sbpf.idl import assemble

OUTPUT = """
--- IDL begin program ---
{"types": [{"name": "Alias", "type": {"kind": "type"}}, {"name": "Zed", "type": {"kind": "struct"}}], "instructions": []}
--- IDL end program ---
--- IDL begin address ---
abc
--- IDL end address ---
--- IDL begin event ---
{"event": {"name": "Second"}, "types": []}
--- IDL end event ---
--- IDL begin event ---
{"event": {"name": "First"}, "types": [{"name": "First", "type": {"kind": "struct"}}]}
--- IDL end event ---
--- IDL begin errors ---
[{"code": 6000}]
--- IDL end errors ---
"""


def test_pieces_are_joined_sorted_and_without_unused_aliases():
    idl = assemble(OUTPUT)
    assert idl["address"] == "abc"
    assert [event["name"] for event in idl["events"]] == ["First", "Second"]
    assert [one["name"] for one in idl["types"]] == ["First", "Zed"]
    assert idl["errors"] == [{"code": 6000}]


def test_output_without_a_program_is_refused():
    with pytest.raises(SystemExit, match="expected one program"):
        assemble("")
