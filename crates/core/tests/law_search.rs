//! The law of profit, rounds and cuts, searched breadth first on the shipped functions (LIQ-6, PNL-2 to PNL-5): every sequence of
//! events from small starts, every order in which a record is passed, with margin gates off; every state can be wound down.
//!
//! `LAW_DEPTH` (default 2) is the depth from the named small starts, `LAW_SKIP` (default 0) how many of their fourteen searches are left out,
//! `LAW_REPORT` (default: not) the depth from all books of one or two fills. What was searched is printed.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

mod small_law;

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

use small_law::{State, Step, ACCOUNTS};

/// The deepest search.
const PATH: usize = 6;
/// Marks of whole ticks, and of halves, at which floors show.
const MARKS: [[u64; 3]; 2] = [[1_000, 2_000, 4_000], [1_500, 2_000, 3_500]];

fn number_of(name: &str, default: usize) -> usize {
    std::env::var(name).map_or(default, |text| text.parse().unwrap())
}

/// Which events there are.
#[derive(Clone, Copy)]
struct Alphabet<'a> {
    prices: &'a [u32],
    fees: &'a [i32],
    marks: &'a [u64],
}

impl Alphabet<'_> {
    fn steps(&self) -> Vec<Step> {
        let mut steps = vec![Step::Settle, Step::Funding(1), Step::Funding(-1)];
        steps.extend(self.marks.iter().map(|mark| Step::Mark(*mark)));
        for who in 0..ACCOUNTS {
            steps.extend([Step::Touch(who), Step::Sweep(who), Step::Pay(who), Step::Liquidate(who), Step::Round(who)]);
            for other in (0..ACCOUNTS).filter(|other| *other != who) {
                for price in self.prices {
                    steps.extend(self.fees.iter().map(|fee| Step::Fill(who, other, 1, *price, *fee)));
                }
            }
        }
        steps
    }
}

/// What a search saw.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    states: usize,
    steps: usize,
    rounds: usize,
    cuts: usize,
}

impl Seen {
    fn add(&mut self, other: Seen) {
        self.states += other.states;
        self.steps += other.steps;
        self.rounds += other.rounds;
        self.cuts += other.cuts;
    }
}

/// 128 bits of a state: of the few hundred million that a search meets no two are mistaken for each other.
fn hash_of(state: &State) -> u128 {
    let (mut low, mut high) = (0x9E37_79B9_7F4A_7C15_u64, 0xC2B2_AE3D_27D4_EB4F_u64);
    for part in state.key() {
        low = (low ^ part as u64).wrapping_mul(0xFF51_AFD7_ED55_8CCD).rotate_left(31);
        high = (high.rotate_left(27) ^ part as u64).wrapping_mul(0x9FB2_1C65_1E98_DF25);
    }
    u128::from(low) << 64 | u128::from(high ^ high >> 29)
}

/// What is hashed already needs no second hash.
#[derive(Clone, Copy, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, _: &[u8]) {}
    fn write_u128(&mut self, hash: u128) {
        self.0 = hash as u64;
    }
}

type Known = HashSet<u128, BuildHasherDefault<AsItIs>>;

/// States met of late on the last level, one a place: what is forgotten is looked at once more.
struct Recent(Vec<u128>);

impl Recent {
    fn meets(&mut self, hash: u128) -> bool {
        let place = (hash >> 64) as usize % self.0.len();
        std::mem::replace(&mut self.0[place], hash) == hash
    }
}

/// A state, the start that it comes from, and the steps between.
type Reached = (State, u32, [u8; PATH]);

/// A search from some starts at once.
struct Search<'a> {
    starts: &'a [State],
    steps: Vec<Step>,
}

impl Search<'_> {
    /// All that one step makes of a state: `new` says whether to look at one, `keep` gets what is sound and can be wound down; of the
    /// last level one in four is wound down.
    fn expand(
        &self,
        (state, start, path): &Reached,
        last: bool,
        found: &mut Seen,
        mut new: impl FnMut(u128) -> bool,
        mut keep: impl FnMut(State, u8),
    ) {
        for (place, step) in self.steps.iter().enumerate() {
            let broken = |what: String, next: &State| -> ! {
                let before: Vec<&Step> = path.iter().filter_map(|place| self.steps.get(usize::from(*place))).collect();
                panic!("{what}\nafter {before:?} {step:?}\nfrom {:?}\nin {next:?}", self.starts[*start as usize])
            };
            for next in state.after(*step).unwrap_or_else(|what| broken(what, state)) {
                found.steps += 1;
                let hash = hash_of(&next);
                if !new(hash) {
                    continue;
                }
                found.states += 1;
                found.rounds += usize::from(matches!(step, Step::Liquidate(_) | Step::Round(_)));
                found.cuts += usize::from(*step == Step::Settle);
                next.sound().unwrap_or_else(|what| broken(what, &next));
                if !last || hash & 3 == 0 {
                    next.wind_down().unwrap_or_else(|what| broken(what, &next));
                }
                keep(next, place as u8);
            }
        }
    }

    /// The last level: nothing of it is kept, so that all cores look at parts of it.
    fn last(&self, level: &[Reached], known: &Known) -> Seen {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let part = level.len().div_ceil(workers).max(1);
        let places = (level.len() * 64).clamp(1 << 10, number_of("LAW_RECENT", 1 << 24));
        let mut found = Seen::default();
        std::thread::scope(|scope| {
            let search_part = |part: &[Reached]| {
                let (mut seen, mut recent) = (Seen::default(), Recent(vec![0; places / workers]));
                for reached in part {
                    let new = |hash| !known.contains(&hash) && !recent.meets(hash);
                    self.expand(reached, true, &mut seen, new, |_, _| {});
                }
                seen
            };
            let parts: Vec<_> = level.chunks(part).map(|part| scope.spawn(move || search_part(part))).collect();
            for part in parts {
                found.add(part.join().unwrap_or_else(|what| std::panic::resume_unwind(what)));
            }
        });
        found
    }
}

/// Every state within `depth` events of one of the starts; one that several reach is looked at once. Each is sound; each can be wound
/// down, of the last level one in four.
fn search(starts: &[State], alphabet: &Alphabet<'_>, depth: usize) -> Seen {
    let search = Search { starts, steps: alphabet.steps() };
    let (mut known, mut found) = (Known::default(), Seen::default());
    let mut level: Vec<Reached> = Vec::new();
    for (place, start) in starts.iter().enumerate() {
        if known.insert(hash_of(start)) {
            level.push((*start, place as u32, [u8::MAX; PATH]));
        }
    }
    for at in 0..depth.saturating_sub(1) {
        let mut next_level = Vec::new();
        for reached in &level {
            search.expand(
                reached,
                false,
                &mut found,
                |hash| known.insert(hash),
                |next, place| {
                    let mut path = reached.2;
                    path[at] = place;
                    next_level.push((next, reached.1, path));
                },
            );
        }
        level = next_level;
    }
    if depth > 0 {
        found.add(search.last(&level, &known));
    }
    found
}

/// Every split of a bankrupt's, a winner's and the backstop's collateral among 0 and 1.
fn empty_books(mark: u64) -> Vec<State> {
    let mut starts = Vec::new();
    for backstop in 0..=1 {
        for users in [[0, 0, 0], [0, 0, 1], [0, 1, 1], [1, 1, 1]] {
            starts.push(State::new([backstop, users[0], users[1], users[2]], 0, mark));
        }
    }
    starts
}

/// The book after fills without a fee.
fn book(start: &State, fills: &[Fill]) -> State {
    fills.iter().fold(*start, |state, (buyer, seller, lots, price)| {
        state.after(Step::Fill(*buyer, *seller, *lots, *price, 0)).unwrap()[0]
    })
}

/// Buyer, seller, lots, price.
type Fill = (usize, usize, u32, u32);

/// Starts from which few events lead to rounds, marks and cuts: one long against one and two shorts, two bankrupts at once, a
/// claim, and a backstop with a position of its own.
fn named_starts(mark: u64) -> Vec<(&'static str, Vec<State>)> {
    let books: [(&str, &[Fill]); 7] = [
        ("empty", &[]),
        ("one against one", &[(1, 2, 1, 2)]),
        ("one long, two shorts", &[(1, 2, 1, 2), (1, 3, 1, 4)]),
        ("two longs, one short", &[(1, 3, 1, 4), (2, 3, 1, 1)]),
        ("a claim and a debt", &[(1, 2, 1, 1), (2, 1, 1, 4)]),
        ("the backstop is short", &[(1, 0, 2, 2), (2, 3, 1, 4)]),
        ("the backstop is long", &[(1, 2, 1, 2), (0, 3, 1, 4)]),
    ];
    books
        .iter()
        .map(|(name, fills)| (*name, empty_books(mark).iter().map(|start| book(start, fills)).collect()))
        .collect()
}

/// [PNL-2] [PNL-3] [PNL-4] [PNL-5] [FND-3] [LIQ-5] [LIQ-6]: nothing that few events can do breaks the law, in whole ticks and in halves.
#[test]
fn no_short_sequence_breaks_the_law() {
    let (depth, mut left_out) = (number_of("LAW_DEPTH", 2), number_of("LAW_SKIP", 0));
    for marks in &MARKS {
        for (name, starts) in named_starts(2_000) {
            if left_out > 0 {
                left_out -= 1;
                continue;
            }
            let found = search(&starts, &Alphabet { prices: &[1, 2, 4], fees: &[0], marks }, depth);
            println!("{name}, marks {marks:?}, depth {depth}: {found:?}");
            assert!(found.rounds > 0, "a search without a round shows little");
        }
    }
}

/// The same with fees of an atom, and insurance that is soon gone.
#[test]
fn no_short_sequence_with_fees_and_insurance_breaks_the_law() {
    let depth = number_of("LAW_DEPTH", 2).min(4);
    for (name, starts) in named_starts(2_000) {
        let insured = |state: State| {
            let mut state = state;
            (state.insurance_cap, state.tokens) = (1, state.tokens + 2);
            state.ledger.insurance = small_law::atoms(2);
            state
        };
        let starts: Vec<State> = starts.into_iter().map(insured).collect();
        let found = search(&starts, &Alphabet { prices: &[1, 4], fees: &[0, 1], marks: &MARKS[0] }, depth);
        println!("{name}, fees and insurance, depth {depth}: {found:?}");
    }
}

/// Books of one fill and at most one more, as the model that shaped the law began.
fn report_starts(cash: &[i64], sizes: &[u32], prices: &[u32], mark: u64) -> Vec<State> {
    let mut starts = Vec::new();
    for own in cash.iter().flat_map(|a| cash.iter().flat_map(move |b| cash.iter().map(move |c| [*a, *b, *c]))) {
        for (backstop, insurance) in [(0, 0), (0, 1), (1, 0)] {
            let start = State::new([backstop, own[0], own[1], own[2]], insurance, mark);
            for (size, price) in sizes.iter().flat_map(|size| prices.iter().map(move |price| (*size, *price))) {
                let one = book(&start, &[(1, 2, size, price)]);
                starts.push(one);
                for (buyer, seller) in [(1, 3), (3, 1), (2, 3), (3, 2)] {
                    for (size, price) in sizes.iter().flat_map(|size| prices.iter().map(move |price| (*size, *price))) {
                        starts.push(book(&one, &[(buyer, seller, size, price)]));
                    }
                }
            }
        }
    }
    starts
}

/// [LIQ-6]: the same from every book of one or two fills of the model's report.
#[test]
fn no_short_sequence_from_any_small_book_breaks_the_law() {
    let depth = number_of("LAW_REPORT", 0);
    if depth == 0 {
        return;
    }
    let halves = report_starts(&[0, 1], &[1, 2], &[1, 2, 3], 2_000);
    let found = search(&halves, &Alphabet { prices: &[], fees: &[0], marks: &[500, 1_500, 3_500] }, depth);
    println!("report E, {} starts, depth {depth}: {found:?}", halves.len());
    let rich = report_starts(&[0, 2, 5], &[1, 3], &[1, 2, 3, 4], 2_000);
    let found = search(&rich, &Alphabet { prices: &[], fees: &[0], marks: &[1_000, 2_000, 3_000, 4_000] }, depth);
    println!("report C, {} starts, depth {depth}: {found:?}", rich.len());
    let whole = report_starts(&[0, 1], &[1, 2], &[1, 2, 4], 2_000);
    let found = search(&whole, &Alphabet { prices: &[1, 2, 4], fees: &[0, 1], marks: &MARKS[0] }, depth);
    println!("report D, {} starts, depth {depth}: {found:?}", whole.len());
}
