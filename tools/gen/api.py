"""The TypeScript face of the HTTP API: bodies as interfaces, and each operation by its name with what it takes and answers.

Invariant: a function of docs/reference/openapi.json alone, so that the page asks for nothing that the gateway does not offer.
"""

import json
from typing import Any

PATH = "web/src/api/schema_gen.ts"
OPENAPI_PATH = "docs/reference/openapi.json"
_HEAD = """/* oxlint-disable max-lines */
/** Bodies and operations of the gateway, as in docs/reference/openapi.json. Written by `./desk gen`; do not edit. */
"""
_METHODS = ("get", "post", "put", "patch", "delete")
_SCALARS = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}
Json = dict[str, Any]


def write(text: str) -> str:
    """The file for the document in `text`."""
    document: Json = json.loads(text)
    parts = [_HEAD]
    parts += [_body(name, schema) for name, schema in document["components"]["schemas"].items()]
    operations = [
        (path, method, each[method])
        for path, each in document["paths"].items()
        for method in _METHODS
        if method in each and "operationId" in each[method]
    ]
    parts.append(_types(operations))
    parts.append(_addresses(operations))
    return "".join(parts)


def _body(name: str, schema: Json) -> str:
    note = f"/** {schema['description'].replace('*/', '')} */\n" if "description" in schema else ""
    if schema.get("type") != "object":
        return f"\n{note}export type {name} = {_type(schema)};\n"
    return f"\n{note}export interface {name} {_object(schema, '')}\n"


def _object(schema: Json, pad: str) -> str:
    required = set(schema.get("required", ()))
    lines = []
    for name, field in schema.get("properties", {}).items():
        mark = "" if name in required else "?"
        lines.append(f"{pad}  {name}{mark}: {_type(field, pad + '  ')};")
    return "\n".join(["{", *lines, pad + "}"])


def _type(schema: Json, pad: str = "") -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    for word in ("anyOf", "oneOf"):
        if word in schema:
            return " | ".join(dict.fromkeys(_type(each, pad) for each in schema[word]))
    if "const" in schema or "enum" in schema:
        return " | ".join(json.dumps(value) for value in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(_type(schema | {"type": each}, pad) for each in kind)
    if kind == "array":
        item = _type(schema.get("items", {}), pad)
        return f"({item})[]" if " " in item else f"{item}[]"
    if kind == "object":
        return _object(schema, pad) if "properties" in schema else "Record<string, unknown>"
    return _SCALARS.get(str(kind), "unknown")


def _parameters(operation: Json, place: str) -> str:
    found = [each for each in operation.get("parameters", ()) if each["in"] == place]
    if not found:
        return "undefined"
    fields = [f"{each['name']}{'' if each.get('required') else '?'}: {_type(each['schema'])}" for each in found]
    return f"{{ {'; '.join(fields)} }}"


def _json(content: Json) -> str:
    body = content.get("content", {}).get("application/json")
    return "undefined" if body is None else _type(body["schema"])


def _answer(operation: Json) -> str:
    good = [reply for status, reply in operation["responses"].items() if status.startswith("2")]
    return " | ".join(dict.fromkeys(_json(each) for each in good)) or "undefined"


def _types(operations: list[tuple[str, str, Json]]) -> str:
    lines = ["", "/** What each operation takes and answers, by its name. */", "export interface Operations {"]
    for _, _, operation in operations:
        lines.append(f"  /** {operation['summary']}. */")
        lines.append(f"  {operation['operationId']}: {{")
        lines.append(f"    path: {_parameters(operation, 'path')};")
        lines.append(f"    query: {_parameters(operation, 'query')};")
        lines.append(f"    body: {_json(operation.get('requestBody', {}))};")
        lines.append(f"    answer: {_answer(operation)};")
        lines.append("  };")
    return "\n".join([*lines, "}", ""])


def _addresses(operations: list[tuple[str, str, Json]]) -> str:
    lines = ["", "/** Method and address of each operation. */"]
    lines.append(
        "export const OPERATIONS: { readonly [name in keyof Operations]: readonly [method: string, path: string] } = {"
    )
    lines += [
        f'  {operation["operationId"]}: ["{method.upper()}", "{path}"],' for path, method, operation in operations
    ]
    return "\n".join([*lines, "};", ""])
