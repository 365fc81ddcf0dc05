"""A core and a program side by side, and the keeper's books between them: what the engine tells of fills, as items of the log.

Invariant: books are read of the chain as it is; items name the sequences that they expect.
"""

from solders.instruction import AccountMeta
from solders.instruction import Instruction as WireInstruction
from solders.pubkey import Pubkey

from quantdesk.chain.books import Books, Ledger, Seat
from quantdesk.chain.entries import places_read
from quantdesk.chain.instruction import Instruction
from quantdesk.chain.items import Fill, Money, Party
from quantdesk.chain.lookup import Table, lookup_of
from quantdesk.chain.network import addresses_of, entries_address, market_address
from quantdesk.chain.program_gen import Market, Risk, UserAccount
from quantdesk.chain.settlement import Settlement, accounts_of
from quantdesk.chain.transaction import Blockhash, KeySigner, transaction_sign, units_limit
from quantdesk.chain.view import User
from quantdesk.model.records_gen import OrderFilled, Side
from tests.program.fills import FillWorld
from tests.program.markets import BTC
from tests.program.world import World

ACCOUNTS = 16
UNITS_MAX = 1_400_000


def user_of(world: World, address: Pubkey) -> User:
    data = world.data_of(address)
    return User(bytes(address), UserAccount.read(data), data)


def wire(made: Instruction) -> WireInstruction:
    metas = [AccountMeta(Pubkey(meta.key), meta.signer, meta.writable) for meta in made.accounts]
    return WireInstruction(Pubkey(made.program), made.data, metas)


def books_of(users: list[User]) -> Books:
    return Books({user.number: Seat(user) for user in users}, {})


class Told(FillWorld):
    """A core and a program side by side; the core's matches are kept as its events tell them."""

    def __init__(self, seed: int, traders: int = 4) -> None:
        super().__init__(seed, traders=traders)
        self.told: list[OrderFilled] = []

    def fill_of(self, event: OrderFilled) -> object:
        self.told.append(event)
        return super().fill_of(event)

    def books(self) -> Books:
        """The chain as it is, with the places of registered orders."""
        users = [user_of(self.world, party.trader.user) for party in self.parties.values()]
        books = books_of(users)
        for seat in books.seats.values():
            table = self.world.data_of(Pubkey(entries_address(seat.user.address)))
            seat.places = places_read(table, seat.number) if table else {}
        address = Pubkey(market_address(BTC.symbol))
        market = Market.read(self.world.data_of(address))
        risk = Risk.read(self.world.data_of(self.world.risk))
        books.ledgers[market.number] = Ledger(bytes(address), market, risk.rows[market.number])
        return books

    def fills(self, books: Books) -> list[Fill]:
        """Matches as the settlement log has them."""
        seqs = {number: seat.settled.seq for number, seat in books.seats.items()}
        made = []
        for event in self.told:
            parties = []
            for role in ("taker", "maker"):
                account = getattr(event, f"{role}_account")
                names = ("position", "quote", "claim", "collateral")
                lots, quote, claim, collateral = (getattr(event, f"{role}_{name}") for name in names)
                order = bytes(getattr(event, f"{role}_order_id"))
                parties.append(
                    Party(
                        account=account, item_seq=seqs[account], order_id=order, nonce=self.nonce_of_order[order],
                        accepted_seq=0, fee=getattr(event, f"{role}_fee"),
                        after=Money(lots=lots, quote=quote, claim=claim, collateral=collateral),
                    )
                )  # fmt: skip
                seqs[account] += 1
            made.append(
                Fill(
                    market=event.market, side=event.side, lots=event.size, price=event.price, taker=parties[0],
                    maker=parties[1], ts_us=self.world.now_s * 1_000_000,
                )
            )  # fmt: skip
        self.told.clear()
        return made


def filled_transaction() -> tuple[int, int]:
    """How many fills among sixteen accounts the keeper puts into one transaction, by a lookup table that has their keys, and the compute
    units that it takes; it fits a packet, and the program takes it.
    """
    twins, half = Told(9, traders=ACCOUNTS), ACCOUNTS // 2
    for step in range(4 * half):
        twins.order(1 + step % half, Side.SELL, 618_000, 2)
        twins.order(1 + half + step % half, Side.BUY, 618_000, 2)
    books = twins.books()
    where = addresses_of(bytes(twins.world.mint))
    users = [seat.user.address for seat in books.seats.values()]
    ledgers = [ledger.address for ledger in books.ledgers.values()]
    keys = (where.exchange, where.risk, *ledgers, *users, *map(entries_address, users))
    table = Table(bytes([7]) * 32, keys, keys)
    settlement = Settlement(books, twins.world.now_s * 1_000_000, lookup_of((table,)))
    for fill in twins.fills(books):
        if not settlement.takes(fill):
            break
        settlement.take(fill)
    operator = twins.world.operator
    made = settlement.instruction(where, bytes(operator.pubkey()), twins.round)
    limit, signer = units_limit(settlement.units), KeySigner(bytes(operator)[:32])
    transaction_sign((limit, made), (signer,), Blockhash(bytes(32), 0), settlement.tables)
    units = twins.world.send(wire(limit), wire(made), signers=[operator]).compute_units_consumed()
    assert units <= min(settlement.units, UNITS_MAX), (units, settlement.units)
    assert len({number for work in settlement.works for number in accounts_of(work)}) == ACCOUNTS
    return len(settlement.works), units
