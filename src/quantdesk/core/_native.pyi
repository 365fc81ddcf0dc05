# Types of the compiled module.

from collections.abc import Mapping
from typing import TypeAlias, final

# Bytes that the exchange does not take as a whole; nothing changed.
class BatchError(ValueError): ...

# The whole state of an exchange. Calls run without the interpreter lock, one after another.
@final
class Exchange:
    def __new__(cls) -> Exchange: ...
    # The exchange of a snapshot. Raises BatchError.
    @staticmethod
    def restore(snapshot: bytes) -> Exchange: ...
    # Events of a batch: head of 32 bytes and command records. Raises BatchError; nothing changed then.
    def apply(self, batch: bytes) -> bytes: ...
    # The same, and the end of each command's events; the changes at the end of the batch follow the last one.
    def apply_split(self, batch: bytes) -> tuple[bytes, list[int]]: ...
    # Views that answer a query. Raises BatchError.
    def query(self, query: bytes) -> bytes: ...
    # Canonical bytes of the whole state.
    def snapshot(self) -> bytes: ...
    # SHA-256 of the snapshot.
    def state_hash(self) -> bytes: ...
    # Number of the last command applied, 0 before the first.
    @property
    def seq(self) -> int: ...
    # Time of the last batch in microseconds.
    @property
    def ts_us(self) -> int: ...

# The 32 bytes in front of a batch's records: number of records, seq of the first, time of all in microseconds.
def batch_head(count: int, seq_from: int, ts_us: int) -> bytes: ...

# Number of records, the items of a Batch not counted. Raises BatchError with reason and offset of what is malformed or what
# this service may not send.
def records_check(records: bytes, service: int) -> int: ...

# SHA-256 of crates/core/schema.txt as the module was built with it, 32 bytes.
def schema_hash() -> bytes: ...

# Rate of an hour whose samples have this mean, both e9, when there are enough of them. Source: [FND-2].
def funding_rate(premium: int) -> int: ...

# Prices in ticks and sizes in lots of the orders of a scale, from the first to the last. Source: [BOOK-16].
def ladder(first: int, last: int, size: int, count: int) -> list[tuple[int, int]]: ...

# First 16 bytes of SHA-256 of a message. Source: [SIG-7].
def order_id(message: bytes) -> bytes: ...

# The 64 bytes of an order by the core's encoder, from all its fields by name: numbers, and `domain` of 8 bytes.
def message_encode(fields: Mapping[str, int | bytes]) -> bytes: ...

# The 64 bytes of a transfer by the core's encoder, from all its fields by name.
def transfer_encode(fields: Mapping[str, int | bytes]) -> bytes: ...

# What the core's encoder makes of what its decoder reads. ValueError: it reads no message. Source: [SIG-1].
def message_recode(message: bytes) -> bytes: ...

# One byte a (signer, message, signature): 1 when it holds by the strict rules, 0 also for wrong lengths. Source: [SIG-3].
def signatures_verify(items: list[tuple[bytes, bytes, bytes]]) -> bytes: ...

# Command records with the order id of each signed one filled in, and one verdict byte a signed record, in their order.
# Signed are PlaceOrder, ReplaceOrder and Transfer, alone or behind a Batch. ValueError: the offset of what is no record.
def orders_prepare(records: bytes) -> tuple[bytes, bytes]: ...

# Ed25519 signature, 64 bytes, by the key of a 32-byte seed. ValueError: a seed of another length.
def sign(seed: bytes, message: bytes) -> bytes: ...

# Ed25519 public key, 32 bytes, of a 32-byte seed. ValueError: a seed of another length.
def public_key(seed: bytes) -> bytes: ...

# Candles of all twelve intervals, 104 bytes each, of ticks of 40 bytes in any order (layouts: quantdesk.model.candles).
# ValueError: a tick that is malformed or has no price. Source: [CDL-1] to [CDL-3].
def candles_fold(ticks: bytes) -> bytes: ...

# Candles of the ticks of both, those of the same key joined. ValueError: a malformed candle. Source: [CDL-2].
def candles_join(left: bytes, right: bytes) -> bytes: ...

# The mark after a time of at most 5 s, on its way to another within its envelope, mticks. Source: [MRK-2].
def mark_moved(mark: int, target: int, mmf_ppm: int, elapsed_us: int) -> int: ...

# A ledger as whole numbers: pool, insurance, fee bucket, fee claim, claims, deficit, funding index, long lots, short lots, shares.
# What an account has in a market: b, e, r, w, f, and its collateral c. ValueError everywhere: beyond the range of money.
_Ledger: TypeAlias = tuple[int, int, int, int, int, int, int, int, int, int]
_Holding: TypeAlias = tuple[int, int, int, int, int, int]

# Ledger, taker and maker after a match; of both the fee charged and what of a claim was paid. step_fee_max: of a step of a
# liquidation the most that the taker's fee may be. Source: [PNL-4], [FEE-4], [LIQ-3].
def fill_settle(
    *,
    ledger: _Ledger,
    taker: _Holding,
    maker: _Holding,
    rates: tuple[int, int],
    side: int,
    lots: int,
    price: int,
    tick_value: int,
    mark_mticks: int,
    step_fee_max: int | None = None,
    counted: tuple[bool, bool] = (True, True),
    shared: tuple[bool, bool] = (False, False),
    rooms: tuple[int, int] = (0, 0),
) -> tuple[_Ledger, tuple[_Holding, int, int], tuple[_Holding, int, int]]: ...

# The fee's rate in ppm, ledger, account and backstop after all lots of the account passed to the backstop at the mark.
# Source: [LIQ-2], [LIQ-3].
def hand_over_settle(
    *,
    ledger: _Ledger,
    account: _Holding,
    backstop: _Holding,
    fee: int,
    tick_value: int,
    mark_mticks: int,
    room: int = 0,
) -> tuple[int, _Ledger, _Holding, _Holding]: ...

# Ledger and account after step 0, what is due taken in, 1, a loss at mark paid, or 2, a claim paid by the pool, with what was
# paid of it. Source: [PNL-4], [PNL-5].
def touch_settle(
    *, ledger: _Ledger, holding: _Holding, step: int, tick_value: int, mark_mticks: int
) -> tuple[_Ledger, _Holding, int]: ...

# Ledger, account and words of the dealing after an act. account: its money, the last record that it passed, whether it is the backstop, its
# room; at: tick value, mark, when it was made, what insurance pays at once, accounts that are long and short, index.
# ValueError: it is not due. Source: [LIQ-5], [LIQ-6], [CUST-51].
def deal_settle(
    *,
    ledger: _Ledger,
    account: tuple[_Holding, int, bool, int],
    words: list[int],
    act: int,
    amount: int,
    at: tuple[int, int, int, int, tuple[int, int], int],
) -> tuple[_Ledger, _Holding, list[int]]: ...

# Whether an exit that was asked for at asked_s and has so many hours is in its last twelve at now_s, unix seconds each. Source: [CUST-51].
def exit_is_last(*, asked_s: int, hours: int, now_s: int) -> bool: ...

# How far c of an account may lie below zero. others: amount of an asset, its decimals, its initial weight, index and tick size of its
# market; terms: the most, and the part in ppm. Source: [MGN-7].
def room_own(*, others: list[tuple[int, int, int, int, int]], terms: tuple[int, int]) -> int: ...

# Ledger and account after shares that were set aside were paid. Source: [FEE-2].
def share_settle(*, ledger: _Ledger, holding: _Holding, amount: int) -> tuple[_Ledger, _Holding]: ...

# Ledger, and day and amount of what the tail of insurance gave the market on the last day that it did, after a gift; the UTC day of a time.
# Source: [LIQ-5].
def tail_settle(
    *, ledger: _Ledger, given: tuple[int, int], amount: int, day: int
) -> tuple[_Ledger, tuple[int, int]]: ...
def tail_day(us: int) -> int: ...

# Epoch and profit held of it and of the one before, after `amount` was paid at a time. Source: [PNL-6].
def held_paid(held: tuple[int, int, int], ts_us: int, amount: int) -> tuple[int, int, int]: ...

# The lowest rate of a tier, ppm, that makes this fee of a notional; None: no tier does. Source: [FEE-1], [FEE-5].
def fee_rate_of(notional: int, fee: int, takes: bool) -> int | None: ...

# The lowest rate, ppm, whose fee of a notional is at least this one. Source: [LIQ-3].
def fee_rate_reaching(notional: int, fee: int) -> int: ...

# Why the program would not take a change: number of the reason, its bound and the place of the field; None: it would. Cap of a vault;
# limits of its outflow, of an hour, of a day and the floor; records ListMarket of before and after with the record SetMargin and the
# envelope that the market keeps; records SetAsset, with the highest price and the tick size of the market. ValueError: no such record.
# Source: [CUST-22], [CUST-39], [WDR-1].
_Refused: TypeAlias = tuple[int, int, int] | None

def cap_change_refused(before: int, after: int) -> _Refused: ...
def limits_change_refused(before: tuple[int, int, int], after: tuple[int, int, int]) -> _Refused: ...
def market_change_refused(before: bytes, after: bytes, margin: bytes, envelope_ppm: int) -> _Refused: ...
def asset_change_refused(before: bytes | None, after: bytes, price_max: int, tick_size: int) -> _Refused: ...
