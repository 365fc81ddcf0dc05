"""The OpenAPI 3.1 document, made of the operations themselves.

Invariant: it says what the code does: forms and answers are the very structs that are decoded and encoded, closed and
bounded; scope, budget, weight and example are those that are enforced and run.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from quantdesk.gateway.budgets import CANCELS_USER, DATA_USER, SIGN_IN_ADDRESS, TRADING_USER
from quantdesk.gateway.operations import Budget, Operation, Scope
from quantdesk.gateway.patterns import published
from quantdesk.gateway.problems import PROBLEM_TYPE, Problem

REF: Final = "#/components/schemas/{name}"
VERSION: Final = "1.0.0"
ALWAYS: Final = (400, 404, 405, 408, 413, 414, 431, 500, 503)
REASONS: Final = {
    400: "The request is not of the form that this operation takes.",
    401: "Nobody is proven to ask.",
    403: "Whoever asks may not do this.",
    404: "There is no such thing.",
    405: "This address does not take this method.",
    408: "The request did not arrive whole in time.",
    409: "It exists already.",
    413: "The body is too large.",
    414: "The address is too long.",
    415: "The body is not application/json.",
    422: "Well-formed, and refused by a rule of the exchange.",
    429: "The allowance is used up.",
    431: "The head of the request is too large.",
    500: "Something failed here.",
    503: "A part does not answer; the text says whether the outcome is known.",
}
DESCRIPTION: Final = f"""Perpetual futures on Solana.

Decimals are strings, times are whole milliseconds, unknown fields are refused. Every error is an RFC 9457 problem with a stable
`code`. Allowances a minute for the tier `user`: {TRADING_USER} for trading, {CANCELS_USER} for cancels, {DATA_USER} for data,
{SIGN_IN_ADDRESS} for sign-in by address; `x-rate-limit-weight` says what an operation costs, and `RateLimit` what is left.

An order is signed: 64 bytes made of its fields, Ed25519 by the owner or a delegate, whom the owner may bound to markets and to an
amount a day. `client_order_id` makes a repeated order return its first result, so that a request without an answer may be sent
again as it is.

An API key signs `METHOD`, path with query, timestamp, nonce and the SHA-256 of the body in hex, joined by line feeds."""
SECURITY_SCHEMES: Final = {
    "session": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "Access token of a session."},
    "api_key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-QuantDesk-Key",
        "description": "Public key of a signed request.",
    },
    "refresh": {"type": "apiKey", "in": "cookie", "name": "quantdesk_refresh", "description": "Refresh token."},
    "operator": {"type": "http", "scheme": "bearer", "description": "Service token; not needed from the same machine."},
}
SECURITY: Final[Mapping[Scope, list[dict[str, list[str]]]]] = {
    Scope.PUBLIC: [],
    Scope.REFRESH: [{"refresh": []}],
    Scope.READ: [{"session": []}, {"api_key": []}],
    Scope.TRADE: [{"session": []}, {"api_key": []}],
    Scope.SESSION: [{"session": []}],
    Scope.OPERATOR: [{}, {"operator": []}],
}
RATE_HEADERS: Final = {
    "RateLimit-Policy": {"schema": {"type": "string", "maxLength": 256}, "description": "Budget, quota and window."},
    "RateLimit": {
        "schema": {"type": "string", "maxLength": 256},
        "description": "What is left of the budget, and until when.",
    },
}
REQUEST_ID_HEADER: Final = {
    "X-Request-Id": {"schema": {"type": "string", "maxLength": 64}, "description": "Names this request."}
}
RETRY_HEADER: Final = {
    "Retry-After": {"schema": {"type": "string", "maxLength": 16}, "description": "Seconds to wait."}
}

Json = dict[str, Any]


def document_of(operations: Iterable[Operation]) -> bytes:
    """Returns the document of operations as JSON, the same bytes for the same operations."""
    listed = sorted(operations, key=lambda operation: (operation.path, operation.method))
    paths: dict[str, Json] = {}
    schemas = _schemas(listed)
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    used = {form.__name__ for form in _body_types(listed)}
    document = {
        "openapi": "3.1.0",
        "info": {
            "title": "QuantDesk API",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": _reachable(schemas, used), "securitySchemes": SECURITY_SCHEMES},
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in listed})],
    }
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def _body_types(operations: list[Operation]) -> list[type[msgspec.Struct]]:
    types: dict[type[msgspec.Struct], None] = {Problem: None}
    for operation in operations:
        for form in (operation.body_form, operation.answer, *operation.other_answers.values()):
            if form is not None:
                types[form] = None
    return list(types)


def _parameter_types(operations: list[Operation]) -> list[type[msgspec.Struct]]:
    forms = [
        form for operation in operations for form in (operation.path_form, operation.query_form) if form is not None
    ]
    return list(dict.fromkeys(forms))


def _schemas(operations: list[Operation]) -> dict[str, Json]:
    types = [*_body_types(operations), *_parameter_types(operations)]
    _, components = msgspec.json.schema_components(types, ref_template=REF)
    return {name: _tidied(components[name]) for name in sorted(components)}


def _tidied(schema: Any) -> Any:
    """Returns a schema with patterns as JSON Schema reads them and without defaults that are no value (null of a closed choice)."""
    if isinstance(schema, dict):
        return {key: published(value) if key == "pattern" else _tidied(value) for key, value in schema.items()}
    if isinstance(schema, list):
        return [_tidied(value) for value in schema]
    return schema


def _reachable(schemas: dict[str, Json], roots: set[str]) -> dict[str, Json]:
    """Returns the schemas that bodies use, directly or through others; forms of parameters are written out in place."""
    found: dict[str, Json] = {}
    waiting = sorted(roots)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schemas[name]
            text = msgspec.json.encode(schemas[name]).decode()
            waiting += re.findall(r"#/components/schemas/(\w+)", text)
    return {name: found[name] for name in sorted(found)}


def _operation(operation: Operation, schemas: dict[str, Json]) -> Json:
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "tags": [operation.tag],
        "security": SECURITY[operation.scope],
        "x-required-scope": operation.scope.value,
        "x-rate-limit-budget": operation.budget.value,
        "x-rate-limit-weight": operation.weight,
        "responses": _responses(operation),
    }
    parameters = [*_parameters(operation, schemas, "path"), *_parameters(operation, schemas, "query")]
    if parameters:
        described["parameters"] = parameters
    if operation.body_form is not None:
        media: Json = {"schema": _ref(operation.body_form), "example": operation.example.body}
        described["requestBody"] = {"required": operation.body_required, "content": {"application/json": media}}
    return described


def _parameters(operation: Operation, schemas: dict[str, Json], place: str) -> list[Json]:
    form = operation.path_form if place == "path" else operation.query_form
    if form is None:
        return []
    schema = schemas[form.__name__]
    example = operation.example.path if place == "path" else operation.example.query
    found = []
    for name, field in schema["properties"].items():
        parameter: Json = {
            "name": name,
            "in": place,
            "required": place == "path" or name in schema.get("required", []),
            "schema": {key: value for key, value in field.items() if key != "description"},
        }
        if "description" in field:
            parameter["description"] = field["description"]
        if name in example:
            parameter["example"] = example[name]
        found.append(parameter)
    return found


def _responses(operation: Operation) -> Json:
    answer: Json = {"description": operation.summary + ".", "headers": {**REQUEST_ID_HEADER}}
    if operation.budget is not Budget.NONE:
        answer["headers"] |= RATE_HEADERS
    if operation.answer is not None:
        answer["content"] = {operation.media_type: {"schema": _ref(operation.answer)}}
    elif operation.status != 204:
        answer["content"] = {operation.media_type: {"schema": _opaque(operation.media_type)}}
    responses: Json = {str(operation.status): answer}
    for status in sorted(_problem_statuses(operation)):
        headers = dict(REQUEST_ID_HEADER) | (RETRY_HEADER if status in {429, 503} else {})
        content: Json = {PROBLEM_TYPE: {"schema": _ref(Problem)}}
        if other := operation.other_answers.get(status):
            content["application/json"] = {"schema": _ref(other)}
        responses[str(status)] = {"description": REASONS[status], "headers": headers, "content": content}
    return responses


def _opaque(media_type: str) -> Json:
    """Returns the schema of a body that no struct describes: this document itself, a page, a file."""
    return {"type": "object"} if media_type == "application/json" else {"type": "string", "maxLength": 16_777_216}


def _problem_statuses(operation: Operation) -> set[int]:
    statuses = set(ALWAYS) | set(operation.statuses) | set(operation.other_answers)
    if operation.scope is not Scope.PUBLIC:
        statuses |= {401, 403}
    if operation.budget is not Budget.NONE:
        statuses.add(429)
    if operation.body_form is not None:
        statuses.add(415)
    return statuses


def _ref(form: type[msgspec.Struct]) -> Json:
    return {"$ref": REF.format(name=form.__name__)}
