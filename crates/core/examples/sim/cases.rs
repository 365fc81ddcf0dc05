//! Case files: a list of moments as text, the same that `tests/sim/cases.py` reads and writes.
//!
//! Invariant: what is read is what was written; everything behind # is comment.

use std::fmt::Write;

use crate::crowd::Moment;
use crate::run::Fault;

/// Writes the least list of a failure; gives the path.
pub fn write(folder: &str, seed: u64, fault: &Fault) -> String {
    let path = format!("{folder}/{}-seed{seed}-episode{}-event{}.case", fault.shape, fault.episode, fault.event);
    let head = format!("shape {}, seed {seed}, episode {}, event {}", fault.shape, fault.episode, fault.event);
    let mut text = format!("# {head}\n# {}\n# {}\n", fault.broken.kind, fault.broken.text);
    for moment in &fault.least {
        let _ = writeln!(text, "batch {}", moment.ts_us);
        for record in &moment.records {
            let hex = record.iter().fold(String::new(), |mut hex, byte| {
                let _ = write!(hex, "{byte:02x}");
                hex
            });
            let _ = writeln!(text, "    # {}\n  {hex}", words(record));
        }
    }
    std::fs::create_dir_all(folder).expect("a folder for case files");
    std::fs::write(&path, text).expect("a case file");
    path
}

/// Kind, size and account of a command; `python -m tests.sim --replay` tells all fields.
fn words(record: &[u8]) -> String {
    format!("command {} of {} bytes", record[0], record.len())
}

/// Reads a case file.
pub fn read(path: &str) -> Vec<Moment> {
    let text = std::fs::read_to_string(path).expect("a case file that can be read");
    let mut moments: Vec<Moment> = Vec::new();
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(ts_us) = line.strip_prefix("batch ") {
            moments.push(Moment { ts_us: ts_us.parse().expect("a time"), records: Vec::new() });
        } else if !line.is_empty() {
            let byte = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).expect("hex");
            let record = (0..line.len()).step_by(2).map(byte).collect();
            moments.last_mut().expect("a batch before its records").records.push(record);
        }
    }
    moments
}
