"""Methods about the chain itself: slots, blocks, blockhashes, version."""

from typing import Any, Final

from solders.pubkey import Pubkey

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import BLOCK_UNFINISHED, RpcError, params_invalid
from quantdesk.localnet.genesis import FAUCET_LAMPORTS
from quantdesk.localnet.methods_accounts import Method, limit_of
from quantdesk.localnet.parameters import (
    API_VERSION,
    Config,
    Parameters,
    commitment_of,
    number_of,
    view_of,
    with_context,
)
from quantdesk.localnet.records import SLOT_US, SLOTS_OF_BLOCKHASH, row_decode
from quantdesk.localnet.transaction_json import transaction_json
from quantdesk.model.base58 import decode_base58, encode_base58
from quantdesk.model.errors import Invalid
from quantdesk.model.message import GENESIS_HASH_LOCALNET

BLOCKS_MAX: Final = 500_000
SAMPLE_SLOTS: Final = 150
FEE_ROWS: Final = 150
FEATURE_SET: Final = 0
IDENTITY: Final = encode_base58(GENESIS_HASH_LOCALNET)


def get_slot(chain: Chain, p: Parameters) -> Any:
    """Method getSlot."""
    return view_of(chain, p.config(0))


def get_block_height(chain: Chain, p: Parameters) -> Any:
    """Method getBlockHeight."""
    return chain.height(view_of(chain, p.config(0)))


def get_epoch_info(chain: Chain, p: Parameters) -> Any:
    """Method getEpochInfo."""
    slot = view_of(chain, p.config(0))
    schedule = chain.svm.get_epoch_schedule()
    epoch = schedule.get_epoch(slot)
    return {
        "absoluteSlot": slot,
        "blockHeight": chain.height(slot),
        "epoch": epoch,
        "slotIndex": slot - schedule.get_first_slot_in_epoch(epoch),
        "slotsInEpoch": schedule.get_slots_in_epoch(epoch),
        "transactionCount": len(chain.history),
    }


def get_epoch_schedule(chain: Chain, _: Parameters) -> Any:
    """Method getEpochSchedule."""
    schedule = chain.svm.get_epoch_schedule()
    return {
        "firstNormalEpoch": schedule.first_normal_epoch,
        "firstNormalSlot": schedule.first_normal_slot,
        "leaderScheduleSlotOffset": schedule.leader_schedule_slot_offset,
        "slotsPerEpoch": schedule.slots_per_epoch,
        "warmup": schedule.warmup,
    }


def get_latest_blockhash(chain: Chain, p: Parameters) -> Any:
    """Method getLatestBlockhash: it holds for 150 blocks."""
    slot = view_of(chain, p.config(0))
    value = {
        "blockhash": encode_base58(chain.blockhash(slot)),
        "lastValidBlockHeight": chain.height(slot) + SLOTS_OF_BLOCKHASH,
    }
    return with_context(slot, value)


def is_blockhash_valid(chain: Chain, p: Parameters) -> Any:
    """Method isBlockhashValid."""
    slot = view_of(chain, p.config(1))
    try:
        blockhash = decode_base58(p.text(0), 32)
    except Invalid as error:
        raise params_invalid(f"blockhash: {error}") from None
    return with_context(slot, chain.blockhash_slot(blockhash) is not None)


def get_block_time(chain: Chain, p: Parameters) -> Any:
    """Method getBlockTime, unix seconds."""
    slot = p.number(0)
    _finalised(chain, slot)
    return slot * SLOT_US // 1_000_000


def _finalised(chain: Chain, slot: int, config: Config | None = None) -> None:
    newest = chain.view(commitment_of(config or {}))
    if not chain.genesis.first_slot <= slot <= newest:
        raise RpcError(BLOCK_UNFINISHED, f"Block not available for slot {slot}", {"slot": slot})


def get_block(chain: Chain, p: Parameters) -> Any:
    """Method getBlock: the transactions of a slot, as far as they are remembered."""
    slot = p.number(0)
    config: Config = {"encoding": p.at(1)} if isinstance(p.at(1), str) else p.config(1)
    if commitment_of(config) == "processed":
        raise params_invalid("Method does not support commitment below `confirmed`")
    _finalised(chain, slot, config)
    rows = [row_decode(chain.history[each].body) for each in chain.blocks.get(slot, []) if each in chain.history]
    details = config.get("transactionDetails") or "full"
    body: dict[str, Any] = {
        "blockHeight": chain.height(slot),
        "blockTime": slot * SLOT_US // 1_000_000,
        "blockhash": encode_base58(chain.blockhash(slot)),
        "parentSlot": slot - 1,
        "previousBlockhash": encode_base58(chain.blockhash(slot - 1)),
    }
    if details == "full":
        body["transactions"] = [transaction_json(row, config) for row in rows]
    elif details == "signatures":
        body["signatures"] = [encode_base58(row.signature) for row in rows]
    elif details != "none":
        raise params_invalid(f"transactionDetails: expected full, signatures or none, found {details!r}")
    return body | ({"rewards": []} if config.get("rewards") is not False else {})


def get_blocks(chain: Chain, p: Parameters) -> Any:
    """Method getBlocks: every slot has a block."""
    first = p.number(0)
    last = p.at(1) if isinstance(p.at(1), int) else None
    config = p.config(1 if isinstance(p.at(1), dict) else 2)
    newest = chain.view(commitment_of(config))
    end = newest if last is None else min(number_of(last, "parameter 2"), newest)
    if end - first > BLOCKS_MAX:
        raise params_invalid(f"Slot range too large; max {BLOCKS_MAX}")
    return list(range(max(first, chain.genesis.first_slot), end + 1))


def get_blocks_with_limit(chain: Chain, p: Parameters) -> Any:
    """Method getBlocksWithLimit."""
    first = max(p.number(0), chain.genesis.first_slot)
    limit = limit_of({"limit": p.number(1)}, BLOCKS_MAX)
    return list(range(first, min(first + limit, chain.view(commitment_of(p.config(2))) + 1)))


def get_health(_: Chain, __: Parameters) -> Any:
    """Method getHealth."""
    return "ok"


def get_version(_: Chain, __: Parameters) -> Any:
    """Method getVersion: of the runtime inside."""
    return {"feature-set": FEATURE_SET, "solana-core": API_VERSION}


def get_genesis_hash(_: Chain, __: Parameters) -> Any:
    """Method getGenesisHash: the constant that signed messages are bound to."""
    return encode_base58(GENESIS_HASH_LOCALNET)


def get_identity(_: Chain, __: Parameters) -> Any:
    """Method getIdentity."""
    return {"identity": IDENTITY}


def get_first_block(chain: Chain, _: Parameters) -> Any:
    """Method getFirstAvailableBlock."""
    return chain.genesis.first_slot


def get_transaction_count(chain: Chain, _: Parameters) -> Any:
    """Method getTransactionCount: of those remembered."""
    return len(chain.history)


def get_prioritization_fees(chain: Chain, p: Parameters) -> Any:
    """Method getRecentPrioritizationFees: nobody competes here, so none is needed."""
    if p.at(0) is not None:
        p.keys(0, 128)
    newest = chain.view("finalized")
    first = max(chain.genesis.first_slot, newest - FEE_ROWS + 1)
    return [{"prioritizationFee": 0, "slot": slot} for slot in range(first, newest + 1)]


def get_performance(chain: Chain, p: Parameters) -> Any:
    """Method getRecentPerformanceSamples: the newest minute."""
    del p
    newest = chain.view("finalized")
    first = max(chain.genesis.first_slot, newest - SAMPLE_SLOTS + 1)
    count = sum(len(chain.blocks.get(slot, ())) for slot in range(first, newest + 1))
    seconds = (newest + 1 - first) * SLOT_US // 1_000_000
    row = {"numNonVoteTransactions": count, "numSlots": newest + 1 - first, "numTransactions": count}
    return [row | {"samplePeriodSecs": seconds, "slot": newest}]


def get_supply(chain: Chain, p: Parameters) -> Any:
    """Method getSupply: what the faucet has not given is not in circulation."""
    slot = view_of(chain, p.config(0))
    account = chain.account(Pubkey(bytes(chain.faucet.pubkey())), slot)
    held = 0 if account is None else account.lamports
    value = {
        "total": FAUCET_LAMPORTS,
        "circulating": FAUCET_LAMPORTS - held,
        "nonCirculating": held,
        "nonCirculatingAccounts": [str(chain.faucet.pubkey())],
    }
    return with_context(slot, value)


METHODS: Final[dict[str, Method]] = {
    "getSlot": get_slot,
    "getBlockHeight": get_block_height,
    "getEpochInfo": get_epoch_info,
    "getEpochSchedule": get_epoch_schedule,
    "getLatestBlockhash": get_latest_blockhash,
    "isBlockhashValid": is_blockhash_valid,
    "getBlockTime": get_block_time,
    "getBlock": get_block,
    "getBlocks": get_blocks,
    "getBlocksWithLimit": get_blocks_with_limit,
    "getHealth": get_health,
    "getVersion": get_version,
    "getGenesisHash": get_genesis_hash,
    "getIdentity": get_identity,
    "getFirstAvailableBlock": get_first_block,
    "minimumLedgerSlot": get_first_block,
    "getTransactionCount": get_transaction_count,
    "getRecentPrioritizationFees": get_prioritization_fees,
    "getRecentPerformanceSamples": get_performance,
    "getSupply": get_supply,
}
