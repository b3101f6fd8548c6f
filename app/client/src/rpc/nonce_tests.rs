//! Outcomes of durable-nonce transactions, with a mock node.

use super::*;
use anchor_lang::solana_program::{system_instruction, system_program};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_nonce::{
    state::{DurableNonce, State},
    versions::Versions,
};
use solana_rpc_client::mock_sender::MocksMap;

/// Last height at which a blockhash of the transaction's age would be valid.
const LAST_HEIGHT: u64 = 100;

struct Case {
    authority: Keypair,
    nonce: Nonce,
}

impl Case {
    fn new() -> Self {
        let authority = Keypair::new();
        let nonce = Nonce {
            account: Pubkey::new_unique(),
            authority: authority.pubkey(),
        };
        Self { authority, nonce }
    }

    fn transaction(&self, value: Hash, nonce: Option<Nonce>) -> VersionedTransaction {
        let payer = self.authority.pubkey();
        let draft = Draft {
            payer,
            instructions: &[system_instruction::transfer(&payer, &payer, 1)],
            blockhash: value,
            nonce,
            budget: Budget { limit: 1, price: 0 },
            format: Format::Legacy,
        };
        draft.sign(&[&self.authority]).unwrap()
    }

    fn account(&self, value: DurableNonce) -> Value {
        let state = State::new_initialized(&self.nonce.authority, value, 5_000);
        let data = bincode::serialize(&Versions::new(state)).unwrap();
        json!({
            "lamports": 1, "data": [bs58::encode(data).into_string(), "base58"],
            "owner": system_program::ID.to_string(), "executable": false, "rentEpoch": 0, "space": 80
        })
    }
}

fn at(slot: u64, value: Value) -> Value {
    json!({ "context": { "slot": slot }, "value": value })
}

/// The tip at slot 5.
fn tip(height: u64) -> Value {
    json!({
        "epoch": 0, "slotIndex": 5, "slotsInEpoch": 432_000, "absoluteSlot": 5, "blockHeight": height,
        "transactionCount": null
    })
}

fn found(error: Value) -> Value {
    let status = if error.is_null() {
        json!({ "Ok": null })
    } else {
        json!({ "Err": error })
    };
    json!({
        "slot": 4, "confirmations": null, "status": status, "err": error,
        "confirmationStatus": "finalized"
    })
}

/// A node with this height, these answers about the signature, and this account.
fn node(height: u64, statuses: Vec<Value>, account: Option<Value>) -> RpcNetwork {
    let mut answers = MocksMap::default();
    answers.insert(RpcRequest::GetEpochInfo, tip(height));
    for status in statuses {
        answers.insert(RpcRequest::GetSignatureStatuses, status);
    }
    if let Some(account) = account {
        answers.insert(RpcRequest::GetAccountInfo, account);
    }
    RpcNetwork::over(RpcClient::new_mock_with_mocks_map("succeeds", answers))
}

#[test]
fn a_nonce_keeps_a_transaction_from_expiring_until_it_is_advanced() {
    let case = Case::new();
    let [signed, next] = [1, 2].map(|byte| DurableNonce::from_blockhash(&Hash::from([byte; 32])));
    let transaction = case.transaction(*signed.as_hash(), Some(case.nonce));
    let none = |slot| at(slot, json!([null]));
    let held = |slot, value| Some(at(slot, case.account(value)));
    let standing = |network: RpcNetwork| network.standing(&transaction, LAST_HEIGHT).unwrap();

    let young = node(LAST_HEIGHT, vec![none(5)], None);
    assert!(matches!(standing(young), Standing::Missing));
    let unchanged = node(LAST_HEIGHT + 1, vec![none(5)], held(5, signed));
    assert!(matches!(standing(unchanged), Standing::Pending));
    let advanced = node(LAST_HEIGHT + 1, vec![none(5), none(5)], held(5, next));
    assert!(matches!(standing(advanced), Standing::NonceAdvanced));
    let closed = node(
        LAST_HEIGHT + 1,
        vec![none(5), none(5)],
        Some(at(5, Value::Null)),
    );
    assert!(matches!(standing(closed), Standing::NonceAdvanced));
    // The node that is asked of the signature has not seen the block that advanced the nonce.
    let behind = node(LAST_HEIGHT + 1, vec![none(5), none(4)], held(5, next));
    assert!(matches!(standing(behind), Standing::Missing));
    // The transaction itself advanced it, with success or not.
    for error in [Value::Null, json!("AccountInUse")] {
        let own = at(5, json!([found(error.clone())]));
        let own = node(LAST_HEIGHT + 1, vec![none(5), own], held(5, next));
        let Standing::Settled(outcome) = standing(own) else {
            panic!("{error}");
        };
        assert_eq!(outcome.is_ok(), error.is_null());
    }
    let same = case.transaction(*signed.as_hash(), None);
    let network = node(LAST_HEIGHT + 1, vec![none(5)], None);
    let standing = network.standing(&same, LAST_HEIGHT).unwrap();
    assert!(matches!(standing, Standing::Expired));
}

/// Behind one URL there are often several nodes.
#[test]
fn of_a_node_behind_the_one_that_told_the_height_nothing_follows() {
    let case = Case::new();
    let transaction = case.transaction(Hash::new_unique(), None);
    for (slot, expired) in [(4, false), (5, true), (6, true)] {
        let network = node(LAST_HEIGHT + 1, vec![at(slot, json!([null]))], None);
        let standing = network.standing(&transaction, LAST_HEIGHT).unwrap();
        assert_eq!(matches!(standing, Standing::Expired), expired, "{slot}");
        assert_eq!(matches!(standing, Standing::Missing), !expired, "{slot}");
    }
}

#[test]
fn what_is_pending_or_superseded_is_told_as_such() {
    let case = Case::new();
    let [signed, next] = [1, 2].map(|byte| DurableNonce::from_blockhash(&Hash::from([byte; 32])));
    let transaction = case.transaction(*signed.as_hash(), Some(case.nonce));
    let signature = transaction.signatures[0];
    let none = || at(5, json!([null]));
    let send = |value| {
        // `send_signed` asks for the height before it sends.
        let mut answers = MocksMap::default();
        answers.insert(RpcRequest::GetBlockHeight, json!(1));
        answers.insert(RpcRequest::GetEpochInfo, tip(1_000));
        for status in [none(), none()] {
            answers.insert(RpcRequest::GetSignatureStatuses, status);
        }
        answers.insert(RpcRequest::GetAccountInfo, at(5, case.account(value)));
        answers.insert(RpcRequest::SendTransaction, json!(signature.to_string()));
        let client = RpcClient::new_mock_with_mocks_map("succeeds", answers);
        RpcNetwork::over(client).send_signed(&transaction)
    };
    assert!(matches!(send(signed), Err(SendError::Pending(told)) if told == signature));
    assert!(matches!(send(next), Err(SendError::NonceAdvanced(told)) if told == signature));
}
