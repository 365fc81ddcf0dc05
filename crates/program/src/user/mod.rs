//! Instructions of an account's owner that move no token (CUST-4).

pub mod close_user_account;
pub mod create_user_account;
pub mod update_user_account;
pub mod view_health;
