//! `./desk sim`: a seeded crowd drives the shipped exchange, every event is audited, and everything is counted again every 1,000 events.
//!
//! `sim [--events N] [--seed N] [--shape NAME] [--episode N] [--shrink-s N] [--json] [--cases FOLDER] [--replay FILE]`. The worlds are
//! those of `tests/sim`; the second exchange, which is compared byte by byte, stands there. Exit status 1: something failed.
#![allow(missing_docs, reason = "a program of its own")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::float_arithmetic,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a witness may stop"
)]

mod accounts;
mod algos;
mod audit;
mod cases;
mod changes;
mod crowd;
mod hostile;
mod mirror;
mod money;
mod pace;
mod report;
mod run;
mod shape;
mod terms;
mod trading;
mod witness;

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use run::{failure_of, run, Plan};

const EPISODE: u64 = 50_000;
const BAR_WIDTH: u64 = 40;
const BAR_EVERY: Duration = Duration::from_millis(500);

/// A progress bar on the terminal; nothing elsewhere.
fn bar(total: u64) -> impl FnMut(u64) {
    let (start, terminal) = (Instant::now(), std::io::stderr().is_terminal());
    let mut shown = Instant::now();
    move |done| {
        if !terminal || shown.elapsed() < BAR_EVERY && done < total {
            return;
        }
        shown = Instant::now();
        let part = (BAR_WIDTH * done / total.max(1)).min(BAR_WIDTH) as usize;
        let rate = done as f64 / start.elapsed().as_secs_f64().max(1e-9);
        let (full, empty) = ("#".repeat(part), ".".repeat(BAR_WIDTH as usize - part));
        let _ = write!(std::io::stderr(), "\rsim [{full}{empty}] {done}/{total}  {rate:.0} events/s ");
    }
}

struct Options {
    plan: Plan,
    json: bool,
    cases: String,
    replay: Option<String>,
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        plan: Plan {
            events: 2_000_000,
            seed: 1,
            shapes: shape::shapes(),
            episode: EPISODE,
            shrink: Duration::from_secs(60),
        },
        json: false,
        cases: ".desk/sim".into(),
        replay: None,
    };
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        if name == "--json" {
            options.json = true;
            continue;
        }
        let value = arguments.next().ok_or(format!("{name} wants a value"))?;
        let number = || value.parse::<u64>().map_err(|_| format!("{name} wants a whole number, not {value}"));
        match name.as_str() {
            "--events" => options.plan.events = number()?,
            "--seed" => options.plan.seed = number()?,
            "--episode" => options.plan.episode = number()?,
            "--shrink-s" => options.plan.shrink = Duration::from_secs(number()?),
            "--cases" => options.cases = value,
            "--replay" => options.replay = Some(value),
            "--shape" if value == "mixed" => {}
            "--shape" => options.plan.shapes.retain(|shape| shape.name == value),
            _ => return Err(format!("{name} is not known")),
        }
    }
    if options.plan.shapes.is_empty() {
        let names: Vec<&str> = shape::shapes().iter().map(|shape| shape.name).collect();
        return Err(format!("expected a shape: mixed, {}", names.join(", ")));
    }
    Ok(options)
}

fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(text) => {
            eprintln!("sim: {text}");
            return ExitCode::from(2);
        }
    };
    if let Some(path) = options.replay {
        let failure = failure_of(&cases::read(&path));
        println!(
            "{}",
            failure.as_ref().map_or("all hold".into(), |broken| format!("{}\n{}", broken.kind, broken.text))
        );
        return ExitCode::from(u8::from(failure.is_some()));
    }
    let outcome = run(&options.plan, bar(options.plan.events));
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    let case = outcome.fault.as_ref().map(|fault| cases::write(&options.cases, options.plan.seed, fault));
    let told = report::Told { plan: &options.plan, outcome: &outcome, case: case.as_deref() };
    println!("{}", if options.json { told.json() } else { told.text() });
    ExitCode::from(u8::from(outcome.fault.is_some()))
}
