//! What admins named on the chain: the crowd's commands and what the auditor knows of them (CUST-50).

use quantdesk_core::schema_gen::{ChangeMarket, ChangeTaken};

use crate::crowd::{bytes_of, listing, Dice};
use crate::mirror::{need, Mirror, Sound};
use crate::shape::MarketShape;

/// Mostly the next change of a market; one that was told, or goes too far, or is there already.
pub fn named(dice: &mut Dice, shapes: &[MarketShape], m: &Mirror) -> Vec<u8> {
    let number = dice.below(shapes.len() as u64) as usize;
    let set = listing(number as u16, &shapes[number]);
    let last = m.changes_last;
    let (wide, imf) = (set.position_max, set.imf);
    bytes_of!(ChangeMarket {
        change: dice.pick(&[last + 1, last + 1, last + 4, last, 0]),
        market: set.market,
        order_max: set.order_max,
        position_max: dice.pick(&[wide, wide, wide / 3 + 1, 7 * wide + 7]),
        open_interest_max: set.open_interest_max,
        imf: dice.pick(&[imf, imf, imf.saturating_mul(2).min(1_000_000)]),
        mmf: set.mmf,
        requirement_min: set.requirement_min,
    })
}

/// ChangeTaken: of each number once, in rising order.
pub fn taken(m: &mut Mirror, e: &ChangeTaken) -> Sound {
    need!(e.change > m.changes_last, "CUST-50 changes rise", e, m.changes_last);
    m.changes_last = e.change;
    Ok(())
}
