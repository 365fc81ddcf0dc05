"""Bodies of deposits and withdrawals."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from quantdesk.gateway.patterns import whole
from quantdesk.gateway.wire.accounts import ASSETS_MAX, AssetName
from quantdesk.gateway.wire.fields import PAGE_MAX, AccountNumber, Decimal, PageLimit, TimeMs, Wire

RequestNumber = Annotated[
    str,
    Meta(
        pattern=whole("[1-9][0-9]{0,18}"),
        max_length=19,
        description="The asker's own number of a withdrawal; each must be higher than the one before.",
    ),
]
Signature = Annotated[str, Meta(max_length=88, description="Name of a transaction on the chain.")]
ItemPlace = Annotated[
    int, Meta(ge=0, le=2**53, description="Place in the account's settlement log: the cursor of the next page.")
]


class WithdrawalRequest(Wire, frozen=True, kw_only=True):
    """Asks for collateral: it leaves for the owner's own wallet, whole or not at all."""

    account: AccountNumber
    asset: AssetName
    amount: Decimal
    request: RequestNumber | UnsetType = UNSET


class PayoutWait(Wire, frozen=True, kw_only=True):
    """Why money that has settled is not paid yet, and when it is tried again."""

    reason: Annotated[str, Meta(max_length=200)]
    until_ms: TimeMs


class Withdrawal(Wire, frozen=True, kw_only=True):
    """A withdrawal. debited: out of the account; settled: in the pocket on the chain; paid: in the wallet.

    request: null when it was asked for on the chain. signature: of the transaction that paid, null until it is known.
    """

    request: RequestNumber | None
    asset: AssetName
    amount: Decimal
    state: Literal["debited", "settled", "paid"]
    ts_ms: TimeMs
    signature: Signature | None
    waits: PayoutWait | None
    item: ItemPlace | None


class ChainRequest(Wire, frozen=True, kw_only=True):
    """What the owner asked for on the chain and is not served yet. asset and amount are null when it is everything."""

    kind: Literal["withdraw", "exit"]
    asset: AssetName | None
    amount: Decimal | None
    ts_ms: TimeMs


class WithdrawalPage(Wire, frozen=True, kw_only=True):
    """Withdrawals, newest first; requested: what waits on the chain."""

    withdrawals: Annotated[tuple[Withdrawal, ...], Meta(max_length=PAGE_MAX)]
    requested: ChainRequest | None
    next_before: ItemPlace | None


class Arriving(Wire, frozen=True, kw_only=True):
    """Money in the pocket on the chain: deposited there, not credited there yet."""

    asset: AssetName
    amount: Decimal


class Deposit(Wire, frozen=True, kw_only=True):
    """A deposit. credited: it counts in the account; settled: the chain knows that too."""

    asset: AssetName
    amount: Decimal
    state: Literal["credited", "settled"]
    ts_ms: TimeMs
    item: ItemPlace


class DepositPage(Wire, frozen=True, kw_only=True):
    """Deposits, newest first; address: the account on the chain that they go to, null until it was seen there."""

    deposits: Annotated[tuple[Deposit, ...], Meta(max_length=PAGE_MAX)]
    arriving: Annotated[tuple[Arriving, ...], Meta(max_length=ASSETS_MAX)]
    address: Annotated[str, Meta(max_length=44)] | None
    next_before: ItemPlace | None


class MovesQuery(Wire, frozen=True, kw_only=True):
    """Which deposits or withdrawals, newest first."""

    account: AccountNumber
    limit: PageLimit = 100
    before: ItemPlace | UnsetType = UNSET
