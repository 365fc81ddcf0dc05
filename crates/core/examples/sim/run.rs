//! Episodes of random worlds, one after another; a failure is shrunk to the least list of commands that fails in the same way.
//!
//! Invariant: episode k of a seed is a function of shape, seed and k alone.

use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::{Duration, Instant};

use quantdesk_core::exchange::BatchHead;
use quantdesk_core::Exchange;

use crate::audit::{Audit, Coverage};
use crate::crowd::{Crowd, Moment};
use crate::mirror::{Broken, Sound};
use crate::shape::Shape;
use crate::witness;

/// Events between two counts of everything.
pub const FULL_EVERY: u64 = 1_000;

/// An exchange and its audit.
pub struct Trial {
    pub exchange: Exchange,
    pub audit: Audit,
    pub fulls: u64,
    next_full: u64,
    out: Vec<u8>,
    batch: Vec<u8>,
}

impl Trial {
    pub fn new() -> Trial {
        Trial {
            exchange: Exchange::new(),
            audit: Audit::default(),
            fulls: 0,
            next_full: FULL_EVERY,
            out: Vec::new(),
            batch: Vec::new(),
        }
    }

    /// One moment through the exchange, audited.
    pub fn step(&mut self, moment: &Moment) -> Sound {
        batch_bytes(&mut self.batch, moment, self.exchange.seq() + 1);
        self.out.clear();
        self.exchange
            .apply(&self.batch, &mut self.out)
            .map_err(|error| Broken { kind: "a batch is taken".into(), text: error.to_string() })?;
        self.audit.batch(&self.exchange, moment.ts_us, &self.out, moment.records.len() == 1)?;
        witness::touched(&self.exchange, &self.audit.mirror)?;
        if self.audit.events >= self.next_full {
            self.next_full = self.audit.events + FULL_EVERY;
            self.everything()?;
        }
        Ok(())
    }

    pub fn everything(&mut self) -> Sound {
        self.fulls += 1;
        witness::everything(&self.exchange, &self.audit.mirror)
    }

    /// Goes on with what the snapshot restores.
    pub fn rebirth(&mut self) -> Sound {
        self.exchange = witness::reborn(&self.exchange)?;
        Ok(())
    }
}

fn batch_bytes(batch: &mut Vec<u8>, moment: &Moment, seq_from: u64) {
    let head = BatchHead { count: moment.records.len() as u32, seq_from, ts_us: moment.ts_us };
    batch.clear();
    batch.extend_from_slice(&head.bytes());
    for record in &moment.records {
        batch.extend_from_slice(record);
    }
}

/// What a run asks for.
pub struct Plan {
    pub events: u64,
    pub seed: u64,
    pub shapes: Vec<Shape>,
    pub episode: u64,
    pub shrink: Duration,
}

/// A failure with what reproduces it.
pub struct Fault {
    pub broken: Broken,
    pub shape: &'static str,
    pub episode: u64,
    pub event: u64,
    pub commands: usize,
    /// The least list that fails in the same way.
    pub least: Vec<Moment>,
}

/// What a run has seen.
#[derive(Default)]
pub struct Outcome {
    pub events: u64,
    pub commands: u64,
    pub episodes: u64,
    pub fulls: u64,
    pub checks: u64,
    pub restores: u64,
    pub replays: u64,
    pub seconds: f64,
    pub cpu_seconds: f64,
    pub hash: [u8; 32],
    pub coverage: Coverage,
    pub fault: Option<Fault>,
}

/// Runs a plan; stops at the first failure.
pub fn run(plan: &Plan, mut progress: impl FnMut(u64)) -> Outcome {
    let (mut outcome, start, before) = (Outcome::default(), Instant::now(), cpu_seconds());
    while outcome.events < plan.events && outcome.fault.is_none() {
        let shape = &plan.shapes[outcome.episodes as usize % plan.shapes.len()];
        let most = plan.episode.min(plan.events - outcome.events);
        episode(plan, shape, most, &mut outcome, &mut progress);
        outcome.episodes += 1;
    }
    outcome.seconds = start.elapsed().as_secs_f64();
    outcome.cpu_seconds = cpu_seconds() - before;
    outcome
}

/// Processor time of this thread, which a busy machine does not stretch; not a number where the system does not tell.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split_whitespace().next().and_then(|text| text.parse::<f64>().ok()).map_or(f64::NAN, |ns| ns / 1e9)
}

/// One world from its opening.
fn episode(plan: &Plan, shape: &Shape, most: u64, outcome: &mut Outcome, progress: &mut impl FnMut(u64)) {
    let (number, done) = (outcome.episodes, outcome.events);
    let (mut trial, mut moments) = (Trial::new(), Vec::new());
    let mut crowd = Crowd::new(shape, plan.seed * 1_000_003 + number);
    let played = catch_unwind(AssertUnwindSafe(|| {
        let (mut moment, mut reborn) = (crowd.opening(), false);
        loop {
            moments.push(moment);
            trial.step(&moments[moments.len() - 1])?;
            if trial.audit.events >= most {
                break;
            }
            if !reborn && trial.audit.events > most / 2 {
                reborn = true;
                trial.rebirth()?;
            }
            if moments.len() % 256 == 0 {
                progress(done + trial.audit.events);
            }
            moment = crowd.next(&trial.audit.mirror);
        }
        trial.everything()?;
        trial.rebirth()?;
        replayed(&trial.exchange, &moments, number)
    }));
    let sound = played.unwrap_or_else(|cause| Err(panicked(cause.as_ref())));
    progress(done + trial.audit.events);
    if let Err(broken) = sound {
        let commands = moments.iter().map(|moment| moment.records.len()).sum();
        let least = if plan.shrink.is_zero() { moments } else { shrink(moments, &broken.kind, plan.shrink) };
        let event = trial.audit.events;
        let broken = failure_of(&least).filter(|again| again.kind == broken.kind).unwrap_or(broken);
        outcome.fault = Some(Fault { broken, shape: shape.name, episode: number, event, commands, least });
    } else {
        outcome.restores += 2;
        outcome.replays += u64::from(number % 8 == 0);
    }
    let hash = trial.exchange.state_hash();
    for (sum, byte) in outcome.hash.iter_mut().zip(hash) {
        *sum = sum.rotate_left(1) ^ byte;
    }
    outcome.events += trial.audit.events;
    outcome.commands += trial.exchange.seq();
    outcome.fulls += trial.fulls;
    outcome.checks += trial.audit.checks;
    outcome.coverage.add(&trial.audit.coverage);
}

/// JRN-5: in every eighth episode the same commands on another exchange, never restored, give the same state.
fn replayed(exchange: &Exchange, moments: &[Moment], number: u64) -> Sound {
    if number % 8 != 0 {
        return Ok(());
    }
    let (mut other, mut batch, mut out) = (Exchange::new(), Vec::new(), Vec::new());
    for moment in moments {
        batch_bytes(&mut batch, moment, other.seq() + 1);
        out.clear();
        other.apply(&batch, &mut out).map_err(|error| Broken { kind: "JRN-5".into(), text: error.to_string() })?;
    }
    if other.state_hash() == exchange.state_hash() {
        return Ok(());
    }
    let text = format!("{} commands", other.seq());
    Err(Broken { kind: "JRN-5 the same commands give the same state".into(), text })
}

fn panicked(cause: &(dyn std::any::Any + Send)) -> Broken {
    let text = cause
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_string()))
        .unwrap_or_default();
    Broken { kind: "UNIT-4 a panic".into(), text }
}

/// Runs the moments on a new exchange, with everything compared after the last; None when all holds.
pub fn failure_of(moments: &[Moment]) -> Option<Broken> {
    let played = catch_unwind(AssertUnwindSafe(|| {
        let mut trial = Trial::new();
        for moment in moments.iter().filter(|moment| !moment.records.is_empty()) {
            trial.step(moment)?;
        }
        trial.everything()?;
        trial.rebirth()
    }));
    played.unwrap_or_else(|cause| Err(panicked(cause.as_ref()))).err()
}

/// Leaves out moments, then single records, for as long as the failure stays and time is left.
pub fn shrink(moments: Vec<Moment>, kind: &str, budget: Duration) -> Vec<Moment> {
    let until = Instant::now() + budget;
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let fails = |moments: &[Moment]| failure_of(moments).is_some_and(|found| found.kind == kind);
    let mut found = moments;
    if fails(&found) {
        found = least(found, &fails, until);
        let singles: Vec<Moment> = found
            .iter()
            .flat_map(|moment| {
                let alone = |record: &Vec<u8>| Moment { ts_us: moment.ts_us, records: vec![record.clone()] };
                moment.records.iter().map(alone)
            })
            .collect();
        if singles.len() > found.len() && fails(&singles) {
            found = least(singles, &fails, until);
        }
        for at in (0..found.len()).filter(|_| Instant::now() < until) {
            let with = |records: &[Vec<u8>]| {
                let mut moments = found.clone();
                moments[at].records = records.to_vec();
                moments
            };
            let records = least(found[at].records.clone(), &|records: &[Vec<u8>]| fails(&with(records)), until);
            found = with(&records);
        }
        found.retain(|moment| !moment.records.is_empty());
    }
    std::panic::set_hook(quiet);
    found
}

/// Delta debugging: drops chunks, halving their size, while the rest still fails.
fn least<T: Clone>(mut items: Vec<T>, fails: &impl Fn(&[T]) -> bool, until: Instant) -> Vec<T> {
    let mut chunk = (items.len() / 2).max(1);
    while !items.is_empty() && Instant::now() < until {
        let (mut at, mut dropped) = (0, false);
        while at < items.len() && Instant::now() < until {
            let mut candidate = items[..at].to_vec();
            candidate.extend_from_slice(&items[(at + chunk).min(items.len())..]);
            if fails(&candidate) {
                (items, dropped) = (candidate, true);
            } else {
                at += chunk;
            }
        }
        if chunk == 1 && !dropped {
            break;
        }
        chunk = (chunk / 2).max(1);
    }
    items
}
