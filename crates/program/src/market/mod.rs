//! Instructions of markets: listing, index, mark rounds.

pub mod initialize_market;
pub mod post_mark_round;
pub mod price_update;
pub mod update_oracle_price;
