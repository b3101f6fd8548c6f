//! What is simulated, and the transactions that nobody has signed yet.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use base64::{prelude::BASE64_STANDARD, Engine};
use emissions::state::Delegation;
use io_client::{
    emissions::{delegation_address, DelegationKeys},
    transaction::{add_signatures, from_wire},
    Forward, Network, Preview, SendError,
};
use io_common::constants::HOUR;
use io_vm::LiteVm;
use marketplace::state::Reservation;
use serde_json::{json, Value};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{super::plain::plain, serve_on, Suite};
use crate::{
    context::Key,
    tests::{run_on, HASH},
};

/// The transaction of an answer, which nobody has signed.
fn transaction(answer: &Value) -> VersionedTransaction {
    let result = &answer["result"];
    assert_eq!(result["outcome"], "not signed, not sent");
    assert_eq!(result["signedBy"], json!([]));
    let bytes = BASE64_STANDARD.decode(result["transaction"].as_str().unwrap());
    let transaction = from_wire(&bytes.unwrap()).unwrap();
    let signatures = transaction.signatures.iter();
    assert!(signatures.copied().all(|it| it == Signature::default()));
    transaction
}

fn delegate(staker: &Pubkey, supplier: &Pubkey) -> Value {
    json!({
        "wallet": staker.to_string(),
        "act": { "act": "delegate", "supplier": supplier.to_string(), "amount": "7" },
    })
}

#[test]
fn a_transaction_does_what_was_simulated_once_its_signer_has_signed() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let keys = DelegationKeys {
        supplier,
        staker: staker.pubkey(),
    };
    let delegation = delegation_address(&keys);
    let arguments = delegate(&staker.pubkey(), &supplier);
    let simulated = suite.tool("simulate", arguments.clone());
    assert_eq!(simulated["result"]["outcome"], "would succeed");
    assert!(simulated["result"].get("transaction").is_none());
    let built = suite.tool("build_transaction", arguments);
    for answer in [&simulated, &built] {
        let question = answer["result"]["question"].as_str().unwrap();
        assert!(
            question.starts_with("Delegate 7 IO to supplier "),
            "{question}"
        );
        assert!(question.contains("? (localnet, wallet "), "{question}");
    }
    assert_eq!(
        built["result"]["missing"],
        json!([staker.pubkey().to_string()])
    );
    assert_eq!(built["toSign"].as_array().unwrap().len(), 3);
    let leaves = plain(built["result"]["walletChanges"].clone());
    assert_eq!(leaves, plain(simulated["result"]["walletChanges"].clone()));
    assert_eq!(leaves[0]["io"], -700_000_000, "{leaves}");

    let mut transaction = transaction(&built);
    add_signatures(&mut transaction, &[&*staker]).unwrap();
    let before = suite.economy.vm.account(&delegation).unwrap();
    assert!(before.is_none(), "nothing is sent by the tools");
    suite.economy.vm.send_signed(&transaction).unwrap();
    let opened: Delegation = suite.economy.read(&delegation).unwrap();
    assert_eq!(opened.active, 700_000_000);
}

#[test]
fn a_transaction_with_a_nonce_keeps_until_it_is_sent() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let nonce = suite.nonce(&staker.pubkey());
    let mut arguments = delegate(&staker.pubkey(), &supplier);
    arguments["nonce"] = json!(nonce.to_string());
    // The clock is behind: `io transaction send` brings it up to date.
    suite.wait(HOUR);
    let built = suite.tool("build_transaction", arguments);
    assert_eq!(built["result"]["expires"], "when its nonce is advanced");
    let transaction = transaction(&built);
    let value: Hash = suite.value(&nonce).parse().unwrap();
    assert_eq!(transaction.message.recent_blockhash(), &value);
    let text = built["result"]["transaction"].as_str().unwrap();
    let signed = suite.json(&staker, &format!("transaction sign {text} --yes"));
    let signed = signed["transaction"].as_str().unwrap();
    let sent = suite.json(&staker, &format!("transaction send {signed}"));
    assert_eq!(sent["outcome"], "confirmed");
}

#[test]
fn a_reservation_is_paid_by_its_payer_and_opened_by_the_key_of_the_person() {
    let mut suite = Suite::new();
    let (renter, offer) = (suite.renter(), suite.supplier(0).2);
    let payer = suite.economy.renters[1].person.clone();
    let built = suite.tool(
        "build_transaction",
        json!({
            "wallet": renter.pubkey().to_string(),
            "act": {
                "act": "reserve", "offer": offer.to_string(), "gpus": 2, "hours": 24, "currency": "usdc",
                "connection_key": HASH, "payer": payer.pubkey().to_string(), "number": 9,
            },
        }),
    );
    let mut missing = [renter.pubkey(), payer.pubkey()].map(|it| it.to_string());
    let mut named: Vec<String> =
        serde_json::from_value(built["result"]["missing"].clone()).unwrap();
    missing.sort();
    named.sort();
    assert_eq!(named, missing);
    assert!(built["result"]["comesBack"].is_string());
    // The person sees whose key opens the connection details: an assistant may have been given another.
    let key = crate::parse::connection::public_key(HASH).unwrap();
    let key = io_access::PublicKey::new(key).unwrap().to_string();
    assert_eq!(built["result"]["connectionKey"], key);
    let mut transaction = transaction(&built);
    add_signatures(&mut transaction, &[&*renter, &*payer]).unwrap();
    suite.economy.vm.send_signed(&transaction).unwrap();
    let address = built["result"]["reservation"].as_str().unwrap();
    let made: Reservation = suite.economy.read(&address.parse().unwrap()).unwrap();
    assert_eq!((made.renter, made.payer), (renter.pubkey(), payer.pubkey()));
}

#[test]
fn an_act_of_an_owner_comes_as_instructions_for_a_multisig() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let authority = owner.pubkey().to_string();
    let (offer, supplier) = (offer.to_string(), supplier.to_string());
    let (built, refused) = suite.serve(move |client| {
        let pause = json!({ "act": "set_offer_paused", "offer": offer, "paused": true });
        let claim = json!({ "act": "claim", "supplier": supplier });
        (
            client.answer(
                "build_instructions",
                json!({ "authority": authority, "act": pause }),
            ),
            client.fails(
                "build_instructions",
                json!({ "authority": authority, "act": claim }),
            ),
        )
    });
    let all = built["result"]["instructions"].as_array().unwrap();
    assert_eq!(all.len(), 1);
    assert!(built["result"]["message"]["base64"].is_string());
    assert!(refused.ends_with("use build_transaction"), "{refused}");
}

/// A network on which somebody gives a command right after the first simulation.
struct After<'a> {
    network: &'a mut LiteVm,
    command: Option<(Key, Pubkey, String)>,
}

impl Forward for After<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let seen = self.network.preview(instructions, signers, watched);
        if let Some((key, price, line)) = self.command.take() {
            run_on(self.network, key, price, &line).unwrap();
        }
        seen
    }
}

#[test]
fn a_transaction_of_other_terms_than_were_simulated_is_not_built() {
    let mut suite = Suite::new();
    let (renter, (owner, _, offer)) = (suite.renter(), suite.supplier(0));
    let price = suite.economy.price;
    let edit = format!("offer edit {offer} --price 0.01");
    let mut network = After {
        network: &mut suite.economy.vm,
        command: Some((Key::Loaded(owner), price, edit)),
    };
    let arguments = json!({
        "wallet": renter.pubkey().to_string(),
        "act": {
            "act": "reserve", "offer": offer.to_string(), "gpus": 1, "hours": 2, "currency": "usdc", "connection_key": HASH,
        },
    });
    let (why, built) = serve_on(&mut network, price, move |client| {
        (
            client.fails("build_transaction", arguments.clone()),
            client.answer("build_transaction", arguments),
        )
    });
    let reported = "the terms have changed since the simulation: Offer revision was 0, is 1; ";
    assert!(why.starts_with(reported), "{why}");
    assert!(why.ends_with(". Build the transaction again"), "{why}");
    transaction(&built);
}

/// What cannot succeed is not built, and the wallet is named by its address alone.
#[test]
fn an_act_that_would_fail_is_refused_with_the_reason() {
    let mut suite = Suite::new();
    let (poor, supplier) = (Keypair::new().pubkey(), suite.supplier(0).1);
    let arguments = delegate(&poor, &supplier);
    for tool in ["simulate", "build_transaction"] {
        let arguments = arguments.clone();
        let why = suite.serve(move |client| client.fails(tool, arguments));
        let reported = format!("too little IO: 7.00000000 needed, 0.00000000 held by {poor}");
        assert_eq!(why, reported);
    }
}
