//! `--nonce`: the message for each unusable nonce, and the outcomes of durable-nonce transactions.

use std::{cell::Cell, rc::Rc};

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use io_client::{nonce, Forward, Network, Receipt, SendError};
use io_vm::{LiteVm, Vm};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{folder::Folder, run_on, Suite};
use crate::{context::Key, errors};

/// Lamports of a nonce account: more than its rent.
const LAMPORTS: u64 = 2_000_000;

impl Suite {
    /// A nonce account, created as by `solana create-nonce-account`, one blockhash ago.
    pub fn nonce(&mut self, authority: &Pubkey) -> Pubkey {
        let (payer, account) = (self.economy.keeper.clone(), Keypair::new());
        let create = system_instruction::create_nonce_account(
            &payer.pubkey(),
            &account.pubkey(),
            authority,
            LAMPORTS,
        );
        let vm = &mut self.economy.vm;
        vm.send(&create, &[&payer, &account]).unwrap();
        vm.expire_blockhash();
        account.pubkey()
    }

    /// Its value.
    pub fn value(&mut self, nonce: &Pubkey) -> String {
        let stored = nonce::read(&mut self.economy.vm, nonce).unwrap();
        stored.unwrap().value.to_string()
    }

    /// Somebody else uses the nonce.
    pub fn advance_nonce(&mut self, nonce: &Pubkey, authority: &Keypair) {
        let advance = system_instruction::advance_nonce_account(nonce, &authority.pubkey());
        let payer = self.economy.keeper.clone();
        let vm = &mut self.economy.vm;
        vm.send(&[advance], &[&payer, authority]).unwrap();
        vm.expire_blockhash();
    }
}

#[test]
fn a_command_with_a_nonce_is_confirmed_and_advances_it() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let nonce = suite.nonce(&staker.pubkey());
    let before = suite.value(&nonce);
    let line = format!("stake delegate {supplier} 1 --nonce {nonce}");
    let tried = suite.json(&staker, &format!("{line} --dry-run"));
    assert_eq!(tried["outcome"], "would succeed");
    assert_eq!(suite.value(&nonce), before);
    let sent = suite.json(&staker, &line);
    assert_eq!(sent["outcome"], "confirmed");
    assert_ne!(suite.value(&nonce), before);
}

#[test]
fn the_authority_of_a_nonce_may_be_somebody_else() {
    let mut suite = Suite::new();
    let (staker, supplier, keeper) = (
        suite.staker(),
        suite.supplier(0).1,
        suite.economy.keeper.clone(),
    );
    let nonce = suite.nonce(&keeper.pubkey());
    let folder = Folder::new();
    let file = folder.key("keeper.json", &keeper);
    let line = format!("stake delegate {supplier} 1 --nonce {nonce} --nonce-authority {file}");
    assert_eq!(suite.json(&staker, &line)["outcome"], "confirmed");
    // A signer given by its address can be simulated, but not sent.
    let line = line.replace(&file, &keeper.pubkey().to_string());
    let (status, message) = suite.fails(&staker, &line);
    assert_eq!(status, 2);
    assert!(
        message.contains("is an address, which cannot sign"),
        "{message}"
    );
}

#[test]
fn a_nonce_that_cannot_be_used_is_named_with_what_to_do() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let me = staker.pubkey();
    let other = suite.economy.keeper.pubkey();
    let missing = Pubkey::new_unique();
    let uninitialized = Pubkey::new_unique();
    let empty = Account {
        lamports: LAMPORTS,
        // Versions::Current of State::Uninitialized.
        data: [&[1, 0, 0, 0][..], &[0; 76]].concat(),
        ..Account::default()
    };
    suite.economy.vm.set_account(uninitialized, empty).unwrap();
    let others = suite.nonce(&other);
    let cases = [
        (missing, format!("there is no nonce account at {missing}: create it with `solana create-nonce-account`, or check the address and the network")),
        (other, format!("{other} is not a nonce account, it belongs to 11111111111111111111111111111111: give another with --nonce")),
        (supplier, format!("{supplier} is not a nonce account, it belongs to {}: give another with --nonce", emissions::ID)),
        (uninitialized, format!("the nonce account {uninitialized} is not initialized: create another with `solana create-nonce-account`")),
        (others, format!("the nonce account {others} belongs to {other}, not to {me}: give its authority with --nonce-authority, or another account with --nonce")),
    ];
    for (nonce, expected) in cases {
        for how in ["", "--dry-run", "--sign-only"] {
            let line = format!("stake delegate {supplier} 1 --nonce {nonce} {how}");
            assert_eq!(suite.fails(&staker, &line), (3, expected.clone()), "{line}");
        }
    }
}

#[test]
fn a_transaction_whose_nonce_was_advanced_is_never_sent() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let nonce = suite.nonce(&staker.pubkey());
    let signed_with = suite.value(&nonce);
    let line = format!("stake delegate {supplier} 1 --nonce {nonce} --sign-only");
    let signed = suite.json(&staker, &line);
    let transaction = signed["transaction"].as_str().unwrap().to_string();
    assert_eq!(signed["nonceValue"], signed_with);
    suite.advance_nonce(&nonce, &staker);
    let value = suite.value(&nonce);
    let (status, message) = suite.fails(&staker, &format!("transaction send {transaction}"));
    assert_eq!(status, 3);
    let expected =
        format!("the nonce account {nonce} has been advanced, from {signed_with} to {value}: ");
    assert!(message.starts_with(&expected), "{message}");
}

#[test]
fn nothing_is_read_for_what_is_signed_with_the_value_of_a_nonce() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    let nonce = suite.nonce(&authority.pubkey());
    let value = suite.value(&nonce);
    let mut nobody = super::mistakes::GoesDown {
        network: &mut suite.economy.vm,
        answers: 0,
    };
    let line = format!("pause marketplace --sign-only --nonce {nonce} --blockhash {value}");
    let key = Key::Loaded(authority.clone());
    let signed = run_on(&mut nobody, key, Pubkey::default(), &line)
        .unwrap()
        .json();
    assert_eq!(signed["nonceAccount"], nonce.to_string());
    assert_eq!(signed["missing"], serde_json::json!([]));
    let transaction = signed["transaction"].as_str().unwrap();
    let sent = suite.json(&authority, &format!("transaction send {transaction}"));
    assert_eq!(sent["outcome"], "confirmed");
    let config = io_common::addresses::MARKETPLACE_CONFIG.address;
    let config: marketplace::state::Config = suite.economy.read(&config).unwrap();
    assert!(config.pause.is_on(suite.now()));
}

/// The commands that docs/reference/cli.md names for a machine without a network.
#[test]
fn an_air_gapped_machine_signs_what_governance_and_owners_need() {
    let mut suite = Suite::new();
    let (authority, supplier) = (suite.economy.authority.clone(), suite.supplier(0).1);
    // On the curve, as Somebody's key is.
    let other = Keypair::new().pubkey();
    for line in [
        "pause marketplace emissions".into(),
        "unpause fee-burn".into(),
        format!("gov propose-authority {other} marketplace"),
        "gov accept-authority marketplace".into(),
        format!("gov set-guardian {other} marketplace"),
        format!("gov suspend {other}"),
        format!("supplier update --payout {other}"),
        format!("supplier propose-owner {other}"),
        format!("supplier accept-owner {supplier}"),
    ] {
        let mut nobody = super::mistakes::GoesDown {
            network: &mut suite.economy.vm,
            answers: 0,
        };
        let line: String = format!("{line} --sign-only --blockhash {other}");
        let key = Key::Loaded(authority.clone());
        let signed = run_on(&mut nobody, key, Pubkey::default(), &line);
        let signed = signed.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
        let signed = signed.json();
        assert_eq!(signed["missing"], serde_json::json!([]), "io {line}");
        assert_eq!(signed["outcome"], "signed, not sent", "io {line}");
    }
}

/// A network that accepts a transaction and never reports its outcome.
struct Silent<'a> {
    network: &'a mut LiteVm,
    ends: fn(Signature) -> SendError,
    sent: Rc<Cell<u32>>,
}

impl Forward for Silent<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn send(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        panic!("a transaction with a nonce is signed before it is sent");
    }
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.sent.set(self.sent.get() + 1);
        Err((self.ends)(transaction.signatures[0]))
    }
}

#[test]
fn what_may_still_be_executed_is_never_called_expired_and_can_be_sent_on() {
    let mut suite = Suite::new();
    let (staker, supplier, price) = (suite.staker(), suite.supplier(0).1, suite.economy.price);
    let nonce = suite.nonce(&staker.pubkey());
    let line = format!("stake delegate {supplier} 1 --nonce {nonce}");
    let mut run = |ends| {
        let sent = Rc::new(Cell::new(0));
        let mut network = Silent {
            network: &mut suite.economy.vm,
            ends,
            sent: sent.clone(),
        };
        let error = run_on(&mut network, Key::Loaded(staker.clone()), price, &line).unwrap_err();
        assert_eq!(sent.get(), 1);
        (errors::status(&error), error.to_string())
    };
    let (status, message) = run(SendError::NonceAdvanced);
    assert_eq!(status, 4);
    assert!(
        message.ends_with("since another transaction has advanced its nonce: make it again"),
        "{message}"
    );
    let (status, message) = run(SendError::Pending);
    assert_eq!(status, 7);
    assert!(message.starts_with("not confirmed yet: "), "{message}");
    let (_, transaction) = message.rsplit_once(": ").unwrap();
    let sent = suite.json(&staker, &format!("transaction send {transaction}"));
    assert_eq!(sent["outcome"], "confirmed");
}

#[test]
fn options_about_sending_are_refused_where_nothing_is_sent() {
    let mut suite = Suite::new();
    let staker = suite.staker();
    let nonce = suite.nonce(&staker.pubkey());
    for line in [
        "offer list",
        "stake status",
        "keeper --once",
        "transaction show AAAA",
    ] {
        for options in [
            format!("--nonce {nonce}"),
            format!("--nonce {nonce} --sign-only"),
        ] {
            let (status, message) = suite.fails(&staker, &format!("{line} {options}"));
            assert_eq!(status, 2, "{line} {options}: {message}");
        }
    }
    let (status, message) = suite.fails(
        &staker,
        "gov suspend 11111111111111111111111111111111 --sign-only",
    );
    assert_eq!(status, 2);
    assert_eq!(
        message,
        "--sign-only needs --blockhash, which expires in half a minute, or --nonce, which does not"
    );
}
