"""What an account may owe on the chain: its terms of borrowing, and what it knows of assets [MGN-7, CUST-47].

Invariant: a room is the core's; an asset that is not listed lends nothing, nor one whose market is not there.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from quantdesk.chain.program_gen import AssetRow, BorrowTerms
from quantdesk.model.assets import USDC
from quantdesk.model.settled import Lent, room_of

NOBODY: Final = BorrowTerms(room_max_atoms=0, room_part_ppm=0, total_part_ppm=0, duration_us=0)


class Lending(NamedTuple):
    """Terms, and assets by their numbers, as the Risk account has them."""

    terms: BorrowTerms = NOBODY
    assets: tuple[AssetRow, ...] = ()

    def room(self, collateral: tuple[int, ...], indices: Mapping[int, int]) -> int:
        """How far USDC of an account with this collateral may lie below zero, atoms. indices: in force, by market number."""
        terms = self.terms
        if not terms.room_max_atoms:
            return 0
        held = zip(collateral[USDC + 1 :], self.assets[USDC + 1 :], strict=True)
        others = [
            Lent(atoms, row.decimals, row.weight_initial_ppm, indices[row.market], row.tick_size)
            for atoms, row in held
            if atoms and row.tick_size and row.market in indices
        ]
        return room_of(others, terms.room_max_atoms, terms.room_part_ppm) if others else 0
