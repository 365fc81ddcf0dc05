//! What a run says to people and to programs.
//!
//! Invariant: the two tell the same numbers; what did not occur is named, not left out.

use quantdesk_core::schema_gen::{CancelReason, Reason};

use crate::audit::Coverage;
use crate::run::{Outcome, Plan};

/// Reasons that no batch through `apply` can give: the edge's, and what is cancelled instead.
const UNREACHABLE: [Reason; 4] =
    [Reason::None, Reason::ServiceForbidden, Reason::MarginWorse, Reason::ClientOrderIdLimit];

impl Coverage {
    /// Takes in other counts.
    pub fn add(&mut self, other: &Coverage) {
        let sums = self.kinds.iter_mut().zip(other.kinds).chain(self.cancels.iter_mut().zip(other.cancels));
        for (sum, more) in sums {
            *sum += more;
        }
        for (sum, more) in self.reasons.iter_mut().zip(&other.reasons) {
            *sum += more;
        }
    }

    fn refusals(&self) -> Vec<(&'static str, u64)> {
        let count = |reason: &Reason| (reason.name(), self.reasons[usize::from(reason.code())]);
        Reason::ALL.iter().filter(|reason| !UNREACHABLE.contains(reason)).map(count).collect()
    }

    fn given_up(&self) -> Vec<(&'static str, u64)> {
        let count = |reason: &CancelReason| (reason.name(), self.cancels[usize::from(reason.code())]);
        CancelReason::ALL.iter().filter(|reason| **reason != CancelReason::Overflow).map(count).collect()
    }
}

/// An outcome, to be told.
pub struct Told<'a> {
    pub plan: &'a Plan,
    pub outcome: &'a Outcome,
    pub case: Option<&'a str>,
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => out.extend(['\\', sign]),
            sign if sign.is_control() => out.push(' '),
            sign => out.push(sign),
        }
    }
    out.push('"');
    out
}

fn object(rows: &[(&'static str, u64)]) -> String {
    let parts: Vec<String> =
        rows.iter().filter(|row| row.1 > 0).map(|(name, count)| format!("{}: {count}", quoted(name))).collect();
    format!("{{{}}}", parts.join(", "))
}

fn missing(rows: &[(&'static str, u64)]) -> Vec<&'static str> {
    rows.iter().filter(|row| row.1 == 0).map(|row| row.0).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn listed(rows: &[(&'static str, u64)]) -> String {
    let mut rows: Vec<&(&str, u64)> = rows.iter().filter(|row| row.1 > 0).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.1));
    rows.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

impl Told<'_> {
    fn rate(&self) -> f64 {
        self.outcome.events as f64 / self.outcome.seconds.max(1e-9)
    }

    /// Events a second of processor time; 0 where the system does not tell that.
    fn cpu_rate(&self) -> f64 {
        let rate = self.outcome.events as f64 / self.outcome.cpu_seconds;
        if rate.is_finite() {
            rate
        } else {
            0.0
        }
    }

    /// One object.
    pub fn json(&self) -> String {
        let (outcome, coverage) = (self.outcome, &self.outcome.coverage);
        let (refusals, cancels) = (coverage.refusals(), coverage.given_up());
        let names = |names: Vec<&str>| names.iter().map(|name| quoted(name)).collect::<Vec<_>>().join(", ");
        let shapes = names(self.plan.shapes.iter().map(|shape| shape.name).collect());
        let kinds: Vec<String> = (0..=u8::MAX)
            .filter(|kind| coverage.kinds[usize::from(*kind)] > 0)
            .map(|kind| format!("\"{kind}\": {}", coverage.kinds[usize::from(kind)]))
            .collect();
        let fault = outcome.fault.as_ref().map_or("null".into(), |fault| {
            format!(
                "{{\"kind\": {}, \"text\": {}, \"shape\": {}, \"seed\": {}, \"episode\": {}, \"event\": {}, \
                 \"commands\": {}, \"shrunk\": {}, \"path\": {}}}",
                quoted(&fault.broken.kind),
                quoted(&fault.broken.text),
                quoted(fault.shape),
                self.plan.seed,
                fault.episode,
                fault.event,
                fault.commands,
                fault.least.iter().map(|moment| moment.records.len()).sum::<usize>(),
                quoted(self.case.unwrap_or_default()),
            )
        });
        format!(
            "{{\"name\": \"sim\", \"events\": {}, \"seed\": {}, \"judged\": false, \"shapes\": [{shapes}], \"episodes\": {}, \
             \"commands\": {}, \"seconds\": {:.3}, \"events_per_s\": {:.0}, \"events_per_cpu_s\": {:.0}, \"fills_and_orders_checked\": {}, \
             \"full_comparisons\": {}, \"snapshot_restores\": {}, \"replays\": {}, \"event_kinds\": {{{}}}, \
             \"refusals\": {}, \"cancels\": {}, \"refusals_missing\": [{}], \"cancels_missing\": [{}], \
             \"state_hash\": \"{}\", \"fault\": {fault}}}",
            outcome.events,
            self.plan.seed,
            outcome.episodes,
            outcome.commands,
            outcome.seconds,
            self.rate(),
            self.cpu_rate(),
            outcome.checks,
            outcome.fulls,
            outcome.restores,
            outcome.replays,
            kinds.join(", "),
            object(&refusals),
            object(&cancels),
            names(missing(&refusals)),
            names(missing(&cancels)),
            hex(&outcome.hash),
        )
    }

    /// A page.
    pub fn text(&self) -> String {
        let (outcome, coverage) = (self.outcome, &self.outcome.coverage);
        let (refusals, cancels) = (coverage.refusals(), coverage.given_up());
        let mut lines = Vec::new();
        if let Some(fault) = &outcome.fault {
            let least: usize = fault.least.iter().map(|moment| moment.records.len()).sum();
            let case = self.case.unwrap_or_default();
            lines.push(format!("FAILED  {}", fault.broken.kind));
            lines.push(format!("  {}", fault.broken.text));
            let at = (fault.shape, fault.episode, fault.event);
            lines.push(format!("  seed {}, shape {}, episode {}, event {}", self.plan.seed, at.0, at.1, at.2));
            lines.push(format!("  {} commands, shrunk to {least}: {case}", fault.commands));
            lines.push(format!("  the same against the judge: python -m tests.sim --replay {case}\n"));
        }
        let absent = [missing(&refusals), missing(&cancels)].concat().join(", ");
        lines.extend([
            format!(
                "events       {} of {} commands in {} episodes",
                outcome.events, outcome.commands, outcome.episodes
            ),
            format!(
                "rate         {:.0} events/s ({:.1} s), {:.0} a second of processor time",
                self.rate(),
                outcome.seconds,
                self.cpu_rate()
            ),
            format!("compared     every touched account after every batch, {} full states", outcome.fulls),
            format!("restored     {} snapshots, {} episodes replayed", outcome.restores, outcome.replays),
            format!("checked      {} sides of fills, resting orders and liquidations", outcome.checks),
            format!("refusals     {}", listed(&refusals)),
            format!("cancels      {}", listed(&cancels)),
            format!("not seen     {}", if absent.is_empty() { "-" } else { &absent }),
            format!("state hash   {}", hex(&outcome.hash)),
        ]);
        lines.join("\n")
    }
}
