//! What must hold after every action, from the accounts before and after it.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::prelude::Pubkey;
use emissions::state::{voter_weight, Delegation};
use io_client::{
    audit::{examine, followed, Verdict},
    rent,
};
use io_common::types::Supplier;
use io_tests::Cast;
use marketplace::state::{Currency, Payee, Reservation};
use solana_signer::Signer;

use crate::{
    outside::{Given, RENTS},
    view::View,
};

/// What an action was allowed to change.
pub struct Change<'a> {
    pub before: &'a View,
    pub after: &'a View,
    pub cast: &'a Cast,
    /// Who of the people has signed.
    pub signers: &'a BTreeSet<Pubkey>,
    /// What was given so far.
    pub given: &'a Given,
}

impl Change<'_> {
    /// All of it.
    pub fn check(&self) -> Result<(), String> {
        self.conservation()?;
        self.totals()?;
        self.wallets()?;
        self.delegations()?;
        self.earnings()?;
        self.bearing()?;
        self.bounties()?;
        self.votes()?;
        self.shares()
    }

    /// The rules that `io audit` checks. There is never more than is accounted for but for what was given, to the base
    /// unit.
    fn conservation(&self) -> Result<(), String> {
        let mut more = Given::default();
        for finding in examine(&self.after.all).map_err(|error| error.to_string())? {
            let broken = || format!("{}: {}: {}", finding.rule, finding.what, finding.figures);
            match (finding.verdict, finding.rule) {
                (Verdict::Exact, _) => {}
                (Verdict::Surplus(surplus), "P-02") => more.burned += surplus,
                (Verdict::Surplus(surplus), "P-08") => more.rewards += surplus,
                (Verdict::Surplus(surplus), "stake") => more.stake += surplus,
                (Verdict::Surplus(surplus), "P-13" | "fees") => more.fees += surplus,
                _ => return Err(broken()),
            }
        }
        let given = self.given;
        for (rule, what, found, expected) in [
            ("P-02", "burned by holders", more.burned, given.burned),
            (
                "P-08",
                "given to the reward vault",
                more.rewards,
                given.rewards,
            ),
            ("stake", "given to the stake vault", more.stake, given.stake),
            (
                "P-13",
                "given to escrows and fee vaults",
                more.fees,
                given.fees,
            ),
        ] {
            if found != expected {
                return Err(format!(
                    "{rule}: {found} is there above the accounts, {expected} was {what}"
                ));
            }
        }
        Ok(())
    }

    /// P-01: no total ever falls.
    fn totals(&self) -> Result<(), String> {
        let of = |view: &View| {
            let (ledger, engine) = (&view.all.ledger, &view.all.engine);
            let hours = (ledger.hour.into(), ledger.schedule_hour.into());
            [
                ("emitted", ledger.emitted_total),
                ("claimed", ledger.claimed_total),
                ("slashed", ledger.slashed_total),
                ("the hour", hours.0),
                ("the schedule", hours.1),
                ("fees burned", engine.fees_burned),
                ("bought", engine.bought),
                ("spent", engine.spent),
                ("opened", engine.opened),
                ("filled", engine.filled),
                ("expired", engine.expired),
                ("IO paid to the council", engine.io.council_paid),
                ("USDC paid to the council", engine.usdc.council_paid),
            ]
        };
        for ((what, before), (_, after)) in of(self.before).into_iter().zip(of(self.after)) {
            if after < before {
                return Err(format!("P-01: {what} fell from {before} to {after}"));
            }
        }
        Ok(())
    }

    /// No one pays without having signed.
    fn wallets(&self) -> Result<(), String> {
        for (place, person) in self.cast.people.iter().enumerate() {
            if self.signers.contains(&person.pubkey()) {
                continue;
            }
            for currency in [Currency::Io, Currency::Usdc] {
                let of = |view: &View| view.purse(place, currency);
                let (before, after) = (of(self.before), of(self.after));
                // P-20: but for what it lets autopay spend.
                if after + self.spent_by_autopay(&person.pubkey(), currency) < before {
                    return Err(format!(
                        "wallets: person {place} has not signed, and has {after} {currency:?} of {before}"
                    ));
                }
            }
        }
        Ok(())
    }

    /// What the autopays of `payer` in `currency` have spent, by what is left to them.
    pub fn spent_by_autopay(&self, payer: &Pubkey, currency: Currency) -> u64 {
        let all = self.before.autopays.iter();
        let theirs = all.filter(|(_, it)| it.payer == *payer && it.currency == currency as u8);
        let spent = theirs.filter_map(|(address, it)| {
            let after = self.after.autopays.get(address)?;
            Some(it.left.saturating_sub(after.left))
        });
        spent.sum()
    }

    /// P-09: a delegation is closed by its staker, and what it has earned is never less.
    fn delegations(&self) -> Result<(), String> {
        for it in &self.before.all.delegations {
            let same =
                |other: &&Delegation| other.supplier == it.supplier && other.staker == it.staker;
            let signed = self.signers.contains(&it.staker);
            let Some(after) = self.after.all.delegations.iter().find(same) else {
                if signed {
                    continue;
                }
                return Err(format!("P-09: the delegation of {} is gone", it.staker));
            };
            let rewards = |it: &Delegation| u128::from(it.owed) + u128::from(it.claimed);
            if rewards(after) < rewards(it) {
                return Err(format!("P-08: {} has earned less than before", it.staker));
            }
        }
        Ok(())
    }

    /// The same of what a supplier has earned.
    fn earnings(&self) -> Result<(), String> {
        for (address, it) in &self.before.all.suppliers {
            let Some(after) = self.after.all.suppliers.get(address) else {
                continue;
            };
            let earned =
                |it: &Supplier| u128::from(it.rewards.owed) + u128::from(it.rewards.claimed);
            if earned(after) < earned(it) {
                return Err(format!("P-08: {address} has earned less than before"));
            }
        }
        Ok(())
    }

    /// P-21: a record that was written has no more votes than its voter's active stake. P-30: all voters together have no
    /// more than the ledger counts, and the record of all votes has just as much.
    fn votes(&self) -> Result<(), String> {
        let (view, staked) = (self.after, self.after.all.ledger.staked);
        let mut all = BTreeMap::<Pubkey, u64>::new();
        for it in followed(&view.all) {
            let earning = it.earning().map_err(|error| error.to_string())?;
            *all.entry(it.staker).or_default() += earning;
        }
        for it in view.all.suppliers.values() {
            *all.entry(it.owner).or_default() += voter_weight::of_own(it, view.now);
        }
        let sum: u64 = all.values().sum();
        if sum > staked {
            return Err(format!("P-30: {sum} could vote of {staked} staked"));
        }
        let written = view
            .voters
            .iter()
            .filter(|it| !self.before.voters.contains(it));
        for it in written {
            let (voter, votes) = (it.governing_token_owner, it.voter_weight);
            let most = all.get(&voter).copied().unwrap_or_default();
            if votes > most {
                return Err(format!("P-21: {voter} has {votes} votes, staked {most}"));
            }
        }
        let is_new = view.all_votes != self.before.all_votes && self.before.all_votes.is_some();
        match &view.all_votes {
            Some(it) if is_new && it.max_voter_weight != staked => {
                Err(format!("P-30: {} of {staked} votes", it.max_voter_weight))
            }
            _ => Ok(()),
        }
    }

    /// P-25: a reservation holds at least its bounty plus the minimum at the lowest rate here.
    fn bounties(&self) -> Result<(), String> {
        let lowest = RENTS.into_iter().min().unwrap_or_default();
        let rentals = self.after.all.reservations.iter();
        for (rental, (lamports, bytes)) in rentals.zip(&self.after.deposits) {
            let minimum = rent::of(lowest).minimum_balance(*bytes);
            if *lamports < minimum + u64::from(rental.reservation.bounty) {
                return Err(format!("P-25: {} holds only {lamports}", rental.address));
            }
        }
        Ok(())
    }

    /// P-13: what a payee of a reservation gets in all never falls, nor what it was paid.
    fn shares(&self) -> Result<(), String> {
        for rental in &self.before.all.reservations {
            let mut later = self.after.all.reservations.iter();
            let it = &rental.reservation;
            // One that is closed and made again under its number is another.
            let same = later.find(|later| {
                later.address == rental.address && later.reservation.created_at == it.created_at
            });
            let Some(after) = same.map(|rental| &rental.reservation) else {
                continue;
            };
            for payee in Payee::ALL {
                let total = |it: &Reservation| it.total(payee).unwrap_or(u64::MAX);
                if total(after) < total(it) || after.paid.to(payee) < it.paid.to(payee) {
                    let (old, new) = (total(it), total(after));
                    return Err(format!(
                        "P-13: {payee:?} of {} fell from {old} to {new}",
                        rental.address
                    ));
                }
            }
        }
        Ok(())
    }
}
