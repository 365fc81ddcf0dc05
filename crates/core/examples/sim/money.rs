//! Events that move money beside fills, and the arithmetic that the audit does by itself.
//!
//! Invariant: every event's numbers follow from those of the events before; sums are kept by `Mirror::put`.

use quantdesk_core::account::Funds;
use quantdesk_core::margin::MarginTerms;
use quantdesk_core::position::Holding;
use quantdesk_core::rounding::Overflow;
use quantdesk_core::schema_gen::*;
use quantdesk_core::units::{AssetAtoms, Ppm};
use quantdesk_core::Exchange;

use crate::mirror::{need, Broken, Mirror, Row, Sound};

/// FEE-5: maker and taker, ppm, of each tier.
/// Maker and taker ppm by tier (FEE-5); behind them those of owners who were referred.
pub const TIERS: [[i128; 2]; 8] =
    [[100, 450], [50, 400], [0, 350], [-20, 300], [90, 405], [45, 360], [0, 315], [-20, 270]];

pub fn overflow(_: Overflow) -> Broken {
    Broken { kind: "UNIT-4 range of money".into(), text: "health of an account".into() }
}

/// FEE-1: a fee is rounded up, a rebate (negative) down in size.
pub fn fee_of(notional: i128, rate: i128) -> i128 {
    if rate >= 0 {
        (notional * rate + 999_999) / 1_000_000
    } else {
        -(notional * -rate / 1_000_000)
    }
}

/// MGN-6: the position neither grows nor turns.
pub fn reduces(before: i64, after: i64) -> bool {
    after.abs() <= before.abs() && [0, before.signum()].contains(&after.signum())
}

/// PNL-4: w of the part of a position that stays.
pub fn swept_after(holding: &Holding, after: i64) -> i64 {
    let before = holding.position.get();
    let (held, change) = (before.abs(), after - before);
    if after == 0 || held == 0 {
        return 0;
    }
    let reducing = if before.signum() * change.signum() < 0 { held.min(change.abs()) } else { 0 };
    let swept = i128::from(holding.swept.get()) * i128::from(held - reducing) / i128::from(held);
    i64::try_from(swept).unwrap_or(i64::MAX)
}

/// MGN-5, MGN-6: whether an account may come from one state (Net, requirement) to the other by a fill. Fractions
/// that rose with open interest since then do not count: the base stands for them (MGN-2).
pub fn carried(exchange: &Exchange, funds: &Funds, id: u16, before: (i64, i64), reduction: bool) -> Sound {
    let after = exchange.health_of(funds).map_err(overflow)?;
    let (open, mut initial) = (after.open.get(), 0);
    for state in &funds.markets {
        let terms = exchange.market(state.market).map(|market| market.terms).unwrap_or_default();
        let base = MarginTerms { imf_now: Ppm(0), ..terms };
        initial += state.exposure.initial(&base).map_err(overflow)?.get();
    }
    let (net, maintenance) = (after.net.get(), after.maintenance.get());
    if !reduction {
        need!(open >= initial && net > maintenance, "INV 9 new risk within margin", id, before, after, initial);
        return Ok(());
    }
    let (net_before, maintenance_before) = before;
    let better = if maintenance == 0 {
        net >= 0 || net >= net_before
    } else {
        i128::from(net) * i128::from(maintenance_before) >= i128::from(net_before) * i128::from(maintenance)
            && net >= net_before.min(0)
    };
    need!(open >= initial || better, "INV 9 a reduction makes nothing worse", id, before, after);
    Ok(())
}

/// Events that move nothing and that nothing here depends on; CUST-24 and the dead man's time are judged by the judge.
const TOLD: [u8; 8] = [
    ExchangeOpened::KIND,
    CancelledAll::KIND,
    RiskSet::KIND,
    DeficitPaid::KIND,
    DeadManSet::KIND,
    DeadManFired::KIND,
    EntryLimitSet::KIND,
    Frozen::KIND,
];

/// All events of money and of markets but fills. An event of a kind that is known to nobody here is a failure.
pub fn event(m: &mut Mirror, kind: u8, bytes: &[u8]) -> Sound {
    macro_rules! on {
        ($($record:ident => $work:ident),* $(,)?) => {
            match kind {
                $($record::KIND => match $record::read(bytes) {
                    Some(event) => $work(m, &event),
                    None => Err(Broken { kind: "an event can be read".into(), text: stringify!($record).into() }),
                },)*
                _ if TOLD.contains(&kind) => Ok(()),
                _ => Err(Broken { kind: "a kind of event that this auditor knows".into(), text: kind.to_string() }),
            }
        };
    }
    on! {
        Credited => credited,
        Debited => debited,
        Settled => settled,
        Transferred => transferred,
        DebtPaid => debt_paid,
        Swept => swept,
        FundingSet => funding_set,
        FundingPaid => funding_paid,
        InsuranceFunded => insurance_funded,
        TailGiven => tail_given,
        SharePaid => share_paid,
        Converted => converted,
        BorrowingSet => borrowing_set,
        IsolationSet => isolation_set,
        GateSet => gate_set,
        Moved => moved,
        LossCovered => loss_covered,
        RecordStarted => record_started,
        RecordDone => record_done,
        BackstopSet => backstop_set,
        AssetSet => asset_set,
        MarketSet => market_set,
        MarginSet => margin_set,
        PricesSet => prices_set,
        IndexSet => index_set,
        TierChanged => tier_changed,
    }
}

fn market_set(m: &mut Mirror, e: &MarketSet) -> Sound {
    let grid = u128::from(e.tick_size) * u128::from(e.lot_size);
    need!(grid == u128::from(e.tick_value) * 1_000_000_000_000 && e.tick_value > 0, "UNIT-2 v is whole", e);
    let notional = u128::from(e.position_max) * u128::from(e.tick_value) * u128::from(e.price_max);
    need!(notional <= 1 << 52, "UNIT-3 notional of a position", e);
    m.list(e);
    Ok(())
}

/// MarginSet: fractions rise with open interest and with size (MGN-2, MGN-3).
fn margin_set(m: &mut Mirror, e: &MarginSet) -> Sound {
    m.market(e.market)?;
    need!(e.interest_lower < e.interest_upper || e.interest_upper == 0, "MGN-2 caps rise", e);
    need!(e.tier1_usd < e.tier2_usd || e.tier2_usd == 0, "MGN-3 bounds rise", e);
    Ok(())
}

/// PricesSet: INV 18, no zero price; the slow index moves towards the index (MGN-7).
fn prices_set(m: &mut Mirror, e: &PricesSet) -> Sound {
    let market = m.market_mut(e.market)?;
    need!(e.index_price > 0 && (e.mark_price > 0 || market.mark == 0), "INV 18 price above zero", e);
    let most = market.listing.map_or(0, |listing| u64::from(listing.price_max) * 1_000);
    need!(e.mark_price <= most, "UNIT-3 mark within the cap", e, most);
    (market.index, market.mark) = (e.index_price, e.mark_price);
    let was = if market.slow == 0 { e.slow_price } else { market.slow };
    let towards = was.min(e.index_price) <= e.slow_price && e.slow_price <= was.max(e.index_price);
    need!(towards, "MGN-7 the slow index moves towards the index", e, was);
    market.slow = e.slow_price;
    Ok(())
}

fn index_set(m: &mut Mirror, e: &IndexSet) -> Sound {
    let most = m.market(e.market)?.listing.map_or(0, |listing| u64::from(listing.price_max) * 1_000);
    need!(0 < e.index_price && e.index_price <= most, "INV 18 index above zero", e, most);
    Ok(())
}

/// TierChanged: every change follows the one before it; only a valid price has no cause.
fn tier_changed(m: &mut Mirror, e: &TierChanged) -> Sound {
    let market = m.market_mut(e.market)?;
    let follows = e.before == market.tier.0 && (e.tier, e.cause) != market.tier;
    need!(follows, "ORC-3 changes follow one another", e, market.tier);
    need!((e.tier == 0) == (e.cause == 0), "ORC-3 a tier has a cause", e);
    market.tier = (e.tier, e.cause);
    Ok(())
}

/// FundingSet: too few samples give no rate; a rate is within 4 % an hour; F moves by the rate of a lot's value.
fn funding_set(m: &mut Mirror, e: &FundingSet) -> Sound {
    let enough = e.samples >= 480 || e.rate == 0;
    need!(e.rate.abs() <= 40_000_000 && enough, "FND-1 FND-2 rate", e);
    let market = m.market_mut(e.market)?;
    let fair = i128::from(market.tick_value) * i128::from(e.index_price) * i128::from(e.rate);
    let moved = i128::from(e.funding - market.funding);
    need!((moved - fair.div_euclid(1_000_000_000_000)).abs() <= 1, "FND-3 F moves by the rate", e, moved);
    market.funding = e.funding;
    Ok(())
}

/// FundingPaid: exactly what is due, out of e alone.
fn funding_paid(m: &mut Mirror, e: &FundingPaid) -> Sound {
    let who = m.place(e.account)?;
    let (holding, own) = (m.people[who].exposure(e.market).holding, m.people[who].collateral());
    let funding = m.market(e.market)?.funding;
    let due = i128::from(holding.position.get()) * i128::from(funding - holding.funding);
    need!(e.funding == funding && i128::from(e.amount) == due, "FND-3 what is due", e, due);
    let pays = e.position == holding.position.get() && e.position != 0 && e.quote == holding.quote.get() - e.amount;
    need!(pays && (e.claim, e.collateral) == (holding.claim.get(), own), "FND-3 e alone pays it", e, holding);
    let row = row_of(&holding, own);
    m.put(who, e.market, &Row { quote: e.quote, funding, ..row })?;
    Ok(())
}

fn row_of(holding: &Holding, collateral: i64) -> Row {
    Row {
        position: holding.position.get(),
        quote: holding.quote.get(),
        claim: holding.claim.get(),
        swept: holding.swept.get(),
        funding: holding.funding,
        collateral,
    }
}

/// DebtPaid: stands before the event that brought the money (PNL-4).
fn debt_paid(m: &mut Mirror, e: &DebtPaid) -> Sound {
    let who = m.place(e.account)?;
    let (holding, own) = (m.people[who].exposure(e.market).holding, m.people[who].collateral());
    need!(holding.position.is_flat() && holding.quote.get() < e.quote, "PNL-4 a debt of a flat market is paid", e);
    need!(e.quote <= 0 && e.claim == 0, "PNL-4 who owes has no claim left", e);
    let row = Row { quote: e.quote, claim: e.claim, funding: e.funding, ..row_of(&holding, own) };
    let paid = m.put(who, e.market, &row)?;
    m.people[who].debts = paid;
    Ok(())
}

/// c moves by `change`, less what it paid of debts, and stands at `after`.
fn collateral_moves(m: &mut Mirror, who: usize, change: i64, after: i64) -> Sound {
    let person = &mut m.people[who];
    let moved = after - person.collateral() + std::mem::take(&mut person.debts);
    let number = person.number;
    need!(m.may_owe(who, after), "MGN-7 c below zero within the room", after);
    need!(moved == change, "PNL-3 c changes by what the event says", number, moved, change);
    m.put_collateral(who, after)
}

/// PNL-3: collateral and what is tracked of the asset move together.
fn asset_moves(m: &mut Mirror, who: usize, asset: u8, change: i64, after: i64) -> Sound {
    if asset == 0 {
        m.tokens += change;
        return collateral_moves(m, who, change, after);
    }
    let now = m.people[who].amount(asset) + change;
    need!(now == after && after >= 0, "PNL-3 other collateral moves by the amount", now, after);
    let Some(row) = m.assets.iter_mut().find(|row| row.0 == asset) else {
        need!(false, "an event names an asset", asset);
        return Ok(());
    };
    row.3 += change;
    m.people[who].funds.set_other(asset, AssetAtoms::new(after).map_err(overflow)?);
    m.touch(who);
    Ok(())
}

fn credited(m: &mut Mirror, e: &Credited) -> Sound {
    need!(e.amount > 0, "INV 17 amount above zero", e);
    let who = m.place(e.account)?;
    let flow = m.people[who].flow(e.asset);
    flow.1 += e.amount as u64;
    need!(flow.1 == e.credited, "CUST-3 total of credits", e, flow);
    asset_moves(m, who, e.asset, e.amount, e.collateral)
}

fn debited(m: &mut Mirror, e: &Debited) -> Sound {
    need!(!m.gate.0, "WDR-2 nothing leaves through a closed gate", e);
    let who = m.place(e.account)?;
    let person = &mut m.people[who];
    need!(e.amount > 0 && e.amount <= person.amount(e.asset), "INV 17 debit within c", e);
    let flow = person.flow(e.asset);
    flow.2 += e.amount as u64;
    need!(flow.2 == e.debited, "CUST-10 total of debits", e, flow);
    need!(e.request == 0 || e.request > person.requested, "CUST-10 a request is taken once", e, person.requested);
    person.requested = person.requested.max(e.request);
    asset_moves(m, who, e.asset, -e.amount, e.collateral)
}

/// CUST-6: items that have landed only grow.
fn settled(m: &mut Mirror, e: &Settled) -> Sound {
    let who = m.place(e.account)?;
    let before = std::mem::replace(&mut m.people[who].settled, e.items);
    need!(e.items > before, "CUST-6 items that have landed grow", e, before);
    Ok(())
}

fn transferred(m: &mut Mirror, e: &Transferred) -> Sound {
    let (giver, taker) = (m.place(e.account)?, m.place(e.to_account)?);
    need!(m.people[giver].owner == m.people[taker].owner && giver != taker, "a transfer stays with its owner", e);
    need!(e.amount > 0 && e.amount <= m.people[giver].collateral(), "INV 17 transfer within c", e);
    collateral_moves(m, giver, -e.amount, e.collateral)?;
    collateral_moves(m, taker, e.amount, e.to_collateral)
}

/// PNL-5: one side of a sweep: c + e + r stays, but for flat losses elsewhere.
fn swept(m: &mut Mirror, e: &Swept) -> Sound {
    let who = m.place(e.account)?;
    let (holding, own) = (m.people[who].exposure(e.market).holding, m.people[who].collateral());
    let market = m.market(e.market)?;
    let (z, x, y) = (e.offset, e.paid, e.received);
    need!(z.min(x).min(y) >= 0 && z + x + y > 0, "PNL-5 a step moves something", e);
    need!((z + x == 0) != (y == 0), "PNL-5 a step pays a loss or a claim", e);
    let position = holding.position.get();
    let touched = position == 0 || holding.funding == market.funding && e.funding == market.funding;
    need!(touched, "FND-3 touched first", e, holding);
    let worth = i128::from(position) * i128::from(market.tick_value) * i128::from(market.mark);
    let standing = worth.div_euclid(1_000) + i128::from(holding.quote.get());
    let within = i128::from(z + x) <= (-standing).max(0) && x <= own.max(0);
    need!(within, "PNL-5 no more than the loss, out of c", e, standing);
    let profit = standing + i128::from(holding.claim.get());
    need!(y == 0 || i128::from(y) <= profit, "PNL-4 a claim within the profit at mark", e, profit);
    let after = (holding.quote.get() + z + x, holding.claim.get() - z - y, holding.swept.get() + x);
    need!((e.quote, e.claim, e.swept) == after && e.position == position, "PNL-5 numbers", e, after);
    let row =
        Row { position, quote: e.quote, claim: e.claim, swept: e.swept, funding: e.funding, collateral: e.collateral };
    let total = m.put(who, e.market, &row)?;
    need!(total == 0, "PNL-5 a sweep moves no equity", e, total);
    Ok(())
}

fn backstop_set(m: &mut Mirror, e: &BackstopSet) -> Sound {
    let who = m.place(e.account)?;
    need!(m.backstop.is_none_or(|known| known == who), "LIQ-2 the backstop never changes", e);
    let held = m.people[who].funds.markets.iter().any(|state| !state.exposure.holding.position.is_flat());
    need!(m.backstop.is_some() || !held, "LIQ-2 it held nothing", e);
    m.backstop = Some(who);
    Ok(())
}

/// MGN-8: a sub-account that has nothing in any other market.
fn isolation_set(m: &mut Mirror, e: &IsolationSet) -> Sound {
    let who = m.place(e.account)?;
    let held =
        m.people[who].funds.markets.iter().any(|state| state.market != e.market && !state.exposure.holding.is_empty());
    let may = e.market == u16::MAX || m.backstop != Some(who);
    need!(!held && may, "MGN-8 nothing in another market", e);
    m.people[who].isolated = Some(e.market).filter(|market| *market != u16::MAX);
    Ok(())
}

fn borrowing_set(m: &mut Mirror, e: &BorrowingSet) -> Sound {
    m.room_max = e.room_max;
    Ok(())
}

/// MGN-7: other collateral of who owes for USDC of the backstop, as much as the debt asks and the purse pays; with asset 0 a debt alone.
fn converted(m: &mut Mirror, e: &Converted) -> Sound {
    let (who, backstop) = (m.place(e.account)?, m.place(e.backstop)?);
    need!(m.backstop == Some(backstop) && who != backstop, "MGN-7 the backstop takes it", e);
    let (person, purse) = (&m.people[who], m.people[backstop].collateral().max(0));
    // What debts elsewhere were paid of it is told already, the money comes now.
    let flat =
        person.funds.markets.iter().map(|state| &state.exposure.holding).filter(|holding| holding.is_flat_debt());
    let owed = (-person.collateral()).max(0);
    let owes = flat.fold(owed + person.debts, |sum, holding| sum - holding.quote.get());
    if e.asset == 0 {
        let last = person.funds.others.is_empty() && e.amount == 0 && 0 < e.paid && e.paid <= owed.min(purse);
        need!(last, "MGN-7 only what nothing else pays, out of the purse", e, owes, purse);
    } else {
        let expected = conversion(m, e.asset, person.amount(e.asset), owes, purse)?;
        need!((e.amount, e.paid) == expected && e.amount > 0, "MGN-7 taken and paid at 98 %", e, expected, owes, purse);
        asset_moves(m, who, e.asset, -e.amount, e.left)?;
        asset_moves(m, backstop, e.asset, e.amount, e.backstop_amount)?;
    }
    collateral_moves(m, who, e.paid, e.collateral)?;
    collateral_moves(m, backstop, -e.paid, e.backstop_collateral)
}

/// MGN-7: what of `held` is taken for a debt, rounded up, and what is paid for it, rounded down, at 98 % of the index.
fn conversion(m: &Mirror, asset: u8, held: i64, owes: i64, purse: i64) -> Sound<(i64, i64)> {
    let unknown = || Broken { kind: "an event names an asset".into(), text: asset.to_string() };
    let row = m.assets.iter().find(|row| row.0 == asset).ok_or_else(unknown)?;
    let market = m.market(row.1)?;
    let tick = market.listing.map_or(0, |listing| listing.tick_size);
    let price = i128::from(market.index) * i128::from(tick) / 1_000_000 * 98 / 100;
    need!(price > 0, "MGN-7 nothing is taken without a price", asset, market.index);
    let whole = 10i128.pow(u32::from(row.2));
    let wanted = ((i128::from(owes) * whole + price - 1) / price).min(i128::from(held));
    let most = i128::from(purse) * whole / price;
    let amount = if wanted * price / whole <= i128::from(purse) { wanted } else { most.min(wanted) };
    let narrow = |value: i128| i64::try_from(value).map_err(|_| unknown());
    Ok((narrow(amount)?, narrow(amount * price / whole)?))
}

/// WDR-2: it is told only when it changes, closes on a loss above 0.01 % of all USDC, an hour at most, and not twice in a day.
fn gate_set(m: &mut Mirror, e: &GateSet) -> Sound {
    need!(e.tracked == m.tokens, "PNL-3 all USDC", e, m.tokens);
    let large = i128::from(e.deficit) * 10_000 > i128::from(e.tracked);
    let (closed, since) = (e.closed != 0, m.gate.1);
    let over = m.ts_us >= since + 3_600_000_000;
    let rested = since == 0 || m.ts_us >= since + 86_400_000_000;
    let due = if closed { large && rested } else { !large || over };
    need!(closed != m.gate.0 && due, "WDR-2 the gate moves when it must", e, m.gate, large);
    m.gate = (closed, if closed { m.ts_us } else { since });
    m.gate_deficit = Some(e.deficit);
    Ok(())
}

fn insurance_funded(m: &mut Mirror, e: &InsuranceFunded) -> Sound {
    let who = m.place(e.account)?;
    let own = m.people[who].collateral();
    let paid = e.amount > 0 && e.amount <= own && e.collateral == own - e.amount;
    need!(paid, "INV 7 insurance is somebody's money", e, own);
    need!(m.backstop == Some(who), "LIQ-5 the backstop funds insurance", e);
    if e.market == u16::MAX {
        m.tail += e.amount;
        need!(m.tail == e.insurance, "LIQ-5 the tail is what it was given", e, m.tail);
    }
    m.put_collateral(who, e.collateral)
}

/// SharePaid: money of a market's shares comes to an account, nobody loses it (FEE-2).
fn share_paid(m: &mut Mirror, e: &SharePaid) -> Sound {
    let who = m.place(e.account)?;
    need!(e.amount > 0, "FEE-2 a share is something", e);
    collateral_moves(m, who, e.amount, e.collateral)
}

/// TailGiven: a fund gets it; of a market in a day at most a tenth of what the tail would have without it (LIQ-5).
fn tail_given(m: &mut Mirror, e: &TailGiven) -> Sound {
    let day = m.ts_us / 86_400_000_000;
    m.tail -= e.amount;
    let tail = m.tail;
    need!(e.amount > 0 && tail >= 0 && e.tail == tail, "LIQ-5 the tail gives what it has", e, tail);
    let market = m.market_mut(e.market)?;
    let before = if market.given.0 == day { market.given.1 } else { 0 };
    market.given = (day, before + e.amount);
    let given = market.given.1;
    need!(10 * given <= tail + given, "LIQ-5 a tenth for a market and day", e, given);
    need!(e.insurance >= e.amount, "LIQ-5 a fund is filled", e);
    Ok(())
}

/// Moved: b moves by the lots; what changes of c + e + r is in the pool, in the fee, or written off. Who has neither position nor
/// money in the market is not touched, but the backstop (INV 12); profit alone pays a cut, never collateral.
fn moved(m: &mut Mirror, e: &Moved) -> Sound {
    let who = m.place(e.account)?;
    let (holding, own) = (m.people[who].exposure(e.market).holding, m.people[who].collateral());
    let market = m.market(e.market)?;
    let position = holding.position.get();
    let cause = |cause: MoveCause| e.cause == cause.code();
    need!(e.position == position + e.lots, "LIQ-6 lots move as told", e, position);
    let funding = market.funding;
    need!(position == 0 || holding.funding == funding && e.funding == funding, "FND-3 touched first", e, holding);
    need!(e.position == 0 || e.funding == funding, "FND-3 f of a position", e);
    need!(e.claim.min(e.swept) >= 0 && m.may_owe(who, e.collateral), "LIQ-6 c within the room, r, w >= 0", e);
    need!(e.collateral <= own, "LIQ-6 nobody gains collateral here", e, own);
    let outside = holding.is_empty() && m.backstop != Some(who);
    need!(!outside, "INV 12 nobody uninvolved is touched", e);
    let row = Row {
        position: e.position,
        quote: e.quote,
        claim: e.claim,
        swept: e.swept,
        funding: e.funding,
        collateral: e.collateral,
    };
    let covered = cause(MoveCause::Loss) && m.covered.take() == Some((who, e.market));
    let spent = e.claim == 0 && e.collateral <= 0;
    need!(!covered || spent, "LIQ-5 his claim and collateral come first", e, holding, own);
    let change = m.put(who, e.market, &row)?;
    need!(!cause(MoveCause::Mark) || change == 0 && e.collateral == own, "LIQ-6 a mark moves no money", e, change);
    let cut = change == -e.amount && change <= 0 && e.collateral == own;
    need!(!cause(MoveCause::Cut) || cut, "LIQ-6 a cut takes a claim, and what it says", e, change);
    let deficit = change == -e.amount && change == e.collateral - own && m.backstop == Some(who);
    need!(!cause(MoveCause::Deficit) || deficit, "LIQ-6 the backstop pays from c", e, change);
    if cause(MoveCause::Backstop) || cause(MoveCause::Round) || cause(MoveCause::Leaving) {
        let worth = if e.lots > 0 { -e.amount } else { e.amount };
        need!(change == worth - e.fee, "LIQ-2 lots are worth what is told", e, change);
    }
    if cause(MoveCause::Leaving) {
        let leaves = m.people[who].restrictions & Restriction::Leaving.code() != 0;
        need!(
            leaves && e.position == 0 && m.backstop != Some(who),
            "CUST-51 who leaves, whole, and never the backstop",
            e
        );
        let market = m.market(e.market)?;
        let whole = i128::from(e.lots.unsigned_abs()) * i128::from(market.tick_value) * i128::from(market.index);
        need!(i128::from(e.amount) == whole.div_euclid(1_000), "CUST-51 at the index, floored", e, market.index);
    }
    let market = m.market_mut(e.market)?;
    market.interest = market.sides[0].max(market.sides[1]);
    market.held -= e.lots;
    Ok(())
}

/// LossCovered: what the next move of this account tells is what he had left (LIQ-5, INV 7).
fn loss_covered(m: &mut Mirror, e: &LossCovered) -> Sound {
    let who = m.place(e.account)?;
    need!(e.insurance >= 0 && e.deficit >= 0, "LIQ-5 what covers a loss", e);
    m.covered = (e.insurance + e.deficit > 0).then_some((who, e.market));
    Ok(())
}

fn record_started(m: &mut Mirror, e: &RecordStarted) -> Sound {
    let market = m.market_mut(e.market)?;
    need!(e.number == market.records + 1, "LIQ-6 records are numbered without gaps", e, market.records);
    market.records = e.number;
    Ok(())
}

fn record_done(m: &mut Mirror, e: &RecordDone) -> Sound {
    let market = m.market_mut(e.market)?;
    need!(e.number > market.done && e.number <= market.records, "INV 14 a record is passed once", e, market.done);
    market.done = e.number;
    Ok(())
}

fn asset_set(m: &mut Mirror, e: &AssetSet) -> Sound {
    let weights = e.weight_initial <= e.weight_maintenance && e.weight_maintenance <= 1_000_000;
    need!(weights, "MGN-7 weights", e);
    match m.assets.iter_mut().find(|row| row.0 == e.asset) {
        Some(row) => {
            need!(row.2 == e.decimals, "MGN-7 decimals never change", e);
            row.1 = e.market;
        }
        None if e.asset != 0 => m.assets.push((e.asset, e.market, e.decimals, 0)),
        None => {}
    }
    Ok(())
}

/// MarketChanged: totals told are the sums of accounts (PNL-2), open interest counts users.
pub fn market_changed(m: &mut Mirror, e: &MarketChanged) -> Sound {
    let market = m.market_mut(e.market)?;
    need!(e.claims == market.claims, "PNL-2 R is the sum of r", e, market.claims);
    let interest = market.sides[0].max(market.sides[1]);
    need!(e.open_interest == interest as u64, "INV 2 open interest", e, market.sides);
    let least = [e.pool, e.insurance, e.fee_bucket, e.shares, e.claims, e.deficit].into_iter().min().unwrap_or(0);
    need!(least >= 0, "INV 5 INV 7 no bucket below zero", e);
    market.last = e.last_price;
    market.interest = interest;
    (market.pool, market.insurance, market.fee_bucket) = (e.pool, e.insurance, e.fee_bucket);
    market.shares = e.shares;
    (market.fee_claim, market.deficit) = (e.fee_claim, e.deficit);
    Ok(())
}
