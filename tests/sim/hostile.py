"""Vandals of the random world: what no honest client sends.

Invariant: every record is framed well (broken frames never reach the core); everything inside may be wrong.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.sim import records, trading
from tests.sim.judge.message import Message
from tests.sim.judge.schema import COMMANDS
from tests.sim.judge.state import FOK, GTC, LIMIT, MARKET, NO_ID
from tests.sim.records import record, set_index

if TYPE_CHECKING:
    from tests.sim.world import World

HUGE = (1 << 63) - 1
# Where the nonce stands in a Transfer, PlaceOrder, ReplaceOrder.
NONCE_AT = {
    COMMANDS["Transfer"].kind: 36,
    COMMANDS["PlaceOrder"].kind: 36,
    COMMANDS["PlaceAlgo"].kind: 36,
    COMMANDS["ReplaceOrder"].kind: 52,
}


def altered(world: "World", **changes: int | bool) -> Message:
    """An honest message with some fields replaced."""
    account = world.account()
    number = world.market()
    message = trading.message_of(world, account, number, world.rng.randrange(2), LIMIT)
    return Message(**(dict(message.__dict__) | changes))


def sent(world: "World", message: Message, kind: int = LIMIT) -> bytes:
    """PlaceOrder of a message, signed by the owner where there is one."""
    account = world.mirror.accounts.get(message.account)
    signer = account.owner.key if account is not None else bytes(32)
    return records.place(records.order_message(message), signer, kind)


def again(world: "World") -> bytes:
    """A message that was sent before."""
    return world.rng.choice(world.sent) if world.sent else record("Tick")


def reused(world: "World") -> bytes:
    """A known client order id or nonce under another body."""
    if not world.sent:
        return record("Tick")
    data = world.rng.choice(world.sent)
    start = NONCE_AT.get(data[0], NONCE_AT[COMMANDS["PlaceOrder"].kind]) - 16
    old = data[start : start + 64]
    account, nonce = (int.from_bytes(old[at : at + 8], "little") for at in (8, 16))
    client = int.from_bytes(old[32:40], "little")
    change = {"client": client} if world.rng.random() < 0.5 else {"nonce": nonce - world.rng.choice((0, 0, 1))}
    return sent(world, altered(world, account=account, **change))


def odd_field(world: "World") -> bytes:
    """One field of an order far out."""
    rng = world.rng
    choices: tuple[dict[str, int | bool], ...] = (
        {"account": 0},
        {"account": 10_000 + rng.randrange(9)},
        {"size": 0},
        {"size": (1 << 32) - 1},
        {"size": 1 << 31},
        {"price": 0},
        {"price": (1 << 32) - 1},
        {"market": 62},
        {"market": 65_535},
        {"expiry": world.slot() - 1},
        {"expiry": world.slot()},
        {"expiry": 0},
        {"expiry": (1 << 64) - 1},
        {"expiry": world.slot() + 38_880_000},
        {"expiry": world.slot() + 38_880_001},
        {"nonce": 0},
        {"nonce": 1},
        {"nonce": (1 << 64) - 1},
        {"nonce": (world.ts_us // 1000 + 86_400_001) << 12},
        {"client": (1 << 64) - 1 - rng.randrange(1 << 30)},
        {"post_only": True, "tif": FOK},
        {"trigger": 5},
        {"trigger_falls": True},
        {"reduce_only": True},
        {"fee_cap": 0},
        {"fee_cap": 655_350},
    )
    return sent(world, altered(world, **rng.choice(choices)))


def odd_kind(world: "World") -> bytes:
    """A combination of kind and validity that does not exist."""
    return sent(world, altered(world, tif=GTC), world.rng.choice((MARKET, MARKET, 2, 99, 255)))


def odd_bytes(world: "World") -> bytes:
    """Bytes that no encoder writes: domain, trigger, builder, kind, reserved bits."""
    rng = world.rng
    account = world.account()
    data = bytearray(records.order_message(altered(world, account=account.number)))
    at = rng.choice((0, 3, 7, 48, 55, 54, 58, 60, 62, 63))
    data[at] ^= 0x20 if at == 54 else rng.choice((1, 0x80)) if at != 55 else rng.choice((1, 8, 0x80))
    return records.place(bytes(data), account.owner.key, LIMIT)


def stranger(world: "World") -> bytes:
    """Signed by a key that may not."""
    account = world.account()
    data = records.order_message(altered(world, account=account.number))
    return records.place(data, b"sim-key-" + world.rng.choice((b"\xff", b"\0")) * 24, LIMIT)


def odd_transfer(world: "World") -> bytes:
    """A transfer to nowhere, of nothing, of everything, by a delegate, late, again."""
    rng, account = world.rng, world.account()
    other = world.account()
    amount = rng.choice((0, 1, max(0, account.c) + 1, HUGE, (1 << 64) - 1, 1 << 53))
    receiver = rng.choice((0, 99_999, account.number, other.number))
    life = rng.choice((world.slot() - 5, world.slot() + 50, 1 << 60))
    data = records.transfer_message(account.number, world.nonce(), life, receiver, amount)
    if rng.random() < 0.1:
        data = data[:54] + b"\1" + data[55:]
    signer = account.owner.key
    if rng.random() < 0.2:
        signer = rng.choice([*account.delegates, other.owner.key])
    made = records.transfer(data, signer)
    return made if rng.random() < 0.5 else order_as_transfer(world, made)


def order_as_transfer(world: "World", made: bytes) -> bytes:
    """A transfer message behind PlaceOrder, or the other way round."""
    if world.rng.random() < 0.7:
        return made
    account = world.account()
    if world.rng.random() < 0.5:
        return records.place(made[20:84], account.owner.key, LIMIT)
    return records.transfer(records.order_message(altered(world, account=account.number)), account.owner.key)


def odd_money(world: "World") -> bytes:
    """Credits and debits of strange sizes, to strange accounts."""
    rng = world.rng
    number = rng.choice((0, 77_777, world.account().number))
    amount = rng.choice((0, -1, -HUGE - 1, HUGE, 1 << 53, (1 << 53) + 1, (1 << 53) - 5))
    asset = rng.choice((0, 0, 0, 1, 1, 2, 255))
    if rng.random() < 0.1:
        return odd_asset(world)
    if 0 < amount <= 1 << 53 and rng.random() < 0.97:
        return record("Debit", number, asset, amount, rng.choice((0, 1, HUGE)) * (rng.random() < 0.05), (1 << 64) - 1)
    account = world.mirror.accounts.get(number)
    credited = account.flow(asset).credited if account is not None else 5
    if rng.random() < 0.5:
        return record("Debit", number, asset, amount, 0, credited)
    return record("Credit", number, asset, rng.choice((0, credited, max(0, credited - 1), (1 << 64) - 1)))


def odd_asset(world: "World") -> bytes:
    """An asset that may not be set so."""
    good = {"asset": 1, "market": 0, "decimals": 4, "initial": 700_000, "maintenance": 900_000}
    odd = world.rng.choice(
        (
            {"asset": 0},
            {"asset": 0, "market": 65_535, "decimals": 6, "initial": 1_000_000, "maintenance": 1_000_000},
            {"asset": 8},
            {"asset": 255},
            {"market": 61},
            {"decimals": 5},
            {"decimals": 255},
            {"asset": 2, "decimals": 19},
            {"initial": 900_001},
            {"maintenance": 1_000_001},
        )
    )
    return record("SetAsset", *(good | odd).values())


def odd_timer(world: "World") -> bytes:
    """A dead-man switch or a cancel of many out of its bounds, or of nobody."""
    rng = world.rng
    number = rng.choice((0, 77_777, world.account().number, world.account().number))
    if rng.random() < 0.5:
        return record("SetDeadMan", number, rng.choice((0, 1, 2, 255)), rng.choice((1, 999_999, 86_400_000_001, HUGE)))
    wrong = rng.choice(((61, 2, 4, 0), (65_535, 3, 4, 0), (65_535, 2, 5, 0), (65_535, 2, 4, 2), (0, 0, 0, 0)))
    return record("CancelMany", number, *wrong)


def odd_prices(world: "World") -> bytes:
    """Prices of zero, beyond the cap, of no market."""
    rng = world.rng
    number = rng.choice((0, 60, 65_535))
    highest = world.shape.markets[0].price_max * 1000
    if rng.random() < 0.4:
        index, published = rng.choice(
            ((0, 1), (highest + 1, world.ts_us), (5, world.ts_us + 10_000_001), (5, 0), (5, world.ts_us))
        )
        return set_index(number, index, published, (rng.choice((0, 2**64 - 1)), rng.choice((0, 2**32 - 1))))
    return record("SetPrices", number, *rng.choice(((0, 1), (1, 0), (highest + 1, 5_000), (5_000, highest + 1))))


def odd_market(world: "World") -> bytes:
    """A market that may not be listed, or be changed so."""
    rng = world.rng
    number = rng.randrange(len(world.shape.markets))
    values = list(good_parameters(world, number))
    changes = {1: 999, 3: 0, 4: 1 << 31, 5: 0, 6: 0, 7: 0, 8: 999_999_999, 9: -1, 10: -1, 11: 0}
    at = rng.choice(list(changes))
    values[at] = changes[at]
    if rng.random() < 0.15:
        values = list(good_parameters(world, number))
        values[3], values[5] = (1 << 31) - 1, 1 << 40
    if rng.random() < 0.15:
        values[0] = b"OTHER".ljust(16, b"\0")
    if rng.random() < 0.5:
        return record("SetMarketParameters", rng.choice((number, number, 61)), *values)
    return record("ListMarket", rng.choice((number, 62, 64, 65_535)), *values)


def odd_margin(world: "World") -> bytes:
    """Fractions that may not grow so: caps that fall, tiers that fall, a second tier without a first one; leverage of nobody."""
    rng, account = world.rng, world.account()
    mmf = world.shape.markets[0].mmf
    odd = (
        (5, 5, 0, 0, 0, 0),
        (5, 0, 0, 0, 0, 0),
        (-1, 5, 0, 0, 0, 0),
        (0, HUGE, 0, 0, 0, 0),
        (0, 0, 0, 0, 7, mmf),
        (0, 0, 7, mmf - 1, 0, 0),
        (0, 0, 7, 1_000_001, 0, 0),
        (0, 0, 7, mmf, 7, mmf),
        (0, 0, 7, mmf + 1, 8, mmf),
        (0, 0, 0, mmf, 0, 0),
    )
    if rng.random() < 0.2:
        wrong = ((-1, 0, 0, 0), (HUGE, 0, 0, 0), (1, 500_001, 0, 0), (1, 0, 500_001, 0), (1, 0, 0, 86_400_000_001))
        return record("SetBorrowing", *rng.choice(wrong))
    if rng.random() < 0.3:
        return record("SetLeverage", rng.choice((0, account.number)), rng.choice((0, 61)), rng.choice((0, 1, 65_535)))
    return record("SetMargin", rng.choice((0, 0, 0, 61)), *rng.choice(odd))


def good_parameters(world: "World", number: int) -> tuple[int | bytes, ...]:
    """The parameters that the shape gives."""
    market = world.mirror.markets[number].parameters
    return market.values()


def odd_change(world: "World") -> bytes:
    """Cancels and shrinks of what is not there, or not his."""
    rng, account = world.rng, world.account()
    number = rng.choice((0, 5_555, account.number, account.number))
    found = trading.open_order(world, None)
    order_id = found.id if found is not None and rng.random() < 0.5 else rng.choice((bytes(16), b"\7" * 16))
    client = rng.choice((0, 1, max(1, world.client - rng.randrange(200))))
    return rng.choice(
        (
            record("CancelOrder", number, order_id, client),
            record("ShrinkOrder", number, order_id, client, rng.choice((0, 1, 1 << 31))),
            record("CancelAll", number, rng.choice((65_535, 0, 63)), rng.choice((0, 2, 3, 255))),
            records.replace(
                order_id, records.order_message(altered(world, account=account.number)), account.owner.key, 0
            ),
        )
    )


def odd_batch(world: "World") -> bytes:
    """Too many items, items of another account, an unknown account."""
    rng, account = world.rng, world.account()
    if rng.random() < 0.3:
        return records.batch_of(
            account.number, [record("CancelOrder", account.number, NO_ID, 1)] * rng.choice((51, 255))
        )
    items = [trading.order(world) for _ in range(3)] + [record("CancelAll", world.account().number, 65_535, 2)]
    return records.batch_of(rng.choice((account.number, account.number, 4_444)), items)


def odd_owner(world: "World") -> bytes:
    """Things that exist already, tiers and pauses out of range, delegates that end in the past."""
    rng, account = world.rng, world.account()
    return rng.choice(
        (
            record("OpenExchange", records.DOMAIN),
            record("OpenAccount", 900_000, account.owner.key, account.index),
            record("OpenAccount", rng.choice((0, account.number)), b"sim-key-again".ljust(32, b"\0"), 0),
            record(
                "OpenAccount",
                1_000_000 + rng.randrange(1_000_000),
                b"sim-key-crowd".ljust(32, b"\0"),
                rng.randrange(40),
            ),
            record("CloseAccount", rng.choice((0, account.number))),
            record("RaiseFloor", rng.choice((0, account.number)), rng.choice((0, 1)), rng.choice((0, account.inbox))),
            record("Sweep", rng.choice((0, 61, 62, 65_535))),
            record("SetFeeTier", account.owner.key, rng.choice((4, 255))),
            record("SetRestrictions", rng.choice((0, account.number)), rng.choice((8, 255))),
            record("Leave", rng.choice((0, account.number)), rng.choice((2, 255))),
            record("Freeze", 0),
            record("SetPause", rng.choice((0, 59)), rng.choice((0, 2, 255))),
            record(
                "AddDelegate", rng.choice((0, account.number)), account.owner.key[:31] + b"d", world.ts_us, 0, 1, 0, 2
            ),
            record("AddDelegate", account.number, b"late".ljust(32, b"\0"), (1 << 64) - 1, 0, 0, 0, 0),
            record("RemoveDelegate", rng.choice((0, account.number)), b"nobody".ljust(32, b"\0"), 0),
        )
    )


def transfer_of(world: "World") -> bytes:
    """A sound transfer."""
    account = world.account()
    receiver = world.rng.choice(account.owner.accounts)
    data = records.transfer_message(account.number, world.nonce(), world.slot() + 50, receiver.number, 1)
    return records.transfer(data, account.owner.key)


def flipped(world: "World") -> bytes:
    """A sound order or transfer with some bits turned anywhere behind its header."""
    rng = world.rng
    makers = (trading.order, trading.change, transfer_of)
    data = bytearray(rng.choice(makers)(world))
    honest = bytes(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data[rng.randrange(4, len(data))] ^= 1 << rng.randrange(8)
    # A nonce of tomorrow would, once forgotten, close the account until then: seldom.
    at = NONCE_AT.get(honest[0])
    if at is not None and rng.random() < 0.98:
        data[at : at + 8] = honest[at : at + 8]
    return bytes(data)


KINDS: tuple[Callable[["World"], bytes], ...] = (
    again,
    again,
    reused,
    reused,
    odd_field,
    odd_field,
    odd_field,
    odd_field,
    odd_kind,
    odd_bytes,
    odd_timer,
    stranger,
    odd_transfer,
    odd_money,
    odd_prices,
    odd_market,
    odd_margin,
    odd_change,
    odd_change,
    odd_batch,
    odd_owner,
    odd_owner,
    flipped,
    flipped,
)


def command(world: "World") -> bytes:
    """Something no honest client sends."""
    return world.rng.choice(KINDS)(world)
