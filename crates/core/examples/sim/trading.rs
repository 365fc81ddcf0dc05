//! Traders of the random world: orders near the price, orders that wait, cancels, shrinks, replacements, batches.
//!
//! Invariant: messages are well formed; whether the exchange takes them is its matter.

use quantdesk_core::message::Message;
use quantdesk_core::schema_gen::*;

use crate::algos;
use crate::crowd::{bytes_of, id_of, place_message, Crowd, DOMAIN};
use crate::mirror::{Mirror, OrderId, Resting};
use crate::money::TIERS;

const STOPS: [OrderKind; 2] = [OrderKind::StopMarket, OrderKind::StopLimit];
const TAKING: [OrderKind; 4] =
    [OrderKind::Market, OrderKind::StopMarket, OrderKind::TakeProfitMarket, OrderKind::TrailingStop];

/// A limit price in ticks: around the mark, on the wrong side of it in so many of a thousand.
pub fn price_near(crowd: &mut Crowd, m: &Mirror, number: usize, side: Side, eager: u64) -> u32 {
    let spread = crowd.shape.markets[number].spread;
    let near = crowd.dice.below(1_000).min(crowd.dice.below(1_000)) as i64;
    let mut away = spread * near * 3 / 2_000;
    if crowd.dice.chance(eager) {
        away = -away;
    }
    if crowd.dice.chance(20) {
        away *= 12;
    }
    let mark = mark_of(crowd, m, number);
    let price = if side == Side::Buy { mark - away } else { mark + away };
    price.clamp(1, i64::from(u32::MAX)) as u32
}

/// The mark in ticks; where there is none, what the crowd thinks.
fn mark_of(crowd: &Crowd, m: &Mirror, number: usize) -> i64 {
    let mark = m.markets.get(number).map_or(0, |market| market.mark as i64);
    (if mark == 0 { crowd.centre[number] } else { mark }) / 1_000
}

fn reduces(lots: i64, side: Side) -> bool {
    lots != 0 && (lots > 0) == (side == Side::Sell)
}

/// A size: often what would close the position, else anything up to the shape's.
fn lots_of(crowd: &mut Crowd, lots: i64, number: usize, side: Side) -> u32 {
    if reduces(lots, side) && crowd.dice.chance(450) {
        let more = crowd.dice.pick(&[0, 0, 0, 1, 3]);
        return (lots.unsigned_abs() + more).min(u64::from(crowd.shape.markets[number].order_max)) as u32;
    }
    let most = u64::from(crowd.shape.lots) * crowd.dice.below(1_000) / 1_000;
    1 + crowd.dice.below(most.max(1)) as u32
}

/// The owner, sometimes one of the delegates.
pub fn signer_of(crowd: &mut Crowd, m: &Mirror, who: usize) -> [u8; 32] {
    let owner = m.owners[m.people[who].owner].key;
    let delegates = &m.people[who].delegates;
    if delegates.is_empty() || !crowd.dice.chance(400) {
        return owner;
    }
    let (key, until) = crowd.dice.pick(delegates);
    if until > crowd.ts_us || crowd.dice.chance(50) {
        key
    } else {
        owner
    }
}

/// A side: rather the one that reduces when a position is there.
pub fn side_of(crowd: &mut Crowd, lots: i64) -> Side {
    if lots != 0 && crowd.dice.chance(600) {
        return if lots > 0 { Side::Sell } else { Side::Buy };
    }
    crowd.dice.pick(&[Side::Buy, Side::Sell])
}

/// A fee cap: wide, or so tight that a rise of the tier makes it bind.
fn fee_cap(crowd: &mut Crowd, m: &Mirror, who: usize, post_only: bool) -> u16 {
    if crowd.dice.chance(750) {
        return 50;
    }
    let [maker, taker] = TIERS[usize::from(m.owners[m.people[who].owner].tier)];
    if crowd.dice.chance(800) {
        return (if post_only { maker.max(0) } else { taker } / 10) as u16;
    }
    crowd.dice.pick(&[0, 5, 10, 40, 65_535])
}

/// A well-formed order message.
pub fn message_of(crowd: &mut Crowd, m: &Mirror, who: usize, number: usize, side: Side, kind: OrderKind) -> Message {
    let validity = if TAKING.contains(&kind) {
        crowd.dice.pick(&[TimeInForce::Ioc, TimeInForce::Ioc, TimeInForce::Ioc, TimeInForce::Fok])
    } else {
        match crowd.dice.below(20) {
            0..14 => TimeInForce::Gtc,
            14..17 => TimeInForce::Gtd,
            17..19 => TimeInForce::Ioc,
            _ => TimeInForce::Fok,
        }
    };
    let rests = [TimeInForce::Gtc, TimeInForce::Gtd].contains(&validity);
    let post_only = rests && crowd.dice.chance(300);
    let life = match validity {
        TimeInForce::Gtd => crowd.dice.pick(&[0, 1, 3, 40]),
        _ => crowd.dice.pick(&[60, 5_000, 500_000]),
    };
    let lots = m.people[who].lots(number as u16);
    let eager = if post_only {
        50
    } else if rests {
        400
    } else {
        900
    };
    let reduce_only = crowd.dice.chance(if reduces(lots, side) { 250 } else { 20 });
    Message {
        domain: DOMAIN,
        account: m.people[who].number,
        nonce: crowd.nonce(),
        expiry_slot: crowd.slot() + life,
        client_order_id: crowd.client_order_id(),
        price: price_near(crowd, m, number, side, eager),
        size: lots_of(crowd, lots, number, side),
        market: number as u16,
        fee_max: fee_cap(crowd, m, who, post_only),
        side,
        time_in_force: validity.code(),
        self_trade: crowd.dice.pick(&[0, 0, 0, 1, 2, 3]),
        group: crowd.dice.pick(&[0, 0, 1, 3]),
        trigger: 0,
        trigger_falls: false,
        reduce_only,
        post_only,
    }
}

/// PlaceOrder.
pub fn order(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> Vec<u8> {
    let who = who.unwrap_or_else(|| crowd.account(m));
    let number = crowd.market();
    let mut kind = if crowd.dice.chance(100) { OrderKind::Market } else { OrderKind::Limit };
    let side = side_of(crowd, m.people[who].lots(number as u16));
    let message = message_of(crowd, m, who, number, side, kind);
    if message.post_only && crowd.dice.chance(400) {
        kind = OrderKind::Slide;
    }
    let placed = place_message(&message, signer_of(crowd, m, who), kind);
    crowd.remember(&placed);
    placed
}

/// Id, market and side of an order of the account that another may be tied to: one that rests, or that was sent before.
fn tied_to(crowd: &mut Crowd, m: &Mirror, who: usize, number: usize, side: Side) -> (OrderId, usize, Side) {
    let rests = open_order(crowd, m, who).filter(|_| crowd.dice.chance(600));
    if let Some(order) = rests {
        return (order.id, usize::from(order.market), if order.side == 0 { Side::Buy } else { Side::Sell });
    }
    let own = m.people[who].number.to_le_bytes();
    let signed = [PlaceOrder::KIND, PlaceAlgo::KIND];
    let sent = crowd.sent.iter().rev().take(40).find(|one| signed.contains(&one[0]) && one[28..36] == own);
    match sent {
        Some(one) => {
            let market = usize::from(u16::from_le_bytes([one[72], one[73]]));
            let side = if one[74] & 1 == 0 { Side::Buy } else { Side::Sell };
            (one[4..20].try_into().unwrap(), market.min(crowd.shape.markets.len() - 1), side)
        }
        None => (id_of(&[crowd.dice.below(256) as u8; 64]), number, side),
    }
}

/// PlaceAlgo: a stop, a take-profit or a trailing stop, alone or tied to an order of the account.
pub fn waiting_order(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> Vec<u8> {
    let who = who.unwrap_or_else(|| crowd.account(m));
    let mut number = crowd.market();
    let mut side = side_of(crowd, m.people[who].lots(number as u16));
    let link = crowd.dice.pick(&[Link::None, Link::None, Link::None, Link::Oco, Link::Child, Link::Child]);
    let mut linked = [0; 16];
    if link != Link::None {
        (linked, number, side) = tied_to(crowd, m, who, number, side);
        if link == Link::Child {
            side = if side == Side::Buy { Side::Sell } else { Side::Buy };
        }
    }
    let kind = crowd.dice.pick(&[
        OrderKind::StopMarket,
        OrderKind::StopMarket,
        OrderKind::StopLimit,
        OrderKind::TakeProfitMarket,
        OrderKind::TakeProfitMarket,
        OrderKind::TakeProfitLimit,
        OrderKind::TrailingStop,
        OrderKind::TrailingStop,
    ]);
    let (mark, spread) = (mark_of(crowd, m, number), crowd.shape.markets[number].spread);
    let taking = TAKING.contains(&kind);
    let mut message =
        message_of(crowd, m, who, number, side, if taking { OrderKind::Market } else { OrderKind::Limit });
    let away = crowd.dice.between(0, spread);
    let falls = ((side == Side::Sell) == STOPS.contains(&kind)) != crowd.dice.chance(30);
    let ticks = |price: i64| price.clamp(1, i64::from(u32::MAX)) as u32;
    let trails = kind == OrderKind::TrailingStop;
    if !trails {
        message.trigger = ticks(if falls { mark - away } else { mark + away });
        message.trigger_falls = falls;
    }
    message.reduce_only = link == Link::Child || crowd.dice.chance(400);
    message.price = price_near(crowd, m, number, side, 900);
    message.post_only &= !taking;
    let by_ticks = crowd.dice.chance(500);
    let distance = if trails && by_ticks { 1 + crowd.dice.below((spread / 2).max(1) as u64) as u32 } else { 0 };
    let distance_ppm = if trails && !by_ticks { crowd.dice.pick(&[1, 5_000, 20_000, 90_000]) } else { 0 };
    let activation = if trails { crowd.dice.pick(&[0, 0, ticks(mark + away), ticks(mark - away)]) } else { 0 };
    let (encoded, signer) = (message.encode(), signer_of(crowd, m, who));
    let placed = bytes_of!(PlaceAlgo {
        order_id: id_of(&encoded),
        message: encoded,
        signature: [0; 64],
        signer,
        kind: kind.code(),
        source: crowd.dice.below(3) as u8,
        distance,
        distance_ppm,
        activation,
        link: link.code(),
        linked,
        display: 0,
        offset: 0,
        slices: 0,
    });
    crowd.remember(&placed);
    placed
}

/// A resting order of an account.
pub fn open_order<'a>(crowd: &mut Crowd, m: &'a Mirror, who: usize) -> Option<&'a Resting> {
    let orders = &m.people[who].orders;
    (!orders.is_empty()).then(|| &m.orders[crowd.dice.pick(orders) as usize])
}

/// Cancel, cancel-all, shrink or replace of a resting order.
pub fn change(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> Vec<u8> {
    let crowded = m.order_of.len() > crowd.shape.open_orders;
    let asked = who.unwrap_or_else(|| crowd.account(m));
    let Some(found) = open_order(crowd, m, asked) else { return order(crowd, m, who) };
    let account = m.people[found.account].number;
    let draw = crowd.dice.below(1_000);
    let (order_id, client_order_id) =
        if crowd.dice.chance(600) { (found.id, 0) } else { ([0; 16], found.client_order_id) };
    if draw < if crowded { 750 } else { 350 } {
        if !m.waiting.is_empty() && crowd.dice.chance(100) {
            let nth = crowd.dice.below(m.waiting.len() as u64) as usize;
            let order_id = m.waiting.keys().nth(nth).copied().unwrap_or_default();
            return bytes_of!(CancelOrder { account, order_id, client_order_id: 0 });
        }
        return bytes_of!(CancelOrder { account, order_id, client_order_id });
    }
    if draw < if crowded { 850 } else { 400 } {
        let market = crowd.dice.pick(&[65_535, found.market]);
        let side = crowd.dice.below(3) as u8;
        if crowd.dice.chance(400) {
            return bytes_of!(CancelAll { account, market, side });
        }
        let group = crowd.dice.pick(&[0, 1, 4]);
        return bytes_of!(CancelMany { account, market, side, group, disconnected: u8::from(crowd.dice.chance(200)) });
    }
    if draw < 550 {
        let left = crowd.dice.below(u64::from(found.left) + 1) as u32;
        return bytes_of!(ShrinkOrder { account, order_id, client_order_id, left });
    }
    replacement(crowd, m, found)
}

/// ReplaceOrder: often smaller at the same price.
fn replacement(crowd: &mut Crowd, m: &Mirror, found: &Resting) -> Vec<u8> {
    let (who, number) = (found.account, usize::from(found.market));
    let sides = if found.side == 0 { [Side::Buy, Side::Sell] } else { [Side::Sell, Side::Buy] };
    let side = sides[usize::from(crowd.dice.chance(50))];
    let mut message = message_of(crowd, m, who, number, side, OrderKind::Limit);
    if crowd.dice.chance(400) {
        message.price = found.price;
        message.size = found.left.saturating_sub(crowd.dice.below(3) as u32).max(1);
        message.time_in_force = TimeInForce::Gtc.code();
        message.post_only = false;
        message.expiry_slot = crowd.slot() + 5_000;
    }
    let slides = message.post_only && crowd.dice.chance(300);
    let kind = if slides { OrderKind::Slide } else { OrderKind::Limit };
    let (encoded, signer) = (message.encode(), signer_of(crowd, m, who));
    let sent = replace(found.id, &encoded, signer, kind.code());
    crowd.remember(&sent);
    sent
}

pub fn replace(old_order_id: OrderId, message: &[u8; 64], signer: [u8; 32], kind: u8) -> Vec<u8> {
    let order_id = id_of(message);
    bytes_of!(ReplaceOrder { old_order_id, order_id, message: *message, signature: [0; 64], signer, kind })
}

/// A Batch of one account.
pub fn several(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    if crowd.dice.chance(250) {
        return algos::ladder(crowd, m);
    }
    let who = crowd.account(m);
    let count = crowd.dice.pick(&[0, 1, 2, 3, 5, 8]);
    let items: Vec<Vec<u8>> = (0..count)
        .map(|_| match crowd.dice.below(20) {
            0..10 => order(crowd, m, Some(who)),
            10..17 => change(crowd, m, Some(who)),
            17 => algos::on_terms(crowd, m, Some(who)),
            18 => algos::sliced(crowd, m, Some(who)),
            _ => waiting_order(crowd, m, Some(who)),
        })
        .collect();
    algos::batch_of(m.people[who].number, &items, 0)
}
