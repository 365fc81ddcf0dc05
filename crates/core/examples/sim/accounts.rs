//! Events of accounts: who they belong to, who signs for them, what they may not do.
//!
//! Invariant: as the mirror's own: from events alone, and each must fit what is known.

use quantdesk_core::delegate::DELEGATES_MAX;
use quantdesk_core::schema_gen::*;

use crate::mirror::{need, Mirror, Person, Sound};

pub fn account_opened(m: &mut Mirror, e: &AccountOpened) -> Sound {
    let place = m.people.len();
    let used = m.place_of.contains_key(&e.account) || m.people.iter().any(|person| person.number == e.account);
    need!(e.account > 0 && !used, "an account's number serves once", e);
    let owner = m.owner(e.owner);
    let taken = m.owners[owner].accounts.iter().any(|other| m.people[*other].index == e.index);
    need!(!taken && m.owners[owner].accounts.len() < 16, "one account per owner and index", e);
    m.owners[owner].accounts.push(place);
    m.place_of.insert(e.account, place);
    m.open.push(place);
    m.people.push(Person {
        number: e.account,
        owner,
        index: e.index,
        funds: quantdesk_core::account::Funds::default(),
        flows: Vec::new(),
        requested: 0,
        settled: 0,
        inbox: 0,
        restrictions: 0,
        isolated: None,
        delegates: Vec::new(),
        orders: Vec::new(),
        debts: 0,
    });
    Ok(())
}

pub fn account_closed(m: &mut Mirror, e: &AccountClosed) -> Sound {
    let who = m.place(e.account)?;
    let person = &m.people[who];
    let held = person.funds.markets.iter().any(|state| !state.exposure.holding.is_empty());
    let empty = !held && person.orders.is_empty() && person.collateral() == 0 && person.funds.others.is_empty();
    need!(empty, "only an empty account is closed", e, person);
    let owner = person.owner;
    m.owners[owner].accounts.retain(|other| *other != who);
    m.open.retain(|other| *other != who);
    m.touched.retain(|other| *other != who);
    m.place_of.remove(&e.account);
    Ok(())
}

pub fn delegate_added(m: &mut Mirror, e: &DelegateAdded) -> Sound {
    let (who, ts_us) = (m.place(e.account)?, m.ts_us);
    need!(e.expiry_us > ts_us, "a delegate ends in the future", e);
    let person = &mut m.people[who];
    person.delegates.retain(|(key, until)| *key != e.delegate && *until > ts_us);
    person.delegates.push((e.delegate, e.expiry_us));
    need!(person.delegates.len() <= DELEGATES_MAX, "delegates of an account", e);
    Ok(())
}

pub fn delegate_removed(m: &mut Mirror, e: &DelegateRemoved) -> Sound {
    let who = m.place(e.account)?;
    m.people[who].delegates.retain(|(key, _)| *key != e.delegate);
    acknowledged(m, who, e.inbox)
}

/// CUST-5: owner instructions are acknowledged once and in rising order.
fn acknowledged(m: &mut Mirror, who: usize, inbox: u64) -> Sound {
    let person = &mut m.people[who];
    need!(inbox == 0 || inbox > person.inbox, "CUST-5 an owner instruction is acknowledged once", inbox, person.inbox);
    person.inbox = person.inbox.max(inbox);
    Ok(())
}

/// FloorRaised: no open order lies below it any more (SIG-5).
pub fn floor_raised(m: &mut Mirror, e: &FloorRaised) -> Sound {
    let who = m.place(e.account)?;
    let below = m.people[who].orders.iter().any(|slot| m.orders[*slot as usize].nonce < e.nonce);
    need!(!below, "SIG-5 no open order below the floor", e);
    acknowledged(m, who, e.inbox)
}

/// RestrictionsSet: who may only reduce from now on has no order left that might do more (RST-1); what such an account offered since, without
/// the flag, is a reduction.
pub fn restrictions_set(m: &mut Mirror, e: &RestrictionsSet) -> Sound {
    let who = m.place(e.account)?;
    let before = std::mem::replace(&mut m.people[who].restrictions, e.restrictions);
    let raising = m.people[who].orders.iter().any(|slot| !m.orders[*slot as usize].reduce_only);
    let restricted = e.restrictions & (Restriction::ReduceOnly.code() | Restriction::Leaving.code()) & !before != 0;
    need!(!restricted || !raising, "RST-1 orders that may raise risk", e);
    m.touch(who);
    Ok(())
}

/// LeverageSet: never above what the market allows (MGN-2).
pub fn leverage_set(m: &mut Mirror, e: &LeverageSet) -> Sound {
    let imf = m.market(e.market)?.listing.map_or(0, |listing| listing.imf);
    need!(u64::from(e.leverage) * u64::from(imf) <= 1_000_000, "MGN-2 leverage", e, imf);
    let who = m.place(e.account)?;
    let state = m.people[who].funds.market_entry(e.market);
    state.leverage = e.leverage;
    state.exposure.imf_own = quantdesk_core::margin::imf_of(e.leverage);
    m.touch(who);
    Ok(())
}
