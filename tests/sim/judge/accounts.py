"""Accounts, floors and collateral: what arrives, what leaves (PNL-3, MGN-5, MGN-7, PNL-6).

Invariant: tokens tracked change by credits and debits alone; a debit or transfer never takes more than is
withdrawable; an owner instruction of the chain is acknowledged once.
"""

from typing import TYPE_CHECKING

from tests.sim.judge import book, gate, margin, money
from tests.sim.judge.delegates import acknowledge
from tests.sim.judge.matching import cancel, cancel_open
from tests.sim.judge.message import (
    TRANSFER_MESSAGE,
    expiry_check,
    forget,
    message_read,
    nonce_check,
    raise_floor,
    take_nonce,
)
from tests.sim.judge.state import (
    ACCOUNTS_PER_OWNER_MAX,
    ANY_TOTAL,
    DAY_US,
    LEAVING,
    MONEY_MAX,
    NO_GIVING,
    NO_RECEIVING,
    REDUCE_ONLY,
    TRANSFER_LIFE_US,
    TRANSFERS_A_DAY,
    USDC,
    Account,
    Flow,
    Other,
    Owner,
    Refusal,
    check_free,
)

if TYPE_CHECKING:
    from tests.sim.judge.exchange import Exchange


def open_account(x: "Exchange", number: int, key: bytes, index: int) -> None:
    """OpenAccount: the chain's number, once for ever."""
    if number == 0 or number in x.numbers:
        raise Refusal("account_exists", 0, number)
    owner = x.owners.get(key) or Owner(key)
    for account in owner.accounts:
        if account.index == index:
            raise Refusal("account_exists", 0, account.number)
    if len(owner.accounts) >= ACCOUNTS_PER_OWNER_MAX:
        raise Refusal("account_limit", ACCOUNTS_PER_OWNER_MAX, len(owner.accounts))
    account = Account(number, owner, index)
    owner.accounts.append(account)
    x.numbers.add(number)
    x.openings.append(number)
    x.owners[key] = owner
    x.accounts[number] = account
    x.emit("AccountOpened", number, key, index)


def close_account(x: "Exchange", account: Account) -> None:
    """CloseAccount: only when nothing is left; what it signed is forgotten."""
    if not account.is_empty() or account is x.backstop:
        raise Refusal("account_not_empty")
    account.owner.accounts.remove(account)
    del x.accounts[account.number]
    for order in account.memory.values():
        del x.orders[order.id]
    x.emit("AccountClosed", account.number, account.owner.key, account.index)


def lift_floor(x: "Exchange", account: Account, nonce: int, inbox: int) -> None:
    """RaiseFloor: messages below it are dead, resting ones too (SIG-5)."""
    if nonce <= account.lowest_nonce and inbox <= account.inbox:
        raise Refusal("floor_known", account.lowest_nonce, nonce)
    account.lowest_nonce = max(account.lowest_nonce, nonce)
    raise_floor(account, max(0, nonce - 1))
    account.bound = {held: expiry for held, expiry in account.bound.items() if held >= account.lowest_nonce}
    acknowledged = acknowledge(account, inbox)
    positions = account.positions.values()
    orders = [order for position in positions for order in position.orders.values()]
    dead = {order.id: order for order in (*orders, *account.waits()) if order.nonce < nonce}
    for order in book.oldest_first(dead):
        cancel_open(x, order, "floor")
    x.emit("FloorRaised", account.number, nonce, acknowledged)


def set_restrictions(x: "Exchange", account: Account, restrictions: int) -> None:
    """SetRestrictions (RST-1): who may only reduce loses what is not reduce-only."""
    if restrictions > REDUCE_ONLY + NO_RECEIVING + NO_GIVING:
        raise Refusal("record_malformed")
    account.restrictions = restrictions | account.restrictions & LEAVING
    if restrictions & REDUCE_ONLY:
        risk_end(x, account)
    x.emit("RestrictionsSet", account.number, account.restrictions)


def risk_end(x: "Exchange", account: Account) -> None:
    """Orders that might raise risk end."""
    for position in account.positions.values():
        for order in book.oldest_first(position.orders):
            if not order.reduce_only:
                cancel(x, order, "restricted")


def settle(x: "Exchange", account: Account, items: int) -> None:
    """Settle: items of the log that landed on the chain, whose number grows (CUST-6)."""
    if items <= account.settled:
        raise Refusal("settled_known", items, account.settled)
    account.settled = items
    x.emit("Settled", account.number, items)


def flow_of(x: "Exchange", account: Account, asset: int) -> Flow:
    """Sums of credits and debits of an asset that exists."""
    if asset != USDC and asset not in x.assets:
        raise Refusal("asset_unknown")
    return account.flow(asset)


def move(x: "Exchange", account: Account, asset: int, change: int) -> None:
    """Collateral and what is tracked of it change together (PNL-3)."""
    if asset == USDC:
        x.tokens += change
        account.c += change
        return
    row = x.assets[asset]
    row.tokens += change
    account.others.setdefault(asset, Other(row)).amount += change
    account.others = dict(sorted(account.others.items()))


def credit(x: "Exchange", account: Account, asset: int, credited: int) -> None:
    """Credit: up to a total of all credits; flat losses are paid at once (PNL-4)."""
    flow = flow_of(x, account, asset)
    amount = credited - flow.credited
    if amount <= 0:
        raise Refusal("credit_stale", credited, flow.credited)
    if amount > MONEY_MAX:
        raise Refusal("amount")
    tracked = x.tokens if asset == USDC else x.assets[asset].tokens
    if max(tracked, account.amount(asset)) + amount > MONEY_MAX:
        raise Refusal("overflow")
    move(x, account, asset, amount)
    flow.credited = credited
    account.flows = dict(sorted((account.flows | {asset: flow}).items()))
    if asset == USDC:
        for paid in money.tidy_all(account, x.markets):
            x.emit("DebtPaid", account.number, *paid)
    x.emit("Credited", account.number, asset, amount, credited, account.amount(asset))


def debit(x: "Exchange", account: Account, asset: int, amount: int, request: int, debited: int) -> None:
    """Debit: once for its request and its total, up to what margin lets go (CUST-10)."""
    flow = flow_of(x, account, asset)
    if request and request <= account.requested:
        raise Refusal("request_known", request, account.requested)
    if debited not in (ANY_TOTAL, flow.debited):
        raise Refusal("debit_stale", debited, flow.debited)
    if request:
        check_free(account, NO_GIVING)
    if not 0 < amount <= MONEY_MAX:
        raise Refusal("amount")
    gate.check(x)
    most = margin.asset_withdrawable(account, asset, x.markets, x.ts_us)
    if amount > most:
        raise Refusal("withdrawable", most, amount)
    move(x, account, asset, -amount)
    flow.debited += amount
    account.flows = dict(sorted((account.flows | {asset: flow}).items()))
    account.requested = max(account.requested, request)
    x.emit("Debited", account.number, asset, amount, request, flow.debited, account.amount(asset))


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
    expiry_check(message.expiry, x.ts_us, TRANSFER_LIFE_US)
    receiver = x.account(message.client)
    if receiver is account:
        raise Refusal("transfer_same_account")
    if receiver.owner is not account.owner:
        raise Refusal("transfer_owner")
    check_free(account, NO_GIVING)
    check_free(receiver, NO_RECEIVING)
    check_free(account, LEAVING)
    check_free(receiver, LEAVING)
    if not 0 < message.amount <= MONEY_MAX:
        raise Refusal("amount")
    check_withdrawable(x, account, message.amount)
    if receiver.holds_nothing():
        raise Refusal("transfer_to_empty")
    today = x.ts_us // DAY_US
    days = account.owner.transfer_days
    if days.count(today) >= TRANSFERS_A_DAY:
        raise Refusal("transfer_limit", TRANSFERS_A_DAY, TRANSFERS_A_DAY + 1)
    account.owner.transfer_days = [day for day in days if day == today] + [today]
    account.c -= message.amount
    receiver.c += message.amount
    for paid in money.tidy_all(receiver, x.markets):
        x.emit("DebtPaid", receiver.number, *paid)
    x.emit("Transferred", order_id, account.number, receiver.number, message.amount, account.c, receiver.c)
