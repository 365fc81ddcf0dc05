"""Kinds of changes in an admin's words: what somebody types becomes what the program is told, and that is told beside what is in force
[CUST-22].

Invariant: what is told of a proposal is what the program would write; what it would refuse days later for its size is refused at once.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec
from msgspec.structs import replace

from quantdesk.chain.change_words import (
    LOTS_MAX,
    Force,
    Named,
    amount_text,
    bits_read,
    bits_told,
    count_read,
    from_to,
    key_read,
    lots_read,
    lots_text,
    market_named,
    market_text,
    percent_read,
    percent_text,
    step_check,
    symbol_of,
)
from quantdesk.chain.changes import NO_KEY, Kind, Proposal, exit_hours
from quantdesk.chain.program_gen import Market, RiskRow
from quantdesk.model.assets import ASSETS, USDC, asset_amount_of, asset_named
from quantdesk.model.base58 import encode_base58
from quantdesk.model.change_steps import Refused, asset_refused, cap_refused, limits_refused, market_refused
from quantdesk.model.errors import Invalid
from quantdesk.model.records_gen import ListMarket, SetAsset, SetMargin

THRESHOLD_MAX: Final = 8


class Words(msgspec.Struct, frozen=True):
    """A kind of change in words. words: what it takes, after its name; read: a proposal of such words; told: what one changes."""

    number: int
    words: str
    read: Callable[[Force, list[str]], Proposal]
    told: Callable[[Force, Proposal], str]


def proposal_read(force: Force, name: str, words: list[str]) -> Proposal:
    """A proposal of what somebody typed. Errors: Invalid, with the word that is wrong as its field."""
    kind = KINDS.get(name)
    if kind is None:
        raise Invalid(f"expected one of {', '.join(KINDS)}; found {name or 'nothing'}", "kind")
    if len(words) != len(kind.words.split()):
        raise Invalid(f"expected {name} {kind.words}, found {len(words)} words", name)
    return kind.read(force, words)


def proposal_told(force: Force, proposal: Proposal) -> str:
    """What a proposal changes, beside what is in force."""
    for name, kind in KINDS.items():
        if kind.number == proposal.kind:
            try:
                return f"{name} {kind.told(force, proposal)}"
            except LookupError:
                return f"{name} of number {proposal.number}, which the exchange does not have"
    if proposal.kind == Kind.UPGRADE:
        return f"upgrade of the program to {proposal.key.hex()}: ./desk program upgrade finish"
    return f"kind {proposal.kind}, which this desk does not know"


# ---------------------------------------------------------------- vaults


def _cap_read(force: Force, words: list[str]) -> Proposal:
    asset = asset_named(words[0])
    cap = asset_amount_of(asset, words[1], "cap")
    before = force.books[asset.number].cap_atoms
    step_check(cap_refused(before, cap), "vault-cap", {0: Named("cap", cap, partial(amount_text, asset))})
    return Proposal(Kind.VAULT_CAP, asset.number, amounts=(cap, 0, 0))


def _cap_told(force: Force, one: Proposal) -> str:
    asset, before = ASSETS[one.number], force.books[one.number].cap_atoms
    return f"{asset.name}: {from_to('cap', amount_text(asset, before), amount_text(asset, one.amounts[0]))}"


def _limits_read(force: Force, words: list[str]) -> Proposal:
    asset = asset_named(words[0])
    hour, day = percent_read(words[1], "hour"), percent_read(words[2], "day")
    floor = asset_amount_of(asset, words[3], "floor")
    if day < hour:
        raise Invalid(f"expected at least the hour's {words[1]}, found {words[2]}", "day")
    book = force.books[asset.number]
    before, after = (book.hour_ppm, book.day_ppm, book.floor_atoms), (hour, day, floor)
    typed = {
        0: Named("hour", hour, percent_text),
        1: Named("day", day, percent_text),
        2: Named("floor", floor, partial(amount_text, asset)),
    }
    step_check(limits_refused(before, after), "vault-limits", typed)
    return Proposal(Kind.VAULT_LIMITS, asset.number, amounts=(hour, day, floor))


def _limits_told(force: Force, one: Proposal) -> str:
    asset, book = ASSETS[one.number], force.books[one.number]
    hour, day, floor = one.amounts
    return f"{asset.name}: " + ", ".join(
        (
            from_to("an hour", percent_text(book.hour_ppm), percent_text(hour)),
            from_to("a day", percent_text(book.day_ppm), percent_text(day)),
            from_to("floor", amount_text(asset, book.floor_atoms), amount_text(asset, floor)),
        )
    )


# ---------------------------------------------------------------- keys, threshold, pause, hours


def _of_key(kind: Kind) -> Callable[[Force, list[str]], Proposal]:
    return lambda _force, words: Proposal(kind, key=key_read(words[0]))


def _key_told(_force: Force, one: Proposal) -> str:
    return encode_base58(one.key)


def _receiver_read(_force: Force, words: list[str]) -> Proposal:
    return Proposal(Kind.RECEIVER, key=NO_KEY if words[0] == "pyth" else key_read(words[0]))


def _receiver_told(_force: Force, one: Proposal) -> str:
    return "pyth" if one.key == NO_KEY else encode_base58(one.key)


def _threshold_read(force: Force, words: list[str]) -> Proposal:
    count = force.exchange.admins_count
    return Proposal(Kind.ADMIN_THRESHOLD, count_read(words[0], min(count, THRESHOLD_MAX), "admins"))


def _threshold_told(force: Force, one: Proposal) -> str:
    before, count = force.exchange.admin_threshold, force.exchange.admins_count
    return f"{from_to('admins that must sign', str(before), str(one.number))} of {count}"


def _unpause_read(_force: Force, words: list[str]) -> Proposal:
    return Proposal(Kind.UNPAUSE, bits_read(words[0]))


def _unpause_told(force: Force, one: Proposal) -> str:
    return f"{bits_told(one.number)} (paused now: {bits_told(force.exchange.pause)})"


def _hours_read(force: Force, words: list[str]) -> Proposal:
    return Proposal(Kind.EXIT_HOURS, count_read(words[0], exit_hours(force.exchange) - 1, "hours"))


def _hours_told(force: Force, one: Proposal) -> str:
    return from_to("hours for an exit with positions", str(exit_hours(force.exchange)), str(one.number))


# ---------------------------------------------------------------- markets, assets


def _margin_read(force: Force, words: list[str]) -> Proposal:
    market = market_named(force, words[0])
    row = force.risk.rows[market.number]
    initial, maintenance = percent_read(words[1], "initial"), percent_read(words[2], "maintenance")
    least = asset_amount_of(ASSETS[USDC], words[3], "least")
    typed = {
        9: Named("initial", initial, percent_text),
        10: Named("maintenance", maintenance, percent_text),
        11: Named("least", least, partial(amount_text, ASSETS[USDC])),
    }
    before = listing_of(market, row)
    after = replace(before, imf=initial, mmf=maintenance, requirement_min=least)
    step_check(_market_refused(market, row, before, after), "market-margin", typed)
    return Proposal(Kind.MARKET_MARGIN, market.number, amounts=(initial, maintenance, least))


def listing_of(market: Market, row: RiskRow) -> ListMarket:
    """A market as it would be listed with what is in force."""
    return ListMarket(
        market=market.number, symbol=market.symbol, tick_size=market.tick_size, lot_size=market.lot_size,
        price_max=market.price_max, order_max=market.order_max, position_max=market.position_max,
        open_interest_max=market.open_interest_max, imf=row.imf_ppm, mmf=row.mmf_ppm,
        requirement_min=row.requirement_min_atoms, profit_cap=row.profit_cap_atoms, band=market.band_ppm,
    )  # fmt: skip


def _market_refused(market: Market, row: RiskRow, before: ListMarket, after: ListMarket) -> Refused | None:
    tiers = SetMargin(market.number, 0, 0, row.tier1_usd, row.tier1_mmf_ppm, row.tier2_usd, row.tier2_mmf_ppm)
    return market_refused(before, after, tiers, market.envelope_ppm)


def _margin_told(force: Force, one: Proposal) -> str:
    row, (initial, maintenance, least) = force.risk.rows[one.number], one.amounts
    return f"{market_text(force, one.number)}: " + ", ".join(
        (
            from_to("initial", percent_text(row.imf_ppm), percent_text(initial)),
            from_to("maintenance", percent_text(row.mmf_ppm), percent_text(maintenance)),
            from_to("least", amount_text(ASSETS[USDC], row.requirement_min_atoms), amount_text(ASSETS[USDC], least))
            + " USDC",
        )
    )


def _market_limits_read(force: Force, words: list[str]) -> Proposal:
    market = market_named(force, words[0])
    row, lots = force.risk.rows[market.number], partial(lots_text, market=market)
    position, interest = (lots_read(words[1], market, "position"), lots_read(words[2], market, "interest"))
    order = lots_read(words[3], market, "order", LOTS_MAX)
    typed = {
        6: Named("order", order, lots),
        7: Named("position", position, lots),
        8: Named("interest", interest, lots),
    }
    before = listing_of(market, row)
    after = replace(before, position_max=position, open_interest_max=interest, order_max=order)
    step_check(_market_refused(market, row, before, after), "market-limits", typed)
    return Proposal(Kind.MARKET_LIMITS, market.number, amounts=(position, interest, order))


def _market_limits_told(force: Force, one: Proposal) -> str:
    market = force.markets[one.number]
    befores = (market.position_max, market.open_interest_max, market.order_max)
    parts = zip(("position", "open interest", "order"), befores, one.amounts, strict=True)
    return f"{symbol_of(market)}: " + ", ".join(
        from_to(f"largest {name}", lots_text(before, market), lots_text(after, market)) for name, before, after in parts
    )


def _asset_read(force: Force, words: list[str]) -> Proposal:
    asset, market = asset_named(words[0]), market_named(force, words[1])
    if asset.number == USDC:
        raise Invalid("expected other collateral than USDC", "asset")
    initial, maintenance = percent_read(words[2], "initial"), percent_read(words[3], "maintenance")
    row, after = (
        force.risk.assets[asset.number],
        SetAsset(asset.number, market.number, asset.decimals, initial, maintenance),
    )
    before = SetAsset(asset.number, row.market, row.decimals, row.weight_initial_ppm, row.weight_maintenance_ppm)
    typed = {
        2: Named("market", market.number, partial(market_text, force)),
        4: Named("initial", initial, percent_text),
        5: Named("maintenance", maintenance, percent_text),
    }
    refused = asset_refused(before if row.tick_size else None, after, market.price_max, market.tick_size)
    step_check(refused, "asset-weights", typed)
    place = market.number | asset.decimals << 16
    return Proposal(Kind.ASSET_WEIGHTS, asset.number, amounts=(place, initial, maintenance))


def _asset_told(force: Force, one: Proposal) -> str:
    row, (place, initial, maintenance) = force.risk.assets[one.number], one.amounts
    name = ASSETS[one.number].name if one.number in ASSETS else f"asset {one.number}"
    return f"{name} by {market_text(force, place & 0xFFFF)}: " + ", ".join(
        (
            from_to("initial weight", percent_text(row.weight_initial_ppm), percent_text(initial)),
            from_to("maintenance weight", percent_text(row.weight_maintenance_ppm), percent_text(maintenance)),
        )
    )


KINDS: Final = {
    "vault-cap": Words(Kind.VAULT_CAP, "ASSET CAP", _cap_read, _cap_told),
    "vault-limits": Words(Kind.VAULT_LIMITS, "ASSET HOUR% DAY% FLOOR", _limits_read, _limits_told),
    "market-margin": Words(Kind.MARKET_MARGIN, "MARKET INITIAL% MAINTENANCE% LEAST", _margin_read, _margin_told),
    "market-limits": Words(
        Kind.MARKET_LIMITS, "MARKET POSITION INTEREST ORDER", _market_limits_read, _market_limits_told
    ),
    "asset-weights": Words(Kind.ASSET_WEIGHTS, "ASSET MARKET INITIAL% MAINTENANCE%", _asset_read, _asset_told),
    "unpause": Words(Kind.UNPAUSE, "WHAT", _unpause_read, _unpause_told),
    "exit-hours": Words(Kind.EXIT_HOURS, "HOURS", _hours_read, _hours_told),
    "guardian": Words(Kind.GUARDIAN, "KEY", _of_key(Kind.GUARDIAN), _key_told),
    "operator-add": Words(Kind.OPERATOR_ADD, "KEY", _of_key(Kind.OPERATOR_ADD), _key_told),
    "operator-remove": Words(Kind.OPERATOR_REMOVE, "KEY", _of_key(Kind.OPERATOR_REMOVE), _key_told),
    "admin-add": Words(Kind.ADMIN_ADD, "KEY", _of_key(Kind.ADMIN_ADD), _key_told),
    "admin-remove": Words(Kind.ADMIN_REMOVE, "KEY", _of_key(Kind.ADMIN_REMOVE), _key_told),
    "admin-threshold": Words(Kind.ADMIN_THRESHOLD, "ADMINS", _threshold_read, _threshold_told),
    "backstop": Words(Kind.BACKSTOP, "KEY", _of_key(Kind.BACKSTOP), _key_told),
    "price-receiver": Words(Kind.RECEIVER, "KEY|pyth", _receiver_read, _receiver_told),
}
