"""What a running gateway is made of; built once in main.py and passed on, never global."""

from dataclasses import dataclass

from quantdesk.bus.commands import CommandClient
from quantdesk.bus.valkey_link import ValkeyClient
from quantdesk.gateway.budgets import Budgets
from quantdesk.gateway.callers import Tokens
from quantdesk.gateway.chain_facts import ChainFacts
from quantdesk.gateway.key_proofs import KeyProofs
from quantdesk.gateway.listings import Listings
from quantdesk.gateway.ownership import Ownership
from quantdesk.gateway.revocations import Revocations
from quantdesk.gateway.sending import Sender
from quantdesk.gateway.settlement_lag import SettlementLag
from quantdesk.runtime.metrics import Metrics
from quantdesk.runtime.ops import Ops
from quantdesk.runtime.settings import GatewaySettings
from quantdesk.runtime.tokens import Signer
from quantdesk.store.pool import Pool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Adapters and memories of one process; domain is what order signatures are bound to, 8 bytes."""

    settings: GatewaySettings
    engine: CommandClient
    database: Pool
    valkey: ValkeyClient
    tokens: Tokens
    signer: Signer
    key_proofs: KeyProofs
    revocations: Revocations
    ownership: Ownership
    listings: Listings
    sender: Sender
    budgets: Budgets
    metrics: Metrics
    ops: Ops
    chain: ChainFacts
    lag: SettlementLag
    domain: bytes
    document: bytes
