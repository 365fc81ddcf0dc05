//! Orders on terms beside their message: those that wait (BOOK-12), icebergs (BOOK-13), pegged orders (BOOK-14), slices (BOOK-15).
//!
//! Invariant: as the mirror's own: from events alone, and each must fit what is known.

use quantdesk_core::schema_gen::*;

use crate::mirror::{need, Broken, Mirror, Resting, Sliced, Sound};

/// Most parts of an iceberg.
const PARTS_MAX: u64 = 20;

/// Whether an order of this kind loses its place with every replacement.
pub fn stands_on(kind: u8) -> bool {
    [OrderKind::Iceberg.code(), OrderKind::Pegged.code()].contains(&kind)
}

/// No price of an order is worse than the signed one.
fn within_worst(order: &Resting) -> Sound {
    let fits = if order.side == 0 { order.price <= order.worst } else { order.price >= order.worst };
    need!(fits, "BOOK-14 never beyond the signed price", order);
    Ok(())
}

/// TermsSet: an iceberg shows no more than it may; a pegged order stands within what was signed.
pub fn terms_set(m: &mut Mirror, e: &TermsSet) -> Sound {
    let slot = m.resting(&e.order_id)?;
    let order = &mut m.orders[slot as usize];
    (order.display, order.worst) = (e.display, e.worst);
    if order.kind == OrderKind::Iceberg.code() {
        let parts = 0 < order.size && u64::from(order.size) <= PARTS_MAX * u64::from(e.display);
        need!(parts, "BOOK-13 parts", e, order.size);
    }
    within_worst(order)?;
    let before = order.shown();
    order.hide();
    let after = order.shown();
    m.count(slot, 0, i64::from(after) - i64::from(before));
    Ok(())
}

/// The shown part of an iceberg has filled: the next one stands behind the others of its price.
pub fn show_next(m: &mut Mirror, slot: u32) {
    let order = &m.orders[slot as usize];
    if order.left == 0 || order.shown() > 0 {
        return;
    }
    let mut next = order.clone();
    m.take_out(slot);
    next.hide();
    m.rest(next, None);
}

/// OrderRepriced: its lots are the same, its place is the last of its price.
pub fn repriced(m: &mut Mirror, e: &OrderRepriced) -> Sound {
    let slot = m.resting(&e.order_id)?;
    let mut order = m.orders[slot as usize].clone();
    let pegged = order.kind == OrderKind::Pegged.code() && order.left == e.left;
    need!(pegged, "BOOK-14 only a pegged order moves", e, order);
    order.price = e.price;
    within_worst(&order)?;
    m.take_out(slot);
    m.rest(order, None);
    Ok(())
}

/// OrderWaiting: counts nothing until it starts; a trailing stop's price is not followed here.
pub fn waits(m: &mut Mirror, e: &OrderWaiting) -> Sound {
    let known = m.waiting.contains_key(&e.order_id) || m.order_of.contains_key(&e.order_id);
    need!(!known, "BOOK-12 an order waits once", e);
    let stops = [OrderKind::StopMarket.code(), OrderKind::StopLimit.code()].contains(&e.kind);
    let rises = (e.side == 0) == stops;
    let trails = [OrderKind::TrailingStop.code(), OrderKind::Twap.code()].contains(&e.kind);
    let starts = (!trails).then_some((u64::from(e.trigger) * 1_000, !rises));
    if e.kind == OrderKind::Twap.code() {
        m.sliced.insert(e.order_id, to_slice(e));
    }
    m.waiting.insert(e.order_id, (e.size, starts));
    Ok(())
}

/// OrderTriggered: it waited, its price is there, and it enters no larger than it was signed.
pub fn triggered(m: &mut Mirror, e: &OrderTriggered) -> Sound {
    let Some((size, starts)) = m.waiting.get(&e.order_id).copied() else {
        need!(false, "BOOK-12 it waited", e);
        return Ok(());
    };
    need!(0 < e.size && e.size <= size, "BOOK-12 no larger than signed", e, size);
    let market = m.market(e.market)?;
    let last = e.source == PriceSource::Last.code();
    let price = if e.source == PriceSource::Mark.code() { market.mark } else { market.index };
    need!(e.price > 0 && (last || e.price == price), "BOOK-12 the price is the source's", e, price);
    // The last price may have moved on since it reached the order: others of its list started before it.
    if let Some((at, falls)) = starts.filter(|_| !last) {
        let there = if falls { e.price <= at } else { e.price >= at };
        need!(there, "BOOK-12 its price is there", e, at);
    }
    if e.reason == 0 {
        m.waiting.remove(&e.order_id);
    }
    Ok(())
}

/// What is known of a TWAP before its first slice.
pub fn to_slice(e: &OrderWaiting) -> Sliced {
    let reduce_only = e.reduce_only != 0;
    Sliced { size: e.size, price: e.price, time_in_force: e.time_in_force, reduce_only, filled: 0 }
}

/// OrderSliced: the order as the taker of its slice; in all it fills no more than its size.
pub fn slice_of(m: &mut Mirror, e: &OrderSliced) -> Sound<Resting> {
    let unknown = || Broken { kind: "BOOK-15 a slice is of an order that waits".into(), text: format!("{e:?}") };
    let sliced = m.sliced.get_mut(&e.order_id).ok_or_else(unknown)?;
    let before = sliced.size - sliced.filled;
    need!(e.filled <= e.size && e.size <= before, "BOOK-15 a slice is a part of what is left", e, sliced);
    need!(e.left == before - e.filled, "BOOK-15 what is left of the whole", e, sliced);
    need!(e.reason == 0 || e.filled == 0, "BOOK-15 a slice that is refused fills nothing", e);
    need!(e.price == sliced.price, "BOOK-15 the signed price is the worst", e, sliced);
    sliced.filled += e.filled;
    let (time_in_force, reduce_only) = (sliced.time_in_force, sliced.reduce_only);
    if e.left == 0 {
        m.sliced.remove(&e.order_id);
        m.waiting.remove(&e.order_id);
    }
    Ok(Resting {
        id: e.order_id,
        client_order_id: e.client_order_id,
        account: m.place(e.account)?,
        market: e.market,
        side: e.side,
        time_in_force,
        reduce_only,
        price: e.price,
        size: e.filled,
        left: e.filled,
        kind: OrderKind::Twap.code(),
        ..Resting::default()
    })
}
