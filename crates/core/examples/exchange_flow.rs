//! The whole exchange on the floor's flow: `exchange_flow flow.bin [rounds]` prints nanoseconds of CPU time a command.
//!
//! The same commands as `benches/engine`: adds are signed limit orders, takes are market orders of accounts of their own.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::integer_division,
    clippy::expect_used,
    reason = "a measuring program may stop"
)]

use std::collections::HashMap;

use quantdesk_core::exchange::BatchHead;
use quantdesk_core::message::Message;
use quantdesk_core::schema_gen::{
    CancelOrder, Credit, ListMarket, OpenAccount, OpenExchange, OrderFilled, OrderKind, PlaceOrder, SetEntryLimit,
    SetPrices, Side, TimeInForce,
};
use quantdesk_core::sha256::sha256;
use quantdesk_core::Exchange;

const DOMAIN: [u8; 8] = *b"\xFFbench..";
const ACCOUNTS: u64 = 2_000;
const TS_US: u64 = 1_750_000_000_000_000;
const NONCE: u64 = (TS_US / 1_000) << 12;
const PRICE_MAX: u32 = 40_000;
const BATCH: usize = 1_024;

fn owner(account: u64) -> [u8; 32] {
    let mut key = [0; 32];
    key[24..].copy_from_slice(&account.to_be_bytes());
    key
}

fn opening() -> (u32, Vec<u8>) {
    let mut symbol = [0; 16];
    symbol[..9].copy_from_slice(b"FLOW-PERP");
    let mut out = Vec::new();
    OpenExchange { domain: DOMAIN }.write(&mut out);
    SetEntryLimit { entries: u16::MAX }.write(&mut out);
    ListMarket {
        market: 0,
        symbol,
        tick_size: 10_000_000,
        lot_size: 10_000_000,
        price_max: PRICE_MAX,
        order_max: 1_000_000,
        position_max: 1_000_000_000,
        open_interest_max: 1_000_000_000_000,
        imf: 100_000,
        mmf: 50_000,
        requirement_min: 1_000_000,
        profit_cap: 1_000_000_000,
        band: 900_000,
    }
    .write(&mut out);
    SetPrices { market: 0, index_price: 20_000_000, mark_price: 20_000_000 }.write(&mut out);
    for account in 1..=2 * ACCOUNTS {
        OpenAccount { account, owner: owner(account), index: 0 }.write(&mut out);
        Credit { account, asset: 0, credited: 1_000_000_000_000 }.write(&mut out);
    }
    (4 + 4 * ACCOUNTS as u32, out)
}

fn order(number: u64, account: u64, side: Side, price: u32, size: u32, taking: bool) -> PlaceOrder {
    let time_in_force = if taking { TimeInForce::Ioc } else { TimeInForce::Gtc };
    let message = Message {
        domain: DOMAIN,
        account,
        nonce: NONCE + number,
        expiry_slot: TS_US / 400_000 + 200_000,
        client_order_id: number,
        price,
        size,
        market: 0,
        fee_max: 100,
        side,
        time_in_force: time_in_force.code(),
        self_trade: 0,
        group: 0,
        trigger: 0,
        trigger_falls: false,
        reduce_only: false,
        post_only: false,
    }
    .encode();
    let kind = if taking { OrderKind::Market } else { OrderKind::Limit };
    let order_id = sha256(&message)[..16].try_into().unwrap();
    PlaceOrder { order_id, message, signature: [0; 64], signer: owner(account), kind: kind.code() }
}

fn batches(flow: &[u8], mut seq: u64) -> Vec<Vec<u8>> {
    let mut ids: HashMap<u64, [u8; 16]> = HashMap::new();
    let (mut batches, mut ts_us) = (Vec::new(), TS_US);
    for chunk in flow.chunks(32 * BATCH) {
        let count = chunk.len() / 32;
        let mut batch = BatchHead { count: count as u32, seq_from: seq, ts_us }.bytes().to_vec();
        for row in chunk.chunks(32) {
            let word = |at: usize| u64::from_le_bytes(row[at..at + 8].try_into().unwrap());
            let account = u64::from(u32::from_le_bytes(row[4..8].try_into().unwrap()));
            let (number, price, size) = (word(8), word(16) as u32, word(24) as u32);
            let side = if row[1] == 0 { Side::Buy } else { Side::Sell };
            match row[0] {
                0 => {
                    let command = order(number, account, side, price, size, false);
                    ids.insert(number, command.order_id);
                    command.write(&mut batch);
                }
                1 => CancelOrder { account, order_id: ids[&number], client_order_id: 0 }.write(&mut batch),
                _ => {
                    let limit = if side == Side::Buy { PRICE_MAX } else { 1 };
                    order(number, account + ACCOUNTS, side, limit, size, true).write(&mut batch);
                }
            }
        }
        seq += count as u64;
        ts_us += 1_000;
        batches.push(batch);
    }
    batches
}

/// CPU time of this process, nanoseconds.
fn cpu_ns() -> u64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    text.split_whitespace().next().unwrap().parse().unwrap()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let flow = std::fs::read(arguments.next().expect("usage: exchange_flow flow.bin [rounds]")).unwrap();
    let rounds: usize = arguments.next().map_or(3, |text| text.parse().unwrap());
    let (count, records) = opening();
    let mut opened = BatchHead { count, seq_from: 1, ts_us: TS_US }.bytes().to_vec();
    opened.extend(records);
    let batches = batches(&flow, u64::from(count) + 1);
    let mut times = Vec::new();
    for _ in 0..rounds {
        let mut exchange = Exchange::new();
        exchange.apply(&opened, &mut Vec::new()).unwrap();
        let (mut out, mut fills) = (Vec::new(), 0u64);
        let start = cpu_ns();
        for batch in &batches {
            out.clear();
            exchange.apply(batch, &mut out).unwrap();
            fills += u64::from(out.first() == Some(&OrderFilled::KIND));
        }
        times.push((cpu_ns() - start) as f64 / (flow.len() / 32) as f64);
        assert_eq!(exchange.totals().violations, 0);
        let _ = fills;
        let start = cpu_ns();
        let snapshot = exchange.snapshot();
        println!("snapshot {} bytes in {} us", snapshot.len(), (cpu_ns() - start) / 1_000);
        let start = cpu_ns();
        let twin = Exchange::restore(&snapshot).unwrap();
        println!("restored {} in {} us", twin.seq(), (cpu_ns() - start) / 1_000);
        println!("{:.1} ns a command; {:?}", times[times.len() - 1], exchange.totals());
    }
    times.sort_by(f64::total_cmp);
    println!("median {:.1} ns a command", times[times.len() / 2]);
}
