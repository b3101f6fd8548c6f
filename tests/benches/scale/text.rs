//! The text of docs/proof/scale.md.

use anchor_lang::solana_program::program_pack::Pack;
use anchor_spl::token::spl_token;
use emissions::state::{Delegation, HistoryPage};
use io_common::types::{Supplier, SupplierUsage};
use io_tests::{
    report::{grouped, Report},
    Wire,
};
use io_vm::features;
use marketplace::{
    parameters::TABLE,
    state::{Offer, Reservation},
};

use crate::{
    cluster::{ACCOUNT_UNITS, BLOCK_UNITS, SLOT_MS},
    crowd::{Crowd, DEVICES, STAKES},
    figure::Figures,
    fits::InEach,
    hour::Kind,
    model::{self, ByName, Load, Role, SIZES},
};

/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;

/// Blocks of an hour.
fn blocks_an_hour() -> f64 {
    model::blocks() / 24.0
}

/// A part in per cent, with enough digits not to show zero.
fn percent(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        _ if percent >= 10.0 || percent.fract() == 0.0 => format!("{percent:.0} %"),
        _ if percent >= 0.1 => format!("{percent:.2} %"),
        _ => format!("{percent:.4} %"),
    }
}

/// The name of a format.
fn format_of(wire: Wire) -> &'static str {
    match wire {
        Wire::Legacy => "legacy",
        Wire::Table => "version 0, table",
        Wire::V1 => "version 1",
    }
}

fn whole(number: f64) -> String {
    grouped(number.round() as u64)
}

/// The hour of the crowd, beside the figures of the catalogue.
pub fn hour(report: &mut Report, crowd: &Crowd, kinds: &[Kind], by_name: &ByName) {
    report.line(format!(
        "## An hour of a large network\n\n\
         {} supplier accounts and {} stake accounts, and the wallets of their stakers, are written into LiteSVM: {} accounts. \
         One supplier, its attestation and its stakers are created by real instructions. The others are copies, each at its own \
         derived address; their units and stake are added to the ledger and the vault. Two hours after the launch every \
         supplier is settled and attested again, and every stake account paid, by real transactions, each as full as \
         possible, in the format that holds the most. \
         Afterwards emissions equal payments plus the vault, to the base unit (P-08).\n\n\
         | instruction | of | transactions | in one | format | units of a full one | units each | in the catalogue | cost of all | of an hour's blocks |\n\
         |---|---:|---:|---:|---|---:|---:|---:|---:|---:|",
        grouped(crowd.suppliers.len() as u64),
        grouped(crowd.stakes.len() as u64),
        grouped(crowd.len() as u64),
    ));
    for kind in kinds {
        let of_the_catalogue = match kind.name {
            "attest" => (by_name["emissions attest, suppliers: 48"].units - BUDGET) / 48,
            // The hour crosses the one in which the units of an attestation rise.
            "settle_supplier" => {
                by_name["emissions settle_supplier, across an attestation and a commission"].units
                    - BUDGET
            }
            name => by_name[format!("emissions {name}").as_str()].units - BUDGET,
        };
        let part = kind.cost() as f64 / (blocks_an_hour() * BLOCK_UNITS as f64);
        let (least, most) = kind.full;
        report.line(format!(
            "| {} | {} | {} | {} | {} | {} to {} | {} | {} | {} | {} |",
            kind.name,
            grouped(kind.items as u64),
            grouped(kind.sent as u64),
            kind.batch(),
            format_of(kind.wire),
            grouped(least),
            grouped(most),
            grouped(kind.units / kind.items as u64),
            grouped(of_the_catalogue),
            grouped(kind.cost()),
            percent(part),
        ));
    }
    report.line(
        "\n*In the catalogue* is the row of [compute-units.md](compute-units.md): the batch of 48, divided by its suppliers; a \
         settlement that crosses a change of units, as these do; a claim by the staker. The claims here are sent by others, \
         so the program also derives the token account, which costs more if its bump is low."
            .into(),
    );
}

/// The catalogue with and without the crowd.
pub fn tours(report: &mut Report, alone: &Figures, among: &Figures) {
    let pairs = alone.stops.iter().zip(&among.stops);
    let mut changes: Vec<(&str, u64, u64)> = pairs
        .map(|((name, one), (other_name, other))| {
            assert_eq!(name, other_name);
            (name.as_str(), one.units, other.units)
        })
        .collect();
    let all = changes.len();
    changes.retain(|(_, one, other)| one != other);
    report.line(format!(
        "\n## Every instruction, among them and alone\n\n\
         The catalogue of every instruction, whose table is [compute-units.md](compute-units.md), is run a second time on \
         networks with all these accounts, whose attestations are counted as renewed throughout. Of {all} stops {} cost \
         the same to the unit. At the others, different amounts and indexes of the ledger make the 128-bit arithmetic cost \
         slightly more or less. No instruction loops over accounts, and no cost depends on their number.",
        all - changes.len(),
    ));
    if !changes.is_empty() {
        report.line("\n| what has changed | alone | among them |\n|---|---:|---:|".into());
    }
    for (name, one, other) in changes {
        let (one, other) = (grouped(one - BUDGET), grouped(other - BUDGET));
        report.line(format!("| {name} | {one} | {other} |"));
    }
}

/// What fits into one transaction.
pub fn batches(report: &mut Report, kinds: &[Kind], approved: &InEach, clusters: &InEach) {
    report.line(
        "\n## What fits into one transaction\n\n\
         Simulated with one more at a time until it is refused; the reason is in brackets. A transaction has 1,232 bytes, or 4,096 in \
         version 1 with 64 addresses and no lookup table, and 1,400,000 compute units. It locks 64 accounts and makes 64 calls, \
         its own instructions among them. A lookup table holds all addresses that do not sign.\n\n\
         | in one transaction | legacy | version 0 with a lookup table | version 1 |\n|---|---|---|---|"
            .into(),
    );
    let of_kinds = kinds.iter().map(|kind| {
        let name = match kind.name {
            "attest" => "suppliers of a batch, signed by two attestors",
            "settle_supplier" => "suppliers settled",
            _ => "claims for others",
        };
        (name, &kind.fits)
    });
    let all = of_kinds.chain([
        ("suppliers of a batch that is already approved", approved),
        (
            "reservations of a cluster, in IO, one for each supplier",
            clusters,
        ),
    ]);
    for (name, fits) in all {
        let cells = fits.iter().map(|it| format!("{} ({})", it.count, it.full));
        let cells: Vec<String> = cells.collect();
        report.line(format!("| {name} | {} |", cells.join(" | ")));
    }
}

/// Shares of the limits, and which is hit first.
pub fn limits(report: &mut Report, by_name: &ByName, kinds: &[Kind]) {
    let loads = SIZES.map(|devices| model::load(devices, by_name, kinds));
    let row = |report: &mut Report, name: &str, what: &dyn Fn(&Load) -> String| {
        let cells: Vec<String> = loads.iter().map(what).collect();
        report.line(format!("| {name} | {} |", cells.join(" | ")));
    };
    report.line(format!(
        "\n## Shares of Solana's limits\n\n\
         A block holds up to {} units, and up to {} of transactions that write the same account (mainnet since slot 454,464,000; a \
         transaction counts with its compute units, signatures, write locks, bytes of data and loaded accounts). \
         Blocks come every {SLOT_MS} ms. The average is over a day; at the peak blocks carry {} times as much.\n\n\
         | | {} devices | {} | {} |\n|---|---:|---:|---:|",
        grouped(BLOCK_UNITS),
        grouped(ACCOUNT_UNITS),
        model::PEAK,
        grouped(SIZES[0]),
        grouped(SIZES[1]),
        grouped(SIZES[2]),
    ));
    row(report, "suppliers", &|load| whole(load.suppliers));
    row(report, "stake accounts", &|load| {
        whole(load.suppliers * STAKES as f64)
    });
    let a_second = |load: &Load| format!("{:.2}", load.transactions / 86_400.0);
    row(report, "transactions per second", &a_second);
    row(report, "block compute, average", &|load| {
        percent(load.block)
    });
    row(report, "block compute, peak", &|load| {
        percent(load.block * model::PEAK)
    });
    let largest = &loads[SIZES.len() - 1];
    for (name, _) in &largest.accounts {
        let of = |load: &Load| {
            let mut accounts = load.accounts.iter();
            let (_, part) = accounts.find(|(other, _)| other == name).unwrap();
            percent(part * model::PEAK)
        };
        row(report, &format!("writes of the {name}, peak"), &of);
    }
    report.line(format!(
        "\nOne supplier's accounts are written by its own reservations alone: a block has room for {} reservations at one supplier.",
        whole(ACCOUNT_UNITS as f64 / by_name["marketplace reserve, IO"].cost as f64),
    ));
    order(report, largest);
    takers(report, largest);
}

/// In which order the limits are hit, and what lifts each.
fn order(report: &mut Report, largest: &Load) {
    let accounts = largest.accounts.iter();
    let accounts =
        accounts.map(|(name, part)| (format!("writes of the {name}"), *part, lift(name)));
    let block = ("block compute".into(), largest.block, LIFT_BLOCK);
    let mut limits: Vec<(String, f64, &str)> = accounts.chain([block]).collect();
    limits.sort_by(|(_, one, _), (_, other, _)| other.total_cmp(one));
    report.line(
        "\nIn the order in which they would be reached at the peak, if no one else used the chain:\n\n\
         | limit | reached at | what raises it |\n|---|---:|---|"
            .into(),
    );
    // What does not grow with the devices is never full.
    limits.retain(|(_, part, _)| part * model::PEAK > 0.0001);
    for (name, part, lift) in &limits {
        let devices = SIZES[2] as f64 / (part * model::PEAK);
        report.line(format!("| {name} | {} devices | {lift} |", whole(devices)));
    }
    let of_the_network = limits.iter().find(|(name, ..)| !name.contains("payer"));
    let (name, part, _) = of_the_network.unwrap();
    report.line(format!(
        "\nThe first limit that more wallets do not raise is {name}: at 1,000,000 devices it is at {} on average and at {} at the \
         peak.",
        percent(*part),
        percent(part * model::PEAK),
    ));
}

const LIFT_BLOCK: &str =
    "attestations of 24 hours instead of hourly renewals; fewer claims, which lose nothing, since rewards do not expire";

/// What lifts the limit of an account.
fn lift(name: &str) -> &'static str {
    match name {
        "ledger" => {
            "the same; then separate accounts for the totals of claims, or a ledger for each region, \
             advanced together"
        }
        "reward vault" => "fewer claims, or several vaults of one owner",
        "stake vault" => "several vaults of one owner",
        "fee vault of IO" | "fee vault of USDC" => {
            "several vaults of one owner. Only `close_reservation` and `sweep_fees` write it, and no renter waits for them"
        }
        name if name.starts_with("payer") => "more wallets to pay from",
        _ => "nothing is needed: keepers write it a few times an hour",
    }
}

/// Which instructions take most.
fn takers(report: &mut Report, largest: &Load) {
    report.line("\n| instruction | part of the network's block compute |\n|---|---:|".into());
    let shown = largest.parts.iter().filter(|(_, part)| *part >= 0.01);
    for (name, part) in shown {
        report.line(format!("| {name} | {} |", percent(*part)));
    }
}

/// What is assumed.
pub fn assumptions(report: &mut Report) {
    report.line(format!(
        "\n## Assumptions\n\n\
         Constants of `tests/benches/scale/model.rs`; change one and run it again.\n\n\
         - {DEVICES} devices per supplier and {STAKES} stake accounts behind each, as above.\n\
         - Every supplier is settled and attested {} times a day, in full batches as above, signed by two attestors.\n\
         - Each supplier and each stake account claims {} time a day, in its own transaction. {} of the stake accounts \
         delegate to a new supplier, unstake and withdraw each day.\n\
         - {} of the devices are rented, in reservations of one device for {} hours, {} of them in IO. {} are extended, and as \
         many terminated; each is started, settled once, ended and closed.\n\
         - The clock advances every hour; an auction is opened every hour, filled {} times and expires; fees are burned every \
         hour.\n\
         - A transaction pays {} lamports per signature and a priority fee of {} micro-lamports per compute unit.",
        model::ATTESTATIONS,
        model::CLAIMS,
        percent(model::MOVES),
        percent(model::RENTED),
        model::HOURS,
        percent(model::IN_IO),
        percent(model::CHANGED),
        model::FILLS,
        whole(model::SIGNATURE),
        whole(model::PRIORITY),
    ));
}

/// What each role pays in fees, and the rent of accounts.
pub fn money(report: &mut Report, by_name: &ByName, kinds: &[Kind]) {
    let loads = SIZES.map(|devices| model::load(devices, by_name, kinds));
    report.line(format!(
        "\n## Lamports per day\n\n\
         Transaction fees under these assumptions. A reservation also deposits a bounty of {} lamports, paid to the \
         keeper who closes it if anything was due.\n\n\
         | who | {} devices | {} | {} |\n|---|---:|---:|---:|",
        grouped(TABLE.bounty.default),
        grouped(SIZES[0]),
        grouped(SIZES[1]),
        grouped(SIZES[2]),
    ));
    for (role, name) in [
        (Role::Council, "the council, all of it"),
        (Role::Keepers, "keepers, all of them"),
        (Role::Supplier, "a supplier"),
        (Role::Staker, "a stake account"),
        (Role::Renter, "a renter, each reservation"),
        (Role::Fillers, "fillers, all of them"),
    ] {
        let cells: Vec<String> = loads
            .iter()
            .map(|load| whole(load.lamports[&role]))
            .collect();
        report.line(format!("| {name} | {} |", cells.join(" | ")));
    }
    let bounties = |devices: u64| {
        let rentals = devices as f64 * model::RENTED * 24.0 / model::HOURS;
        whole(rentals * TABLE.bounty.default as f64)
    };
    let cells = SIZES.map(bounties).join(" | ");
    report.line(format!("| bounties, to keepers | {cells} |"));
    report.line(format!(
        "\nAccount rent is a deposit: {} lamports per byte on mainnet since slot 446,256,000. The rate will fall further; \
         accounts created earlier hold more:\n\n\
         | account | bytes | lamports | paid by | comes back |\n|---|---:|---:|---|---|",
        grouped(features::rent().lamports_per_byte),
    ));
    let escrow = spl_token::state::Account::LEN;
    let today = features::rent();
    let left = grouped(today.minimum_balance(0));
    let but = format!("all but {left}, when it is closed");
    for (name, size, payer, back) in [
        ("supplier", Supplier::SIZE, "its owner", but.as_str()),
        (
            "supplier usage",
            SupplierUsage::SIZE,
            "its creator",
            "never",
        ),
        (
            "offer",
            Offer::SIZE,
            "owner or operator",
            "when it is closed",
        ),
        (
            "stake account",
            Delegation::SIZE,
            "the staker",
            "when it is closed",
        ),
        (
            "reservation",
            Reservation::SIZE,
            "the renter",
            "when it is closed",
        ),
        (
            "escrow of a reservation",
            escrow,
            "the renter",
            "when it is closed",
        ),
        (
            "history page of 10 days",
            HistoryPage::SIZE,
            "a keeper",
            "never",
        ),
    ] {
        let rent = today.minimum_balance(size);
        report.line(format!(
            "| {name} | {} | {} | {payer} | {back} |",
            grouped(size as u64),
            grouped(rent),
        ));
    }
}
