//! Instructions of markets: listing, index, mark rounds, a price for an emergency.

pub mod initialize_market;
pub mod post_mark_round;
pub mod price_update;
pub mod set_emergency_price;
pub mod update_oracle_price;
