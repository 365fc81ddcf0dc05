"""Regimes laid over a feed: a crash, a gap, a frozen or a crossed book, at known times.

Invariant: what lies outside a scene's time is left as it is, apart from the prices that a crash or a gap has moved for good; the same
feed and scenes give the same events.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Literal

import msgspec

from quantdesk.model.feed import FeedEvent, Level, Print, Quote

PPM: Final = 1_000_000


class Scene(msgspec.Struct, frozen=True):
    """A regime from start_us to end_us. move_ppm: by how much prices have moved at its end; ignored by frozen and crossed."""

    kind: Literal["crash", "gap", "frozen", "crossed"]
    start_us: int
    end_us: int
    move_ppm: int = 0


def scenes_play(events: Iterable[FeedEvent], scenes: tuple[Scene, ...], tick: int) -> Iterator[FeedEvent]:
    """The events as the scenes make them; prices stay on the grid of tick (e9), rounded down.

    crash: prices move evenly to their end; gap: at once at its start, without an event until its end; frozen: nothing changes any more
    but quotes go on; crossed: bid and ask of quotes change places.
    """
    frozen: Quote | None = None
    for event in events:
        ts_us = event.ts_us
        now = [scene for scene in scenes if scene.start_us <= ts_us < scene.end_us]
        kinds = {scene.kind for scene in now}
        if "gap" in kinds:
            continue
        shown = _moved(event, _factor_ppm(scenes, ts_us), tick)
        if "frozen" in kinds:
            if not isinstance(shown, Quote):
                continue
            frozen = frozen or shown
            shown = msgspec.structs.replace(frozen, ts_us=ts_us)
        else:
            frozen = None
        if "crossed" in kinds and isinstance(shown, Quote):
            shown = msgspec.structs.replace(shown, bid_price=shown.ask_price, ask_price=shown.bid_price)
        yield shown


def _factor_ppm(scenes: tuple[Scene, ...], ts_us: int) -> int:
    """Millionths of its price that a feed has kept at a time."""
    factor = PPM
    for scene in scenes:
        if scene.kind == "crash" and ts_us >= scene.start_us:
            done = min(ts_us, scene.end_us) - scene.start_us
            factor += scene.move_ppm * done // (scene.end_us - scene.start_us)
        elif scene.kind == "gap" and ts_us >= scene.start_us:
            factor += scene.move_ppm
    return max(1, factor)


def _moved(event: FeedEvent, factor: int, tick: int) -> FeedEvent:
    if factor == PPM:
        return event

    def price(e9: int) -> int:
        return max(1, e9 * factor // (PPM * tick)) * tick

    def levels(old: list[Level]) -> list[Level]:
        return [(price(at), size) for at, size in old]

    if isinstance(event, Print):
        return msgspec.structs.replace(event, price=price(event.price))
    if isinstance(event, Quote):
        bid = price(event.bid_price)
        return msgspec.structs.replace(event, bid_price=bid, ask_price=max(bid + tick, price(event.ask_price)))
    return msgspec.structs.replace(event, bids=levels(event.bids), asks=levels(event.asks))
