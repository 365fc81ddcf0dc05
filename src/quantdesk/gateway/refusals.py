"""The core's numbered reasons as problems: the code is the reason's name, numbers are in the units of the market.

Invariant: a bound is shown in the unit that it is in; the words are those of model.reasons, the same at every edge.
"""

from typing import Final

from quantdesk.gateway.listings import Listing
from quantdesk.gateway.problems import Refusal
from quantdesk.model.money import atoms_text, ppm_text
from quantdesk.model.reasons import REASON_UNITS, reason_text
from quantdesk.model.records_gen import Reason, Refused, Tier, TierCause

_FIELDS: Final = {
    Reason.ORDER_SIZE: "size",
    Reason.ORDER_PRICE: "price",
    Reason.PRICE_BAND: "price",
    Reason.POST_ONLY_CROSSES: "price",
    Reason.FOK_UNFILLABLE: "size",
    Reason.NONCE_USED: "nonce",
    Reason.EXPIRED: "expiry_slot",
    Reason.EXPIRY_TOO_FAR: "expiry_slot",
    Reason.CLIENT_ORDER_ID_REUSED: "client_order_id",
    Reason.CLIENT_ORDER_ID_LIMIT: "client_order_id",
    Reason.SIGNER_UNKNOWN: "signer",
    Reason.FEE_CAP: "max_fee",
    Reason.MARKET_UNKNOWN: "market",
    Reason.MARKET_PAUSED: "market",
    Reason.SETTLEMENT_BEHIND: "market",
    Reason.SETTLEMENT_STOPPED: "market",
    Reason.TRIGGER_PASSED: "trigger",
    Reason.LINK_INVALID: "linked",
    Reason.BATCH_WHOLE: "items",
    Reason.ORDER_WAITING: "order_id",
    Reason.ORDER_UNKNOWN: "order_id",
    Reason.ORDER_FINAL: "order_id",
    Reason.REDUCE_ONLY_NOTHING: "reduce_only",
    Reason.ORDER_KIND: "type",
    Reason.REPLACE_GROWS: "left",
    Reason.DELEGATE_EXPIRY: "expires_ms",
    Reason.DELEGATE_MARKET: "market",
    Reason.DELEGATE_DAY: "size",
}


def reason_code(reason: int) -> str:
    """Returns the stable code of a reason."""
    return Reason(reason).label


def refusal_of(event: Refused, listing: Listing | None) -> Refusal:
    """Returns the problem (422) of a refusal; listing: the market that its numbers are in, when there is one."""
    reason = Reason(event.reason)
    if reason is Reason.SIGNER_UNKNOWN and event.seq == 0:
        return signature_invalid()

    def number_text(number: int, unit: str) -> str:
        return unit_text(number, unit, listing)

    unit = REASON_UNITS.get(reason, "")
    if unit == "tier":
        told = Tier(event.expected).label, TierCause(event.found).label
        return Refusal(422, reason.label, reason_text(reason, event.expected, event.found), "market", *told)
    has_numbers = bool(event.expected or event.found)
    return Refusal(
        422,
        reason.label,
        reason_text(reason, event.expected, event.found, number_text),
        _FIELDS.get(reason),
        number_text(event.expected, unit) if has_numbers else None,
        number_text(event.found, unit) if has_numbers else None,
    )


def reason_refusal(reason: int) -> Refusal:
    """Returns the problem of a reason of which only the number is left: the first result of a repeated order."""
    code = Reason(reason).label
    return Refusal(
        422, code, f"The same order was refused before, for this reason: {code}.", _FIELDS.get(Reason(reason))
    )


def signature_invalid() -> Refusal:
    """422: the signature is not the signer's over the message that the fields make."""
    return Refusal(
        422,
        "signature_invalid",
        "The signature is not the signer's over the 64-byte message that these fields make.",
        "signature",
        "a strict Ed25519 signature by the signer",
    )


def unit_text(number: int, unit: str, listing: Listing | None) -> str:
    """Returns a number of a unit of REASON_UNITS as text; ticks and lots need their market."""
    if unit == "atoms":
        return atoms_text(number)
    if unit == "ppm":
        return ppm_text(number)
    if listing is not None and unit == "lots":
        return listing.size(number)
    if listing is not None and unit == "ticks":
        return listing.price(number)
    if listing is not None and unit == "mticks":
        return listing.mticks(number)
    return str(number)
