//! Changes of markets and assets that admins named on the chain, at their place of the journal (CUST-50).
//!
//! Invariant: what the chain would refuse is not taken here, by the same functions; numbers of changes rise, so that one that was told
//! twice changes nothing.

use super::{refuse, Events, Exchange, Subject};
use crate::asset::USDC;
use crate::change::{asset_change, market_change};
use crate::reason::{Reason, Refusal};
use crate::schema_gen::{ChangeAsset, ChangeMarket, ChangeTaken, ListMarket, SetAsset};
use crate::units::detail;

impl Exchange {
    /// CUST-50: a market's fractions and limits. Orders and positions stay as they are: new risk needs the new initial fraction, and who is
    /// liquidated is judged by the new maintenance fraction from now on.
    pub(super) fn change_market(&mut self, command: &ChangeMarket, events: &mut Events<'_>) {
        match self.try_change_market(command) {
            Err(refusal) => refuse(events, &Subject::of(ChangeMarket::KIND, 0), refusal),
            Ok(()) => {
                self.tell_market(command.market, events);
                self.tell_change(command.change, events);
            }
        }
    }

    fn try_change_market(&mut self, command: &ChangeMarket) -> Result<(), Refusal> {
        self.change_check(command.change)?;
        let before = self.markets.get(command.market).ok_or(Reason::MarketUnknown)?.listing;
        let after = ListMarket {
            order_max: command.order_max,
            position_max: command.position_max,
            open_interest_max: command.open_interest_max,
            imf: command.imf,
            mmf: command.mmf,
            requirement_min: command.requirement_min,
            ..before
        };
        // What the chain has already came there in as many steps as it took.
        if command.change != 0 {
            let _ = market_change(&before, &after)?;
        }
        self.try_set_parameters(&after)
    }

    /// CUST-50: what an asset counts for.
    pub(super) fn change_asset(&mut self, command: &ChangeAsset, events: &mut Events<'_>) {
        match self.try_change_asset(command) {
            Err(refusal) => refuse(events, &Subject::of(ChangeAsset::KIND, 0), refusal),
            Ok(set) => {
                self.asset_was_set(&set, events);
                self.tell_change(command.change, events);
            }
        }
    }

    fn try_change_asset(&mut self, command: &ChangeAsset) -> Result<SetAsset, Refusal> {
        self.change_check(command.change)?;
        if command.asset == USDC {
            return Err(Refusal::of(Reason::AssetUnknown));
        }
        let after = SetAsset {
            asset: command.asset,
            market: command.market,
            decimals: command.decimals,
            weight_initial: command.weight_initial,
            weight_maintenance: command.weight_maintenance,
        };
        let before = self.markets.assets.get(command.asset).filter(|_| command.change != 0);
        if let Some(before) = before {
            asset_change(&before.set, &after)?;
        }
        self.markets.set_asset(&after)?;
        Ok(after)
    }

    fn change_check(&self, change: u64) -> Result<(), Refusal> {
        if change != 0 && change <= self.changes_last {
            return Err(Refusal::with(Reason::ChangeKnown, detail(change), detail(self.changes_last)));
        }
        Ok(())
    }

    fn tell_change(&mut self, change: u64, events: &mut Events<'_>) {
        if change != 0 {
            self.changes_last = change;
            let event = ChangeTaken { change };
            events.put(|item, index, seq, out| event.write(item, index, seq, out));
        }
    }
}
