//! Signed records on their way in: the id of each is made of its message, its signature is judged.
//!
//! Invariant: records that carry no signature pass byte for byte; of the others only the order id changes.

use quantdesk_core::exchange::cut;
use quantdesk_core::schema_gen::{PlaceAlgo, PlaceOrder, ReplaceOrder, Transfer};
use sha2::{Digest, Sha256};

use crate::signatures::{Claim, Keys};

/// The first 16 bytes of SHA-256 of a message (SIG-7).
pub fn order_id(message: &[u8]) -> [u8; 16] {
    let digest = Sha256::digest(message);
    digest.first_chunk().copied().unwrap_or_default()
}

/// Message, signature and signer of one record.
struct Signed {
    message: [u8; 64],
    signature: [u8; 64],
    signer: [u8; 32],
}

/// The records with their ids, and one verdict a signed record in their order. The items of a Batch stand behind it and
/// are walked like any record. Err: offset of the first record that is none of the schema's.
pub fn prepare(records: &[u8], keys: &Keys) -> Result<(Vec<u8>, Vec<u8>), usize> {
    let mut out = Vec::with_capacity(records.len());
    let mut signed = Vec::new();
    let mut rest = records;
    while !rest.is_empty() {
        let at = records.len().saturating_sub(rest.len());
        let record = cut(rest).map_err(|_| at)?;
        match filled(record.bytes, &mut out) {
            Some(each) => signed.push(each),
            None => out.extend_from_slice(record.bytes),
        }
        rest = record.rest;
    }
    let claims: Vec<Claim<'_>> = signed
        .iter()
        .map(|each| Claim { signer: &each.signer, message: &each.message, signature: &each.signature })
        .collect();
    Ok((out, keys.verdicts(&claims)))
}

/// Appends a signed record with its id; None, and nothing appended, when it carries no signature.
fn filled(record: &[u8], out: &mut Vec<u8>) -> Option<Signed> {
    if let Some(order) = PlaceOrder::read(record) {
        PlaceOrder { order_id: order_id(&order.message), ..order }.write(out);
        return Some(Signed { message: order.message, signature: order.signature, signer: order.signer });
    }
    if let Some(order) = PlaceAlgo::read(record) {
        PlaceAlgo { order_id: order_id(&order.message), ..order }.write(out);
        return Some(Signed { message: order.message, signature: order.signature, signer: order.signer });
    }
    if let Some(order) = ReplaceOrder::read(record) {
        ReplaceOrder { order_id: order_id(&order.message), ..order }.write(out);
        return Some(Signed { message: order.message, signature: order.signature, signer: order.signer });
    }
    if let Some(transfer) = Transfer::read(record) {
        Transfer { order_id: order_id(&transfer.message), ..transfer }.write(out);
        return Some(Signed { message: transfer.message, signature: transfer.signature, signer: transfer.signer });
    }
    None
}
