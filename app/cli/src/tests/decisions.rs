//! `io council approve` and `send`: what somebody else wrote into a file is seen in words.

use std::rc::Rc;

use anchor_lang::prelude::Pubkey;
use emissions::state::Slash;
use io_common::types::Supplier;
use marketplace::state::Reservation;
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{consent::Person, Suite, HASH};

/// A file of this process, named after the test, and gone with it.
struct File(std::path::PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let name = format!("io-decision-{name}-{}.json", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::write(&path, text).unwrap();
        Self(path)
    }

    fn name(&self) -> String {
        self.0.display().to_string()
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

impl Suite {
    /// Two attestors with lamports, and the keeper.
    fn council(&mut self) -> ([Rc<Keypair>; 2], Rc<Keypair>) {
        let attestors = [0, 1].map(|place| self.economy.attestors[place].clone());
        for attestor in &attestors {
            let key = attestor.pubkey();
            self.economy.vm.airdrop(&key, 1_000_000_000).unwrap();
        }
        (attestors, self.economy.keeper.clone())
    }

    /// The report of the first approval, as a file.
    fn first_approves(&mut self, who: &Keypair, line: &str, name: &str) -> (File, Value) {
        let report = self.run(who, &format!("{line} --approve")).unwrap().json();
        (File::new(name, &report.to_string()), report)
    }

    /// What the second attestor is shown and asked; it says yes.
    fn second_approves(&mut self, who: &Keypair, file: &File) -> (String, String) {
        let person = Person::who_says(true);
        let asked = person.asked.clone();
        let line = format!("council approve {}", file.name());
        self.run_asked(who, &line, Some(Box::new(person))).unwrap();
        let mut asked = asked.borrow_mut();
        assert_eq!(asked.len(), 1);
        asked.remove(0)
    }
}

/// A line of what was shown, by its name.
fn line<'a>(shown: &'a str, name: &str) -> &'a str {
    let found = shown.lines().find_map(|line| line.strip_prefix(name));
    found
        .unwrap_or_else(|| panic!("no {name} in {shown}"))
        .trim()
}

#[test]
fn attestations_are_approved_out_of_a_file() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let supplier = suite.supplier(0).1;
    suite.wait(60);
    let attest = format!("attest {supplier}=5 --evidence {HASH} --valid-for 12h");
    let (file, report) = suite.first_approves(&first, &attest, "attest");
    assert_eq!(report["approvedBy"], 1);
    let (shown, question) = suite.second_approves(&second, &file);
    assert!(
        question.starts_with("Approve: Attest 5 GPUs of 1 supplier until 2027-01-"),
        "{question}"
    );
    let attested = line(&shown, "Attested:");
    let expected = format!("5 GPUs at {supplier}, enterprise, until 2027-01-01 ");
    let community = expected.replace("enterprise", "community");
    assert!(
        attested.starts_with(&expected) || attested.starts_with(&community),
        "{attested}"
    );
    assert_eq!(line(&shown, "Evidence:"), HASH);
    assert_eq!(line(&shown, "Hash:"), report["hash"].as_str().unwrap());
    assert_eq!(line(&shown, "Approved by:"), "2");
    suite.json(&keeper, &format!("council send {}", file.name()));
    let stored: Supplier = suite.economy.read(&supplier).unwrap();
    assert_eq!(stored.attestation.gpus, 5);
}

#[test]
fn an_outage_says_from_when_to_when() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let (_, reservation) = suite.rental();
    suite.wait(600);
    let began = suite.now();
    let down = format!("outage {reservation} down");
    let (file, _) = suite.first_approves(&first, &down, "down");
    let (_, question) = suite.second_approves(&second, &file);
    assert!(
        question.starts_with("Approve: Report 2 GPUs of reservation ")
            && question.contains(" down since 2027-01-01 "),
        "{question}"
    );
    suite.json(&keeper, &format!("council send {}", file.name()));
    suite.wait(600);
    let up = format!("outage {reservation} up");
    let (file, _) = suite.first_approves(&first, &up, "up");
    let (shown, question) = suite.second_approves(&second, &file);
    let from = io_migrations::date::utc(began);
    assert!(
        question.contains(&format!(", down from {from}")),
        "{question}"
    );
    assert!(line(&shown, "Down from:").starts_with(&from), "{shown}");
    let until = io_migrations::date::utc(began + 600);
    assert!(line(&shown, "Down until:").starts_with(&until), "{shown}");
    suite.json(&keeper, &format!("council send {}", file.name()));
    let stored: Reservation = suite.economy.read(&reservation).unwrap();
    assert_eq!(stored.outage.total, 600);
}

#[test]
fn a_verdict_says_what_the_payer_gets_back() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let (renter, reservation) = suite.rental();
    suite.wait(7_200);
    suite.json(&renter, &format!("rent terminate {reservation}"));
    suite.json(&renter, &format!("rent dispute {reservation}"));
    suite.wait(60);
    let decide = format!("decide {reservation} --payer 25%");
    let (file, report) = suite.first_approves(&first, &decide, "decide");
    let (shown, question) = suite.second_approves(&second, &file);
    let disputed = report["disputed"]["display"].as_str().unwrap();
    let deposit = report["deposit"]["display"].as_str().unwrap();
    assert!(
        question.starts_with("Approve: Decide the dispute of reservation ")
            && question.contains(&format!(": 25 % of {disputed} USDC to the payer"))
            && question.contains(&format!("the deposit of {deposit} USDC back to the payer")),
        "{question}"
    );
    for name in ["Disputed:", "Price given back:", "Deposit:", "Renter:"] {
        line(&shown, name);
    }
    let before: Reservation = suite.economy.read(&reservation).unwrap();
    suite.json(&keeper, &format!("council send {}", file.name()));
    let after: Reservation = suite.economy.read(&reservation).unwrap();
    assert!(!after.dispute.is_open() && after.payable < before.payable);
}

#[test]
fn a_slash_and_its_withdrawal_say_of_whom_how_much_and_why() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let supplier = suite.supplier(0).1;
    let propose = format!("slash propose {supplier} 10 --reason unreachable --evidence {HASH}");
    let (file, _) = suite.first_approves(&first, &propose, "slash");
    let (shown, question) = suite.second_approves(&second, &file);
    let why = "attested GPUs that were out of reach (2)";
    assert!(
        question.starts_with("Approve: Propose to slash supplier ")
            && question.contains(&format!(" by 10 IO for {why}? (localnet, ")),
        "{question}"
    );
    assert_eq!(line(&shown, "Supplier:"), supplier.to_string());
    assert_eq!(line(&shown, "Reason:"), format!("unreachable: {why}"));
    let sent = suite.json(&keeper, &format!("council send {}", file.name()));
    let slash: Pubkey = sent["slash"].as_str().unwrap().parse().unwrap();
    let stored: Slash = suite.economy.read(&slash).unwrap();
    assert_eq!((stored.amount, stored.reason), (1_000_000_000, 2));
    // The next slash of this supplier has another number.
    let (status, message) = suite.fails(&keeper, &format!("council send {}", file.name()));
    assert_eq!(status, 3);
    assert!(message.contains("whose next one is 1"), "{message}");

    let withdraw = format!("slash withdraw {slash}");
    let (file, _) = suite.first_approves(&first, &withdraw, "withdraw");
    let (_, question) = suite.second_approves(&second, &file);
    assert!(
        question.contains(" of 10 IO of supplier ") && question.contains(&format!(", for {why}")),
        "{question}"
    );
    suite.json(&keeper, &format!("council send {}", file.name()));
    assert!(suite.economy.read::<Slash>(&slash).is_err());
}

/// The words beside the decision may say anything.
#[test]
fn only_the_decision_itself_counts() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let supplier = suite.supplier(0).1;
    let propose = format!("slash propose {supplier} 10 --reason 3 --evidence {HASH}");
    let (_, report) = suite.first_approves(&first, &propose, "honest");
    let mut forged = report.clone();
    forged["amount"]["display"] = "1".into();
    forged["hash"] = "00".into();
    let file = File::new("forged-words", &forged.to_string());
    let (shown, question) = suite.second_approves(&second, &file);
    assert!(question.contains(" by 10 IO "), "{question}");
    assert_eq!(line(&shown, "Hash:"), report["hash"].as_str().unwrap());
    // Another decision is shown as what it is, and has got no approval.
    let honest = report["decision"]["data"].as_str().unwrap();
    let ten = "00ca9a3b00000000";
    assert!(honest.contains(ten));
    forged["decision"]["data"] = honest.replace(ten, "00e40b5402000000").into();
    let file = File::new("forged-decision", &forged.to_string());
    let line = format!("council approve {} --dry-run", file.name());
    let tried = suite.json(&second, &line);
    assert_eq!(tried["amountAskedFor"], 10_000_000_000_u64);
    assert_eq!(tried["approvedBy"], 1);
    let (status, message) = suite.fails(&keeper, &format!("council send {}", file.name()));
    assert_eq!(status, 2);
    assert!(message.starts_with("nobody has approved "), "{message}");
}

#[test]
fn a_file_without_a_decision_is_refused() {
    let mut suite = Suite::new();
    let ([first, _], _) = suite.council();
    let govern = suite.run(
        &suite.economy.authority.clone(),
        &format!(
            "pause marketplace --sign-only --blockhash {}",
            Pubkey::new_unique()
        ),
    );
    let pause = File::new("pause", &govern.unwrap().json().to_string());
    let supplier = suite.supplier(0).1;
    let propose = format!("slash propose {supplier} 10 --reason 3 --evidence {HASH}");
    let (_, mut report) = suite.first_approves(&first, &propose, "cut");
    let cut = report["decision"]["data"].as_str().unwrap()[..40].to_string();
    report["decision"]["data"] = cut.into();
    let cut = File::new("cut-off", &report.to_string());
    report["decision"] = 7.into();
    let number = File::new("number", &report.to_string());
    for (file, why) in [
        (&pause, "it holds no decision of the council"),
        (&number, "it holds no decision of the council"),
        (&cut, "too few bytes"),
    ] {
        for verb in ["approve", "send"] {
            let line = format!("council {verb} {}", file.name());
            let (_, message) = suite.fails(&first, &line);
            let is_reported = message.contains(why) && message.starts_with(&file.name());
            let is_signed = message.contains("io transaction send");
            assert!(is_reported || (verb == "send" && is_signed), "{message}");
        }
    }
}

/// What attestors sign together is shown in the same words, with all else that the transaction does.
#[test]
fn a_transaction_is_signed_in_words() {
    let mut suite = Suite::new();
    let ([first, second], _) = suite.council();
    let supplier = suite.supplier(0).1;
    let build = format!(
        "slash propose {supplier} 10 --reason 7 --evidence {HASH} --attestor {} --sign-only --blockhash {}",
        second.pubkey(),
        Pubkey::new_unique()
    );
    let built = suite.run(&first, &build).unwrap().json();
    let file = File::new("transaction", &built.to_string());
    let person = Person::who_says(true);
    let asked = person.asked.clone();
    let line = format!("council approve {}", file.name());
    let signed = suite.run_asked(&second, &line, Some(Box::new(person)));
    let signed = signed.unwrap().json();
    let (shown, question) = asked.borrow_mut().remove(0);
    assert!(
        question.starts_with(&format!(
            "Sign as {}: Propose to slash supplier ",
            second.pubkey()
        )) && question.contains(" by 10 IO for reason 7; fee at most 0.00001 SOL, paid by "),
        "{question}"
    );
    assert!(shown.contains("emissions: propose_slash"), "{shown}");
    assert_eq!(signed["missing"], serde_json::json!([]));
    // The same with a catch-up in front of it says so.
    suite.wait(7_200);
    let build = format!(
        "attest {supplier}=5 --evidence {HASH} --attestor {} --sign-only --blockhash {}",
        second.pubkey(),
        Pubkey::new_unique()
    );
    let built = suite.run(&first, &build).unwrap().json();
    let file = File::new("together", &built.to_string());
    let person = Person::who_says(false);
    let asked = person.asked.clone();
    let line = format!("council approve {}", file.name());
    let refused = suite.run_asked(&second, &line, Some(Box::new(person)));
    assert_eq!(
        refused.unwrap_err().to_string(),
        "not signed: the answer was not yes"
    );
    let (_, question) = asked.borrow_mut().remove(0);
    assert!(
        question.contains(": Attest 5 GPUs of 1 supplier until ")
            && question.contains("; and beside it: emissions: ")
            && question.contains("emissions: advance_clock; emissions: settle_supplier"),
        "{question}"
    );
}

/// The marketplace takes a decision as long as its approval is open, the emissions program a batch for an hour.
#[test]
fn an_approval_opened_late_is_open_for_its_whole_hour() {
    let mut suite = Suite::new();
    let ([first, second], keeper) = suite.council();
    let supplier = suite.supplier(0).1;
    let (_, reservation) = suite.rental();
    suite.wait(600);
    let made_at = suite.now();
    suite.wait(3_000);
    let outage = format!("outage {reservation} down --made-at {made_at}");
    let attest = format!("attest {supplier}=5 --evidence {HASH} --made-at {made_at}");
    let (outage_file, _) = suite.first_approves(&first, &outage, "late-outage");
    let (attest_file, _) = suite.first_approves(&first, &attest, "late-attest");
    suite.wait(900);
    suite.second_approves(&second, &outage_file);
    let (status, message) =
        suite.fails(&second, &format!("council approve {}", attest_file.name()));
    assert_eq!(status, 2, "{message}");
    assert!(
        message.contains("a batch is approved and sent within 1 h of when it is made"),
        "{message}"
    );
    suite.wait(2_700);
    suite.json(&keeper, &format!("{outage} --approved"));
    let stored: Reservation = suite.economy.read(&reservation).unwrap();
    assert!(stored.outage.since().is_some());
    // Over is over, for this one as for one that nobody has approved.
    suite.wait(1);
    let again = format!("outage {reservation} up --made-at {}", made_at + 1);
    for line in [format!("{again} --approve"), again] {
        let (status, message) = suite.fails(&first, &line);
        assert_eq!(status, 2, "{message}");
        assert!(
            message.contains("a decision is first approved within 1 h of when it is made"),
            "{message}"
        );
    }
}
