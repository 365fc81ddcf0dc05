//! Money at its edges: every small case against exact arithmetic, and every combination of extreme ones (2^53 atoms, 2^52 notional,
//! 2^40 lots, the largest prices, orders and funding), run by the shipped functions. What does not fit is an `Overflow`; what fits is
//! exact, and no atom is made or lost.
#![allow(missing_docs, reason = "a test file")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::integer_division,
    clippy::unwrap_used,
    reason = "a test may stop"
)]

use quantdesk_core::carry::reduces;
use quantdesk_core::deleverage::{absorb, stand};
use quantdesk_core::liquidation::{fillable_price, step_lots, watched_mark};
use quantdesk_core::margin::{Exposure, Health};
use quantdesk_core::market::Market;
use quantdesk_core::position::{fill, tidy, trade_lots, Holding, Ledger, Party, Terms};
use quantdesk_core::rounding::{mul_div_ceil, mul_div_floor, mul_div_trunc, product_at_least, Overflow};
use quantdesk_core::schema_gen::{ListMarket, Side};
use quantdesk_core::units::{
    Atoms, Lots, Mticks, Position, Ppm, TickValue, Ticks, ATOMS_MAX, LOTS_MAX, NOTIONAL_MAX, POSITION_MAX, TICKS_MAX,
};

const EDGES: [i64; 17] = [
    i64::MIN,
    i64::MIN + 1,
    -ATOMS_MAX,
    -NOTIONAL_MAX,
    -POSITION_MAX,
    -1_000_000,
    -1,
    0,
    1,
    999,
    1_000_000,
    POSITION_MAX,
    NOTIONAL_MAX,
    ATOMS_MAX,
    1 << 62,
    i64::MAX - 1,
    i64::MAX,
];

fn exact(a: i64, b: i64, divisor: i64, up: bool) -> Result<i64, Overflow> {
    if divisor <= 0 {
        return Err(Overflow);
    }
    let product = i128::from(a) * i128::from(b);
    let floor = product.div_euclid(i128::from(divisor));
    let rest = product.rem_euclid(i128::from(divisor)) != 0;
    i64::try_from(floor + i128::from(up && rest)).map_err(|_| Overflow)
}

/// [UNIT-3] [UNIT-4]: floor, ceil, truncation and comparison of all products of small numbers, and of all edges.
#[test]
fn divisions_are_exact_in_every_small_case_and_at_every_edge() {
    let small: Vec<i64> = (-24..=24).collect();
    for numbers in [&small[..], &EDGES[..]] {
        for (a, b) in numbers.iter().flat_map(|a| numbers.iter().map(move |b| (*a, *b))) {
            for divisor in numbers {
                let (floor, ceil) = (exact(a, b, *divisor, false), exact(a, b, *divisor, true));
                assert_eq!(mul_div_floor(a, b, *divisor), floor, "floor {a} * {b} / {divisor}");
                // -i64::MIN is no i64: ceil refuses what floor of the opposite number cannot say.
                if a != i64::MIN && ceil != Ok(i64::MIN) && floor.is_ok() {
                    assert_eq!(mul_div_ceil(a, b, *divisor), ceil, "ceil {a} * {b} / {divisor}");
                    let towards = if (a < 0) == (b < 0) { floor } else { ceil };
                    assert_eq!(mul_div_trunc(a, b, *divisor), towards, "trunc {a} * {b} / {divisor}");
                }
                let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
                for d in [-1, 0, 1, i64::MAX] {
                    assert_eq!(product_at_least(a, b, *divisor, d), product(a, b) >= product(*divisor, d));
                }
            }
        }
    }
}

fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap()
}

/// One side of a trade by plain words, in whole numbers that never end.
fn traded(held: &Holding, own: i128, side: Side, lots: i128, quote: i128) -> ([i128; 5], i128, i128) {
    let sign = if side == Side::Buy { 1 } else { -1 };
    let (b, mut e, mut r, mut w) = (
        i128::from(held.position.get()),
        i128::from(held.quote.get()),
        i128::from(held.claim.get()),
        i128::from(held.swept.get()),
    );
    let (mut c, mut pool) = (own, 0);
    let closing = if b * sign < 0 { lots.min(b.abs()) } else { 0 };
    let part = if closing == lots { quote } else { (quote * closing).div_euclid(lots) };
    if closing > 0 {
        let gain = (e * closing).div_euclid(b.abs()) - sign * part;
        e -= sign * part;
        w = (w * (b.abs() - closing)).div_euclid(b.abs());
        if gain > 0 {
            (e, r) = (e - gain, r + gain);
        } else {
            let offset = (-gain).min(r);
            let paid = (-gain - offset).min(c.max(0));
            (r, e) = (r - offset, e + offset);
            (c, e, pool) = (c - paid, e + paid, pool + paid);
        }
    }
    if lots > closing {
        e -= sign * (quote - part);
    }
    ([b + sign * lots, e, r, w, c], pool, i128::from(closing > 0))
}

fn compare(held: &Holding, own: i64, side: Side, lots: i64, quote: i64) {
    let (mut after, mut collateral, mut ledger) = (*held, atoms(own), Ledger::default());
    let done = trade_lots(&mut after, &mut collateral, &mut ledger, side, lots, atoms(quote));
    let (expected, pool, _) = traded(held, i128::from(own), side, i128::from(lots), i128::from(quote));
    // What is in between may leave the range though the end does not: by the quote at most.
    let room = i128::from(ATOMS_MAX) - i128::from(quote);
    let fits = expected[0].abs() <= i128::from(POSITION_MAX) && expected[1..].iter().all(|amount| amount.abs() <= room);
    let fits = fits && i128::from(held.quote.get()).abs() <= room;
    let told = format!("{held:?} with {own}, {side:?} {lots} for {quote}");
    if done.is_ok() {
        let found = [after.position.get(), after.quote.get(), after.claim.get(), after.swept.get(), collateral.get()];
        assert_eq!(found.map(i128::from), expected, "{told}");
        assert_eq!(i128::from(ledger.pool.get()), pool, "{told}");
        let sides = (
            after.position.on(Side::Buy) - held.position.on(Side::Buy),
            after.position.on(Side::Sell) - held.position.on(Side::Sell),
        );
        assert_eq!((ledger.long_lots, ledger.short_lots), sides, "{told}");
        assert_eq!(ledger.claims.get(), after.claim.get() - held.claim.get(), "{told}");
    }
    assert!(done.is_ok() || !fits, "refused: {told}");
}

fn holding(lots: i64, quote: i64, claim: i64, swept: i64) -> Holding {
    Holding {
        position: Position::new(lots).unwrap(),
        quote: atoms(quote),
        claim: atoms(claim),
        swept: atoms(swept),
        funding: 0,
    }
}

/// [PNL-4]: every trade of small holdings, as plain words say.
#[test]
fn every_small_trade_is_as_the_words_say() {
    for lots_held in -4..=4 {
        for quote_held in -7..=7 {
            for (own, claim, swept) in [(0, 0, 0), (2, 0, 3), (5, 3, 0), (1, 1, 1)] {
                for (lots, price) in (1..=6).flat_map(|lots| (1..=4).map(move |price| (lots, price))) {
                    for side in [Side::Buy, Side::Sell] {
                        let held = holding(lots_held, quote_held, claim, swept);
                        compare(&held, own, side, lots, lots * price + i64::from(lots > 2));
                    }
                }
            }
        }
    }
}

/// [UNIT-3] [UNIT-4] [PNL-4]: every trade at the edges of lots and money is exact, or it is refused.
#[test]
fn every_extreme_trade_is_exact_or_refused() {
    let money = [-ATOMS_MAX, -NOTIONAL_MAX, -1, 0, 1, NOTIONAL_MAX, ATOMS_MAX];
    let lots_held = [-POSITION_MAX, 1 - POSITION_MAX, -1, 0, 1, POSITION_MAX - 1, POSITION_MAX];
    for (lots_held, quote_held) in lots_held.iter().flat_map(|lots| money.iter().map(move |quote| (*lots, *quote))) {
        for (claim, own) in [(0, 0), (ATOMS_MAX, 0), (0, ATOMS_MAX), (1, 1)] {
            for lots in [1, 2, i64::from(LOTS_MAX), POSITION_MAX] {
                for quote in [0, 1, NOTIONAL_MAX, ATOMS_MAX] {
                    for side in [Side::Buy, Side::Sell] {
                        compare(&holding(lots_held, quote_held, claim, own.min(NOTIONAL_MAX)), own, side, lots, quote);
                    }
                }
            }
        }
    }
}

fn worth(ledger: &Ledger, parties: &[Party; 2]) -> (i128, i128) {
    let of = |amount: Atoms| i128::from(amount.get());
    let owed: i128 = parties.iter().map(|party| of(party.holding.quote) + of(party.holding.claim)).sum();
    let money: i128 = parties.iter().map(|party| of(party.collateral)).sum();
    (
        owed + of(ledger.fee_claim) - of(ledger.pool) - of(ledger.deficit),
        money + of(ledger.pool) + of(ledger.fee_bucket) + of(ledger.insurance),
    )
}

/// [PNL-2] [PNL-3] [FEE-4] [UNIT-4]: a fill at any edge keeps both sums to the atom, or is refused.
#[test]
fn every_extreme_fill_keeps_the_sums() {
    let held = [
        holding(0, 0, 0, 0),
        holding(POSITION_MAX, -ATOMS_MAX, 0, 0),
        holding(-POSITION_MAX, ATOMS_MAX, ATOMS_MAX, 0),
        holding(1, -1, 0, NOTIONAL_MAX),
        holding(-1, NOTIONAL_MAX, 1, 0),
    ];
    let mut done = 0;
    for (one, two) in held.iter().flat_map(|one| held.iter().map(move |two| (one, two))) {
        for (own, price, lots) in [0, 1, ATOMS_MAX].iter().flat_map(|own| {
            [1, TICKS_MAX].into_iter().flat_map(move |price| [1, 1_000, LOTS_MAX].map(|lots| (*own, price, lots)))
        }) {
            for (rate, tick, mark) in
                [(-20, 1, 1), (450, 1, u64::from(TICKS_MAX) * 1_000), (1_000_000, 1_000_000, 1_500)]
            {
                let mut ledger = Ledger { pool: atoms(own / 2), claims: atoms(1), ..Ledger::default() };
                let mut parties = [one, two].map(|held| Party::new(*held, atoms(own), rate));
                let Ok(lot_mark) = TickValue(tick).lot_at(Mticks(mark)) else { continue };
                let tick_value = TickValue(tick);
                let terms = Terms { side: Side::Buy, lots: Lots(lots), price: Ticks(price), tick_value, lot_mark };
                let before = worth(&ledger, &parties);
                let [taker, maker] = &mut parties;
                if fill(&mut ledger, taker, maker, &terms).is_ok() {
                    assert_eq!(worth(&ledger, &parties), before, "{one:?} {two:?} {terms:?} {rate}");
                    done += 1;
                }
            }
        }
    }
    assert!(done > 200, "only {done} fills fit");
}

/// [FND-3] [UNIT-4]: funding of the largest position over the largest index is exact or refused, and nothing is due where F stands.
#[test]
fn extreme_funding_is_exact_or_refused() {
    for lots in [-POSITION_MAX, -1, 0, 1, POSITION_MAX] {
        for (from, to) in EDGES.iter().flat_map(|from| EDGES.iter().map(move |to| (*from, *to))) {
            let before = Holding { funding: from, ..holding(lots, 5, 0, 0) };
            let due = i128::from(lots) * (i128::from(to) - i128::from(from));
            let fits = (5 - due).abs() <= i128::from(ATOMS_MAX) && due.abs() <= i128::from(ATOMS_MAX);
            match before.touched(to) {
                Ok(after) => assert_eq!((i128::from(after.quote.get()), after.funding), (5 - due, to)),
                Err(Overflow) => assert!(!fits || to.checked_sub(from).is_none(), "{lots} from {from} to {to}"),
            }
            assert_eq!(before.is_due(to), from != to && lots != 0);
        }
    }
}

/// [PNL-4]: without a position the own claim pays first, then collateral; every small case.
#[test]
fn every_flat_loss_is_paid_in_its_order() {
    for (quote, claim, own) in (-6..=0).flat_map(|e| (0..=4).flat_map(move |r| (0..=4).map(move |c| (e, r, c)))) {
        let (mut held, mut collateral) = (holding(0, quote, claim, 3), atoms(own));
        let mut ledger = Ledger { claims: atoms(claim), ..Ledger::default() };
        tidy(&mut held, &mut collateral, &mut ledger).unwrap();
        let by_claim = claim.min(-quote);
        let by_own = own.min(-quote - by_claim);
        assert_eq!((held.claim.get(), ledger.claims.get()), (claim - by_claim, claim - by_claim));
        assert_eq!((collateral.get(), ledger.pool.get()), (own - by_own, by_own));
        assert_eq!((held.quote.get(), held.swept), (quote + by_claim + by_own, Atoms::ZERO));
    }
}

/// [LIQ-5]: a loss is paid by claim, collateral, insurance up to its cap, in that order; what is left is a deficit. Every small case.
#[test]
fn every_small_loss_is_paid_in_its_order() {
    let cases = (0..=5).flat_map(|loss| (0..=3).flat_map(move |claim| (0..=3).map(move |own| (loss, claim, own))));
    for (loss, claim, own) in cases {
        for (fund, cap) in (0..=4).flat_map(|fund| (0..=3).map(move |cap| (fund, cap))) {
            let (mut held, mut collateral) = (holding(0, -loss, claim, 0), atoms(own));
            let mut ledger =
                Ledger { insurance: atoms(fund), claims: atoms(claim), pool: atoms(7), ..Ledger::default() };
            let lot = TickValue(1).lot_at(Mticks(1_000)).unwrap();
            let covered = absorb(&mut held, &mut collateral, &mut ledger, lot, atoms(cap)).unwrap();
            let by_claim = claim.min(loss);
            let by_own = own.min(loss - by_claim);
            let by_fund = (loss - by_claim - by_own).min(fund).min(cap);
            let left = loss - by_claim - by_own - by_fund;
            assert_eq!((covered.insurance.get(), covered.deficit.get(), ledger.deficit.get()), (by_fund, left, left));
            assert_eq!((held.claim.get(), ledger.claims.get()), (claim - by_claim, claim - by_claim));
            assert_eq!((collateral.get(), ledger.insurance.get()), (own - by_own, fund - by_fund));
            assert_eq!((held.quote, ledger.pool.get()), (Atoms::ZERO, 7 + by_own + by_fund));
        }
    }
}

/// [LIQ-6]: insurance up to its cap, the fee account's claim, then the fee bucket stand for a deficit. Every small case.
#[test]
fn every_small_deficit_is_stood_for_in_its_order() {
    let cases = (0..=6).flat_map(|due| (0..=3).flat_map(move |fund| (0..=3).map(move |cap| (due, fund, cap))));
    for (due, fund, cap) in cases {
        for (fee_claim, bucket) in (-2..=3).flat_map(|claim| (0..=3).map(move |bucket| (claim, bucket))) {
            let mut ledger = Ledger {
                deficit: atoms(due),
                insurance: atoms(fund),
                fee_claim: atoms(fee_claim),
                fee_bucket: atoms(bucket),
                pool: atoms(5),
                ..Ledger::default()
            };
            let stood = stand(&mut ledger, atoms(cap)).unwrap();
            let by_fund = due.min(fund).min(cap);
            let by_claim = (due - by_fund).min(fee_claim.max(0));
            let by_bucket = (due - by_fund - by_claim).min(bucket);
            let told = [stood.insurance, stood.fee_claim, stood.fee_bucket].map(Atoms::get);
            assert_eq!(told, [by_fund, by_claim, by_bucket]);
            assert_eq!(ledger.deficit.get(), due - by_fund - by_claim - by_bucket);
            assert_eq!((ledger.insurance.get(), ledger.fee_claim.get()), (fund - by_fund, fee_claim - by_claim));
            assert_eq!((ledger.fee_bucket.get(), ledger.pool.get()), (bucket - by_bucket, 5 + by_fund + by_bucket));
        }
    }
}

/// [LIQ-2] [LIQ-7] [MGN-9]: whatever the numbers, a step closes between nothing and the position, at a price that is one, and a watched
/// mark is an `Overflow` or lies on the losing side.
#[test]
fn liquidation_stays_within_its_bounds_at_every_edge() {
    let amounts = [0, 1, 1_000_000, 200_000_000_000, NOTIONAL_MAX, ATOMS_MAX];
    for (net, needed) in amounts.iter().flat_map(|net| amounts.iter().map(move |needed| (*net, *needed))) {
        let health = Health { net: atoms(net), maintenance: atoms(needed), ..Health::default() };
        for held in [1, 7, POSITION_MAX] {
            for (tick, mark) in [(1, 1), (1, 1_500), (1_000, 600_000_000), (1, u64::from(TICKS_MAX) * 1_000)] {
                let tick = TickValue(tick);
                let Ok(lot) = tick.lot_at(Mticks(mark)) else { continue };
                for (mmf, rate) in [(1, 0), (10_000, 2_500), (1_000_000, 1_000_000)] {
                    if let Ok(lots) = step_lots(held, lot, &health, Ppm(mmf), Ppm(rate)) {
                        assert!((0..=held).contains(&lots), "{lots} of {held}");
                    }
                }
                for side in [Side::Buy, Side::Sell] {
                    if let Ok(price) = fillable_price(side, held, tick, Mticks(mark), atoms(needed), &health) {
                        assert!((1..=TICKS_MAX).contains(&price.0));
                        let (at, short) = (u64::from(price.0) * 1_000, net < needed);
                        let worse = if side == Side::Sell { at < mark } else { at > mark.max(1_000) };
                        assert!(short || !worse, "{price:?} at {mark} with nothing missing");
                    }
                    if let Ok(at) = watched_mark(side, held, tick, Mticks(mark), atoms(net), Ppm(10_000)) {
                        let mark = i64::try_from(mark).unwrap();
                        assert!(if side == Side::Buy { at <= mark } else { at >= mark });
                    }
                }
            }
        }
    }
}

/// [MGN-1] [UNIT-4]: the worst side of position and orders, every small case and the edges.
#[test]
fn worst_exposure_is_exact_or_refused() {
    let lots: Vec<u64> = (0..=5).chain([POSITION_MAX as u64, i64::MAX as u64, u64::MAX]).collect();
    for held in [-POSITION_MAX, -3, -1, 0, 1, 3, POSITION_MAX] {
        for (buys, sells) in lots.iter().flat_map(|buys| lots.iter().map(move |sells| (*buys, *sells))) {
            let mut exposure = Exposure { holding: holding(held, 0, 0, 0), ..Exposure::default() };
            (exposure.buys, exposure.sells) = (buys, sells);
            let (long, short) = (i128::from(held) + i128::from(buys), i128::from(held) - i128::from(sells));
            let expected = long.abs().max(short.abs());
            match exposure.worst() {
                Ok(worst) => assert_eq!(i128::from(worst), expected),
                Err(Overflow) => {
                    assert!(expected > i128::from(i64::MAX) - i128::from(POSITION_MAX), "{held} {buys} {sells}")
                }
            }
        }
    }
}

/// [MGN-6]: a move is a reduction when nothing is left, or less on the same side; a turn never is.
#[test]
fn only_less_of_the_same_side_is_a_reduction() {
    for (before, after) in (-3i64..=3).flat_map(|before| (-3i64..=3).map(move |after| (before, after))) {
        let less = after == 0 || (before.signum() == after.signum() && after.abs() <= before.abs());
        assert_eq!(reduces(Position::new(before).unwrap(), Position::new(after).unwrap()), less, "{before} to {after}");
    }
}

/// [MGN-1]: new risk is measured at the larger of mark and index, profit and maintenance at the mark.
#[test]
fn new_risk_is_measured_at_the_larger_price() {
    let listing = ListMarket {
        market: 1,
        tick_size: 100_000_000,
        lot_size: 100_000,
        price_max: 1_000,
        order_max: 1,
        position_max: 1,
        open_interest_max: 1,
        imf: 2,
        mmf: 1,
        band: 1,
        ..ListMarket::default()
    };
    let mut market = Market::list(listing).unwrap();
    for (mark, index) in [(5_000, 7_000), (7_000, 5_000), (6_000, 6_000)] {
        (market.mark, market.index) = (Mticks(mark), Mticks(index));
        market.derive().unwrap();
        let at = |price| TickValue(10).lot_at(Mticks(price)).unwrap();
        assert_eq!((market.terms.lot_mark, market.terms.lot_initial), (at(mark), at(mark.max(index))));
    }
}
