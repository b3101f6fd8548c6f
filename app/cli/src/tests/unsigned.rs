//! `--output instructions`: an act as unsigned instructions.

use std::collections::BTreeSet;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction, AnchorDeserialize};
use base64::{prelude::BASE64_STANDARD, Engine};
use emissions::error::EmissionsError;
use io_client::{
    emissions::{self as client, VoterKeys},
    realm::state::InstructionData,
    Forward, Network, Preview, Receipt, SendError,
};
use io_common::{
    addresses::{FEE_BURN_CONFIG, MODELS},
    constants::HOUR,
};
use io_vm::{LiteVm, Vm};
use serde_json::Value;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::{Message, VersionedMessage};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{folder::Folder, on, run_asked, votes, Suite, HASH};
use crate::{
    acting::Unsigned,
    commands,
    context::Key,
    errors, honours, instruction,
    plan::{unsigned, Plan},
    report::Report,
};

/// A network that nothing is sent to or tried out on.
struct ReadOnly<'a>(&'a mut LiteVm);

impl Forward for ReadOnly<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.0
    }
    fn send(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        panic!("it sends");
    }
    fn submit(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Signature, SendError> {
        panic!("it sends");
    }
    fn simulate(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        panic!("it simulates");
    }
    fn preview(
        &mut self,
        _: &[Instruction],
        _: &[&dyn Signer],
        _: &[Pubkey],
    ) -> Result<Preview, SendError> {
        panic!("it simulates");
    }
    fn send_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        panic!("it sends");
    }
    fn simulate_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        panic!("it simulates");
    }
    fn preview_signed(
        &mut self,
        _: &VersionedTransaction,
        _: &[Pubkey],
    ) -> Result<Preview, SendError> {
        panic!("it simulates");
    }
}

impl Suite {
    /// What a command gives where nobody is asked, there is no key, and nothing may be sent.
    fn unsigned(&mut self, by: &Unsigned, line: &str) -> anyhow::Result<Report> {
        let Unsigned { authority, payer } = by;
        let line = match authority == payer {
            true => format!("{line} --authority {authority} --output instructions"),
            false => {
                format!("{line} --authority {authority} --payer {payer} --output instructions")
            }
        };
        let key = Key::Unknown("no key is at hand".into());
        let price = self.economy.price;
        run_asked(&mut ReadOnly(&mut self.economy.vm), key, price, &line, None)
    }

    fn gives_none(&mut self, by: &Unsigned, line: &str) -> (u8, String) {
        let error = self.unsigned(by, line).unwrap_err();
        (errors::status(&error), format!("{error:#}"))
    }

    /// The name of a model, as the command line takes it.
    fn model(&mut self) -> String {
        let models: emissions::state::Models = self.economy.read(&MODELS.address).unwrap();
        models.models[0].name().to_lowercase().replace(' ', "-")
    }
}

fn alone(authority: &Pubkey) -> Unsigned {
    Unsigned {
        authority: *authority,
        payer: *authority,
    }
}

/// The instructions of a report, the same in each of their forms.
fn decoded(report: &Value, by: &Unsigned) -> Vec<Instruction> {
    assert_eq!(report["authority"], by.authority.to_string());
    assert_eq!(report["payer"], by.payer.to_string());
    let described = report["instructions"].as_array().unwrap();
    let all: Vec<Instruction> = described
        .iter()
        .map(|it| instruction::read(it).unwrap())
        .collect();
    for (described, it) in described.iter().zip(&all) {
        let realms = BASE64_STANDARD.decode(described["realms"].as_str().unwrap());
        let stored = InstructionData::try_from_slice(&realms.unwrap()).unwrap();
        assert_eq!(&Instruction::from(&stored), it);
    }
    let [base58, base64] = ["base58", "base64"].map(|it| report["message"][it].as_str().unwrap());
    let bytes = BASE64_STANDARD.decode(base64).unwrap();
    assert_eq!(bs58::decode(base58).into_vec().unwrap(), bytes);
    let message: Message = bincode::deserialize(&bytes).unwrap();
    assert_eq!(message.recent_blockhash, Hash::default());
    assert_eq!(message.account_keys[0], by.payer);
    let message = VersionedMessage::Legacy(message);
    assert_eq!(message.instructions().len(), all.len());
    for (compiled, it) in message.instructions().iter().zip(&all) {
        let read = instruction::of_message(&message, compiled).unwrap();
        assert_eq!((&read.program_id, &read.data), (&it.program_id, &it.data));
        assert_eq!(read.accounts.len(), it.accounts.len());
        for (read, account) in read.accounts.iter().zip(&it.accounts) {
            let key = account.pubkey;
            assert_eq!(read.pubkey, key);
            // A message has the rights of an account once, for all of its instructions.
            let everywhere = all.iter().flat_map(|it| &it.accounts);
            let mut same = everywhere.filter(|it| it.pubkey == key);
            let signs = same.clone().any(|it| it.is_signer) || key == by.payer;
            let changes = same.any(|it| it.is_writable) || key == by.payer;
            assert_eq!(
                (read.is_signer, read.is_writable),
                (signs, changes),
                "{key}"
            );
        }
    }
    all
}

/// Gives commands as unsigned instructions, and sends these.
struct Bench {
    suite: Suite,
    /// Paths of the commands.
    done: BTreeSet<String>,
}

impl Bench {
    /// `who` signs and sends what `line` gives.
    fn act(&mut self, who: &Keypair, line: &str) -> Value {
        let by = alone(&who.pubkey());
        let report = self.suite.unsigned(&by, line);
        let report = report.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
        let json = report.json();
        let instructions = decoded(&json, &by);
        self.is_noted_if_it_needs_the_hour(who, &instructions, &report.notes, line);
        let sent = self.suite.economy.vm.send(&instructions, &[who]);
        sent.unwrap_or_else(|error| panic!("io {line}: {error}"));
        let (_, path) = commands::read(["io"].into_iter().chain(line.split(' '))).unwrap();
        self.done.insert(path);
        json
    }

    fn is_noted_if_it_needs_the_hour(
        &mut self,
        who: &Keypair,
        instructions: &[Instruction],
        notes: &[String],
        line: &str,
    ) {
        let vm = &mut self.suite.economy.vm;
        let now = vm.unix_time().unwrap();
        vm.set_unix_time(now + HOUR);
        let later = vm.simulate(instructions, &[who]);
        vm.set_unix_time(now);
        let behind = [
            EmissionsError::AdvanceClockFirst,
            EmissionsError::SettleSupplierFirst,
        ]
        .map(u32::from);
        let code = later.err().and_then(|error| error.code());
        let needs = code.is_some_and(|code| behind.contains(&code));
        let noted = notes.iter().any(|it| it.contains("io supplier settle"));
        assert_eq!(noted, needs, "io {line}: {notes:?}");
    }

    fn text(&mut self, who: &Keypair, line: &str, field: &str) -> String {
        self.act(who, line)[field].as_str().unwrap().into()
    }
}

fn governance(bench: &mut Bench) {
    let economy = &bench.suite.economy;
    let (authority, keeper) = (economy.authority.clone(), economy.keeper.clone());
    let attestors = economy.attestors.clone();
    bench.act(&authority, "gov propose marketplace fees 0.3% 1%");
    bench.act(&authority, "gov cancel marketplace 0");
    bench.act(&authority, "pause fee-burn marketplace");
    bench.act(&authority, "unpause fee-burn marketplace");
    let guardian = keeper.pubkey();
    bench.act(
        &authority,
        &format!("gov set-guardian {guardian} emissions"),
    );
    let heir = bench.suite.economy.newcomer(1).unwrap();
    let name = format!("gov propose-authority {} fee-burn", heir.pubkey());
    bench.act(&authority, &name);
    bench.act(&heir, "gov accept-authority fee-burn");
    let config: fee_burn::state::Config =
        bench.suite.economy.read(&FEE_BURN_CONFIG.address).unwrap();
    assert_eq!(config.roles.authority, heir.pubkey());

    let folder = Folder::new();
    let keys = [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
    let supplier = bench.suite.supplier(0).1;
    let propose = format!(
        "slash propose {supplier} 10 --reason 1 --evidence {HASH} --attestor {} --attestor {}",
        keys[0], keys[1]
    );
    let slash = bench.suite.json(&keeper, &propose)["slash"].clone();
    let withdraw = format!("slash withdraw {}", slash.as_str().unwrap());
    bench.act(&authority, &withdraw);

    let at = votes::realm(&mut bench.suite, &votes::rules());
    bench.act(
        &authority,
        &format!("gov propose-authority {} emissions", at.governance),
    );
    let staker = bench.suite.staker();
    bench.act(&staker, &format!("gov set-delegate {}", heir.pubkey()));
    let keys = VoterKeys {
        realm: at.realm,
        voter: staker.pubkey(),
    };
    let record = client::create_voter_weight_record(&staker.pubkey(), &keys);
    bench.suite.economy.send(&[record], &[&staker]).unwrap();
    bench.act(&staker, "gov close-weight-record");

    let supplier = bench.suite.supplier(1).1;
    let settle = format!("supplier settle --supplier {supplier}");
    bench.suite.json(&keeper, &settle);
    bench.act(&authority, &format!("gov revoke-attestation {supplier}"));
    bench.act(
        &authority,
        &format!("gov suspend {}", attestors[0].pubkey()),
    );
}

fn reservations(bench: &mut Bench) {
    let renter = bench.suite.renter();
    let (owner, _, offer) = bench.suite.supplier(0);
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    let mut reserve = || {
        let reserved = bench.suite.json(&renter, &line)["reservation"].clone();
        reserved.as_str().unwrap().to_string()
    };
    let [starts, declined] = [reserve(), reserve()];
    bench.act(&owner, &format!("supplier decline {declined}"));
    bench.act(
        &owner,
        &format!("supplier start {starts} --connection-hash {HASH}"),
    );
    bench.suite.wait(1_800);
    bench.act(&owner, &format!("supplier announce-end {starts}"));
    bench.act(&owner, &format!("supplier terminate {starts}"));
    bench.suite.wait(3 * HOUR);
    bench.suite.json(&owner, "supplier settle");
    bench.act(&owner, "supplier claim");
}

fn supplying(bench: &mut Bench) {
    let economy = &mut bench.suite.economy;
    let owner = economy.newcomer(5_000_000_000_000).unwrap();
    let heir = economy.newcomer(1).unwrap();
    let model = bench.suite.model();
    let register = format!("supplier register --model {model} --endpoint https://gpu.example");
    let supplier = bench.text(&owner, &register, "supplier");
    bench.act(&owner, "supplier stake 100");
    bench.act(&owner, "supplier commission 4%");
    bench.act(&owner, "supplier update --endpoint https://other.example");
    bench.act(&owner, "supplier unstake 10");
    bench.act(&owner, "supplier cancel-unstake 0");

    let create = "offer create --price 1.50 --gpus 4 --region eu-west";
    let offer = bench.text(&owner, create, "offer");
    bench.act(&owner, &format!("offer edit {offer} --price 1.25"));
    bench.act(&owner, &format!("offer pause {offer}"));
    bench.act(&owner, &format!("offer unpause {offer}"));
    bench.act(&owner, &format!("offer close {offer}"));

    bench.act(&owner, &format!("supplier propose-owner {}", heir.pubkey()));
    bench.act(&heir, &format!("supplier accept-owner {supplier}"));
    bench.act(&heir, "supplier unstake ALL");
    bench.suite.wait(14 * 86_400);
    bench.act(&heir, "supplier withdraw");
    bench.suite.json(&heir, "supplier settle");
    bench.act(&heir, "supplier close");
}

#[test]
fn every_act_comes_as_instructions_whose_forms_agree_and_which_are_executed() {
    let mut bench = Bench {
        suite: Suite::new(),
        done: BTreeSet::new(),
    };
    reservations(&mut bench);
    governance(&mut bench);
    supplying(&mut bench);
    let mut acts = BTreeSet::from(honours::ACTS.map(String::from));
    // Of a deployment file: its test is beside it.
    acts.remove("migrate plan");
    assert_eq!(bench.done, acts);
}

#[test]
fn the_payer_pays_for_a_proposal_of_an_authority_that_holds_nothing() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    let payer = suite.economy.keeper.clone();
    let by = Unsigned {
        authority: authority.pubkey(),
        payer: payer.pubkey(),
    };
    let line = "gov propose emissions unstake-cooldown 21d";
    let report = suite.unsigned(&by, line).unwrap();
    let (next, json) = (report.notes.last().unwrap(), report.json());
    assert!(
        next.starts_with("once it is executed: io gov apply emissions 0"),
        "{next}"
    );
    assert_eq!(
        json["action"],
        "Propose to emissions in 48 hours: unstake-cooldown 14 → 21 d"
    );
    assert_eq!(
        (&json["network"], &json["number"]),
        (&"localnet".into(), &0.into())
    );
    let instructions = decoded(&json, &by);
    let before = suite.economy.vm.account(&authority.pubkey()).unwrap();
    let sent = suite
        .economy
        .vm
        .send(&instructions, &[&*payer, &*authority]);
    sent.unwrap();
    assert_eq!(
        suite.economy.vm.account(&authority.pubkey()).unwrap(),
        before
    );
    let proposal: emissions::state::Proposal =
        suite.economy.read(&client::proposal_address(0)).unwrap();
    assert_eq!(proposal.payer, payer.pubkey());
}

#[test]
fn what_is_known_to_be_refused_is_noted_or_not_given() {
    let mut suite = Suite::new();
    let stranger = alone(&Pubkey::new_unique());
    let report = suite.unsigned(&stranger, "pause emissions").unwrap();
    let reported = format!(
        "{} is neither authority nor guardian of emissions now, nor proposed as its authority",
        stranger.authority
    );
    assert!(report.notes.contains(&reported), "{:?}", report.notes);
    let (status, message) = suite.gives_none(&stranger, "supplier unstake 1");
    assert_eq!(status, 2);
    assert!(message.ends_with("or another key with -k"), "{message}");
    let supplier = suite.supplier(0).1;
    let (status, message) = suite.gives_none(
        &stranger,
        &format!("supplier unstake 1 --supplier {supplier}"),
    );
    assert_eq!(status, 3);
    assert!(message.contains("(NotOwner"), "{message}");
    let slash = Pubkey::new_unique();
    let (status, message) =
        suite.gives_none(&stranger, &format!("slash withdraw {slash} --approve"));
    assert_eq!(status, 2);
    assert!(
        message.starts_with("--attestor, --approve and --approved are for the council"),
        "{message}"
    );
}

#[test]
fn what_one_transaction_or_these_signers_cannot_do_is_said() {
    let mut suite = Suite::new();
    let by = alone(&Pubkey::new_unique());
    let price = suite.economy.price;
    let mut network = ReadOnly(&mut suite.economy.vm);
    let mut context = on(&mut network, Key::Unknown("none".into()), price);
    let pauses = |count: usize| {
        let one = client::suspend_attestor(&by.authority, Pubkey::new_unique());
        Plan::new("Suspend", vec![one; count])
    };
    let mut message = |plan: &Plan| {
        let report = unsigned::report(&mut context, &by, plan).unwrap();
        let noted = report
            .notes
            .iter()
            .any(|it| it.contains("do not fit into one transaction"));
        (report.json()["message"].is_null(), noted)
    };
    assert_eq!(message(&pauses(2)), (false, false));
    assert_eq!(message(&pauses(40)), (true, true));
    // More accounts than an index can name.
    let many = (0..260).map(|_| client::suspend_attestor(&by.authority, Pubkey::new_unique()));
    let settled = many.enumerate().map(|(place, mut it)| {
        it.accounts[place % 2 + 1].pubkey = Pubkey::new_unique();
        it
    });
    assert_eq!(
        message(&Plan::new("Many", settled.collect::<Vec<_>>())),
        (true, true)
    );

    let other = client::suspend_attestor(&Pubkey::new_unique(), Pubkey::new_unique());
    let refused = unsigned::report(&mut context, &by, &Plan::new("Other", [other]));
    let refused = refused.unwrap_err();
    assert_eq!(errors::status(&refused), 3);
    assert!(refused.to_string().contains("has to sign too"), "{refused}");
}

#[test]
fn the_options_of_acts_belong_together() {
    let address = Pubkey::new_unique();
    for (options, reported) in [
        (
            "--output instructions",
            "--output instructions needs to know who acts",
        ),
        (
            "--authority ADDRESS",
            "--authority is for --output instructions",
        ),
        ("--payer ADDRESS", "--payer is for --output instructions"),
        (
            "--payer ADDRESS --output instructions",
            "--output instructions needs to know who acts",
        ),
        ("--authority ADDRESS --output json", "--authority is for"),
        (
            "--authority ADDRESS --output instructions --dry-run",
            "--output instructions has no use for --dry-run",
        ),
        (
            "--authority ADDRESS --output instructions -k ADDRESS",
            "--output instructions has no use for --keypair",
        ),
        (
            "--authority ADDRESS --output instructions --sign-only",
            "--output instructions has no use for --sign-only",
        ),
        (
            "--authority ADDRESS --output instructions --with-compute-unit-price auto",
            "--output instructions has no use for --with-compute-unit-price",
        ),
    ] {
        let line = format!("io pause emissions {options}").replace("ADDRESS", &address.to_string());
        let error = commands::read(line.split(' ')).err().unwrap();
        assert_eq!(errors::status(&error), 2);
        assert!(error.to_string().starts_with(reported), "{line}: {error}");
    }
    let line = format!("io pause emissions --output instructions --authority {address} --yes");
    let (cli, _) = commands::read(line.split(' ')).unwrap();
    assert_eq!(cli.global.unsigned, Some(alone(&address)));
}
