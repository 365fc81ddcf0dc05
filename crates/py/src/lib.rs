//! Python bindings of the core: convert, call, convert back. No formula of money and no rule of the exchange lives here.
//!
//! Beside them stands what Python needs fast and no rule depends on: the fold of candles.
//! Every function that takes longer than a conversion runs without the interpreter lock.

mod candles;
mod changes;
mod exchange;
mod messages;
mod orders;
mod settlement;
mod signatures;

use std::sync::LazyLock;

use ed25519_dalek::{Signer, SigningKey};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedBytes;
use pyo3::types::PyBytes;
use quantdesk_core::ladder::{rung_lots, rung_price};
use quantdesk_core::mark::{Premium, SAMPLES_MIN};
use quantdesk_core::schema_gen::SCHEMA_HASH;
use quantdesk_core::units::{Lots, Ticks};

use crate::signatures::{Claim, Keys};

/// One memory of decoded keys a process.
static KEYS: LazyLock<Keys> = LazyLock::new(Keys::default);

/// SHA-256 of the schema of records that this module was built with.
#[pyfunction]
fn schema_hash(py: Python<'_>) -> Bound<'_, PyBytes> {
    PyBytes::new(py, &SCHEMA_HASH)
}

/// Rate of an hour whose samples have this mean, both e9, when there are enough of them (FND-2).
#[pyfunction]
fn funding_rate(premium: i64) -> i64 {
    let sum = premium.saturating_mul(i64::from(SAMPLES_MIN));
    Premium { hour: 0, sum, count: SAMPLES_MIN }.rate().rate
}

/// Prices in ticks and sizes in lots of the orders of a scale, from the first to the last (BOOK-16).
#[pyfunction]
fn ladder(first: u32, last: u32, size: u32, count: u32) -> Vec<(u32, u32)> {
    let rung = |place| (rung_price(Ticks(first), Ticks(last), count, place).0, rung_lots(Lots(size), count, place).0);
    (0..count).map(rung).collect()
}

/// First 16 bytes of SHA-256 of a message (SIG-7).
#[pyfunction]
fn order_id<'py>(py: Python<'py>, message: &[u8]) -> Bound<'py, PyBytes> {
    PyBytes::new(py, &orders::order_id(message))
}

/// One byte a (signer, message, signature): 1 when it holds by the strict rules (SIG-3).
#[pyfunction]
fn signatures_verify(py: Python<'_>, items: Vec<(PyBackedBytes, PyBackedBytes, PyBackedBytes)>) -> Bound<'_, PyBytes> {
    let verdicts = py.detach(|| {
        let claims: Vec<Claim<'_>> =
            items.iter().map(|(signer, message, signature)| Claim { signer, message, signature }).collect();
        KEYS.verdicts(&claims)
    });
    PyBytes::new(py, &verdicts)
}

/// Command records with the order id of each signed one, and one verdict byte a signed record.
#[pyfunction]
fn orders_prepare<'py>(
    py: Python<'py>,
    records: PyBackedBytes,
) -> PyResult<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)> {
    let (records, verdicts) = py
        .detach(|| orders::prepare(&records, &KEYS))
        .map_err(|at| PyValueError::new_err(format!("expected a command record at {at}, found none")))?;
    Ok((PyBytes::new(py, &records), PyBytes::new(py, &verdicts)))
}

fn signing_key(seed: &[u8]) -> PyResult<SigningKey> {
    let seed = seed
        .try_into()
        .map_err(|_| PyValueError::new_err(format!("expected a seed of 32 bytes, found {}", seed.len())))?;
    Ok(SigningKey::from_bytes(seed))
}

/// Ed25519 signature of a message by the key of a 32-byte seed.
#[pyfunction]
fn sign<'py>(py: Python<'py>, seed: &[u8], message: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, &signing_key(seed)?.sign(message).to_bytes()))
}

/// Ed25519 public key of a 32-byte seed.
#[pyfunction]
fn public_key<'py>(py: Python<'py>, seed: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    Ok(PyBytes::new(py, signing_key(seed)?.verifying_key().as_bytes()))
}

/// The compiled half of quantdesk.core.
#[pymodule]
mod _native {
    #[pymodule_export]
    use super::{funding_rate, ladder, order_id, orders_prepare, public_key, schema_hash, sign, signatures_verify};
    #[pymodule_export]
    use crate::candles::{candles_fold, candles_join};
    #[pymodule_export]
    use crate::changes::{asset_change_refused, cap_change_refused, limits_change_refused, market_change_refused};
    #[pymodule_export]
    use crate::exchange::{batch_head, records_check, BatchError, Exchange};
    #[pymodule_export]
    use crate::messages::{message_encode, message_recode, transfer_encode};
    #[pymodule_export]
    use crate::settlement::{
        deal_settle, exit_is_last, fee_rate_of, fee_rate_reaching, fill_settle, hand_over_settle, held_paid,
        mark_moved, room_own, share_settle, tail_day, tail_settle, touch_settle,
    };
}
