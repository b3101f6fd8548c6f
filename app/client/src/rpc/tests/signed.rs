//! Transactions that were signed elsewhere.

use solana_nonce::{
    state::{DurableNonce, State as NonceState},
    versions::Versions,
};

use super::*;
use crate::transaction::{Draft, Format, Nonce};

fn transaction(nonce: Option<Nonce>, value: Hash) -> VersionedTransaction {
    let draft = Draft {
        payer: key().pubkey(),
        instructions: &[instruction(10)],
        blockhash: value,
        nonce,
        budget: Budget {
            limit: 1,
            price: 0,
            loaded_bytes: None,
        },
        format: Format::Legacy,
    };
    draft.sign(&[&key()]).unwrap()
}

fn script() -> Script {
    let script = Script::new();
    script.0.lock().unwrap().once.clear();
    // As `outcome` asks, and then the first look.
    script.once("getSignatureStatuses", of(json!([null])));
    script
}

#[test]
fn one_whose_blockhash_holds_is_sent_and_confirmed() {
    let script = script();
    // Of a node that is behind at first.
    script.once("isBlockhashValid", of(json!(false)));
    script.always("isBlockhashValid", of(json!(true)));
    let transaction = transaction(None, Hash::new_from_array([7; 32]));
    let receipt = script.network().send_signed(&transaction).unwrap();
    assert_eq!(receipt.signature, transaction.signatures[0]);
    assert_eq!(script.transactions("sendTransaction"), [transaction]);
    assert_eq!(script.0.lock().unwrap().announced.len(), 1);
}

#[test]
fn one_that_is_in_a_block_already_is_not_sent_again() {
    let script = script();
    script.0.lock().unwrap().once.clear();
    let transaction = transaction(None, Hash::default());
    script.network().send_signed(&transaction).unwrap();
    assert_eq!(script.methods(), ["getSignatureStatuses"]);
}

#[test]
fn the_blockhash_for_those_who_sign_elsewhere_is_the_latest_one() {
    let script = Script::new();
    let given = script.network().blockhash();
    assert_eq!(given.unwrap(), Hash::new_from_array([5; 32]));
    let none = json!({ "blockhash": "none", "lastValidBlockHeight": 1 });
    script.always("getLatestBlockhash", of(none));
    let refused = script.network().blockhash().unwrap_err();
    assert!(matches!(refused, ReadError::Unreachable(_)), "{refused}");
}

/// A node that has not its status yet.
#[test]
fn one_that_a_node_has_processed_is_not_refused() {
    let script = script();
    let processed = simulated(json!({ "err": "AlreadyProcessed" }));
    script.always("simulateTransaction", of(processed));
    let transaction = transaction(None, Hash::default());
    let mut network = script.network();
    network.simulate_signed(&transaction).unwrap();
    let config = script.parameters("simulateTransaction")[0][1].clone();
    assert_eq!(config["replaceRecentBlockhash"], false);
    // Of one that is not signed yet, it would be another's.
    assert!(send(&script).is_err());
}

#[test]
fn one_whose_blockhash_nobody_knows_is_refused_before_it_is_sent() {
    let script = script();
    script.always("isBlockhashValid", of(json!(false)));
    let refused = script
        .network()
        .send_signed(&transaction(None, Hash::default()));
    let refused = refused.unwrap_err();
    let SendError::Refused { error, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(error, TransactionError::BlockhashNotFound);
    assert!(script.parameters("sendTransaction").is_empty());
    assert!(script.now() <= Timeouts::default().blockhash);
}

/// Slots, heights and validity go on, and the status stays null.
#[test]
fn one_that_is_in_no_block_expires_by_its_blockhash_alone() {
    let script = script();
    script.once("isBlockhashValid", of(json!(true)));
    script.always("getSignatureStatuses", at(500, json!([null])));
    for slot in [100, 101] {
        let tip = json!({ "absoluteSlot": slot, "blockHeight": 5 });
        script.once("getEpochInfo", Says::Result(tip));
        script.once("isBlockhashValid", at(slot, json!(false)));
    }
    let transaction = transaction(None, Hash::default());
    let expired = script.network().send_signed(&transaction).unwrap_err();
    assert!(
        matches!(expired, SendError::Expired(it) if it == transaction.signatures[0]),
        "{expired}"
    );
    assert!(script.now() > Duration::from_secs(37));
}

#[test]
fn a_nonce_keeps_one_pending_until_it_is_advanced() {
    let nonce = Nonce {
        account: Pubkey::new_unique(),
        authority: key().pubkey(),
    };
    let [held, next] = [1, 2].map(|byte| DurableNonce::from_blockhash(&Hash::from([byte; 32])));
    let stored = |slot: u64, value: DurableNonce| {
        let state = NonceState::new_initialized(&nonce.authority, value, 5_000);
        let data = bincode::serialize(&Versions::new(state)).unwrap();
        at(slot, account(system_program::ID, &data))
    };
    let transaction = transaction(Some(nonce), *held.as_hash());
    let signature = transaction.signatures[0];
    let sends = |held_at: Says, later: [Says; 2]| {
        let script = script();
        script.once("getAccountInfo", held_at);
        script.always("getAccountInfo", later[1].clone());
        script.always("getSignatureStatuses", at(500, json!([null])));
        for (slot, later) in [100, 101].into_iter().zip(later) {
            let tip = json!({ "absoluteSlot": slot, "blockHeight": 5 });
            script.once("getEpochInfo", Says::Result(tip));
            script.once("getAccountInfo", later);
        }
        script.network().send_signed(&transaction).unwrap_err()
    };
    let pending = sends(stored(9, held), [stored(100, held), stored(101, held)]);
    assert!(
        matches!(pending, SendError::Pending(it) if it == signature),
        "{pending}"
    );
    let advanced = sends(stored(9, held), [stored(100, next), stored(101, next)]);
    assert!(
        matches!(advanced, SendError::NonceAdvanced(it) if it == signature),
        "{advanced}"
    );
    let closed = sends(
        stored(9, held),
        [at(100, Value::Null), at(101, Value::Null)],
    );
    assert!(
        matches!(closed, SendError::NonceAdvanced(it) if it == signature),
        "{closed}"
    );
    // Of another value before it is sent.
    let refused = sends(stored(9, next), [stored(100, next), stored(101, next)]);
    assert!(matches!(refused, SendError::Refused { .. }), "{refused}");
}
