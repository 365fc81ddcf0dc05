//! The witness: the exchange's own state against what its events told.
//!
//! Invariant: accounts that a batch touched are compared after it; everything is every `FULL_EVERY` events, with all running sums and
//! open lots counted again, and the watch asked against a full scan (MGN-9).

use quantdesk_core::schema_gen::Side;
use quantdesk_core::Exchange;

use crate::mirror::{need, Mirror, Person, Sound};
use crate::money;

/// Accounts that the last batch touched.
pub fn touched(exchange: &Exchange, m: &Mirror) -> Sound {
    for who in &m.touched {
        account(exchange, m, &m.people[*who])?;
    }
    Ok(())
}

/// One account: collateral, holdings with funding due, open lots; no claim below zero, none beside a debt (PNL-4). That c goes no lower
/// than it may is judged at every event that moves it (MGN-7).
fn account(exchange: &Exchange, m: &Mirror, person: &Person) -> Sound {
    let Some(found) = exchange.account(person.number) else {
        need!(false, "state: an open account", person.number);
        return Ok(());
    };
    let (own, told) = (&found.funds, &person.funds);
    need!(own.collateral == told.collateral, "state: c is what events tell", person.number, own, told);
    need!(own.others == told.others, "state: other collateral is what events tell", person.number, own, told);
    need!(found.open_orders as usize == person.orders.len(), "state: open orders", person.number, found.open_orders);
    for state in &own.markets {
        let funding = m.market(state.market)?.funding;
        let exposure = told.exposure(state.market);
        let (is, was) = (state.exposure.holding, exposure.holding);
        let due = (is.touched(funding).map_err(money::overflow)?, was.touched(funding).map_err(money::overflow)?);
        need!(due.0 == due.1, "state: b, e, r, w are what events tell", person.number, state.market, due);
        let open = (state.exposure.buys, state.exposure.sells) == (exposure.buys, exposure.sells);
        need!(open, "INV 21 open lots", person.number, state, exposure);
        need!(!is.claim.is_negative() && !is.swept.is_negative(), "PNL-4 r, w >= 0", person.number, is);
        let flat = is.position.is_flat();
        need!(!flat || !is.quote.is_positive() && is.swept.get() == 0, "PNL-4 flat with e or w", person.number, is);
        let owes = flat && is.quote.is_negative();
        let pays = !is.claim.is_positive() && !own.collateral.is_positive();
        need!(!owes || pays, "PNL-4 a debt beside means", person.number, own);
    }
    for state in &told.markets {
        let known = own.market(state.market).is_some() || state.exposure.holding.is_empty();
        need!(known, "state: a holding is forgotten", person.number, state);
    }
    Ok(())
}

/// Everything: accounts, running sums, books, the exchange's own totals, the watch.
pub fn everything(exchange: &Exchange, m: &Mirror) -> Sound {
    let totals = exchange.totals();
    need!(totals.violations == 0, "PNL-2 PNL-3 by the exchange's own count", totals);
    need!(totals.tracked == m.tokens, "PNL-3 tokens tracked", totals, m.tokens);
    need!(totals.open_orders as usize == m.order_of.len(), "INV 21 open orders of all", totals, m.order_of.len());
    need!(exchange.open_orders_hold(), "INV 21 open lots of every account", totals);
    for who in &m.open {
        account(exchange, m, &m.people[*who])?;
    }
    recount(m)?;
    for (id, _) in m.listed() {
        book(exchange, m, id)?;
    }
    let (by_watch, by_scan) = (exchange.due_by_watch().0, exchange.due_by_scan());
    need!(by_watch == by_scan, "MGN-9 the watch finds whom a full scan finds", by_watch, by_scan);
    Ok(())
}

/// The running sums, counted again over every account.
fn recount(m: &Mirror) -> Sound {
    let people = || m.people.iter().enumerate();
    let collateral: i64 = people().map(|(_, person)| person.collateral()).sum();
    need!(collateral == m.collateral, "sum of c recounted", collateral, m.collateral);
    for (id, market) in m.listed() {
        let holdings = || people().map(|(who, person)| (who, person.exposure(id).holding));
        let lots: i64 = holdings().map(|(_, held)| held.position.get()).sum();
        need!(lots == 0 && market.lots == 0, "INV 2 sum of b recounted", id, lots);
        let promises: i128 =
            holdings().map(|(_, held)| i128::from(held.quote.get()) + i128::from(held.claim.get())).sum();
        need!(promises == market.promises, "PNL-2 recounted", id, promises);
        let snapshots: i128 =
            holdings().map(|(_, held)| i128::from(held.position.get()) * i128::from(held.funding)).sum();
        need!(snapshots == market.snapshots, "INV 4 funding recounted", id, snapshots);
        let users = || holdings().filter(|(who, _)| m.backstop != Some(*who));
        let side = |side: Side| users().map(|(_, held)| held.position.on(side)).sum::<i64>();
        let sides = [side(Side::Buy), side(Side::Sell)];
        need!(sides == market.sides, "INV 2 open interest recounted", id, sides, market.sides);
    }
    Ok(())
}

/// BOOK-1: levels of both sides, their totals and their first orders.
fn book(exchange: &Exchange, m: &Mirror, id: u16) -> Sound {
    let (Some(market), seen) = (exchange.market(id), m.market(id)?) else {
        need!(false, "state: a market", id);
        return Ok(());
    };
    for side in [Side::Buy, Side::Sell] {
        let levels = &seen.levels[usize::from(side.code())];
        let (mut level, mut count) = (market.book.best(side), 0);
        while let Some(price) = level {
            let known = levels.get(&price).map(|level| (level.total, level.queue.len() as u32));
            need!(known == Some(market.book.level_total(side, price)), "BOOK-1 levels", id, side, price, known);
            let (mut slot, mut queue) = (market.book.front(side, price), Vec::new());
            while let Some(at) = slot {
                queue.push(market.book.get(at).left);
                slot = market.book.next_in_level(at);
            }
            let told: Vec<u32> = levels[&price].queue.iter().map(|slot| m.orders[*slot as usize].shown()).collect();
            need!(queue == told, "BOOK-1 order of a queue", id, side, price, queue, told);
            count += 1;
            level = market.book.next_level(side, price);
        }
        need!(count == levels.len(), "BOOK-1 number of levels", id, side, count, levels.len());
    }
    let ledger = market.now.ledger;
    let own = (
        ledger.pool.get(),
        ledger.insurance.get(),
        ledger.fee_bucket.get(),
        ledger.fee_claim.get(),
        ledger.shares.get(),
    );
    let told = (seen.pool, seen.insurance, seen.fee_bucket, seen.fee_claim, seen.shares);
    need!(own == told && ledger.deficit.get() == seen.deficit, "state: totals of a market", id, own, told);
    need!((market.index.0, market.mark.0) == (seen.index, seen.mark), "state: prices", id, seen.index, seen.mark);
    Ok(())
}

/// JRN-5: what a snapshot restores is the same, and goes on as if nothing had been.
pub fn reborn(exchange: &Exchange) -> Sound<Exchange> {
    let bytes = exchange.snapshot();
    match Exchange::restore(&bytes) {
        Err(error) => {
            need!(false, "JRN-5 an exchange takes its own snapshot", error);
            Ok(exchange.clone())
        }
        Ok(other) => {
            need!(other.snapshot() == bytes, "JRN-5 what is restored is the same", bytes.len());
            Ok(other)
        }
    }
}
