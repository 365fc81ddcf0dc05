//! SHA-256 (FIPS 180-4): the state hash, order ids and domains.
//!
//! Invariant: equal bytes give equal digests on every machine; nothing here depends on how bytes are cut into updates.
#![allow(clippy::indexing_slicing, reason = "indices are bounded by the 64 rounds and the 64-byte block")]

const BLOCK_BYTES: usize = 64;

/// First 32 bits of the fractional parts of the square roots of the first 8 primes.
const START: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

/// First 32 bits of the fractional parts of the cube roots of the first 64 primes.
const ROUND: [u32; 64] = [
    0x428a_2f98,
    0x7137_4491,
    0xb5c0_fbcf,
    0xe9b5_dba5,
    0x3956_c25b,
    0x59f1_11f1,
    0x923f_82a4,
    0xab1c_5ed5,
    0xd807_aa98,
    0x1283_5b01,
    0x2431_85be,
    0x550c_7dc3,
    0x72be_5d74,
    0x80de_b1fe,
    0x9bdc_06a7,
    0xc19b_f174,
    0xe49b_69c1,
    0xefbe_4786,
    0x0fc1_9dc6,
    0x240c_a1cc,
    0x2de9_2c6f,
    0x4a74_84aa,
    0x5cb0_a9dc,
    0x76f9_88da,
    0x983e_5152,
    0xa831_c66d,
    0xb003_27c8,
    0xbf59_7fc7,
    0xc6e0_0bf3,
    0xd5a7_9147,
    0x06ca_6351,
    0x1429_2967,
    0x27b7_0a85,
    0x2e1b_2138,
    0x4d2c_6dfc,
    0x5338_0d13,
    0x650a_7354,
    0x766a_0abb,
    0x81c2_c92e,
    0x9272_2c85,
    0xa2bf_e8a1,
    0xa81a_664b,
    0xc24b_8b70,
    0xc76c_51a3,
    0xd192_e819,
    0xd699_0624,
    0xf40e_3585,
    0x106a_a070,
    0x19a4_c116,
    0x1e37_6c08,
    0x2748_774c,
    0x34b0_bcb5,
    0x391c_0cb3,
    0x4ed8_aa4a,
    0x5b9c_ca4f,
    0x682e_6ff3,
    0x748f_82ee,
    0x78a5_636f,
    0x84c8_7814,
    0x8cc7_0208,
    0x90be_fffa,
    0xa450_6ceb,
    0xbef9_a3f7,
    0xc671_78f2,
];

/// A digest in the making.
#[derive(Clone, Debug)]
pub struct Sha256 {
    state: [u32; 8],
    block: [u8; BLOCK_BYTES],
    filled: usize,
    bytes: u64,
}

impl Default for Sha256 {
    fn default() -> Self {
        Self { state: START, block: [0; BLOCK_BYTES], filled: 0, bytes: 0 }
    }
}

impl Sha256 {
    /// The digest of nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds bytes.
    pub fn update(&mut self, mut data: &[u8]) {
        self.bytes = self.bytes.wrapping_add(u64::try_from(data.len()).unwrap_or(u64::MAX));
        if self.filled > 0 {
            let taken = data.len().min(BLOCK_BYTES.wrapping_sub(self.filled));
            let (now, later) = data.split_at(taken);
            let end = self.filled.wrapping_add(taken);
            self.block[self.filled..end].copy_from_slice(now);
            self.filled = end;
            data = later;
            if self.filled < BLOCK_BYTES {
                return;
            }
            compress(&mut self.state, &self.block);
            self.filled = 0;
        }
        let mut blocks = data.chunks_exact(BLOCK_BYTES);
        for bytes in &mut blocks {
            if let Ok(block) = <&[u8; BLOCK_BYTES]>::try_from(bytes) {
                compress(&mut self.state, block);
            }
        }
        let rest = blocks.remainder();
        self.block[..rest.len()].copy_from_slice(rest);
        self.filled = rest.len();
    }

    /// Ends the digest: a one bit, zeros, and the length in bits as 64 bits, big-endian.
    #[must_use]
    pub fn finish(mut self) -> [u8; 32] {
        let bits = self.bytes.wrapping_mul(8);
        self.block[self.filled] = 0x80;
        self.block[self.filled.wrapping_add(1)..].fill(0);
        if self.filled >= 56 {
            compress(&mut self.state, &self.block);
            self.block.fill(0);
        }
        self.block[56..].copy_from_slice(&bits.to_be_bytes());
        compress(&mut self.state, &self.block);
        let mut digest = [0; 32];
        for (bytes, word) in digest.chunks_exact_mut(4).zip(self.state) {
            bytes.copy_from_slice(&word.to_be_bytes());
        }
        digest
    }
}

/// SHA-256 of bytes.
#[must_use]
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut digest = Sha256::new();
    digest.update(data);
    digest.finish()
}

fn compress(state: &mut [u32; 8], block: &[u8; BLOCK_BYTES]) {
    let mut words = [0u32; 16];
    for (word, bytes) in words.iter_mut().zip(block.chunks_exact(4)) {
        *word = u32::from_be_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    for (round, constant) in ROUND.iter().enumerate() {
        let at = round & 15;
        if round >= 16 {
            words[at] = expanded(&words, round);
        }
        let first = h
            .wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25))
            .wrapping_add((e & f) ^ (!e & g))
            .wrapping_add(*constant)
            .wrapping_add(words[at]);
        let second =
            (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22)).wrapping_add((a & b) ^ (a & c) ^ (b & c));
        (h, g, f, e) = (g, f, e, d.wrapping_add(first));
        (d, c, b, a) = (c, b, a, first.wrapping_add(second));
    }
    for (word, add) in state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
        *word = word.wrapping_add(add);
    }
}

/// Word of a later round, from the 16 words before it, kept in a ring.
#[inline(always)]
fn expanded(words: &[u32; 16], round: usize) -> u32 {
    let early = words[round.wrapping_add(1) & 15];
    let late = words[round.wrapping_add(14) & 15];
    words[round & 15]
        .wrapping_add(early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3))
        .wrapping_add(words[round.wrapping_add(9) & 15])
        .wrapping_add(late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10))
}

#[cfg(test)]
mod tests {
    use super::{sha256, Sha256};
    use alloc::string::String;
    use alloc::vec;

    fn hex(digest: [u8; 32]) -> String {
        digest.iter().map(|byte| alloc::format!("{byte:02x}")).collect()
    }

    #[test]
    fn digests_equal_the_published_examples() {
        let examples: [(&[u8], &str); 4] = [
            (b"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (b"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            ),
            (
                b"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1",
            ),
        ];
        for (text, digest) in examples {
            assert_eq!(hex(sha256(text)), digest);
        }
        assert_eq!(
            hex(sha256(&vec![b'a'; 1_000_000])),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        );
    }

    #[test]
    fn a_digest_does_not_depend_on_how_the_bytes_are_cut() {
        let data: vec::Vec<u8> = (0..300u16).map(|number| number.to_le_bytes()[0]).collect();
        for length in 0..data.len() {
            for cut in [0, 1, 55, 56, 63, 64, 65, 130] {
                let (head, tail) = data[..length].split_at(cut.min(length));
                let mut digest = Sha256::new();
                digest.update(head);
                digest.update(tail);
                assert_eq!(digest.finish(), sha256(&data[..length]));
            }
        }
    }
}
