//! What a transaction of somebody else pays is shown, asked about and limited before it is signed or sent.

use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{
    emissions as client, spl,
    transaction::{self, Budget, Draft, Format},
};
use serde_json::json;
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::{compiled_instruction::CompiledInstruction, VersionedMessage};
use solana_sdk_ids::compute_budget;
use solana_signature::Signature;
use solana_signer::Signer;

use super::{consent::Person, Suite, HASH};
use crate::plan::short;

/// In micro-lamports: 1.4 SOL of 1,400,000 compute units.
const PRICE: u64 = 1_000_000_000;

/// The same transaction, unsigned, at a price of somebody's choice.
fn priced(encoded: &str) -> String {
    let mut it = transaction::from_wire(&BASE64_STANDARD.decode(encoded).unwrap()).unwrap();
    it.signatures.fill(Signature::default());
    let VersionedMessage::Legacy(message) = &mut it.message else {
        panic!("no legacy message");
    };
    let mut keys = message.account_keys.iter();
    let program = keys.position(|key| *key == compute_budget::ID).unwrap();
    message.instructions.push(CompiledInstruction {
        program_id_index: u8::try_from(program).unwrap(),
        accounts: Vec::new(),
        data: [&[3][..], &PRICE.to_le_bytes()].concat(),
    });
    BASE64_STANDARD.encode(transaction::to_wire(&it).unwrap())
}

/// Signs with a person who says yes, and gives what was shown and asked.
fn asked(suite: &mut Suite, key: &Keypair, line: &str) -> (String, String) {
    let person = Person::who_says(true);
    let asked = person.asked.clone();
    let done = suite.run_asked(key, line, Some(Box::new(person)));
    done.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
    let asked = asked.borrow();
    asked[0].clone()
}

#[test]
fn the_fee_is_shown_and_asked_about_in_every_version() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let me = staker.pubkey();
    let wallet = spl::wallet(&me, &suite.economy.io);
    let delegate = [client::delegate(
        &client::DelegationKeys {
            staker: me,
            supplier,
        },
        &wallet,
        100_000_000,
    )];
    for format in [Format::Legacy, Format::V0(&[]), Format::V1] {
        let budget = Budget {
            limit: 1_000_000,
            price: 5_000_000_000,
            loaded_bytes: None,
        };
        let draft = Draft {
            payer: me,
            instructions: &delegate,
            blockhash: Hash::new_from_array([5; 32]),
            nonce: None,
            budget,
            format,
        };
        let unsigned = transaction::sign(draft.message().unwrap(), &[]).unwrap();
        let file = BASE64_STANDARD.encode(transaction::to_wire(&unsigned).unwrap());
        let shown = suite.json(&staker, &format!("tx show {file}"));
        assert_eq!(shown["fee"], 5_000_005_000_u64, "{format:?}");
        assert_eq!(shown["priorityFee"], 5_000_000_000_u64, "{format:?}");
        let line = format!("tx sign {file} --max-priority-fee 5");
        let (shown, question) = asked(&mut suite, &staker, &line);
        let fee = format!("at most 5.000005 SOL, paid by {me}");
        assert!(shown.contains(&fee), "{shown}");
        assert!(shown.contains("amount = 100000000 (1 IO)"), "{shown}");
        assert_eq!(
            question,
            format!(
                "Sign as {me}: emissions: delegate, amount 1 IO, supplier {}; fee at most 5.000005 SOL, paid by {}?",
                short(&supplier),
                short(&me)
            )
        );
        let (status, reported) = suite.fails(&staker, &format!("tx sign {file} --yes"));
        assert_eq!(status, 3, "{format:?}: {reported}");
        assert!(
            reported.contains(
                "its priority fee is 5 SOL, more than the 0.001 SOL of --max-priority-fee"
            ),
            "{reported}"
        );
    }
}

#[test]
fn what_is_signed_for_later_reports_its_fee() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let line = format!(
        "stake delegate {supplier} 1 --sign-only --blockhash {}",
        Hash::default()
    );
    let line = line.replace(
        &Hash::default().to_string(),
        &Hash::new_from_array([5; 32]).to_string(),
    );
    let signed = suite.json(&staker, &line);
    assert_eq!(
        (&signed["fee"], &signed["priorityFee"]),
        (&json!(5_000), &json!(0))
    );
}

#[test]
fn an_attestor_who_pays_is_asked_about_the_fee() {
    let mut suite = Suite::new();
    let attestors = [0, 1].map(|place| suite.economy.attestors[place].clone());
    let [first, second] = [0, 1].map(|place: usize| attestors[place].pubkey());
    for key in [first, second] {
        suite.economy.vm.airdrop(&key, 1_000_000_000).unwrap();
    }
    let supplier = suite.supplier(0).1;
    let nonce = suite.nonce(&first);
    let line = format!(
        "slash propose {supplier} 10 --reason 7 --evidence {HASH} --attestor {second} --nonce {nonce} --sign-only"
    );
    let signed = suite.json(&attestors[0], &line);
    let folder = super::folder::Folder::new();
    let file = folder.write("slash.txt", priced(signed["transaction"].as_str().unwrap()));
    let (status, reported) = suite.fails(&attestors[0], &format!("council approve {file}"));
    assert_eq!(status, 3);
    assert!(
        reported.starts_with(&format!("{file}: its priority fee is 1.4 SOL")),
        "{reported}"
    );
    let line = format!("council approve {file} --max-priority-fee 1.4");
    let (shown, question) = asked(&mut suite, &attestors[0], &line);
    assert!(
        question.ends_with(&format!(
            "; fee at most 1.40001 SOL, paid by {}?",
            short(&first)
        )),
        "{question}"
    );
    assert!(
        shown.contains(&format!("at most 1.40001 SOL, paid by {first}")),
        "{shown}"
    );
    // What is signed has its price already.
    let line = format!("council approve {file} --max-priority-fee 1.4 --with-compute-unit-price 1");
    let (status, reported) = suite.fails(&attestors[1], &line);
    assert_eq!(status, 2, "{reported}");
}

#[test]
fn the_limit_holds_for_what_is_sent() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let me = staker.pubkey();
    let nonce = suite.nonce(&me);
    let line = format!("stake delegate {supplier} 1 --nonce {nonce} --sign-only");
    let plain = suite.json(&staker, &line);
    let plain = plain["transaction"].as_str().unwrap().to_string();
    let expensive = priced(&plain);
    let signed = suite.json(
        &staker,
        &format!("tx sign {expensive} --max-priority-fee 1.4 --yes"),
    );
    let expensive = signed["transaction"].as_str().unwrap();
    for options in [
        "--yes",
        "--dry-run",
        "--yes --with-compute-unit-price 1 --max-priority-fee 0.00001",
    ] {
        let (status, reported) = suite.fails(&staker, &format!("tx send {expensive} {options}"));
        assert_eq!(status, 3, "{options}: {reported}");
        assert!(
            reported.contains("its priority fee is 1.4 SOL, more than"),
            "{reported}"
        );
    }
    // Nothing goes in front of it that could pay another price.
    for options in ["--yes", "--dry-run"] {
        let line = format!("tx send {plain} {options} --with-compute-unit-price 1");
        let (status, reported) = suite.fails(&staker, &line);
        assert_eq!(status, 2, "{reported}");
        assert!(
            reported.contains("leave out --with-compute-unit-price"),
            "{reported}"
        );
    }
    let (_, question) = asked(
        &mut suite,
        &staker,
        &format!("tx send {expensive} --max-priority-fee 1.4"),
    );
    let fee = format!("; fee at most 1.400005 SOL, paid by {}?", short(&me));
    assert!(question.ends_with(&fee), "{question}");
}
