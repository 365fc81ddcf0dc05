//! Hostile bytes: apply, query, restore and the check of records answer with an error, never a panic, and change nothing.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod world;

use quantdesk_core::exchange::{BatchError, BatchHead};
use quantdesk_core::schema_gen::*;
use quantdesk_core::{records_check, Exchange};
use world::{bytes_of, place_of, Dice, World, MARKET};

/// A world with orders, positions, receipts, delegates, other collateral, a floor and a closed account.
fn lively() -> World {
    let mut world = World::new(4, 10_000);
    let expiry_us = world.ts_us + 1_000_000;
    world.run(&bytes_of!(AddDelegate {
        account: 1,
        delegate: world::key(9),
        expiry_us,
        inbox: 1,
        markets: u64::MAX,
        notional_day: 0,
        near_index: 0
    }));
    world.run(&bytes_of!(sol()));
    world.run(&bytes_of!(Credit { account: 2, asset: 1, credited: 7_000_000_000 }));
    world.run(&bytes_of!(RaiseFloor { account: 2, nonce: 5, inbox: 3 }));
    world.open_account(5, 0);
    world.run(&bytes_of!(CloseAccount { account: 5 }));
    for step in 0..20 {
        world.sell(1 + step % 2, 600_000 + step as u32, 3);
        world.buy(3 + step % 2, 599_990 + step as u32, 2);
    }
    world
}

fn sol() -> SetAsset {
    SetAsset { asset: 1, market: MARKET, decimals: 9, weight_initial: 800_000, weight_maintenance: 900_000 }
}

/// Command records of every kind.
fn samples(world: &mut World) -> Vec<Vec<u8>> {
    let ask = world.ask(1, Side::Buy, 600_000, 1);
    let mut batch = bytes_of!(Batch { account: 1, count: 2, whole: 0 });
    batch.extend(bytes_of!(place_of(&ask)));
    batch.extend(bytes_of!(CancelAll { account: 1, market: MARKET, side: 2 }));
    vec![
        bytes_of!(Tick {}),
        bytes_of!(OpenAccount { account: 6, owner: world::key(1), index: 1 }),
        bytes_of!(world::debit_of(1, 1)),
        bytes_of!(SetPrices { market: MARKET, index_price: 600_000_000, mark_price: 600_000_000 }),
        bytes_of!(place_of(&ask)),
        bytes_of!(CancelOrder { account: 1, order_id: [0; 16], client_order_id: 3 }),
        bytes_of!(ShrinkOrder { account: 1, order_id: [0; 16], client_order_id: 3, left: 1 }),
        bytes_of!(world::replace_of(&ask, [7; 16])),
        bytes_of!(world::listing(5)),
        batch,
        bytes_of!(Credit { account: 2, asset: 1, credited: 9_000_000_000 }),
        bytes_of!(RaiseFloor { account: 1, nonce: 9, inbox: 4 }),
        bytes_of!(CloseAccount { account: 3 }),
        bytes_of!(sol()),
        bytes_of!(Sweep { market: MARKET }),
        bytes_of!(SetIndex {
            market: MARKET,
            index_price: 600_000_000,
            published: 1_700_000_000_000_000,
            ..SetIndex::default()
        }),
    ]
}

#[test]
fn broken_heads_and_frames_are_refused_whole() {
    let mut world = lively();
    let hash = world.exchange.state_hash();
    let records = samples(&mut world);
    let good = world.batch_bytes(&records);
    let mut refuse = |bytes: &[u8]| {
        let mut out = Vec::new();
        let error = world.exchange.apply(bytes, &mut out).expect_err("it is refused");
        assert!(out.is_empty());
        error
    };
    for end in 0..good.len() {
        refuse(&good[..end]);
    }
    let head = |count: u32, seq_from: u64, ts_us: u64| {
        let mut bytes = BatchHead { count, seq_from, ts_us }.bytes().to_vec();
        bytes.extend_from_slice(&good[32..]);
        bytes
    };
    let (seq, count) = (u64::from_le_bytes(good[8..16].try_into().unwrap()), records.len() as u32);
    let ts_us = u64::from_le_bytes(good[16..24].try_into().unwrap());
    assert!(matches!(refuse(&head(count, seq + 1, ts_us)), BatchError::Seq { .. }));
    assert!(matches!(refuse(&head(count, seq - 1, ts_us)), BatchError::Seq { .. }));
    assert!(matches!(refuse(&head(count, u64::MAX, ts_us)), BatchError::Seq { .. }));
    assert!(matches!(refuse(&head(count + 1, seq, ts_us)), BatchError::Count { .. }));
    assert!(matches!(refuse(&head(count, seq, ts_us - 1)), BatchError::Time { .. }));
    for at in [0, 3, 24, 31] {
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        assert_eq!(refuse(&bytes), BatchError::Head);
    }
    assert_eq!(hash, world.exchange.state_hash());
    world.exchange.apply(&good, &mut Vec::new()).unwrap();
}

#[test]
fn services_may_send_their_own_commands_alone() {
    let records = samples(&mut lively());
    let all: Vec<u8> = records.concat();
    let gateway = Service::Gateway.code();
    assert_eq!(records_check(&records[4], gateway), Ok(1));
    assert_eq!(records_check(&records[9], gateway), Ok(1), "a batch counts once");
    assert_eq!(records_check(&records[3], gateway), Err((Reason::ServiceForbidden, 0)));
    let at = records[0].len();
    assert_eq!(records_check(&all, Service::Engine.code()), Err((Reason::ServiceForbidden, at)));
    for service in [8, 200, 255] {
        assert_eq!(records_check(&records[4], service), Err((Reason::ServiceForbidden, 0)));
    }
    let mut nested = bytes_of!(Batch { account: 1, count: 1, whole: 0 });
    nested.extend(bytes_of!(Credit { account: 1, asset: 0, credited: 1 }));
    assert_eq!(records_check(&nested, gateway), Err((Reason::RecordMalformed, Batch::SIZE)));
    assert_eq!(records_check(&[], gateway), Ok(0));
}

/// Every state keeps PNL-2 and PNL-3, whatever well-framed nonsense is applied.
#[test]
fn altered_commands_never_panic_and_keep_the_invariants() {
    let mut world = lively();
    let mut dice = Dice(77);
    let mut applied = 0;
    for _ in 0..15_000 {
        let mut records = samples(&mut world);
        let mut record = records.swap_remove(dice.below(10) as usize);
        for _ in 0..=dice.below(3) {
            let at = dice.below(record.len() as u64) as usize;
            record[at] = if dice.chance(50) { dice.roll() as u8 } else { dice.pick(&[0, 1, 0x7F, 0x80, 0xFF]) };
        }
        let batch = world.batch_bytes(&[record]);
        if world.exchange.apply(&batch, &mut Vec::new()).is_ok() {
            applied += 1;
        }
    }
    assert!(applied > 4_000, "only {applied} were well framed");
    assert_eq!(world.exchange.totals().violations, 0);
    assert!(world.exchange.open_orders_hold());
    assert!(Exchange::restore(&world.exchange.snapshot()).is_ok());
}

#[test]
fn random_bytes_are_no_batch_query_or_snapshot() {
    let mut world = lively();
    let mut dice = Dice(5);
    for _ in 0..20_000 {
        let bytes: Vec<u8> = (0..dice.below(120)).map(|_| dice.roll() as u8).collect();
        assert!(world.exchange.apply(&bytes, &mut Vec::new()).is_err());
        assert!(Exchange::restore(&bytes).is_err());
        let _ = records_check(&bytes, 1);
        let mut out = Vec::new();
        if world.exchange.query(&bytes, &mut out).is_err() {
            assert!(out.is_empty());
        }
    }
}

#[test]
fn altered_queries_never_panic() {
    let world = lively();
    let mut dice = Dice(6);
    let preview = PreviewQuery { account: 1, market: MARKET, price: 600_000, size: 5, ..PreviewQuery::default() };
    let queries = [
        bytes_of!(AccountQuery { account: 1 }),
        bytes_of!(OwnerQuery { owner: world::key(1) }),
        bytes_of!(MarketQuery { market: u16::MAX }),
        bytes_of!(BookQuery { market: MARKET, depth: 3 }),
        bytes_of!(OpenOrdersQuery { account: 1, market: u16::MAX }),
        bytes_of!(OrderQuery { account: 1, order_id: [0; 16], client_order_id: 1 }),
        bytes_of!(preview),
        bytes_of!(StressQuery { account: 3, shift: -100_000 }),
        bytes_of!(TotalsQuery {}),
    ];
    for query in &queries {
        assert!(!world.query(query).is_empty());
    }
    for _ in 0..40_000 {
        let mut query = dice.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 8]).to_owned();
        query = query.min(queries.len() - 1);
        let mut bytes = queries[query].clone();
        let at = dice.below(bytes.len() as u64) as usize;
        bytes[at] = dice.pick(&[0, 1, 2, 0x7F, 0x80, 0xFF]);
        let _ = world.exchange.query(&bytes, &mut Vec::new());
    }
}

/// A snapshot is taken back only when writing it again gives the same bytes: torn or altered, it is refused or another
/// state, never a panic.
#[test]
fn torn_or_altered_snapshots_are_refused() {
    let world = lively();
    let snapshot = world.exchange.snapshot();
    for end in 0..snapshot.len() {
        assert_eq!(Exchange::restore(&snapshot[..end]).err(), Some(BatchError::Snapshot));
    }
    let mut dice = Dice(8);
    let mut taken = 0;
    for _ in 0..8_000 {
        let mut bytes = snapshot.clone();
        let at = dice.below(bytes.len() as u64) as usize;
        bytes[at] ^= 1 << dice.below(8);
        if let Ok(mut other) = Exchange::restore(&bytes) {
            taken += 1;
            assert!(other.snapshot() == bytes);
            let _ = other.totals();
            let head = BatchHead { count: 1, seq_from: other.seq().wrapping_add(1), ts_us: other.ts_us() };
            let mut batch = head.bytes().to_vec();
            batch.extend(bytes_of!(CancelAll { account: 1, market: u16::MAX, side: 2 }));
            let _ = other.apply(&batch, &mut Vec::new());
        }
    }
    assert!(taken > 0);
}
