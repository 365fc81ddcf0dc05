//! Traders who leave the work to the exchange: icebergs, pegged orders, orders in slices, ladders that are taken whole or not at all.
//!
//! Invariant: messages are well formed; now and then their terms do not fit.

use quantdesk_core::message::Message;
use quantdesk_core::schema_gen::*;

use crate::crowd::{bytes_of, id_of, place_message, Crowd};
use crate::mirror::Mirror;
use crate::trading::{change, message_of, order, price_near, side_of, signer_of};

/// PlaceAlgo of a message, with no terms yet.
fn algo(crowd: &mut Crowd, m: &Mirror, who: usize, message: &Message, kind: OrderKind) -> PlaceAlgo {
    let encoded = message.encode();
    PlaceAlgo {
        order_id: id_of(&encoded),
        message: encoded,
        signature: [0; 64],
        signer: signer_of(crowd, m, who),
        kind: kind.code(),
        source: 0,
        distance: 0,
        distance_ppm: 0,
        activation: 0,
        link: Link::None.code(),
        linked: [0; 16],
        display: 0,
        offset: 0,
        slices: 0,
    }
}

fn remembered(crowd: &mut Crowd, algo: &PlaceAlgo) -> Vec<u8> {
    let placed = bytes_of!(algo);
    crowd.remember(&placed);
    placed
}

/// Who, where, on which side.
fn somebody(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> (usize, usize, Side) {
    let who = who.unwrap_or_else(|| crowd.account(m));
    let number = crowd.market();
    (who, number, side_of(crowd, m.people[who].lots(number as u16)))
}

/// PlaceAlgo: an iceberg or a pegged order.
pub fn on_terms(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> Vec<u8> {
    let (who, number, side) = somebody(crowd, m, who);
    let spread = crowd.shape.markets[number].spread;
    let mut message = message_of(crowd, m, who, number, side, OrderKind::Limit);
    message.self_trade = crowd.dice.pick(&[0, 0, 1, 2, 3, 3]);
    let iceberg = crowd.dice.chance(500);
    let (mut display, mut source, mut offset) = (0, 0, 0);
    if iceberg {
        let size = message.size;
        display = crowd.dice.pick(&[1, size.div_ceil(20), size.div_ceil(3), size, size + 1]);
    } else {
        source = crowd.dice.pick(&[0, 0, 0, 1, 1, 2]);
        let away = crowd.dice.between(-2, spread) as i32;
        offset = crowd.dice.pick(&[0, away, away, away, i32::MAX]);
        let beyond = crowd.dice.between(-spread / 2, spread * 2);
        let worst = i64::from(message.price) + if side == Side::Buy { beyond } else { -beyond };
        message.price = worst.clamp(1, i64::from(u32::MAX)) as u32;
        message.post_only = crowd.dice.chance(950);
        if side == Side::Buy {
            offset = -offset;
        }
    }
    if message.post_only {
        message.time_in_force = crowd.dice.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Gtd]).code();
    }
    let distance = u32::from(crowd.dice.chance(20));
    let kind = if iceberg { OrderKind::Iceberg } else { OrderKind::Pegged };
    let placed = PlaceAlgo { display, source, offset, distance, ..algo(crowd, m, who, &message, kind) };
    remembered(crowd, &placed)
}

/// PlaceAlgo: a TWAP of a few slices.
pub fn sliced(crowd: &mut Crowd, m: &Mirror, who: Option<usize>) -> Vec<u8> {
    let (who, number, side) = somebody(crowd, m, who);
    let mut message = message_of(crowd, m, who, number, side, OrderKind::Market);
    let validity = if crowd.dice.chance(950) { TimeInForce::Ioc } else { TimeInForce::Fok };
    (message.time_in_force, message.post_only) = (validity.code(), false);
    (message.size, message.reduce_only) = (message.size.max(2), crowd.dice.chance(300));
    message.self_trade = crowd.dice.pick(&[0, 0, 0, 0, 1, 2, 3]);
    message.price = price_near(crowd, m, number, side, 950);
    message.expiry_slot = crowd.slot() + crowd.dice.pick(&[50, 5_000, 500_000]);
    let slices = crowd.dice.pick(&[2, 2, 3, 4, 6, 6, 1, 2_881]);
    let source = u8::from(crowd.dice.chance(50));
    let placed = PlaceAlgo { slices, source, ..algo(crowd, m, who, &message, OrderKind::Twap) };
    remembered(crowd, &placed)
}

/// A Batch of which all are taken or none: post-only orders of one side, now and then with one that does not belong (BOOK-16).
pub fn ladder(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (who, number, side) = somebody(crowd, m, None);
    let mut items: Vec<Vec<u8>> = Vec::new();
    for _ in 0..crowd.dice.pick(&[1, 2, 3, 5]) {
        if !items.is_empty() && crowd.dice.chance(60) {
            items.push(match crowd.dice.below(3) {
                0 => items[0].clone(),
                1 => order(crowd, m, Some(who)),
                _ => change(crowd, m, Some(who)),
            });
            continue;
        }
        let mut message = message_of(crowd, m, who, number, side, OrderKind::Limit);
        message.post_only = true;
        message.time_in_force = crowd.dice.pick(&[TimeInForce::Gtc, TimeInForce::Gtc, TimeInForce::Gtd]).code();
        message.price = price_near(crowd, m, number, side, 20);
        let kind = crowd.dice.pick(&[OrderKind::Limit, OrderKind::Limit, OrderKind::Slide]);
        let placed = place_message(&message, signer_of(crowd, m, who), kind);
        crowd.remember(&placed);
        items.push(placed);
    }
    let whole = if crowd.dice.chance(970) { 1 } else { 2 };
    batch_of(m.people[who].number, &items, whole)
}

/// A Batch command with its items behind it.
pub fn batch_of(account: u64, items: &[Vec<u8>], whole: u8) -> Vec<u8> {
    let mut bytes = bytes_of!(Batch { account, count: items.len() as u8, whole });
    for item in items {
        bytes.extend_from_slice(item);
    }
    bytes
}
