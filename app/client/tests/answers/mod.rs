//! Responses of `getTransaction` in every version and encoding.

use std::fmt::Write;

use anchor_lang::{
    event::EVENT_IX_TAG_LE,
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
    Event,
};
use anchor_spl::token::spl_token;
use base64::{prelude::BASE64_STANDARD, Engine};
use fee_burn::events::{AuctionExpired, Totals};
use io_client::transaction::{self, Budget, Draft, Format};
use io_common::ids;
use marketplace::events::Reserved;
use serde_json::{json, Value};
use solana_message::{AddressLookupTableAccount, VersionedMessage};
use solana_transaction::versioned::VersionedTransaction;

use super::{hex, key};

/// A program of somebody else, which calls that of the fee burn, and one that the marketplace is called by itself.
fn instructions() -> [Instruction; 2] {
    let caller = Instruction {
        program_id: key(40),
        accounts: vec![
            AccountMeta::new(key(1), true),
            AccountMeta::new(key(41), false),
            AccountMeta::new_readonly(ids::fee_burn::ID, false),
            AccountMeta::new_readonly(spl_token::ID, false),
        ],
        data: vec![1, 2, 3],
    };
    let market = Instruction {
        program_id: ids::marketplace::ID,
        accounts: vec![
            AccountMeta::new(key(1), true),
            AccountMeta::new(key(42), false),
        ],
        data: vec![4; 8],
    };
    [caller, market]
}

/// All addresses of a message in the order of its indexes, and how many of them are loaded to be written and read.
fn addresses(message: &VersionedMessage, table: &AddressLookupTableAccount) -> Addresses {
    let lookups = message.address_table_lookups().unwrap_or_default().iter();
    let of = |indexes: &[u8]| -> Vec<Pubkey> {
        let places = indexes.iter();
        places
            .map(|index| table.addresses[usize::from(*index)])
            .collect()
    };
    Addresses {
        own: message.static_account_keys().to_vec(),
        written: lookups
            .clone()
            .flat_map(|lookup| of(&lookup.writable_indexes))
            .collect(),
        read: lookups
            .flat_map(|lookup| of(&lookup.readonly_indexes))
            .collect(),
    }
}

struct Addresses {
    own: Vec<Pubkey>,
    written: Vec<Pubkey>,
    read: Vec<Pubkey>,
}

impl Addresses {
    fn place(&self, address: Pubkey) -> usize {
        let mut all = self.own.iter().chain(&self.written).chain(&self.read);
        all.position(|other| *other == address).unwrap()
    }
}

fn texts(keys: &[Pubkey]) -> Vec<String> {
    keys.iter().map(Pubkey::to_string).collect()
}

/// What was called within the two instructions: a transfer, and an event of each program.
fn inner(addresses: &Addresses, [burn, market]: &[Vec<u8>; 2]) -> Value {
    let call = |program: Pubkey, data: &[u8], height: u8| {
        json!({
            "programIdIndex": addresses.place(program),
            "accounts": [addresses.place(key(41))],
            "data": bs58::encode(data).into_string(),
            "stackHeight": height,
        })
    };
    let fee_burn = [
        call(ids::fee_burn::ID, &[5; 8], 2),
        call(spl_token::ID, &[3, 1, 0, 0, 0, 0, 0, 0, 0], 3),
        call(ids::fee_burn::ID, burn, 3),
    ];
    let market = [call(ids::marketplace::ID, market, 2)];
    json!([
        { "index": 1, "instructions": fee_burn },
        { "index": 2, "instructions": market },
    ])
}

/// The message as the encoding `json` has it.
fn as_json(transaction: &VersionedTransaction) -> Value {
    let message = &transaction.message;
    let (header, keys) = (message.header(), message.static_account_keys());
    let called = message.instructions().iter().map(|called| {
        json!({
            "programIdIndex": called.program_id_index,
            "accounts": called.accounts,
            "data": bs58::encode(&called.data).into_string(),
            "stackHeight": 1,
        })
    });
    let mut written = json!({
        "header": {
            "numRequiredSignatures": header.num_required_signatures,
            "numReadonlySignedAccounts": header.num_readonly_signed_accounts,
            "numReadonlyUnsignedAccounts": header.num_readonly_unsigned_accounts,
        },
        "accountKeys": texts(keys),
        "recentBlockhash": message.recent_blockhash().to_string(),
        "instructions": called.collect::<Vec<_>>(),
    });
    if let Some(lookups) = message.address_table_lookups() {
        let lookups = lookups.iter().map(|lookup| {
            json!({
                "accountKey": lookup.account_key.to_string(),
                "writableIndexes": lookup.writable_indexes,
                "readonlyIndexes": lookup.readonly_indexes,
            })
        });
        written["addressTableLookups"] = lookups.collect();
    }
    let signatures = transaction.signatures.iter();
    let signatures: Vec<String> = signatures.map(ToString::to_string).collect();
    json!({ "signatures": signatures, "message": written })
}

/// An event as the data of a program's call of itself.
fn reported(event: &impl Event) -> Vec<u8> {
    [EVENT_IX_TAG_LE, &event.data()].concat()
}

/// A line for each response and for each of its events.
pub fn lines(reserved: &Reserved) -> String {
    let totals = Totals {
        fees_burned: 1,
        bought: 2,
        spent: 3,
        opened: 4,
        filled: 5,
        expired: 6,
        council_io: 7,
        council_usdc: 8,
    };
    let expired = AuctionExpired {
        returned: 1 << 50,
        totals,
    };
    let events = [reported(&expired), reported(reserved)];
    let reported = [
        ("feeBurn", "AuctionExpired", hex(&expired.data())),
        ("marketplace", "Reserved", hex(&reserved.data())),
    ];
    let tables = [AddressLookupTableAccount {
        key: key(43),
        addresses: vec![key(44), spl_token::ID, key(42), ids::fee_burn::ID, key(41)],
    }];
    let instructions = instructions();
    let mut lines = String::new();
    for (version, format) in [
        (json!("legacy"), Format::Legacy),
        (json!(0), Format::V0(&tables)),
        (json!(1), Format::V1),
    ] {
        let draft = Draft {
            payer: key(1),
            instructions: &instructions,
            blockhash: key(9).to_bytes().into(),
            nonce: None,
            budget: Budget {
                limit: 90_000,
                price: 0,
                loaded_bytes: None,
            },
            format,
        };
        let message = draft.message().unwrap();
        let addresses = addresses(&message, &tables[0]);
        let mut inner = inner(&addresses, &events);
        if matches!(format, Format::V1) {
            // There is no instruction of the budget before them.
            (inner[0]["index"], inner[1]["index"]) = (json!(0), json!(1));
        }
        let transaction = transaction::sign(message, &[]).unwrap();
        let bytes = transaction::to_wire(&transaction).unwrap();
        let base64 = json!([BASE64_STANDARD.encode(&bytes), "base64"]);
        let base58 = json!([bs58::encode(&bytes).into_string(), "base58"]);
        for (encoding, written, failed) in [
            ("base64", base64.clone(), false),
            ("base58", base58, false),
            ("json", as_json(&transaction), false),
            ("base64", base64, true),
        ] {
            let error = json!({ "InstructionError": [1, { "Custom": 8_001 }] });
            let (err, status) = match failed {
                true => (error.clone(), json!({ "Err": error })),
                false => (Value::Null, json!({ "Ok": null })),
            };
            let answer = json!({
                "slot": 447_120_001,
                "blockTime": 1_798_761_600,
                "version": version,
                "transaction": written,
                "meta": {
                    "err": err,
                    "status": status,
                    "fee": 5_000,
                    "preBalances": [],
                    "postBalances": [],
                    "innerInstructions": inner,
                    "logMessages": [],
                    "preTokenBalances": [],
                    "postTokenBalances": [],
                    "rewards": [],
                    "loadedAddresses": {
                        "writable": texts(&addresses.written),
                        "readonly": texts(&addresses.read),
                    },
                    "computeUnitsConsumed": 12_345,
                },
            });
            let outcome = if failed { "failed" } else { "confirmed" };
            let version = version.to_string().replace('"', "");
            writeln!(lines, "answer {version} {encoding} {outcome} {answer}").unwrap();
            for (program, name, data) in reported.iter().filter(|_| !failed) {
                writeln!(lines, "reported {program} {name} {data}").unwrap();
            }
        }
    }
    lines
}
