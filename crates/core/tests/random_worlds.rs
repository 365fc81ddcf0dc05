//! The simulator's worlds in small: a seeded crowd drives the exchange, every event is audited (PNL-2, PNL-3, BOOK-1, MGN-6, LIQ-1).
//!
//! `./desk sim` runs the same modules for as long as it is asked to.
#![allow(missing_docs, dead_code, reason = "a test file; the program uses all of it")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::float_arithmetic,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

#[path = "../examples/sim/accounts.rs"]
mod accounts;
#[path = "../examples/sim/algos.rs"]
mod algos;
#[path = "../examples/sim/audit.rs"]
mod audit;
#[path = "../examples/sim/changes.rs"]
mod changes;
#[path = "../examples/sim/crowd.rs"]
mod crowd;
#[path = "../examples/sim/hostile.rs"]
mod hostile;
#[path = "../examples/sim/mirror.rs"]
mod mirror;
#[path = "../examples/sim/money.rs"]
mod money;
#[path = "../examples/sim/pace.rs"]
mod pace;
#[path = "../examples/sim/report.rs"]
mod report;
#[path = "../examples/sim/run.rs"]
mod run;
#[path = "../examples/sim/shape.rs"]
mod shape;
#[path = "../examples/sim/terms.rs"]
mod terms;
#[path = "../examples/sim/trading.rs"]
mod trading;
#[path = "../examples/sim/witness.rs"]
mod witness;

use std::time::Duration;

use crowd::Moment;
use run::{failure_of, run, Plan};

const EPISODE: u64 = 8_000;

fn plan(seed: u64, shrink_s: u64) -> Plan {
    let shapes = shape::shapes();
    let events = EPISODE * shapes.len() as u64;
    Plan { events, seed, shapes, episode: EPISODE, shrink: Duration::from_secs(shrink_s) }
}

/// [PNL-2] [PNL-3] [PNL-4] [MGN-5] [MGN-6] [MGN-9] [BOOK-1] [BOOK-4] [BOOK-9] [LIQ-1] [LIQ-6] [FND-3]: one world of every shape.
#[test]
fn no_random_world_breaks_an_invariant() {
    let outcome = run(&plan(1, 0), |_| {});
    if let Some(fault) = outcome.fault {
        panic!("{}: {} in {} at event {}", fault.broken.kind, fault.broken.text, fault.shape, fault.event);
    }
    assert!(
        outcome.fulls > 40 && outcome.checks > 5_000,
        "too little was checked: {} {}",
        outcome.fulls,
        outcome.checks
    );
}

/// [PNL-3]: an audit whose sum is an atom off says so at the end of the batch.
#[test]
fn an_atom_that_no_event_explains_is_told() {
    let mut crowd = crowd::Crowd::new(&shape::shapes()[0], 3);
    let mut trial = run::Trial::new();
    trial.step(&crowd.opening()).unwrap();
    trial.step(&crowd.next(&trial.audit.mirror)).unwrap();
    trial.audit.mirror.tokens += 1;
    let broken = trial.step(&crowd.next(&trial.audit.mirror)).unwrap_err();
    assert!(broken.kind.starts_with("PNL-3"), "{}: {}", broken.kind, broken.text);
}

/// What fails is shrunk to few commands.
#[test]
fn a_failure_is_shrunk_to_the_commands_that_it_needs() {
    let shape = &shape::shapes()[0];
    let mut crowd = crowd::Crowd::new(shape, 3);
    let mut trial = run::Trial::new();
    let mut moments = vec![crowd.opening()];
    for _ in 0..200 {
        trial.step(moments.last().unwrap()).unwrap();
        moments.push(crowd.next(&trial.audit.mirror));
    }
    assert_eq!(failure_of(&moments[..moments.len() - 1]), None);
    // Time that goes backwards is what no exchange takes.
    moments.push(Moment { ts_us: 1, records: moments[1].records.clone() });
    let broken = failure_of(&moments).unwrap();
    let least = run::shrink(moments, &broken.kind, Duration::from_secs(20));
    let commands: usize = least.iter().map(|moment| moment.records.len()).sum();
    assert!(commands <= 2 && failure_of(&least).unwrap().kind == broken.kind, "{commands} commands");
}
