//! The book alone on the flow of the floor: matches, keeps the id of every resting order and the account sums that the
//! floor keeps, and tells the changed levels after every batch.
//!
//!     cargo run --release -p quantdesk-core --example book_flow -- flow.bin [rounds]
//!
//! Stops with an error unless all totals equal those in flow.bin.expected; prints the same JSON object as `book_floor`.
//! Time is CPU time of the thread, read from the kernel's scheduler statistics.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::integer_division,
    reason = "a bench stops at the first thing that is not as expected"
)]

use std::collections::HashMap;

use quantdesk_core::book::{Book, Order, OrderList};
use quantdesk_core::table::{hash_id, Table};
use quantdesk_core::units::Side;

const BATCH: usize = 4096;
const ACCOUNTS: usize = 4096;
const RECORD_BYTES: usize = 32;

/// One command of the flow file.
#[derive(Clone, Copy)]
struct Command {
    operation: u8,
    side: Side,
    account: u32,
    order_id: u64,
    price: u32,
    lots: u32,
}

/// One match, as the floor writes it.
#[derive(Clone, Copy, Default)]
struct Fill {
    maker_id: u64,
    taker_id: u64,
    price: i64,
    lots: i64,
}

#[derive(Clone, Copy, Default)]
struct Account {
    position: i64,
    cash: i64,
    open: i64,
    list: OrderList,
}

/// The book with what stands around it in an exchange: ids and accounts.
struct Desk {
    book: Book,
    ids: Table,
    accounts: Vec<Account>,
    changed: u64,
}

fn other(side: Side) -> Side {
    match side {
        Side::Buy => Side::Sell,
        Side::Sell => Side::Buy,
    }
}

fn key(order_id: u64) -> [u8; 16] {
    u128::from(order_id).to_le_bytes()
}

fn number(id: [u8; 16]) -> u64 {
    u64::try_from(u128::from_le_bytes(id)).unwrap()
}

fn wide(slot: u32) -> usize {
    usize::try_from(slot).unwrap()
}

impl Desk {
    fn new() -> Self {
        let accounts = vec![Account::default(); ACCOUNTS];
        Self { book: Book::new(), ids: Table::new(), accounts, changed: 0 }
    }

    fn cancel(&mut self, order_id: u64) {
        let id = key(order_id);
        let Some(slot) = self.ids.get(hash_id(&id), |slot| self.book.get(slot).id == id) else { return };
        let _ = self.ids.remove(hash_id(&id), slot);
        let account = &mut self.accounts[wide(self.book.get(slot).account)];
        let order = self.book.remove(slot, &mut account.list);
        account.open -= i64::from(order.left);
    }

    fn rest(&mut self, command: &Command, left: u32) {
        let order = Order {
            id: key(command.order_id),
            client_order_id: command.order_id,
            nonce: 0,
            expiry_slot: u64::MAX,
            accepted_seq: command.order_id,
            accepted_us: 0,
            account: command.account,
            entry: 0,
            price: command.price,
            size: command.lots,
            left,
            fee_max: 0,
            side: command.side,
            flags: 0,
            signer_delegate: 0,
        };
        let account = &mut self.accounts[wide(command.account)];
        account.open += i64::from(left);
        let slot = self.book.insert(order, &mut account.list);
        self.ids.insert(hash_id(&order.id), slot);
    }

    /// Matches what arrives; returns what is left of it.
    fn matching(&mut self, command: &Command, fills: &mut Vec<Fill>) -> u32 {
        let (mut left, opposite) = (command.lots, other(command.side));
        let sign = if command.side == Side::Buy { 1 } else { -1 };
        while left > 0 {
            let Some(price) = self.book.best(opposite) else { break };
            let crosses = if command.side == Side::Buy { price <= command.price } else { price >= command.price };
            let Some(slot) = self.book.front_best(opposite).filter(|_| crosses) else { break };
            let maker = self.book.get(slot);
            let (maker_id, maker_account, maker_left) = (maker.id, wide(maker.account), maker.left);
            let lots = left.min(maker_left);
            left -= lots;
            let (signed, ticks) = (sign * i64::from(lots), i64::from(price));
            fills.push(Fill {
                maker_id: number(maker_id),
                taker_id: command.order_id,
                price: ticks,
                lots: i64::from(lots),
            });
            let taker = &mut self.accounts[wide(command.account)];
            taker.position += signed;
            taker.cash -= signed * ticks;
            let account = &mut self.accounts[maker_account];
            account.position -= signed;
            account.cash += signed * ticks;
            account.open -= i64::from(lots);
            if lots == maker_left {
                let _ = self.book.remove(slot, &mut account.list);
                let _ = self.ids.remove(hash_id(&maker_id), slot);
            } else {
                self.book.reduce(slot, lots);
            }
        }
        left
    }

    fn batch(&mut self, commands: &[Command], fills: &mut Vec<Fill>) {
        for command in commands {
            if command.operation == 1 {
                self.cancel(command.order_id);
                continue;
            }
            let left = self.matching(command, fills);
            if command.operation == 0 && left > 0 {
                self.rest(command, left);
            }
        }
        let changed = &mut self.changed;
        self.book.take_changed_levels(|_, _, _| *changed += 1);
    }
}

/// CPU time of this thread in nanoseconds; giving way first makes the kernel bring its figure up to date.
fn thread_cpu_ns() -> u64 {
    std::thread::yield_now();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("scheduler statistics of Linux");
    text.split(' ').next().unwrap().parse().unwrap()
}

fn commands_read(path: &str) -> Vec<Command> {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(bytes.len() % RECORD_BYTES, 0, "{path}: not a whole number of records");
    let word = |record: &[u8], at: usize| u64::from_le_bytes(record[at..at + 8].try_into().unwrap());
    let command = |record: &[u8]| Command {
        operation: record[0],
        side: if record[1] == 0 { Side::Buy } else { Side::Sell },
        account: u32::try_from(word(record, 0) >> 32).unwrap(),
        order_id: word(record, 8),
        price: u32::try_from(word(record, 16)).unwrap(),
        lots: u32::try_from(word(record, 24)).unwrap(),
    };
    bytes.chunks_exact(RECORD_BYTES).map(command).collect()
}

/// Totals of a finished round, by the names of the expected file.
fn totals(book: &Book, fills: &[Fill]) -> [(&'static str, i128); 6] {
    let (mut digest, mut volume, mut notional) = (0xCBF2_9CE4_8422_2325u64, 0i128, 0i128);
    for fill in fills {
        for word in [fill.maker_id, fill.taker_id, fill.price.unsigned_abs(), fill.lots.unsigned_abs()] {
            digest = (digest ^ word).wrapping_mul(0x100_0000_01B3);
        }
        volume += i128::from(fill.lots);
        notional += i128::from(fill.price) * i128::from(fill.lots);
    }
    let mut resting = 0;
    book.orders_canonical(|order| resting += i128::from(order.left));
    [
        ("trades", i128::try_from(fills.len()).unwrap()),
        ("volume", volume),
        ("notional", notional),
        ("resting_orders", i128::try_from(book.len()).unwrap()),
        ("resting_quantity", resting),
        ("fills_digest", i128::from(digest)),
    ]
}

/// Runs all commands on an empty book; returns nanoseconds of CPU time.
fn round(commands: &[Command], expected: &HashMap<&str, &str>) -> u64 {
    let mut desk = Desk::new();
    let mut fills = vec![Fill { lots: 1, ..Fill::default() }; commands.len() * 2]; // written, so that its pages exist
    fills.clear();
    let start = thread_cpu_ns();
    for batch in commands.chunks(BATCH) {
        desk.batch(batch, &mut fills);
    }
    let elapsed = thread_cpu_ns() - start;
    for (name, value) in totals(&desk.book, &fills) {
        assert_eq!(value.to_string(), expected[name], "{name} differs from the expected total");
    }
    elapsed
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.get(1).expect("usage: book_flow flow.bin [rounds]");
    let rounds: usize = arguments.get(2).map_or(7, |text| text.parse().expect("rounds: a whole number"));
    let commands = commands_read(path);
    let text = std::fs::read_to_string(format!("{path}.expected")).expect("the expected totals beside the flow");
    let expected = text.lines().filter_map(|line| line.split_once(' ')).collect();
    let mut times: Vec<u64> = (0..rounds.max(1)).map(|_| round(&commands, &expected)).collect();
    times.sort_unstable();
    let count = u64::try_from(commands.len()).unwrap();
    let text_of = |time: u64| format!("{}.{:02}", time / count, time * 100 / count % 100);
    println!(
        "{{\"commands\": {count}, \"rounds\": {}, \"totals\": \"equal\", \"ns_per_command\": {}, \"ns_per_command_best\": {}, \"commands_per_cpu_second\": {}}}",
        times.len(),
        text_of(times[times.len() / 2]),
        text_of(times[0]),
        count * 1_000_000_000 / times[times.len() / 2],
    );
}
