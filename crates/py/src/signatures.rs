//! Ed25519 by the strict rules: canonical encodings, no small-order key or point, one signature at a time (SIG-3).
//!
//! Invariant: a verdict depends on the three byte strings alone; neither the remembered keys nor the number of threads
//! change it. Batch equations are not used, because they accept what the strict rules refuse.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{LazyLock, PoisonError, RwLock};
use std::thread;

use ed25519_dalek::{Signature, VerifyingKey};

/// Fewest signatures that pay for a thread: starting one costs about half a check.
const CHUNK_MIN: usize = 8;
/// Most threads of one call; a gateway has neighbours.
const THREADS_MAX: usize = 8;
/// Keys of one generation of the memory: two generations of 224 bytes a key stay below 15 MB.
const GENERATION_KEYS_MAX: usize = 32_768;

/// Threads of one call. Asked once: the system reads files to answer, which takes as long as a check.
static THREADS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZeroUsize::get).clamp(1, THREADS_MAX));

/// One signature to check: who signed, what, and with what.
pub struct Claim<'a> {
    /// Ed25519 public key, 32 bytes.
    pub signer: &'a [u8],
    /// What was signed, any length.
    pub message: &'a [u8],
    /// 64 bytes.
    pub signature: &'a [u8],
}

/// Decoded keys, most recently used first by generation: when the young one is full it becomes the old one.
#[derive(Default)]
struct Generations {
    young: HashMap<[u8; 32], VerifyingKey>,
    old: HashMap<[u8; 32], VerifyingKey>,
}

/// Decoded public keys, bounded; decoding one costs a tenth of a check.
#[derive(Default)]
pub struct Keys {
    generations: RwLock<Generations>,
}

impl Keys {
    fn find(&self, bytes: &[u8; 32]) -> Option<VerifyingKey> {
        let kept = self.generations.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = kept.young.get(bytes) {
            return Some(*key);
        }
        let old = kept.old.get(bytes).copied();
        drop(kept);
        if let Some(key) = old {
            self.keep(key);
        }
        old
    }

    fn keep(&self, key: VerifyingKey) {
        let mut kept = self.generations.write().unwrap_or_else(PoisonError::into_inner);
        if kept.young.len() >= GENERATION_KEYS_MAX {
            kept.old = std::mem::take(&mut kept.young);
        }
        kept.young.insert(key.to_bytes(), key);
    }

    fn key(&self, bytes: &[u8; 32]) -> Option<VerifyingKey> {
        self.find(bytes).or_else(|| {
            let key = VerifyingKey::from_bytes(bytes).ok()?;
            self.keep(key);
            Some(key)
        })
    }

    /// Whether one signature holds; wrong lengths do not.
    pub fn holds(&self, claim: &Claim<'_>) -> bool {
        let (Ok(signer), Ok(signature)) = (claim.signer.try_into(), claim.signature.try_into()) else {
            return false;
        };
        let Some(key) = self.key(signer) else {
            return false;
        };
        key.verify_strict(claim.message, &Signature::from_bytes(signature)).is_ok()
    }

    /// One byte a claim, 1 when it holds. Many claims are shared among threads.
    pub fn verdicts(&self, claims: &[Claim<'_>]) -> Vec<u8> {
        let chunk = chunk_of(claims.len());
        let mut verdicts = vec![0; claims.len()];
        let judge = |claims: &[Claim<'_>], verdicts: &mut [u8]| {
            for (claim, verdict) in claims.iter().zip(verdicts) {
                *verdict = u8::from(self.holds(claim));
            }
        };
        if chunk >= claims.len() {
            judge(claims, &mut verdicts);
            return verdicts;
        }
        thread::scope(|scope| {
            let mut shares = claims.chunks(chunk).zip(verdicts.chunks_mut(chunk));
            let own = shares.next();
            for (claims, verdicts) in shares {
                scope.spawn(|| judge(claims, verdicts));
            }
            if let Some((claims, verdicts)) = own {
                judge(claims, verdicts);
            }
        });
        verdicts
    }
}

/// Claims of one thread: an equal share each, but enough to pay for the thread.
fn chunk_of(count: usize) -> usize {
    if count <= CHUNK_MIN {
        return CHUNK_MIN;
    }
    count.div_ceil((*THREADS).max(1)).max(CHUNK_MIN)
}
