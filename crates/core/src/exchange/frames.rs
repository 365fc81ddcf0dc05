//! Frames of records: sizes, kinds and nesting, checked before anything is applied.
//!
//! Invariant: what `walk` accepts, every reader of a record accepts; hostile bytes give an error, never a panic.

use super::BatchError;
use crate::schema_gen::{command_of, Batch, CancelMany, CancelOrder, PlaceAlgo, PlaceOrder, Reason, ReplaceOrder};

/// First four bytes of a batch: "QBD1".
pub const BATCH_MAGIC: u32 = 0x3144_4251;
/// Bytes of a batch's head.
pub const BATCH_HEAD_BYTES: usize = 32;
/// Items of one Batch record (BOOK-10).
pub const BATCH_ITEMS_MAX: u8 = 50;

/// The head of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchHead {
    /// Number of command records.
    pub count: u32,
    /// Seq of the first.
    pub seq_from: u64,
    /// Time of all of them.
    pub ts_us: u64,
}

impl BatchHead {
    /// Reads the head; returns the bytes behind it.
    ///
    /// # Errors
    /// `BatchError::Head`.
    pub fn read(bytes: &[u8]) -> Result<(BatchHead, &[u8]), BatchError> {
        let (head, rest) = bytes.split_first_chunk::<BATCH_HEAD_BYTES>().ok_or(BatchError::Head)?;
        let [m0, m1, m2, m3, c0, c1, c2, c3, s0, s1, s2, s3, s4, s5, s6, s7, t0, t1, t2, t3, t4, t5, t6, t7, reserved @ ..] =
            *head;
        if u32::from_le_bytes([m0, m1, m2, m3]) != BATCH_MAGIC || reserved != [0; 8] {
            return Err(BatchError::Head);
        }
        let head = BatchHead {
            count: u32::from_le_bytes([c0, c1, c2, c3]),
            seq_from: u64::from_le_bytes([s0, s1, s2, s3, s4, s5, s6, s7]),
            ts_us: u64::from_le_bytes([t0, t1, t2, t3, t4, t5, t6, t7]),
        };
        Ok((head, rest))
    }

    /// The bytes of the head.
    #[must_use]
    pub fn bytes(&self) -> [u8; BATCH_HEAD_BYTES] {
        let mut bytes = [0; BATCH_HEAD_BYTES];
        let fields = BATCH_MAGIC
            .to_le_bytes()
            .into_iter()
            .chain(self.count.to_le_bytes())
            .chain(self.seq_from.to_le_bytes())
            .chain(self.ts_us.to_le_bytes());
        for (byte, field) in bytes.iter_mut().zip(fields) {
            *byte = field;
        }
        bytes
    }
}

/// One record and what lies behind it. A Batch's items lie behind its own 14 bytes and belong to it.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// Kind of the command.
    pub kind: u8,
    /// Its bytes, without a Batch's items.
    pub bytes: &'a [u8],
    /// What follows.
    pub rest: &'a [u8],
    /// Services that may send it, one bit each.
    pub services: u8,
}

/// Cuts the first record off: kind, zero byte and size are right.
///
/// # Errors
/// `record_malformed`.
#[inline(always)]
pub fn cut(bytes: &[u8]) -> Result<Record<'_>, Reason> {
    let ([kind, zero, low, high], _) = bytes.split_first_chunk::<4>().ok_or(Reason::RecordMalformed)?;
    let (size, services) = command_of(*kind).ok_or(Reason::RecordMalformed)?;
    if *zero != 0 || usize::from(u16::from_le_bytes([*low, *high])) != size {
        return Err(Reason::RecordMalformed);
    }
    let (record, rest) = bytes.split_at_checked(size).ok_or(Reason::RecordMalformed)?;
    Ok(Record { kind: *kind, bytes: record, rest, services })
}

/// Whether a kind may stand in a Batch.
#[inline(always)]
fn is_item(kind: u8) -> bool {
    (PlaceOrder::KIND..=ReplaceOrder::KIND).contains(&kind) || matches!(kind, CancelMany::KIND | PlaceAlgo::KIND)
}

/// Walks top-level records; a Batch takes its items along. Calls `see` for each top-level record.
///
/// # Errors
/// The reason and the offset of the record that is broken.
fn walk(bytes: &[u8], mut see: impl FnMut(&Record<'_>) -> Result<(), Reason>) -> Result<u32, (Reason, usize)> {
    let offset = |rest: &[u8]| bytes.len().saturating_sub(rest.len());
    let (mut rest, mut count) = (bytes, 0u32);
    while !rest.is_empty() {
        let at = offset(rest);
        let record = cut(rest).map_err(|reason| (reason, at))?;
        see(&record).map_err(|reason| (reason, at))?;
        rest = record.rest;
        if record.kind == Batch::KIND {
            let batch = Batch::read(record.bytes).ok_or((Reason::RecordMalformed, at))?;
            for _ in 0..batch.count {
                let at = offset(rest);
                let item = cut(rest).map_err(|reason| (reason, at))?;
                if !is_item(item.kind) {
                    return Err((Reason::RecordMalformed, at));
                }
                rest = item.rest;
            }
        }
        count = count.checked_add(1).ok_or((Reason::RecordMalformed, at))?;
    }
    Ok(count)
}

/// Checks records before they get a seq: sizes, kinds, that the service may send them, the items of Batches. Returns the
/// number of top-level records.
///
/// # Errors
/// The reason and the offset of the record that is broken or forbidden.
pub fn records_check(records: &[u8], service: u8) -> Result<u32, (Reason, usize)> {
    let bit = 1u8.checked_shl(u32::from(service)).unwrap_or(0);
    walk(records, |record| {
        if record.services & bit == 0 {
            return Err(Reason::ServiceForbidden);
        }
        Ok(())
    })
}

/// Number of top-level records of well-framed bytes.
///
/// # Errors
/// As `records_check`, services aside.
pub fn records_count(records: &[u8]) -> Result<u32, (Reason, usize)> {
    walk(records, |_| Ok(()))
}

/// BOOK-2: whether an item goes before the taking orders: cancels, shrinks, and what is post-only.
pub fn goes_first(record: &Record<'_>) -> bool {
    const POST_ONLY_BYTE: usize = 54;
    const POST_ONLY_BIT: u8 = 1 << 4;
    let post_only = |message: &[u8; 64]| message.get(POST_ONLY_BYTE).is_some_and(|flags| flags & POST_ONLY_BIT != 0);
    match record.kind {
        PlaceOrder::KIND => PlaceOrder::read(record.bytes).is_some_and(|order| post_only(&order.message)),
        ReplaceOrder::KIND => ReplaceOrder::read(record.bytes).is_some_and(|order| post_only(&order.message)),
        PlaceAlgo::KIND => false,
        kind => kind >= CancelOrder::KIND,
    }
}
