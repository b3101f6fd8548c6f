//! The common mistakes: message and exit status of each.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{Forward, Network, ReadError, Receipt, SendError};
use io_common::addresses::MARKETPLACE_CONFIG;
use io_vm::{LiteVm, Vm};
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{run_on, Suite, HASH};
use crate::{context::Key, errors};

#[test]
fn no_key() {
    let mut suite = Suite::new();
    let key = || Key::At("/nowhere/id.json".into());
    let error = suite.run_with(key(), "rent status").unwrap_err();
    assert_eq!(errors::status(&error), 2);
    let message = error.to_string();
    assert!(
        message.starts_with("no key at /nowhere/id.json: make one with `solana-keygen new`"),
        "{message}"
    );
    suite.run_with(key(), "offer list").unwrap();
}

#[test]
fn too_little_balance() {
    let mut suite = Suite::new();
    let poor = suite.economy.newcomer(100).unwrap();
    let supplier = suite.supplier(0).1;
    let (status, message) = suite.fails(&poor, &format!("stake delegate {supplier} 1"));
    assert_eq!(status, 3);
    let me = poor.pubkey();
    assert_eq!(
        message,
        format!("too little IO: 1.00000000 needed, 0.00000100 held by {me}")
    );
}

#[test]
fn too_little_sol() {
    let mut suite = Suite::new();
    let (nobody, (_, supplier, _)) = (Keypair::new(), suite.supplier(0));
    suite.wait(3_600);
    let line = format!("supplier settle --supplier {supplier}");
    let (status, message) = suite.fails(&nobody, &line);
    assert_eq!(status, 3);
    let me = nobody.pubkey();
    assert_eq!(
        message,
        format!("too little SOL: {me} cannot pay for the transaction; nothing was sent")
    );
}

#[test]
fn wrong_network() {
    let mut empty = LiteVm::new(&Pubkey::new_unique(), 1_800_000_000).unwrap();
    let key = || Key::Loaded(Rc::new(Keypair::new()));
    for line in ["offer list", "stake status"] {
        let error = run_on(&mut empty, key(), Pubkey::default(), line).unwrap_err();
        assert_eq!(errors::status(&error), 2);
        assert_eq!(
            error.to_string(),
            "the programs of the suite are not at http://localhost:8899: name another network with --url, such as \
             `-u localhost` for the one that `io localnet` starts"
        );
    }
}

#[test]
fn unknown_model() {
    let mut suite = Suite::new();
    let renter = suite.renter();
    let (status, message) = suite.fails(&renter, "offer list --model H1000");
    assert_eq!(status, 2);
    assert!(
        message.starts_with("unknown model `H1000`: did you mean H100 "),
        "{message}"
    );
    let several = "`h100` is the beginning of several: H100 SXM, H100 NVL";
    let register = "supplier register --model h100 --endpoint https://gpus.example";
    assert_eq!(suite.fails(&renter, register), (2, several.into()));
    suite.json(&renter, "offer list --model h100-s");
}

#[test]
fn a_stale_price() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let now = suite.now();
    suite.economy.vm.set_unix_time(now + 61);
    let (status, message) = suite.fails(
        &renter,
        &format!("rent quote {offer} --time 1h --currency io"),
    );
    assert_eq!(status, 3);
    let price = suite.economy.price;
    assert_eq!(
        message,
        format!(
            "the price account {price} cannot be used: The price is too old; post a fresh update first (OracleStale): set --hermes-key or \
             --hermes-url to post a newer one"
        )
    );
    // USDC needs no price.
    suite.json(&renter, &format!("rent quote {offer} --time 1h"));
}

#[test]
fn a_price_account_that_is_not_there_is_named_with_the_option() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    suite.economy.price = Pubkey::new_from_array([9; 32]);
    for line in [
        format!("rent quote {offer} --time 1h --currency io"),
        "oracle show".into(),
    ] {
        let (status, message) = suite.fails(&renter, &line);
        assert_eq!(status, 2);
        for word in ["--price-account", "localnet/env"] {
            assert!(message.contains(word), "{message}");
        }
    }
}

#[test]
fn too_long_for_the_offer() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let (status, message) = suite.fails(&renter, &format!("rent quote {offer} --time 52w"));
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "this offer takes 1 to 720 hours in USDC, not 8,736 (HoursOutOfRange)"
    );
}

#[test]
fn not_the_owner() {
    let mut suite = Suite::new();
    let (renter, (_, supplier, _)) = (suite.renter(), suite.supplier(0));
    let line = format!("supplier commission 1% --supplier {supplier}");
    let (status, message) = suite.fails(&renter, &line);
    assert_eq!(status, 3);
    assert_eq!(
        message,
        "emissions refused: Only the owner of the supplier may do this (NotOwner, 7019); nothing was sent"
    );
}

#[test]
fn what_is_no_option_is_a_usage_error() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    for line in [
        format!("rent quote {offer} --time 3"),
        format!("rent reserve {offer} --time 3h --connection-key 00"),
        format!("rent quote {offer} --time 3h --connection-key {HASH}"),
        "rent quote somewhere --time 3h".into(),
    ] {
        let error = suite.run(&renter, &line).unwrap_err();
        let error: clap::Error = error.downcast().unwrap();
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn an_account_of_another_version_is_named() {
    let mut suite = Suite::new();
    let staker = suite.staker();
    let address = MARKETPLACE_CONFIG.address;
    let mut account = suite.economy.vm.account(&address).unwrap().unwrap();
    account.data.truncate(account.data.len() - 32);
    suite.economy.vm.set_account(address, account).unwrap();
    let (status, message) = suite.fails(&staker, "offer list");
    assert_eq!(status, 2);
    assert!(
        message.starts_with(&format!("{address} has another size")),
        "{message}"
    );
}

/// A network whose blocks take nothing in.
struct Full<'a>(&'a mut LiteVm);

impl Forward for Full<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.0
    }
    fn send(&mut self, _: &[Instruction], _: &[&dyn Signer]) -> Result<Receipt, SendError> {
        Err(SendError::Expired(Signature::default()))
    }
    fn send_signed(&mut self, _: &VersionedTransaction) -> Result<Receipt, SendError> {
        Err(SendError::Expired(Signature::default()))
    }
}

#[test]
fn not_confirmed() {
    let mut suite = Suite::new();
    let (staker, supplier, price) = (suite.staker(), suite.supplier(0).1, suite.economy.price);
    let key = Key::Loaded(staker);
    let line = format!("stake delegate {supplier} 1");
    let error = run_on(&mut Full(&mut suite.economy.vm), key, price, &line).unwrap_err();
    assert_eq!(errors::status(&error), 4);
    assert_eq!(
        error.to_string(),
        format!(
            "not confirmed: the blockhash of {} expired before it was in a block; it never will be, send it again",
            Signature::default()
        )
    );
}

/// A network that goes down after some answers.
pub struct GoesDown<'a> {
    pub network: &'a mut LiteVm,
    pub answers: u32,
}

impl Forward for GoesDown<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn ready(&mut self) -> Result<(), ReadError> {
        let down = || ReadError::Unreachable("connection refused".into());
        self.answers = self.answers.checked_sub(1).ok_or_else(down)?;
        Ok(())
    }
}

#[test]
fn the_network_goes_down_in_the_middle() {
    let mut suite = Suite::new();
    suite.wait(3_600);
    let (staker, supplier, price) = (suite.staker(), suite.supplier(0).1, suite.economy.price);
    let line = format!("stake delegate {supplier} 1");
    let (mut answers, mut last) = (0, String::new());
    loop {
        let network = &mut suite.economy.vm;
        let mut network = GoesDown { network, answers };
        let key = Key::Loaded(staker.clone());
        let Err(error) = run_on(&mut network, key, price, &line) else {
            break;
        };
        assert_eq!(errors::status(&error), 5, "{error:#}");
        last = error.to_string();
        assert!(
            last.starts_with("the network does not answer: connection refused"),
            "{last}"
        );
        answers += 1;
    }
    assert!(answers > 4);
    assert!(last.ends_with("; nothing was sent"), "{last}");
}
