//! Published numbers (tests/vectors/perps.json) that are asked of one function of the core: what an exchange offers to nobody in that state, or at
//! rates that are none of its tiers. Each test says what it converts.
#![allow(missing_docs, reason = "a test file")]
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use quantdesk_core::fees::rate_discounted;
use quantdesk_core::liquidation::fillable_price;
use quantdesk_core::margin::Health;
use quantdesk_core::position::{fill, Ledger, Party, Terms};
use quantdesk_core::units::{Atoms, Lots, Mticks, Ppm, Side, TickValue, Ticks};

const USD: i64 = 1_000_000;

fn atoms(amount: i64) -> Atoms {
    Atoms::new(amount).unwrap()
}

/// [LIQ-7]: dydx.fillable.long_at_bankruptcy, dydx.fillable.long_ba_max: 0.1 BTC at 50,000, requirement 500. Their share of the spread is the
/// missing part of the requirement times an adjustment, at most one; our spread is 1.5 requirements, theirs a tenth of one, so the
/// distance of 7,500 USD is theirs of 500 at 49,500. Ours goes to the backstop before it comes to that (LIQ-2).
#[test]
fn the_whole_spread_is_left_where_all_of_the_requirement_is_missing() {
    let needed = 500 * USD;
    for (net, adjustment) in [(0, 1), (499 * USD, i64::from(u32::MAX))] {
        let short = (needed - net).saturating_mul(adjustment).min(needed);
        let health = Health { net: atoms(needed - short), maintenance: atoms(needed), ..Health::default() };
        // A tick is a dollar, a lot a thousandth of a coin.
        let price =
            |side| fillable_price(side, 100, TickValue(1_000), Mticks(50_000_000), atoms(needed), &health).unwrap();
        let away = (50_000 - i64::from(price(Side::Sell).0)) * 2 / 30;
        assert_eq!((50_000 - away, price(Side::Buy)), (49_500, Ticks(57_500)));
    }
}

/// What a fill of 100 USD leaves at two rates: fee of the taker, rebate of the maker, and what is in the fee bucket.
fn shared(taker_ppm: i32, maker_ppm: i32) -> (i64, i64, i64) {
    let party = |rate| Party::new(quantdesk_core::position::Holding::default(), atoms(1_000 * USD), rate);
    let (mut taker, mut maker, mut ledger) = (party(taker_ppm), party(maker_ppm), Ledger::default());
    let lot_mark = TickValue(1).lot_at(Mticks(100_000_000)).unwrap();
    let terms = Terms { side: Side::Buy, lots: Lots(1_000), price: Ticks(100_000), tick_value: TickValue(1), lot_mark };
    fill(&mut ledger, &mut taker, &mut maker, &terms).unwrap();
    (taker.fee.get(), -maker.fee.get(), ledger.fee_bucket.get())
}

/// [FEE-1] [FEE-4]: drift.fees.adjust_minus50, drift.fees.adjust_plus50, drift.fees.referrer: 10 bps of 100 USD less 6 bps of rebate, at half
/// and one and a half of both; with a discount of 10 % to the taker the referrer's 10,000 are set aside in the bucket, and 20,000 are the market's.
#[test]
fn a_fee_is_shared_between_maker_bucket_and_referrer() {
    let half = rate_discounted(1_000, Ppm(500_000)).unwrap();
    assert_eq!(shared(half, -300), (50_000, 30_000, 20_000));
    assert_eq!(shared(1_500, -900), (150_000, 90_000, 60_000));
    let referred = rate_discounted(1_000, Ppm(100_000)).unwrap();
    let (fee, rebate, bucket) = shared(referred, -600);
    assert_eq!((fee, rebate, bucket - 10_000, 100_000 - fee), (90_000, 60_000, 20_000, 10_000));
}
