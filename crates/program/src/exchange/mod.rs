//! Instructions of the exchange: who may do what. None moves a token.

pub mod apply_change;
pub mod cancel_change;
pub mod initialize_exchange;
pub mod migrate_account;
pub mod post_root;
pub mod propose_change;
pub mod register_keeper;
pub mod remove_keeper;
pub mod set_pause;
pub mod sweep_surplus;
pub mod upgrade_program;
