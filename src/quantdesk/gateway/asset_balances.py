"""What an account has of an asset, as both doors say it."""

from quantdesk.gateway.wire.accounts import AssetBalance
from quantdesk.model.assets import ASSETS, asset_text
from quantdesk.model.records_gen import AssetView


def asset_balance(view: AssetView) -> AssetBalance:
    """The words of a view: name and decimal texts."""
    return AssetBalance(
        asset=ASSETS[view.asset].name,
        collateral=asset_text(view.asset, view.collateral),
        credited=asset_text(view.asset, view.credited),
        debited=asset_text(view.asset, view.debited),
        withdrawable=asset_text(view.asset, view.withdrawable),
    )
