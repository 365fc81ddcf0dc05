//! Vandals of the random world: what no honest client sends.
//!
//! Invariant: every record is framed well (broken frames never reach the core); everything inside may be wrong.

use quantdesk_core::message::{Message, TransferMessage};
use quantdesk_core::schema_gen::*;

use crate::algos::batch_of;
use crate::crowd::{bytes_of, key_of, listing, parameters_of, place, transfer, Crowd, DOMAIN};
use crate::mirror::Mirror;
use crate::trading::{change, message_of, open_order, order, replace};

const FIRST_MESSAGE_AT: usize = 20;

/// Something no honest client sends.
pub fn command(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    match crowd.dice.below(24) {
        0..2 => again(crowd),
        2..4 => reused(crowd, m),
        4..9 => odd_field(crowd, m),
        9 => odd_kind(crowd, m),
        10 => odd_bytes(crowd, m),
        11 => odd_timer(crowd, m),
        12 => stranger(crowd, m),
        13 => odd_transfer(crowd, m),
        14 => odd_money(crowd, m),
        15 => odd_prices(crowd),
        16 => odd_market(crowd),
        17 => odd_margin(crowd, m),
        18 | 19 => odd_change(crowd, m),
        20 => odd_batch(crowd, m),
        21 => odd_owner(crowd, m),
        _ => flipped(crowd, m),
    }
}

/// A well-formed limit order of somebody.
fn honest(crowd: &mut Crowd, m: &Mirror) -> (usize, Message) {
    let (who, number) = (crowd.account(m), crowd.market());
    let side = crowd.dice.pick(&[Side::Buy, Side::Sell]);
    (who, message_of(crowd, m, who, number, side, OrderKind::Limit))
}

/// PlaceOrder of a message, signed by the owner where there is one.
fn sent(m: &Mirror, message: &Message, kind: u8) -> Vec<u8> {
    let signer = m.place_of.get(&message.account).map_or([0; 32], |who| m.owners[m.people[*who].owner].key);
    place(&message.encode(), signer, kind)
}

/// A message that was sent before.
fn again(crowd: &mut Crowd) -> Vec<u8> {
    let nth = crowd.dice.below(crowd.sent.len() as u64) as usize;
    crowd.sent.get(nth).cloned().unwrap_or_else(|| bytes_of!(Tick {}))
}

/// Where the message stands in a record that was remembered.
fn message_at(record: &[u8]) -> usize {
    FIRST_MESSAGE_AT + if record[0] == ReplaceOrder::KIND { 16 } else { 0 }
}

/// A known client order id or nonce under another body.
fn reused(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let old = again(crowd);
    if old.len() < 100 {
        return old;
    }
    let at = message_at(&old);
    let word = |from: usize| u64::from_le_bytes(old[at + from..at + from + 8].try_into().unwrap());
    let (_, mut message) = honest(crowd, m);
    message.account = word(8);
    if crowd.dice.chance(500) {
        message.client_order_id = word(32);
    } else {
        message.nonce = word(16).saturating_sub(crowd.dice.pick(&[0, 0, 1]));
    }
    sent(m, &message, OrderKind::Limit.code())
}

/// One field of an order far out.
fn odd_field(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (_, mut message) = honest(crowd, m);
    let slot = crowd.slot();
    match crowd.dice.below(26) {
        0 => message.account = 0,
        1 => message.account = 10_000 + crowd.dice.below(9),
        2 => message.size = 0,
        3 => message.size = u32::MAX,
        4 => message.size = 1 << 31,
        5 => message.price = 0,
        6 => message.price = u32::MAX,
        7 => message.market = 62,
        8 => message.market = 65_535,
        9 => message.expiry_slot = slot - 1,
        10 => message.expiry_slot = slot,
        11 => message.expiry_slot = 0,
        12 => message.expiry_slot = u64::MAX,
        13 => message.expiry_slot = slot + 38_880_000,
        14 => message.expiry_slot = slot + 38_880_001,
        15 => message.nonce = 0,
        16 => message.nonce = 1,
        17 => message.nonce = u64::MAX,
        18 => message.nonce = (crowd.ts_us / 1_000 + 86_400_001) << 12,
        19 => message.client_order_id = u64::MAX - crowd.dice.below(1 << 30),
        20 => (message.post_only, message.time_in_force) = (true, TimeInForce::Fok.code()),
        21 => message.trigger = 5,
        22 => message.trigger_falls = true,
        23 => message.reduce_only = true,
        24 => message.fee_max = 0,
        _ => message.fee_max = u16::MAX,
    }
    sent(m, &message, OrderKind::Limit.code())
}

/// A combination of kind and validity that does not exist.
fn odd_kind(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (_, mut message) = honest(crowd, m);
    message.time_in_force = TimeInForce::Gtc.code();
    sent(m, &message, crowd.dice.pick(&[1, 1, 2, 99, 255]))
}

/// Bytes that no encoder writes: domain, trigger, builder, kind, reserved bits.
fn odd_bytes(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (who, message) = honest(crowd, m);
    let mut bytes = message.encode();
    let at = crowd.dice.pick(&[0, 3, 7, 48, 55, 54, 58, 60, 62, 63]);
    bytes[at] ^= match at {
        54 => 0x20,
        55 => crowd.dice.pick(&[1, 8, 0x80]),
        _ => crowd.dice.pick(&[1, 0x80]),
    };
    place(&bytes, m.owners[m.people[who].owner].key, OrderKind::Limit.code())
}

/// Signed by a key that may not.
fn stranger(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (_, message) = honest(crowd, m);
    place(&message.encode(), key_of(crowd.dice.pick(&[u64::MAX, 1 << 40])), OrderKind::Limit.code())
}

/// A cancel of many or a dead-man switch out of its bounds, or of nobody.
fn odd_timer(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let who = crowd.account(m);
    let account = crowd.dice.pick(&[0, 77_777, m.people[who].number, m.people[who].number]);
    if crowd.dice.chance(500) {
        let timeout_us = crowd.dice.pick(&[1, 999_999, 86_400_000_001, u64::MAX >> 1]);
        return bytes_of!(SetDeadMan { account, timer: crowd.dice.pick(&[0, 1, 2, 255]), timeout_us });
    }
    let wrong = [(61, 2, 4, 0), (65_535, 3, 4, 0), (65_535, 2, 5, 0), (65_535, 2, 4, 2), (0, 0, 0, 0)];
    let (market, side, group, disconnected) = crowd.dice.pick(&wrong);
    bytes_of!(CancelMany { account, market, side, group, disconnected })
}

/// A transfer to nowhere, of nothing, of everything, by a stranger, late; a transfer message behind PlaceOrder.
fn odd_transfer(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (who, other) = (crowd.account(m), crowd.account(m));
    let (person, slot) = (&m.people[who], crowd.slot());
    let own = person.collateral().max(0) as u64 + 1;
    let message = TransferMessage {
        domain: DOMAIN,
        account: person.number,
        nonce: crowd.nonce(),
        expiry_slot: crowd.dice.pick(&[slot - 5, slot + 50, 1 << 60]),
        to_account: crowd.dice.pick(&[0, 99_999, person.number, m.people[other].number]),
        amount: crowd.dice.pick(&[0, 1, own, u64::MAX >> 1, u64::MAX, 1 << 53]),
    };
    let mut bytes = message.encode();
    if crowd.dice.chance(100) {
        bytes[54] = 1;
    }
    let from = if crowd.dice.chance(200) { other } else { who };
    let signer = m.owners[m.people[from].owner].key;
    match crowd.dice.below(6) {
        0 => place(&bytes, signer, OrderKind::Limit.code()),
        1 => transfer(&honest(crowd, m).1.encode(), signer),
        _ => transfer(&bytes, signer),
    }
}

/// Credits and debits of strange sizes, to strange accounts; assets that may not be set so.
fn odd_money(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let who = crowd.account(m);
    let account = crowd.dice.pick(&[0, 77_777, m.people[who].number]);
    let asset = crowd.dice.pick(&[0, 0, 0, 1, 1, 2, 255]);
    let credited = m.people[who].flows.iter().find(|flow| flow.0 == asset).map_or(5, |flow| flow.1);
    match crowd.dice.below(10) {
        0 => {
            let odd = [(0, 0, 4), (8, 0, 4), (255, 0, 4), (1, 61, 4), (1, 0, 5), (1, 0, 255), (2, 0, 19), (1, 0, 4)];
            let (asset, market, decimals) = crowd.dice.pick(&odd);
            let weights = crowd.dice.pick(&[(700_000, 900_000), (900_001, 900_000), (1, 1_000_001)]);
            bytes_of!(SetAsset { asset, market, decimals, weight_initial: weights.0, weight_maintenance: weights.1 })
        }
        1..7 => {
            let amount = crowd.dice.pick(&[0, -1, i64::MIN, i64::MAX, 1 << 53, (1 << 53) + 1, (1 << 53) - 5]);
            let request = crowd.dice.pick(&[0, 0, 0, 0, 0, 0, 0, 0, 1, u64::MAX >> 1]);
            bytes_of!(Debit { account, asset, amount, request, debited: crowd.dice.pick(&[u64::MAX, credited]) })
        }
        _ => {
            let credited = crowd.dice.pick(&[0, credited, credited.saturating_sub(1), u64::MAX]);
            bytes_of!(Credit { account, asset, credited })
        }
    }
}

/// Prices of zero, beyond the cap, of no market.
fn odd_prices(crowd: &mut Crowd) -> Vec<u8> {
    let market = crowd.dice.pick(&[0, 60, 65_535]);
    let over = crowd.shape.markets[0].price_max() as u64 * 1_000 + 1;
    let ts_us = crowd.ts_us;
    if crowd.dice.chance(400) {
        let odd = [(0, 1), (over, ts_us), (5, ts_us + 10_000_001), (5, 0), (5, ts_us)];
        let (index_price, published) = crowd.dice.pick(&odd);
        let (conf, doubt) = (crowd.dice.pick(&[0, u64::MAX]), crowd.dice.pick(&[0, u32::MAX]));
        return bytes_of!(SetIndex { market, index_price, published, conf, doubt, evidence: [7; 32] });
    }
    let (index_price, mark_price) = crowd.dice.pick(&[(0, 1), (1, 0), (over, 5_000), (5_000, over)]);
    bytes_of!(SetPrices { market, index_price, mark_price })
}

/// A market that may not be listed, or be changed so.
fn odd_market(crowd: &mut Crowd) -> Vec<u8> {
    let number = crowd.market();
    let mut set = listing(number as u16, &crowd.shape.markets[number]);
    match crowd.dice.below(13) {
        0 => set.tick_size = 999,
        1 => set.price_max = 0,
        2 => set.order_max = 1 << 31,
        3 => set.position_max = 0,
        4 => set.open_interest_max = 0,
        5 => set.imf = 0,
        6 => set.mmf = 999_999_999,
        7 => set.requirement_min = -1,
        8 => set.profit_cap = -1,
        9 => set.band = 0,
        10 => (set.price_max, set.position_max) = ((1 << 31) - 1, 1 << 40),
        11 => set.symbol = *b"OTHER\0\0\0\0\0\0\0\0\0\0\0",
        _ => set.lot_size = u64::MAX,
    }
    if crowd.dice.chance(500) {
        set.market = crowd.dice.pick(&[set.market, set.market, 61]);
        return bytes_of!(parameters_of(&set));
    }
    set.market = crowd.dice.pick(&[set.market, 62, 64, 65_535]);
    bytes_of!(set)
}

/// Fractions that may not grow so: caps that fall, tiers that fall, a second tier without a first one; leverage of nobody.
fn odd_margin(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (who, mmf) = (crowd.account(m), crowd.shape.markets[0].mmf);
    if crowd.dice.chance(300) {
        let (account, market) = (crowd.dice.pick(&[0, m.people[who].number]), crowd.dice.pick(&[0, 61]));
        return bytes_of!(SetLeverage { account, market, leverage: crowd.dice.pick(&[0, 1, 65_535]) });
    }
    if crowd.dice.chance(200) {
        let (room_max, room_part, total_part, duration) = crowd.dice.pick(&[
            (-1, 0, 0, 0),
            (i64::MAX, 0, 0, 0),
            (1, 500_001, 0, 0),
            (1, 0, 500_001, 0),
            (1, 0, 0, u64::MAX),
        ]);
        return bytes_of!(SetBorrowing { room_max, room_part, total_part, duration });
    }
    let odd = [
        (5, 5, 0, 0, 0, 0),
        (5, 0, 0, 0, 0, 0),
        (-1, 5, 0, 0, 0, 0),
        (0, i64::MAX, 0, 0, 0, 0),
        (0, 0, 0, 0, 7, mmf),
        (0, 0, 7, mmf - 1, 0, 0),
        (0, 0, 7, 1_000_001, 0, 0),
        (0, 0, 7, mmf, 7, mmf),
        (0, 0, 7, mmf + 1, 8, mmf),
        (0, 0, 0, mmf, 0, 0),
    ];
    let (interest_lower, interest_upper, tier1_usd, tier1_mmf, tier2_usd, tier2_mmf) = crowd.dice.pick(&odd);
    let market = crowd.dice.pick(&[0, 0, 0, 61]);
    bytes_of!(SetMargin { market, interest_lower, interest_upper, tier1_usd, tier1_mmf, tier2_usd, tier2_mmf })
}

/// Cancels and shrinks of what is not there, or not his.
fn odd_change(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let (who, other) = (crowd.account(m), crowd.account(m));
    let account = crowd.dice.pick(&[0, 5_555, m.people[who].number, m.people[who].number]);
    let found = open_order(crowd, m, other).map(|order| order.id);
    let order_id = found.filter(|_| crowd.dice.chance(500)).unwrap_or(crowd.dice.pick(&[[0; 16], [7; 16]]));
    let recent = crowd.client.saturating_sub(crowd.dice.below(200)).max(1);
    let client_order_id = crowd.dice.pick(&[0, 1, recent]);
    match crowd.dice.below(4) {
        0 => bytes_of!(CancelOrder { account, order_id, client_order_id }),
        1 => {
            bytes_of!(ShrinkOrder { account, order_id, client_order_id, left: crowd.dice.pick(&[0, 1, 1 << 31]) })
        }
        2 => {
            let (market, side) = (crowd.dice.pick(&[65_535, 0, 63]), crowd.dice.pick(&[0, 2, 3, 255]));
            bytes_of!(CancelAll { account, market, side })
        }
        _ => {
            let (who, message) = honest(crowd, m);
            replace(order_id, &message.encode(), m.owners[m.people[who].owner].key, OrderKind::Limit.code())
        }
    }
}

/// Too many items, items of another account, an unknown account.
fn odd_batch(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let who = crowd.account(m);
    let account = m.people[who].number;
    if crowd.dice.chance(300) {
        let item = bytes_of!(CancelOrder { account, order_id: [0; 16], client_order_id: 1 });
        let count = crowd.dice.pick(&[51, 255]);
        return batch_of(account, &vec![item; count], 0);
    }
    let mut items: Vec<Vec<u8>> = (0..3).map(|_| order(crowd, m, None)).collect();
    let stranger = crowd.account(m);
    items.push(bytes_of!(CancelAll { account: m.people[stranger].number, market: 65_535, side: 2 }));
    batch_of(crowd.dice.pick(&[account, account, 4_444]), &items, 0)
}

/// Things that exist already, tiers and pauses out of range, delegates that end in the past.
fn odd_owner(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let who = crowd.account(m);
    let person = &m.people[who];
    let (own, owner, ts_us) = (person.number, m.owners[person.owner].key, crowd.ts_us);
    let account = crowd.dice.pick(&[0, own]);
    match crowd.dice.below(14) {
        0 => bytes_of!(OpenExchange { domain: DOMAIN }),
        1 => bytes_of!(OpenAccount { account: 900_000, owner, index: person.index }),
        2 => bytes_of!(OpenAccount { account, owner: key_of(1 << 50), index: 0 }),
        3 => {
            let number = 1_000_000 + crowd.dice.below(1_000_000);
            bytes_of!(OpenAccount { account: number, owner: key_of(1 << 51), index: crowd.dice.below(40) as u16 })
        }
        4 => bytes_of!(CloseAccount { account }),
        5 => {
            let inbox = crowd.dice.pick(&[0, person.inbox]);
            bytes_of!(RaiseFloor { account, nonce: crowd.dice.pick(&[0, 1]), inbox })
        }
        6 => bytes_of!(Sweep { market: crowd.dice.pick(&[0, 61, 62, 65_535]) }),
        7 => bytes_of!(SetFeeTier { owner, tier: crowd.dice.pick(&[4, 255]) }),
        8 => bytes_of!(SetRestrictions { account, restrictions: crowd.dice.pick(&[8, 255]) }),
        9 => bytes_of!(SetPause { market: crowd.dice.pick(&[0, 59]), paused: crowd.dice.pick(&[0, 2, 255]) }),
        10 => bytes_of!(AddDelegate {
            account,
            delegate: key_of(1 << 52),
            expiry_us: ts_us,
            inbox: 0,
            markets: u64::MAX,
            notional_day: 0,
            near_index: 0
        }),
        11 => bytes_of!(AddDelegate {
            account: own,
            delegate: key_of(1 << 53),
            expiry_us: u64::MAX,
            inbox: 0,
            markets: u64::MAX,
            notional_day: 0,
            near_index: 0
        }),
        12 => {
            let fee = crowd.dice.pick(&[1_000_001, 5_000]);
            let cap = crowd.dice.pick(&[-1, i64::MAX, 7]);
            let market = crowd.dice.pick(&[0, 61]);
            bytes_of!(SetRisk { market, liquidation_fee: fee, insurance_cap: cap })
        }
        _ => bytes_of!(RemoveDelegate { account, delegate: key_of(1 << 54), inbox: 0 }),
    }
}

/// A sound order or change with some bits turned anywhere behind its header.
fn flipped(crowd: &mut Crowd, m: &Mirror) -> Vec<u8> {
    let mut data = if crowd.dice.chance(500) { order(crowd, m, None) } else { change(crowd, m, None) };
    let whole = data.clone();
    for _ in 0..crowd.dice.pick(&[1, 1, 1, 2, 4]) {
        let at = 4 + crowd.dice.below(data.len() as u64 - 4) as usize;
        data[at] ^= 1 << crowd.dice.below(8);
    }
    // A nonce of tomorrow would, once forgotten, close the account until then: seldom.
    if data.len() > 100 && crowd.dice.chance(980) {
        let nonce = message_at(&whole) + 16;
        data[nonce..nonce + 8].copy_from_slice(&whole[nonce..nonce + 8]);
    }
    data
}
