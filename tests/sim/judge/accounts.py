"""Accounts, delegates and collateral: who may sign, what arrives, what leaves (PNL-3, MGN-5, PNL-6).

Invariant: tokens tracked change by credits and debits alone; a debit or transfer never takes more than is
withdrawable.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import margin, money
from tests.sim.judge.message import TRANSFER_MESSAGE, expiry_check, forget, message_read, nonce_check, take_nonce
from tests.sim.judge.state import ACCOUNTS_PER_OWNER_MAX, DELEGATES_MAX, LIFE_US, MONEY_MAX, Account, Owner, Refusal

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def open_account(x: "Exchange", key: bytes, index: int) -> None:
    """OpenAccount: numbers grow from 1 and are never reused."""
    owner = x.owners.get(key) or Owner(key)
    for account in owner.accounts:
        if account.index == index:
            raise Refusal("account_exists", 0, account.number)
    if len(owner.accounts) >= ACCOUNTS_PER_OWNER_MAX:
        raise Refusal("account_limit", ACCOUNTS_PER_OWNER_MAX, len(owner.accounts))
    account = Account(len(x.accounts) + 1, owner, index)
    owner.accounts.append(account)
    x.owners[key] = owner
    x.accounts[account.number] = account
    x.emit("AccountOpened", account.number, key, index)


def add_delegate(x: "Exchange", account: Account, key: bytes, expiry_us: int) -> None:
    """AddDelegate: signs orders until it expires, at most 180 days ahead."""
    if not x.ts_us < expiry_us <= x.ts_us + LIFE_US:
        raise Refusal("delegate_expiry")
    account.delegates = {held: until for held, until in account.delegates.items() if until > x.ts_us}
    if key in account.delegates or key == account.owner.key:
        raise Refusal("delegate_exists")
    if len(account.delegates) >= DELEGATES_MAX:
        raise Refusal("delegate_limit", DELEGATES_MAX, len(account.delegates))
    account.delegates[key] = expiry_us
    x.emit("DelegateAdded", account.number, key, expiry_us)


def remove_delegate(x: "Exchange", account: Account, key: bytes) -> None:
    """RemoveDelegate: what it signed is cancelled when it would match (SIG-4)."""
    if account.delegates.pop(key, 0) <= x.ts_us:
        raise Refusal("delegate_unknown")
    x.emit("DelegateRemoved", account.number, key)


def credit(x: "Exchange", account: Account, amount: int) -> None:
    """Credit: collateral arrives, flat losses are paid at once (PNL-4)."""
    if not 0 < amount <= MONEY_MAX:
        raise Refusal("amount")
    if x.tokens + amount > MONEY_MAX:
        raise Refusal("overflow")
    account.c += amount
    x.tokens += amount
    for paid in money.tidy_all(account, x.markets):
        x.emit("DebtPaid", account.number, *paid)
    x.emit("Credited", account.number, amount, account.c)


def debit(x: "Exchange", account: Account, amount: int) -> None:
    """Debit: up to what is withdrawable."""
    check_withdrawable(x, account, amount)
    account.c -= amount
    x.tokens -= amount
    x.emit("Debited", account.number, amount, account.c)


def check_withdrawable(x: "Exchange", account: Account, amount: int) -> None:
    """MGN-5, PNL-6: what may leave c."""
    if not 0 < amount <= MONEY_MAX:
        raise Refusal("amount")
    most = margin.withdrawable(account, x.markets, x.ts_us)
    if amount > most:
        raise Refusal("withdrawable", most, amount)


def transfer(x: "Exchange", order_id: bytes, data: bytes, signer: bytes) -> None:
    """Transfer: signed by the owner, to another of his accounts."""
    message = message_read(data, x.domain, TRANSFER_MESSAGE)
    account = x.account(message.account)
    if signer != account.owner.key:
        raise Refusal("signer_unknown")
    forget(account, x.orders, x.ts_us)
    nonce_check(account, message.nonce, x.ts_us)
    take_nonce(account, message.nonce)
    expiry_check(message.expiry, x.ts_us)
    receiver = x.account(message.client)
    if receiver is account:
        raise Refusal("transfer_same_account")
    if receiver.owner is not account.owner:
        raise Refusal("transfer_owner")
    if not 0 < message.amount <= MONEY_MAX:
        raise Refusal("amount")
    check_withdrawable(x, account, message.amount)
    account.c -= message.amount
    receiver.c += message.amount
    for paid in money.tidy_all(receiver, x.markets):
        x.emit("DebtPaid", receiver.number, *paid)
    x.emit("Transferred", order_id, account.number, receiver.number, message.amount, account.c, receiver.c)
