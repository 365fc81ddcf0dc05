//! The core's encoder of signed messages, for the vectors that hold all encoders together (SIG-1).

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use quantdesk_core::message::{kind_of, Message, MessageKind, TransferMessage, MESSAGE_BYTES};
use quantdesk_core::schema_gen::{SelfTrade, Side, TimeInForce};

/// Fields of an order by name.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct OrderFields {
    domain: [u8; 8],
    account: u64,
    nonce: u64,
    expiry_slot: u64,
    client_order_id: u64,
    price: u32,
    size: u32,
    market: u16,
    side: u8,
    time_in_force: u8,
    self_trade: u8,
    reduce_only: u8,
    post_only: u8,
    fee_max: u16,
    group: u8,
    trigger: u32,
    trigger_falls: u8,
}

/// Fields of a transfer by name.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub struct TransferFields {
    domain: [u8; 8],
    account: u64,
    nonce: u64,
    expiry_slot: u64,
    to_account: u64,
    amount: u64,
}

fn flag(name: &str, value: u8) -> PyResult<bool> {
    match value {
        0 => Ok(false),
        1 => Ok(true),
        _ => Err(PyValueError::new_err(format!("{name}: expected 0 or 1, found {value}"))),
    }
}

/// The 64 bytes of an order, from a mapping of its fields.
#[pyfunction]
pub fn message_encode(py: Python<'_>, fields: OrderFields) -> PyResult<Bound<'_, PyBytes>> {
    let time_in_force = TimeInForce::from_u8(fields.time_in_force).map(TimeInForce::code);
    let self_trade = SelfTrade::from_u8(fields.self_trade).map(SelfTrade::code);
    let (Some(side), Some(time_in_force), Some(self_trade)) = (Side::from_u8(fields.side), time_in_force, self_trade)
    else {
        return Err(PyValueError::new_err("expected numbers of Side, TimeInForce and SelfTrade"));
    };
    let message = Message {
        domain: fields.domain,
        account: fields.account,
        nonce: fields.nonce,
        expiry_slot: fields.expiry_slot,
        client_order_id: fields.client_order_id,
        price: fields.price,
        size: fields.size,
        market: fields.market,
        fee_max: fields.fee_max,
        side,
        time_in_force,
        self_trade,
        group: fields.group,
        trigger: fields.trigger,
        trigger_falls: flag("trigger_falls", fields.trigger_falls)?,
        reduce_only: flag("reduce_only", fields.reduce_only)?,
        post_only: flag("post_only", fields.post_only)?,
    };
    Ok(PyBytes::new(py, &message.encode()))
}

/// The 64 bytes of a transfer, from a mapping of its fields.
#[pyfunction]
pub fn transfer_encode(py: Python<'_>, fields: TransferFields) -> Bound<'_, PyBytes> {
    let TransferFields { domain, account, nonce, expiry_slot, to_account, amount } = fields;
    let message = TransferMessage { domain, account, nonce, expiry_slot, to_account, amount };
    PyBytes::new(py, &message.encode())
}

/// The bytes that the core's reader and writer make of 64 bytes; ValueError when it reads no message in them.
#[pyfunction]
pub fn message_recode<'py>(py: Python<'py>, message: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
    let refused = || PyValueError::new_err("expected the 64 bytes of an order or a transfer, every unused bit zero");
    let bytes: &[u8; MESSAGE_BYTES] = message.try_into().map_err(|_| refused())?;
    let encoded = match kind_of(bytes).map_err(|_| refused())? {
        MessageKind::Order => Message::decode(bytes).map_err(|_| refused())?.encode(),
        MessageKind::Transfer => TransferMessage::decode(bytes).map_err(|_| refused())?.encode(),
    };
    Ok(PyBytes::new(py, &encoded))
}
