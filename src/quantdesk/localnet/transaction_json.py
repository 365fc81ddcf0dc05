"""Transactions as the JSON-RPC writes them: json, base58, base64, jsonParsed (programs named, data as it is)."""

from base64 import b64encode
from typing import Any, Final

from solders.message import MessageV0
from solders.transaction import VersionedTransaction

from quantdesk.localnet.errors import VERSION_UNSUPPORTED, RpcError, params_invalid
from quantdesk.localnet.parameters import Config
from quantdesk.localnet.records import TokenRow, TransactionRow
from quantdesk.localnet.tokens import amount_json
from quantdesk.model.base58 import encode_base58

ENCODINGS: Final = ("json", "jsonParsed", "base64", "base58", "binary")


def transaction_json(row: TransactionRow, config: Config) -> dict[str, Any]:
    """A transaction with its meta. Errors: RpcError when its version is higher than the caller takes."""
    transaction = VersionedTransaction.from_bytes(row.wire)
    version = version_of(transaction)
    highest = config.get("maxSupportedTransactionVersion")
    if version != "legacy" and highest is None:
        raise RpcError(
            VERSION_UNSUPPORTED,
            f"Transaction version ({version}) is not supported by the requesting client. "
            "Please try the request again with the following configuration parameter: "
            f'"maxSupportedTransactionVersion": {version}',
        )
    encoding = config.get("encoding") or "json"
    if encoding not in ENCODINGS:
        raise params_invalid(f"unknown variant `{encoding}`, expected one of {', '.join(ENCODINGS)}")
    body = {"transaction": wire_json(row, transaction, encoding), "meta": meta_json(row, transaction, encoding)}
    return body | ({} if highest is None else {"version": version})


def version_of(transaction: VersionedTransaction) -> str | int:
    """The version: legacy or 0."""
    return 0 if isinstance(transaction.message, MessageV0) else "legacy"


def keys_of(row: TransactionRow, transaction: VersionedTransaction) -> list[str]:
    """All keys of a transaction in the order of its indexes."""
    loaded = [encode_base58(key) for key in (*row.loaded_writable, *row.loaded_readonly)]
    return [str(key) for key in transaction.message.account_keys] + loaded


def wire_json(row: TransactionRow, transaction: VersionedTransaction, encoding: str) -> Any:
    """The transaction itself."""
    if encoding == "base64":
        return [b64encode(row.wire).decode(), "base64"]
    if encoding == "base58":
        return [encode_base58(row.wire), "base58"]
    if encoding == "binary":
        return encode_base58(row.wire)
    signatures = [str(signature) for signature in transaction.signatures]
    message = _parsed_message(row, transaction) if encoding == "jsonParsed" else _message(transaction)
    return {"signatures": signatures, "message": message}


def _message(transaction: VersionedTransaction) -> dict[str, Any]:
    message = transaction.message
    head = message.header
    body: dict[str, Any] = {
        "header": {
            "numRequiredSignatures": head.num_required_signatures,
            "numReadonlySignedAccounts": head.num_readonly_signed_accounts,
            "numReadonlyUnsignedAccounts": head.num_readonly_unsigned_accounts,
        },
        "accountKeys": [str(key) for key in message.account_keys],
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": [
            instruction_json(each.program_id_index, bytes(each.accounts), bytes(each.data), 1)
            for each in message.instructions
        ],
    }
    return body | _lookups(transaction)


def _lookups(transaction: VersionedTransaction) -> dict[str, Any]:
    message = transaction.message
    if not isinstance(message, MessageV0):
        return {}
    lookups = [
        {
            "accountKey": str(each.account_key),
            "writableIndexes": list(each.writable_indexes),
            "readonlyIndexes": list(each.readonly_indexes),
        }
        for each in message.address_table_lookups
    ]
    return {"addressTableLookups": lookups}


def instruction_json(program: int, accounts: bytes, data: bytes, height: int | None) -> dict[str, Any]:
    """An instruction by indexes."""
    return {
        "programIdIndex": program,
        "accounts": list(accounts),
        "data": encode_base58(data),
        "stackHeight": height,
    }


def _parsed_message(row: TransactionRow, transaction: VersionedTransaction) -> dict[str, Any]:
    message, keys = transaction.message, keys_of(row, transaction)
    own, head = len(message.account_keys), message.header
    signed = head.num_required_signatures

    def writable(index: int) -> bool:
        if index >= own:
            return index < own + len(row.loaded_writable)
        if index < signed:
            return index < signed - head.num_readonly_signed_accounts
        return index < own - head.num_readonly_unsigned_accounts

    accounts = [
        {
            "pubkey": key,
            "signer": index < signed,
            "source": "transaction" if index < own else "lookupTable",
            "writable": writable(index),
        }
        for index, key in enumerate(keys)
    ]
    instructions = [
        named_json(keys, each.program_id_index, bytes(each.accounts), bytes(each.data), 1)
        for each in message.instructions
    ]
    return {
        "accountKeys": accounts,
        "recentBlockhash": str(message.recent_blockhash),
        "instructions": instructions,
    } | _lookups(transaction)


def named_json(keys: list[str], program: int, accounts: bytes, data: bytes, height: int | None) -> dict[str, Any]:
    """An instruction by addresses, its data as it is: what the network gives for a program that it cannot read."""
    return {
        "programId": keys[program],
        "accounts": [keys[index] for index in accounts],
        "data": encode_base58(data),
        "stackHeight": height,
    }


def status_json(err: object) -> dict[str, object]:
    """The old form of a result."""
    return {"Ok": None} if err is None else {"Err": err}


def meta_json(row: TransactionRow, transaction: VersionedTransaction, encoding: str) -> dict[str, Any]:
    """What came of a transaction."""
    body: dict[str, Any] = {
        "err": row.err,
        "status": status_json(row.err),
        "fee": row.fee,
        "preBalances": row.before,
        "postBalances": row.after,
        "preTokenBalances": [token_json(token) for token in row.tokens_before],
        "postTokenBalances": [token_json(token) for token in row.tokens_after],
        "innerInstructions": inner_json(row, transaction, encoding),
        "logMessages": row.logs,
        "rewards": [],
        "computeUnitsConsumed": row.units,
    }
    if encoding != "jsonParsed":
        body["loadedAddresses"] = {
            "writable": [encode_base58(key) for key in row.loaded_writable],
            "readonly": [encode_base58(key) for key in row.loaded_readonly],
        }
    if row.returned is not None:
        body["returnData"] = returned_json(*row.returned)
    return body


def inner_json(row: TransactionRow, transaction: VersionedTransaction, encoding: str) -> list[dict[str, Any]]:
    """Inner instructions, grouped by the outer one."""
    keys = keys_of(row, transaction) if encoding == "jsonParsed" else []
    groups: dict[int, list[dict[str, Any]]] = {}
    for call in row.inner:
        parts = (call.program, call.accounts, call.data, call.height)
        groups.setdefault(call.outer, []).append(named_json(keys, *parts) if keys else instruction_json(*parts))
    return [{"index": outer, "instructions": calls} for outer, calls in groups.items()]


def returned_json(program: bytes, data: bytes) -> dict[str, object]:
    """Return data of a program."""
    return {"programId": encode_base58(program), "data": [b64encode(data).decode(), "base64"]}


def token_json(token: TokenRow) -> dict[str, object]:
    """A token balance."""
    return {
        "accountIndex": token.index,
        "mint": encode_base58(token.mint),
        "owner": encode_base58(token.owner),
        "programId": encode_base58(token.program),
        "uiTokenAmount": amount_json(token.amount, token.decimals),
    }
