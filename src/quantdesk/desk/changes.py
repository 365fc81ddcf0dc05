"""`./desk changes`: what admins proposed, what they propose or take back, and what they pause at once [CUST-22].

Invariant: nothing is sent on mainnet or devnet but with --yes; what is told of a change is what its account on the chain says.
"""

import asyncio
from collections.abc import Awaitable, Callable

from cyclopts import App

from quantdesk.chain.change_kinds import proposal_read, proposal_told
from quantdesk.chain.change_words import bits_read, force_read
from quantdesk.chain.changes import Kind, changes_pending, proposal_of
from quantdesk.chain.errors import ChainRefused, NetworkMismatch, TransactionFailed
from quantdesk.chain.network import GENESIS, PROGRAM, change_address, exchange_address
from quantdesk.chain.program_gen import Exchange, PendingChange, cancel_change, set_pause
from quantdesk.chain.rpc import Rpc
from quantdesk.chain.transaction import KeySigner
from quantdesk.desk.admins import admins_here, admins_metas, admins_signing, exchange_read, proposed
from quantdesk.desk.change_report import Report, report_make, report_told
from quantdesk.desk.deploy import LOCALNET, authority_seed, node_urls
from quantdesk.desk.deployment_plan import NETWORKS
from quantdesk.desk.landing import send_seen
from quantdesk.desk.tables import told
from quantdesk.desk.told import Told
from quantdesk.model.errors import Invalid, Unavailable
from quantdesk.runtime.settings import DeskSettings, load

changes = App(
    name="changes",
    help="Changes of the exchange that wait seven days: list, propose and take them back; pause new risk at once.",
)


@changes.default
def show(*, network: str = LOCALNET, json: bool = False) -> int:
    """List what waits, with what is in force beside it.

    Parameters
    ----------
    network
        localnet, devnet or mainnet; QUANTDESK_RPC_URLS names nodes.
    json
        One object for programs.
    """

    async def asked(rpc: Rpc) -> Report:
        return await report_make(rpc, network)

    return _asked(network, asked, json=json)


@changes.command
def propose(
    kind: str = "",
    /,
    *words: str,
    network: str = LOCALNET,
    dry_run: bool = False,
    yes: bool = False,
    json: bool = False,
) -> int:
    """Propose a change; it applies seven days later, when whoever asked to leave in the first three is paid.

    Kinds: vault-cap ASSET CAP; vault-limits ASSET HOUR% DAY% FLOOR; market-margin MARKET INITIAL% MAINTENANCE% LEAST; market-limits
    MARKET POSITION INTEREST ORDER; asset-weights ASSET MARKET INITIAL% MAINTENANCE%; unpause WHAT; exit-hours HOURS; guardian,
    operator-add, operator-remove, admin-add, admin-remove, backstop KEY; admin-threshold ADMINS; price-receiver KEY|pyth.

    Parameters
    ----------
    kind
        What changes.
    words
        To what: as the kind takes them.
    network
        localnet, devnet or mainnet; QUANTDESK_ADMIN_KEY_FILES names keys of admins, QUANTDESK_AUTHORITY_KEY_FILE who pays.
    dry_run
        Say what it would change and send nothing; so unless --yes off the local chain.
    yes
        Send there.
    json
        One object for programs.
    """
    settings, dry = load(DeskSettings), _is_dry(network, dry_run=dry_run, yes=yes)

    async def asked(rpc: Rpc) -> Report:
        force = await force_read(rpc)
        try:
            one = proposal_read(force, kind, list(words))
        except Invalid as error:
            raise Told(f"changes: {error.field}: {error.detail}") from None
        if not json:
            told(proposal_told(force, one))
        if not dry:
            admins = admins_signing(force.exchange, admins_here(settings, network))
            await proposed(rpc, _payer(settings, network), admins, one)
        return await report_make(rpc, network, sent=not dry)

    return _asked(network, asked, json=json)


@changes.command
def cancel(
    change: int, /, *, network: str = LOCALNET, dry_run: bool = False, yes: bool = False, json: bool = False
) -> int:
    """Take a change back before it applies; the guardian can, too, with a wallet of his own.

    Parameters
    ----------
    change
        Its number.
    network
        localnet, devnet or mainnet.
    dry_run
        Say which it is and send nothing; so unless --yes off the local chain.
    yes
        Send there.
    json
        One object for programs.
    """
    settings, dry = load(DeskSettings), _is_dry(network, dry_run=dry_run, yes=yes)

    async def asked(rpc: Rpc) -> Report:
        force, pending = await force_read(rpc), await changes_pending(rpc, commitment="confirmed")
        named = [one for one in pending.values() if one.id_ == change]
        if not named:
            known = ", ".join(str(one.id_) for one in pending.values()) or "none"
            raise Told(f"changes: expected a change that waits ({known}), found {change}")
        if not json:
            told(proposal_told(force, proposal_of(named[0])))
        if not dry:
            await _cancelled(rpc, settings, network, force.exchange, named[0])
        return await report_make(rpc, network, sent=not dry)

    return _asked(network, asked, json=json)


@changes.command
def pause(
    what: str, /, *, network: str = LOCALNET, dry_run: bool = False, yes: bool = False, json: bool = False
) -> int:
    """Pause new risk at once: accounts, deposits, orders, some of them with commas, or all. Lifting it is a change that waits.

    Parameters
    ----------
    what
        What nobody begins any more; whoever is in gets out as before.
    network
        localnet, devnet or mainnet.
    dry_run
        Send nothing; so unless --yes off the local chain.
    yes
        Send there.
    json
        One object for programs.
    """
    settings, dry = load(DeskSettings), _is_dry(network, dry_run=dry_run, yes=yes)
    try:
        bits = bits_read(what)
    except Invalid as error:
        raise Told(f"changes: pause: {error.detail}") from None

    async def asked(rpc: Rpc) -> Report:
        if not dry:
            await _paused(rpc, settings, network, bits)
        return await report_make(rpc, network, sent=not dry)

    return _asked(network, asked, json=json)


# ---------------------------------------------------------------- the chain


def _is_dry(network: str, *, dry_run: bool, yes: bool) -> bool:
    """Whether nothing is sent: as it was asked, or off the local chain without a yes."""
    return dry_run or (network != LOCALNET and not yes)


def _asked(network: str, work: Callable[[Rpc], Awaitable[Report]], *, json: bool) -> int:
    """Does some work and prints what waits behind it; the verb's 0. Errors: Told."""
    report_told(asyncio.run(_with_chain(network, work)), json=json)
    return 0


async def _with_chain(network: str, work: Callable[[Rpc], Awaitable[Report]]) -> Report:
    """Does some work with the nodes of a network. Errors: Told."""
    if network not in NETWORKS:
        raise Told(f"changes: expected a network of {', '.join(NETWORKS)}, found {network}")
    urls = node_urls(load(DeskSettings), network)
    if not urls:
        raise Told(f"changes: expected QUANTDESK_RPC_URLS for {network}, found none")
    rpc = Rpc(urls, GENESIS[network])
    try:
        return await work(rpc)
    except (Unavailable, ChainRefused, NetworkMismatch, TransactionFailed) as error:
        raise Told(f"changes: {error}") from None
    finally:
        await rpc.close()


def _payer(settings: DeskSettings, network: str) -> KeySigner:
    seed = authority_seed(settings, network)
    if seed is None:
        raise Told(f"changes: expected QUANTDESK_AUTHORITY_KEY_FILE for {network}, found none")
    return KeySigner(seed)


def _signing(
    exchange: Exchange, settings: DeskSettings, network: str, kind: int = 0
) -> tuple[KeySigner, list[KeySigner]]:
    """Who pays, and the admins beside: none where the guardian pays, who needs none but for a change of himself."""
    payer = _payer(settings, network)
    if payer.public == exchange.guardian and kind != Kind.GUARDIAN:
        return payer, []
    return payer, admins_signing(exchange, admins_here(settings, network))


async def _cancelled(rpc: Rpc, settings: DeskSettings, network: str, exchange: Exchange, one: PendingChange) -> None:
    payer, admins = _signing(exchange, settings, network, one.kind)
    address = change_address(one.id_)
    made = cancel_change(
        PROGRAM, exchange=exchange_address(), change=address, payer=one.payer, guardian=payer.public,
        more=admins_metas(admins),
    )  # fmt: skip
    await send_seen(rpc, (made,), _signers(payer, admins), [address], lambda found: found[0] is None)


async def _paused(rpc: Rpc, settings: DeskSettings, network: str, bits: int) -> None:
    payer, admins = _signing(await exchange_read(rpc), settings, network)
    made = set_pause(PROGRAM, exchange=exchange_address(), guardian=payer.public, bits=bits, more=admins_metas(admins))
    await send_seen(
        rpc,
        (made,),
        _signers(payer, admins),
        [exchange_address()],
        lambda found: found[0] is not None and Exchange.read(found[0].data).pause & bits == bits,
    )


def _signers(payer: KeySigner, admins: list[KeySigner]) -> tuple[KeySigner, ...]:
    return (payer, *(admin for admin in admins if admin.public != payer.public))
