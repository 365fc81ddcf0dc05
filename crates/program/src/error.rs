//! Numbered refusals of the program.
//!
//! Invariant: a code is never reused. 6000 + n means what the core's `Reason` n means (`crates/core/schema.txt`); codes from
//! 7000 on have no counterpart in the core. Anchor's own checks of accounts answer with its codes below 3000.

use anchor_lang::prelude::*;
use quantdesk_core::reason::Reason;
use quantdesk_core::rounding::Overflow;

/// Why an instruction changed nothing.
#[error_code(offset = 6000)]
pub enum Refusal {
    /// The result would leave the range of money (UNIT-4).
    #[msg("the result would leave the range of money")]
    Overflow = 105,
    /// The key is a delegate already.
    #[msg("this key is a delegate of the account already")]
    DelegateExists = 203,
    /// No live delegate has this key.
    #[msg("no delegate of the account has this key")]
    DelegateUnknown = 204,
    /// No slot is free.
    #[msg("the account has as many delegates as allowed")]
    DelegateLimit = 205,
    /// Not in the future, or further away than allowed.
    #[msg("a delegate's expiry is not in the future or too far away")]
    DelegateExpiry = 206,
    /// Signed for another network or program.
    #[msg("the message was signed for another network or program")]
    MessageDomain = 400,
    /// A reserved byte is set, a size is wrong, or the kind is unknown.
    #[msg("the message is malformed")]
    MessageMalformed = 401,
    /// Another account's message.
    #[msg("the message names another account")]
    MessageAccount = 402,
    /// Neither owner nor live delegate.
    #[msg("the signer is neither owner nor a live delegate of the account")]
    SignerUnknown = 403,
    /// Bound to another message, or below the floor.
    #[msg("the nonce is bound to another message or below the floor")]
    NonceUsed = 404,
    /// Past expiry and grace.
    #[msg("the message is past its expiry and the grace")]
    Expired = 405,
    /// No market has this number.
    #[msg("no market has this number")]
    MarketUnknown = 300,
    /// The number is taken.
    #[msg("a market with this number is listed already")]
    MarketExists = 301,
    /// The number is too high.
    #[msg("the number of the market is too high")]
    MarketLimit = 302,
    /// Tick x lot is not a whole number of atoms (UNIT-2).
    #[msg("one tick of one lot is not a whole number of atoms")]
    MarketGrid = 303,
    /// A parameter is out of bounds.
    #[msg("a parameter of the market is outside its bounds")]
    MarketParameters = 304,
    /// Position cap x price cap is too large (UNIT-3).
    #[msg("the largest position at the highest price is too large")]
    MarketNotional = 305,
    /// Zero, or more than is left of an order.
    #[msg("the size is more than is left of an order")]
    OrderSize = 411,
    /// A price beyond what one of both signed.
    #[msg("the price is beyond what one of both signed")]
    OrderPrice = 412,
    /// Two orders of one side, or a post-only order that takes.
    #[msg("the orders are of one side, or one that only rests would take")]
    OrderKind = 413,
    /// There is nothing to reduce.
    #[msg("a reduce-only order would open or turn a position")]
    ReduceOnlyNothing = 416,
    /// Outside the band of mark and index (BOOK-9).
    #[msg("the price is outside the band of mark and index")]
    PriceBand = 417,
    /// Larger than a position may be.
    #[msg("the position would be larger than allowed")]
    PositionLimit = 419,
    /// More open interest than allowed.
    #[msg("open interest would be larger than allowed")]
    OpenInterestLimit = 420,
    /// Above the signed cap, or a rebate that the fill does not earn.
    #[msg("a fee is above its signed cap, or a rebate above the fee of the fill")]
    FeeCap = 421,
    /// The table has no free entry and may not grow (BOOK-6).
    #[msg("the account has as many registered orders as allowed")]
    EntriesFull = 490,
    /// New risk that cannot be carried (MGN-5, MGN-6).
    #[msg("the account cannot carry the fill")]
    MarginInitial = 500,
    /// More than may leave.
    #[msg("more than may leave the account")]
    Withdrawable = 600,
    /// Zero, or above the limit.
    #[msg("the amount is zero or above the limit")]
    Amount = 601,

    /// An account has an older layout: migrate it.
    #[msg("the account has another layout version: migrate it")]
    LayoutVersion = 1000,
    /// An engine account where a self account is needed (CUST-4).
    #[msg("an engine account: only the settlement log does this")]
    EngineAccount = 1001,
    /// A self account where an engine account is needed (CUST-1).
    #[msg("a self account: the settlement log does not touch it")]
    SelfAccount = 1002,
    /// New risk is paused.
    #[msg("paused: new risk is not taken")]
    Paused = 1003,
    /// Not the upgrade authority of this program.
    #[msg("only the program's upgrade authority may initialise the exchange")]
    NotUpgradeAuthority = 1004,
    /// Fewer admins signed than needed.
    #[msg("fewer admins signed than the threshold")]
    AdminThreshold = 1005,
    /// Not an operator.
    #[msg("the signer is not an operator of the exchange")]
    OperatorUnknown = 1006,
    /// A durable nonce or a call from another program.
    #[msg("admin instructions stand at top level in a transaction without a durable nonce")]
    AdminTransaction = 1007,
    /// The change's time has not come.
    #[msg("the change's delay has not passed")]
    ChangeEarly = 1008,
    /// Exits that were asked for in time are not paid.
    #[msg("exits that were requested in time are not paid yet")]
    ChangeWaitsForExits = 1009,
    /// What the change asks for is out of bounds.
    #[msg("the change is malformed or outside its bounds")]
    ChangeBounds = 1010,
    /// A list is full, or the key is not in it.
    #[msg("the list of keys is full, too short or does not hold the key")]
    KeyList = 1011,
    /// Unknown kind of account.
    #[msg("the kind of account is neither engine nor self")]
    AccountKind = 1012,
    /// Not empty.
    #[msg("the account still holds collateral, pockets, positions or a request")]
    AccountNotEmpty = 207,
    /// The operator has not acknowledged all owner instructions, and the grace has not passed.
    #[msg("owner instructions are not acknowledged and the grace has not passed")]
    AccountInGrace = 1014,
    /// A nonce floor that falls or lies too far ahead.
    #[msg("a nonce floor must rise and lie at most a day ahead")]
    FloorBounds = 1015,
    /// An earlier floor is still in its grace.
    #[msg("an earlier floor is still in its grace")]
    FloorPending = 1016,
    /// A request stands already.
    #[msg("a request stands already")]
    RequestExists = 1017,
    /// No request stands.
    #[msg("no request stands")]
    RequestMissing = 1018,
    /// The request's time has not come.
    #[msg("the request is not due yet")]
    RequestEarly = 1019,
    /// Positions are open.
    #[msg("the account has open positions")]
    PositionsOpen = 1020,
    /// A borrow is open.
    #[msg("the account owes collateral")]
    BorrowOpen = 1021,
    /// The asset is not the vault's, or no vault has it.
    #[msg("the asset is unknown")]
    AssetUnknown = 604,
    /// Weights, decimals or market of an asset out of bounds (MGN-7).
    #[msg("weights, decimals or market of the asset are outside their bounds")]
    AssetParameters = 609,
    /// The vault's cap is reached.
    #[msg("the vault's deposit cap is reached")]
    DepositCap = 1023,
    /// The rolling limits of the vault are used up (WDR-1).
    #[msg("the vault's rolling limits are used up: try again later")]
    WithdrawalDelayed = 1024,
    /// Tokens and books differ (PNL-3).
    #[msg("tokens moved differ from what is booked")]
    VaultMismatch = 1025,
    /// The token account is not a plain one of the owner.
    #[msg("the token account has a delegate or a close authority: the owner must sign")]
    TokenAccountEncumbered = 1026,
    /// Nothing to do.
    #[msg("there is nothing to move")]
    Nothing = 1027,
    /// Items are malformed.
    #[msg("settlement items are malformed")]
    ItemsMalformed = 1028,
    /// An item names another sequence (CUST-6).
    #[msg("an item names another sequence than the account's next")]
    ItemSequence = 1029,
    /// Engine time is too old, ahead, or before the account's last (CUST-7).
    #[msg("engine time is too old, ahead of the chain or before the account's last")]
    EngineTime = 1030,
    /// Another mark round is in force (CUST-7).
    #[msg("another mark round is in force")]
    MarkRound = 1031,
    /// The after-state differs (CUST-8).
    #[msg("the digest of the after-state differs")]
    Digest = 1032,
    /// An ack names owner instructions that do not exist or were acknowledged.
    #[msg("an ack names owner instructions that were acknowledged or do not exist")]
    AckSequence = 1033,
    /// The account is current, or no account of the layout before.
    #[msg("not an account of the layout before")]
    NotOutdated = 1034,
    /// The owner must sign.
    #[msg("the owner must sign")]
    OwnerMustSign = 1035,
    /// Maintenance does not cover the envelope (ORC-4).
    #[msg("the maintenance fraction does not cover a round's envelope, funding and liquidation fee")]
    MarketEnvelope = 1036,
    /// Not a price update of the trusted receiver.
    #[msg("not a price update of the receiver that is trusted")]
    OracleAccount = 1037,
    /// Not fully verified.
    #[msg("the price update is not fully verified")]
    OracleUnverified = 1038,
    /// Another feed.
    #[msg("the price update is of another feed")]
    OracleFeed = 1039,
    /// Too old, ahead of the clock, or not newer than the last.
    #[msg("the price is too old, ahead of the clock or not newer than the last")]
    OracleStale = 1040,
    /// Zero, negative, out of range, or its interval is too wide.
    #[msg("the price is not positive, out of range or too uncertain")]
    OracleUncertain = 1041,
    /// A jump that no market makes.
    #[msg("the price jumps further than a price does")]
    OracleVolatile = 1042,
    /// Less than five seconds after the last index.
    #[msg("an index is kept at most every five seconds")]
    OracleEarly = 1043,
    /// Marks and markets do not match.
    #[msg("a mark round has one mark of eight bytes a market")]
    MarkMalformed = 1044,
    /// A mark outside its envelope (ORC-2).
    #[msg("a mark leaves its envelope, or is far from the index without the whole step towards it")]
    MarkEnvelope = 1045,
    /// No verified signature of that number stands before the instruction.
    #[msg("no signature of that number was verified before this instruction")]
    SignatureMissing = 1046,
    /// The precompile verified bytes of another instruction.
    #[msg("the signature speaks of bytes of another instruction")]
    SignatureElsewhere = 1047,
    /// Both orders are of one owner.
    #[msg("both orders are of one owner")]
    SelfTrade = 1049,
    /// The market's fills do not settle yet.
    #[msg("the market's fills do not settle yet")]
    MarketNotLive = 1050,
    /// No slot for another position.
    #[msg("the account has no slot for another position")]
    PositionsFull = 1051,
    /// A sample of another hour than the one that is sampled, or an hour that ends twice.
    #[msg("a sample belongs to the hour that is sampled, and an hour ends once")]
    FundingHour = 1052,
    /// What is told of an hour is not what the posted rounds and the bounds of the others make (FND-1).
    #[msg("the hour's samples are not those of the posted rounds and bounded ones beside them")]
    FundingSamples = 1053,
    /// The exchange is frozen (CUST-17).
    #[msg("the exchange is frozen: it only pays out")]
    Frozen = 1060,
    /// The exchange is not frozen.
    #[msg("the exchange is not frozen")]
    NotFrozen = 1061,
    /// No exit with a position is overdue, and mark rounds are posted (CUST-17).
    #[msg("no exit with a position is overdue, and mark rounds are posted")]
    FreezeEarly = 1062,
    /// Not the update that is the sample, a sample that is there already, or too early to do without (CUST-18).
    #[msg("not the one update that is this sample, or the sample is there already")]
    PriceSample = 1063,
    /// A market of the account has no resolved price.
    #[msg("a market of the account has no resolved price yet")]
    PriceMissing = 1064,
    /// Resolved already.
    #[msg("the account is resolved already")]
    AlreadyResolved = 1065,
    /// Shares are paid when every engine account is resolved (CUST-19).
    #[msg("shares are paid when every engine account is resolved")]
    AccountsUnresolved = 1066,
    /// The shares of an asset are not fixed: give its vault.
    #[msg("the shares of an asset are not fixed yet: give the resolution and the asset's vault")]
    ShareMissing = 1067,
    /// A day that is not over or has a root, or commands that do not follow the last root's (CUST-20).
    #[msg("a root is of a day that is over, behind the last one, and of the commands that follow its")]
    RootSequence = 1068,
    /// The feed's last price may still be used (CUST-21).
    #[msg("the market's last verified price is not old enough to do without")]
    PriceThere = 1069,
    /// Two orders of one side, or whose prices do not meet.
    #[msg("the two orders do not cross")]
    OrdersApart = 1070,
    /// An order that may still trade, and not its owner.
    #[msg("the order may still trade: only its owner takes it back")]
    OrderAlive = 1071,
    /// Marks are old or new risk is paused: only reductions trade.
    #[msg("marks are older than a minute or new risk is paused: only reductions trade")]
    MarkStale = 1072,
    /// The account keeps its requirement, or holds nothing in the market (LIQ-1).
    #[msg("the account keeps its requirement, or holds nothing in this market")]
    Healthy = 1073,
    /// Less than 30 seconds after the last step (LIQ-2).
    #[msg("a step of a liquidation comes at most every 30 seconds")]
    StepEarly = 1074,
    /// Not the way, the market or the lots of the step that is due, or no such step in this mark round (CUST-30).
    #[msg("not the way, market or lots of the step of a liquidation that is due in this mark round")]
    StepTerms = 1075,
    /// The account has other collateral than USDC that is not listed, or that pays before anything is written off (CUST-39, LIQ-5).
    #[msg("the account has other collateral than USDC, which is not listed or pays first")]
    OtherCollateral = 1076,
    /// Lots pass to the exchange's backstop and to no other account (LIQ-2).
    #[msg("lots of a liquidation pass to the exchange's backstop, and not from it")]
    BackstopOther = 1077,
    /// A record of the market is open, or lots wait for one: nothing that is signed trades there until it is done (CUST-36).
    #[msg("a record of the market is not done: nothing else happens there before")]
    RecordOpen = 1081,
    /// The open record does not concern the account, or it has passed it.
    #[msg("the open record does not concern the account, or it has passed it")]
    RecordPassed = 1082,
    /// Not all that a record took is dealt (CUST-36, CUST-37).
    #[msg("not everybody whom the record concerns has passed it")]
    RecordUnfinished = 1083,
    /// Its owner did not ask for an exit, or took it back longer ago than the grace (CUST-34).
    #[msg("the owner did not ask for an exit, or took it back longer ago than the grace")]
    NotLeaving = 1090,
    /// A delegate signed for a market that its owner did not name (SIG-4).
    #[msg("the delegate may not sign for this market")]
    DelegateMarket = 660,
    /// The buffer does not hold the program that was announced (CUST-45).
    #[msg("the buffer does not hold the program that was announced")]
    UpgradeBytes = 1095,
    /// An asset of a lower number still pays (CUST-40).
    #[msg("collateral of a lower number pays before this asset")]
    ConversionOrder = 1100,
    /// A transfer between accounts of two owners.
    #[msg("a transfer moves collateral between accounts of one owner alone")]
    OtherOwner = 1098,
    /// A receipt whose message could still be taken (CUST-41).
    #[msg("the message of the receipt is not past its expiry and grace")]
    ReceiptNeeded = 1105,
    /// A table in which an order may still settle, or of another account (CUST-42).
    #[msg("an order of the table may still settle, or the table is of another account")]
    EntriesNeeded = 1106,
    /// More than the tail of insurance gives a market for this loss and on this day (CUST-44).
    #[msg("more than the tail of insurance gives this market for this loss and on this day")]
    TailLimit = 1115,
    /// More than fills have set aside in the market for referrers (CUST-46).
    #[msg("more than fills have set aside in this market for referrers")]
    ShareLimit = 1116,
    /// Nothing of the account is taken yet for what it owes: neither beyond its room nor too long, and no debt is left without a position
    /// (CUST-47).
    #[msg("what the account owes is within its room and its time")]
    BorrowKept = 1120,
    /// Terms of borrowing outside the core's bounds (MGN-7).
    #[msg("terms of borrowing are outside their bounds")]
    BorrowTerms = 1121,
    /// A room of an account that has none: a self account's or the backstop's (CUST-47).
    #[msg("this account may not borrow")]
    BorrowNone = 1122,
    /// Above what the owner lets a delegate trade in a UTC day (CUST-49).
    #[msg("the fill would take what the delegate traded this day above what its owner allows")]
    DelegateDay = 661,
    /// The key that signed a registered order has no place among the delegates any more (CUST-49).
    #[msg("the key that signed the order is no delegate of the account any more")]
    DelegateGone = 1125,
    /// Further from the index than the owner lets a delegate trade (SIG-4).
    #[msg("the price is further from the index than its owner lets the delegate trade")]
    DelegatePrice = 1126,
    /// A change that items are judged by, in the hour that it is an operator's (CUST-50).
    #[msg("items are judged by what changes: for an hour only an operator applies it")]
    ChangeOperators = 1135,
    /// A change that items are judged by and that may apply: it is not taken back for a day (CUST-50).
    #[msg("the change may apply: for a day nobody takes it back")]
    ChangeDue = 1136,
}

impl Refusal {
    /// The refusal of the core's reason why a market is not listed.
    #[must_use]
    pub fn of_listing(reason: Reason) -> Refusal {
        match reason {
            Reason::MarketGrid => Refusal::MarketGrid,
            Reason::MarketNotional => Refusal::MarketNotional,
            _ => Refusal::MarketParameters,
        }
    }
}

impl Refusal {
    /// The refusal of the core's reason why a market or an asset does not change so.
    #[must_use]
    pub fn of_change(reason: Reason) -> Refusal {
        match reason {
            Reason::ChangeStep => Refusal::ChangeBounds,
            other => Refusal::of_listing(other),
        }
    }

    /// The refusal of the core's reason why a message is not registered.
    #[must_use]
    pub fn of_message(reason: Reason) -> Refusal {
        match reason {
            Reason::Expired => Refusal::Expired,
            _ => Refusal::NonceUsed,
        }
    }
}

impl From<Overflow> for Refusal {
    fn from(_: Overflow) -> Refusal {
        Refusal::Overflow
    }
}
