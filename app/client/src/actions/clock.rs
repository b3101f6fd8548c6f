//! The emission clock, and what quotes and settlements need of it.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::{
    constants::PAGE_HOURS,
    quote::{self, Claimable, History, Hourly, Unstaking},
    state::{page_of, settlement::history_hours, Config, Delegation, HistoryPage, Ledger},
};
use io_common::{
    constants::{epoch_hour, HOUR},
    types::Supplier,
};

use super::Creation;
use crate::{emissions::page_address, keeper};

/// The emission clock, as it was read.
#[derive(Clone, Debug)]
pub struct EmissionClock {
    /// Configuration of the emissions program.
    pub config: Config,
    /// The ledger.
    pub ledger: Ledger,
    /// The history pages that are there of those that are needed, by their numbers.
    pub pages: BTreeMap<u32, HistoryPage>,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
    /// Whether the act is sent at an unknown later hour. It then brings nothing up to date, and its amount may be more than the
    /// stake of now.
    pub later: bool,
}

/// What goes in front of an act.
#[derive(Clone, Debug, Default)]
pub(super) struct Setup {
    pub instructions: Vec<Instruction>,
    pub creates: Vec<Creation>,
}

/// A commission, in bps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Commission {
    /// In force now.
    pub bps: u16,
    /// A rise that is announced, and from which unix second it is in force.
    pub announced: Option<(u16, i64)>,
}

/// What stake with a supplier is subject to, and others can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conditions {
    /// What the supplier keeps of the rewards.
    pub commission: Commission,
    /// Until which unix second its GPUs are attested; 0 if they never were. Without an attestation stake earns nothing.
    pub attested_until: i64,
    /// Seconds between unstaking and withdrawal.
    pub cooldown: i64,
    /// Slashes of its stake that are open.
    pub open_slashes: u32,
}

/// The numbers of the history pages that a clock brought to `now` and settlements of `suppliers` need.
pub(super) fn pages_needed<'a>(
    ledger: &Ledger,
    suppliers: impl IntoIterator<Item = &'a Supplier>,
    now: i64,
) -> BTreeSet<u32> {
    let hour = epoch_hour(now).max(ledger.hour);
    let suppliers = suppliers.into_iter();
    let past = suppliers.flat_map(|it| history_hours(it, hour));
    let ahead = match keeper::is_behind(ledger, hour) {
        true => keeper::hours_ahead(ledger.hour, hour),
        false => Vec::new(),
    };
    let hours = past.flatten().chain(ahead);
    hours.map(|hour| page_of(hour).0).collect()
}

/// The first epoch hour of a history page.
pub(super) fn first_hour(page: u32) -> u32 {
    page.saturating_mul(PAGE_HOURS as u32)
}

impl EmissionClock {
    /// The epoch hour to which everything is brought.
    pub fn hour(&self) -> u32 {
        epoch_hour(self.now).max(self.ledger.hour)
    }

    /// What a supplier and one of its stakers could claim now, after `advance_clock` and `settle_supplier`.
    ///
    /// # Errors
    /// `ApplySlashFirst` for a delegation that has a slash to follow; `HistoryPageMissing`.
    pub fn claimable(
        &self,
        supplier: &Supplier,
        delegation: Option<&Delegation>,
    ) -> anchor_lang::Result<Claimable> {
        let mut history = History::new();
        for (page, found) in &self.pages {
            history.extend((first_hour(*page)..).zip(found.indexes));
        }
        let (config, ledger) = (&self.config, &self.ledger);
        quote::claimable(config, ledger, supplier, delegation, history, self.hour())
    }

    /// What an hour gives owner and stakers of a supplier now, and after `amount` more is delegated.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the supply cap.
    pub fn delegation_effect(
        &self,
        supplier: &Supplier,
        amount: u64,
    ) -> anchor_lang::Result<[Hourly; 2]> {
        let (config, ledger, supplier) = (&self.config, &self.ledger, self.in_force(supplier));
        quote::delegation_effect(config, ledger, &supplier, amount, self.hour())
    }

    /// The same before and after an unstaking.
    ///
    /// # Errors
    /// `MathOverflow` for more than there is.
    pub fn unstaking_effect(
        &self,
        supplier: &Supplier,
        unstaking: Unstaking,
    ) -> anchor_lang::Result<[Hourly; 2]> {
        let (config, ledger, supplier) = (&self.config, &self.ledger, self.in_force(supplier));
        quote::unstaking_effect(config, ledger, &supplier, unstaking, self.hour())
    }

    /// Units of a supplier now and with `own` stake of its owner, in 10⁻⁴ units: none without an attestation.
    ///
    /// # Errors
    /// `MathOverflow`, not reachable below the supply cap.
    pub fn units(&self, supplier: &Supplier, own: u64) -> anchor_lang::Result<[u64; 2]> {
        let mut after = *supplier;
        after.stake.own = own;
        let of = |it: &Supplier| quote::units_after(it, Unstaking::Own(0), self.now);
        Ok([of(supplier)?, of(&after)?])
    }

    /// What an hour gives owner and stakers of a supplier now, and with `own` stake of its owner.
    ///
    /// # Errors
    /// As [`units`](Self::units).
    pub fn own_effect(&self, supplier: &Supplier, own: u64) -> anchor_lang::Result<[Hourly; 2]> {
        let mut changed = *supplier;
        changed.stake.own = own;
        let [before, _] = self.delegation_effect(supplier, 0)?;
        let [_, after] = self.delegation_effect(&changed, 0)?;
        Ok([before, after])
    }

    /// The commission of a supplier now, and the rise that it has announced.
    pub fn commission(&self, supplier: &Supplier) -> Commission {
        let it = &supplier.commission;
        let at = |hour: u32| i64::from(hour).saturating_mul(HOUR);
        let (bps, announced) = match it.next_from {
            0 => (it.bps, None),
            from if from <= epoch_hour(self.now) => (it.next_bps, None),
            from => (it.bps, Some((it.next_bps, at(from)))),
        };
        Commission { bps, announced }
    }

    /// The supplier with the commission that is in force: a rise takes effect by a settlement.
    pub(super) fn in_force(&self, supplier: &Supplier) -> Supplier {
        let mut supplier = *supplier;
        supplier.commission.bps = self.commission(&supplier).bps;
        supplier
    }

    /// What stake with a supplier is subject to.
    pub fn conditions(&self, supplier: &Supplier) -> Conditions {
        Conditions {
            commission: self.commission(supplier),
            attested_until: supplier.attestation.ends_at,
            cooldown: self.config.unstake_cooldown,
            open_slashes: supplier.slashes.open_count,
        }
    }

    /// When stake that is unstaked now can be withdrawn, in unix seconds.
    pub(super) fn unlocks_at(&self) -> i64 {
        self.now.saturating_add(self.config.unstake_cooldown)
    }

    /// Brings the ledger and `suppliers` to the present hour (P-07); `payer` pays for history pages that are missing.
    pub(super) fn catch_up(&self, payer: &Pubkey, suppliers: &[(Pubkey, &Supplier)]) -> Setup {
        let mut setup = Setup::default();
        if self.later {
            return setup;
        }
        let (now, ledger) = (epoch_hour(self.now), &self.ledger);
        if keeper::is_behind(ledger, now) {
            let mut missing = keeper::hours_ahead(ledger.hour, now);
            missing.retain(|hour| !self.pages.contains_key(&page_of(*hour).0));
            setup.creates.extend(missing.iter().map(|hour| Creation {
                kind: "history page",
                address: page_address(*hour),
                bytes: HistoryPage::SIZE,
                deposit: 0,
                returns_to: None,
            }));
            let mint = &self.config.io_mint;
            setup.instructions = keeper::advance_from(payer, mint, ledger.hour, &missing);
        }
        let settled = suppliers.iter();
        let settled = settled.filter_map(|(address, it)| keeper::settle(address, it, now));
        setup.instructions.extend(settled);
        setup
    }
}
