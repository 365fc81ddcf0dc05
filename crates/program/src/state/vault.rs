//! Vaults: the tokens of one mint, "vault" and mint; native SOL, "sol_vault".
//!
//! Invariant: `tracked` is the sum of what this program owes in the asset (PNL-3), and never above what the vault really
//! holds; it changes only with tokens that moved, or when a gift is taken into the insurance tail.

use anchor_lang::prelude::*;
use quantdesk_core::rounding::mul_div_floor;
use quantdesk_core::units::{Atoms, NOTIONAL_MAX, PPM};

use crate::error::Refusal;

/// Layout of this version.
pub const VAULT_VERSION: u16 = 1;
/// Hours of the rolling day.
pub const HOURS: usize = 24;
/// The same, as hours are counted.
const DAY_HOURS: u64 = 24;
/// Seconds of an hour.
pub const HOUR_S: u64 = 3_600;
/// Largest cap of a vault, atoms: what it holds fits the core's money.
pub const CAP_MAX: u64 = NOTIONAL_MAX.unsigned_abs();
/// First limit of the net outflow of an hour, ppm of the vault (WDR-1).
pub const HOUR_PPM: u64 = 10_000;
/// First limit of the net outflow of a day, ppm of the vault (WDR-1).
pub const DAY_PPM: u64 = 100_000;
/// A payout is small up to this part of the floor.
pub const SMALL_PART: u64 = 100;

/// What is booked of one asset.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable, IdlType)]
#[repr(C)]
pub struct VaultBook {
    /// Sum of collateral, pockets, pools, insurance and fee buckets, atoms.
    pub tracked_atoms: u64,
    /// Part of it that belongs to the shared insurance tail, atoms.
    pub tail_atoms: u64,
    /// Deposits stop here, atoms.
    pub cap_atoms: u64,
    /// Unix time of the cap's last rise.
    pub cap_raised_s: i64,
    /// Net outflow of an hour, ppm of the vault.
    pub hour_ppm: u64,
    /// Net outflow of a day, ppm of the vault.
    pub day_ppm: u64,
    /// Net outflow that is always allowed, atoms.
    pub floor_atoms: u64,
    /// Unix hour of the newest bucket.
    pub hour: u64,
    /// Small payouts of that hour, atoms.
    pub small_atoms: u64,
    /// Net outflow by hour, at hour mod 24, atoms.
    pub hours: [i64; HOURS],
    /// Events of the vault.
    pub event_seq: u64,
    /// Part of `tracked` that self accounts and their markets have, atoms (CUST-2).
    pub own_atoms: u64,
    /// Paid out of the pockets of accounts that were resolved, atoms (CUST-19).
    pub late_atoms: u64,
}

/// Whose money moves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// An engine account's.
    Engine,
    /// A self account's.
    Own,
    /// An engine account's that is resolved.
    Resolved,
}

/// Vault of a mint.
#[account]
pub struct TokenVault {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Number of the asset.
    pub asset: u8,
    /// Decimals of the mint.
    pub decimals: u8,
    /// Zero.
    pub reserved: [u8; 3],
    /// Mint.
    pub mint: Address,
    /// Token account that holds the tokens: "tokens" and mint.
    pub tokens: Address,
    /// What is booked.
    pub book: VaultBook,
    /// Zero.
    pub reserved_words: [u64; 14],
}

/// Vault of native SOL; the lamports lie in this account.
#[account]
pub struct ProtocolSolVault {
    /// Layout.
    pub version: u16,
    /// Bump of its address.
    pub bump: u8,
    /// Number of the asset.
    pub asset: u8,
    /// Zero.
    pub reserved: [u8; 4],
    /// Lamports that the account needs to exist; not booked.
    pub rent_lamports: u64,
    /// What is booked.
    pub book: VaultBook,
    /// Zero.
    pub reserved_words: [u64; 14],
}

const _: () = assert!(core::mem::size_of::<VaultBook>() == 72 + 192 + 24);
const _: () = assert!(core::mem::size_of::<TokenVault>() == 8 + 64 + 288 + 112);
const _: () = assert!(core::mem::size_of::<ProtocolSolVault>() == 16 + 288 + 112);

impl VaultBook {
    /// A book without money.
    pub fn opened(cap_atoms: u64, floor_atoms: u64, unix_s: i64) -> Result<VaultBook> {
        require!(cap_atoms > 0 && cap_atoms <= CAP_MAX && floor_atoms <= cap_atoms, Refusal::ChangeBounds);
        Ok(VaultBook {
            cap_atoms,
            cap_raised_s: unix_s,
            hour_ppm: HOUR_PPM,
            day_ppm: DAY_PPM,
            floor_atoms,
            hour: hour_of(unix_s)?,
            ..bytemuck::Zeroable::zeroed()
        })
    }

    /// The next sequence of an event of the vault.
    pub fn next_event(&mut self) -> Result<u64> {
        self.event_seq = self.event_seq.checked_add(1).ok_or(Refusal::Overflow)?;
        Ok(self.event_seq)
    }

    /// Books tokens that came in; refuses above the cap.
    pub fn receive(&mut self, amount: u64, side: Side, unix_s: i64) -> Result<()> {
        require!(amount > 0, Refusal::Amount);
        if side == Side::Own {
            self.own_atoms = self.own_atoms.checked_add(amount).ok_or(Refusal::Overflow)?;
        }
        let tracked = self.tracked_atoms.checked_add(amount).ok_or(Refusal::Overflow)?;
        require!(tracked <= self.cap_atoms, Refusal::DepositCap);
        self.tracked_atoms = tracked;
        let bucket = self.bucket(unix_s)?;
        *bucket = bucket.checked_sub(signed(amount)?).ok_or(Refusal::Overflow)?;
        Ok(())
    }

    /// Books tokens that go out, within the rolling limits (WDR-1), which end with the freeze. Small payouts share the floor of
    /// each hour.
    pub fn pay(&mut self, amount: u64, side: Side, frozen: bool, unix_s: i64) -> Result<()> {
        require!(amount > 0, Refusal::Amount);
        let before = self.tracked_atoms;
        self.tracked_atoms = before.checked_sub(amount).ok_or(Refusal::VaultMismatch)?;
        match side {
            Side::Engine => {}
            Side::Own => self.own_atoms = self.own_atoms.checked_sub(amount).ok_or(Refusal::VaultMismatch)?,
            Side::Resolved => self.late_atoms = self.late_atoms.checked_add(amount).ok_or(Refusal::Overflow)?,
        }
        self.bucket(unix_s)?;
        if frozen {
            return Ok(());
        }
        if self.small_pay(amount) {
            return Ok(());
        }
        let bucket = self.bucket(unix_s)?;
        *bucket = bucket.checked_add(signed(amount)?).ok_or(Refusal::Overflow)?;
        let hour_limit = self.limit(before, self.hour_ppm)?;
        let day_limit = self.limit(before, self.day_ppm)?;
        let (of_hour, of_day) = self.outflow()?;
        require!(of_hour <= hour_limit && of_day <= day_limit, Refusal::WithdrawalDelayed);
        Ok(())
    }

    /// Takes what the vault holds above `tracked` into the tail (PNL-3); returns it.
    pub fn sweep(&mut self, real_atoms: u64) -> Result<u64> {
        let surplus = real_atoms.checked_sub(self.tracked_atoms).ok_or(Refusal::VaultMismatch)?;
        require!(surplus > 0, Refusal::Nothing);
        self.tracked_atoms = real_atoms;
        self.tail_atoms = self.tail_atoms.checked_add(surplus).ok_or(Refusal::Overflow)?;
        Ok(surplus)
    }

    /// The tail as the core knows it: of more than its money it sees as much as that.
    pub fn tail(&self) -> Result<Atoms> {
        let atoms = i64::try_from(self.tail_atoms).unwrap_or(i64::MAX);
        Ok(Atoms::new(atoms.min(Atoms::MAX.get())).map_err(Refusal::from)?)
    }

    /// Collateral became the tail: what is booked stays the same.
    pub fn tail_receive(&mut self, amount: u64) -> Result<()> {
        self.tail_atoms = self.tail_atoms.checked_add(amount).ok_or(Refusal::Overflow)?;
        Ok(())
    }

    /// The tail became a market's insurance: what is booked stays the same.
    pub fn tail_pay(&mut self, amount: u64) -> Result<()> {
        self.tail_atoms = self.tail_atoms.checked_sub(amount).ok_or(Refusal::VaultMismatch)?;
        Ok(())
    }

    /// A payout up to a hundredth of the floor is exempt while all of them together stay within the floor of the hour.
    fn small_pay(&mut self, amount: u64) -> bool {
        let small = self.floor_atoms.checked_div(SMALL_PART).unwrap_or(0);
        let together = self.small_atoms.saturating_add(amount);
        let exempt = amount <= small && together <= self.floor_atoms;
        if exempt {
            self.small_atoms = together;
        }
        exempt
    }

    /// `max(floor, floor(vault * ppm / 1e6))`.
    fn limit(&self, vault: u64, ppm: u64) -> Result<i64> {
        let share = mul_div_floor(signed(vault)?, signed(ppm)?, PPM).map_err(Refusal::from)?;
        Ok(share.max(signed(self.floor_atoms)?))
    }

    /// Net outflow of this hour and the one before, and of the day: a rolling hour is never longer than two buckets.
    fn outflow(&self) -> Result<(i64, i64)> {
        let mut day = 0_i64;
        for bucket in &self.hours {
            day = day.checked_add(*bucket).ok_or(Refusal::Overflow)?;
        }
        let now = self.hours.get(bucket_at(self.hour)?).ok_or(Refusal::Overflow)?;
        let last = self.hours.get(bucket_at(self.hour.saturating_sub(1))?).ok_or(Refusal::Overflow)?;
        Ok((now.checked_add((*last).max(0)).ok_or(Refusal::Overflow)?, day))
    }

    /// The bucket of this hour, after those that lie behind were cleared.
    fn bucket(&mut self, unix_s: i64) -> Result<&mut i64> {
        let hour = hour_of(unix_s)?;
        let passed = hour.saturating_sub(self.hour);
        if passed > 0 {
            for step in 1..=passed.min(DAY_HOURS) {
                let at = bucket_at(self.hour.saturating_add(step))?;
                *bucket_of(&mut self.hours, at)? = 0;
            }
            self.hour = hour;
            self.small_atoms = 0;
        }
        bucket_of(&mut self.hours, bucket_at(self.hour)?)
    }
}

impl TokenVault {
    /// Refuses an address that is not derived from its mint.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        anchor_lang::verify_program_address(&[b"vault", self.mint.as_ref(), &[self.bump]], &crate::ID, address)
    }

    /// The real balance is never below what is booked (PNL-3).
    pub fn backed(&self, real_atoms: u64) -> Result<()> {
        require!(real_atoms >= self.book.tracked_atoms, Refusal::VaultMismatch);
        Ok(())
    }
}

impl ProtocolSolVault {
    /// Refuses an address that is not the one of the SOL vault.
    pub fn address_check(&self, address: &Address) -> Result<()> {
        anchor_lang::verify_program_address(&[b"sol_vault", &[self.bump]], &crate::ID, address)
    }

    /// Lamports above what the account needs to exist.
    pub fn real_atoms(&self, lamports: u64) -> Result<u64> {
        Ok(lamports.checked_sub(self.rent_lamports).ok_or(Refusal::VaultMismatch)?)
    }

    /// The real balance is never below what is booked (PNL-3).
    pub fn backed(&self, lamports: u64) -> Result<()> {
        require!(self.real_atoms(lamports)? >= self.book.tracked_atoms, Refusal::VaultMismatch);
        Ok(())
    }
}

fn hour_of(unix_s: i64) -> Result<u64> {
    let seconds = u64::try_from(unix_s).map_err(|_| Refusal::Overflow)?;
    Ok(seconds.checked_div(HOUR_S).ok_or(Refusal::Overflow)?)
}

fn bucket_at(hour: u64) -> Result<usize> {
    let hours = usize::try_from(hour).map_err(|_| Refusal::Overflow)?;
    Ok(hours.checked_rem(HOURS).ok_or(Refusal::Overflow)?)
}

fn bucket_of(hours: &mut [i64; HOURS], at: usize) -> Result<&mut i64> {
    Ok(hours.get_mut(at).ok_or(Refusal::Overflow)?)
}

fn signed(amount: u64) -> Result<i64> {
    Ok(i64::try_from(amount).map_err(|_| Refusal::Amount)?)
}
