"""Reads the path, query and body of a request into their declared forms.

Invariant: what is not declared is refused: an unknown name, a name given twice, a wrong type, a value out of bounds.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, TypeVar, cast
from urllib.parse import parse_qsl

import msgspec

from quantdesk.gateway.problems import Refusal, body_refusal, invalid
from quantdesk.gateway.wire.fields import SAFE_INTEGER_MAX

QUERY_BYTES_MAX: Final = 2_048
QUERY_NAMES_MAX: Final = 16

F = TypeVar("F", bound=msgspec.Struct)


@lru_cache(maxsize=256)
def _decoder(form: type[msgspec.Struct]) -> "msgspec.json.Decoder[msgspec.Struct]":
    return msgspec.json.Decoder(form, strict=True)


def body_form(form: type[F], body: bytes, content_type: bytes) -> F:
    """Returns the JSON body as its form; raises Refusal (400, 415)."""
    if content_type.partition(b";")[0].strip().lower() != b"application/json":
        found = content_type.decode("latin-1") or "nothing"
        raise Refusal(
            415, "media_type_unsupported", "This operation takes application/json.", None, "application/json", found
        )
    try:
        return cast(F, _decoder(form).decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _whole_numbers_form(form, body, error)


def _whole_numbers_form(form: type[F], body: bytes, error: Exception) -> F:
    """Returns a body that a strict reading refused, if the reason was only that it writes 7 as 7.0; raises Refusal (400).

    JSON Schema calls both an integer, and some languages write whole numbers so. Texts, true and 7.5 stay refused.
    """
    if not isinstance(error, msgspec.ValidationError) or "got `float`" not in str(error):
        raise body_refusal(error) from None
    try:
        return msgspec.convert(_whole_numbers(msgspec.json.decode(body)), form, strict=True)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as again:
        raise body_refusal(again) from None


def _whole_numbers(value: object) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) <= SAFE_INTEGER_MAX:
        return int(value)
    if isinstance(value, dict):
        return {name: _whole_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_whole_numbers(each) for each in value]
    return value


def query_form(form: type[F], query: bytes) -> F:
    """Returns the query string as its form; raises Refusal (400)."""
    return _text_form(form, _pairs(query))


def require_no_query(query: bytes) -> None:
    """Raises Refusal when an operation without parameters is given some."""
    if query:
        name = next(iter(_pairs(query)), "?")
        raise invalid("parameter_unknown", "This operation takes no parameters.", name, "no parameter", name)


def path_form(form: type[F], values: Mapping[str, str]) -> F:
    """Returns the parts of the address as their form; raises Refusal (400)."""
    return _text_form(form, values)


def _text_form(form: type[F], values: Mapping[str, str]) -> F:
    try:
        found = msgspec.convert(values, form, strict=False, str_keys=True)
    except msgspec.ValidationError as error:
        refusal = body_refusal(error)
        code = {"field_unknown": "parameter_unknown", "field_missing": "parameter_missing"}.get(
            refusal.code, "parameter_invalid"
        )
        raise invalid(
            code, "A parameter of the address is not of its form.", refusal.field, refusal.expected, refusal.found
        ) from None
    for name, text in values.items():
        number = getattr(found, name)
        if type(number) is int and str(number) != text:
            raise invalid(
                "parameter_invalid",
                "A parameter of the address is not of its form.",
                name,
                "digits without leading zeros",
                text,
            )
    return found


def _pairs(query: bytes) -> dict[str, str]:
    if len(query) > QUERY_BYTES_MAX:
        raise invalid(
            "query_too_long", "The query is too long.", None, f"at most {QUERY_BYTES_MAX} bytes", str(len(query))
        )
    try:
        pairs = parse_qsl(
            query.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=QUERY_NAMES_MAX,
        )
    except ValueError:
        raise invalid("query_malformed", "The query is not of the form name=value&name=value.") from None
    found: dict[str, str] = {}
    for name, value in pairs:
        if name in found:
            raise invalid("parameter_repeated", "A parameter is given twice.", name, "once", "twice")
        found[name] = value
    return found
