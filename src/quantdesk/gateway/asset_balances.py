"""What an account has of an asset, and what it owes on the strength of others, as both doors say it."""

from collections.abc import Iterable

from quantdesk.gateway.wire.accounts import AssetBalance, Borrow
from quantdesk.model.assets import ASSETS, asset_text
from quantdesk.model.money import atoms_text
from quantdesk.model.records_gen import AccountView, AssetView, BorrowView, View


def asset_balance(view: AssetView) -> AssetBalance:
    """The words of a view: name and decimal texts."""
    return AssetBalance(
        asset=ASSETS[view.asset].name,
        collateral=asset_text(view.asset, view.collateral),
        credited=asset_text(view.asset, view.credited),
        debited=asset_text(view.asset, view.debited),
        withdrawable=asset_text(view.asset, view.withdrawable),
    )


def borrow_of(account: AccountView, views: Iterable[View]) -> Borrow | None:
    """What an account owes and may owe, out of all its views; None: neither (MGN-7)."""
    told = next((view for view in views if isinstance(view, BorrowView)), None)
    if told is None:
        return None
    since_ms = told.since // 1_000 if told.since else None
    return Borrow(owed=atoms_text(max(0, -account.collateral)), room=atoms_text(told.room), since_ms=since_ms)
