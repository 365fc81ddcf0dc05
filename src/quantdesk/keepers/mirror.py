"""Keeper `mirror`: copies what the finalised chain says of margin accounts into tables, for doors [CUST-12].

Invariant: a copy is of one slot an account, and never older than the one before. No keeper decides by it.
"""

from quantdesk.chain.view import User
from quantdesk.keepers.parts import Parts, Ran
from quantdesk.keepers.withdrawals import is_open
from quantdesk.model.assets import ASSETS
from quantdesk.store.chain_copy import ChainAccount, copy_write

NAME = "mirror"
INTERVAL_S = 0.4


async def run_once(parts: Parts) -> Ran:
    """Copies what changed."""
    view = await parts.view()
    changed = [user for number, user in view.users.items() if parts.recent.copied.get(number) != user.version]
    if changed or parts.recent.copied.keys() - view.users.keys():
        await copy_write(parts.pool, view.slot, [_copy(user) for user in changed], list(view.users))
        parts.recent.copied.clear()
        parts.recent.copied.update({number: user.version for number, user in view.users.items()})
    return Ran()


def _copy(user: User) -> ChainAccount:
    account, request = user.account, user.account.request
    return ChainAccount(
        account=user.number,
        address=user.address,
        owner=account.owner,
        index=account.index_,
        item_seq=account.settled.seq,
        inbox_seq=account.inbox_seq,
        inbox_acked=account.settled.inbox_acked,
        request_kind=request.kind,
        request_asset=request.asset,
        request_atoms=request.amount_atoms,
        request_s=request.unix_s,
        request_open=is_open(user),
        pockets=tuple(
            (
                asset,
                account.pockets[asset].arriving_atoms,
                account.pockets[asset].leaving_atoms,
                account.settled.collateral[asset],
            )
            for asset in ASSETS
        ),
    )
