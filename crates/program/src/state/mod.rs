//! Accounts of the program: zero-copy, every byte explained, sizes asserted where they are declared.
//!
//! Invariant: an account of a type here exists only at the address that this program derived for it, because only this
//! program writes the type's discriminator; a layout never changes without its version.

pub mod borrow;
pub mod change;
pub mod delegate;
pub mod entries;
pub mod exchange;
pub mod keeper;
pub mod market;
pub mod order;
pub mod resolution;
pub mod risk;
pub mod root;
pub mod step;
pub mod transfer_receipt;
pub mod user;
pub mod vault;

pub use change::PendingChange;
pub use entries::Entries;
pub use exchange::Exchange;
pub use keeper::Keeper;
pub use market::Market;
pub use order::Order;
pub use resolution::Resolution;
pub use risk::Risk;
pub use root::JournalRoot;
pub use transfer_receipt::TransferReceipt;
pub use user::UserAccount;
pub use vault::{ProtocolSolVault, TokenVault};
