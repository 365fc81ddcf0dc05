"""Accounts and instructions of the Solana program, as in crates/program/artifacts. Written by `./desk gen`; do not edit.

Keys are 32 bytes. An account's bytes open with its discriminator; a read checks it and the size.
"""

import struct
from typing import ClassVar, Final, Self

import msgspec

from quantdesk.chain.instruction import Instruction, Meta, account_check, list_of

PROGRAM_TEXT: Final = "HsSzXVuSwiqGQvocT2zMX8zc86KQ9TYfZFZcfmmejzso"


class VaultBook(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QQQqQQQQQ24qQQQ")
    SIZE: ClassVar[int] = 288
    tracked_atoms: int
    tail_atoms: int
    cap_atoms: int
    cap_raised_s: int
    hour_ppm: int
    day_ppm: int
    floor_atoms: int
    hour: int
    small_atoms: int
    hours: tuple[int, ...]
    event_seq: int
    own_atoms: int
    late_atoms: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            tracked_atoms=values[0],
            tail_atoms=values[1],
            cap_atoms=values[2],
            cap_raised_s=values[3],
            hour_ppm=values[4],
            day_ppm=values[5],
            floor_atoms=values[6],
            hour=values[7],
            small_atoms=values[8],
            hours=values[9:33],
            event_seq=values[33],
            own_atoms=values[34],
            late_atoms=values[35],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.tracked_atoms, self.tail_atoms, self.cap_atoms, self.cap_raised_s, self.hour_ppm, self.day_ppm, self.floor_atoms, self.hour, self.small_atoms, *self.hours, self.event_seq, self.own_atoms, self.late_atoms)


class TokenVault(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBB3s32s32s288s14Q")
    SIZE: ClassVar[int] = 480
    BOOK_AT: ClassVar[int] = 80
    DISCRIMINATOR: ClassVar[bytes] = b'y\x07T\xfe\x97\xe4+\x90'
    version: int
    bump: int
    asset: int
    decimals: int
    reserved: bytes
    mint: bytes
    tokens: bytes
    book: VaultBook
    reserved_words: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            asset=values[2],
            decimals=values[3],
            reserved=values[4],
            mint=values[5],
            tokens=values[6],
            book=VaultBook.read(values[7]),
            reserved_words=values[8:22],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.asset, self.decimals, self.reserved, self.mint, self.tokens, self.book.write(), *self.reserved_words)


class Keeper(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HB5s32sQ")
    SIZE: ClassVar[int] = 56
    DISCRIMINATOR: ClassVar[bytes] = b'\x7f\xdd\xc2.xI\x90M'
    version: int
    bump: int
    reserved: bytes
    key: bytes
    slot: int

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            key=values[3],
            slot=values[4],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.key, self.slot)


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBBBHIIIIQQQqQ32s")
    SIZE: ClassVar[int] = 104
    DISCRIMINATOR: ClassVar[bytes] = b'\x86\xad\xdf\xb9MV\x1c3'
    version: int
    bump: int
    side: int
    flags: int
    reserved: int
    market: int
    price: int
    size: int
    left: int
    reserved_word: int
    client_order_id: int
    number: int
    expiry_slot: int
    locked_atoms: int
    account: int
    user: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            side=values[2],
            flags=values[3],
            reserved=values[4],
            market=values[5],
            price=values[6],
            size=values[7],
            left=values[8],
            reserved_word=values[9],
            client_order_id=values[10],
            number=values[11],
            expiry_slot=values[12],
            locked_atoms=values[13],
            account=values[14],
            user=values[15],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.side, self.flags, self.reserved, self.market, self.price, self.size, self.left, self.reserved_word, self.client_order_id, self.number, self.expiry_slot, self.locked_atoms, self.account, self.user)


class RiskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QQQqIIIIqqQIIIIQqIIqQ")
    SIZE: ClassVar[int] = 128
    mark_mticks: int
    index_mticks: int
    slow_mticks: int
    funding: int
    tick_value: int
    imf_ppm: int
    mmf_ppm: int
    liquidation_fee_ppm: int
    requirement_min_atoms: int
    profit_cap_atoms: int
    mark_us: int
    tier1_usd: int
    tier1_mmf_ppm: int
    tier2_usd: int
    tier2_mmf_ppm: int
    hour: int
    premium_sum: int
    samples: int
    funding_rest: int
    insurance_cap_atoms: int
    slow_us: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            mark_mticks=values[0],
            index_mticks=values[1],
            slow_mticks=values[2],
            funding=values[3],
            tick_value=values[4],
            imf_ppm=values[5],
            mmf_ppm=values[6],
            liquidation_fee_ppm=values[7],
            requirement_min_atoms=values[8],
            profit_cap_atoms=values[9],
            mark_us=values[10],
            tier1_usd=values[11],
            tier1_mmf_ppm=values[12],
            tier2_usd=values[13],
            tier2_mmf_ppm=values[14],
            hour=values[15],
            premium_sum=values[16],
            samples=values[17],
            funding_rest=values[18],
            insurance_cap_atoms=values[19],
            slow_us=values[20],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.mark_mticks, self.index_mticks, self.slow_mticks, self.funding, self.tick_value, self.imf_ppm, self.mmf_ppm, self.liquidation_fee_ppm, self.requirement_min_atoms, self.profit_cap_atoms, self.mark_us, self.tier1_usd, self.tier1_mmf_ppm, self.tier2_usd, self.tier2_mmf_ppm, self.hour, self.premium_sum, self.samples, self.funding_rest, self.insurance_cap_atoms, self.slow_us)


class AssetRow(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBIIIQ")
    SIZE: ClassVar[int] = 24
    market: int
    decimals: int
    reserved: int
    weight_initial_ppm: int
    weight_maintenance_ppm: int
    reserved_word: int
    tick_size: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            market=values[0],
            decimals=values[1],
            reserved=values[2],
            weight_initial_ppm=values[3],
            weight_maintenance_ppm=values[4],
            reserved_word=values[5],
            tick_size=values[6],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.market, self.decimals, self.reserved, self.weight_initial_ppm, self.weight_maintenance_ppm, self.reserved_word, self.tick_size)


class BorrowTerms(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<qIIQ")
    SIZE: ClassVar[int] = 24
    room_max_atoms: int
    room_part_ppm: int
    total_part_ppm: int
    duration_us: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            room_max_atoms=values[0],
            room_part_ppm=values[1],
            total_part_ppm=values[2],
            duration_us=values[3],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.room_max_atoms, self.room_part_ppm, self.total_part_ppm, self.duration_us)


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HB5sQQ8192s192s24s5Q")
    SIZE: ClassVar[int] = 8480
    BORROWING_AT: ClassVar[int] = 8416
    ASSETS_AT: ClassVar[int] = 8224
    ROWS_AT: ClassVar[int] = 32
    DISCRIMINATOR: ClassVar[bytes] = b'\x86_\x0bYg\xfeG@'
    version: int
    bump: int
    reserved: bytes
    round: int
    round_us: int
    rows: tuple[RiskRow, ...]
    assets: tuple[AssetRow, ...]
    borrowing: BorrowTerms
    reserved_words: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            round=values[3],
            round_us=values[4],
            rows=tuple(RiskRow.read(values[5], place) for place in range(0, 8192, 128)),
            assets=tuple(AssetRow.read(values[6], place) for place in range(0, 192, 24)),
            borrowing=BorrowTerms.read(values[7]),
            reserved_words=values[8:13],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.round, self.round_us, b"".join(one.write() for one in self.rows), b"".join(one.write() for one in self.assets), self.borrowing.write(), *self.reserved_words)


class TransferReceipt(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HB5sQQQ32s")
    SIZE: ClassVar[int] = 72
    DISCRIMINATOR: ClassVar[bytes] = b'\xa6\xdc12\xdd\xb9;7'
    version: int
    bump: int
    reserved: bytes
    account: int
    nonce: int
    expiry_slot: int
    payer: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            account=values[3],
            nonce=values[4],
            expiry_slot=values[5],
            payer=values[6],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.account, self.nonce, self.expiry_slot, self.payer)


class Settled(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QQQQQqq8q")
    SIZE: ClassVar[int] = 120
    number: int
    seq: int
    engine_us: int
    inbox_acked: int
    held_epoch: int
    held_current: int
    held_previous: int
    collateral: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            number=values[0],
            seq=values[1],
            engine_us=values[2],
            inbox_acked=values[3],
            held_epoch=values[4],
            held_current=values[5],
            held_previous=values[6],
            collateral=values[7:15],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.number, self.seq, self.engine_us, self.inbox_acked, self.held_epoch, self.held_current, self.held_previous, *self.collateral)


class Pocket(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QQ")
    SIZE: ClassVar[int] = 16
    arriving_atoms: int
    leaving_atoms: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            arriving_atoms=values[0],
            leaving_atoms=values[1],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.arriving_atoms, self.leaving_atoms)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<BBBBIQQq")
    SIZE: ClassVar[int] = 32
    kind: int
    asset: int
    state: int
    reserved: int
    day: int
    amount_atoms: int
    slot: int
    unix_s: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            kind=values[0],
            asset=values[1],
            state=values[2],
            reserved=values[3],
            day=values[4],
            amount_atoms=values[5],
            slot=values[6],
            unix_s=values[7],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.kind, self.asset, self.state, self.reserved, self.day, self.amount_atoms, self.slot, self.unix_s)


class Delegate(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<32sqQQIIQQ")
    SIZE: ClassVar[int] = 80
    key: bytes
    expiry_s: int
    markets: int
    notional_day_atoms: int
    flags: int
    traded_day: int
    removal_slot: int
    removal_inbox: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            key=values[0],
            expiry_s=values[1],
            markets=values[2],
            notional_day_atoms=values[3],
            flags=values[4],
            traded_day=values[5],
            removal_slot=values[6],
            removal_inbox=values[7],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.key, self.expiry_s, self.markets, self.notional_day_atoms, self.flags, self.traded_day, self.removal_slot, self.removal_inbox)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QIIHB5s")
    SIZE: ClassVar[int] = 24
    round: int
    lots: int
    price: int
    market: int
    way: int
    reserved: bytes

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            round=values[0],
            lots=values[1],
            price=values[2],
            market=values[3],
            way=values[4],
            reserved=values[5],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.round, self.lots, self.price, self.market, self.way, self.reserved)


class PositionSlot(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<H6sqqqqqQ")
    SIZE: ClassVar[int] = 56
    market: int
    reserved: bytes
    lots: int
    quote_atoms: int
    claim_atoms: int
    swept_atoms: int
    funding: int
    record: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            market=values[0],
            reserved=values[1],
            lots=values[2],
            quote_atoms=values[3],
            claim_atoms=values[4],
            swept_atoms=values[5],
            funding=values[6],
            record=values[7],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.market, self.reserved, self.lots, self.quote_atoms, self.claim_atoms, self.swept_atoms, self.funding, self.record)


class UserAccount(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HHBBBB32sQQQQQQQ120s128s32s640sqQQ24sQ8QQ3584s")
    SIZE: ClassVar[int] = 4736
    POSITIONS_AT: ClassVar[int] = 1152
    STEP_AT: ClassVar[int] = 1048
    DELEGATES_AT: ClassVar[int] = 384
    REQUEST_AT: ClassVar[int] = 352
    POCKETS_AT: ClassVar[int] = 224
    SETTLED_AT: ClassVar[int] = 104
    DISCRIMINATOR: ClassVar[bytes] = b'\xd3!\x88\x10\xban\xf2\x7f'
    version: int
    index_: int
    bump: int
    kind: int
    positions_count: int
    flags: int
    owner: bytes
    inbox_seq: int
    inbox_slot: int
    event_seq: int
    floor: int
    floor_next: int
    floor_slot: int
    floor_inbox: int
    settled: Settled
    pockets: tuple[Pocket, ...]
    request: Request
    delegates: tuple[Delegate, ...]
    locked_atoms: int
    orders_open: int
    liquidated_us: int
    step: Step
    insured_or_borrowed_us: int
    traded_atoms: tuple[int, ...]
    leaving_until: int
    positions: tuple[PositionSlot, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            index_=values[1],
            bump=values[2],
            kind=values[3],
            positions_count=values[4],
            flags=values[5],
            owner=values[6],
            inbox_seq=values[7],
            inbox_slot=values[8],
            event_seq=values[9],
            floor=values[10],
            floor_next=values[11],
            floor_slot=values[12],
            floor_inbox=values[13],
            settled=Settled.read(values[14]),
            pockets=tuple(Pocket.read(values[15], place) for place in range(0, 128, 16)),
            request=Request.read(values[16]),
            delegates=tuple(Delegate.read(values[17], place) for place in range(0, 640, 80)),
            locked_atoms=values[18],
            orders_open=values[19],
            liquidated_us=values[20],
            step=Step.read(values[21]),
            insured_or_borrowed_us=values[22],
            traded_atoms=values[23:31],
            leaving_until=values[31],
            positions=tuple(PositionSlot.read(values[32], place) for place in range(0, 3584, 56)),
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.index_, self.bump, self.kind, self.positions_count, self.flags, self.owner, self.inbox_seq, self.inbox_slot, self.event_seq, self.floor, self.floor_next, self.floor_slot, self.floor_inbox, self.settled.write(), b"".join(one.write() for one in self.pockets), self.request.write(), b"".join(one.write() for one in self.delegates), self.locked_atoms, self.orders_open, self.liquidated_us, self.step.write(), self.insured_or_borrowed_us, *self.traded_atoms, self.leaving_until, b"".join(one.write() for one in self.positions))


class IndexPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QQ")
    SIZE: ClassVar[int] = 16
    publish_s: int
    mticks: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            publish_s=values[0],
            mticks=values[1],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.publish_s, self.mticks)


class MarketLedger(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<QqqqqqqqqIIIIQq18Q32Qq21Q")
    SIZE: ClassVar[int] = 680
    seq: int
    pool_atoms: int
    insurance_atoms: int
    fee_bucket_atoms: int
    fee_claim_atoms: int
    claims_atoms: int
    deficit_atoms: int
    long_lots: int
    short_lots: int
    longs: int
    shorts: int
    claimants: int
    tail_day: int
    sweep_cursor: int
    tail_atoms: int
    dealing: tuple[int, ...]
    spare: tuple[int, ...]
    shares_atoms: int
    reserved: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            seq=values[0],
            pool_atoms=values[1],
            insurance_atoms=values[2],
            fee_bucket_atoms=values[3],
            fee_claim_atoms=values[4],
            claims_atoms=values[5],
            deficit_atoms=values[6],
            long_lots=values[7],
            short_lots=values[8],
            longs=values[9],
            shorts=values[10],
            claimants=values[11],
            tail_day=values[12],
            sweep_cursor=values[13],
            tail_atoms=values[14],
            dealing=values[15:33],
            spare=values[33:65],
            shares_atoms=values[65],
            reserved=values[66:87],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.seq, self.pool_atoms, self.insurance_atoms, self.fee_bucket_atoms, self.fee_claim_atoms, self.claims_atoms, self.deficit_atoms, self.long_lots, self.short_lots, self.longs, self.shorts, self.claimants, self.tail_day, self.sweep_cursor, self.tail_atoms, *self.dealing, *self.spare, self.shares_atoms, *self.reserved)


class Market(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBH2s16s32sQQQQIIIIqQQ1024s680s680sQQ14Q")
    SIZE: ClassVar[int] = 2648
    OWN_AT: ClassVar[int] = 1840
    ENGINE_AT: ClassVar[int] = 1160
    INDICES_AT: ClassVar[int] = 136
    DISCRIMINATOR: ClassVar[bytes] = b'\xdb\xbe\xd57\x00\xe3\xc6\x9a'
    version: int
    bump: int
    flags: int
    number: int
    reserved_bytes: bytes
    symbol: bytes
    feed: bytes
    tick_size: int
    lot_size: int
    position_max: int
    open_interest_max: int
    price_max: int
    order_max: int
    band_ppm: int
    envelope_ppm: int
    live_s: int
    event_seq: int
    indices_kept: int
    indices: tuple[IndexPoint, ...]
    engine: MarketLedger
    own: MarketLedger
    emergency_mticks: int
    own_orders: int
    reserved: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            flags=values[2],
            number=values[3],
            reserved_bytes=values[4],
            symbol=values[5],
            feed=values[6],
            tick_size=values[7],
            lot_size=values[8],
            position_max=values[9],
            open_interest_max=values[10],
            price_max=values[11],
            order_max=values[12],
            band_ppm=values[13],
            envelope_ppm=values[14],
            live_s=values[15],
            event_seq=values[16],
            indices_kept=values[17],
            indices=tuple(IndexPoint.read(values[18], place) for place in range(0, 1024, 16)),
            engine=MarketLedger.read(values[19]),
            own=MarketLedger.read(values[20]),
            emergency_mticks=values[21],
            own_orders=values[22],
            reserved=values[23:37],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.flags, self.number, self.reserved_bytes, self.symbol, self.feed, self.tick_size, self.lot_size, self.position_max, self.open_interest_max, self.price_max, self.order_max, self.band_ppm, self.envelope_ppm, self.live_s, self.event_seq, self.indices_kept, b"".join(one.write() for one in self.indices), self.engine.write(), self.own.write(), self.emergency_mticks, self.own_orders, *self.reserved)


class ProtocolSolVault(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBB4sQ288s14Q")
    SIZE: ClassVar[int] = 424
    BOOK_AT: ClassVar[int] = 24
    DISCRIMINATOR: ClassVar[bytes] = b'\xe1\xdf\xde\x01J>;\x83'
    version: int
    bump: int
    asset: int
    reserved: bytes
    rent_lamports: int
    book: VaultBook
    reserved_words: tuple[int, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            asset=values[2],
            reserved=values[3],
            rent_lamports=values[4],
            book=VaultBook.read(values[5]),
            reserved_words=values[6:20],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.asset, self.reserved, self.rent_lamports, self.book.write(), *self.reserved_words)


class PendingChange(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBB3sQqq32s3Q32s")
    SIZE: ClassVar[int] = 128
    DISCRIMINATOR: ClassVar[bytes] = b'\xe8\xb7\xb0\xc4\x0f\xc3s\x93'
    version: int
    bump: int
    kind: int
    number: int
    reserved: bytes
    id_: int
    proposed_s: int
    due_s: int
    key: bytes
    amounts: tuple[int, ...]
    payer: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            kind=values[2],
            number=values[3],
            reserved=values[4],
            id_=values[5],
            proposed_s=values[6],
            due_s=values[7],
            key=values[8],
            amounts=values[9:12],
            payer=values[12],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.kind, self.number, self.reserved, self.id_, self.proposed_s, self.due_s, self.key, *self.amounts, self.payer)


class Entries(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HB5s32sQQ")
    SIZE: ClassVar[int] = 64
    DISCRIMINATOR: ClassVar[bytes] = b'\x03i\xeb\xb0\xfd\x80r}'
    version: int
    bump: int
    reserved: bytes
    user: bytes
    number: int
    event_seq: int

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            user=values[3],
            number=values[4],
            event_seq=values[5],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.user, self.number, self.event_seq)


class ExitDay(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<II")
    SIZE: ClassVar[int] = 8
    day: int
    open: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            day=values[0],
            open=values[1],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.day, self.open)


class Exchange(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBBBBBQQQ8s32s32s32s32s32s32s32s32s32s32s32s32s32s32s32s32s32s32s32sQ256s32sqQQQQQ32sqQ")
    SIZE: ClassVar[int] = 1048
    EXITS_AT: ClassVar[int] = 664
    DISCRIMINATOR: ClassVar[bytes] = b'\x1e\xc8\xdc\x95\x03=h2'
    version: int
    bump: int
    pause: int
    admin_threshold: int
    admins_count: int
    operators_count: int
    assets_count: int
    accounts_last: int
    changes_last: int
    event_seq: int
    domain: bytes
    genesis_hash: bytes
    quote_mint: bytes
    guardian: bytes
    admins: tuple[bytes, ...]
    operators: tuple[bytes, ...]
    exits_older: int
    exits: tuple[ExitDay, ...]
    receiver: bytes
    frozen_s: int
    unresolved: int
    root_day: int
    root_seq: int
    exit_hours: int
    round_slot: int
    backstop: bytes
    exits_late_s: int
    reserved: int

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            pause=values[2],
            admin_threshold=values[3],
            admins_count=values[4],
            operators_count=values[5],
            assets_count=values[6],
            accounts_last=values[7],
            changes_last=values[8],
            event_seq=values[9],
            domain=values[10],
            genesis_hash=values[11],
            quote_mint=values[12],
            guardian=values[13],
            admins=values[14:22],
            operators=values[22:30],
            exits_older=values[30],
            exits=tuple(ExitDay.read(values[31], place) for place in range(0, 256, 8)),
            receiver=values[32],
            frozen_s=values[33],
            unresolved=values[34],
            root_day=values[35],
            root_seq=values[36],
            exit_hours=values[37],
            round_slot=values[38],
            backstop=values[39],
            exits_late_s=values[40],
            reserved=values[41],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.pause, self.admin_threshold, self.admins_count, self.operators_count, self.assets_count, self.accounts_last, self.changes_last, self.event_seq, self.domain, self.genesis_hash, self.quote_mint, self.guardian, *self.admins, *self.operators, self.exits_older, b"".join(one.write() for one in self.exits), self.receiver, self.frozen_s, self.unresolved, self.root_day, self.root_seq, self.exit_hours, self.round_slot, self.backstop, self.exits_late_s, self.reserved)


class EndedMarket(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<3QQqq")
    SIZE: ClassVar[int] = 48
    samples: tuple[int, ...]
    price_mticks: int
    means_atoms: int
    claims_atoms: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            samples=values[0:3],
            price_mticks=values[3],
            means_atoms=values[4],
            claims_atoms=values[5],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(*self.samples, self.price_mticks, self.means_atoms, self.claims_atoms)


class EndedAsset(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<qQqqQ")
    SIZE: ClassVar[int] = 40
    owed_atoms: int
    first_atoms: int
    means_atoms: int
    gains_atoms: int
    fixed: int

    @classmethod
    def read(cls, data: bytes, offset: int = 0) -> Self:
        """Fields at an offset."""
        values = cls._LAYOUT.unpack_from(data, offset)
        return cls(
            owed_atoms=values[0],
            first_atoms=values[1],
            means_atoms=values[2],
            gains_atoms=values[3],
            fixed=values[4],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self._LAYOUT.pack(self.owed_atoms, self.first_atoms, self.means_atoms, self.gains_atoms, self.fixed)


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HB5sQ3072s320s")
    SIZE: ClassVar[int] = 3416
    ASSETS_AT: ClassVar[int] = 3096
    MARKETS_AT: ClassVar[int] = 24
    DISCRIMINATOR: ClassVar[bytes] = b'\x1f\r\xeb\xc9\x11B\x05\x8a'
    version: int
    bump: int
    reserved: bytes
    event_seq: int
    markets: tuple[EndedMarket, ...]
    assets: tuple[EndedAsset, ...]

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            event_seq=values[3],
            markets=tuple(EndedMarket.read(values[4], place) for place in range(0, 3072, 48)),
            assets=tuple(EndedAsset.read(values[5], place) for place in range(0, 320, 40)),
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.event_seq, b"".join(one.write() for one in self.markets), b"".join(one.write() for one in self.assets))


class JournalRoot(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the program."""

    _LAYOUT: ClassVar[struct.Struct] = struct.Struct("<HBBIQQQ32s")
    SIZE: ClassVar[int] = 72
    DISCRIMINATOR: ClassVar[bytes] = b'>\x1f(\x8f\xf9\xe5\x01L'
    version: int
    bump: int
    reserved: int
    day: int
    first_seq: int
    last_seq: int
    slot: int
    root: bytes

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Fields of an account's bytes. Errors: AccountMalformed."""
        account_check(data, cls.DISCRIMINATOR, cls.SIZE, cls.__name__)
        values = cls._LAYOUT.unpack_from(data, 8)
        return cls(
            version=values[0],
            bump=values[1],
            reserved=values[2],
            day=values[3],
            first_seq=values[4],
            last_seq=values[5],
            slot=values[6],
            root=values[7],
        )

    def write(self) -> bytes:
        """The bytes again."""
        return self.DISCRIMINATOR + self._LAYOUT.pack(self.version, self.bump, self.reserved, self.day, self.first_seq, self.last_seq, self.slot, self.root)


def apply_change(
    program: bytes,
    *,
    exchange: bytes,
    change: bytes,
    payer: bytes,
    vault: bytes | None,
    sol_vault: bytes | None,
    market: bytes | None,
    risk: bytes | None,
    operator: bytes | None,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Applies a change whose time has come."""
    metas = (
        Meta(exchange, False, True),
        Meta(change, False, True),
        Meta(payer, False, True),
        Meta(vault, False, True) if vault is not None else Meta(program, False, False),
        Meta(sol_vault, False, True) if sol_vault is not None else Meta(program, False, False),
        Meta(market, False, True) if market is not None else Meta(program, False, False),
        Meta(risk, False, True) if risk is not None else Meta(program, False, False),
        Meta(operator, True, False) if operator is not None else Meta(program, False, False),
    )
    return Instruction(program, metas + more, b'\xf8\xb1\t)2b\xff2')


def cancel_change(
    program: bytes,
    *,
    exchange: bytes,
    change: bytes,
    payer: bytes,
    guardian: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes a change back."""
    metas = (
        Meta(exchange, False, True),
        Meta(change, False, True),
        Meta(payer, False, True),
        Meta(guardian, True, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'd\x1e\x04\x94\x03\xf4\xf3\xa8')


def cancel_order(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    order: bytes,
    caller: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes an order of a self account off the chain."""
    metas = (
        Meta(user, False, True),
        Meta(owner, False, True),
        Meta(order, False, True),
        Meta(caller, True, False),
    )
    return Instruction(program, metas + more, b'_\x81\xed\xf0\x081\xdf\x84')


def cancel_request(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes a request back."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, True),
    )
    return Instruction(program, metas + more, b'A\xc4\xb1\xf7S\x97!\x82')


def claim_exit(
    program: bytes,
    *,
    user: bytes,
    exchange: bytes,
    resolution: bytes | None,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Serves a due request without the operator."""
    metas = (
        Meta(user, False, True),
        Meta(exchange, False, True),
        Meta(resolution, False, True) if resolution is not None else Meta(program, False, False),
    )
    return Instruction(program, metas + more, b'ms5%\xc6\xdd\xcb)')


def close_entries(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    user: bytes,
    entries: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes away a table of orders in which nothing can settle any more."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, True),
        Meta(user, False, False),
        Meta(entries, False, True),
    )
    return Instruction(program, metas + more, b'\xfd\xeb\xb8R\x072\x08\xd0')


def close_position(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    side: int,
    price: int,
    size: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """A self account lowers a position by taking orders that are there."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
    )
    return Instruction(program, metas + more, b'{\x86Q\x001Dbb' + struct.pack("<B", side) + struct.pack("<I", price) + struct.pack("<I", size))


def close_receipt(
    program: bytes,
    *,
    exchange: bytes,
    receipt: bytes,
    payer: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes away the receipt of a transfer whose message is over."""
    metas = (
        Meta(exchange, False, True),
        Meta(receipt, False, True),
        Meta(payer, False, True),
    )
    return Instruction(program, metas + more, b'~\xfe\xf4\xcb|\xa4\x86Y')


def close_user_account(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Closes an empty account."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, True),
        Meta(exchange, False, True),
    )
    return Instruction(program, metas + more, b'\xec\xb5\x03G\xc2\x12\x97\xbf')


def create_user_account(
    program: bytes,
    *,
    payer: bytes,
    owner: bytes,
    exchange: bytes,
    user: bytes,
    index_: int,
    kind: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Opens an account, engine or self."""
    metas = (
        Meta(payer, True, True),
        Meta(owner, True, False),
        Meta(exchange, False, True),
        Meta(user, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\x92DdE?.\xb6\xc7' + struct.pack("<H", index_) + struct.pack("<B", kind))


def deposit_native_sol(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    sol_vault: bytes,
    amount: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Lamports in."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, True),
        Meta(exchange, False, False),
        Meta(sol_vault, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\x10\x93\xb3\x8a\xe1M\x89#' + struct.pack("<Q", amount))


def deposit_tokens(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    vault: bytes,
    mint: bytes,
    vault_tokens: bytes,
    owner_tokens: bytes,
    amount: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Tokens in."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, False),
        Meta(vault, False, True),
        Meta(mint, False, False),
        Meta(vault_tokens, False, True),
        Meta(owner_tokens, False, True),
        Meta(b'\x06\xdd\xf6\xe1\xd7e\xa1\x93\xd9\xcb\xe1F\xce\xeby\xac\x1c\xb4\x85\xed_[7\x91:\x8c\xf5\x85~\xff\x00\xa9', False, False),
    )
    return Instruction(program, metas + more, b'\xb0S\xe5\x12\xbf\x8f\xb0\x96' + struct.pack("<Q", amount))


def execute_order(
    program: bytes,
    *,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    first_user: bytes,
    first: bytes,
    second_user: bytes,
    second: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Trades two crossing orders of self accounts."""
    metas = (
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
        Meta(first_user, False, True),
        Meta(first, False, True),
        Meta(second_user, False, True),
        Meta(second, False, True),
    )
    return Instruction(program, metas + more, b's=\xb4\x18\xa8 \xd7\x14')


def freeze(
    program: bytes,
    *,
    payer: bytes,
    exchange: bytes,
    risk: bytes,
    resolution: bytes,
    user: bytes | None,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Ends the exchange when the operator keeps somebody in or is gone."""
    metas = (
        Meta(payer, True, True),
        Meta(exchange, False, True),
        Meta(risk, False, False),
        Meta(resolution, False, True),
        Meta(user, False, False) if user is not None else Meta(program, False, False),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xff[\xcfT\xfb\xc2\xfe?')


def initialize_exchange(
    program: bytes,
    *,
    authority: bytes,
    program_data: bytes,
    exchange: bytes,
    risk: bytes,
    sol_vault: bytes,
    genesis_hash: bytes,
    quote_mint: bytes,
    guardian: bytes,
    operator: bytes,
    backstop: bytes,
    admin_threshold: int,
    sol_cap_atoms: int,
    sol_floor_atoms: int,
    admins: tuple[bytes, ...],
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Opens the exchange; by the program's upgrade authority alone."""
    metas = (
        Meta(authority, True, True),
        Meta(program_data, False, False),
        Meta(exchange, False, True),
        Meta(risk, False, True),
        Meta(sol_vault, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xe0it\xa6\xe4\xcf`\x13' + genesis_hash + quote_mint + guardian + operator + backstop + struct.pack("<B", admin_threshold) + struct.pack("<Q", sol_cap_atoms) + struct.pack("<Q", sol_floor_atoms) + list_of(admins))


def initialize_market(
    program: bytes,
    *,
    payer: bytes,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    symbol: bytes,
    feed: bytes,
    envelope_ppm: int,
    record: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Lists a market."""
    metas = (
        Meta(payer, True, True),
        Meta(exchange, False, True),
        Meta(risk, False, True),
        Meta(market, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'##\xbd\xc1\x9b0\xaa\xcb' + symbol + feed + struct.pack("<I", envelope_ppm) + list_of(record))


def initialize_token_vault(
    program: bytes,
    *,
    payer: bytes,
    exchange: bytes,
    mint: bytes,
    vault: bytes,
    vault_tokens: bytes,
    cap_atoms: int,
    floor_atoms: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Opens the vault of a mint."""
    metas = (
        Meta(payer, True, True),
        Meta(exchange, False, True),
        Meta(mint, False, False),
        Meta(vault, False, True),
        Meta(vault_tokens, False, True),
        Meta(b'\x06\xdd\xf6\xe1\xd7e\xa1\x93\xd9\xcb\xe1F\xce\xeby\xac\x1c\xb4\x85\xed_[7\x91:\x8c\xf5\x85~\xff\x00\xa9', False, False),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'@\xcaq\xcd\x16\xd2\xb2\xe1' + struct.pack("<Q", cap_atoms) + struct.pack("<Q", floor_atoms))


def liquidate(
    program: bytes,
    *,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    user: bytes,
    resting_user: bytes,
    resting: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """One step of the liquidation of a self account, against an order that is there."""
    metas = (
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
        Meta(user, False, True),
        Meta(resting_user, False, True),
        Meta(resting, False, True),
    )
    return Instruction(program, metas + more, b"\xdf\xb3\xe2}0.'J")


def migrate_account(
    program: bytes,
    *,
    payer: bytes,
    user: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Moves a user account to this layout."""
    metas = (
        Meta(payer, True, True),
        Meta(user, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xb1\xe4<}\rt,T')


def open_position(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    side: int,
    price: int,
    size: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """A self account takes orders that are there."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
    )
    return Instruction(program, metas + more, b'\x87\x80/M\x0f\x98\xf01' + struct.pack("<B", side) + struct.pack("<I", price) + struct.pack("<I", size))


def place_order(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    order: bytes,
    client_order_id: int,
    side: int,
    flags: int,
    price: int,
    size: int,
    expiry_slot: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """An order of a self account."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, True),
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
        Meta(order, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'3\xc2\x9b\xafm\x82`j' + struct.pack("<Q", client_order_id) + struct.pack("<B", side) + struct.pack("<B", flags) + struct.pack("<I", price) + struct.pack("<I", size) + struct.pack("<Q", expiry_slot))


def post_mark_round(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    risk: bytes,
    engine_us: int,
    marks: bytes,
    hours: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Marks of one engine time."""
    metas = (
        Meta(operator, True, False),
        Meta(exchange, False, True),
        Meta(risk, False, True),
    )
    return Instruction(program, metas + more, b'\xd4\xde:\xdb\x00\xd9\xdb\xb0' + struct.pack("<Q", engine_us) + list_of(marks) + list_of(hours))


def post_root(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    root: bytes,
    day: int,
    first_seq: int,
    last_seq: int,
    merkle_root: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """The root of a day of the journal."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, True),
        Meta(root, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\x9a\xd2\x9c\x9e\xc7\x1b\xae#' + struct.pack("<I", day) + struct.pack("<Q", first_seq) + struct.pack("<Q", last_seq) + merkle_root)


def propose_change(
    program: bytes,
    *,
    payer: bytes,
    exchange: bytes,
    change: bytes,
    id_: int,
    kind: int,
    number: int,
    key: bytes,
    amounts: tuple[int, ...],
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Names a change that may apply after its delay."""
    metas = (
        Meta(payer, True, True),
        Meta(exchange, False, True),
        Meta(change, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xa7\xd3\x12\xde]\xd7J\x9f' + struct.pack("<Q", id_) + struct.pack("<B", kind) + struct.pack("<B", number) + key + struct.pack("<3Q", *amounts))


def register_keeper(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    key: bytes,
    keeper: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Vouches for a keeper's key."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, True),
        Meta(key, False, False),
        Meta(keeper, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xaf~\x8c\xd5\x15\xae\xea\xef')


def register_orders(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    user: bytes,
    entries: bytes,
    signed_at: int,
    which: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Signed orders, before their first settlement."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, False),
        Meta(user, False, False),
        Meta(entries, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\x9a2\xbev)M\xe4\t' + struct.pack("<B", signed_at) + list_of(which))


def remove_keeper(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    keeper: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Takes a keeper's key off the list."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, True),
        Meta(keeper, False, True),
    )
    return Instruction(program, metas + more, b'\xc1\xa7\xa9\xd7,$X\xf7')


def request_exit(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Asks for everything."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, True),
    )
    return Instruction(program, metas + more, b'y\xba\xcbJ\x8a\xda\x87\x97')


def request_withdraw(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    exchange: bytes,
    asset: int,
    amount: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Asks for an amount."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
        Meta(exchange, False, True),
    )
    return Instruction(program, metas + more, b'\x89_\xbb`\xfa\x8a\x1f\xb6' + struct.pack("<B", asset) + struct.pack("<Q", amount))


def resolve_account(
    program: bytes,
    *,
    user: bytes,
    exchange: bytes,
    risk: bytes,
    resolution: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Closes an account at the prices that its markets ended with."""
    metas = (
        Meta(user, False, True),
        Meta(exchange, False, True),
        Meta(risk, False, False),
        Meta(resolution, False, True),
    )
    return Instruction(program, metas + more, b'\xd4\xb7\xca\xb3\x8e\xca[\xce')


def resolve_price(
    program: bytes,
    *,
    market: bytes,
    exchange: bytes,
    resolution: bytes,
    update: bytes | None,
    number: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """One of the three prices that a market ends with."""
    metas = (
        Meta(market, False, False),
        Meta(exchange, False, False),
        Meta(resolution, False, True),
        Meta(update, False, False) if update is not None else Meta(program, False, False),
    )
    return Instruction(program, metas + more, b'\xbbjM\xdfh@\x1fV' + struct.pack("<B", number))


def set_emergency_price(
    program: bytes,
    *,
    exchange: bytes,
    market: bytes,
    price_mticks: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """A price of a market whose feed is gone."""
    metas = (
        Meta(exchange, False, False),
        Meta(market, False, True),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\x14\xcaa\x02\xad\x19h\xb2' + struct.pack("<Q", price_mticks))


def set_pause(
    program: bytes,
    *,
    exchange: bytes,
    guardian: bytes,
    bits: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Pauses new risk at once."""
    metas = (
        Meta(exchange, False, True),
        Meta(guardian, True, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'? \x9a\x028gO-' + struct.pack("<B", bits))


def settle_items(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    risk: bytes,
    engine_us: int,
    round: int,
    items: bytes,
    digest: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """The next items of the settlement log."""
    metas = (
        Meta(operator, True, False),
        Meta(exchange, False, False),
        Meta(risk, False, False),
    )
    return Instruction(program, metas + more, b'Z\xd32\x97\xf9\xf1\xe0\xbd' + struct.pack("<Q", engine_us) + struct.pack("<Q", round) + list_of(items) + digest)


def settle_pnl(
    program: bytes,
    *,
    exchange: bytes,
    risk: bytes,
    market: bytes,
    user: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """What is due to and from a self account in a market."""
    metas = (
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(market, False, True),
        Meta(user, False, True),
    )
    return Instruction(program, metas + more, b'+=\xea-\x0f_\x98\x99')


def settle_transfer(
    program: bytes,
    *,
    operator: bytes,
    exchange: bytes,
    risk: bytes,
    giver: bytes,
    taker: bytes,
    receipt: bytes,
    nonce: int,
    signed_at: int,
    engine_us: int,
    round: int,
    seqs: tuple[int, ...],
    digest: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """USDC between two accounts of an owner, who signed for it."""
    metas = (
        Meta(operator, True, True),
        Meta(exchange, False, False),
        Meta(risk, False, False),
        Meta(giver, False, True),
        Meta(taker, False, True),
        Meta(receipt, False, True),
        Meta(b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00', False, False),
        Meta(b'\x06\xa7\xd5\x17\x18{\xd1f5\xda\xd4\x04U\xfd\xc2\xc0\xc1$\xc6\x8f!Vu\xa5\xdb\xba\xcb_\x08\x00\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b'\xc6\xb6\xf5\xc9\xc3\xfe\x1f\xfd' + struct.pack("<Q", nonce) + struct.pack("<B", signed_at) + struct.pack("<Q", engine_us) + struct.pack("<Q", round) + struct.pack("<2Q", *seqs) + digest)


def sweep_surplus(
    program: bytes,
    *,
    vault: bytes | None,
    vault_tokens: bytes | None,
    sol_vault: bytes | None,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Books a gift to a vault as insurance."""
    metas = (
        Meta(vault, False, True) if vault is not None else Meta(program, False, False),
        Meta(vault_tokens, False, False) if vault_tokens is not None else Meta(program, False, False),
        Meta(sol_vault, False, True) if sol_vault is not None else Meta(program, False, False),
    )
    return Instruction(program, metas + more, b'\x90C\xc5\xb1\xda\xc82\x18')


def update_oracle_price(
    program: bytes,
    *,
    market: bytes,
    exchange: bytes,
    update: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """A verified price as the newest index."""
    metas = (
        Meta(market, False, True),
        Meta(exchange, False, False),
        Meta(update, False, False),
    )
    return Instruction(program, metas + more, b'\x0e#\xa3\x96At\x95\x9a')


def update_user_account(
    program: bytes,
    *,
    user: bytes,
    owner: bytes,
    action: int,
    key: bytes,
    expiry_s: int,
    markets: int,
    notional_day_atoms: int,
    flags: int,
    floor: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Adds a delegate, schedules its removal, or schedules a floor."""
    metas = (
        Meta(user, False, True),
        Meta(owner, True, False),
    )
    return Instruction(program, metas + more, b'\x93S\xf3zn\x80\\!' + struct.pack("<B", action) + key + struct.pack("<q", expiry_s) + struct.pack("<Q", markets) + struct.pack("<Q", notional_day_atoms) + struct.pack("<Q", flags) + struct.pack("<Q", floor))


def upgrade_program(
    program: bytes,
    *,
    exchange: bytes,
    change: bytes,
    payer: bytes,
    authority: bytes,
    program_data: bytes,
    buffer: bytes,
    rent: bytes,
    clock: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Puts an announced version of the program in place."""
    metas = (
        Meta(exchange, False, True),
        Meta(change, False, True),
        Meta(payer, False, True),
        Meta(authority, False, False),
        Meta(program_data, False, True),
        Meta(b'\xfa\xa7k\x9ap6? B\xa0\xd7\x84\xf5W\xd3\xbb\xe5\xddnb\x0fZ2\xea\x19V\xe6\xc7;-\x9a\xe6', False, True),
        Meta(buffer, False, True),
        Meta(rent, False, False),
        Meta(clock, False, False),
        Meta(b'\x02\xa8\xf6\x91N\x88\xa1\xb0\xe2\x10\x15>\xf7c\xae+\x00\xc2\xb9=\x16\xc1$\xd2\xc0Sz\x10\x04\x80\x00\x00', False, False),
    )
    return Instruction(program, metas + more, b"\xdf\xec'Yo\xccr%")


def view_health(
    program: bytes,
    *,
    user: bytes,
    risk: bytes,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Worth and requirements of an account."""
    metas = (
        Meta(user, False, False),
        Meta(risk, False, False),
    )
    return Instruction(program, metas + more, b'+^/\xdeU\xa5\xe2\xb0')


def withdraw_native_sol(
    program: bytes,
    *,
    user: bytes,
    exchange: bytes,
    risk: bytes,
    sol_vault: bytes,
    owner: bytes,
    caller: bytes,
    amount: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Lamports out."""
    metas = (
        Meta(user, False, True),
        Meta(exchange, False, True),
        Meta(risk, False, False),
        Meta(sol_vault, False, True),
        Meta(owner, False, True),
        Meta(caller, True, False),
    )
    return Instruction(program, metas + more, b'\xc9h\xbbiP\xccT\x8a' + struct.pack("<Q", amount))


def withdraw_tokens(
    program: bytes,
    *,
    user: bytes,
    exchange: bytes,
    risk: bytes,
    vault: bytes,
    mint: bytes,
    vault_tokens: bytes,
    owner_tokens: bytes,
    caller: bytes,
    amount: int,
    more: tuple[Meta, ...] = (),
) -> Instruction:
    """Tokens out."""
    metas = (
        Meta(user, False, True),
        Meta(exchange, False, True),
        Meta(risk, False, False),
        Meta(vault, False, True),
        Meta(mint, False, False),
        Meta(vault_tokens, False, True),
        Meta(owner_tokens, False, True),
        Meta(caller, True, False),
        Meta(b'\x06\xdd\xf6\xe1\xd7e\xa1\x93\xd9\xcb\xe1F\xce\xeby\xac\x1c\xb4\x85\xed_[7\x91:\x8c\xf5\x85~\xff\x00\xa9', False, False),
    )
    return Instruction(program, metas + more, b'\x02\x04\xe1=\x13\xb6j\xaa' + struct.pack("<Q", amount))


# What the program refuses, by number.
ERRORS: Final[dict[int, tuple[str, str]]] = {
    6105: ("Overflow", "the result would leave the range of money"),
    6203: ("DelegateExists", "this key is a delegate of the account already"),
    6204: ("DelegateUnknown", "no delegate of the account has this key"),
    6205: ("DelegateLimit", "the account has as many delegates as allowed"),
    6206: ("DelegateExpiry", "a delegate's expiry is not in the future or too far away"),
    6400: ("MessageDomain", "the message was signed for another network or program"),
    6401: ("MessageMalformed", "the message is malformed"),
    6402: ("MessageAccount", "the message names another account"),
    6403: ("SignerUnknown", "the signer is neither owner nor a live delegate of the account"),
    6404: ("NonceUsed", "the nonce is bound to another message or below the floor"),
    6405: ("Expired", "the message is past its expiry and the grace"),
    6300: ("MarketUnknown", "no market has this number"),
    6301: ("MarketExists", "a market with this number is listed already"),
    6302: ("MarketLimit", "the number of the market is too high"),
    6303: ("MarketGrid", "one tick of one lot is not a whole number of atoms"),
    6304: ("MarketParameters", "a parameter of the market is outside its bounds"),
    6305: ("MarketNotional", "the largest position at the highest price is too large"),
    6411: ("OrderSize", "the size is more than is left of an order"),
    6412: ("OrderPrice", "the price is beyond what one of both signed"),
    6413: ("OrderKind", "the orders are of one side, or one that only rests would take"),
    6416: ("ReduceOnlyNothing", "a reduce-only order would open or turn a position"),
    6417: ("PriceBand", "the price is outside the band of mark and index"),
    6419: ("PositionLimit", "the position would be larger than allowed"),
    6420: ("OpenInterestLimit", "open interest would be larger than allowed"),
    6421: ("FeeCap", "a fee is above its signed cap, or a rebate above the fee of the fill"),
    6490: ("EntriesFull", "the account has as many registered orders as allowed"),
    6500: ("MarginInitial", "the account cannot carry the fill"),
    6600: ("Withdrawable", "more than may leave the account"),
    6601: ("Amount", "the amount is zero or above the limit"),
    7000: ("LayoutVersion", "the account has another layout version: migrate it"),
    7001: ("EngineAccount", "an engine account: only the settlement log does this"),
    7002: ("SelfAccount", "a self account: the settlement log does not touch it"),
    7003: ("Paused", "paused: new risk is not taken"),
    7004: ("NotUpgradeAuthority", "only the program's upgrade authority may initialise the exchange"),
    7005: ("AdminThreshold", "fewer admins signed than the threshold"),
    7006: ("OperatorUnknown", "the signer is not an operator of the exchange"),
    7007: ("AdminTransaction", "admin instructions stand at top level in a transaction without a durable nonce"),
    7008: ("ChangeEarly", "the change's delay has not passed"),
    7009: ("ChangeWaitsForExits", "exits that were requested in time are not paid yet"),
    7010: ("ChangeBounds", "the change is malformed or outside its bounds"),
    7011: ("KeyList", "the list of keys is full, too short or does not hold the key"),
    7012: ("AccountKind", "the kind of account is neither engine nor self"),
    6207: ("AccountNotEmpty", "the account still holds collateral, pockets, positions or a request"),
    7014: ("AccountInGrace", "owner instructions are not acknowledged and the grace has not passed"),
    7015: ("FloorBounds", "a nonce floor must rise and lie at most a day ahead"),
    7016: ("FloorPending", "an earlier floor is still in its grace"),
    7017: ("RequestExists", "a request stands already"),
    7018: ("RequestMissing", "no request stands"),
    7019: ("RequestEarly", "the request is not due yet"),
    7020: ("PositionsOpen", "the account has open positions"),
    7021: ("BorrowOpen", "the account owes collateral"),
    6604: ("AssetUnknown", "the asset is unknown"),
    6609: ("AssetParameters", "weights, decimals or market of the asset are outside their bounds"),
    7023: ("DepositCap", "the vault's deposit cap is reached"),
    7024: ("WithdrawalDelayed", "the vault's rolling limits are used up: try again later"),
    7025: ("VaultMismatch", "tokens moved differ from what is booked"),
    7026: ("TokenAccountEncumbered", "the token account has a delegate or a close authority: the owner must sign"),
    7027: ("Nothing", "there is nothing to move"),
    7028: ("ItemsMalformed", "settlement items are malformed"),
    7029: ("ItemSequence", "an item names another sequence than the account's next"),
    7030: ("EngineTime", "engine time is too old, ahead of the chain or before the account's last"),
    7031: ("MarkRound", "another mark round is in force"),
    7032: ("Digest", "the digest of the after-state differs"),
    7033: ("AckSequence", "an ack names owner instructions that were acknowledged or do not exist"),
    7034: ("NotOutdated", "not an account of the layout before"),
    7035: ("OwnerMustSign", "the owner must sign"),
    7036: ("MarketEnvelope", "the maintenance fraction does not cover a round's envelope, funding and liquidation fee"),
    7037: ("OracleAccount", "not a price update of the receiver that is trusted"),
    7038: ("OracleUnverified", "the price update is not fully verified"),
    7039: ("OracleFeed", "the price update is of another feed"),
    7040: ("OracleStale", "the price is too old, ahead of the clock or not newer than the last"),
    7041: ("OracleUncertain", "the price is not positive, out of range or too uncertain"),
    7042: ("OracleVolatile", "the price jumps further than a price does"),
    7043: ("OracleEarly", "an index is kept at most every five seconds"),
    7044: ("MarkMalformed", "a mark round has one mark of eight bytes a market"),
    7045: ("MarkEnvelope", "a mark leaves its envelope, or is far from the index without the whole step towards it"),
    7046: ("SignatureMissing", "no signature of that number was verified before this instruction"),
    7047: ("SignatureElsewhere", "the signature speaks of bytes of another instruction"),
    7049: ("SelfTrade", "both orders are of one owner"),
    7050: ("MarketNotLive", "the market's fills do not settle yet"),
    7051: ("PositionsFull", "the account has no slot for another position"),
    7052: ("FundingHour", "a sample belongs to the hour that is sampled, and an hour ends once"),
    7053: ("FundingSamples", "the hour's samples are not those of the posted rounds and bounded ones beside them"),
    7060: ("Frozen", "the exchange is frozen: it only pays out"),
    7061: ("NotFrozen", "the exchange is not frozen"),
    7062: ("FreezeEarly", "no exit with a position is overdue, and mark rounds are posted"),
    7063: ("PriceSample", "not the one update that is this sample, or the sample is there already"),
    7064: ("PriceMissing", "a market of the account has no resolved price yet"),
    7065: ("AlreadyResolved", "the account is resolved already"),
    7066: ("AccountsUnresolved", "shares are paid when every engine account is resolved"),
    7067: ("ShareMissing", "the shares of an asset are not fixed yet: give the resolution and the asset's vault"),
    7068: ("RootSequence", "a root is of a day that is over, behind the last one, and of the commands that follow its"),
    7069: ("PriceThere", "the market's last verified price is not old enough to do without"),
    7070: ("OrdersApart", "the two orders do not cross"),
    7071: ("OrderAlive", "the order may still trade: only its owner takes it back"),
    7072: ("MarkStale", "marks are older than a minute or new risk is paused: only reductions trade"),
    7073: ("Healthy", "the account keeps its requirement, or holds nothing in this market"),
    7074: ("StepEarly", "a step of a liquidation comes at most every 30 seconds"),
    7075: ("StepTerms", "not the way, market or lots of the step of a liquidation that is due in this mark round"),
    7076: ("OtherCollateral", "the account has other collateral than USDC, which is not listed or pays first"),
    7077: ("BackstopOther", "lots of a liquidation pass to the exchange's backstop, and not from it"),
    7081: ("RecordOpen", "a record of the market is not done: nothing else happens there before"),
    7082: ("RecordPassed", "the open record does not concern the account, or it has passed it"),
    7083: ("RecordUnfinished", "not everybody whom the record concerns has passed it"),
    7090: ("NotLeaving", "the owner did not ask for an exit, or took it back longer ago than the grace"),
    6660: ("DelegateMarket", "the delegate may not sign for this market"),
    7095: ("UpgradeBytes", "the buffer does not hold the program that was announced"),
    7100: ("ConversionOrder", "collateral of a lower number pays before this asset"),
    7098: ("OtherOwner", "a transfer moves collateral between accounts of one owner alone"),
    7105: ("ReceiptNeeded", "the message of the receipt is not past its expiry and grace"),
    7106: ("EntriesNeeded", "an order of the table may still settle, or the table is of another account"),
    7115: ("TailLimit", "more than the tail of insurance gives this market for this loss and on this day"),
    7116: ("ShareLimit", "more than fills have set aside in this market for referrers"),
    7120: ("BorrowKept", "what the account owes is within its room and its time"),
    7121: ("BorrowTerms", "terms of borrowing are outside their bounds"),
    7122: ("BorrowNone", "this account may not borrow"),
    6661: ("DelegateDay", "the fill would take what the delegate traded this day above what its owner allows"),
    7125: ("DelegateGone", "the key that signed the order is no delegate of the account any more"),
    7126: ("DelegatePrice", "the price is further from the index than its owner lets the delegate trade"),
    7135: ("ChangeOperators", "items are judged by what changes: for an hour only an operator applies it"),
    7136: ("ChangeDue", "the change may apply: for a day nobody takes it back"),
}
