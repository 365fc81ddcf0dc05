//! Bytes of a snapshot: fixed-width little-endian fields in one order.
//!
//! Invariant: reading never goes past the end and never panics; what was written is read back equal.

use alloc::vec::Vec;

/// The bytes are not a snapshot: they end too early, or a field is out of its range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

/// Appends fields.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// The bytes written so far.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A byte.
    pub fn u8(&mut self, number: u8) {
        self.bytes.push(number);
    }

    /// A u16.
    pub fn u16(&mut self, number: u16) {
        self.bytes(&number.to_le_bytes());
    }

    /// A u32.
    pub fn u32(&mut self, number: u32) {
        self.bytes(&number.to_le_bytes());
    }

    /// A u64.
    pub fn u64(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    /// An i64.
    pub fn i64(&mut self, number: i64) {
        self.bytes(&number.to_le_bytes());
    }

    /// Number of things that follow.
    pub fn count(&mut self, count: usize) {
        self.u64(u64::try_from(count).unwrap_or(u64::MAX));
    }
}

/// Takes fields off the front.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the start of bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Whether all was read.
    #[must_use]
    pub const fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    /// Bytes of a fixed number.
    ///
    /// # Errors
    /// `Malformed` when fewer are left.
    pub fn bytes<const N: usize>(&mut self) -> Result<[u8; N], Malformed> {
        let (chunk, rest) = self.rest.split_first_chunk::<N>().ok_or(Malformed)?;
        self.rest = rest;
        Ok(*chunk)
    }

    /// A byte.
    ///
    /// # Errors
    /// `Malformed` at the end.
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        self.bytes().map(u8::from_le_bytes)
    }

    /// A u16.
    ///
    /// # Errors
    /// `Malformed` at the end.
    pub fn u16(&mut self) -> Result<u16, Malformed> {
        self.bytes().map(u16::from_le_bytes)
    }

    /// A u32.
    ///
    /// # Errors
    /// `Malformed` at the end.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        self.bytes().map(u32::from_le_bytes)
    }

    /// A u64.
    ///
    /// # Errors
    /// `Malformed` at the end.
    pub fn u64(&mut self) -> Result<u64, Malformed> {
        self.bytes().map(u64::from_le_bytes)
    }

    /// An i64.
    ///
    /// # Errors
    /// `Malformed` at the end.
    pub fn i64(&mut self) -> Result<i64, Malformed> {
        self.bytes().map(i64::from_le_bytes)
    }

    /// Number of things of at least `size` bytes that follow; refuses a number that the bytes left cannot hold.
    ///
    /// # Errors
    /// `Malformed`.
    pub fn count(&mut self, size: usize) -> Result<usize, Malformed> {
        let count = usize::try_from(self.u64()?).map_err(|_| Malformed)?;
        let most = self.rest.len().checked_div(size.max(1)).unwrap_or(0);
        if count > most {
            return Err(Malformed);
        }
        Ok(count)
    }
}
