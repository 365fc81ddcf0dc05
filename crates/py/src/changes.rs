//! Whether the program would take a change that admins name: the core's own functions over records and plain numbers.
//!
//! Invariant: nothing is decided here. What comes back is the core's refusal, or nothing (CUST-22).

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use quantdesk_core::asset::prove;
use quantdesk_core::change::{asset_change, cap_change, limits_change, market_change};
use quantdesk_core::growth::Tiers;
use quantdesk_core::reason::{Reason, Refusal};
use quantdesk_core::rounds::envelope_proven;
use quantdesk_core::schema_gen::{ListMarket, SetAsset, SetMargin};
use quantdesk_core::units::Ppm;

/// Number of the reason, the bound and the place of the field.
type Refused = Option<(u16, i64, i64)>;

fn refused(outcome: Result<(), Refusal>) -> Refused {
    outcome.err().map(|refusal| (refusal.reason.code(), refusal.expected, refusal.found))
}

fn record<T>(read: Option<T>, name: &str) -> PyResult<T> {
    read.ok_or_else(|| PyValueError::new_err(format!("expected a record {name}, found none")))
}

/// Why the cap of a vault may not change so (CUST-22).
#[pyfunction]
pub fn cap_change_refused(before: u64, after: u64) -> Refused {
    refused(cap_change(before, after))
}

/// Why the limits of a vault's outflow may not change so (WDR-1).
#[pyfunction]
pub fn limits_change_refused(before: [u64; 3], after: [u64; 3]) -> Refused {
    refused(limits_change(before, after))
}

/// Why a market may not change so (CUST-22): two records `ListMarket`, and the tiers and the envelope that it keeps.
#[pyfunction]
pub fn market_change_refused(before: &[u8], after: &[u8], margin: &[u8], envelope_ppm: u32) -> PyResult<Refused> {
    let (before, after) = (ListMarket::read(before), ListMarket::read(after));
    let (before, after) = (record(before, "ListMarket")?, record(after, "ListMarket")?);
    let margin = record(SetMargin::read(margin), "SetMargin")?;
    let judged = || -> Result<(), Refusal> {
        let _ = market_change(&before, &after)?;
        let _ = Tiers::of(&margin, Ppm(after.imf), Ppm(after.mmf))?;
        if envelope_proven(Ppm(after.mmf), Ppm(envelope_ppm)) {
            Ok(())
        } else {
            Err(Refusal::with(Reason::MarketParameters, i64::from(before.mmf), 10))
        }
    };
    Ok(refused(judged()))
}

/// Why an asset may not count for so much (CUST-39): records `SetAsset` of what is in force, if any, and of what is to be, and the grid of
/// the market that prices it.
#[pyfunction]
pub fn asset_change_refused(before: Option<&[u8]>, after: &[u8], price_max: u32, tick_size: u64) -> PyResult<Refused> {
    let after = record(SetAsset::read(after), "SetAsset")?;
    let before = before.map(|bytes| record(SetAsset::read(bytes), "SetAsset")).transpose()?;
    let step = before.as_ref().map_or(Ok(()), |before| asset_change(before, &after));
    let decimals = before.map_or(after.decimals, |before| before.decimals);
    Ok(refused(step.and_then(|()| prove(&after, decimals, price_max, tick_size))))
}
