//! `io reclaim`.

use anchor_lang::prelude::Pubkey;
use io_client::{rent, Network};
use io_vm::Vm;
use serde_json::Value;
use solana_signer::Signer;

use super::Suite;

/// The sum of the lamports that were given back.
fn total(listed: &Value) -> u64 {
    let records = listed.as_array().unwrap().iter();
    records.map(|it| it["amount"].as_u64().unwrap()).sum()
}

fn accounts(listed: &Value) -> Vec<Pubkey> {
    let records = listed.as_array().unwrap().iter();
    let address = |it: &Value| it["account"].as_str().unwrap().parse().unwrap();
    records.map(address).collect()
}

impl Suite {
    fn lamports(&mut self, address: &Pubkey) -> u64 {
        let account = self.economy.vm.account(address).unwrap();
        account.map_or(0, |account| account.lamports)
    }

    /// The rent falls by a thousand lamports a byte.
    pub fn cheaper(&mut self) {
        let today = rent::of_today(&mut self.economy.vm).unwrap();
        let byte = today.minimum_balance(1) - today.minimum_balance(0);
        self.economy.vm.set_rent(byte - 1_000);
    }
}

#[test]
fn who_signs_gets_back_what_its_accounts_hold_too_much() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let (renter, rental) = suite.rental();
    assert_eq!(accounts(&suite.json(&owner, "reclaim")), []);
    let later = format!("reclaim --sign-only --blockhash {}", Pubkey::new_unique());
    let reported = (3, "nothing to reclaim".to_string());
    assert_eq!(suite.fails(&owner, &later), reported);
    suite.cheaper();
    let held = suite.lamports(&rental);
    for (who, holds) in [(&owner, vec![supplier, offer]), (&renter, vec![rental])] {
        let signed = suite.run(who, &later).unwrap();
        let fee = format!(
            "fee of a transaction: at most 0.000005 SOL, paid by {}",
            who.pubkey()
        );
        assert!(signed.notes.contains(&fee), "{:?}", signed.notes);
        let tried = suite.json(who, "reclaim --dry-run");
        let before = suite.lamports(&who.pubkey());
        let listed = suite.json(who, "reclaim");
        assert_eq!(accounts(&tried), accounts(&listed));
        let found = accounts(&listed);
        assert!(holds.iter().all(|account| found.contains(account)));
        for it in listed.as_array().unwrap() {
            assert_eq!(it["recipient"], who.pubkey().to_string());
            assert_eq!(it["outcome"], "confirmed");
        }
        // Six accounts a transaction, of one signature.
        let transactions = found.len().div_ceil(6) as u64;
        let got = suite.lamports(&who.pubkey()) + transactions * 5_000 - before;
        assert_eq!(got, total(&listed));
        assert_eq!(accounts(&suite.json(who, "reclaim")), []);
    }
    // The bounty is still there.
    let account = suite.economy.vm.account(&rental).unwrap().unwrap();
    let today = rent::of_today(&mut suite.economy.vm).unwrap();
    let left = account.lamports - today.minimum_balance(account.data.len());
    assert_eq!(left, 300_000);
    assert!(held > account.lamports);
}

#[test]
fn anyone_gives_back_to_all() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let stranger = suite.economy.newcomer(0).unwrap();
    suite.cheaper();
    let one = suite.json(&stranger, &format!("reclaim {offer} {}", owner.pubkey()));
    assert_eq!(accounts(&one), [offer]);
    assert_eq!(one[0]["type"], "Offer");
    assert_eq!(one[0]["recipient"], owner.pubkey().to_string());
    assert_eq!(accounts(&suite.json(&stranger, "reclaim")), []);
    let all = suite.json(&stranger, "reclaim --all");
    let types = [
        "Config", "Engine", "Ledger", "Models", "Council", "Supplier",
    ];
    for name in types.iter().chain(&["SupplierUsage", "Delegation"]) {
        let mut records = all.as_array().unwrap().iter();
        assert!(records.any(|it| it["type"] == *name), "{name}");
    }
    assert!(accounts(&all).contains(&supplier));
    assert!(!accounts(&all).contains(&offer));
    assert_eq!(accounts(&suite.json(&stranger, "reclaim --all")), []);
}

/// A recipient without lamports cannot receive an amount below the minimum; the others are paid.
#[test]
fn a_recipient_that_cannot_hold_what_it_gets_holds_up_nobody() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    suite.cheaper();
    let stranger = suite.economy.newcomer(0).unwrap();
    // Only the rent of one byte is left to reclaim.
    suite.json(&stranger, &format!("reclaim {supplier} {offer}"));
    let mut account = suite.economy.vm.account(&supplier).unwrap().unwrap();
    account.lamports += 1;
    suite.economy.vm.set_account(supplier, account).unwrap();
    let mut usages = suite.economy.vm.account(&owner.pubkey()).unwrap().unwrap();
    usages.lamports = 0;
    suite
        .economy
        .vm
        .set_account(owner.pubkey(), usages)
        .unwrap();
    let all = suite.json(&stranger, "reclaim --all");
    let records = all.as_array().unwrap();
    let outcome = |account: &Pubkey| {
        let found = records
            .iter()
            .find(|it| it["account"] == account.to_string());
        found.unwrap()["outcome"].clone()
    };
    assert_eq!(outcome(&supplier), "refused");
    let refused = records.iter().filter(|it| it["outcome"] == "refused");
    let theirs = records
        .iter()
        .filter(|it| it["recipient"] == owner.pubkey().to_string());
    assert!(refused.count() <= theirs.count());
    assert!(records.iter().any(|it| it["outcome"] == "confirmed"));
}
