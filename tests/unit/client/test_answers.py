"""The client's answers are those of the published API: docs/reference/openapi.json, of which the terminal's types are made too.

The client reads what it needs and ignores the rest; what it reads must be there, of that type, and null only where it expects so.
"""

import json
import types
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec
import pytest

from quantdesk.client import answers
from quantdesk.desk.paths import ROOT

SCHEMAS: dict[str, Any] = json.loads((ROOT / "docs/reference/openapi.json").read_text())["components"]["schemas"]
SCALARS = {str: "string", int: "integer", bool: "boolean"}
# A message of a socket is described in docs/reference/sockets.md.
ELSEWHERE = {"Message"}


def structs() -> dict[str, type[msgspec.Struct]]:
    return {
        name: each
        for name, each in vars(answers).items()
        if isinstance(each, type) and issubclass(each, msgspec.Struct) and name not in ELSEWHERE
    }


def schema_of(name: str) -> dict[str, Any]:
    """The body that a client's answer is read from: of its own name, or of the name and Answer."""
    found = SCHEMAS.get(name) or SCHEMAS.get(f"{name}Answer")
    assert found is not None, f"{name}: expected a body {name} or {name}Answer in the API, found none"
    return found


def faults(kind: Any, schema: dict[str, Any], path: str) -> list[str]:
    """Where a type of the client does not take all that a schema allows."""
    if "$ref" in schema:
        return faults(kind, SCHEMAS[schema["$ref"].rsplit("/", 1)[-1]], path)
    if "anyOf" in schema:
        return [fault for each in schema["anyOf"] for fault in faults(kind, each, path)]
    if get_origin(kind) in (Union, types.UnionType):
        taken = [each for each in get_args(kind) if each is not types.NoneType]
        if schema.get("type") == "null":
            return []
        return min((faults(each, schema, path) for each in taken), key=len)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return struct_faults(kind, schema, path)
    if get_origin(kind) is tuple:
        if schema.get("type") != "array":
            return [f"{path}: expected an array, found {schema}"]
        return faults(get_args(kind)[0], schema["items"], f"{path}[]")
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    if values and all(type(value) is kind for value in values):
        return []
    return [] if schema.get("type") == SCALARS.get(kind) else [f"{path}: expected {kind}, found {schema}"]


def struct_faults(kind: type[msgspec.Struct], schema: dict[str, Any], path: str) -> list[str]:
    found = []
    hints = get_type_hints(kind)
    for field in msgspec.structs.fields(kind):
        place = f"{path}.{field.name}"
        if field.name not in schema.get("properties", {}):
            found.append(f"{place}: the API has no such field")
            continue
        if field.default is msgspec.NODEFAULT and field.name not in schema.get("required", ()):
            found.append(f"{place}: the API may leave it out")
        found += faults(hints[field.name], schema["properties"][field.name], place)
    return found


@pytest.mark.parametrize("name", structs())
def test_what_the_client_reads_is_what_the_api_answers(name: str) -> None:
    assert faults(structs()[name], schema_of(name), name) == []


class Wrong(msgspec.Struct):
    """Reads a fill otherwise than it is."""

    price: int
    colour: str


class Null(msgspec.Struct):
    """Expects a price where null may come."""

    average_price: str


def test_a_field_that_is_missing_of_another_type_or_null_is_found() -> None:
    assert [fault.partition(":")[0] for fault in faults(Wrong, schema_of("Fill"), "Wrong")] == [
        "Wrong.price",
        "Wrong.colour",
    ]
    assert len(faults(Null, schema_of("OrderResult"), "Null")) == 1
