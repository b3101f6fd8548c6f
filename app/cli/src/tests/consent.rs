//! What is shown and asked before anything is sent.

use std::{cell::RefCell, collections::BTreeSet, path::Path, rc::Rc};

use anchor_lang::prelude::Pubkey;
use clap::{Command, CommandFactory};
use io_client::{marketplace as client, spl, Network};
use marketplace::state::Reservation;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{failing::Failing, plain::plain, run_asked, Suite, HASH};
use crate::{
    commands::Cli, consent::Ask, context::Key, errors, honours, output::OutputFormat, plan::short,
};

/// Every command that signs or sends.
const SENDS: [&str; 78] = [
    "attest",
    "burn expire",
    "burn fees",
    "burn fill",
    "burn open",
    "burn pay-council",
    "burn sweep",
    "burn update-anchor",
    "council approve",
    "council close",
    "council send",
    "decide",
    "emissions advance",
    "gov accept-authority",
    "gov apply",
    "gov cancel",
    "gov cancel-submission",
    "gov close-weight-record",
    "gov execute",
    "gov finalize",
    "gov propose",
    "gov propose-authority",
    "gov revoke-attestation",
    "gov set-delegate",
    "gov set-guardian",
    "gov submit",
    "gov suspend",
    "gov vote",
    "gov withdraw-vote",
    "keeper",
    "migrate run",
    "offer close",
    "offer create",
    "offer edit",
    "offer pause",
    "offer unpause",
    "oracle close",
    "oracle post",
    "outage",
    "pause",
    "program deploy",
    "reclaim",
    "rent autopay set",
    "rent autopay stop",
    "rent close",
    "rent dispute",
    "rent extend",
    "rent reserve",
    "rent terminate",
    "rent terminate-for-downtime",
    "rent withdraw",
    "slash apply",
    "slash execute",
    "slash propose",
    "slash withdraw",
    "stake cancel-unstake",
    "stake claim",
    "stake close",
    "stake compound",
    "stake delegate",
    "stake redelegate",
    "stake unstake",
    "stake withdraw",
    "supplier accept-owner",
    "supplier announce-end",
    "supplier cancel-unstake",
    "supplier claim",
    "supplier close",
    "supplier commission",
    "supplier decline",
    "supplier propose-owner",
    "supplier register",
    "supplier settle",
    "supplier stake",
    "supplier start",
    "supplier terminate",
    "supplier unstake",
    "supplier update",
];
/// Those that the list has no place for.
const MORE: [&str; 7] = [
    "council watch",
    "rent workload",
    "supplier serve",
    "supplier withdraw",
    "transaction send",
    "transaction sign",
    "unpause",
];

/// All of them.
pub fn sends() -> BTreeSet<&'static str> {
    SENDS.into_iter().chain(MORE).collect()
}

/// Somebody who always gives the same answer, with what was shown and asked.
pub struct Person {
    says: bool,
    pub asked: Rc<RefCell<Vec<(String, String)>>>,
}

impl Person {
    pub fn who_says(says: bool) -> Self {
        Self {
            says,
            asked: Rc::default(),
        }
    }
}

impl Ask for Person {
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        self.asked
            .borrow_mut()
            .push((shown.into(), question.into()));
        Ok(self.says)
    }
}

/// A question names the network, and who pays or signs.
pub fn check(question: &str) {
    let (action, place) = match question.split_once("? (localnet, ") {
        Some((action, place)) => (action, place),
        None => (question, question),
    };
    let who = ["wallet ", "Send on localnet, paid by ", "Sign as "];
    assert!(who.iter().any(|who| place.starts_with(who)), "{question}");
    // An amount, an object by its address, or the programs or the times.
    let programs = ["emissions", "marketplace", "fee-burn"];
    let what = action.contains(['…', '1', '2', '3', '4', '5', '6', '7', '8', '9'])
        || programs.iter().any(|name| action.contains(name))
        || action.starts_with("Send what anybody may send");
    assert!(what && question.ends_with(['?', ')']), "{question}");
}

fn leaves(command: &Command, path: &str, found: &mut BTreeSet<String>) {
    let below = command
        .get_subcommands()
        .filter(|it| it.get_name() != "help");
    let mut is_leaf = true;
    for deeper in below {
        is_leaf = false;
        let path = format!("{path} {}", deeper.get_name());
        leaves(deeper, path.trim_start(), found);
    }
    if is_leaf {
        found.insert(path.into());
    }
}

#[test]
fn every_command_that_signs_or_sends_asks() {
    let mut all = BTreeSet::new();
    leaves(&Cli::command(), "", &mut all);
    let asks: BTreeSet<&str> = all
        .iter()
        .map(String::as_str)
        .filter(|it| honours::asks(it))
        .collect();
    assert_eq!(
        asks,
        sends(),
        "a new command is one that reads, or one that asks"
    );
}

/// Sources of the command line, without its tests.
fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_string();
        if path.is_dir() && name != "tests" {
            sources(&path, found);
        } else if path.is_file() {
            found.push((name, std::fs::read_to_string(&path).unwrap()));
        }
    }
}

#[test]
fn there_is_one_way_to_send_and_it_takes_proof_of_consent() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let sends = ["network.send(", "network.send_signed(", "network.send_all("];
    let sending: Vec<&str> = all
        .iter()
        .filter(|(_, text)| sends.iter().any(|call| text.contains(call)))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(sending, ["sending.rs"]);
    // Asked by the terminal alone, for the consent alone.
    let asks: Vec<&str> = all
        .iter()
        .filter(|(_, text)| text.contains("[y/N]"))
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(asks, ["terminal.rs"]);
}

impl Suite {
    /// What `who` is shown and asked before the answer is no.
    pub fn asked(&mut self, who: &Keypair, line: &str) -> (String, String) {
        let person = Person::who_says(false);
        let asked = person.asked.clone();
        let purse = |suite: &mut Self| {
            let account = suite.economy.vm.account(&who.pubkey()).unwrap();
            account.map(|account| account.lamports)
        };
        let before = purse(self);
        let refused = self.run_asked(who, line, Some(Box::new(person)));
        let refused = refused.unwrap_err();
        assert_eq!(
            refused.to_string(),
            "not sent: the answer was not yes",
            "io {line}"
        );
        assert_eq!(errors::status(&refused), 3);
        assert_eq!(purse(self), before, "io {line}: not even a fee is paid");
        let asked = asked.borrow();
        assert_eq!(asked.len(), 1, "io {line}");
        asked[0].clone()
    }

    /// The question, with all before the network.
    pub(super) fn question(&mut self, who: &Keypair, line: &str) -> String {
        let (_, question) = self.asked(who, line);
        check(&question);
        let tail = format!("? (localnet, wallet {})", short(&who.pubkey()));
        let action = question.strip_suffix(&tail);
        action.unwrap_or_else(|| panic!("{question}")).into()
    }
}

#[test]
fn a_renter_is_asked_about_amount_time_and_reservation() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    let quote = suite.json(&renter, &format!("rent quote {offer} --gpus 2 --time 1d"));
    let locked = crate::amounts::usdc(quote["toLock"].as_u64().unwrap());
    let model = suite.json(&renter, &format!("offer show {offer}"))["model"].clone();
    let (shown, question) = suite.asked(&renter, &line);
    assert_eq!(
        question,
        format!(
            "Pay {} USDC for 2 × {} for 24 h; all of it comes back if it is not started within 30m, and what is not used if you terminate; \
             0.0003 SOL of bounty goes to the sender that closes it, or comes back if nothing is due? (localnet, wallet {})",
            crate::amounts::brief(&locked),
            model.as_str().unwrap(),
            short(&renter.pubkey())
        )
    );
    for reported in [
        "Reservation: ",
        "Supplier gets: ",
        "Comes back: ",
        "Wallet changes: ",
    ] {
        assert!(shown.contains(reported), "{reported}\n{shown}");
    }
    let leaves = format!("-{} USDC", crate::amounts::brief(&locked));
    assert!(shown.contains(&leaves), "{shown}");

    let (renter, address) = suite.rental();
    let it = short(&address);
    let extend = suite.question(&renter, &format!("rent extend {address} --time 2h"));
    assert!(
        extend.starts_with("Pay ")
            && extend.ends_with(&format!(
                " USDC for 2 h more of reservation {it}; what is not used comes back if you terminate"
            )),
        "{extend}"
    );
    suite.wait(7_200);
    let terminate = suite.question(&renter, &format!("rent terminate {address}"));
    assert!(
        terminate.starts_with(&format!("Terminate reservation {it} and get at least "))
            && terminate.ends_with(" USDC back, if it is sent within 2m"),
        "{terminate}"
    );
    let dispute = suite.question(&renter, &format!("rent dispute {address}"));
    assert!(
        dispute.starts_with(&format!(
            "Dispute what is held back of reservation {it}, for a deposit of "
        )) && dispute.contains("; it comes back if the council gives you a share by 2027-"),
        "{dispute}"
    );
    let owner = suite.supplier(0).0;
    let announce = suite.question(&owner, &format!("supplier announce-end {address}"));
    assert!(
        announce.starts_with(&format!(
            "Announce the end of reservation {it}, with notice until "
        )) && announce.contains("; from then until ")
            && announce.ends_with(" the owner may terminate it without a forfeit"),
        "{announce}"
    );
    let terminate = suite.question(&owner, &format!("supplier terminate {address}"));
    assert!(
        terminate.starts_with(&format!("Terminate reservation {it}, send "))
            && terminate.contains(" back to the renter, and forfeit ")
            && terminate.ends_with(" USDC for 1h of notice that is missing"),
        "{terminate}"
    );
    suite.wait(86_400);
    let finish = suite.question(&renter, &format!("rent close {address}"));
    assert!(
        finish.starts_with(&format!("Complete reservation {it} and send ")),
        "{finish}"
    );
}

#[test]
fn a_supplier_is_asked_about_gpus_stake_and_prices() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let (renter, it) = (suite.renter(), short(&supplier));
    let endpoint = suite.json(&owner, "supplier show")["endpoint"].clone();
    let endpoint = endpoint.as_str().unwrap().to_string();
    let other = Keypair::new_from_array([7; 32]).pubkey();
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 5");
    suite.json(&renter, &line);
    let reservation = client::reservation_address(&renter.pubkey(), 5);
    let cases = [
        (
            "supplier register --model h100-sxm --endpoint https://gpu.example --sequence 9".into(),
            "Register a supplier of H100 SXM with a commission of 10 %".into(),
        ),
        (
            "supplier unstake 1000".into(),
            format!(
                "Unstake 1,000 IO of your own from supplier {it}; it can be withdrawn from 2027-01-15 00:00:00 UTC (in 14d) on"
            ),
        ),
        (
            format!("supplier propose-owner {other}"),
            format!("Let {} become the owner of supplier {it}, with all later stake and rewards of the owner", short(&other)),
        ),
        (
            format!("supplier update --payout {other}"),
            format!(
                "Change supplier {it}: payout wallet {} → {}",
                short(&owner.pubkey()),
                short(&other)
            ),
        ),
        (
            "offer create --price 1.80 --gpus 8 --region eu-west".into(),
            format!("Offer 8 GPUs of supplier {it} for 1.8 USD a GPU-hour"),
        ),
        (
            format!("offer pause {offer}"),
            format!("Pause offer {}", short(&offer)),
        ),
        (
            "supplier update --endpoint https://new.example --max-delegated 12.5".into(),
            format!(
                "Change supplier {it}: endpoint {endpoint} → https://new.example, limit of delegated stake 184,467,440,737.09551615 IO → 12.5 IO"
            ),
        ),
    ];
    for (line, question) in cases {
        let line: String = line;
        let question: String = question;
        assert_eq!(suite.question(&owner, &line), question);
    }
    let newcomer = suite.economy.newcomer(1_000_000_000).unwrap();
    suite.json(
        &newcomer,
        "supplier register --model h100-sxm --endpoint https://gpu.example",
    );
    let stake = suite.question(&newcomer, "supplier stake 10");
    assert!(
        stake.starts_with("Stake 10 IO of your own with supplier ")
            && stake.ends_with("; it comes back 14d after you unstake"),
        "{stake}"
    );
    suite.json(&owner, &format!("offer pause {offer}"));
    assert_eq!(
        suite.question(&owner, &format!("offer unpause {offer}")),
        format!("Take reservations at offer {} again", short(&offer))
    );
    let start = suite.question(
        &owner,
        &format!("supplier start {reservation} --connection-hash {HASH}"),
    );
    assert!(
        start.starts_with(&format!(
            "Start reservation {} of 1 GPU, for ",
            short(&reservation)
        )),
        "{start}"
    );
    let decline = suite.question(&owner, &format!("supplier decline {reservation}"));
    assert!(
        decline.starts_with(&format!(
            "Decline reservation {} and send ",
            short(&reservation)
        )),
        "{decline}"
    );
    let edit = suite.question(&owner, &format!("offer edit {offer} --price 9"));
    assert!(
        edit.starts_with(&format!(
            "Change offer {}: price per GPU-hour ",
            short(&offer)
        )) && edit.ends_with(" USD → 9 USD"),
        "{edit}"
    );
    let commission = suite.question(&owner, "supplier commission 1%");
    assert!(commission.ends_with(" to 1 %"), "{commission}");
    suite.wait(2 * 3_600);
    let claim = suite.question(&owner, "supplier claim");
    let wallet = spl::wallet(&owner.pubkey(), &suite.economy.io);
    assert!(
        claim.starts_with("Claim ")
            && claim.contains(&format!(" IO of supplier {it} to {}; ", short(&wallet)))
            // Two pages of the clock.
            && claim.ends_with(" SOL of rent does not come back"),
        "{claim}"
    );
}

/// `supplier unstake` drops units and rewards: it says so before it asks.
#[test]
fn an_owner_who_unstakes_sees_what_it_does_to_units_and_rewards() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    let before: io_common::types::Supplier = suite.economy.read(&supplier).unwrap();
    let tried = suite.json(&owner, "supplier unstake ALL --dry-run");
    let number = |name: &str| tried[name].as_u64().unwrap();
    assert_eq!(number("units"), before.units.next);
    assert!(number("unitsAfter") < number("units"), "{tried}");
    assert!(
        number("ownerPerHourAfter") < number("ownerPerHour"),
        "{tried}"
    );
    assert_eq!(number("ownStakeAfter"), 0);
    suite.json(&owner, "supplier unstake ALL");
    let after: io_common::types::Supplier = suite.economy.read(&supplier).unwrap();
    assert_eq!(number("unitsAfter"), after.units.next);
}

#[test]
fn a_staker_and_the_council_are_asked_about_amounts_and_objects() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let it = short(&supplier);
    let delegate = format!("stake delegate {supplier} 2.5");
    assert_eq!(
        suite.question(&staker, &delegate),
        format!("Delegate 2.5 IO to supplier {it}; it comes back 14d after you unstake")
    );
    suite.json(&staker, &delegate);
    let (to, there) = (suite.supplier(1).1, short(&suite.supplier(1).1));
    for (line, question) in [
        (
            format!("stake unstake {supplier} 1"),
            format!(
                "Unstake 1 IO from supplier {it}; it can be withdrawn from 2027-01-15 00:00:00 UTC (in 14d) on"
            ),
        ),
        (
            format!("stake redelegate {supplier} {to} 1"),
            format!(
                "Ask to move 1 IO from supplier {it} to {there}; it can move from 2027-01-02 00:00:00 UTC (in 1d) until 2027-01-09 00:00:00 UTC (in 8d)"
            ),
        ),
    ] {
        assert_eq!(suite.question(&staker, &line), question);
    }
    let attestor = suite.economy.attestors[0].clone();
    suite
        .economy
        .vm
        .airdrop(&attestor.pubkey(), 1_000_000_000)
        .unwrap();
    suite.wait(60);
    let attest = format!("attest {supplier}=3 --evidence {HASH} --approve");
    let question = suite.question(&attestor, &attest);
    assert!(
        question.starts_with("Approve: Attest 3 GPUs of 1 supplier until "),
        "{question}"
    );
    let slash = format!("slash propose {supplier} 10 --reason 7 --evidence {HASH} --approve");
    assert_eq!(
        suite.question(&attestor, &slash),
        format!("Approve: Propose to slash supplier {it} by 10 IO for reason 7")
    );
    let authority = suite.economy.authority.clone();
    for (line, question) in [
        (
            "pause emissions marketplace",
            "Pause emissions, marketplace",
        ),
        (
            "gov propose marketplace hours 5d",
            "Propose to marketplace in 48 hours: hours 8760 → 120 h",
        ),
    ] {
        assert_eq!(suite.question(&authority, line), question);
    }
}

/// In a process of its own, whose standard error is read.
#[test]
fn with_yes_the_addresses_of_new_accounts_are_printed() {
    const CHILD: &str = "IO_TEST_PRINTS_ADDRESSES";
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    if std::env::var_os(CHILD).is_some() {
        let line =
            format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 5 --yes");
        suite.json(&renter, &line);
        return;
    }
    let name = "tests::consent::with_yes_the_addresses_of_new_accounts_are_printed";
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    let child = child.args(["--exact", name, "--nocapture"]).env(CHILD, "");
    let output = child.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{err}");
    let address = client::reservation_address(&renter.pubkey(), 5);
    let printed = format!("Reservation to be created: {address}");
    assert!(err.lines().any(|line| line == printed), "{err}");
}

#[test]
fn a_keeper_is_asked_once_before_it_starts() {
    let mut suite = Suite::new();
    suite.wait(3_600);
    let keeper = suite.economy.keeper.clone();
    let question = suite.question(&keeper, "keeper --once");
    assert_eq!(question, "Send what anybody may send, once");
    let tried = suite.json(&keeper, "keeper --once --dry-run");
    let outcomes: BTreeSet<&str> = tried
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["outcome"].as_str().unwrap())
        .collect();
    assert!(outcomes.contains("would succeed"), "{tried}");
    assert!(!outcomes.contains("done"), "{tried}");
}

#[test]
fn nobody_to_ask_is_refused_before_anything_else() {
    let mut suite = Suite::new();
    let staker = suite.staker();
    for command in sends() {
        if command.starts_with("migrate") || command.starts_with("program") {
            continue;
        }
        // Whatever its options are: what is not parsed is not refused for want of an answer.
        let line = format!("{command} --help");
        assert!(suite.run_asked(&staker, &line, None).is_err());
    }
    // Not even the supplier is looked for.
    let nowhere = Pubkey::new_unique();
    let line = format!("stake delegate {nowhere} 1");
    let refused = suite.run_asked(&staker, &line, None).unwrap_err();
    assert_eq!(errors::status(&refused), 2);
    assert_eq!(
        refused.to_string(),
        "nobody can be asked here: give --yes to send, or --dry-run to look"
    );
    let supplier = suite.supplier(0).1;
    let line = format!("stake delegate {supplier} 1");
    for free in [" --yes", " --dry-run"] {
        let report = suite.run_asked(&staker, &format!("{line}{free}"), None);
        assert!(report.is_ok(), "{free}");
    }
    assert!(suite.run_asked(&staker, "stake status", None).is_ok());
}

#[test]
fn what_is_shown_before_the_question_is_what_a_dry_run_prints() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let line = format!("stake delegate {supplier} 2.5");
    let (shown, _) = suite.asked(&staker, &line);
    let tried = suite.run(&staker, &format!("{line} --dry-run")).unwrap();
    let tried = tried.to_text(OutputFormat::Display);
    let fields = |text: &str| -> Vec<String> {
        let lines = text.lines();
        lines
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    };
    let (shown, tried) = (fields(&shown), fields(&tried));
    assert!(shown.len() > 5);
    assert_eq!(shown, tried[..shown.len()]);
    assert_eq!(tried[shown.len()], "Outcome: would succeed");
}

#[test]
fn the_wallet_changes_are_those_that_happen() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 3");
    let usdc = spl::wallet(&renter.pubkey(), &suite.economy.usdc);
    let lamports = |suite: &mut Suite| {
        let account = suite.economy.vm.account(&renter.pubkey()).unwrap();
        account.unwrap().lamports
    };
    let (purse, held) = (lamports(&mut suite), suite.economy.balance(&usdc).unwrap());
    let reserved = suite.json(&renter, &line);
    let change = &reserved["walletChanges"][0];
    assert_eq!(change["wallet"], renter.pubkey().to_string());
    let number = |name: &str| change[name].as_i64().unwrap();
    assert_eq!(number("sol"), lamports(&mut suite) as i64 - purse as i64);
    assert_eq!(
        number("usdc"),
        suite.economy.balance(&usdc).unwrap() as i64 - held as i64
    );
    assert_eq!(number("fee"), 5_000);
    // Rent of two accounts, and the bounty in one of them, which is nobody's rent.
    let bounty = number("bounty");
    assert_eq!(number("newRent") + bounty, -number("sol") - 5_000);
    let address = client::reservation_address(&renter.pubkey(), 3);
    let escrow = client::escrow_address(&address).to_string();
    assert_eq!(reserved["reservation"], address.to_string());
    let new = reserved["newAccounts"].as_array().unwrap();
    let of = |name: &str| new.iter().find(|it| it["address"] == name).unwrap();
    let of_escrow = of(&escrow);
    assert_eq!(of_escrow["what"], "escrow of the reservation");
    let rent = |it: &serde_json::Value| it["rent"].as_i64().unwrap();
    let of_both = rent(of_escrow) + rent(of(&address.to_string()));
    assert_eq!((new.len(), of_both), (2, number("newRent")));
    assert!(new.iter().all(|it| it["comesBack"] == true), "{new:?}");
    let reservation: Reservation = suite.economy.read(&address).unwrap();
    assert!(bounty > 0 && bounty == i64::from(reservation.bounty));
    assert_eq!(of(&address.to_string())["bounty"], bounty);
    assert_eq!(of_escrow["bounty"], 0);
    assert_eq!(reservation.locked as i64, -number("usdc"));
}

/// Before the question, and of the price and the limit that are sent.
#[test]
fn the_priority_fee_is_shown_beside_that_of_the_network() {
    let mut suite = Suite::new();
    let (renter, offer, price) = (suite.renter(), suite.supplier(0).2, suite.economy.price);
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let mut network = Failing::new(&mut suite.economy.vm, |_| None);
    network.price = 10_000;
    let offered = network.highest_priority_fee(1);
    assert!(offered > 0);
    let person = Person::who_says(true);
    let asked = person.asked.clone();
    let key = || Key::Loaded(renter.clone());
    let report = run_asked(&mut network, key(), price, &line, Some(Box::new(person)));
    let report = plain(report.unwrap().json());
    let (shown, _) = asked.borrow_mut().remove(0);
    let words = format!(
        "(network fee 0.000005, priority fee at most {}, rent of new accounts ",
        crate::amounts::brief(&crate::amounts::sol(offered))
    );
    assert!(shown.contains(&words), "{shown}");
    let change = &report["walletChanges"][0];
    let number = |name: &str| change[name].as_i64().unwrap();
    assert_eq!(number("priorityFee"), offered as i64);
    assert_eq!(
        -number("sol"),
        number("fee") + number("priorityFee") + number("newRent") + number("bounty")
    );
}
