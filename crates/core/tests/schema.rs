//! The generated records against the text they are made of.

use std::collections::HashSet;

use quantdesk_core::schema_gen::{
    command_of, event_size, query_size, view_size, CancelReason, EventHead, OrderFilled, PlaceOrder, Reason, COMMANDS,
    EVENTS, QUERIES, SCHEMA_HASH, VIEWS,
};
use quantdesk_core::sha256::sha256;

const SCHEMA: &[u8] = include_bytes!("../schema.txt");

fn order() -> PlaceOrder {
    PlaceOrder { order_id: [1; 16], message: [2; 64], signature: [3; 64], signer: [4; 32], kind: 5 }
}

#[test]
fn the_records_are_made_of_the_present_schema() {
    assert_eq!(sha256(SCHEMA), SCHEMA_HASH);
}

#[test]
fn every_kind_is_listed_once_with_its_size() {
    for kinds in [EVENTS, QUERIES, VIEWS] {
        let unique: HashSet<u8> = kinds.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(unique.len(), kinds.len());
    }
    let unique: HashSet<u8> = COMMANDS.iter().map(|(kind, _, _)| *kind).collect();
    assert_eq!(unique.len(), COMMANDS.len());
    for kind in 0..=u8::MAX {
        let listed = |kinds: &[(u8, usize)]| kinds.iter().find(|each| each.0 == kind).map(|each| each.1);
        assert_eq!(event_size(kind), listed(EVENTS));
        assert_eq!(query_size(kind), listed(QUERIES));
        assert_eq!(view_size(kind), listed(VIEWS));
        let command = COMMANDS.iter().find(|each| each.0 == kind).map(|each| (each.1, each.2));
        assert_eq!(command_of(kind), command);
        assert!(command.is_none_or(|(_, services)| services != 0));
    }
}

#[test]
fn numbers_and_words_of_reasons_are_unique_and_read_back() {
    let words: HashSet<&str> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(words.len(), Reason::ALL.len());
    for reason in Reason::ALL {
        assert_eq!(Reason::from_u16(reason.code()), Some(*reason));
    }
    for reason in CancelReason::ALL {
        assert_eq!(CancelReason::from_u8(reason.code()), Some(*reason));
    }
    assert_eq!(Reason::from_u16(u16::MAX), None);
    assert_eq!(Reason::PostOnlyCrosses.name(), "post_only_crosses");
}

#[test]
fn a_command_reads_back_and_another_head_is_refused() {
    let mut out = vec![9];
    order().write(&mut out);
    assert_eq!(out.len(), 1 + PlaceOrder::SIZE);
    let data = &out[1..];
    assert_eq!(data[..4], [PlaceOrder::KIND, 0, 181, 0]);
    assert_eq!(PlaceOrder::read(data), Some(order()));
    for at in 0..4 {
        let mut spoilt = data.to_vec();
        spoilt[at] ^= 1;
        assert_eq!(PlaceOrder::read(&spoilt), None, "byte {at}");
    }
    assert_eq!(PlaceOrder::read(&data[..data.len() - 1]), None);
    assert_eq!(PlaceOrder::read(&[]), None);
}

#[test]
fn an_event_reads_back_with_its_head() {
    let event = OrderFilled { market: 1, maker_quote: -7, taker_collateral: i64::MIN, ..OrderFilled::default() };
    let mut out = Vec::new();
    event.write(3, 4, 5, &mut out);
    assert_eq!(out.len(), OrderFilled::SIZE);
    assert_eq!(OrderFilled::read_head(&out), Some((EventHead { item: 3, index: 4, seq: 5 }, event)));
    out[2] ^= 1;
    assert_eq!(OrderFilled::read(&out), None);
}
