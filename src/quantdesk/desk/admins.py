"""Admins of the exchange whose keys are here, and what they propose together [CUST-22].

Invariant: nothing is proposed by fewer than the exchange asks for, and a proposal is told as made only when the chain shows it.
"""

from pathlib import Path

from quantdesk.chain.changes import Proposal
from quantdesk.chain.instruction import Meta
from quantdesk.chain.network import PROGRAM, change_address, exchange_address
from quantdesk.chain.program_gen import Exchange, PendingChange, propose_change
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.chain import ADMINS
from quantdesk.desk.deploy import LOCALNET
from quantdesk.desk.keys import key_read, keys
from quantdesk.desk.landing import send_seen
from quantdesk.desk.paths import places
from quantdesk.desk.told import Told
from quantdesk.runtime.settings import DeskSettings
from quantdesk.runtime.tokens import seed_bytes


def admins_here(settings: DeskSettings, network: str) -> list[KeySigner]:
    """Admins whose keys are here: those of the settings, or the local desk's own. Errors: Told."""
    if settings.admin_key_files:
        return [KeySigner(key_read(Path(file))) for file in settings.admin_key_files]
    if network != LOCALNET:
        return []
    chain = keys(places(settings).home).chain
    return [KeySigner(seed_bytes(chain[name].reveal())) for name in ADMINS]


async def exchange_read(rpc: Rpc) -> Exchange:
    """The exchange as it is confirmed. Errors: Told when there is none."""
    found = (await rpc.accounts([exchange_address()], "confirmed")).accounts[0]
    if found is None:
        raise Told("exchange: expected it to be open on the chain, found none: ./desk up opens a local one")
    return Exchange.read(found.data)


def admins_signing(exchange: Exchange, admins: list[KeySigner]) -> list[KeySigner]:
    """As many of the exchange's admins as must sign. Errors: Told when fewer are here."""
    named = set(exchange.admins[: exchange.admins_count])
    ours = [admin for admin in admins if admin.public in named][: exchange.admin_threshold]
    if len(ours) < exchange.admin_threshold:
        raise Told(
            f"admins: expected keys of {exchange.admin_threshold} in QUANTDESK_ADMIN_KEY_FILES, found {len(ours)} of the exchange's"
        )
    return ours


def admins_metas(admins: list[KeySigner]) -> tuple[Meta, ...]:
    """Admins as accounts that sign."""
    return tuple(Meta(admin.public, True, False) for admin in admins)


async def proposed(rpc: Rpc, payer: KeySigner, admins: list[KeySigner], one: Proposal) -> int:
    """Proposes a change; its number. Errors: TransactionFailed, also where somebody else's proposal took the number, Told."""
    number = (await exchange_read(rpc)).changes_last + 1
    address = change_address(number)
    made = propose_change(
        PROGRAM, payer=payer.public, exchange=exchange_address(), change=address, id_=number, kind=one.kind,
        number=one.number, key=one.key, amounts=one.amounts, more=admins_metas(admins),
    )  # fmt: skip
    others = tuple(admin for admin in admins if admin.public != payer.public)

    def is_there(found: PendingChange) -> bool:
        return (found.kind, found.number, found.key, found.amounts) == (one.kind, one.number, one.key, one.amounts)

    await send_seen(
        rpc,
        (made,),
        (payer, *others),
        [address],
        lambda found: found[0] is not None and is_there(PendingChange.read(found[0].data)),
    )
    return number
