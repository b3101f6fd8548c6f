//! What is printed of it.

use anchor_lang::{prelude::Rent, solana_program::program_pack::Pack};
use anchor_spl::token::spl_token;
use emissions::state::{Delegation, HistoryPage};
use io_common::types::{Supplier, SupplierBook};
use io_tests::report::{grouped, Report};
use marketplace::{
    constants::BOUNTY,
    state::{Offer, Reservation},
};
use solana_cost_model::block_cost_limits::{MAX_BLOCK_UNITS, MAX_WRITABLE_ACCOUNT_UNITS};

use crate::{
    crowd::{Crowd, DEVICES, STAKES},
    figure::Figures,
    fits::Fits,
    hour::Kind,
    model::{self, ByName, Load, Role, SIZES},
};

/// Blocks of an hour.
fn blocks_an_hour() -> f64 {
    model::blocks() / 24.0
}

/// A part in per cent, with so many digits that it is not zero.
fn percent(part: f64) -> String {
    let percent = part * 100.0;
    match percent {
        _ if percent >= 10.0 => format!("{percent:.0} %"),
        _ if percent >= 0.1 => format!("{percent:.2} %"),
        _ => format!("{percent:.4} %"),
    }
}

fn whole(number: f64) -> String {
    grouped(number.round() as u64)
}

/// The hour of the crowd, beside the figures of the tour.
pub fn hour(report: &mut Report, crowd: &Crowd, kinds: &[Kind], by_name: &ByName) {
    report.line(format!(
        "## An hour of a large network\n\n\
         {} supplier accounts and {} stake accounts, and the wallets of their stakers, are written into LiteSVM: {} accounts. \
         One supplier, its lease and its stakers are made by real instructions; the others are its copies, each at its own \
         derived address, and their units and stake are added to the ledger and the vault. Two hours after the launch every \
         supplier is settled, attested anew and every stake account paid, by real transactions, as many in one as fit. \
         Afterwards what was emitted is what was paid and what is in the vault, to the base unit (P-08).\n\n\
         | instruction | of | transactions | in one | units of a full one | units each | in the tour | cost of all | of an hour's blocks |\n\
         |---|---:|---:|---:|---:|---:|---:|---:|---:|",
        grouped(crowd.suppliers.len() as u64),
        grouped(crowd.stakes.len() as u64),
        grouped(crowd.len() as u64),
    ));
    for kind in kinds {
        let of_the_tour = match kind.name {
            "attest" => by_name["emissions attest, suppliers: 48"].units / 48,
            name => by_name[format!("emissions {name}").as_str()].units,
        };
        let part = kind.cost() as f64 / (blocks_an_hour() * MAX_BLOCK_UNITS as f64);
        let (least, most) = kind.full;
        report.line(format!(
            "| {} | {} | {} | {} | {} to {} | {} | {} | {} | {} |",
            kind.name,
            grouped(kind.items as u64),
            grouped(kind.sent as u64),
            kind.batch(),
            grouped(least),
            grouped(most),
            grouped(kind.units / kind.items as u64),
            grouped(of_the_tour),
            grouped(kind.cost()),
            percent(part),
        ));
    }
    report.line(
        "\nThe figures of claims differ by the bumps of the wallets' addresses, which the program finds by hashing. Those of the \
         tour count what a transaction costs of itself, 150 units, for one instruction."
            .into(),
    );
}

/// The tour with and without the crowd.
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
    let part = |one: u64, other: u64| (other as f64 - one as f64) / one as f64;
    let sizes = changes.iter().map(|(_, one, other)| part(*one, *other));
    let (least, most) = sizes.fold((0.0_f64, 0.0_f64), |(least, most), size| {
        (least.min(size), most.max(size))
    });
    changes.retain(|(_, one, other)| part(*one, *other).abs() >= 0.01);
    report.line(format!(
        "\n## Every instruction, among them and alone\n\n\
         The tour through every instruction, of which [compute-units.md](compute-units.md) is the table, is led a second time \
         through networks with this crowd in them, whose leases are counted as renewed all the way. Of {all} stops {} cost \
         the same to the unit. At the others the larger amounts and indexes of the ledger make the 128-bit arithmetic take \
         {:+.2} % to {:+.2} %: no account is walked, and no cost depends on how many there are.",
        all - changes_len(alone, among),
        least * 100.0,
        most * 100.0,
    ));
    if !changes.is_empty() {
        report.line("\n| changed by 1 % or more | alone | among them |\n|---|---:|---:|".into());
    }
    for (name, one, other) in changes {
        report.line(format!(
            "| {name} | {} | {} |",
            grouped(one),
            grouped(other)
        ));
    }
}

fn changes_len(alone: &Figures, among: &Figures) -> usize {
    let pairs = alone.stops.iter().zip(&among.stops);
    pairs
        .filter(|((_, one), (_, other))| one.units != other.units)
        .count()
}

/// What fits into one transaction.
pub fn batches(report: &mut Report, kinds: &[Kind], clusters: &[Fits; 2]) {
    report.line(
        "\n## What fits into one transaction\n\n\
         Simulated with one more until it is refused. A transaction has 1,232 bytes and 1,400,000 compute units, and locks 64 \
         accounts.\n\n\
         | in one transaction | without a lookup table | with one |\n|---|---|---|"
            .into(),
    );
    let of_kinds = kinds.iter().map(|kind| {
        let name = match kind.name {
            "attest" => "suppliers of a batch, signed by two attestors",
            "settle" => "suppliers settled",
            _ => "claims for others",
        };
        (name, &kind.fits)
    });
    let all = of_kinds.chain([("reservations of a cluster, in IO, one a supplier", clusters)]);
    for (name, [without, with]) in all {
        report.line(format!(
            "| {name} | {}, then no {} | {}, then no {} |",
            without.count, without.full, with.count, with.full
        ));
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
         A block may take {} units, and {} of transactions that write one account (`block_cost_limits` of solana-cost-model \
         3.1.12; a transaction counts with its compute units, signatures, write locks, bytes of data and loaded accounts). \
         Blocks come every 400 ms. The average is over a day; at the peak blocks carry {} times as much.\n\n\
         | | {} devices | {} | {} |\n|---|---:|---:|---:|",
        grouped(MAX_BLOCK_UNITS),
        grouped(MAX_WRITABLE_ACCOUNT_UNITS),
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
    row(report, "transactions a second", &a_second);
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
    first(report, largest);
}

/// Which limit is hit first, and what lifts it.
fn first(report: &mut Report, largest: &Load) {
    let of_payers = |name: &str| name.starts_with("payer");
    let shared = largest.accounts.iter().find(|(name, _)| !of_payers(name));
    let (name, part) = shared.unwrap();
    let reached = |part: f64| whole(SIZES[2] as f64 / (part * model::PEAK));
    let payers = largest.accounts.iter().filter(|(name, _)| of_payers(name));
    let payers: Vec<String> = payers
        .map(|(name, part)| format!("the {name} at {} devices", reached(*part)))
        .collect();
    report.line(format!(
        "\nA wallet that pays for all of a role is an account like any other: {}. More wallets lift that. **The first limit of \
         the network itself is the {name}**: at its peak it is full at {} devices; the blocks as a whole are at {}. {}",
        payers.join(", "),
        reached(*part),
        reached(largest.block),
        lift(name),
    ));
}

/// What lifts the limit of an account.
fn lift(name: &str) -> &'static str {
    match name {
        "ledger" => {
            "Attestations, claims and moves of stake write it. Leases of 24 hours, which the program takes, divide the \
             attestations by 24; claims can be made less often at no loss, since nothing expires. Beyond that, the totals of \
             claims that the ledger keeps can move to accounts of their own, and a ledger for each pool or region, advanced \
             together, would share its writes."
        }
        "reward vault" => {
            "Claims write it. They can be made less often at no loss, since nothing expires; several vaults of one owner would \
             share them."
        }
        "fee vault of IO" | "fee vault of USDC" => {
            "`finish` and `sweep_fees` write it, nothing that a renter waits for. Several vaults of one owner would share them."
        }
        "stake vault" => "Moves of stake write it. Several vaults of one owner would share them.",
        _ => "Only keepers write it, a few times an hour.",
    }
}

/// What is assumed.
pub fn assumptions(report: &mut Report) {
    report.line(format!(
        "\n## Assumptions\n\n\
         They are constants of `tests/benches/scale/model.rs`: change one, run it again.\n\n\
         - {DEVICES} devices a supplier and {STAKES} stake accounts behind each, as in the crowd above.\n\
         - Every supplier is settled and attested {} times a day, in full batches.\n\
         - Each supplier and each stake account claims {} time a day, in a transaction of its own. {} of the stake accounts \
         delegate to a new supplier, unstake and withdraw on a day.\n\
         - {} of the devices are rented, in reservations of one device for {} hours, {} of them in IO. {} are extended, as many \
         terminated; each is started, settled once, ended and finished.\n\
         - The clock advances every hour; an auction is opened every hour, filled {} times and expires; fees are burned every \
         hour.\n\
         - A transaction pays {} lamports a signature and a priority fee of {} micro-lamports a compute unit.",
        model::ATTESTATIONS,
        model::CLAIMS,
        percent(model::MOVES),
        percent(model::RENTED),
        model::HOURS,
        percent(model::IN_IO),
        percent(model::CHANGED),
        model::FILLS,
        model::SIGNATURE,
        whole(model::PRIORITY),
    ));
}

/// What each role pays, and the rent that it leaves as a deposit.
pub fn money(report: &mut Report, by_name: &ByName, kinds: &[Kind]) {
    let loads = SIZES.map(|devices| model::load(devices, by_name, kinds));
    report.line(format!(
        "\n## Lamports a day\n\n\
         Fees of transactions, by those assumptions. A reservation also leaves a bounty of {} lamports, which whoever finishes it \
         gets: with it keepers earn more than they pay.\n\n\
         | who | {} devices | {} | {} |\n|---|---:|---:|---:|",
        grouped(BOUNTY),
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
    report.line(
        "\nRent is a deposit, at the rates of today's clusters:\n\n\
         | account | bytes | lamports | paid by | comes back |\n|---|---:|---:|---|---|"
            .into(),
    );
    let escrow = spl_token::state::Account::LEN;
    for (name, size, payer, back) in [
        ("supplier", Supplier::SIZE, "its owner", "when it is closed"),
        ("book", SupplierBook::SIZE, "whoever opens it", "never"),
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
            "when it is finished",
        ),
        (
            "escrow of a reservation",
            escrow,
            "the renter",
            "when it is finished",
        ),
        (
            "history page of 10 days",
            HistoryPage::SIZE,
            "a keeper",
            "never",
        ),
    ] {
        let rent = Rent::default().minimum_balance(size);
        report.line(format!(
            "| {name} | {} | {} | {payer} | {back} |",
            grouped(size as u64),
            grouped(rent)
        ));
    }
}
