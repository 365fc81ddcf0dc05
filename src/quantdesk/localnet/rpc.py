"""JSON-RPC 2.0: bytes in, bytes out; single calls and batches. Default deny: what is not in the table does not exist."""

from typing import Any, Final

import msgspec

from quantdesk.localnet import methods_accounts, methods_chain, methods_outside, methods_transactions
from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import METHOD_UNKNOWN, PARSE, REQUEST_INVALID, RpcError
from quantdesk.localnet.methods_accounts import Method
from quantdesk.localnet.parameters import Parameters
from quantdesk.runtime.clock import now_us
from quantdesk.runtime.log import get

METHODS: Final[dict[str, Method]] = (
    methods_accounts.METHODS | methods_chain.METHODS | methods_transactions.METHODS | methods_outside.METHODS
)
# What the public network does not have. Only these two act on the chain from outside.
METHODS_EXTRA: Final = ("timeTravel", "setAccount")
BATCH_MAX: Final = 200
INTERNAL: Final = -32603

encode = msgspec.json.Encoder().encode
decode = msgspec.json.Decoder().decode


def answer(chain: Chain, body: bytes) -> bytes:
    """The answer to a request's body; empty when it holds notifications alone."""
    try:
        asked = decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return encode(error_json(None, RpcError(PARSE, "Parse error")))
    chain.tick(now_us())
    if not isinstance(asked, list):
        one = call(chain, asked)
        return b"" if one is None else encode(one)
    if not 0 < len(asked) <= BATCH_MAX:
        return encode(error_json(None, RpcError(REQUEST_INVALID, f"Invalid request: expected 1 to {BATCH_MAX} calls")))
    answers = [one for one in (call(chain, each) for each in asked) if one is not None]
    return encode(answers) if answers else b""


def call(chain: Chain, asked: object) -> dict[str, Any] | None:
    """The answer to one call; None for a notification."""
    number = asked.get("id") if isinstance(asked, dict) else None
    try:
        result = dispatch(chain, asked)
    except RpcError as error:
        return error_json(number, error)
    if isinstance(asked, dict) and "id" not in asked:
        return None
    return {"jsonrpc": "2.0", "result": result, "id": number}


def dispatch(chain: Chain, asked: object) -> Any:
    """Runs one call. Errors: RpcError."""
    if not isinstance(asked, dict) or asked.get("jsonrpc") != "2.0" or not isinstance(asked.get("method"), str):
        raise RpcError(REQUEST_INVALID, "Invalid request")
    method = METHODS.get(asked["method"])
    if method is None:
        raise RpcError(METHOD_UNKNOWN, "Method not found")
    try:
        return method(chain, Parameters(asked.get("params")))
    except (RpcError, MemoryError):
        raise
    except Exception:  # noqa: BLE001 - told below
        # A fault of ours is told as one, and does not end the chain under everybody else.
        get().exception("method_failed", method=asked["method"])
        raise RpcError(INTERNAL, "Internal error") from None


def error_json(number: object, error: RpcError) -> dict[str, Any]:
    """An error as JSON-RPC writes it."""
    body: dict[str, Any] = {"code": error.code, "message": error.message}
    if error.data is not None:
        body["data"] = error.data
    return {"jsonrpc": "2.0", "error": body, "id": number}
