"""The margin account that a trader trades, found by its index among the owner's."""

import asyncio
from typing import Final

import msgspec

from quantdesk.client.answers import Account
from quantdesk.client.errors import Refused
from quantdesk.client.http import Http
from quantdesk.client.keys import Keypair
from quantdesk.runtime.clock import monotonic_s

LOOK_S: Final = 0.25
ACCOUNT_TIMEOUT_S: Final = 60.0


class Accounts(msgspec.Struct):
    """Answer of /api/accounts."""

    accounts: tuple[Account, ...]


class _Delegate(msgspec.Struct):
    delegate: str


class _Delegates(msgspec.Struct):
    delegates: tuple[_Delegate, ...]


async def _may_sign(http: Http, account: int, key: Keypair) -> bool:
    delegates = (await http.get(_Delegates, f"/api/accounts/{account}/delegates")).delegates
    return any(each.delegate == key.text for each in delegates)


async def account_find(http: Http, index: int, session: Keypair | None) -> Account:
    """The account of an index. One that is traded by a session was opened with it on the chain: both are waited for, since the
    exchange learns of a key after the account that it may sign for.
    """
    deadline_s = monotonic_s() + (ACCOUNT_TIMEOUT_S if session is not None else 0.0)
    while True:
        for account in (await http.get(Accounts, "/api/accounts")).accounts:
            if account.index == index and (session is None or await _may_sign(http, account.account, session)):
                return account
        if monotonic_s() >= deadline_s:
            break
        await asyncio.sleep(LOOK_S)
    detail = f"expected a margin account {index} of this owner, found none: create it on the chain and deposit"
    raise Refused("account_missing", detail, 404)
