"""Reasons of the core in words: what was expected, what was found, what to do.

Invariant: every number of Reason has exactly one sentence; the numbers in it are the two integers of the event, in the unit
that `REASON_UNITS` names, so that an edge that knows the market can write them as decimals.
"""

from collections.abc import Callable
from typing import Final

from quantdesk.model.records_gen import Reason, Tier, TierCause

_R = Reason

# {expected} and {found} are the integers of the Refused event, or what an edge made of them.
_SENTENCES: Final[dict[Reason, str]] = {
    _R.NONE: "Nothing was refused.",
    _R.RECORD_MALFORMED: "A field of the command is outside its range. Build it with the published schema.",
    _R.EXCHANGE_NOT_OPEN: "The exchange has not been opened yet. Try again when it is ready.",
    _R.EXCHANGE_OPEN_ALREADY: "The exchange is open already; it is opened once.",
    _R.SERVICE_FORBIDDEN: "This kind of command is not taken from this service.",
    _R.BATCH_TOO_LARGE: "A batch takes at most {expected} items, found {found}. Send the rest in another.",
    _R.OVERFLOW: "The result would leave the range of money. Ask for less.",
    _R.EXCHANGE_FROZEN: "The exchange was frozen on the chain, for good. The chain pays everybody out: the guide says how.",
    _R.ACCOUNT_UNKNOWN: "There is no such account. It is created on the chain first.",
    _R.ACCOUNT_EXISTS: "The number was used before, or the owner has an account with this index: number {found}.",
    _R.ACCOUNT_LIMIT: "An owner has at most {expected} accounts. Use one of them.",
    _R.DELEGATE_EXISTS: "This key is a delegate of the account already. Remove it first to change its expiry.",
    _R.DELEGATE_UNKNOWN: "This key is no delegate of the account.",
    _R.DELEGATE_LIMIT: "An account has at most {expected} delegates. Remove one first.",
    _R.DELEGATE_EXPIRY: "A delegate's expiry lies in the future and at most 180 days ahead.",
    _R.ACCOUNT_RESTRICTED: "The account is restricted: cancels, reductions and the way out through the chain are open to it.",
    _R.ACCOUNT_NOT_EMPTY: "The account is not empty: positions, profit or debts, open orders or collateral are left.",
    _R.FLOOR_KNOWN: "The floor of nonces is {expected} already, asked for {found}.",
    _R.MARKET_UNKNOWN: "There is no such market.",
    _R.MARKET_EXISTS: "A market with this number is listed already.",
    _R.MARKET_LIMIT: "There are at most {expected} markets.",
    _R.MARKET_GRID: "One tick times one lot must be a whole number of atoms, at least one.",
    _R.MARKET_PARAMETERS: "Parameter {found} of the market, counted from its number, is outside its bounds: the bound is {expected}.",
    _R.MARKET_NOTIONAL: "Position limit times price limit is worth more than 2^52 atoms. Lower one of them.",
    _R.PRICE_ZERO: "An index or mark price of zero is not taken.",
    _R.PRICE_RANGE: "A price lies above the market's allowed price.",
    _R.MARKET_PRICE_UNKNOWN: "The market has no mark price yet. Try again when it has.",
    _R.MARKET_PAUSED: "The market is paused: only orders that reduce a position are taken, and cancels.",
    _R.INDEX_STALE: "The index must be published after {expected} us since 1970 and at most 10 s ahead, found {found}.",
    _R.MARKET_CATCHING_UP: "The mark follows a jump of the index: only orders that reduce a position are taken, and cancels.",
    _R.MARKET_DEFICIT: "Losses in this market are not paid yet: only orders that reduce a position are taken, and cancels.",
    _R.MARKET_TIER: "The market's price is {expected}, {found}: this order is not taken. Cancels are, reductions unless it is uncertain.",
    _R.MESSAGE_DOMAIN: "The message is signed for another network or program. Sign it with this network's domain.",
    _R.MESSAGE_MALFORMED: "The signed message has an unknown kind, or a bit or byte set that must be zero.",
    _R.MESSAGE_ACCOUNT: "The message is signed for another account than the command names.",
    _R.SIGNER_UNKNOWN: "The signature does not hold, or its key is neither the account's owner nor a live delegate.",
    _R.DELEGATE_MARKET: "The account's owner lets this key trade {expected} markets, and number {found} is none of them. "
    "Sign with another key, or have the owner remove this one and add it with the market.",
    _R.DELEGATE_DAY: "This key may trade {expected} more until midnight UTC, the order is worth {found} at its limit. "
    "Lower the size, wait, or have the owner remove the key and add it with another amount.",
    _R.NONCE_USED: "The nonce was used, or is too old. Sign again with a new nonce: milliseconds now << 12, plus a counter.",
    _R.EXPIRED: "It is slot {expected}, the message expired at slot {found}. Sign again with a later expiry.",
    _R.EXPIRY_TOO_FAR: "The expiry may be at most slot {expected}, found {found}. Sign again with an earlier expiry.",
    _R.CLIENT_ORDER_ID_REUSED: "This client order id belongs to another order. Use a new one, or repeat the same message.",
    _R.CLIENT_ORDER_ID_LIMIT: "At most {expected} client order ids are remembered; all are open. Cancel some first.",
    _R.ORDER_UNKNOWN: "The account has no such order.",
    _R.ORDER_FINAL: "The order is filled or cancelled already.",
    _R.ORDER_SIZE: "The size must be above zero and at most {expected}, found {found}.",
    _R.ORDER_PRICE: "The price must be above zero and at most {expected}, found {found}.",
    _R.ORDER_KIND: "This combination does not exist: a market order is ioc or fok, a post-only or sliding order gtc or gtd.",
    _R.POST_ONLY_CROSSES: "A post-only order must not take: the best opposite price is {expected}, the order's is {found}.",
    _R.FOK_UNFILLABLE: "A fill-or-kill order fills whole or not at all: it asks for {expected}, {found} can fill.",
    _R.REDUCE_ONLY_NOTHING: "There is no position that a reduce-only order of this side would lower.",
    _R.PRICE_BAND: "The price is outside the market's band: the bound is {expected}, found {found}.",
    _R.ORDER_LIMIT: "An account has at most {expected} open orders. Cancel some first.",
    _R.POSITION_LIMIT: "The position may be at most {expected} with open orders included, found {found}.",
    _R.OPEN_INTEREST_LIMIT: "Open interest may be at most {expected}, found {found}. Only reductions are taken.",
    _R.FEE_CAP: "The fee due is {found} of notional, the signed cap {expected}. Sign again with a higher cap.",
    _R.REPLACE_GROWS: "Without a signature an order may only shrink, below {expected}, found {found}. Sign a replacement instead.",
    _R.REPLACE_MISMATCH: "A replacement keeps account, market and side of the order it replaces.",
    _R.NONCE_TOO_FAR: "The nonce's time is more than a day ahead: at most {expected} us since 1970, found {found}. Set your clock.",
    _R.ENTRIES_FULL: "{found} orders that matched hold the {expected} entries on the chain for such an order. One frees five minutes "
    "after its expiry, older ones with a raised floor: sign orders that end soon.",
    _R.SETTLEMENT_BEHIND: "Settlement on the chain is more than a minute behind: until it has caught up only orders that reduce a position "
    "are taken, and cancels.",
    _R.SETTLEMENT_STOPPED: "Settlement on the chain is more than a quarter of an hour behind: nothing trades until it has caught up. "
    "Cancels are taken.",
    _R.TRIGGER_PASSED: "The order waits for {expected}, and the price is {found} already. Use another trigger.",
    _R.LINK_INVALID: "The order named is not one that this one can be tied to: of the same account and market, open or filled.",
    _R.BATCH_WHOLE: "Another order of this batch was refused, and its orders are taken together or not at all.",
    _R.ORDER_WAITING: "An order that waits for its price is not changed. Cancel it and sign another.",
    _R.TIMEOUT: "A dead-man switch takes 1 second to 24 hours, or 0 for off: the bound is {expected} us, found {found} us.",
    _R.MARGIN_INITIAL: "The order needs {expected} of margin, {found} is there. Lower the size or add collateral.",
    _R.MARGIN_MAINTENANCE: "The account needs {expected} of maintenance margin, its equity would be {found}.",
    _R.MARGIN_WORSE: "A reduction must not leave the account worse off. Use a better price.",
    _R.LEVERAGE: "The market allows a leverage of {expected} at most, found {found}.",
    _R.BORROW_PARAMETERS: "Parameter {found} of borrowing, counted from the room, is outside its bounds: the bound is {expected}.",
    _R.ACCOUNT_MAIN: "A main account, and the backstop, are never bound to one market. Open a sub-account for it.",
    _R.ACCOUNT_ISOLATED: "The account is bound to market number {expected}, the order is in {found}. Use another account, or free it.",
    _R.BACKSTOP_EXISTS: "There is a backstop already; it never changes.",
    _R.WITHDRAWABLE: "{expected} can leave the account now, asked for {found}.",
    _R.GATE_CLOSED: "A loss is not paid yet, so nothing leaves; the gate opens at {expected} us since 1970 at the latest, now: {found}.",
    _R.AMOUNT: "The amount must be above zero and within the range of money.",
    _R.TRANSFER_SAME_ACCOUNT: "A transfer needs two different accounts.",
    _R.TRANSFER_OWNER: "Both accounts of a transfer must have one owner.",
    _R.TRANSFER_TO_EMPTY: "The account that is to receive holds nothing yet: its first money is a deposit.",
    _R.TRANSFER_LIMIT: "An owner has {expected} transfers a day, between whichever of his accounts; the next are possible tomorrow (UTC).",
    _R.ASSET_UNKNOWN: "There is no such asset.",
    _R.CREDIT_STALE: "All credits sum to {found} already, the command names {expected}.",
    _R.DEBIT_STALE: "All debits sum to {found}, the command expects {expected}.",
    _R.REQUEST_KNOWN: "A withdrawal numbered {found} was taken already, asked for number {expected}. Ask with a higher number.",
    _R.INSURANCE_SOURCE: "Insurance is funded by the backstop alone. Deposit to it first.",
    _R.REFERRER_KNOWN: "Somebody is named as your referrer already.",
    _R.REFERRER_UNKNOWN: "A referrer is another owner who has an account here. Ask for the right key.",
    _R.SHARE_NONE: "Nothing is set aside for this owner in this market.",
    _R.SETTLED_KNOWN: "{found} items of this account are known to have settled already, told of {expected}.",
    _R.CHANGE_STEP: "A change may take number {found} of the record no further than {expected} at once.",
    _R.CHANGE_KNOWN: "Changes of the chain up to number {found} are known, told of {expected}.",
    _R.POSTED_KNOWN: "Mark rounds up to {found} us since 1970 are known to be on the chain, told {expected}.",
    _R.ASSET_PARAMETERS: "Parameter {found} of the asset, counted from its number, is outside its bounds: the bound is {expected}.",
}

_TIERS: Final[dict[int, str]] = {tier.value: tier.label for tier in Tier}
_CAUSES: Final[dict[int, str]] = {
    TierCause.NONE: "for no reason",
    TierCause.AGE: "because the last one is too old",
    TierCause.CONFIDENCE: "because its confidence interval is too wide",
    TierCause.VENUES: "because other venues stay away from it",
    TierCause.JUMP: "because it jumped further than a market moves",
    TierCause.UNPRICED: "because there never was one",
}

# Unit of expected and found: ticks, mticks, lots, atoms, ppm, us, slot, tier (then its cause); any other speaks of plain numbers.
REASON_UNITS: Final[dict[Reason, str]] = {
    _R.MARKET_TIER: "tier",
    _R.NONCE_TOO_FAR: "us",
    _R.TIMEOUT: "us",
    _R.SETTLEMENT_BEHIND: "us",
    _R.SETTLEMENT_STOPPED: "us",
    _R.TRIGGER_PASSED: "mticks",
    _R.EXPIRED: "slot",
    _R.EXPIRY_TOO_FAR: "slot",
    _R.ORDER_SIZE: "lots",
    _R.ORDER_PRICE: "ticks",
    _R.POST_ONLY_CROSSES: "ticks",
    _R.FOK_UNFILLABLE: "lots",
    _R.PRICE_BAND: "ticks",
    _R.POSITION_LIMIT: "lots",
    _R.OPEN_INTEREST_LIMIT: "lots",
    _R.FEE_CAP: "ppm",
    _R.REPLACE_GROWS: "lots",
    _R.MARGIN_INITIAL: "atoms",
    _R.MARGIN_MAINTENANCE: "atoms",
    _R.WITHDRAWABLE: "atoms",
    _R.DELEGATE_DAY: "atoms",
}


def reason_text(reason: Reason, expected: int, found: int, number_text: Callable[[int, str], str] | None = None) -> str:
    """One sentence for a refusal.

    `number_text` writes a number of a unit ("ticks", "lots", …, "" for plain); without it numbers stay whole with their unit.
    """
    unit = REASON_UNITS.get(reason, "")
    if unit == "tier":
        return _SENTENCES[reason].format(expected=_TIERS.get(expected, expected), found=_CAUSES.get(found, found))
    write = number_text or _plain_text
    return _SENTENCES[reason].format(expected=write(expected, unit), found=write(found, unit))


def _plain_text(number: int, unit: str) -> str:
    return f"{number} {unit}" if unit not in ("", "slot", "us") else str(number)
