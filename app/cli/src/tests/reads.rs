//! How often a node is asked: not more often where there is more to read, and only for what is shown.

use std::collections::BTreeMap;

use anchor_lang::{prelude::Pubkey, Discriminator};
use emissions::state::{Delegation, Redelegation};
use io_client::{marketplace::supplier_usage_address, Network};
use io_common::types::{Supplier, SupplierUsage};
use io_vm::Vm;
use marketplace::state::{Offer, Reservation};
use solana_signer::Signer;

use super::{node::Node, run_on, Suite};
use crate::context::Key;

/// Puts `count` copies of an account beside it, each with an address of its own.
fn multiply(suite: &mut Suite, original: &Pubkey, count: usize) -> Vec<Pubkey> {
    let account = suite.economy.vm.account(original).unwrap().unwrap();
    let copies = (0..count).map(|_| {
        let copy = Pubkey::new_unique();
        let vm = &mut suite.economy.vm;
        vm.set_account(copy, account.clone()).unwrap();
        copy
    });
    copies.collect()
}

/// Changes the account of type `T` at an address.
fn change<T: bytemuck::Pod>(suite: &mut Suite, address: &Pubkey, change: impl Fn(&mut T)) {
    let mut account = suite.economy.vm.account(address).unwrap().unwrap();
    change(bytemuck::from_bytes_mut(&mut account.data[8..]));
    suite.economy.vm.set_account(*address, account).unwrap();
}

/// How often each method is asked by a command, and the rows that it gives.
fn asked(suite: &mut Suite, key: &Key, line: &str) -> (BTreeMap<&'static str, usize>, usize) {
    let price = suite.economy.price;
    let mut node = Node::new(&mut suite.economy.vm);
    let report = run_on(&mut node, key.clone(), price, line)
        .unwrap_or_else(|error| panic!("io {line}: {error:#}"));
    let rows = report.json().as_array().map_or(1, Vec::len);
    (node.asked, rows)
}

#[test]
fn yields_are_read_together_however_many_suppliers_there_are() {
    let mut suite = Suite::new();
    suite.wait(3_600);
    let (key, first) = (Key::Loaded(suite.staker()), suite.supplier(0).1);
    let (few, rows) = asked(&mut suite, &key, "stake apr");
    multiply(&mut suite, &first, 250);
    let (many, more) = asked(&mut suite, &key, "stake apr");
    assert_eq!(more, rows + 250);
    assert_eq!(many, few);
    assert_eq!(many["the clock"], 1);
    assert!(many.values().sum::<usize>() <= 8, "{many:?}");
}

#[test]
fn offers_are_read_with_their_suppliers_in_hundreds() {
    let mut suite = Suite::new();
    let ((_, supplier, offer), key) = (suite.supplier(0), Key::Loaded(suite.renter()));
    let (few, rows) = asked(&mut suite, &key, "offer list");
    let copies = multiply(&mut suite, &offer, 250);
    for copy in &copies {
        let other = Pubkey::new_unique();
        change::<Offer>(&mut suite, copy, |it| it.supplier = other);
        for (original, address) in [
            (supplier, other),
            (
                supplier_usage_address(&supplier),
                supplier_usage_address(&other),
            ),
        ] {
            let account = suite.economy.vm.account(&original).unwrap().unwrap();
            suite.economy.vm.set_account(address, account).unwrap();
        }
        change::<SupplierUsage>(&mut suite, &supplier_usage_address(&other), |it| {
            it.supplier = other
        });
    }
    let (many, more) = asked(&mut suite, &key, "offer list");
    assert_eq!(more, rows + 250);
    // Suppliers and their usages.
    let hundreds = (rows + 250).div_ceil(100);
    assert_eq!(many["getMultipleAccounts"], 2 * hundreds);
    let others = |asked: &BTreeMap<&'static str, usize>| {
        let mut others = asked.clone();
        others.remove("getMultipleAccounts");
        others
    };
    assert_eq!(others(&many), others(&few));
    let (one, found) = asked(
        &mut suite,
        &key,
        &format!("offer list --supplier {supplier}"),
    );
    assert_eq!((found, one["getProgramAccounts with filters"]), (1, 1));
    assert_eq!(one.get("getProgramAccounts"), None);
}

#[test]
fn a_round_of_the_keeper_reads_a_thousand_reservations_together() {
    let mut suite = Suite::new();
    let key = Key::Loaded(suite.economy.keeper.clone());
    let (_, reservation) = suite.rental();
    // All but `rent`, which reads all accounts once a day.
    let jobs = "advance,settle,reservations,autopay,burn,slashes,votes,proposals,approvals";
    let round = format!("keeper --once --settle-after 1h --jobs {jobs}");
    // The first one creates a history page.
    suite.json(&suite.economy.keeper.clone(), &round);
    let (few, _) = asked(&mut suite, &key, &round);
    multiply(&mut suite, &reservation, 1_000);
    let (many, actions) = asked(&mut suite, &key, &round);
    assert_eq!(actions, 0, "they run, and nothing is due");
    assert_eq!(many, few);
    assert_eq!(
        many["the clock"], 3,
        "of the round, of the clock's own job, and of the auction"
    );
    assert!(many.values().sum::<usize>() <= 26, "{many:?}");
}

#[test]
fn lists_are_filtered_by_the_node() {
    let mut suite = Suite::new();
    let (staker, supplier, other) = (suite.staker(), suite.supplier(0).1, suite.supplier(1).1);
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    suite.json(&staker, &format!("stake redelegate {supplier} {other} 2"));
    let (renter, _) = suite.rental();
    let (staker, renter) = (Key::Loaded(staker), Key::Loaded(renter));
    for (key, line, kinds) in [
        (&staker, "stake status".to_string(), 2),
        (&renter, "rent status".into(), 1),
        (&renter, format!("rent status --supplier {supplier}"), 1),
        (&renter, format!("slash list {supplier}"), 1),
    ] {
        let (asked, _) = asked(&mut suite, key, &line);
        assert_eq!(asked.get("getProgramAccounts"), None, "{line}");
        assert_eq!(asked["getProgramAccounts with filters"], kinds, "{line}");
        assert_eq!(asked["the clock"], 1, "{line}");
    }
}

/// What a filter names is where the account has it: each finds what a reader of all accounts finds.
#[test]
fn filters_find_what_they_name() {
    let mut suite = Suite::new();
    let (staker, supplier, other) = (suite.staker(), suite.supplier(0).1, suite.supplier(1).1);
    suite.json(&staker, &format!("stake delegate {supplier} 5"));
    suite.json(&staker, &format!("stake redelegate {supplier} {other} 2"));
    let (renter, _) = suite.rental();
    let vm = &mut suite.economy.vm;
    macro_rules! found {
        ($account:ty, $field:ident, $value:expr) => {{
            let kind = <$account>::DISCRIMINATOR;
            let owner = <$account as anchor_lang::Owner>::owner();
            let place = io_client::layout::place!($account, $field);
            let matches = [io_client::Match::new(place, $value)];
            let found = vm.program_accounts_where(&owner, kind, &matches).unwrap();
            let all = vm.program_accounts(&owner, kind).unwrap();
            let decoded = |data: &[u8]| io_client::layout::decode::<$account>(data).unwrap();
            let expected = all
                .into_iter()
                .filter(|(_, it)| decoded(&it.data).$field == $value)
                .map(|(address, _)| address);
            let found: Vec<_> = found.into_iter().map(|(address, _)| address).collect();
            assert_eq!(found, expected.collect::<Vec<_>>());
            assert!(!found.is_empty());
        }};
    }
    found!(Delegation, staker, staker.pubkey());
    found!(Delegation, supplier, supplier);
    found!(Redelegation, staker, staker.pubkey());
    found!(Reservation, renter, renter.pubkey());
    found!(Reservation, supplier, supplier);
    found!(Offer, supplier, supplier);
    found!(Supplier, owner, suite.economy.suppliers[0].owner.pubkey());
}
