//! How much of each instruction a network of so many devices sends, and what that takes.
//!
//! The assumptions are the constants here; every other number is measured or the cluster's.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_common::addresses::{ENGINE, IO_VAULT, LEDGER, REWARD_VAULT, STAKE_VAULT, USDC_VAULT};
use io_tests::key;
use solana_signer::Signer;

use crate::{
    cluster::{ACCOUNT_UNITS, BLOCK_UNITS, SLOT_MS},
    crowd::{DEVICES, STAKES},
    figure::Figure,
    hour::Kind,
};

/// Sizes of a network, in devices.
pub const SIZES: [u64; 3] = [6_720, 327_000, 1_000_000];

/// Times a day that a supplier is settled and attested again. An attestation of 24 hours would do with one.
pub const ATTESTATIONS: f64 = 24.0;
/// Claims a day of each stake account and of each supplier.
pub const CLAIMS: f64 = 1.0;
/// Part of the stake accounts that delegate, unstake and withdraw on a day, each.
pub const MOVES: f64 = 0.01;
/// Part of the devices that is rented.
pub const RENTED: f64 = 0.5;
/// Hours of a reservation, which is of one device.
pub const HOURS: f64 = 8.0;
/// Part of the reservations that is paid in IO; the rest is in USDC.
pub const IN_IO: f64 = 0.5;
/// Part of the reservations that is extended, and part that is terminated by its renter.
pub const CHANGED: f64 = 0.25;
/// Fills of each auction, of which there is one an hour.
pub const FILLS: f64 = 4.0;
/// How many times the average the busiest blocks carry.
pub const PEAK: f64 = 10.0;
/// Priority fee per compute unit, in micro-lamports.
pub const PRIORITY: f64 = 10_000.0;
/// Lamports of a signature.
pub const SIGNATURE: f64 = 5_000.0;

/// Milliseconds of a day.
const DAY_MS: u64 = 86_400_000;

/// Blocks of a day.
pub fn blocks() -> f64 {
    (DAY_MS / SLOT_MS) as f64
}

/// Who sends and pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The council, as one.
    Council,
    /// All keepers, as one.
    Keepers,
    /// A supplier.
    Supplier,
    /// A stake account.
    Staker,
    /// A renter, by reservation.
    Renter,
    /// All who fill auctions, as one.
    Fillers,
}

/// Transactions of one kind on a day.
struct Activity {
    role: Role,
    name: String,
    a_day: f64,
    figure: Figure,
}

/// What a network takes on a day.
pub struct Load {
    /// Suppliers.
    pub suppliers: f64,
    /// Transactions.
    pub transactions: f64,
    /// Part of the compute of all blocks, on average.
    pub block: f64,
    /// Part of that which instructions take, by name, the largest first.
    pub parts: Vec<(String, f64)>,
    /// Part of what may write one account, on average, by account, the largest first.
    pub accounts: Vec<(String, f64)>,
    /// Lamports of each member of a role.
    pub lamports: BTreeMap<Role, f64>,
}

/// Figures, by the name of the program and of the stop.
pub type ByName<'a> = BTreeMap<&'a str, &'a Figure>;

fn activities(devices: f64, by_name: &ByName, kinds: &[Kind]) -> Vec<Activity> {
    let suppliers = devices / f64::from(DEVICES);
    let stakes = suppliers * STAKES as f64;
    let rentals = devices * RENTED * 24.0 / HOURS;
    let (io, usdc) = (rentals * IN_IO, rentals * (1.0 - IN_IO));
    let stop = |role, a_day, name: &str| Activity {
        role,
        name: name.into(),
        a_day,
        figure: by_name[name].clone(),
    };
    // The catalogue closes a reservation in USDC; one in IO differs by the vault of its fees.
    let mut finish_io = stop(Role::Keepers, io, "marketplace close_reservation");
    for address in &mut finish_io.figure.writes {
        if *address == USDC_VAULT.address {
            *address = IO_VAULT.address;
        }
    }
    let batch = |role, times: f64, name: &str| {
        let kind = kinds.iter().find(|kind| kind.name == name).unwrap();
        Activity {
            role,
            name: format!("emissions {name}, {} in one", kind.batch()),
            a_day: suppliers * times / kind.batch() as f64,
            figure: kind.first.clone(),
        }
    };
    use Role::{Council, Fillers, Keepers, Renter, Staker, Supplier};
    vec![
        batch(Council, ATTESTATIONS, "attest"),
        batch(Keepers, ATTESTATIONS, "settle_supplier"),
        stop(Keepers, 24.0, "emissions advance_clock, hours: 1"),
        stop(Keepers, 0.1, "emissions create_history_page"),
        stop(Keepers, 24.0, "fee-burn open_auction"),
        stop(Keepers, 24.0, "fee-burn expire_auction"),
        stop(Keepers, 24.0, "fee-burn burn_fees"),
        stop(Keepers, rentals * (1.0 - CHANGED), "marketplace complete"),
        stop(Keepers, usdc, "marketplace close_reservation"),
        finish_io,
        stop(Supplier, suppliers * CLAIMS, "emissions claim_supplier"),
        stop(Supplier, rentals, "marketplace start"),
        stop(Supplier, rentals, "marketplace settle_reservation"),
        stop(Staker, stakes * CLAIMS, "emissions claim"),
        stop(
            Staker,
            stakes * MOVES,
            "emissions delegate, with open_delegation",
        ),
        stop(Staker, stakes * MOVES, "emissions unstake"),
        stop(Staker, stakes * MOVES, "emissions withdraw"),
        stop(Renter, io, "marketplace reserve, IO"),
        stop(Renter, usdc, "marketplace reserve, USDC"),
        stop(Renter, io * CHANGED, "marketplace extend, IO"),
        stop(Renter, usdc * CHANGED, "marketplace extend, USDC"),
        stop(Renter, rentals * CHANGED, "marketplace terminate"),
        stop(Fillers, 24.0 * FILLS, "fee-burn fill_auction"),
    ]
}

/// Accounts that transactions of many write.
fn shared() -> Vec<(&'static str, Pubkey)> {
    vec![
        ("ledger", LEDGER.address),
        ("reward vault", REWARD_VAULT.address),
        ("stake vault", STAKE_VAULT.address),
        ("IO mint", key("io mint").pubkey()),
        ("fee vault of IO", IO_VAULT.address),
        ("fee vault of USDC", USDC_VAULT.address),
        ("auction engine", ENGINE.address),
    ]
}

/// What a network of so many devices takes.
pub fn load(devices: u64, by_name: &ByName, kinds: &[Kind]) -> Load {
    let activities = activities(devices as f64, by_name, kinds);
    let sum = |of: &dyn Fn(&Activity) -> bool, what: &dyn Fn(&Figure) -> f64| -> f64 {
        let chosen = activities.iter().filter(|one| of(one));
        chosen.map(|one| one.a_day * what(&one.figure)).sum()
    };
    let cost = |figure: &Figure| figure.cost as f64;
    let (all, one) = (
        blocks() * BLOCK_UNITS as f64,
        blocks() * ACCOUNT_UNITS as f64,
    );
    let mut accounts: Vec<(String, f64)> = shared()
        .into_iter()
        .map(|(name, address)| {
            let writes = |activity: &Activity| activity.figure.writes.contains(&address);
            (name.into(), sum(&writes, &cost) / one)
        })
        .collect();
    for (role, name) in [
        (Role::Council, "payer of the council"),
        (Role::Keepers, "payer of all keepers"),
    ] {
        let part = sum(&|activity| activity.role == role, &cost) / one;
        accounts.push((name.into(), part));
    }
    let mut parts: BTreeMap<&str, f64> = BTreeMap::new();
    for Activity {
        name,
        a_day,
        figure,
        ..
    } in &activities
    {
        *parts.entry(name).or_default() += a_day * cost(figure);
    }
    let whole: f64 = parts.values().sum();
    let parts = parts.into_iter();
    let mut parts: Vec<(String, f64)> = parts
        .map(|(name, part)| (name.into(), part / whole))
        .collect();
    for list in [&mut accounts, &mut parts] {
        list.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    }
    let suppliers = devices as f64 / f64::from(DEVICES);
    let fee = |figure: &Figure| {
        figure.signatures as f64 * SIGNATURE + figure.units as f64 * PRIORITY / 1e6
    };
    use Role::{Council, Fillers, Keepers, Renter, Staker, Supplier};
    let members = [
        (Council, 1.0),
        (Keepers, 1.0),
        (Supplier, suppliers),
        (Staker, suppliers * STAKES as f64),
        (Renter, devices as f64 * RENTED * 24.0 / HOURS),
        (Fillers, 1.0),
    ];
    let lamports = members.map(|(role, members)| {
        let paid = sum(&|activity| activity.role == role, &fee);
        (role, paid / members)
    });
    Load {
        suppliers,
        transactions: sum(&|_| true, &|_| 1.0),
        block: sum(&|_| true, &cost) / all,
        parts,
        accounts,
        lamports: lamports.into(),
    }
}
