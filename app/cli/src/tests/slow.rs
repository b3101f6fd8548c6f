//! Every command that signs, for a person who takes a minute for each answer, across the end of an hour.

use std::{collections::BTreeSet, rc::Rc};

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::{HOUR, ONE_USDC},
};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    burn::share,
    consent::{check, sends},
    folder::Folder,
    meanwhile::{beside, opening},
    moving::{answered, Answered},
    votes::{file, realm, rules},
    Suite, HASH,
};
use crate::commands;

/// Seconds for an answer.
const SECONDS: i64 = 61;
/// They work on a file and several keys, and are tested beside their code; or renter and service work together, which the tests of
/// the local network do.
const ELSEWHERE: [&str; 6] = [
    "migrate run",
    "oracle close",
    "oracle post",
    "program deploy",
    "rent workload",
    "supplier serve",
];

/// What somebody does, one command after the other.
struct Story<'a> {
    suite: Suite,
    done: &'a mut BTreeSet<String>,
}

impl<'a> Story<'a> {
    fn new(done: &'a mut BTreeSet<String>) -> Self {
        Self {
            suite: Suite::new(),
            done,
        }
    }

    /// Half a minute before the end of the hour, so that the first answer comes in the next one.
    fn late(&mut self, who: &Keypair, line: &str) -> Value {
        let left = HOUR - self.suite.now().rem_euclid(HOUR);
        self.suite.wait(left - SECONDS.div_euclid(2));
        self.now(who, line)
    }

    /// At once.
    fn now(&mut self, who: &Keypair, line: &str) -> Value {
        let words = std::iter::once("io").chain(line.split_whitespace());
        let (_, path) = commands::read(words).unwrap();
        self.done.insert(path);
        let Answered { asked, report } = answered(&mut self.suite, who, line, SECONDS, 0);
        let report = report.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
        assert!((1..=2).contains(&asked.len()), "io {line}: {asked:#?}");
        for (_, question) in &asked {
            check(question);
        }
        report
    }

    /// A reservation of two GPUs that has started.
    fn rental(&mut self) -> (Rc<Keypair>, Rc<Keypair>, Pubkey) {
        let (renter, (owner, _, offer)) = (self.suite.renter(), self.suite.supplier(0));
        let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
        let address = text(&self.late(&renter, &line), "reservation");
        let line = format!("supplier start {address} --connection-hash {HASH}");
        self.now(&owner, &line);
        (renter, owner, address.parse().unwrap())
    }

    /// What two attestors sign with, as options, and their keys.
    fn council(&mut self, folder: &Folder) -> (String, [Rc<Keypair>; 2]) {
        let attestors = [0, 1].map(|place| self.suite.economy.attestors[place].clone());
        for attestor in &attestors {
            let key = attestor.pubkey();
            self.suite.economy.vm.airdrop(&key, 1_000_000_000).unwrap();
        }
        let keys = [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
        let [first, second] = keys;
        (format!("--attestor {first} --attestor {second}"), attestors)
    }
}

fn text(report: &Value, name: &str) -> String {
    let found = report[name].as_str();
    found.unwrap_or_else(|| panic!("{name}: {report}")).into()
}

fn staker(it: &mut Story) {
    let who = it.suite.economy.newcomer(100_000_000_000).unwrap();
    let [from, to] = [0, 1].map(|place| it.suite.supplier(place).1);
    it.late(&who, &format!("stake delegate {from} 500"));
    it.late(&who, &format!("stake unstake {from} 10"));
    it.late(&who, &format!("stake cancel-unstake {from} 0"));
    it.late(&who, &format!("stake claim {from}"));
    it.suite.wait(HOUR);
    it.late(&who, &format!("stake compound {from}"));
    it.late(&who, &format!("stake redelegate {from} {to} 5"));
    it.late(&who, &format!("stake redelegate {from} {to} --cancel"));
    it.late(&who, &format!("stake redelegate {from} {to} 5"));
    it.suite.wait(24 * HOUR);
    it.late(&who, &format!("stake redelegate {from} {to}"));
    // Its attestation is over by now, and is over for longer with each look.
    it.late(&who, &format!("stake delegate {from} 5"));
    it.late(&who, &format!("stake unstake {from} ALL"));
    it.suite.wait(14 * 24 * HOUR);
    it.late(&who, &format!("stake withdraw {from}"));
    it.late(&who, &format!("stake close {from}"));
}

fn supplier(it: &mut Story) {
    let owner = it.suite.economy.newcomer(100_000_000_000).unwrap();
    let (heir, operator) = (it.suite.staker(), it.suite.renter().pubkey());
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    let supplier = text(&it.late(&owner, register), "supplier");
    it.late(&owner, "supplier stake ALL");
    it.late(&owner, "supplier commission 5%");
    it.late(&owner, &format!("supplier update --operator {operator}"));
    let create = "offer create --price 1.50 --gpus 4 --region eu-west";
    let offer = text(&it.late(&owner, create), "offer");
    it.late(&owner, &format!("offer edit {offer} --price 1.25"));
    it.late(&owner, &format!("offer pause {offer}"));
    it.late(&owner, &format!("offer unpause {offer}"));
    it.late(&owner, &format!("offer close {offer}"));
    it.late(&owner, "supplier unstake 10");
    it.late(&owner, "supplier cancel-unstake 0");
    it.late(&owner, "supplier unstake ALL");
    it.late(&owner, &format!("supplier propose-owner {}", heir.pubkey()));
    it.late(&heir, &format!("supplier accept-owner {supplier}"));
    it.suite.wait(14 * 24 * HOUR);
    let holder = owner.pubkey();
    let withdraw = format!("supplier withdraw --supplier {supplier} --holder {holder}");
    it.late(&heir, &withdraw);
    it.late(&heir, &format!("supplier close --supplier {supplier}"));
}

fn rewards(it: &mut Story) {
    let owner = it.suite.supplier(0).0;
    it.suite.wait(HOUR);
    it.late(&owner, "supplier settle");
    it.late(&owner, "supplier claim");
}

fn disputed(it: &mut Story) {
    let folder = Folder::new();
    let (council, _) = it.council(&folder);
    let keeper = it.suite.economy.keeper.clone();
    let (renter, owner, address) = it.rental();
    it.late(&renter, &format!("rent extend {address} --time 1d"));
    let set = format!("rent autopay set {address} --max-price 100 --limit 5000");
    it.late(&renter, &set);
    it.late(&renter, &format!("rent autopay stop {address}"));
    it.suite.wait(26 * HOUR);
    it.late(&owner, &format!("supplier settle --reservation {address}"));
    it.late(&keeper, &format!("burn sweep {address}"));
    it.late(&renter, &format!("rent terminate {address}"));
    it.late(&renter, &format!("rent dispute {address}"));
    it.late(&keeper, &format!("decide {address} --payer 25% {council}"));
    it.suite.wait(24 * HOUR);
    it.late(&renter, &format!("rent close {address}"));
}

fn declined(it: &mut Story) {
    let (renter, (owner, _, offer)) = (it.suite.renter(), it.suite.supplier(0));
    let line = format!("rent reserve {offer} --time 1h --currency io --connection-key {HASH}");
    let address = text(&it.late(&renter, &line), "reservation");
    it.now(&owner, &format!("supplier decline {address}"));
}

fn terminated(it: &mut Story) {
    let (renter, owner, address) = it.rental();
    let usdc = it.suite.economy.usdc;
    let elsewhere = it.suite.another(&renter.pubkey(), &usdc);
    it.suite.freeze(&spl::wallet(&renter.pubkey(), &usdc));
    it.late(&owner, &format!("supplier announce-end {address}"));
    it.late(&owner, &format!("supplier terminate {address}"));
    let line = format!("rent withdraw {address} --to {elsewhere}");
    it.late(&renter, &line);
}

fn broken(it: &mut Story) {
    let folder = Folder::new();
    let (council, _) = it.council(&folder);
    let keeper = it.suite.economy.keeper.clone();
    let (renter, _, address) = it.rental();
    it.late(&keeper, &format!("outage {address} down {council}"));
    it.suite.wait(3 * HOUR);
    it.late(&renter, &format!("rent terminate-for-downtime {address}"));
    it.suite.wait(24 * HOUR);
    it.late(&renter, &format!("rent close {address}"));
    let supplier = it.suite.supplier(0).1;
    it.late(&keeper, &format!("slash propose {supplier} --breach"));
}

fn council(it: &mut Story) {
    let folder = Folder::new();
    let (council, [first, second]) = it.council(&folder);
    let (keeper, authority) = (
        it.suite.economy.keeper.clone(),
        it.suite.economy.authority.clone(),
    );
    let supplier = it.suite.supplier(0).1;
    it.late(
        &keeper,
        &format!("attest {supplier}=5 --evidence {HASH} {council}"),
    );
    let propose = format!("slash propose {supplier} 10 --reason 1 --evidence {HASH}");
    // Its report is read by the next attestor.
    let approve = format!("{propose} --approve");
    it.late(&first, &approve);
    let report = it.suite.run(&first, &format!("{approve} --dry-run"));
    let report = report.unwrap().json();
    let file = folder.write("slash.json", report.to_string());
    it.now(&second, &format!("council approve {file}"));
    let opened = it.now(&keeper, &format!("council send {file}"));
    let slash = text(&opened, "slash");
    // Of which a staker bears a part.
    let much = beside(&mut it.suite, &supplier);
    let staker = it.suite.economy.newcomer(much).unwrap();
    let delegate = format!("stake delegate {supplier} ALL");
    it.suite.json(&staker, &delegate);
    let propose = opening(&mut it.suite, &folder, &supplier);
    let another = text(&it.late(&keeper, &propose), "slash");
    it.late(&keeper, &format!("slash apply {another}"));
    let withdraw = format!("slash withdraw {another} --as-authority");
    it.late(&authority, &withdraw);
    let attest = format!("attest {supplier}=5 --evidence {HASH} --approve");
    let hash = text(&it.late(&first, &attest), "hash");
    it.suite.wait(HOUR);
    it.late(&keeper, &format!("council close {hash}"));
    it.suite.wait(30 * 24 * HOUR);
    it.late(&keeper, &format!("slash execute {slash}"));
    // No attestation is left, so that no endpoint is asked.
    let evidence = folder.file("evidence");
    it.late(
        &first,
        &format!("council watch --once --private --evidence {evidence}"),
    );
}

fn governance(it: &mut Story) {
    let (authority, keeper) = (
        it.suite.economy.authority.clone(),
        it.suite.economy.keeper.clone(),
    );
    let attestor = it.suite.economy.attestors[0].pubkey();
    let (heir, supplier) = (it.suite.staker(), it.suite.supplier(0).1);
    it.suite.wait(HOUR);
    it.late(&keeper, "emissions advance");
    for number in [0, 1] {
        it.late(&authority, "gov propose emissions unstake-cooldown 21d");
        if number == 1 {
            it.late(&authority, "gov cancel emissions 1");
        }
    }
    it.suite.wait(48 * HOUR);
    it.late(&keeper, "gov apply emissions 0");
    it.late(&authority, "pause emissions marketplace");
    it.late(&authority, "unpause emissions marketplace");
    it.late(&authority, &format!("gov revoke-attestation {supplier}"));
    it.late(&authority, &format!("gov suspend {attestor}"));
    let heirs = heir.pubkey();
    it.late(&authority, &format!("gov set-guardian {heirs} marketplace"));
    it.late(
        &authority,
        &format!("gov propose-authority {heirs} marketplace"),
    );
    it.late(&heir, "gov accept-authority marketplace");
}

fn votes(it: &mut Story) {
    let (folder, at) = (Folder::new(), realm(&mut it.suite, &rules()));
    let authority = it.suite.economy.authority.clone();
    let offer = format!("gov propose-authority {} fee-burn emissions", at.governance);
    it.suite.json(&authority, &offer);
    let who = it.suite.economy.newcomer(1_000_000_000_000).unwrap();
    let (supplier, friend) = (it.suite.supplier(0).1, it.suite.renter().pubkey());
    it.suite
        .json(&who, &format!("stake delegate {supplier} ALL"));
    it.late(&who, &format!("gov set-delegate {friend}"));
    let file = file(&mut it.suite, &at, &folder, "gov accept-authority fee-burn");
    let submit = format!("gov submit {file} --name Test");
    let proposal = text(&it.late(&who, &submit), "realmProposal");
    it.late(&who, &format!("gov vote {proposal} no"));
    it.late(&who, &format!("gov withdraw-vote {proposal}"));
    it.late(&who, &format!("gov vote {proposal} yes"));
    let draft = text(
        &it.late(&who, &format!("{submit}2 --draft")),
        "realmProposal",
    );
    it.late(&who, &format!("gov cancel-submission {draft}"));
    it.suite.wait(7 * 24 * HOUR);
    it.late(&who, &format!("gov finalize {proposal}"));
    it.suite.wait(24 * HOUR);
    it.late(&who, &format!("gov execute {proposal}"));
    it.late(&who, "gov close-weight-record");
}

fn burn(it: &mut Story) {
    let (keeper, filler, authority) = (
        it.suite.economy.keeper.clone(),
        it.suite.economy.filler.clone(),
        it.suite.economy.authority.clone(),
    );
    share(&mut it.suite, &authority.pubkey());
    let (io, usdc) = (it.suite.economy.io, it.suite.economy.usdc);
    let (owner, mints) = (filler.pubkey(), authority.pubkey());
    let give = [
        spl::mint_to(&usdc, &USDC_VAULT.address, &mints, 100_000 * ONE_USDC),
        spl::transfer(&spl::wallet(&owner, &io), &IO_VAULT.address, &owner, 7),
    ];
    let economy = &mut it.suite.economy;
    economy.send(&give, &[&authority, &filler]).unwrap();
    it.suite.wait(2 * HOUR);
    it.late(&keeper, "burn update-anchor");
    it.late(&keeper, "burn fees");
    it.late(&keeper, "burn pay-council usdc");
    it.late(&keeper, "burn open");
    it.now(&filler, "burn fill 25");
    it.suite.wait(900);
    it.now(&keeper, "burn expire");
}

fn transactions(it: &mut Story) {
    let (staker, supplier) = (it.suite.staker(), it.suite.supplier(0).1);
    let (me, keeper) = (staker.pubkey(), it.suite.economy.keeper.clone());
    let nonce = it.suite.nonce(&me);
    let build = format!("stake delegate {supplier} 1 --nonce {nonce} --sign-only");
    let build = format!("{build} --keypair {me}");
    let unsigned = text(&it.suite.json(&staker, &build), "transaction");
    let signed = it.now(&staker, &format!("transaction sign {unsigned}"));
    let signed = text(&signed, "transaction");
    // It needs a catch-up from the next hour on.
    it.late(&keeper, &format!("transaction send {signed}"));
    it.late(&keeper, "keeper --once");
    let nonce = it.suite.nonce(&me);
    let build = format!("pause marketplace --nonce {nonce} --nonce-authority {me} --sign-only");
    let authority = it.suite.economy.authority.clone();
    let half = text(&it.suite.json(&authority, &build), "transaction");
    let whole = text(
        &it.now(&staker, &format!("transaction sign {half}")),
        "transaction",
    );
    it.late(&keeper, &format!("transaction send {whole}"));
    it.suite.cheaper();
    let owner = it.suite.supplier(0).0;
    it.late(&owner, "reclaim");
}

#[test]
fn who_takes_a_minute_for_each_answer_is_asked_at_most_twice() {
    let mut done = BTreeSet::new();
    let stories: [fn(&mut Story); 12] = [
        staker,
        supplier,
        rewards,
        disputed,
        declined,
        terminated,
        broken,
        council,
        governance,
        votes,
        burn,
        transactions,
    ];
    for story in stories {
        story(&mut Story::new(&mut done));
    }
    let done: BTreeSet<&str> = done.iter().map(String::as_str).collect();
    let all: BTreeSet<&str> = done.iter().copied().chain(ELSEWHERE).collect();
    assert_eq!(all, sends(), "a new command is driven here too");
    assert!(done.is_disjoint(&BTreeSet::from(ELSEWHERE)));
}
