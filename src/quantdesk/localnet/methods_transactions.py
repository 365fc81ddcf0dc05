"""Methods that take, try and find transactions."""

from typing import Any, Final

from solders.message import MessageV0, from_bytes_versioned
from solders.signature import Signature
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata, TransactionMetadata

from quantdesk.localnet.account_json import account_json
from quantdesk.localnet.chain import Chain, Refused
from quantdesk.localnet.errors import SIGNATURE_FAILED, RpcError, error_json, params_invalid, preflight_failed
from quantdesk.localnet.execution import inner_of, named_of
from quantdesk.localnet.methods_accounts import Method, limit_of
from quantdesk.localnet.parameters import (
    Config,
    Parameters,
    bytes_of,
    commitment_of,
    signature_of,
    view_of,
    with_context,
)
from quantdesk.localnet.records import SLOTS_OF_BLOCKHASH, Entry, row_decode
from quantdesk.localnet.transaction_json import instruction_json, returned_json, status_json, transaction_json
from quantdesk.model.base58 import encode_base58

TRANSACTION_BYTES_MAX: Final = 1_232
STATUSES_MAX: Final = 256
SIGNATURES_MAX: Final = 1_000


def transaction_read(text: object, encoding: object) -> tuple[VersionedTransaction, bytes]:
    """A transaction and its bytes. Errors: RpcError."""
    wire = bytes_of(text, encoding)
    if len(wire) > TRANSACTION_BYTES_MAX:
        raise params_invalid(
            f"decoded solana_transaction::versioned::VersionedTransaction too large: {len(wire)} bytes "
            f"(max: {TRANSACTION_BYTES_MAX} bytes)"
        )
    try:
        transaction = VersionedTransaction.from_bytes(wire)
        transaction.sanitize()
    except Exception as error:  # noqa: BLE001 - the library's errors have no common base
        raise params_invalid(f"failed to deserialize solana_transaction: {error}") from None
    if bytes(transaction) != wire:
        raise params_invalid("failed to deserialize solana_transaction: bytes are left")
    return transaction, wire


def signatures_check(transaction: VersionedTransaction) -> None:
    """Every signature holds. Errors: RpcError -32003."""
    if not all(transaction.verify_with_results()):
        raise RpcError(SIGNATURE_FAILED, "Transaction signature verification failure")


def send_transaction(chain: Chain, p: Parameters) -> Any:
    """Method sendTransaction: its signature. The transaction runs at once; what a commitment shows follows."""
    config = p.config(1)
    transaction, wire = transaction_read(p.at(0), config.get("encoding"))
    return transaction_send(chain, transaction, wire, preflight=not config.get("skipPreflight"))


def transaction_send(chain: Chain, transaction: VersionedTransaction, wire: bytes, *, preflight: bool) -> str:
    """Takes a transaction; its signature. Errors: RpcError, and nothing changed."""
    signatures_check(transaction)
    try:
        chain.submit(transaction, wire, check=preflight)
    except Refused as refused:
        # Without preflight the network takes the bytes and drops what it cannot run.
        if preflight:
            raise preflight_failed(refused.err, refused.logs, refused.units) from None
    return str(transaction.signatures[0])


def simulate_transaction(chain: Chain, p: Parameters) -> Any:
    """Method simulateTransaction."""
    config = p.config(1)
    transaction, _ = transaction_read(p.at(0), config.get("encoding"))
    view_of(chain, config, "processed")
    replaced = None
    if config.get("replaceRecentBlockhash"):
        if config.get("sigVerify"):
            raise params_invalid("sigVerify may not be used with replaceRecentBlockhash")
        transaction = blockhash_replace(chain, transaction)
        height = chain.height(chain.slot) + SLOTS_OF_BLOCKHASH
        replaced = {"blockhash": encode_base58(chain.blockhash(chain.slot)), "lastValidBlockHeight": height}
    if config.get("sigVerify"):
        signatures_check(transaction)
    try:
        chain.admit(transaction)
    except Refused as refused:
        return with_context(chain.slot, simulated_json(refused.err, [], 0) | {"replacementBlockhash": replaced})
    value = simulation_run(chain, transaction, config)
    return with_context(chain.slot, value | {"replacementBlockhash": replaced})


def simulation_run(chain: Chain, transaction: VersionedTransaction, config: Config) -> dict[str, Any]:
    """What a run would give."""
    result = chain.svm.simulate_transaction(transaction)
    if isinstance(result, FailedTransactionMetadata):
        meta: TransactionMetadata = result.meta()
        err, after = error_json(result.err()), {}
    else:
        meta, err, after = result.meta(), None, dict(result.post_accounts())
    value = simulated_json(err, meta.logs(), meta.compute_units_consumed())
    data = bytes(meta.return_data().data)
    if data:
        value["returnData"] = returned_json(bytes(meta.return_data().program_id), data)
    named = named_of(chain.accounts, transaction)
    value["loadedAccountsDataSize"] = sum(
        len(bytes(account.data)) for key in named.keys if (account := chain.accounts.at(key).account) is not None
    )
    wanted = config.get("accounts")
    if isinstance(wanted, dict):
        keys = Parameters([wanted.get("addresses")]).keys(0, len(named.keys))
        shown = [
            account_json(chain, after.get(key) or chain.accounts.at(key).account, wanted, "base64") for key in keys
        ]
        value["accounts"] = [None] * len(keys) if err is not None else shown
    if config.get("innerInstructions"):
        groups: dict[int, list[Any]] = {}
        for call in inner_of(meta):
            groups.setdefault(call.outer, []).append(
                instruction_json(call.program, call.accounts, call.data, call.height)
            )
        value["innerInstructions"] = [{"index": outer, "instructions": calls} for outer, calls in groups.items()]
    return value


def simulated_json(err: object, logs: list[str], units: int) -> dict[str, Any]:
    """The form of a simulation's answer."""
    return {
        "accounts": None,
        "err": err,
        "innerInstructions": None,
        "loadedAccountsDataSize": 0,
        "logs": logs,
        "replacementBlockhash": None,
        "returnData": None,
        "unitsConsumed": units,
    }


def blockhash_replace(chain: Chain, transaction: VersionedTransaction) -> VersionedTransaction:
    """The transaction with the newest blockhash; its signatures do not hold any more."""
    old, new = bytes(transaction.message.recent_blockhash), chain.blockhash(chain.slot)
    # The blockhash stands behind the keys; the first place after the header that equals it is it.
    body = bytes(transaction.message)
    at = body.index(old, len(transaction.message.account_keys) * 32)
    prefix = b"\x80" if isinstance(transaction.message, MessageV0) else b""
    message = from_bytes_versioned(prefix + body[:at] + new + body[at + 32 :])
    return VersionedTransaction.populate(message, list(transaction.signatures))


def status_of(chain: Chain, entry: Entry) -> dict[str, Any]:
    """A transaction's status as it is now."""
    final = entry.slot <= chain.view("finalized")
    confirmed = entry.slot <= chain.view("confirmed")
    return {
        "slot": entry.slot,
        "confirmations": None if final else chain.slot - entry.slot,
        "err": entry.err,
        "status": status_json(entry.err),
        "confirmationStatus": "finalized" if final else "confirmed" if confirmed else "processed",
    }


def get_statuses(chain: Chain, p: Parameters) -> Any:
    """Method getSignatureStatuses."""
    found = []
    for text in p.texts(0, STATUSES_MAX):
        entry = chain.status(signature_of(text))
        found.append(None if entry is None else status_of(chain, entry))
    return with_context(chain.slot, found)


def get_transaction(chain: Chain, p: Parameters) -> Any:
    """Method getTransaction: null until the commitment shows it."""
    signature = signature_of(p.text(0))
    config: Config = {"encoding": p.at(1)} if isinstance(p.at(1), str) else p.config(1)
    commitment = commitment_of(config)
    if commitment == "processed":
        raise params_invalid("Method does not support commitment below `confirmed`")
    entry = chain.status(signature)
    if entry is None or entry.slot > chain.view(commitment):
        return None
    row = row_decode(entry.body)
    return transaction_json(row, config) | {
        "slot": row.slot,
        "blockTime": row.time_s,
        "transactionIndex": row.index,
    }


def get_signatures(chain: Chain, p: Parameters) -> Any:
    """Method getSignaturesForAddress, newest first."""
    key, config = bytes(p.key(0)), p.config(1)
    slot, limit = view_of(chain, config), limit_of(config, SIGNATURES_MAX)
    before = signature_of(config["before"]) if config.get("before") else None
    until = signature_of(config["until"]) if config.get("until") else None
    found: list[dict[str, Any]] = []
    begun = before is None or before not in chain.history
    for entry in reversed(chain.history.values()):
        if entry.signature == until or len(found) == limit:
            break
        if begun and entry.slot <= slot and entry.names(key):
            found.append(_signature_row(chain, entry))
        begun = begun or entry.signature == before
    return found


def _signature_row(chain: Chain, entry: Entry) -> dict[str, Any]:
    return {
        "signature": encode_base58(entry.signature),
        "slot": entry.slot,
        "err": entry.err,
        "memo": None,
        "blockTime": entry.time_s,
        "confirmationStatus": status_of(chain, entry)["confirmationStatus"],
        "transactionIndex": entry.index,
    }


def get_fee(chain: Chain, p: Parameters) -> Any:
    """Method getFeeForMessage, lamports; null when the blockhash does not hold."""
    config = p.config(1)
    slot = view_of(chain, config)
    try:
        message = from_bytes_versioned(bytes_of(p.at(0), "base64"))
    except RpcError:
        raise
    except Exception as error:  # noqa: BLE001 - the library's errors have no common base
        raise params_invalid(f"failed to deserialize message: {error}") from None
    if chain.blockhash_slot(bytes(message.recent_blockhash)) is None:
        return with_context(slot, None)
    unsigned = VersionedTransaction.populate(message, [Signature.default()] * message.header.num_required_signatures)
    return with_context(slot, fee_of(chain, unsigned))


def fee_of(chain: Chain, transaction: VersionedTransaction) -> int:
    """The fee of a transaction, as the runtime computes it, lamports."""
    result = chain.svm.simulate_transaction(transaction)
    meta = result.meta()
    return int(meta.fee())


METHODS: Final[dict[str, Method]] = {
    "sendTransaction": send_transaction,
    "simulateTransaction": simulate_transaction,
    "getSignatureStatuses": get_statuses,
    "getTransaction": get_transaction,
    "getSignaturesForAddress": get_signatures,
    "getFeeForMessage": get_fee,
}
