//! The core's encoder and decoder of signed messages against tests/vectors/signed_messages.txt, which an independent program
//! writes beside the JSON that Python reads (SIG-1).

#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]
use quantdesk_core::message::{kind_of, Message, MessageKind, TransferMessage, MESSAGE_BYTES};
use quantdesk_core::units::Side;

const VECTORS: &str = include_str!("../../../tests/vectors/signed_messages.txt");

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    assert_eq!(hex.len(), N * 2, "{hex}");
    let mut out = [0; N];
    for (at, byte) in out.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&hex[at * 2..at * 2 + 2], 16).unwrap();
    }
    out
}

fn number<T: TryFrom<u64>>(word: &str) -> T {
    T::try_from(word.parse::<u64>().unwrap()).unwrap_or_else(|_| panic!("{word} is out of range"))
}

fn order(words: &[&str]) -> Message {
    Message {
        domain: bytes(words[1]),
        account: number(words[2]),
        nonce: number(words[3]),
        expiry_slot: number(words[4]),
        client_order_id: number(words[5]),
        price: number(words[6]),
        size: number(words[7]),
        market: number(words[8]),
        side: Side::from_u8(number(words[9])).unwrap(),
        time_in_force: number(words[10]),
        self_trade: number(words[11]),
        reduce_only: words[12] == "1",
        post_only: words[13] == "1",
        fee_max: number(words[14]),
        group: number(words[15]),
        trigger: number(words[16]),
        trigger_falls: words[17] == "1",
    }
}

fn transfer(words: &[&str]) -> TransferMessage {
    TransferMessage {
        domain: bytes(words[1]),
        account: number(words[2]),
        nonce: number(words[3]),
        expiry_slot: number(words[4]),
        to_account: number(words[5]),
        amount: number(words[6]),
    }
}

/// Whether the core reads a message in the bytes.
fn is_read(data: &[u8; MESSAGE_BYTES]) -> bool {
    match kind_of(data) {
        Ok(MessageKind::Order) => Message::decode(data).is_ok(),
        Ok(MessageKind::Transfer) => TransferMessage::decode(data).is_ok(),
        Err(_) => false,
    }
}

/// SIG-1: the same bytes as every other encoder.
#[test]
fn every_message_has_exactly_the_bytes_of_its_vector() {
    let mut count = 0;
    for line in VECTORS.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let data: [u8; MESSAGE_BYTES] = bytes(words.last().unwrap());
        match words[0] {
            "order" => {
                assert_eq!(order(&words).encode(), data, "{line}");
                assert_eq!(Message::decode(&data), Ok(order(&words)), "{line}");
            }
            "transfer" => {
                assert_eq!(transfer(&words).encode(), data, "{line}");
                assert_eq!(TransferMessage::decode(&data), Ok(transfer(&words)), "{line}");
            }
            "refused" => assert_eq!(is_read(&data), words[1] != "message_malformed", "{line}"),
            kind => panic!("{kind} is no kind of line"),
        }
        count += 1;
    }
    assert!(count >= 40, "{count} vectors");
}
