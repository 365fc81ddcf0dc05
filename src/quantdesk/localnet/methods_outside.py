"""What acts on the chain from outside: the clock forward, price accounts, and lamports out of the genesis' pot.

Invariant: nothing else does. timeTravel and setAccount are the only methods that the public network does not have.
"""

from typing import Any, Final

from solders.account import Account
from solders.compute_budget import set_compute_unit_limit
from solders.hash import Hash
from solders.instruction import Instruction
from solders.message import Message
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer
from solders.transaction import Transaction, VersionedTransaction

from quantdesk.localnet.chain import Chain
from quantdesk.localnet.errors import params_invalid
from quantdesk.localnet.methods_accounts import Method
from quantdesk.localnet.methods_chain import get_epoch_info
from quantdesk.localnet.methods_transactions import transaction_send
from quantdesk.localnet.parameters import Parameters, bytes_of, key_of, number_of
from quantdesk.localnet.records import SLOT_US
from quantdesk.runtime.clock import now_us

AIRDROP_LAMPORTS_MAX: Final = 100_000 * 10**9
AIRDROP_UNITS: Final = 100_000
AIRDROPS_DISTINCT: Final = 1_000_000
PRICE_BYTES: Final = (133, 134)
PRICE_HEAD: Final = bytes.fromhex("22f123639d7ef4cd")
PRICE_LEVEL_AT: Final = 40
PRICE_FULL: Final = 1
SLOTS_AHEAD_MAX: Final = 10 * 365 * 86_400 * 1_000_000 // SLOT_US


def request_airdrop(chain: Chain, p: Parameters) -> Any:
    """Method requestAirdrop: lamports from the genesis' faucet by a transfer like any other; its signature."""
    key, lamports = p.key(0), p.number(1)
    if lamports > AIRDROP_LAMPORTS_MAX:
        raise params_invalid(f"expected at most {AIRDROP_LAMPORTS_MAX} lamports, found {lamports}")
    chain.airdrops += 1
    payer = chain.faucet.pubkey()
    instructions = [
        distinct_instruction(chain.airdrops),
        transfer(TransferParams(from_pubkey=payer, to_pubkey=key, lamports=lamports)),
    ]
    blockhash = Hash(chain.blockhash(chain.slot))
    signed = Transaction([chain.faucet], Message.new_with_blockhash(instructions, payer, blockhash), blockhash)
    wire = bytes(signed)
    return transaction_send(chain, VersionedTransaction.from_bytes(wire), wire, preflight=True)


def distinct_instruction(number: int) -> Instruction:
    """Two equal gifts in a slot would be one transaction: a unit limit, which changes nothing, tells them apart."""
    return set_compute_unit_limit(AIRDROP_UNITS + number % AIRDROPS_DISTINCT)


def set_account(chain: Chain, p: Parameters) -> Any:
    """Method setAccount [address, {lamports, owner, data: [text, "base64"], executable: false}]: a price account, nothing else.

    Errors: -32602 unless owner is the receiver of the active trust row, the bytes are a fully verified PriceUpdateV2,
    and the address is free or a price account already.
    """
    key, asked = p.key(0), p.config(1)
    raw = asked.get("data")
    if not isinstance(raw, list) or len(raw) != 2:
        raise params_invalid('data: expected [text, "base64"]')
    data, owner = bytes_of(raw[0], raw[1]), key_of(str(asked.get("owner")))
    present = chain.accounts.at(key).account
    if owner != chain.price_owner or asked.get("executable"):
        raise params_invalid(f"setAccount: expected a price account of {chain.price_owner}, found owner {owner}")
    if present is not None and present.owner != chain.price_owner:
        raise params_invalid(f"setAccount: {key} belongs to {present.owner}: only price accounts may be set")
    if len(data) not in PRICE_BYTES or data[:8] != PRICE_HEAD or data[PRICE_LEVEL_AT] != PRICE_FULL:
        raise params_invalid("setAccount: expected the bytes of a fully verified PriceUpdateV2")
    least = chain.svm.minimum_balance_for_rent_exemption(len(data))
    lamports = max(least, number_of(asked.get("lamports") or 0, "lamports"))
    if lamports > least * 2:
        raise params_invalid(f"setAccount: expected at most {least * 2} lamports, found {lamports}")
    chain.account_set(key, Account(lamports, data, Pubkey(bytes(owner)), False))
    return None


def time_travel(chain: Chain, p: Parameters) -> Any:
    """Method timeTravel [{absoluteSlot} | {absoluteTimestamp: ms} | {seconds}]: the clock goes forward, for tests."""
    config = p.config(0)
    if len(config) != 1:
        raise params_invalid("expected one of absoluteSlot, absoluteTimestamp (milliseconds), seconds")
    name, value = next(iter(config.items()))
    number = number_of(value, name)
    if name == "absoluteSlot":
        slot = number
    elif name == "absoluteTimestamp":
        slot = -(-number * 1_000 // SLOT_US)
    elif name == "seconds":
        slot = chain.slot + -(-number * 1_000_000 // SLOT_US)
    else:
        raise params_invalid(f"expected absoluteSlot, absoluteTimestamp or seconds, found {name}")
    if slot > chain.slot + SLOTS_AHEAD_MAX:
        raise params_invalid("expected at most ten years ahead")
    try:
        chain.time_travel(slot, now_us())
    except ValueError as error:
        raise params_invalid(str(error)) from None
    return get_epoch_info(chain, Parameters([{"commitment": "processed"}]))


METHODS: Final[dict[str, Method]] = {
    "requestAirdrop": request_airdrop,
    "setAccount": set_account,
    "timeTravel": time_travel,
}
