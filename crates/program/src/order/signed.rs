//! Signatures that the Ed25519 precompile verified, read out of its instruction (SIG-3).
//!
//! Invariant: key and message are bytes of that very instruction. Offsets that point into another instruction are refused:
//! the precompile would have verified bytes that are not the ones that are read here.
//!
//! | bytes | what |
//! |---|---|
//! | 0 | number of signatures u8, zero u8 |
//! | 2 | of each: offset and instruction of the signature, of the key, offset, size and instruction of the message; u16 each |

use anchor_lang::prelude::*;
use pinocchio::sysvars::instructions::IntrospectedInstruction;
use quantdesk_core::message::MESSAGE_BYTES;

use crate::error::Refusal;

/// The precompile.
const ED25519: Address = anchor_lang::address!("Ed25519SigVerify111111111111111111111111111");
const HEAD_BYTES: usize = 2;
const OFFSETS_BYTES: usize = 14;
const KEY_BYTES: usize = 32;
const SIGNATURE_BYTES: usize = 64;
/// The number by which an instruction means itself.
const THIS: u16 = u16::MAX;

/// Who signed what.
pub struct Signed {
    /// Key.
    pub key: [u8; KEY_BYTES],
    /// Message.
    pub message: [u8; MESSAGE_BYTES],
}

/// The precompile's instruction at `signed_at`, which stands before the one that runs.
pub fn precompile_before(
    instructions: &Sysvar<SysvarInstructions>,
    signed_at: u8,
) -> Result<IntrospectedInstruction<'_>> {
    let current = instructions.load_current_index();
    require!(u16::from(signed_at) < current, Refusal::SignatureMissing);
    let precompile = instructions.load_instruction_at(usize::from(signed_at)).map_err(|_| Refusal::SignatureMissing)?;
    require!(anchor_lang::address_eq(precompile.get_program_id(), &ED25519), Refusal::SignatureMissing);
    Ok(precompile)
}

/// The signature number `which` of the precompile's instruction, which stands at `place` of the transaction.
pub fn signed_read(data: &[u8], place: u16, which: u8) -> Result<Signed> {
    let [count, zero] = field(data, 0)?;
    require!(which < count && zero == 0, Refusal::SignatureMissing);
    let at = usize::from(which)
        .checked_mul(OFFSETS_BYTES)
        .and_then(|at| at.checked_add(HEAD_BYTES))
        .ok_or(Refusal::SignatureMissing)?;
    let words: [u8; OFFSETS_BYTES] = field(data, at)?;
    let word = |number: usize| -> Result<u16> {
        let from = number.checked_mul(2).ok_or(Refusal::SignatureMissing)?;
        Ok(u16::from_le_bytes(field(&words, from)?))
    };
    let (signature, key, message, size) = (word(0)?, word(2)?, word(4)?, word(5)?);
    for instruction in [word(1)?, word(3)?, word(6)?] {
        require!(instruction == THIS || instruction == place, Refusal::SignatureElsewhere);
    }
    require!(usize::from(size) == MESSAGE_BYTES, Refusal::MessageMalformed);
    let _: [u8; SIGNATURE_BYTES] = field(data, usize::from(signature))?;
    Ok(Signed { key: field(data, usize::from(key))?, message: field(data, usize::from(message))? })
}

fn field<const N: usize>(data: &[u8], at: usize) -> Result<[u8; N]> {
    let end = at.checked_add(N).ok_or(Refusal::SignatureMissing)?;
    let bytes = data.get(at..end).ok_or(Refusal::SignatureMissing)?;
    Ok(bytes.try_into().map_err(|_| Refusal::SignatureMissing)?)
}
