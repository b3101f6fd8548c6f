//! `io supply`, and `io audit` with a genesis table.

use anchor_lang::{prelude::Pubkey, solana_program::program_pack::Pack};
use anchor_spl::token::spl_token::{self, state::AccountState};
use io_client::{
    lock::{self, Schedule, Terms, VestingEscrow, MONTH},
    spl, Network,
};
use io_common::{
    addresses::LEDGER,
    constants::{GENESIS_SUPPLY, ONE_IO, TOTAL_EMISSION},
};
use io_migrations::{
    genesis::{Lock, Share},
    Deployment,
};
use io_vm::Vm;
use serde_json::{json, Value};
use solana_account::Account;

use super::{folder::Folder, plain::plain, Suite};
use crate::{context::Key, output::OutputFormat, report::Cell};

const TEAM: u64 = 2_400 * ONE_IO;
const FUND: u64 = 600 * ONE_IO;

/// A network with the two escrows of a table, put there, and the table's file.
struct Locked {
    suite: Suite,
    folder: Folder,
    deployment: Deployment,
    file: String,
}

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn share(category: &str, byte: u8, amount: u64, start: i64, parts: u32) -> Share {
    let schedule = Schedule::monthly(amount, start as u64, 13, parts);
    Share {
        category: category.into(),
        owner: key(byte),
        amount,
        lock: Some(Lock {
            base: key(byte + 100),
            schedule: schedule.unwrap(),
        }),
    }
}

impl Locked {
    /// The team's first two of 24 parts are released, and one is claimed; nothing of the fund's is released.
    fn new() -> Self {
        let mut suite = Suite::new();
        let now = suite.now();
        let month = MONTH as i64;
        let deployment = Deployment {
            io_mint: suite.economy.io,
            genesis: Some(vec![
                Share::unlocked("treasury", key(1), GENESIS_SUPPLY - TEAM - FUND),
                share("team", 2, TEAM, now - 14 * month, 24),
                share("fund", 3, FUND, now, 1),
            ]),
            ..Deployment::default()
        };
        let folder = Folder::new();
        let file = folder.write("deployment.toml", deployment.to_toml().unwrap());
        let mut it = Self {
            suite,
            folder,
            deployment,
            file,
        };
        it.put("team", 100 * ONE_IO, |_| ());
        it.put("fund", 0, |_| ());
        it
    }

    /// Writes bytes into the ledger that no instruction writes.
    fn write_ledger(&mut self, place: usize, bytes: &[u8]) {
        let vm = &mut self.suite.economy.vm;
        let mut account = vm.account(&LEDGER.address).unwrap().unwrap();
        account.data[place..][..bytes.len()].copy_from_slice(bytes);
        vm.set_account(LEDGER.address, account).unwrap();
    }

    fn terms(&self, category: &str) -> Terms {
        let table = self.deployment.genesis.as_ref().unwrap();
        let share = table.iter().find(|it| it.category == category).unwrap();
        share.terms(&self.deployment.io_mint).unwrap()
    }

    /// Puts an escrow there that differs by an `edit`, with what is not claimed.
    fn put(&mut self, category: &str, claimed: u64, edit: impl FnOnce(&mut VestingEscrow)) {
        let terms = self.terms(category);
        let schedule = terms.schedule;
        let mut escrow = VestingEscrow {
            recipient: terms.recipient,
            token_mint: terms.mint,
            base: terms.base,
            cliff_time: schedule.cliff,
            frequency: schedule.period,
            cliff_unlock_amount: schedule.at_cliff,
            amount_per_period: schedule.each,
            number_of_period: schedule.periods,
            vesting_start_time: schedule.start,
            total_claimed_amount: claimed,
            ..VestingEscrow::default()
        };
        edit(&mut escrow);
        let bytes = bytemuck::bytes_of(&escrow);
        let data = [&VestingEscrow::DISCRIMINATOR[..], bytes].concat();
        self.set(terms.escrow(), lock::PROGRAM, data);
        self.hold(category, schedule.total() - claimed);
    }

    /// Puts tokens into the account of an escrow.
    fn hold(&mut self, category: &str, amount: u64) {
        let terms = self.terms(category);
        let tokens = spl_token::state::Account {
            mint: terms.mint,
            owner: terms.escrow(),
            amount,
            state: AccountState::Initialized,
            ..Default::default()
        };
        let mut data = vec![0; spl_token::state::Account::LEN];
        tokens.pack_into_slice(&mut data);
        self.set(terms.tokens(), spl_token::ID, data);
    }

    fn set(&mut self, address: Pubkey, owner: Pubkey, data: Vec<u8>) {
        let account = Account {
            lamports: 1_000_000_000,
            data,
            owner,
            ..Account::default()
        };
        self.suite.economy.vm.set_account(address, account).unwrap();
    }

    /// What `io LINE --file` says.
    fn report(&mut self, line: &str) -> crate::report::Report {
        let line = format!("{line} --file {}", self.file);
        let keeper = self.suite.economy.keeper.clone();
        self.suite.run(&keeper, &line).unwrap()
    }

    fn json(&mut self, line: &str) -> Value {
        plain(self.report(line).json())
    }

    /// The rules that are broken, with their figures.
    fn broken(&mut self) -> Vec<[String; 2]> {
        let found = self.json("audit");
        let text = |value: &Value| value.as_str().unwrap().to_string();
        let rows = found.as_array().unwrap().iter();
        let broken = rows.filter(|row| row["verdict"] == "BROKEN");
        broken
            .map(|row| [text(&row["whatMustHold"]), text(&row["figures"])])
            .collect()
    }
}

fn amount(found: &Value, name: &str) -> u64 {
    let amount = found[name].as_u64();
    amount.unwrap_or_else(|| panic!("{name}: {found}"))
}

/// P-02: minted less burned is what exists, and every part of it has its line.
#[test]
fn p02_the_figures_add_up_and_are_those_of_the_accounts() {
    let mut it = Locked::new();
    it.suite.rental();
    let keeper = it.suite.economy.keeper.clone();
    for _ in 0..3 {
        it.suite.wait(3_600);
        it.suite.json(&keeper, "keeper --once");
        let found = it.json("supply");
        let of = |name: &str| amount(&found, name);
        let ledger: emissions::state::Ledger = it.suite.economy.read(&LEDGER.address).unwrap();
        let mint = spl::mint(&mut it.suite.economy.vm, &it.suite.economy.io);
        let supply = mint.unwrap().unwrap().supply;
        assert_eq!(of("total"), supply);
        assert_eq!(of("minted"), GENESIS_SUPPLY + ledger.emitted_total);
        assert_eq!(of("minted") - of("burned"), of("total"));
        let causes = ["AsFees", "FromAuctions", "BySlashes", "ByHolders"];
        let causes = causes.iter().map(|it| of(&format!("burned{it}")));
        assert_eq!(causes.sum::<u64>(), of("burned"));
        let rewards = ledger.emitted_total - ledger.claimed_total;
        assert_eq!(of("unclaimedRewards"), rewards);
        assert_eq!(of("locked"), TEAM - 200 * ONE_IO + FUND);
        assert_eq!(of("unlockedAndUnclaimed"), 100 * ONE_IO);
        assert_eq!(of("circulating"), supply - of("locked") - rewards);
        assert_eq!(of("staked"), ledger.staked);
        assert_eq!(of("toCome"), TOTAL_EMISSION - ledger.emitted_total);
        assert_eq!(found["time"], it.suite.now());
        assert_eq!(
            found["circulatingLeavesOut"],
            "locked IO, unclaimed rewards"
        );
    }
    assert!(amount(&it.json("supply"), "unclaimedRewards") > 0);
}

#[test]
fn without_a_table_it_says_what_circulating_leaves_out() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let report = suite.run(&keeper, "supply").unwrap();
    let found = report.json();
    assert!(found["locked"].is_null() && found["unlockedAndUnclaimed"].is_null());
    let left_out = "unclaimed rewards; no table of what is locked";
    assert_eq!(found["circulatingLeavesOut"], left_out);
    let note = "There is no genesis table, so locked IO counts as circulating: name the deployment file with --file, such as \
                --file deployment.toml.";
    assert_eq!(report.notes, [note]);
    let display = report.to_text(OutputFormat::Display);
    assert_eq!(display.matches("no table\n").count(), 2, "{display}");
    let found = plain(found);
    let [total, rewards] = ["total", "unclaimedRewards"].map(|it| amount(&found, it));
    assert_eq!(amount(&found, "circulating"), total - rewards);
    for (view, why) in [
        ("circulating", "locked IO would count as circulating"),
        ("locks", "no locks are known"),
    ] {
        let (status, reported) = suite.fails(&keeper, &format!("supply {view}"));
        let expected = format!(
            "without the genesis table {why}: name the deployment file with --file, such as --file deployment.toml"
        );
        assert_eq!((status, reported), (2, expected));
    }
    let chart = suite.run(&keeper, "supply chart").unwrap();
    let text = chart.to_text(OutputFormat::Display);
    assert!(
        text.lines().skip(3).all(|it| it.ends_with("M        -")),
        "{text}"
    );
    let image = suite.run(&keeper, "supply chart --output svg").unwrap();
    assert!(image
        .to_text(OutputFormat::Display)
        .contains("(no table: not known)"));
    let calendar = suite.json(&keeper, "supply calendar");
    let (months, sum) = (&calendar["months"], &calendar["sum"]);
    assert!(sum["unlocks"].is_null() && sum["together"].is_null());
    assert!(months[0]["unlocks"].is_null() && months[0]["together"].is_null());
    assert!(months[1]["emission"].as_u64().unwrap() > 0);
}

#[test]
fn one_number_is_for_scripts_and_an_amount_for_programs() {
    let mut it = Locked::new();
    let all = it.json("supply");
    for name in ["circulating", "total"] {
        let report = it.report(&format!("supply {name}"));
        let number = report.to_text(OutputFormat::Display);
        let (whole, fraction) = number.split_once('.').unwrap();
        assert_eq!(fraction.len(), 8);
        assert!(whole.bytes().all(|it| it.is_ascii_digit()), "{number}");
        let base_units: u64 = format!("{whole}{fraction}").parse().unwrap();
        assert_eq!(base_units, amount(&all, name));
        let found = report.json();
        assert_eq!(
            (&found[name]["currency"], &found[name]["decimals"]),
            (&json!("IO"), &json!(8))
        );
        assert_eq!(report.notes, [""; 0]);
    }
}

#[test]
fn each_escrow_has_its_row() {
    let mut it = Locked::new();
    let now = it.suite.now();
    let [team, fund] = ["team", "fund"].map(|category| it.terms(category));
    let found = it.json("supply locks");
    let expected = json!([
        {
            "category": "team",
            "recipient": team.recipient.to_string(),
            "escrow": team.escrow().to_string(),
            "locked": TEAM - 200 * ONE_IO,
            "claimable": 100 * ONE_IO,
            "nextUnlock": now + MONTH as i64,
            "asInTheTable": true,
        },
        {
            "category": "fund",
            "recipient": fund.recipient.to_string(),
            "escrow": fund.escrow().to_string(),
            "locked": FUND,
            "claimable": 0,
            "nextUnlock": now + 13 * MONTH as i64,
            "asInTheTable": true,
        },
    ]);
    assert_eq!(found, expected);
    it.put("fund", 0, |escrow| escrow.cancel_mode = 1);
    let report = it.report("supply locks");
    let found = plain(report.json());
    assert_eq!(found[0], expected[0]);
    assert_eq!(
        (&found[1]["locked"], &found[1]["asInTheTable"]),
        (&json!(0), &json!(false))
    );
    assert!(found[1]["nextUnlock"].is_null());
    let note = format!(
        "the lock of fund for {}: who may cancel: expected nobody, found its creator; it is not counted as locked",
        fund.recipient
    );
    assert_eq!(report.notes, std::slice::from_ref(&note));
    let report = it.report("supply");
    assert_eq!(amount(&plain(report.json()), "locked"), TEAM - 200 * ONE_IO);
    assert_eq!(report.notes, [note]);
}

#[test]
fn the_calendar_has_the_releases_in_their_months() {
    let mut it = Locked::new();
    let report = it.report("supply calendar");
    let calendar = plain(report.json());
    let months = calendar["months"].as_array().unwrap();
    let names: Vec<_> = months
        .iter()
        .map(|it| it["month"].as_str().unwrap())
        .collect();
    // The network begins with the year 2027.
    assert_eq!(
        (names[0], names[1], names[12]),
        ("rest of 2027-01", "2027-02", "2028-01")
    );
    assert_eq!(months.len(), 13);
    let unlocks: u64 = months.iter().map(|it| amount(it, "unlocks")).sum();
    // 12 or 13 of the team's monthly parts, and the fund's only part after 13 months of 730 hours.
    assert_eq!(unlocks, 13 * 100 * ONE_IO + FUND);
    for month in months {
        let [unlocks, emission, together] =
            ["unlocks", "emission", "together"].map(|it| amount(month, it));
        assert_eq!(unlocks + emission, together);
    }
    for name in ["unlocks", "emission", "together"] {
        let all: u64 = months.iter().map(|it| amount(it, name)).sum();
        assert_eq!(amount(&calendar["sum"], name), all, "{name}");
    }
    // People see it in the last row.
    let text = report.to_text(OutputFormat::Display);
    let rows: Vec<&str> = text.lines().filter(|it| it.contains("IO")).collect();
    let together = Cell::Io(amount(&calendar["sum"], "together")).display();
    let last = rows.last().unwrap();
    assert!(last.contains("sum ") && last.contains(&together), "{text}");
    assert_eq!(rows.len(), 14, "13 months and the sum: {text}");
}

#[test]
fn the_chart_fits_80_columns_and_has_every_month_for_programs() {
    let mut it = Locked::new();
    let report = it.report("supply chart");
    let text = report.to_text(OutputFormat::Display);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3 + 41);
    assert!(lines.iter().all(|it| it.chars().count() <= 80), "{text}");
    assert!(lines[3].starts_with("2027-01  █"), "{text}");
    assert!(lines[43].starts_with("2046-12  █"), "{text}");
    assert!(lines[43].ends_with("800.0M     0.0M"), "{text}");
    let count = |line: &str, mark| line.chars().filter(|it| *it == mark).count();
    assert_eq!((count(lines[3], '█'), count(lines[3], '▓')), (28, 0));
    assert_eq!((count(lines[43], '█'), count(lines[43], '▓')), (28, 18));
    let points = plain(report.json());
    let points = points.as_array().unwrap();
    assert_eq!(points.len(), 241);
    assert_eq!(amount(&points[0], "locked"), TEAM - 200 * ONE_IO + FUND);
    assert_eq!(amount(&points[240], "locked"), 0);
    assert_eq!(amount(&points[240], "emitted"), TOTAL_EMISSION);
    assert_eq!(
        amount(&points[240], "circulating"),
        GENESIS_SUPPLY + TOTAL_EMISSION
    );
}

#[test]
fn the_chart_is_an_image_where_one_is_asked_for() {
    let mut it = Locked::new();
    let svg = it.report("supply chart --output svg");
    let svg = svg.to_text(OutputFormat::Display);
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" "));
    assert!(svg.ends_with("</svg>"));
    assert_eq!(svg.matches("<polygon ").count(), 3);
    let area = svg.lines().find(|it| it.starts_with("<polygon ")).unwrap();
    let (_, points) = area.split_once("points=\"").unwrap();
    let points: Vec<(f64, f64)> = points
        .trim_end_matches("\"/>")
        .split(' ')
        .map(|point| {
            let (x, y) = point.split_once(',').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        })
        .collect();
    // There and back.
    assert_eq!(points.len(), 2 * 241);
    for (x, y) in &points {
        assert!((70.0..=770.0).contains(x) && (70.0..=390.0).contains(y));
    }
    // Five eighths of the cap, from the bottom.
    assert_eq!(points[240], (770.0, 190.0));
    let keeper = it.suite.economy.keeper.clone();
    for (line, reported) in [
        (
            "supply --output svg",
            "--output svg is for `io supply chart`",
        ),
        (
            "supply locks --output svg",
            "--output svg is for `io supply chart`",
        ),
        ("offer list --output svg", "io offer list gives no image"),
        ("pause emissions --output svg", "io pause gives no image"),
    ] {
        let (status, message) = it.suite.fails(&keeper, line);
        let expected = format!("{reported}: choose another --output");
        assert_eq!((status, message), (2, expected));
    }
}

#[test]
fn a_file_that_is_none_of_this_network_is_refused() {
    let mut it = Locked::new();
    let keeper = it.suite.economy.keeper.clone();
    let mut other = it.deployment.clone();
    other.io_mint = key(9);
    let mut none = it.deployment.clone();
    none.genesis = None;
    let mut short = it.deployment.clone();
    short.genesis.as_mut().unwrap().pop();
    let files = [
        (
            other.to_toml().unwrap(),
            "is of another network: its IO mint is ",
        ),
        (none.to_toml().unwrap(), "it has no genesis table"),
        (short.to_toml().unwrap(), "does not sum to 500,000,000 IO"),
        ("genesis = 1".into(), "line 1"),
    ];
    let files: Vec<_> = files
        .into_iter()
        .map(|(text, why)| (it.folder.write(&format!("{}.toml", text.len()), text), why))
        .chain([(it.folder.file("nowhere.toml"), "No such file")])
        .collect();
    for (file, why) in files {
        for command in ["supply", "audit"] {
            let (status, reported) = it.suite.fails(&keeper, &format!("{command} --file {file}"));
            assert_eq!(status, 2, "{reported}");
            assert!(
                reported.contains(&file) && reported.contains(why),
                "{reported}"
            );
        }
    }
}

#[test]
fn figures_that_cannot_be_true_are_not_shown() {
    let mut it = Locked::new();
    let keeper = it.suite.economy.keeper.clone();
    let place = io_client::place!(emissions::state::Ledger, claimed_total);
    it.write_ledger(place, &u64::MAX.to_le_bytes());
    let (status, reported) = it.suite.fails(&keeper, "supply total");
    assert_eq!(status, 3);
    assert!(
        reported.ends_with("`io audit` checks the rules"),
        "{reported}"
    );
}

#[test]
fn before_the_launch_there_is_no_supply_to_show() {
    let mut it = Locked::new();
    let keeper = it.suite.economy.keeper.clone();
    let place = io_client::place!(emissions::state::Ledger, hour);
    it.write_ledger(place, &[0; 4]);
    let (status, reported) = it.suite.fails(&keeper, "supply");
    assert_eq!(status, 3);
    assert!(
        reported.starts_with("the emission clock has not started"),
        "{reported}"
    );
}

/// P-31: who differs, and in what.
#[test]
fn p31_the_audit_names_an_escrow_that_is_not_as_the_table_says() {
    let mut it = Locked::new();
    let [team, fund] = ["team", "fund"].map(|category| it.terms(category));
    assert_eq!(it.broken(), [[""; 2]; 0]);
    let found = it.json("audit");
    let rows = found.as_array().unwrap();
    let table = rows.iter().filter(|row| row["rule"] == "P-31");
    let figures: Vec<_> = table.map(|row| row["figures"].as_str().unwrap()).collect();
    assert_eq!(
        figures,
        [
            "3,000 IO by the table, 3,000 IO in escrows",
            "2 escrows",
            "2 escrows",
            "2,900 IO in escrows, 2,900 IO not claimed",
        ]
    );
    let off = |terms: &Terms, what: &str| {
        format!("off at {} for {}: {what}", terms.escrow(), terms.recipient)
    };
    let recipient = "every escrow has the recipient and the schedule of the genesis table";

    it.put("team", 0, |escrow| escrow.recipient = key(66));
    let what = format!("recipient: expected {}, found {}", team.recipient, key(66));
    assert_eq!(it.broken(), [[recipient.to_string(), off(&team, &what)]]);
    it.put("team", 0, |escrow| escrow.number_of_period -= 1);
    let what = "number of later parts: expected 23, found 22";
    let sums = [
        "the escrows lock what the genesis table locks",
        "3,000 IO by the table, 2,900 IO in escrows",
    ];
    let sums = sums.map(String::from);
    assert_eq!(
        it.broken(),
        [sums, [recipient.to_string(), off(&team, what)]]
    );
    it.put("team", 0, |_| ());

    it.put("fund", 0, |escrow| escrow.update_recipient_mode = 3);
    let control = "nobody can cancel an escrow or name another recipient";
    let what =
        "who may name another recipient: expected nobody, found its creator and its recipient";
    assert_eq!(it.broken(), [[control.to_string(), off(&fund, what)]]);
    it.put("fund", 0, |_| ());

    it.hold("fund", FUND - 1);
    let holds = "every escrow holds what is not claimed";
    let what = format!(
        "2,999.99999999 IO in escrows, 3,000 IO not claimed, {}",
        off(
            &fund,
            "tokens: expected at least 600.00000000 IO, found 599.99999999 IO"
        )
    );
    assert_eq!(it.broken(), [[holds.to_string(), what]]);
    // More in another does not make up for it; a gift alone is a surplus.
    it.hold("team", TEAM + 5);
    assert_eq!(it.broken().len(), 1);
    it.hold("fund", FUND);
    let found = it.json("audit");
    let last = found.as_array().unwrap().last().unwrap();
    assert_eq!(last["verdict"], "holds, with a surplus");

    it.set(team.escrow(), Pubkey::default(), Vec::new());
    let broken = it.broken();
    let what = off(
        &team,
        "account: expected an escrow of Jupiter Lock, found another account",
    );
    assert_eq!(broken[1], [recipient.to_string(), what]);
}

#[test]
fn an_audit_without_a_table_says_what_it_left_out() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let report = suite.run(&keeper, "audit").unwrap();
    let note = "P-31 was not checked: name the deployment file with --file, such as --file deployment.toml.";
    assert_eq!(report.notes[0], note);
    assert!(!report.json().to_string().contains("P-31"));
}

#[test]
fn the_supply_is_read_at_once_however_many_locks_there_are() {
    for locks in [1, 40] {
        let mut it = Locked::new();
        let part = TEAM.div_euclid(locks);
        let rows = (0..locks).map(|place| share("team", 10 + place as u8, part, 1_800_000_000, 24));
        let treasury = Share::unlocked("treasury", key(1), GENESIS_SUPPLY - part * locks);
        it.deployment.genesis = Some(std::iter::once(treasury).chain(rows).collect());
        let file = it
            .folder
            .write("many.toml", it.deployment.to_toml().unwrap());
        let key = Key::Loaded(it.suite.economy.keeper.clone());
        let price = it.suite.economy.price;
        let mut node = super::node::Node::new(&mut it.suite.economy.vm);
        let line = format!("supply locks --file {file}");
        let report = super::run_on(&mut node, key, price, &line).unwrap();
        assert_eq!(report.json().as_array().unwrap().len() as u64, locks);
        assert_eq!(node.asked["getMultipleAccounts"], 1);
        assert!(node.asked.values().sum::<usize>() <= 3, "{:?}", node.asked);
    }
}
