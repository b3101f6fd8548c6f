//! Limits, what there is, and from when on, in the refusals of the programs; and what an answer leaves no question about.

use io_client::Network;
use io_common::{constants::ONE_IO, types::Supplier};
use io_vm::Vm;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Suite, HASH};
use crate::{amounts::brief, report::Cell};

impl Suite {
    /// That a command fails with `status`, and with all of `reported` in its message.
    fn refuses(&mut self, who: &Keypair, line: &str, status: u8, reported: &[&str]) {
        let (found, message) = self.fails(who, line);
        assert_eq!(found, status, "io {line}: {message}");
        for reported in reported {
            assert!(
                message.contains(reported),
                "io {line}: {reported} in: {message}"
            );
        }
    }
}

#[test]
fn a_limit_is_named_with_its_number() {
    let mut suite = Suite::new();
    let (staker, (owner, supplier, _)) = (suite.staker(), suite.supplier(0));
    let config: emissions::state::Config = suite
        .economy
        .read(&io_common::addresses::EMISSIONS_CONFIG.address)
        .unwrap();
    let least = Cell::Io(config.min_delegation).brief();
    let below = crate::amounts::io(config.min_delegation.div_euclid(2));
    let reported = format!("): at least {least}; nothing was sent");
    suite.refuses(
        &staker,
        &format!("stake delegate {supplier} {}", brief(&below)),
        3,
        &["(BelowMinDelegation, ", &reported],
    );
    let most = Cell::Bps(config.max_commission_bps.into()).brief();
    let newcomer = suite.economy.newcomer(0).unwrap();
    let register =
        "supplier register --model h100-sxm --endpoint https://gpu.example --commission 99%";
    suite.refuses(
        &newcomer,
        register,
        3,
        &[
            "(CommissionTooHigh, ",
            &format!(": at most {most}; nothing was sent"),
        ],
    );
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    let to = suite.supplier(1).1;
    let line = format!("stake redelegate {supplier} {to} 99999");
    suite.refuses(
        &staker,
        &line,
        2,
        &[
            "99,999 IO are more than the active stake",
            ": give at most that, or ALL",
        ],
    );
    suite.rental();
    suite.refuses(
        &owner,
        "supplier unstake ALL",
        3,
        &[
            "(BacksReservations, ",
            " IO back none of the 2 reserved GPUs, the last of them until 20",
        ],
    );
}

/// Also of what was signed without a simulation, and of a part that comes later.
#[test]
fn a_limit_is_named_wherever_a_transaction_is_refused() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let mut stored: Supplier = suite.economy.read(&supplier).unwrap();
    let nonce = suite.nonce(&staker.pubkey());
    let below = crate::amounts::io(stored.min_delegation);
    let below = brief(&below);
    let build = format!("stake delegate {supplier} {below} --nonce {nonce} --sign-only");
    let signed = suite.json(&staker, &build);
    // The limit rises once it is signed.
    stored.min_delegation *= 2;
    let least = Cell::Io(stored.min_delegation).brief();
    let mut account = suite.economy.vm.account(&supplier).unwrap().unwrap();
    account.data[8..].copy_from_slice(bytemuck::bytes_of(&stored));
    suite.economy.vm.set_account(supplier, account).unwrap();
    let signed = signed["transaction"].as_str().unwrap().to_string();
    let reported = format!("): at least {least}; nothing was sent");
    let parts = ["(BelowMinDelegation, ", reported.as_str()];
    for line in [
        format!("transaction send {signed}"),
        format!("transaction send {signed} --dry-run"),
        format!("stake delegate {supplier} {below} --nonce {nonce}"),
    ] {
        suite.refuses(&staker, &line, 3, &parts);
    }
    // After a catch-up in front of it the rest is refused, and something was sent.
    suite.wait(3_600);
    let keeper = suite.economy.keeper.clone();
    let (status, message) = suite.fails(&keeper, &format!("transaction send {signed}"));
    assert_eq!(status, 3);
    assert!(
        message.starts_with("executed: ") && message.ends_with(&format!("): at least {least}")),
        "{message}"
    );
}

#[test]
fn a_time_is_named_from_which_it_is_possible() {
    let mut suite = Suite::new();
    let (staker, (owner, supplier, _)) = (suite.staker(), suite.supplier(0));
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    let withdraw = format!("stake withdraw {supplier}");
    let none = "nothing to withdraw: no stake has cooled";
    assert_eq!(suite.fails(&staker, &withdraw), (3, none.into()));
    suite.json(&staker, &format!("stake unstake {supplier} 2"));
    suite.wait(60);
    suite.json(&staker, &format!("stake unstake {supplier} 1"));
    suite.refuses(
        &staker,
        &withdraw,
        3,
        &["; 2 IO can be withdrawn from 20", " UTC (in 13d 23h) on"],
    );
    suite.json(&owner, "supplier unstake 1");
    suite.refuses(
        &owner,
        "supplier withdraw",
        3,
        &["no own stake has cooled; 1 IO can be withdrawn from 20"],
    );
    let (_, reservation) = suite.rental();
    let now = suite.now();
    let attestor = suite.economy.attestors[0].clone();
    suite
        .economy
        .vm
        .airdrop(&attestor.pubkey(), ONE_IO * 100)
        .unwrap();
    let other = suite.economy.attestors[1].clone();
    let file = super::folder::Folder::new();
    let key = file.key("other.json", &other);
    let line = format!("outage {reservation} down --attestor {key} --made-at {now}");
    suite.refuses(
        &attestor,
        &line,
        3,
        &["(StaleDecision, ", "it has to be after the start, at 20"],
    );
}

#[test]
fn who_is_missing_or_wrong_among_the_attestors_is_named() {
    let mut suite = Suite::new();
    let (renter, supplier) = (suite.renter(), suite.supplier(0).1);
    let attestor = suite.economy.attestors[0].clone();
    suite
        .economy
        .vm
        .airdrop(&attestor.pubkey(), ONE_IO * 100)
        .unwrap();
    suite.wait(60);
    let attest = format!("attest {supplier}=3 --evidence {HASH}");
    suite.refuses(
        &attestor,
        &attest,
        3,
        &[
            "(NotAgreed, ",
            "1 of 2 needed attestors",
            "--attestor",
            "--approve",
        ],
    );
    let file = super::folder::Folder::new();
    let key = file.key("renter.json", &renter);
    let named = format!("no attestor of the council: {} (", renter.pubkey());
    suite.refuses(
        &attestor,
        &format!("{attest} --attestor {key}"),
        3,
        &["(NotAnAttestor, ", &named],
    );
}

#[test]
fn what_is_taken_or_open_is_named() {
    let mut suite = Suite::new();
    let (renter, (owner, _, offer)) = (suite.renter(), suite.supplier(0));
    let authority = suite.economy.authority.clone();
    suite.refuses(
        &authority,
        "gov apply emissions 7",
        2,
        &["emissions has no proposal 7: `io gov show emissions`"],
    );
    let reserve = format!("rent reserve {offer} --time 1h --connection-key {HASH} --max 1IO");
    suite.refuses(&renter, &reserve, 2, &["--max: ", "not an amount of USDC"]);
    suite.json(&owner, &format!("offer edit {offer} --currencies usdc"));
    suite.refuses(
        &renter,
        &format!("rent quote {offer} --time 1h --currency io"),
        3,
        &["(CurrencyNotTaken): it takes USDC"],
    );
    suite.refuses(
        &owner,
        &format!("offer edit {offer}"),
        2,
        &["nothing to change", "--price"],
    );
}

#[test]
fn an_offer_says_why_fewer_gpus_are_free() {
    let mut suite = Suite::new();
    let (renter, (owner, supplier, offer)) = (suite.renter(), suite.supplier(0));
    let it: Supplier = suite.economy.read(&supplier).unwrap();
    let attested = it.attestation.gpus;
    let person = super::consent::Person::who_says(false);
    let asked = person.asked.clone();
    let create = "offer create --price 1 --gpus 400 --region eu";
    assert!(suite
        .run_asked(&owner, create, Some(Box::new(person)))
        .is_err());
    let question = asked.borrow()[0].1.clone();
    assert!(
        question.contains(&format!(", of which {attested} are attested: ")),
        "{question}"
    );
    suite.json(&owner, "supplier unstake ALL");
    let shown = suite.json(&renter, &format!("offer show {offer}"));
    let why = format!("its supplier's stake backs 0 of {attested} attested GPUs");
    assert_eq!(
        (&shown["freeGpus"], &shown["whyNoMoreAreFree"]),
        (&0.into(), &why.clone().into())
    );
    suite.refuses(
        &renter,
        &format!("rent quote {offer} --time 1h"),
        3,
        &["no GPU of this offer is free", &why],
    );
}

#[test]
fn the_most_hours_of_a_list_are_those_in_the_currency_asked_for() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let most = |suite: &mut Suite, currency: &str| {
        let listed = suite.json(&renter, &format!("offer list --currency {currency}"));
        let row = listed.as_array().unwrap()[0].clone();
        let offer = row["offer"].as_str().unwrap().to_string();
        (
            row["maxHours"].clone(),
            suite.json(&renter, &format!("offer show {offer}")),
        )
    };
    let (hours, shown) = most(&mut suite, "io");
    assert_eq!(hours, shown["maxHoursInIo"]);
    assert_ne!(hours, shown["maxHours"]);
    let (hours, shown) = most(&mut suite, "usdc");
    assert_eq!(hours, shown["maxHours"]);
}

#[test]
fn a_supplier_is_pointed_to_its_own_commands() {
    let mut suite = Suite::new();
    let (renter, (owner, _, offer)) = (suite.renter(), suite.supplier(0));
    let line = format!("rent reserve {offer} --time 1h --connection-key {HASH} --number 3");
    let reservation = suite.json(&renter, &line)["reservation"]
        .as_str()
        .unwrap()
        .to_string();
    for line in ["supplier terminate", "supplier settle --reservation"] {
        let decline = format!("`io supplier decline {reservation}`");
        suite.refuses(
            &owner,
            &format!("{line} {reservation}"),
            3,
            &["it waits for its start until ", &decline],
        );
    }
    suite.json(
        &owner,
        &format!("supplier start {reservation} --connection-hash {HASH}"),
    );
    let terminate = format!(
        "to end it before: `io supplier announce-end {reservation}`, and after the notice `io supplier terminate {reservation}`, as the owner"
    );
    suite.refuses(
        &owner,
        &format!("supplier decline {reservation}"),
        3,
        &["(NotReserved)", &terminate],
    );
    // The renter finds the endpoint where it finds the hash.
    let status = suite.json(&renter, &format!("rent status {reservation}"));
    assert!(
        status["supplierEndpoint"]
            .as_str()
            .is_some_and(|it| it.contains("://")),
        "{status}"
    );
    suite.wait(1_800);
    let tried = suite.json(
        &owner,
        &format!("supplier terminate {reservation} --dry-run"),
    );
    assert!(tried["forfeited"].as_u64().unwrap() > 0);
}

#[test]
fn stake_that_has_cooled_is_said_to_be_withdrawable_and_what_comes_after() {
    let mut suite = Suite::new();
    let (staker, supplier) = (
        suite.economy.newcomer(5_000_000_000).unwrap(),
        suite.supplier(0).1,
    );
    let empty = suite.run(&staker, "stake status").unwrap();
    assert!(
        empty.notes[0].contains("has not delegated to any supplier"),
        "{:?}",
        empty.notes
    );
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    suite.json(&staker, &format!("stake unstake {supplier} ALL"));
    let state = |suite: &mut Suite| suite.json(&staker, "stake status")[1]["state"].clone();
    assert_eq!(state(&mut suite), "cooling (unstake request 0)");
    suite.wait(15 * 86_400);
    assert_eq!(state(&mut suite), "can be withdrawn (unstake request 0)");
    let next = format!("next: io stake withdraw {supplier}");
    let report = suite.run(&staker, "stake status").unwrap();
    assert!(report.notes.contains(&next), "{:?}", report.notes);
    let done = suite
        .run(&staker, &format!("stake withdraw {supplier}"))
        .unwrap();
    let close = format!("next: io stake close {supplier}: ");
    assert!(
        done.notes.iter().any(|it| it.starts_with(&close)),
        "{:?}",
        done.notes
    );
}

#[test]
fn a_rise_of_the_commission_is_announced_for_a_day_and_taken_back_by_name() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    suite.json(&owner, "supplier commission 4%");
    let ask = |suite: &mut Suite, line: &str| {
        let person = super::consent::Person::who_says(false);
        let asked = person.asked.clone();
        let refused = suite.run_asked(&owner, line, Some(Box::new(person)));
        assert!(refused.is_err());
        let asked = asked.borrow();
        asked[0].1.clone()
    };
    suite.refuses(
        &owner,
        "supplier commission 4%",
        3,
        &["nothing to change: the commission is 4 % already"],
    );
    let rise = ask(&mut suite, "supplier commission 30%");
    assert!(
        rise.contains(" from 4 % to 30 % from 2027-01-15 "),
        "{rise}"
    );
    suite.json(&owner, "supplier commission 30%");
    let back = ask(&mut suite, "supplier commission 4%");
    assert!(
        back.starts_with("Take back the rise of the commission of supplier "),
        "{back}"
    );
    assert!(
        back.contains(" to 30 %, announced for 2027-01-15 ") && back.contains(": it stays 4 %?"),
        "{back}"
    );
    suite.refuses(
        &owner,
        "supplier commission 20%",
        3,
        &["30 % is announced", "`io supplier commission 4%`"],
    );
    suite.json(&owner, "supplier commission 4%");
    let it: Supplier = suite.economy.read(&supplier).unwrap();
    assert_eq!((it.commission.bps, it.commission.next_from), (400, 0));
}

#[test]
fn own_stake_is_that_before_and_after() {
    let mut suite = Suite::new();
    let owner = suite.economy.newcomer(5_000_000_000).unwrap();
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    let supplier = suite.json(&owner, register)["supplier"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    let own = |suite: &mut Suite| {
        let it: Supplier = suite.economy.read(&supplier).unwrap();
        it.stake.own
    };
    let before = own(&mut suite);
    for line in ["supplier stake 10", "supplier unstake 2"] {
        let before = own(&mut suite);
        let done = suite.json(&owner, line);
        assert_eq!(
            (&done["ownStake"], &done["ownStakeAfter"]),
            (&before.into(), &own(&mut suite).into()),
            "{line}"
        );
    }
    assert_eq!(own(&mut suite) - before, 800_000_000);
}

#[test]
fn a_reason_is_the_word_that_was_typed_for_programs_too() {
    let cell = crate::slash::reason(3);
    assert!(cell.display().starts_with("tampering: "));
    let row = crate::report::Report::fields(vec![("Reason", cell)]);
    assert_eq!(
        row.to_text(crate::output::OutputFormat::JsonCompact),
        r#"{"reason":"tampering"}"#
    );
    let unnamed = crate::report::Report::fields(vec![("Reason", crate::slash::reason(7))]);
    assert_eq!(
        unnamed.to_text(crate::output::OutputFormat::JsonCompact),
        r#"{"reason":7}"#
    );
}
