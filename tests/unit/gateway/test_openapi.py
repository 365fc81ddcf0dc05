"""The OpenAPI document: closed, bounded, declared."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from litestar import get

from quantdesk.gateway.app import openapi_document, route_handlers, router_of
from quantdesk.gateway.entry import ENTRY
from quantdesk.gateway.operations import Budget, Scope, UndeclaredRoute

Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    return msgspec.json.decode(openapi_document())


def schemas(found: Any, place: str) -> Iterator[tuple[str, Json]]:
    """Every schema at or below a place of the document."""
    if isinstance(found, dict):
        if "type" in found and isinstance(found["type"], str):
            yield place, found
        for name, value in found.items():
            if name not in {"example", "examples", "default", "enum"}:
                yield from schemas(value, f"{place}/{name}")
    elif isinstance(found, list):
        for index, value in enumerate(found):
            yield from schemas(value, f"{place}/{index}")


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def test_every_object_is_closed(document: Json) -> None:
    open_ones = [
        place
        for place, schema in schemas(document["components"]["schemas"], "")
        if schema["type"] == "object" and schema.get("additionalProperties") is not False
    ]
    assert open_ones == []


def test_every_text_is_bounded(document: Json) -> None:
    unbounded = [
        place
        for place, schema in [*schemas(document["components"]["schemas"], ""), *schemas(document["paths"], "")]
        if schema["type"] == "string"
        and not {"maxLength", "enum", "const"} & set(schema)
        and "securitySchemes" not in place
    ]
    assert unbounded == []


def test_every_number_and_list_is_bounded(document: Json) -> None:
    found = [*schemas(document["components"]["schemas"], ""), *schemas(document["paths"], "")]
    unbounded = [
        place
        for place, schema in found
        if (
            schema["type"] in {"integer", "number"}
            and not {"minimum", "maximum"} <= set(schema)
            and "enum" not in schema
        )
        or (schema["type"] == "array" and "maxItems" not in schema)
    ]
    assert unbounded == []


def test_no_number_is_a_float(document: Json) -> None:
    assert [
        place for place, schema in schemas(document["components"]["schemas"], "") if schema["type"] == "number"
    ] == []


def test_every_operation_declares_scope_budget_weight_and_example(document: Json) -> None:
    for method, path, operation in operations(document):
        assert operation["x-required-scope"] in {scope.value for scope in Scope}, (method, path)
        assert operation["x-rate-limit-budget"] in {budget.value for budget in Budget}, (method, path)
        assert operation["x-rate-limit-weight"] >= 0, (method, path)
        if "requestBody" in operation:
            assert operation["requestBody"]["content"]["application/json"]["example"], (method, path)
        for parameter in operation.get("parameters", []):
            if parameter["required"]:
                assert "example" in parameter, (method, path, parameter["name"])


def test_every_operation_but_those_of_the_process_costs_something(document: Json) -> None:
    free = {(method, path) for method, path, operation in operations(document) if not operation["x-rate-limit-weight"]}
    assert free == {("GET", "/health"), ("GET", "/ready"), ("GET", "/metrics")}


def test_every_error_is_a_problem(document: Json) -> None:
    for method, path, operation in operations(document):
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert "application/problem+json" in answer["content"], (method, path, status)


def test_examples_are_of_the_declared_forms() -> None:
    _, declared = router_of(None)
    for operation in [*declared, ENTRY]:
        if operation.body_form is not None:
            assert msgspec.convert(operation.example.body, operation.body_form), operation.name
        if operation.path_form is not None:
            assert msgspec.convert(operation.example.path, operation.path_form), operation.name
        if operation.query_form is not None:
            assert msgspec.convert(operation.example.query, operation.query_form), operation.name


def test_order_entry_is_in_the_document(document: Json) -> None:
    assert document["paths"]["/api/orders"]["post"]["operationId"] == "orders_place"


def test_no_operation_credits_money(document: Json) -> None:
    words = ("credit", "deposit", "debit", "withdraw", "mint", "faucet", "tier")
    moving = {(method, path) for method, path, _ in operations(document) if any(word in path for word in words)}
    # Deposits are only shown; a withdrawal goes to the owner's own wallet.
    assert {pair for pair in moving if pair[0] != "GET"} == {("POST", "/api/withdrawals")}


def test_a_route_without_a_declaration_does_not_start() -> None:
    @get("/api/secret", sync_to_thread=False)
    def undeclared() -> dict[str, str]:
        return {}

    with pytest.raises(UndeclaredRoute, match="/api/secret"):
        router_of(None, [*route_handlers(), undeclared])


def test_the_document_is_the_same_twice() -> None:
    assert openapi_document() == openapi_document()
