"""Accounts as the JSON-RPC writes them: base58, base64, base64+zstd, jsonParsed for tokens and mints, slices, filters."""

import struct
from base64 import b64encode
from typing import Any, Final

from solders.account import Account
from solders.pubkey import Pubkey

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import RpcError, params_invalid
from quantdesk.localnet.parameters import Config, bytes_of, number_of
from quantdesk.localnet.tokens import NAMES, Mint, Token, amount_json, decimals_of, mint_read, token_read
from quantdesk.model.base58 import encode_base58

RENT_EPOCH: Final = 2**64 - 1
BASE58_BYTES_MAX: Final = 128
FILTERS_MAX: Final = 4
MEMCMP_BYTES_MAX: Final = 128
ZSTD_MAGIC: Final = 0xFD2FB528
ZSTD_BLOCK_MAX: Final = 128 * 1024
ENCODINGS: Final = ("base58", "base64", "base64+zstd", "jsonParsed", "binary")


def account_json(chain: Chain, account: Account | None, config: Config, default: str = "binary") -> Any:
    """An account in the encoding that the configuration asks for. Errors: RpcError."""
    if account is None:
        return None
    encoding = config.get("encoding") or default
    if encoding not in ENCODINGS:
        raise params_invalid(f"unknown variant `{encoding}`, expected one of {', '.join(ENCODINGS)}")
    data = bytes(account.data)
    return {
        "data": _data(chain, account, sliced(data, config.get("dataSlice")), encoding),
        "executable": account.executable,
        "lamports": account.lamports,
        "owner": str(account.owner),
        "rentEpoch": RENT_EPOCH,
        "space": len(data),
    }


def _data(chain: Chain, account: Account, data: bytes, encoding: str) -> Any:
    if encoding == "jsonParsed":
        parsed = parsed_json(chain, account)
        return parsed if parsed is not None else [b64encode(data).decode(), "base64"]
    if encoding == "base64":
        return [b64encode(data).decode(), "base64"]
    if encoding == "base64+zstd":
        return [b64encode(zstd_frame(data)).decode(), "base64+zstd"]
    if len(data) > BASE58_BYTES_MAX:
        raise RpcError(
            -32600,
            "Encoded binary (base 58) data should be less than 128 bytes, please use Base64 encoding.",
        )
    text = encode_base58(data)
    return text if encoding == "binary" else [text, "base58"]


def sliced(data: bytes, asked: object) -> bytes:
    """The part of the data that a dataSlice names."""
    if asked is None:
        return data
    if not isinstance(asked, dict):
        raise params_invalid("dataSlice: expected an object with offset and length")
    start = number_of(asked.get("offset"), "dataSlice.offset")
    return data[start : start + number_of(asked.get("length"), "dataSlice.length")]


def zstd_frame(data: bytes) -> bytes:
    """A zstd frame that holds the data as it is: readers of the encoding ask for its form, not for its size."""
    blocks = [data[at : at + ZSTD_BLOCK_MAX] for at in range(0, len(data), ZSTD_BLOCK_MAX)] or [b""]
    # Single segment, content size in eight bytes; blocks of kind "raw".
    out = struct.pack("<IBQ", ZSTD_MAGIC, 0xE0, len(data))
    for number, block in enumerate(blocks):
        last = number == len(blocks) - 1
        out += (len(block) << 3 | last).to_bytes(3, "little") + block
    return out


def parsed_json(chain: Chain, account: Account) -> dict[str, object] | None:
    """A token account or mint in fields; None for everything else."""
    token, mint = token_read(account), mint_read(account)
    if token is not None:
        decimals = decimals_of(chain.accounts.at(Pubkey(token.mint)).account)
        info, kind = token_json(token, decimals), "account"
    elif mint is not None:
        info, kind = mint_json(mint), "mint"
    else:
        return None
    return {
        "parsed": {"info": info, "type": kind},
        "program": NAMES[account.owner],
        "space": len(bytes(account.data)),
    }


def token_json(token: Token, decimals: int) -> dict[str, object]:
    """A token account in fields; absent ones are left out, as the network does."""
    info: dict[str, object] = {
        "isNative": token.native is not None,
        "mint": encode_base58(token.mint),
        "owner": encode_base58(token.owner),
        "state": token.state,
        "tokenAmount": amount_json(token.amount, decimals),
    }
    if token.delegate is not None:
        info |= {"delegate": encode_base58(token.delegate), "delegatedAmount": amount_json(token.delegated, decimals)}
    if token.closer is not None:
        info["closeAuthority"] = encode_base58(token.closer)
    if token.native is not None:
        info["rentExemptReserve"] = amount_json(token.native, decimals)
    return info


def mint_json(mint: Mint) -> dict[str, object]:
    """A mint in fields."""
    return {
        "decimals": mint.decimals,
        "freezeAuthority": None if mint.freezer is None else encode_base58(mint.freezer),
        "isInitialized": True,
        "mintAuthority": None if mint.authority is None else encode_base58(mint.authority),
        "supply": str(mint.supply),
    }


def filters_check(filters: object) -> list[Config]:
    """The filters of a program's accounts. Errors: RpcError."""
    if filters is None:
        return []
    if not isinstance(filters, list):
        raise params_invalid("filters: expected a list")
    if len(filters) > FILTERS_MAX:
        raise params_invalid(f"Too many filters provided; max {FILTERS_MAX}")
    return [filter_read(entry) for entry in filters]


def filter_read(entry: object) -> Config:
    """One filter: {size}, {offset, bytes} or {token}."""
    if entry == "tokenAccountState":
        return {"token": True}
    if isinstance(entry, dict) and "dataSize" in entry:
        return {"size": number_of(entry["dataSize"], "dataSize")}
    if isinstance(entry, dict) and isinstance(entry.get("memcmp"), dict):
        memcmp = entry["memcmp"]
        wanted = memcmp.get("bytes")
        data = bytes(wanted) if isinstance(wanted, list) else bytes_of(wanted, memcmp.get("encoding"))
        if len(data) > MEMCMP_BYTES_MAX:
            raise params_invalid("Encoded binary data too large")
        return {"offset": number_of(memcmp.get("offset"), "memcmp.offset"), "bytes": data}
    raise params_invalid("filters: expected dataSize, memcmp or tokenAccountState")


def filters_pass(filters: list[Config], account: Account) -> bool:
    """An account passes all filters."""
    data = bytes(account.data)
    for entry in filters:
        if "size" in entry and len(data) != entry["size"]:
            return False
        if "bytes" in entry and data[entry["offset"] : entry["offset"] + len(entry["bytes"])] != entry["bytes"]:
            return False
        if "token" in entry and token_read(account) is None:
            return False
    return True
