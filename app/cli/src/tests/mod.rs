//! Commands against a small economy in a virtual machine: a good path of each, and the common mistakes.

mod access;
mod answers;
mod audit;
mod audit_index;
mod autopay;
mod autopay_keeper;
mod burn;
mod consent;
mod council;
mod course;
mod decisions;
mod docs;
mod doubt;
pub mod failing;
mod fees;
mod fill;
#[path = "../../tests/folder/mod.rs"]
pub mod folder;
mod forms;
mod governance;
mod hints;
mod history;
mod keeper;
mod keeping;
mod machines;
mod mcp;
mod meanwhile;
mod mistakes;
mod modules;
mod moving;
mod node;
mod nonces;
mod offers;
mod ops;
mod partly;
mod payer;
#[path = "../../tests/plain/mod.rs"]
mod plain;
mod prices;
mod reads;
mod reclaim;
mod renter;
mod rivals;
mod signing;
mod slow;
mod somebody;
mod staker;
mod supplier;
mod supply;
mod tables;
mod unsigned;
mod views;
mod votes;
mod watch;
mod ways_out;
mod workload;

use std::rc::Rc;

use anchor_lang::prelude::Pubkey;
use io_client::Network;
use io_sim::demo::{
    self,
    economy::{Economy, Person},
    Options,
};
use io_vm::{LiteVm, Vm};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    commands::{self, Cli, Command},
    consent::{Ask, Consent},
    context::{Context, Key, Memory, SendOptions},
    errors,
    output::OutputFormat,
    prices::Prices,
    report::Report,
    signers::Signers,
};

/// 32 bytes in hexadecimal.
pub const HASH: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddee7f";

/// An economy with attestations, and somebody at the command line.
pub struct Suite {
    pub economy: Economy,
}

impl Suite {
    /// The first hour, after the council's round.
    pub fn new() -> Self {
        Self::of(Economy::genesis(&Options::small()).unwrap())
    }

    /// The same with a journal of all transactions.
    pub fn with_journal() -> Self {
        let economy = Economy::genesis_on(&Options::small(), LiteVm::keep_journal);
        Self::of(economy.unwrap())
    }

    fn of(mut economy: Economy) -> Self {
        economy.begin_hour();
        demo::keeper::advance(&mut economy).unwrap();
        demo::council::renew_attestations(&mut economy).unwrap();
        Self { economy }
    }

    /// Runs a command as `who`.
    pub fn run(&mut self, who: &Keypair, line: &str) -> anyhow::Result<Report> {
        let key = Key::Loaded(Rc::new(who.insecure_clone()));
        self.run_with(key, line)
    }

    pub fn run_with(&mut self, key: Key, line: &str) -> anyhow::Result<Report> {
        let price = self.economy.price;
        run_on(&mut self.economy.vm, key, price, line)
    }

    /// What a command says, as JSON with amounts in base units.
    pub fn json(&mut self, who: &Keypair, line: &str) -> Value {
        let report = self.run(who, line);
        let report = report.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
        plain::plain(report.json())
    }

    /// Runs it without `--yes`; `person` is asked, if anybody is there.
    pub fn run_asked(
        &mut self,
        who: &Keypair,
        line: &str,
        person: Option<Box<dyn Ask>>,
    ) -> anyhow::Result<Report> {
        let key = Key::Loaded(Rc::new(who.insecure_clone()));
        let price = self.economy.price;
        run_asked(&mut self.economy.vm, key, price, line, person)
    }

    /// With what exit status and message a command fails.
    pub fn fails(&mut self, who: &Keypair, line: &str) -> (u8, String) {
        let error = self.run(who, line).unwrap_err();
        (errors::status(&error), format!("{error:#}"))
    }

    /// `seconds` later, with a fresh price.
    pub fn wait(&mut self, seconds: i64) {
        let now = self.now() + seconds;
        self.economy.vm.set_unix_time(now);
        let quote = self.economy.market.quote(now).account();
        self.economy
            .vm
            .set_account(self.economy.price, quote)
            .unwrap();
    }

    pub fn now(&mut self) -> i64 {
        self.economy.vm.unix_time().unwrap()
    }

    pub fn renter(&self) -> Person {
        self.economy.renters[0].person.clone()
    }

    pub fn staker(&self) -> Person {
        self.economy.stakers[0].person.clone()
    }

    /// Owner, account and offer of the supplier at a place.
    pub fn supplier(&self, place: usize) -> (Person, Pubkey, Pubkey) {
        let supply = &self.economy.suppliers[place];
        (supply.owner.clone(), supply.address, supply.offer)
    }

    /// A running reservation of two GPUs for a day, in USDC, at the first supplier that has any.
    pub fn rental(&mut self) -> (Person, Pubkey) {
        let (renter, owner) = (self.renter(), self.supplier(0).0);
        let offer = self.supplier(0).2;
        let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
        let reserved = self.json(&renter, &line);
        let reservation = reserved["reservation"].as_str().unwrap().to_string();
        let line = format!("supplier start {reservation} --connection-hash {HASH}");
        self.json(&owner, &line);
        (renter, reservation.parse().unwrap())
    }
}

/// Runs a command on any network, for somebody who says yes to a question that names network and wallet.
pub fn run_on(
    network: &mut dyn Network,
    key: Key,
    price: Pubkey,
    line: &str,
) -> anyhow::Result<Report> {
    let person = consent::Person::who_says(true);
    let asked = person.asked.clone();
    let report = run_asked(network, key, price, line, Some(Box::new(person)));
    let asked = asked.borrow();
    assert!(asked.len() <= 1, "io {line} asks {} times", asked.len());
    for (_, question) in asked.iter() {
        consent::check(question);
    }
    report
}

/// The same without it; `person` is asked, if anybody is there.
pub fn run_asked(
    network: &mut dyn Network,
    key: Key,
    price: Pubkey,
    line: &str,
    person: Option<Box<dyn Ask>>,
) -> anyhow::Result<Report> {
    run_in(on(network, key, price), line, person)
}

/// The same in a context.
pub fn run_in(
    context: Context,
    line: &str,
    person: Option<Box<dyn Ask>>,
) -> anyhow::Result<Report> {
    let words = std::iter::once("io").chain(line.split_whitespace());
    let (Cli { global, command }, path) = commands::read(words)?;
    let consent = match (Consent::new(&global, &path, person.is_some())?, person) {
        (Consent::Asked(_), Some(person)) => Consent::Asked(person),
        (consent, _) => consent,
    };
    let Command::Networked(command) = command else {
        panic!("{line} needs no network");
    };
    let mut context = Context {
        key: global.keypair.clone().map_or(context.key, Key::At),
        send_options: SendOptions::new(&global),
        consent,
        ..context
    };
    commands::run(&mut context, *command, OutputFormat::Json)
}

/// What a command works with that sends without being asked.
pub fn on(network: &mut dyn Network, key: Key, price: Pubkey) -> Context<'_> {
    Context {
        network,
        url: "http://localhost:8899".into(),
        key,
        signers: Signers::default(),
        price,
        prices: Prices::new(None),
        send_options: SendOptions::default(),
        consent: Consent::AssumedYes,
        memory: Memory::default(),
        connections: connections(),
        failure: None,
    }
}

thread_local! {
    /// Of the connection keys: each test has its own.
    static CONNECTIONS: folder::Folder = folder::Folder::new();
}

/// Where the connection keys of this test are.
pub fn connections() -> crate::access::Folder {
    CONNECTIONS.with(|it| crate::access::Folder::at(&it.join("connections")))
}

#[test]
fn the_command_line_is_consistent() {
    commands::all().debug_assert();
}

#[test]
fn nothing_is_sent_that_is_only_tried_or_signed() {
    let mut suite = Suite::new();
    let (owner, supplier, _) = suite.supplier(0);
    let line = format!("stake delegate {supplier} 1 --dry-run");
    let staker = suite.staker();
    let tried = suite.json(&staker, &line);
    assert_eq!(tried["outcome"], "would succeed");
    assert!(tried.get("signature").is_none());
    let blockhash = Pubkey::new_unique();
    let line = format!("supplier commission 1% --sign-only --blockhash {blockhash}");
    let signed = suite.json(&owner, &line);
    assert_eq!(signed["outcome"], "signed, not sent");
    let bytes = base64::Engine::decode(
        &base64::prelude::BASE64_STANDARD,
        signed["transaction"].as_str().unwrap(),
    );
    let transaction: solana_transaction::Transaction =
        bincode::deserialize(&bytes.unwrap()).unwrap();
    transaction.verify().unwrap();
    assert_eq!(transaction.message.account_keys[0], owner.pubkey());
    assert_eq!(
        transaction.message.recent_blockhash.to_bytes(),
        blockhash.to_bytes()
    );
}
