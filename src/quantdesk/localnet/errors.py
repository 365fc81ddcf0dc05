"""Errors of the JSON-RPC with Solana's numbers, and transaction errors in JSON-RPC's shape."""

from typing import Final

PARSE: Final = -32700
REQUEST_INVALID: Final = -32600
METHOD_UNKNOWN: Final = -32601
PARAMS_INVALID: Final = -32602
PREFLIGHT_FAILED: Final = -32002
SIGNATURE_FAILED: Final = -32003
BLOCK_UNAVAILABLE: Final = -32004
BLOCK_UNFINISHED: Final = -32014
VERSION_UNSUPPORTED: Final = -32015
CONTEXT_SLOT: Final = -32016

ALREADY_PROCESSED: Final = "AlreadyProcessed"
BLOCKHASH_UNKNOWN: Final = "BlockhashNotFound"
WORDS: Final = {
    ALREADY_PROCESSED: "This transaction has already been processed",
    BLOCKHASH_UNKNOWN: "Blockhash not found",
    "AccountNotFound": "Attempt to debit an account but found no record of a prior credit.",
    "InsufficientFundsForFee": "Insufficient funds for fee",
    "SanitizeFailure": "Transaction failed to sanitize accounts offsets correctly",
    "SignatureFailure": "Transaction did not pass signature verification",
    "InvalidAccountForFee": "This account may not be used to pay transaction fees",
    "ProgramAccountNotFound": "Attempt to load a program that does not exist",
    "InvalidProgramForExecution": "This program may not be used for executing instructions",
    "AddressLookupTableNotFound": "Transaction loads an address table account that doesn't exist",
}


class RpcError(Exception):
    """An answer that is an error: number, text, data."""

    def __init__(self, code: int, message: str, data: object = None) -> None:
        super().__init__(message)
        self.code, self.message, self.data = code, message, data


def params_invalid(text: str) -> RpcError:
    """The error of a parameter that does not fit."""
    return RpcError(PARAMS_INVALID, f"Invalid params: {text}")


def preflight_failed(err: object, logs: list[str], units: int) -> RpcError:
    """The error of a transaction that would fail, with what it said until then."""
    data = {
        "accounts": None,
        "err": err,
        "fee": None,
        "innerInstructions": None,
        "loadedAccountsDataSize": None,
        "logs": logs,
        "replacementBlockhash": None,
        "returnData": None,
        "unitsConsumed": units,
    }
    return RpcError(PREFLIGHT_FAILED, f"Transaction simulation failed: {error_text(err)}", data)


def error_json(error: object) -> object:
    """A transaction error of the runtime in JSON-RPC's shape; its text for one that has no name here."""
    name = type(error).__name__
    if hasattr(error, "index") and hasattr(error, "err"):
        return {"InstructionError": [error.index, _instruction_json(error.err)]}
    if name == "TransactionErrorDuplicateInstruction":
        return {"DuplicateInstruction": getattr(error, "index", 0)}
    if hasattr(error, "account_index"):
        return {name.removeprefix("TransactionError"): {"account_index": error.account_index}}
    return str(error).rpartition(".")[2]


def _instruction_json(error: object) -> object:
    if hasattr(error, "code"):
        return {"Custom": error.code}
    if hasattr(error, "value"):
        return {"BorshIoError": error.value}
    return str(error).rpartition(".")[2]


def error_text(err: object) -> str:
    """A transaction error in words, as the network writes it."""
    if isinstance(err, dict) and "InstructionError" in err:
        index, inner = err["InstructionError"]
        if isinstance(inner, dict) and "Custom" in inner:
            return f"Error processing Instruction {index}: custom program error: {inner['Custom']:#x}"
        return f"Error processing Instruction {index}: {_spaced(str(inner))}"
    if isinstance(err, dict):
        name, detail = next(iter(err.items()))
        return f"{_spaced(name)} {detail}"
    return WORDS.get(str(err), _spaced(str(err)))


def _spaced(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
