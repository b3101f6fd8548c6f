//! The rules, checked from the accounts alone. Anyone may send tokens to any account of the programs, which changes
//! nothing: if there are more tokens than are accounted for, the rule holds with a surplus.

use std::collections::BTreeMap;

use anchor_lang::prelude::*;
use emissions::state::{units, Delegation, Slash};
use fee_burn::state::Fees;
use io_common::{
    addresses::LEDGER,
    constants::{IO_DECIMALS, SUPPLY_CAP, TOTAL_EMISSION, USDC_DECIMALS},
    schedule,
    types::Pool,
};
use marketplace::state::{Autopay, Currency, Reservation, Status};

use super::Snapshot;
use crate::{
    slashes, spl,
    values::figures::{decimal, several},
};

/// Result of checking a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds to the base unit.
    Exact,
    /// It holds, with this many base units on top.
    Surplus(u128),
    /// It does not hold.
    Broken,
}

/// A rule and its result.
#[derive(Clone, Debug)]
pub struct Finding {
    /// Its number in the protocol, or a name.
    pub rule: &'static str,
    /// What must hold.
    pub what: &'static str,
    /// Whether it holds.
    pub verdict: Verdict,
    /// The figures behind it, with their currencies.
    pub figures: String,
}

/// Compares the amount found with the amount expected.
fn balance(found: u128, expected: u128) -> Verdict {
    match found.checked_sub(expected) {
        Some(0) => Verdict::Exact,
        Some(surplus) => Verdict::Surplus(surplus),
        None => Verdict::Broken,
    }
}

pub(super) fn exact(holds: bool) -> Verdict {
    if holds {
        Verdict::Exact
    } else {
        Verdict::Broken
    }
}

pub(super) fn sum(amounts: impl Iterator<Item = u64>) -> u128 {
    amounts.fold(0, |sum, amount| sum.saturating_add(amount.into()))
}

/// Every rule that can be checked from outside.
///
/// # Errors
/// If an account's own figures do not fit together.
pub fn examine(snapshot: &Snapshot) -> Result<Vec<Finding>> {
    let cooldown = snapshot.config.unstake_cooldown;
    let realm = snapshot.realm.iter().flat_map(|it| it.findings(cooldown));
    let mut findings = vec![
        emission(snapshot),
        supply(snapshot),
        mint(snapshot),
        schedule_of(snapshot),
        units_counted(snapshot),
        rewards(snapshot)?,
        reward_vault(snapshot),
        stake(snapshot)?,
        counted(snapshot)?,
        cooling(snapshot),
        delegated(snapshot),
        slashes(snapshot),
        escrows(snapshot),
        usage(snapshot),
        offers(snapshot),
        autopays(snapshot),
        fees(snapshot, Currency::Io),
        fees(snapshot, Currency::Usdc),
        council(snapshot, Currency::Io),
        council(snapshot, Currency::Usdc),
        auctions(snapshot),
    ];
    findings.extend(realm);
    Ok(findings)
}

fn emission(snapshot: &Snapshot) -> Finding {
    let emitted = snapshot.ledger.emitted_total;
    Finding {
        rule: "P-01",
        what: "no more than 300,000,000 IO are ever emitted",
        verdict: exact(emitted <= TOTAL_EMISSION),
        figures: format!("{} emitted of {}", io(emitted), io(TOTAL_EMISSION)),
    }
}

fn supply(snapshot: &Snapshot) -> Finding {
    let (ledger, engine, supply) = (&snapshot.ledger, &snapshot.engine, snapshot.mint.supply);
    let (launched, emitted) = (ledger.launch_supply, ledger.emitted_total);
    let burned = sum([engine.fees_burned, engine.bought, ledger.slashed_total].into_iter());
    let minted = sum([launched, emitted].into_iter());
    let expected = minted.checked_sub(burned);
    // Holders may burn their own IO: then there is less than the programs know of.
    let verdict = match expected {
        Some(expected) if supply <= SUPPLY_CAP => balance(expected, supply.into()),
        _ => Verdict::Broken,
    };
    Finding {
        rule: "P-02",
        what: "supply = launched + emitted - burned",
        verdict,
        figures: format!(
            "supply {}, launched {}, emitted {}, burned {}",
            io(supply),
            io(launched),
            io(emitted),
            io(burned)
        ),
    }
}

fn mint(snapshot: &Snapshot) -> Finding {
    let authority = spl::mint_authority(&snapshot.mint);
    let frozen = snapshot.mint.freeze_authority.is_some();
    let named = authority.map_or_else(|| "nobody".into(), |key| key.to_string());
    let freezer = if frozen { "somebody" } else { "nobody" };
    Finding {
        rule: "P-02",
        what: "only the emissions program mints, and nobody freezes",
        verdict: exact(authority == Some(LEDGER.address) && !frozen),
        figures: format!("{named} mints, {freezer} freezes"),
    }
}

fn schedule_of(snapshot: &Snapshot) -> Finding {
    let (hours, emitted) = (snapshot.ledger.schedule_hour, snapshot.ledger.emitted_total);
    let planned = schedule::cumulative(hours);
    Finding {
        rule: "P-03",
        what: "what is emitted is the schedule's",
        verdict: exact(planned == emitted),
        figures: format!(
            "{} emitted, {} planned for {}",
            io(emitted),
            io(planned),
            several(hours.into(), "hours")
        ),
    }
}

fn units_counted(snapshot: &Snapshot) -> Finding {
    let hour = snapshot.ledger.hour;
    let mut counted = [0_u128; Pool::COUNT];
    let mut off = None;
    for (address, supplier) in &snapshot.suppliers {
        let mut record = supplier.units;
        units::roll_to(&mut record, hour);
        let Ok(pool) = Pool::stored(supplier.pool) else {
            off = Some(address);
            continue;
        };
        let pool = &mut counted[pool as usize];
        *pool = pool.saturating_add(record.running.into());
    }
    let whose = off.map_or_else(String::new, |address| {
        format!(", no known pool at {address}")
    });
    let live = snapshot.ledger.pools.map(|pool| u128::from(pool.live));
    Finding {
        rule: "P-05",
        what: "the clock counts the units of live attestations and no others",
        verdict: exact(live == counted && off.is_none()),
        figures: format!(
            "Enterprise {} units by the ledger and {} by attestations, Community {} and {}{whose}",
            of_pool(live, Pool::Enterprise),
            of_pool(counted, Pool::Enterprise),
            of_pool(live, Pool::Community),
            of_pool(counted, Pool::Community)
        ),
    }
}

fn rewards(snapshot: &Snapshot) -> Result<Finding> {
    let mut claimable = sum(snapshot.suppliers.values().map(|it| it.rewards.owed));
    for mut delegation in followed(snapshot) {
        if let Some(supplier) = snapshot.suppliers.get(&delegation.supplier) {
            delegation.accrue(supplier)?;
        }
        claimable = claimable.saturating_add(delegation.owed.into());
    }
    let (emitted, claimed) = (snapshot.ledger.emitted_total, snapshot.ledger.claimed_total);
    let given = claimable.saturating_add(claimed.into());
    Ok(Finding {
        rule: "P-08",
        what: "claimable + claimed <= emitted",
        verdict: exact(given <= emitted.into()),
        figures: format!(
            "{} settled and claimable, {} claimed, {} emitted",
            io(claimable),
            io(claimed),
            io(emitted)
        ),
    })
}

fn reward_vault(snapshot: &Snapshot) -> Finding {
    let (emitted, claimed) = (snapshot.ledger.emitted_total, snapshot.ledger.claimed_total);
    let vault = snapshot.vaults.rewards;
    let expected = emitted.saturating_sub(claimed);
    Finding {
        rule: "P-08",
        what: "the reward vault holds what is emitted and not claimed",
        verdict: balance(vault.into(), expected.into()),
        figures: format!(
            "{} in the vault, {} emitted, {} claimed",
            io(vault),
            io(emitted),
            io(claimed)
        ),
    }
}

/// Stake behind all suppliers, active and cooling.
fn behind_all(snapshot: &Snapshot) -> Result<u128> {
    let mut staked = 0_u128;
    for supplier in snapshot.suppliers.values() {
        staked = staked.saturating_add(supplier.stake.total()?.into());
    }
    Ok(staked)
}

fn stake(snapshot: &Snapshot) -> Result<Finding> {
    let (staked, vault) = (behind_all(snapshot)?, snapshot.vaults.stake);
    Ok(Finding {
        rule: "stake",
        what: "the stake vault holds all stake, active and cooling",
        verdict: balance(vault.into(), staked),
        figures: format!("{} in the vault, {} staked", io(vault), io(staked)),
    })
}

fn counted(snapshot: &Snapshot) -> Result<Finding> {
    let (behind, ledger) = (behind_all(snapshot)?, snapshot.ledger.staked);
    Ok(Finding {
        rule: "P-30",
        what: "the ledger counts all stake, active and cooling",
        verdict: exact(behind == ledger.into()),
        figures: format!(
            "{} by the ledger, {} behind suppliers",
            io(ledger),
            io(behind)
        ),
    })
}

fn cooling(snapshot: &Snapshot) -> Finding {
    let unstake_requests = |it: &io_common::types::Supplier| {
        sum(it.stake.own_unstake_requests.iter().map(|it| it.amount))
    };
    let off = snapshot
        .suppliers
        .iter()
        .find(|(_, it)| unstake_requests(it) != it.stake.own_cooling.into());
    Finding {
        rule: "stake",
        what: "own stake in its cooldown is that of its unstake requests",
        verdict: exact(off.is_none()),
        figures: who_or_all(
            "suppliers",
            snapshot.suppliers.len(),
            off.map(|(key, _)| key),
        ),
    }
}

/// The delegations, once each has followed the slashes of its supplier, one after the other.
pub fn followed(snapshot: &Snapshot) -> Vec<Delegation> {
    let mut slashes: BTreeMap<Pubkey, Vec<Slash>> = BTreeMap::new();
    for slash in &snapshot.slashes {
        slashes.entry(slash.supplier).or_default().push(*slash);
    }
    let delegations = snapshot.delegations.iter().copied();
    let follow = |mut delegation: Delegation| {
        let slashes = slashes.entry(delegation.supplier).or_default();
        slashes::follow(&mut delegation, slashes);
        delegation
    };
    delegations.map(follow).collect()
}

fn delegated(snapshot: &Snapshot) -> Finding {
    let mut theirs: BTreeMap<Pubkey, [u128; 4]> = BTreeMap::new();
    for it in followed(snapshot) {
        let parts = [
            it.active.into(),
            sum(it.held.iter().map(|held| held.active)),
            sum(it
                .unstake_requests
                .iter()
                .map(|unstake_request| unstake_request.amount)),
            sum(it.held.iter().map(|held| held.cooling)),
        ];
        let sums = theirs.entry(it.supplier).or_default();
        for (sum, part) in sums.iter_mut().zip(parts) {
            *sum = sum.saturating_add(part);
        }
    }
    let off = snapshot.suppliers.iter().find(|(key, it)| {
        let stake = &it.stake;
        let behind = [
            stake.delegated,
            stake.delegated_held,
            stake.cooling,
            stake.cooling_held,
        ];
        theirs.get(*key).copied().unwrap_or_default() != behind.map(u128::from)
    });
    Finding {
        rule: "P-11",
        what: "delegated stake is that of the stakers, slashes followed",
        verdict: exact(off.is_none()),
        figures: who_or_all(
            "suppliers",
            snapshot.suppliers.len(),
            off.map(|(key, _)| key),
        ),
    }
}

fn slashes(snapshot: &Snapshot) -> Finding {
    let open = |supplier: &Pubkey| {
        let of_it = snapshot
            .slashes
            .iter()
            .filter(|it| it.supplier == *supplier && it.is_open());
        sum(of_it.map(|it| it.amount))
    };
    let mut suppliers = snapshot.suppliers.iter();
    let off = suppliers.find(|(key, it)| open(key) != u128::from(it.slashes.open));
    Finding {
        rule: "P-11",
        what: "open slashes add up to what their supplier holds for them",
        verdict: exact(off.is_none()),
        figures: who_or_all("slashes", snapshot.slashes.len(), off.map(|(key, _)| key)),
    }
}

fn escrows(snapshot: &Snapshot) -> Finding {
    // Locked, paid and in escrow, of each currency.
    let mut sums = [[0_u128; 3]; 2];
    let (mut surplus, mut off) = (0_u128, None);
    for rental in &snapshot.reservations {
        let it = &rental.reservation;
        let put_in = sum([it.locked, it.dispute.deposit].into_iter());
        let out = sum([it.paid.supplier, it.paid.payer, it.paid.fees].into_iter());
        let there = out.saturating_add(rental.escrow.into());
        match balance(there, put_in) {
            Verdict::Exact => {}
            Verdict::Surplus(more) => surplus = surplus.saturating_add(more),
            Verdict::Broken => off = Some(rental.address),
        }
        let parts = [put_in, out, rental.escrow.into()];
        let Ok(currency) = it.currency() else {
            off = Some(rental.address);
            continue;
        };
        for (sum, part) in sums[currency as usize].iter_mut().zip(parts) {
            *sum = sum.saturating_add(part);
        }
    }
    let of_currency = |currency: Currency| {
        let [locked, paid, held] = sums[currency as usize].map(|sum| money(sum, currency));
        format!("{locked} locked, {paid} paid, {held} in escrow")
    };
    let whose = off.map_or_else(String::new, |address| format!(", off at {address}"));
    Finding {
        rule: "P-13",
        what: "for every reservation paid + refunded + fees + in escrow = locked",
        verdict: off.map_or_else(|| balance(surplus, 0), |_| Verdict::Broken),
        figures: format!(
            "{}; {}{whose}",
            of_currency(Currency::Io),
            of_currency(Currency::Usdc)
        ),
    }
}

/// Whether a reservation still has its GPUs.
fn is_live(it: &marketplace::state::Reservation) -> bool {
    it.is(Status::Reserved) || it.is(Status::Active)
}

fn usage(snapshot: &Snapshot) -> Finding {
    let of = |supplier: &Pubkey| {
        let of_it = snapshot
            .reservations
            .iter()
            .map(|rental| &rental.reservation);
        of_it
            .filter(|it| it.supplier == *supplier)
            .collect::<Vec<_>>()
    };
    let mut all = snapshot.usages.iter();
    let off = all.find(|(supplier, usage)| {
        let rentals = of(supplier);
        let live = rentals.iter().filter(|it| is_live(it));
        let reserved = sum(live.map(|it| it.gpus.into()));
        let open = rentals.iter().filter(|it| it.supplier_paid == 0).count() as u128;
        (reserved, open) != (usage.reserved_gpus.into(), usage.open_reservations.into())
    });
    Finding {
        rule: "usage",
        what: "a supplier's usage account counts its open reservations and their GPUs",
        verdict: exact(off.is_none()),
        figures: who_or_all("usages", snapshot.usages.len(), off.map(|(key, _)| key)),
    }
}

fn offers(snapshot: &Snapshot) -> Finding {
    let reserved = |offer: &Pubkey| {
        let rentals = snapshot
            .reservations
            .iter()
            .map(|rental| &rental.reservation);
        sum(rentals
            .filter(|it| it.offer == *offer && is_live(it))
            .map(|it| it.gpus.into()))
    };
    let mut all = snapshot.offers.iter();
    let off = all.find(|(key, it)| reserved(key) != u128::from(it.reserved));
    Finding {
        rule: "usage",
        what: "an offer counts the GPUs that are reserved of it",
        verdict: exact(off.is_none()),
        figures: who_or_all("offers", snapshot.offers.len(), off.map(|(key, _)| key)),
    }
}

fn autopays(snapshot: &Snapshot) -> Finding {
    let rentals = snapshot.reservations.iter();
    let reservations: BTreeMap<_, _> = rentals.map(|it| (it.address, &it.reservation)).collect();
    // Those of earlier reservations, which may be as old but of another offer, are of none that is there.
    let is_anothers = |it: &&Autopay| {
        let reservation = reservations.get(&it.reservation);
        let is_same = |of: &Reservation| (of.created_at, of.offer) == (it.created_at, it.offer);
        reservation.is_some_and(|of| is_same(of) && !it.is_of(of))
    };
    let off = snapshot.autopays.iter().find(is_anothers);
    Finding {
        rule: "P-20",
        what: "an autopay is of the payer and the currency of its reservation",
        verdict: exact(off.is_none()),
        figures: who_or_all(
            "autopays",
            snapshot.autopays.len(),
            off.map(|it| &it.reservation),
        ),
    }
}

fn fees(snapshot: &Snapshot, currency: Currency) -> Finding {
    let (engine, vaults) = (&snapshot.engine, &snapshot.vaults);
    let (what, burned, council, vault) = match currency {
        Currency::Io => (
            "fees in IO are burned, paid to the council or in the vault",
            engine.fees_burned,
            engine.io.council_paid,
            vaults.io,
        ),
        Currency::Usdc => (
            "fees in USDC are spent, paid to the council or in the vault",
            engine.spent,
            engine.usdc.council_paid,
            vaults.usdc,
        ),
    };
    let paid = sum(snapshot.usages.values().map(|usage| match currency {
        Currency::Io => usage.service.fees_io,
        Currency::Usdc => usage.service.fees_usdc,
    }));
    Finding {
        rule: "fees",
        what,
        verdict: balance(sum([burned, council, vault].into_iter()), paid),
        figures: format!(
            "{} paid by reservations, {} used, {} paid to the council, {} in the vault",
            money(paid, currency),
            money(burned, currency),
            money(council, currency),
            money(vault, currency)
        ),
    }
}

/// Fees that came in after the last count are no surplus.
fn council(snapshot: &Snapshot, currency: Currency) -> Finding {
    let (engine, vaults) = (&snapshot.engine, &snapshot.vaults);
    let (what, counted, vault) = match currency {
        Currency::Io => (
            "the vault of fees in IO holds at least what is counted for the burn and for the council",
            engine.io,
            vaults.io,
        ),
        Currency::Usdc => (
            "the vault of fees in USDC holds at least what is counted for the burn and for the council",
            engine.usdc,
            vaults.usdc,
        ),
    };
    let Fees { burn, council, .. } = counted;
    Finding {
        rule: "P-26",
        what,
        verdict: exact(u128::from(vault) >= sum([burn, council].into_iter())),
        figures: format!(
            "{} in the vault, {} counted for the burn, {} for the council",
            money(vault, currency),
            money(burn, currency),
            money(council, currency)
        ),
    }
}

fn auctions(snapshot: &Snapshot) -> Finding {
    let engine = &snapshot.engine;
    let (opened, filled, expired) = (engine.opened, engine.filled, engine.expired);
    let pending = u64::from(engine.auction.left > 0);
    let known = sum([filled, expired, pending].into_iter());
    Finding {
        rule: "P-16",
        what: "every auction is filled, expired or the one that is up",
        verdict: exact(known == opened.into()),
        figures: format!("{opened} opened, {filled} filled, {expired} expired, {pending} up"),
    }
}

/// Base units of IO with their unit.
pub(super) fn io(amount: impl Into<u128>) -> String {
    money(amount, Currency::Io)
}

/// Base units of a currency with their unit, without zeros at the end.
fn money(amount: impl Into<u128>, currency: Currency) -> String {
    let (decimals, name) = match currency {
        Currency::Io => (IO_DECIMALS, "IO"),
        Currency::Usdc => (USDC_DECIMALS, "USDC"),
    };
    format!("{} {name}", brief(amount.into(), decimals))
}

/// Units of a pool, which are counted in 10⁻⁴.
fn of_pool(all: [u128; Pool::COUNT], pool: Pool) -> String {
    brief(all[pool as usize], 4)
}

/// The most that is written is what 64 bits hold: no sum of tokens is more.
fn brief(amount: u128, decimals: u8) -> String {
    let text = decimal(u64::try_from(amount).unwrap_or(u64::MAX), decimals);
    text.trim_end_matches('0').trim_end_matches('.').into()
}

fn who_or_all(what: &str, count: usize, off: Option<&Pubkey>) -> String {
    match off {
        Some(key) => format!("off at {key}"),
        None => several(count as u64, what),
    }
}
