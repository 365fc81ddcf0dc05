//! The exchange behind a lock: bytes in, bytes out, without the interpreter lock.
//!
//! Invariant: calls go one after another. After a panic inside the core no call is taken any more: its state is not known.

use std::fmt::Display;
use std::sync::{Mutex, MutexGuard};

use pyo3::create_exception;
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use quantdesk_core::exchange::{BatchHead, BATCH_HEAD_BYTES};
use quantdesk_core::schema_gen::{event_size, LevelChanged, MarketChanged};
use quantdesk_core::Exchange as Core;

create_exception!(
    _native,
    BatchError,
    PyValueError,
    "Bytes that the exchange does not take as a whole; nothing changed."
);

fn refused(error: impl Display) -> PyErr {
    BatchError::new_err(error.to_string())
}

/// The whole state of an exchange.
#[pyclass(frozen, module = "quantdesk.core._native")]
pub struct Exchange {
    core: Mutex<Core>,
}

impl Exchange {
    fn locked(&self) -> PyResult<MutexGuard<'_, Core>> {
        self.core
            .lock()
            .map_err(|_| PyRuntimeError::new_err("the core failed in an earlier call; its state is not known"))
    }

    fn applied(&self, batch: &[u8]) -> PyResult<Vec<u8>> {
        let mut out = Vec::with_capacity(batch.len());
        self.locked()?.apply(batch, &mut out).map_err(refused)?;
        Ok(out)
    }
}

#[pymethods]
impl Exchange {
    #[new]
    fn new() -> Self {
        Exchange { core: Mutex::new(Core::new()) }
    }

    /// The exchange of a snapshot.
    #[staticmethod]
    fn restore(py: Python<'_>, snapshot: PyBackedBytes) -> PyResult<Self> {
        let core = py.detach(|| Core::restore(&snapshot)).map_err(refused)?;
        Ok(Exchange { core: Mutex::new(core) })
    }

    /// Applies a batch; gives its events.
    fn apply<'py>(&self, py: Python<'py>, batch: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        let out = py.detach(|| self.applied(&batch))?;
        Ok(PyBytes::new(py, &out))
    }

    /// Applies a batch; gives its events and where those of each command end.
    fn apply_split<'py>(&self, py: Python<'py>, batch: PyBackedBytes) -> PyResult<(Bound<'py, PyBytes>, Vec<usize>)> {
        let (out, ends) = py.detach(|| {
            let out = self.applied(&batch)?;
            let (head, _) = BatchHead::read(&batch).map_err(refused)?;
            let ends = ends_of(&out, &head);
            PyResult::Ok((out, ends))
        })?;
        Ok((PyBytes::new(py, &out), ends))
    }

    /// Answers a query; changes nothing.
    fn query<'py>(&self, py: Python<'py>, query: PyBackedBytes) -> PyResult<Bound<'py, PyBytes>> {
        let out = py.detach(|| {
            let mut out = Vec::new();
            self.locked()?.query(&query, &mut out).map_err(refused)?;
            PyResult::Ok(out)
        })?;
        Ok(PyBytes::new(py, &out))
    }

    /// Canonical bytes of the whole state.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let bytes = py.detach(|| PyResult::Ok(self.locked()?.snapshot()))?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// SHA-256 of the snapshot.
    fn state_hash<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        let hash = py.detach(|| PyResult::Ok(self.locked()?.state_hash()))?;
        Ok(PyBytes::new(py, &hash))
    }

    /// Number of the last command applied.
    #[getter]
    fn seq(&self, py: Python<'_>) -> PyResult<u64> {
        py.detach(|| Ok(self.locked()?.seq()))
    }

    /// Time of the last batch, microseconds.
    #[getter]
    fn ts_us(&self, py: Python<'_>) -> PyResult<u64> {
        py.detach(|| Ok(self.locked()?.ts_us()))
    }
}

/// End of each command's events in `out`; the changes of markets and levels at the end of a batch belong to no command.
fn ends_of(out: &[u8], head: &BatchHead) -> Vec<usize> {
    let count = usize::try_from(head.count).unwrap_or_default();
    let mut ends = Vec::with_capacity(count);
    let (mut at, mut rest) = (0usize, out);
    while let Some((kind, seq, behind)) = event_cut(rest) {
        if kind == MarketChanged::KIND || kind == LevelChanged::KIND {
            break;
        }
        let place = usize::try_from(seq.saturating_sub(head.seq_from)).unwrap_or(count);
        if place > ends.len() {
            ends.resize(place.min(count), at);
        }
        at = out.len().saturating_sub(behind.len());
        rest = behind;
    }
    ends.resize(count, at);
    ends
}

/// Kind and seq of the first event, and what is behind it.
fn event_cut(rest: &[u8]) -> Option<(u8, u64, &[u8])> {
    let (kind, seq) = (*rest.first()?, *rest.get(8..)?.first_chunk()?);
    let (_, behind) = rest.split_at_checked(event_size(kind)?)?;
    Some((kind, u64::from_le_bytes(seq), behind))
}

/// The 32 bytes in front of the records of a batch.
#[pyfunction]
pub fn batch_head(py: Python<'_>, count: u32, seq_from: u64, ts_us: u64) -> Bound<'_, PyBytes> {
    let head: [u8; BATCH_HEAD_BYTES] = BatchHead { count, seq_from, ts_us }.bytes();
    PyBytes::new(py, &head)
}

/// Number of records, items of batches not counted, when all are well-formed and this service may send them.
#[pyfunction]
pub fn records_check(records: &[u8], service: u8) -> PyResult<u32> {
    quantdesk_core::records_check(records, service)
        .map_err(|(reason, offset)| BatchError::new_err(format!("record at byte {offset}: {}", reason.name())))
}
