//! One market of the shipped core without margin gates: what `exchange/liquidate.rs` composes of the functions of `position`, `fees`
//! and `deleverage`, composed here so that any fill may happen and records are passed in every order.
//!
//! Account 0 is the backstop. A record is passed at once by all whom it concerns, as the exchange does; the search asks every order of
//! them. Invariants after every event: PNL-2 with funding due, PNL-3, nothing below zero, open interest exact, and what `Step` says.

use quantdesk_core::carry::reduces;
use quantdesk_core::deleverage::{absorb, close, hand_over, pay_left, stand, take, Pot, Record};
use quantdesk_core::position::{fill, pay_claim, sweep_loss, Holding, Ledger, Party, Terms};
use quantdesk_core::schema_gen::{RecordKind, Side};
use quantdesk_core::units::{opposite, Atoms, LotValue, Lots, Mticks, Position, Ppm, TickValue, Ticks};

pub const ACCOUNTS: usize = 4;

/// Holding and collateral of an account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub held: Holding,
    pub collateral: Atoms,
}

/// Everything there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub rows: [Row; ACCOUNTS],
    pub ledger: Ledger,
    pub mark: u64,
    pub tokens: i64,
    pub insurance_cap: i64,
}

/// What may happen. Accounts by place; prices in ticks, marks in mticks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The first buys lots of the second at a price; fee rate of both, ppm.
    Fill(usize, usize, u32, u32, i32),
    Mark(u64),
    Funding(i64),
    Touch(usize),
    Sweep(usize),
    Pay(usize),
    /// As Net says: by a round, to the backstop, or a loss left without a position.
    Liquidate(usize),
    /// By a round although Net is not below zero: the backstop cannot carry the lots.
    Round(usize),
    Settle,
}

/// What a law forbids, in words.
pub type Broken = String;

macro_rules! need {
    ($ok:expr, $($what:tt)+) => {
        if !$ok {
            return Err(format!($($what)+));
        }
    };
}

pub fn atoms(number: i64) -> Atoms {
    Atoms::new(number).unwrap()
}

/// All orders of some places.
fn orders_of(places: &[usize]) -> Vec<Vec<usize>> {
    if places.len() < 2 {
        return vec![places.to_vec()];
    }
    let mut all = Vec::new();
    for at in 0..places.len() {
        let mut rest = places.to_vec();
        let first = rest.remove(at);
        for mut order in orders_of(&rest) {
            order.insert(0, first);
            all.push(order);
        }
    }
    all
}

impl State {
    /// An empty book.
    pub fn new(collateral: [i64; ACCOUNTS], insurance: i64, mark: u64) -> State {
        let rows = collateral.map(|own| Row { held: Holding::default(), collateral: atoms(own) });
        let ledger = Ledger { insurance: atoms(insurance), ..Ledger::default() };
        let tokens = collateral.iter().sum::<i64>() + insurance;
        State { rows, ledger, mark, tokens, insurance_cap: i64::MAX }
    }

    pub fn lot(&self) -> LotValue {
        TickValue(1).lot_at(Mticks(self.mark)).unwrap()
    }

    /// Profit of an account with funding due.
    pub fn pnl(&self, who: usize) -> i64 {
        self.rows[who].held.touched(self.ledger.funding).unwrap().pnl(self.lot()).unwrap().get()
    }

    pub fn equity(&self, who: usize) -> i64 {
        self.rows[who].collateral.get() + self.pnl(who)
    }

    fn touch(&mut self, who: usize) {
        self.rows[who].held.touch(self.ledger.funding).unwrap();
    }

    /// Works on one account and the ledger.
    fn on<T>(&mut self, who: usize, work: impl FnOnce(&mut Holding, &mut Atoms, &mut Ledger) -> T) -> T {
        let row = &mut self.rows[who];
        work(&mut row.held, &mut row.collateral, &mut self.ledger)
    }

    /// The state up to renaming of users and the height of F: equal keys, equal futures.
    pub fn key(&self) -> [i32; 34] {
        let narrow = |number: i64| i32::try_from(number).unwrap();
        let row = |row: &Row| {
            let (held, flat) = (&row.held, row.held.position.is_flat());
            let due = if flat { 0 } else { self.ledger.funding - held.funding };
            [row.collateral.get(), held.position.get(), held.quote.get(), held.claim.get(), held.swept.get(), due]
                .map(narrow)
        };
        let mut users = [row(&self.rows[1]), row(&self.rows[2]), row(&self.rows[3])];
        users.sort_unstable();
        let ledger = &self.ledger;
        let market = [
            ledger.pool,
            ledger.insurance,
            ledger.fee_bucket,
            ledger.fee_claim,
            ledger.claims,
            ledger.deficit,
            atoms(ledger.long_lots),
            atoms(ledger.short_lots),
        ]
        .map(|amount| narrow(amount.get()));
        let mut key = [0; 34];
        let parts = row(&self.rows[0]).into_iter().chain(users.into_iter().flatten()).chain(market);
        for (place, part) in key.iter_mut().zip(parts.chain([narrow(self.mark as i64)])) {
            *place = part;
        }
        key
    }

    /// PNL-2, PNL-3, and what is never below zero.
    pub fn sound(&self) -> Result<(), Broken> {
        let ledger = &self.ledger;
        let lots: i64 = self.rows.iter().map(|row| row.held.position.get()).sum();
        need!(lots == 0, "PNL-2: lots do not cancel");
        let due = |row: &Row| row.held.touched(ledger.funding).unwrap();
        let owed: i64 = self.rows.iter().map(|row| due(row).quote.get() + row.held.claim.get()).sum();
        let owed = owed + ledger.fee_claim.get();
        need!(owed == ledger.pool.get() + ledger.deficit.get(), "PNL-2: {owed} owed");
        let money: i64 = self.rows.iter().map(|row| row.collateral.get()).sum();
        let money = money + ledger.pool.get() + ledger.insurance.get() + ledger.fee_bucket.get();
        need!(money == self.tokens, "PNL-3: {money} of {} tokens", self.tokens);
        let claims: i64 = self.rows.iter().map(|row| row.held.claim.get()).sum();
        need!(claims == ledger.claims.get(), "R is {} of {claims}", ledger.claims.get());
        for amount in [ledger.pool, ledger.insurance, ledger.fee_bucket, ledger.deficit, ledger.claims] {
            need!(!amount.is_negative(), "below zero: {ledger:?}");
        }
        for side in [Side::Buy, Side::Sell] {
            let users: i64 = self.rows[1..].iter().map(|row| row.held.position.on(side)).sum();
            let noted = if side == Side::Buy { ledger.long_lots } else { ledger.short_lots };
            need!(noted == users, "open interest {noted} of {users}");
        }
        for row in &self.rows {
            let held = &row.held;
            need!(!held.claim.is_negative() && !held.swept.is_negative(), "r or w below zero: {row:?}");
            need!(!row.collateral.is_negative(), "PNL-4: c below zero without room to borrow: {row:?}");
            if held.position.is_flat() {
                need!(!held.quote.is_positive() && held.swept == Atoms::ZERO, "PNL-4: flat with e or w: {row:?}");
                need!(!held.quote.is_negative() || held.claim == Atoms::ZERO, "PNL-4: a claim beside a loss: {row:?}");
            }
        }
        Ok(())
    }

    /// What follows from a step: nothing when it cannot happen, more than one state when the order in which a cut is passed shows.
    pub fn after(&self, step: Step) -> Result<Vec<State>, Broken> {
        let mut next = *self;
        let happened = match step {
            Step::Fill(buyer, seller, lots, price, rate) => next.fill(buyer, seller, lots, price, rate)?,
            Step::Mark(mark) => {
                next.mark = mark;
                mark != self.mark
            }
            Step::Funding(by) => {
                next.ledger.funding += by;
                true
            }
            Step::Touch(who) => {
                next.touch(who);
                true
            }
            Step::Sweep(who) => next.sweep(who)?,
            Step::Pay(who) => next.pay(who),
            Step::Liquidate(who) => return next.liquidate(who),
            Step::Round(who) => return next.force_round(who),
            Step::Settle => return next.settle(),
        };
        next.keeps_equity(self, step)?;
        Ok(if happened { vec![next] } else { Vec::new() })
    }

    /// What is not a fill, a new mark or funding changes nobody's equity; a fill none but the two that trade.
    fn keeps_equity(&self, before: &State, step: Step) -> Result<(), Broken> {
        let trades = |who: usize| matches!(step, Step::Fill(buyer, seller, ..) if buyer == who || seller == who);
        if matches!(step, Step::Mark(_) | Step::Funding(_)) {
            return Ok(());
        }
        for who in (0..ACCOUNTS).filter(|who| !trades(*who)) {
            let (was, is) = (before.equity(who), self.equity(who));
            need!(was == is, "{step:?} changes the equity of {who} from {was} to {is}");
        }
        Ok(())
    }

    /// PNL-5: the loss that is left has nothing beside it that could pay it; w knows what collateral paid.
    fn sweep(&mut self, who: usize) -> Result<bool, Broken> {
        self.touch(who);
        let (lot, before) = (self.lot(), self.rows[who]);
        let (offset, paid) = self.on(who, |held, own, ledger| sweep_loss(held, own, ledger, lot).unwrap());
        let row = self.rows[who];
        let left = row.held.loss(lot).unwrap().is_positive();
        need!(
            !left || row.held.claim == Atoms::ZERO && row.collateral == Atoms::ZERO,
            "PNL-5: loss beside means: {row:?}"
        );
        need!(paid == Atoms::ZERO || row.held.claim == Atoms::ZERO, "PNL-5: collateral before the claim: {row:?}");
        need!(row.held.swept == before.held.swept.add(paid).unwrap(), "PNL-5: w forgets {paid:?}: {row:?}");
        Ok((offset, paid) != (Atoms::ZERO, Atoms::ZERO))
    }

    fn fill(&mut self, buyer: usize, seller: usize, lots: u32, price: u32, rate: i32) -> Result<bool, Broken> {
        let party = |row: &Row, counted: bool| Party { counted, ..Party::new(row.held, row.collateral, rate) };
        let (mut one, mut two) = (party(&self.rows[buyer], buyer != 0), party(&self.rows[seller], seller != 0));
        let lot_mark = self.lot();
        let terms =
            Terms { side: Side::Buy, lots: Lots(lots), price: Ticks(price), tick_value: TickValue(1), lot_mark };
        let before = (one.holding.position, two.holding.position);
        let equities = (self.equity(buyer), self.equity(seller));
        let mut ledger = self.ledger;
        fill(&mut ledger, &mut one, &mut two, &terms).unwrap();
        let reduced = reduces(before.0, one.holding.position) && reduces(before.1, two.holding.position);
        if self.ledger.deficit.is_positive() && !reduced {
            return Ok(false);
        }
        self.ledger = ledger;
        self.rows[buyer] = Row { held: one.holding, collateral: one.collateral };
        self.rows[seller] = Row { held: two.holding, collateral: two.collateral };
        // What one gains at the mark the other loses, up to the floors of two valuations; each pays his fee.
        let gained = |now: i64, was: i64, fee: Atoms| now - was + fee.get();
        let one_gains = gained(self.equity(buyer), equities.0, one.fee);
        let two_gains = gained(self.equity(seller), equities.1, two.fee);
        let worth = i64::from(lots) * (self.mark as i64 - i64::from(price) * 1_000);
        need!((one_gains * 1_000 - worth).abs() <= 1_000, "PNL-4: the buyer gains {one_gains} of {worth} / 1000");
        need!((two_gains * 1_000 + worth).abs() <= 1_000, "PNL-4: the seller gains {two_gains} of {worth} / 1000");
        Ok(true)
    }

    fn pay(&mut self, who: usize) -> bool {
        self.touch(who);
        let lot = self.lot();
        if self.ledger.deficit != Atoms::ZERO || !self.ledger.pool.is_positive() {
            return false;
        }
        self.on(who, |held, own, ledger| pay_claim(held, own, ledger, lot).unwrap()).is_positive()
    }

    /// LIQ-1, LIQ-2 without requirements: Net below zero by a round, Net within an atom a lot to the backstop.
    fn liquidate(&mut self, who: usize) -> Result<Vec<State>, Broken> {
        self.touch(who);
        let (net, position) = (self.equity(who), self.rows[who].held.position);
        if position.is_flat() {
            return if net < 0 { self.absorb(who).map(|()| vec![*self]) } else { Ok(Vec::new()) };
        }
        if net < 0 {
            return if who == 0 { self.round_of_backstop() } else { self.round_of(who, true) };
        }
        if who == 0 || net > position.magnitude() {
            return Ok(Vec::new());
        }
        self.hand_over(who);
        Ok(vec![*self])
    }

    fn force_round(&mut self, who: usize) -> Result<Vec<State>, Broken> {
        self.touch(who);
        if who == 0 || self.rows[who].held.position.is_flat() || self.equity(who) < 0 {
            return Ok(Vec::new());
        }
        self.round_of(who, false)
    }

    /// All lots of a user to the backstop at the mark, for a fee of one atom at most.
    fn hand_over(&mut self, who: usize) {
        self.touch(0);
        let (lot, mut desk, mut row) = (self.lot(), self.rows[0], self.rows[who]);
        let giving = (&mut row.held, &mut row.collateral, Atoms::ZERO);
        let taking = (&mut desk.held, &mut desk.collateral);
        let net = |held: &Holding, own: Atoms| own.add(held.pnl(lot)?);
        let _ = hand_over(&mut self.ledger, giving, taking, lot, Ppm(1), net).unwrap();
        (self.rows[0], self.rows[who]) = (desk, row);
    }

    /// LIQ-5; insurance is drawn only when claim and collateral are gone.
    fn absorb(&mut self, who: usize) -> Result<(), Broken> {
        let (lot, cap, before) = (self.lot(), atoms(self.insurance_cap.min(1 << 52)), self.ledger);
        let covered = self.on(who, |held, own, ledger| absorb(held, own, ledger, lot, cap).unwrap());
        let row = self.rows[who];
        if covered.insurance.is_positive() || covered.deficit.is_positive() {
            need!(
                row.held.claim == Atoms::ZERO && row.collateral == Atoms::ZERO,
                "LIQ-5: paid for one who has: {row:?}"
            );
        }
        if covered.deficit.is_positive() {
            let spent = self.ledger.insurance == Atoms::ZERO || covered.insurance == cap;
            need!(spent, "LIQ-5: a deficit beside insurance");
        }
        need!(before.insurance.get() - self.ledger.insurance.get() <= cap.get(), "LIQ-5: above the cap");
        Ok(())
    }

    fn round_of(&mut self, who: usize, bankrupt: bool) -> Result<Vec<State>, Broken> {
        let (lot, position) = (self.lot(), self.rows[who].held.position);
        let (side, lots) = (position.side(), position.magnitude());
        let worth = lot.quote_floor(Position::new(lots).unwrap()).unwrap();
        self.on(who, |held, own, ledger| close(ledger, (held, own, Atoms::ZERO), side, lots, worth).unwrap());
        if bankrupt {
            self.absorb(who)?;
        }
        self.round(side, &Pot { lots, worth })
    }

    fn round_of_backstop(&mut self) -> Result<Vec<State>, Broken> {
        let position = self.rows[0].held.position;
        let side = position.side();
        let interest = if side == Side::Buy { self.ledger.short_lots } else { self.ledger.long_lots };
        let lots = position.magnitude().min(interest);
        let mut states = vec![*self];
        if lots > 0 {
            let worth = self.lot().quote_floor(Position::new(lots).unwrap()).unwrap();
            self.on(0, |held, own, ledger| take(held, own, ledger, opposite(side), lots, worth).unwrap());
            states = self.round(side, &Pot { lots, worth })?;
        }
        for state in &mut states {
            state.absorb(0)?;
        }
        Ok(states)
    }

    /// LIQ-6a. The result is the same in every order; nobody's equity falls by more than the atom of a floor.
    fn round(&mut self, side: Side, pot: &Pot) -> Result<Vec<State>, Broken> {
        self.touch(0);
        let lot = self.lot();
        let interest = if side == Side::Buy { self.ledger.short_lots } else { self.ledger.long_lots };
        let (pot, over) = pot.split(interest, lot).unwrap();
        if over.lots > 0 {
            self.on(0, |held, own, ledger| take(held, own, ledger, side, over.lots, over.worth).unwrap());
        }
        if pot.lots == 0 {
            return Ok(vec![*self]);
        }
        let funding = self.ledger.funding;
        let record = Record::round(opposite(side), &pot, interest, lot, funding).unwrap();
        self.passed(&record)
    }

    /// All whom a record concerns pass it, in every order.
    fn passed(&self, record: &Record) -> Result<Vec<State>, Broken> {
        let concerned: Vec<usize> =
            (0..ACCOUNTS).filter(|who| record.concerns(&self.rows[*who].held, *who == 0)).collect();
        let mut states: Vec<State> = Vec::new();
        for order in orders_of(&concerned) {
            let (mut next, mut record) = (*self, *record);
            for who in order {
                next.touch(who);
                let _ = next.on(who, |held, own, ledger| record.pass(held, own, ledger).unwrap());
            }
            need!(record.position.magnitude() < concerned.len().max(1) as i64, "LIQ-6: a round keeps {record:?}");
            need!(record.position.on(record.side) == 0, "LIQ-6: a round closes more than it has: {record:?}");
            let _ = next.on(0, |held, own, ledger| record.rest(held, own, ledger).unwrap());
            next.fair(self, record.kind)?;
            if !states.contains(&next) {
                states.push(next);
            }
        }
        if record.kind != RecordKind::Cut {
            need!(states.len() == 1, "LIQ-6: the order of a {:?} shows: {states:?}", record.kind);
        }
        let atoms_apart = |who: usize| {
            let found = states.iter().map(|state| state.rows[who].held.claim.get());
            found.clone().max().unwrap_or(0) - found.min().unwrap_or(0)
        };
        for who in 0..ACCOUNTS {
            need!(atoms_apart(who) < concerned.len().max(1) as i64, "LIQ-6: a cut differs by {}", atoms_apart(who));
        }
        Ok(states)
    }

    /// LIQ-6: a round and a mark cost no user more than a floor; a cut costs no more than his claim, and no collateral.
    fn fair(&self, before: &State, kind: RecordKind) -> Result<(), Broken> {
        for who in 1..ACCOUNTS {
            let lost = before.equity(who) - self.equity(who);
            let most = if kind == RecordKind::Cut { before.rows[who].held.claim.get() } else { 1 };
            need!(lost <= most && lost >= -1, "LIQ-6: {who} loses {lost} by a {kind:?}, at most {most}");
            if kind == RecordKind::Round {
                let (was, is) = (before.pnl(who).max(0), self.pnl(who));
                need!(is <= was + 1, "LIQ-6: a round makes of a profit of {was} one of {is}, which a cut may take");
            }
            if kind == RecordKind::Cut {
                need!(self.rows[who].collateral == before.rows[who].collateral, "LIQ-6: a cut takes collateral");
            }
        }
        Ok(())
    }

    /// LIQ-6b: insurance, fees, then a mark and a cut, then the backstop. Nobody pays more than his profit.
    fn settle(&mut self) -> Result<Vec<State>, Broken> {
        if self.ledger.deficit == Atoms::ZERO {
            return Ok(Vec::new());
        }
        let before = *self;
        let cap = atoms(self.insurance_cap.min(1 << 52));
        let _ = stand(&mut self.ledger, cap).unwrap();
        let mut states = vec![*self];
        if self.ledger.deficit.is_positive() {
            states = self.passed(&Record::mark(self.lot(), self.ledger.funding))?;
            let [marked] = states[..] else { return Err("a mark has more than one end".into()) };
            if marked.ledger.claims.is_positive() {
                states = marked.passed(&Record::cut(&marked.ledger, marked.lot()))?;
            }
        }
        for state in &mut states {
            let open = state.rows.iter().filter(|row| !row.held.position.is_flat()).count() as i64;
            need!(state.ledger.deficit.get() <= open, "LIQ-6: D = {:?} stays", state.ledger.deficit);
            for who in 1..ACCOUNTS {
                let lost = before.equity(who) - state.equity(who);
                need!(lost <= before.pnl(who).max(0), "LIQ-6: {who} pays {lost} of a profit of {}", before.pnl(who));
            }
            let _ = pay_left(&mut state.rows[0].collateral, &mut state.ledger).unwrap();
        }
        Ok(states)
    }

    /// Nothing is stuck: everybody closes at the mark against the backstop, all is settled and paid, and every token is somebody's.
    pub fn wind_down(&self) -> Result<(), Broken> {
        let mut state = *self;
        for _ in 0..12 {
            let before = state;
            if let Some(next) = state.settle()?.pop() {
                state = next;
            }
            for who in 1..ACCOUNTS {
                let next = if state.equity(who) < 0 { state.liquidate(who)? } else { Vec::new() };
                if let Some(next) = next.last() {
                    state = *next;
                } else if !state.rows[who].held.position.is_flat() {
                    state.touch(who);
                    state.hand_over(who);
                }
            }
            if let Some(next) = state.liquidate(0)?.pop() {
                state = next;
            }
            state.sound()?;
            if state == before {
                break;
            }
        }
        need!(state.ledger.deficit == Atoms::ZERO, "stuck: {state:?}");
        for who in 0..ACCOUNTS {
            let _ = state.pay(who);
        }
        let fee_claim = state.ledger.fee_claim.min(state.ledger.pool);
        let rest = state.ledger.pool.sub(fee_claim).unwrap();
        let flat = state.rows.iter().all(|row| row.held.position.is_flat() && row.held.quote == Atoms::ZERO);
        need!(flat && rest == Atoms::ZERO && state.ledger.claims == Atoms::ZERO, "left at the end: {state:?}");
        Ok(())
    }
}
