//! `io transaction` of version 0: accounts that only a lookup table names are read, shown and watched like all others.

use std::borrow::Cow;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{spl, transaction, Network};
use io_vm::Vm;
use serde_json::Value;
use solana_account::Account;
use solana_address_lookup_table_interface::state::{AddressLookupTable, LookupTableMeta};
use solana_keypair::Keypair;
use solana_message::{v0, AddressLookupTableAccount, VersionedMessage};
use solana_sdk_ids::address_lookup_table;
use solana_signer::Signer;

use super::{consent::Person, Suite};
use crate::plan::short;

/// Lamports of a signature.
const FEE: u64 = 5_000;

/// The account of a table.
fn stored(addresses: &[Pubkey]) -> Account {
    let table = AddressLookupTable {
        meta: LookupTableMeta::default(),
        addresses: Cow::Borrowed(addresses),
    };
    Account {
        lamports: 1_000_000_000,
        data: table.serialize_for_tests().unwrap(),
        owner: address_lookup_table::ID,
        ..Account::default()
    }
}

/// A signed transaction of `payer` whose accounts are all looked up that can be.
fn looked_up(
    suite: &mut Suite,
    payer: &Keypair,
    instruction: Instruction,
    addresses: Vec<Pubkey>,
) -> (String, Pubkey) {
    let nonce = suite.nonce(&payer.pubkey());
    let advance = system_instruction::advance_nonce_account(&nonce, &payer.pubkey());
    let table = AddressLookupTableAccount {
        key: Pubkey::new_unique(),
        addresses,
    };
    let stored = stored(&table.addresses);
    suite.economy.vm.set_account(table.key, stored).unwrap();
    let hash = suite.value(&nonce).parse().unwrap();
    let all = [advance, instruction];
    let message =
        v0::Message::try_compile(&payer.pubkey(), &all, std::slice::from_ref(&table), hash)
            .unwrap();
    assert_eq!(message.address_table_lookups.len(), 1);
    let signed = transaction::sign(VersionedMessage::V0(message), &[payer]).unwrap();
    let encoded = BASE64_STANDARD.encode(transaction::to_wire(&signed).unwrap());
    (encoded, table.key)
}

/// What somebody is shown and asked who says no.
fn asked(suite: &mut Suite, who: &Keypair, line: &str) -> (String, String) {
    let person = Person::who_says(false);
    let asked = person.asked.clone();
    assert!(suite.run_asked(who, line, Some(Box::new(person))).is_err());
    let asked = asked.borrow();
    asked[0].clone()
}

fn addresses(shown: &Value) -> Vec<String> {
    let accounts = shown["instructions"][1]["accounts"].as_array().unwrap();
    let each = accounts.iter().map(|it| it["address"].as_str().unwrap());
    each.map(String::from).collect()
}

#[test]
fn tokens_of_accounts_in_a_lookup_table_are_shown_with_who_gets_them() {
    let mut suite = Suite::new();
    let (payer, usdc) = (suite.renter(), suite.economy.usdc);
    let other = Keypair::new().pubkey();
    let create = spl::create_wallet(&payer.pubkey(), &other, &usdc);
    suite.economy.vm.send(&[create], &[&*payer]).unwrap();
    let [from, to] = [payer.pubkey(), other].map(|it| spl::wallet(&it, &usdc));
    let transfer = spl::transfer(&from, &to, &payer.pubkey(), 123_456_789);
    let (encoded, _) = looked_up(&mut suite, &payer, transfer, vec![to, from]);
    let shown = suite.json(&payer, &format!("transaction show {encoded}"));
    assert!(shown.get("notKnown").is_none(), "{shown}");
    let all = [from, to, payer.pubkey()].map(|it| it.to_string());
    assert_eq!(addresses(&shown), all);
    let line = format!("transaction send {encoded}");
    let tried = suite.json(&payer, &format!("{line} --dry-run"));
    let change = &tried["walletChanges"][0];
    assert_eq!(change["usdc"], -123_456_789, "{change}");
    assert_eq!(change["fee"], FEE);
    let (shown, question) = asked(&mut suite, &payer, &line);
    assert!(shown.contains("-123.456789 USDC"), "{shown}");
    assert!(
        question.contains(&format!(" to {}", short(&to))),
        "{question}"
    );
}

#[test]
fn the_fee_is_the_fee_also_where_the_receiver_is_in_a_lookup_table() {
    let mut suite = Suite::new();
    let (payer, other) = (suite.renter(), Keypair::new().pubkey());
    let transfer = system_instruction::transfer(&payer.pubkey(), &other, 5_000_000_000);
    let lamports = suite
        .economy
        .vm
        .account(&payer.pubkey())
        .unwrap()
        .unwrap()
        .lamports;
    if lamports < 6_000_000_000 {
        suite
            .economy
            .vm
            .airdrop(&payer.pubkey(), 6_000_000_000)
            .unwrap();
    }
    let (encoded, _) = looked_up(&mut suite, &payer, transfer, vec![other]);
    let line = format!("transaction send {encoded} --dry-run");
    let tried = suite.run_asked(&payer, &line, None).unwrap().json();
    let change = &tried["walletChanges"][0];
    // As every amount.
    for (name, amount, display) in [
        ("fee", FEE.to_string(), "0.000005"),
        ("priorityFee", "0".into(), "0"),
        ("newRent", "5000000000".into(), "5"),
        ("sol", "-5000005000".into(), "-5.000005"),
    ] {
        let expected = serde_json::json!({ "amount": amount, "currency": "SOL", "decimals": 9, "display": display });
        assert_eq!(change[name], expected, "{name}");
    }
}

/// Such as on a machine without a network.
#[test]
fn what_a_lookup_table_that_cannot_be_read_hides_is_said_to_be_unknown() {
    let mut suite = Suite::new();
    let (payer, other) = (suite.renter(), Keypair::new().pubkey());
    let transfer = system_instruction::transfer(&payer.pubkey(), &other, 5_000_000_000);
    let (encoded, table) = looked_up(&mut suite, &payer, transfer, vec![other]);
    for account in [
        Account::default(),
        // Another's account, and a table with fewer addresses.
        Account {
            lamports: 1,
            ..Account::default()
        },
        stored(&[]),
    ] {
        suite.economy.vm.set_account(table, account).unwrap();
        let shown = suite.json(&payer, &format!("transaction show {encoded}"));
        let reported = shown["notKnown"][0].as_str().unwrap();
        let start = format!("changes of the accounts of lookup table {table}: ");
        assert!(reported.starts_with(&start), "{reported}");
        assert_eq!(addresses(&shown)[1], "in a lookup table that is not known");
    }
    // Unsigned, it can be signed.
    let bytes = BASE64_STANDARD.decode(&encoded).unwrap();
    let mut unsigned = transaction::from_wire(&bytes).unwrap();
    unsigned.signatures[0] = solana_signature::Signature::default();
    let unsigned = BASE64_STANDARD.encode(transaction::to_wire(&unsigned).unwrap());
    let (shown, question) = asked(&mut suite, &payer, &format!("transaction sign {unsigned}"));
    assert!(shown.contains(&table.to_string()), "{shown}");
    assert!(
        question.contains(
            "transfer 5 SOL to an account of a lookup table that is not known; what changes"
        ),
        "{question}"
    );
}
