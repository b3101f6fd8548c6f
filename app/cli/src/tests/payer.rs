//! Somebody else pays for a renter: who is asked about what, and to whom what comes back goes.

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use marketplace::state::{Payee, Reservation};
use serde_json::Value;
use solana_signer::Signer;

use super::{folder::Folder, Suite, HASH};
use crate::plan::short;
use io_sim::demo::economy::Person;

/// A renter without tokens, and a payer with the file of its key.
struct Paid {
    suite: Suite,
    renter: Person,
    payer: Person,
    file: String,
    _folder: Folder,
}

impl Paid {
    fn new() -> Self {
        let mut suite = Suite::new();
        let [renter, payer] = [(); 2].map(|()| suite.economy.newcomer(0).unwrap());
        let folder = Folder::new();
        let file = folder.key("card.json", &payer);
        Self {
            suite,
            renter,
            payer,
            file,
            _folder: folder,
        }
    }

    fn reserve(&self) -> String {
        let offer = self.suite.supplier(0).2;
        format!(
            "rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH} --payer {}",
            self.file
        )
    }

    /// Reserved, and started.
    fn running(&mut self) -> Pubkey {
        let line = self.reserve();
        let reserved = self.suite.json(&self.renter, &line);
        let address = reserved["reservation"].as_str().unwrap().to_string();
        let owner = self.suite.supplier(0).0;
        let start = format!("supplier start {address} --connection-hash {HASH}");
        self.suite.json(&owner, &start);
        address.parse().unwrap()
    }

    fn usdc(&mut self, owner: &Pubkey) -> u64 {
        let wallet = spl::wallet(owner, &self.suite.economy.usdc);
        self.suite.economy.balance(&wallet).unwrap()
    }

    fn purses(&mut self) -> [u64; 2] {
        [self.renter.pubkey(), self.payer.pubkey()].map(|owner| self.usdc(&owner))
    }
}

/// Whether a report has a line for the payer.
fn names_payer(shown: &str, payer: &Pubkey) -> bool {
    let payer = payer.to_string();
    let mut lines = shown.lines();
    lines.any(|line| line.starts_with("Payer:") && line.ends_with(&payer))
}

/// What a report says of a wallet.
fn changes(report: &Value, wallet: &Pubkey) -> Value {
    let all = report["walletChanges"].as_array().unwrap();
    let wallet = wallet.to_string();
    let found = all.iter().find(|it| it["wallet"] == wallet.as_str());
    found.cloned().unwrap_or(Value::Null)
}

#[test]
fn p29_the_payer_is_named_and_its_wallet_pays_cost_rent_and_bounty() {
    let mut it = Paid::new();
    let (line, [renter, payer]) = (it.reserve(), [it.renter.pubkey(), it.payer.pubkey()]);
    let before = it.purses();
    let (shown, question) = it.suite.asked(&it.renter.clone(), &line);
    let reported = format!("Have {}, who is refunded, pay ", short(&payer));
    assert!(question.starts_with(&reported), "{question}");
    assert!(
        question.contains(" for 24 h; all of it comes back if it is not started within 30m")
            && question.contains("; 0.0003 SOL of bounty goes to the sender that closes it"),
        "{question}"
    );
    assert!(names_payer(&shown, &payer), "{shown}");

    let reserved = it.suite.json(&it.renter.clone(), &line);
    let locked = reserved["toLock"].as_u64().unwrap();
    assert_eq!(reserved["payer"], payer.to_string());
    let (of_renter, of_payer) = (changes(&reserved, &renter), changes(&reserved, &payer));
    assert_eq!(of_renter["sol"], -2 * 5_000);
    assert!(of_renter.get("newRent").is_none(), "{of_renter}");
    assert_eq!(of_payer["usdc"], -(locked as i64));
    assert_eq!(of_payer["bounty"], 300_000);
    assert!(of_payer["newRent"].as_u64().unwrap() > 0, "{of_payer}");
    assert_eq!(it.purses(), [before[0], before[1] - locked]);

    let address = reserved["reservation"].as_str().unwrap();
    let status = it
        .suite
        .json(&it.renter.clone(), &format!("rent status {address}"));
    assert_eq!(status["renter"], renter.to_string());
    assert_eq!(status["payer"], payer.to_string());
    let back = status["comesBack"].as_str().unwrap();
    let to = format!(" USDC to {}, who paid, all that is locked", short(&payer));
    assert!(back.contains(&to), "{back}");
    let of = |suite: &mut Suite, who: &Person, filter: &str| {
        let all = suite.json(who, &format!("rent status {filter}"));
        all.as_array().unwrap().len()
    };
    let (paying, renting) = (it.payer.clone(), it.renter.clone());
    assert_eq!(of(&mut it.suite, &renting, ""), 1);
    assert_eq!(of(&mut it.suite, &paying, ""), 0);
    assert_eq!(of(&mut it.suite, &paying, &format!("--payer {payer}")), 1);
}

#[test]
fn p29_a_payer_that_signs_elsewhere_is_a_missing_signer() {
    let mut it = Paid::new();
    let payer = it.payer.pubkey();
    let line = it.reserve().replace(&it.file, &payer.to_string());
    let reported =
        format!("{payer} is an address, which cannot sign: give its key, or use --sign-only");
    assert_eq!(it.suite.fails(&it.renter.clone(), &line), (2, reported));
    let later = format!("{line} --sign-only --blockhash {}", Pubkey::new_unique());
    let signed = it.suite.json(&it.renter.clone(), &later);
    assert_eq!(signed["signedBy"][0], it.renter.pubkey().to_string());
    assert_eq!(signed["missing"][0], payer.to_string());
    assert_eq!(signed["payer"], payer.to_string());
}

#[test]
fn p29_the_payer_extends_and_disputes_and_either_terminates() {
    let mut it = Paid::new();
    let address = it.running();
    let (renter, payer) = (it.renter.clone(), it.payer.clone());
    it.suite.wait(7_200);
    let only = format!(
        "only its payer {} may: give its key with -k",
        payer.pubkey()
    );
    for command in [
        format!("rent extend {address} --time 2h"),
        format!("rent dispute {address}"),
    ] {
        assert_eq!(it.suite.fails(&renter, &command), (2, only.clone()));
        let done = it.suite.json(&payer, &command);
        assert_eq!(done["renter"], renter.pubkey().to_string());
    }
    let stranger = it.suite.economy.newcomer(0).unwrap();
    let terminate = format!("rent terminate {address}");
    let only = format!(
        "only its renter {} and its payer {} may: give the key of one with -k",
        renter.pubkey(),
        payer.pubkey()
    );
    assert_eq!(it.suite.fails(&stranger, &terminate), (2, only));

    let before = it.purses();
    let (_, question) = it.suite.asked(&payer, &terminate);
    assert!(question.contains(" and get "), "{question}");
    let (_, question) = it.suite.asked(&renter, &terminate);
    let gives = format!(" and give its payer {} ", short(&payer.pubkey()));
    assert!(question.contains(&gives), "{question}");
    let done = it.suite.json(&renter, &terminate);
    let refund = done["refund"].as_u64().unwrap();
    assert_eq!(done["payer"], payer.pubkey().to_string());
    assert_eq!(changes(&done, &payer.pubkey())["usdc"], refund);
    assert_eq!(it.purses(), [before[0], before[1] + refund]);
}

#[test]
fn p29_what_could_not_be_paid_is_withdrawn_by_the_payer_alone() {
    let mut it = Paid::new();
    let address = it.running();
    let (renter, payer, usdc) = (it.renter.clone(), it.payer.clone(), it.suite.economy.usdc);
    it.suite.wait(7_200);
    let elsewhere = it.suite.another(&payer.pubkey(), &usdc);
    it.suite.freeze(&spl::wallet(&payer.pubkey(), &usdc));
    let done = it.suite.json(&renter, &format!("rent terminate {address}"));
    assert_eq!(done["owedToThePayer"], done["refund"]);
    let why = done["notPaid"].as_str().unwrap();
    let by = format!(", as {}, who paid", short(&payer.pubkey()));
    assert!(why.ends_with(&by), "{why}");
    let withdraw = format!("rent withdraw {address} --to {elsewhere}");
    let refused = format!(
        "refunds go to {}, who paid, not to the renter: give its key with -k",
        payer.pubkey()
    );
    assert_eq!(it.suite.fails(&renter, &withdraw), (2, refused));
    let reservation: Reservation = it.suite.economy.read(&address).unwrap();
    let owed = reservation.owed(Payee::Payer).unwrap();
    assert_eq!(it.suite.json(&payer, "balance")["owedInUsdc"], owed);
    assert_eq!(it.suite.json(&renter, "balance")["owedInUsdc"], 0);
    assert_eq!(it.suite.json(&payer, &withdraw)["withdrawn"], owed);
}

#[test]
fn p29_each_end_shows_that_the_payer_is_refunded() {
    let mut it = Paid::new();
    let line = it.reserve();
    let address = it.suite.json(&it.renter.clone(), &line)["reservation"].clone();
    let address = address.as_str().unwrap();
    let owner = it.suite.supplier(0).0;
    let who = format!("{}, who paid", short(&it.payer.pubkey()));
    let (shown, question) = it
        .suite
        .asked(&owner, &format!("supplier decline {address}"));
    assert!(question.contains(&format!(" back to {who}")), "{question}");
    assert!(names_payer(&shown, &it.payer.pubkey()), "{shown}");
    it.suite.wait(3 * 3_600);
    let (shown, question) = it.suite.asked(&owner, &format!("rent close {address}"));
    assert!(question.contains(&format!(" back to {who}")), "{question}");
    let because = format!("everything goes back to {who}");
    assert!(shown.contains(&because), "{shown}");
}
