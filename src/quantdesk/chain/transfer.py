"""A transfer between two accounts of an owner as a transaction of the settlement log: it goes alone [CUST-38].

Invariant: it carries the very message that the owner signed; the books are those that it leaves.
"""

import hashlib
from typing import Final

from msgspec.structs import replace

from quantdesk.chain.books import Books, Seat, follows
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Transfer
from quantdesk.chain.lookup import Table
from quantdesk.chain.network import Addresses, receipt_address
from quantdesk.chain.program_gen import settle_transfer
from quantdesk.chain.registration import SignedOrder, precompile
from quantdesk.chain.settlement import DIGEST_BYTES
from quantdesk.chain.told import agree
from quantdesk.model.assets import USDC
from quantdesk.model.message import TransferMessage

UNITS: Final = 150_000
# Place of the precompile's instruction: behind the limit of compute units.
_SIGNED_AT: Final = 1


class TransferSettlement:
    """The transaction of one transfer. Made, it has applied it to the books."""

    units: Final = UNITS
    # It names few accounts: no lookup table makes it smaller.
    tables: Final[tuple[Table, ...]] = ()

    def __init__(self, books: Books, work: Transfer, signed: SignedOrder, floor_us: int) -> None:
        """floor_us: earliest engine time that the chain takes. Errors: ValueError, SettlementImpossible; the books are as they were."""
        self.works = [work]
        self._signed = signed
        giver, taker = self._seats = books.seats[work.account], books.seats[work.to_account]
        before = (follows(giver, work.item_seq), follows(taker, work.to_item_seq))
        self._seqs = (work.item_seq, work.to_item_seq)
        left, there = before[0].collateral[USDC] - work.amount, before[1].collateral[USDC] + work.amount
        agree(f"collateral of account {work.account}", work.collateral, left)
        agree(f"collateral of account {work.to_account}", work.to_collateral, there)
        self.engine_us = max(work.ts_us, floor_us, *(one.engine_us for one in before))
        self._put(giver, left)
        self._put(taker, there)

    @property
    def seqs(self) -> dict[int, int]:
        """Sequence of each account behind it."""
        return {seat.number: seat.settled.seq for seat in self._seats}

    def instructions(self, where: Addresses, operator: bytes, mark_round: int) -> tuple[Instruction, ...]:
        """The precompile's, and settle_transfer, signed by an operator."""
        giver, taker = self._seats
        nonce = TransferMessage.decode(self._signed.message).nonce
        made = settle_transfer(
            where.program,
            operator=operator,
            exchange=where.exchange,
            risk=where.risk,
            giver=giver.user.address,
            taker=taker.user.address,
            receipt=receipt_address(giver.number, nonce),
            nonce=nonce,
            signed_at=_SIGNED_AT,
            engine_us=self.engine_us,
            round=mark_round,
            seqs=self._seqs,
            digest=hashlib.sha256(giver.block() + taker.block()).digest()[:DIGEST_BYTES],
        )
        return (precompile([self._signed]), made)

    def _put(self, seat: Seat, usdc: int) -> None:
        before = seat.settled
        collateral = (usdc, *before.collateral[USDC + 1 :])
        seat.settled = replace(before, seq=before.seq + 1, engine_us=self.engine_us, collateral=collateral)
