//! What the keeper does for the network beside reservations: approvals, changes, rent, history pages, fees.

use ::emissions::instructions::ProposeSlashArgs;
use io_client::{emissions, spl, Network};
use io_common::{
    addresses::{LEDGER, USDC_VAULT},
    constants::ONE_IO,
    types::{Supplier, SupplierUsage},
};
use io_vm::Vm;
use marketplace::state::{Config as Market, Reservation};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{Suite, HASH};

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

/// Action, subject and outcome of everything that a round has done.
pub fn round(suite: &mut Suite, options: &str) -> Vec<[String; 3]> {
    let keeper = suite.economy.keeper.clone();
    let done = suite.json(&keeper, &format!("keeper --once {options}"));
    let actions = done.as_array().unwrap().iter();
    actions
        .map(|it| ["action", "subject", "outcome"].map(|name| it[name].as_str().unwrap().into()))
        .collect()
}

fn done(actions: &[[&str; 2]]) -> Vec<[String; 3]> {
    let all = actions.iter();
    all.map(|[action, subject]| [*action, *subject, "done"].map(String::from))
        .collect()
}

fn open_approvals(suite: &mut Suite, payer: &Keypair, count: u8) {
    for number in 0..count {
        let open = emissions::open_approval(&payer.pubkey(), [number; 32]);
        suite.economy.send(&[open], &[payer]).unwrap();
    }
}

/// Their rent goes to who opened them.
#[test]
fn approvals_are_closed_once_their_hour_is_over() {
    let mut suite = Suite::new();
    let staker = suite.staker();
    let held = |suite: &mut Suite| {
        let account = suite.economy.vm.account(&staker.pubkey()).unwrap();
        account.unwrap().lamports
    };
    let before = held(&mut suite);
    open_approvals(&mut suite, &staker, 2);
    suite.wait(HOUR);
    assert_eq!(round(&mut suite, "--jobs approvals"), [[""; 3]; 0]);
    suite.wait(1);
    let closed = round(&mut suite, "--jobs approvals");
    assert_eq!(closed.len(), 2);
    for [action, subject, outcome] in &closed {
        assert_eq!([action.as_str(), outcome], ["close", "done"]);
        assert!(subject.starts_with("approval "), "{subject}");
    }
    // Two fees.
    assert_eq!(before - held(&mut suite), 10_000);
    assert_eq!(round(&mut suite, "--jobs approvals"), [[""; 3]; 0]);
}

#[test]
fn approvals_of_one_payer_are_limited_unless_it_is_the_keeper() {
    for (is_keeper, closed) in [(false, 10), (true, 12)] {
        let mut suite = Suite::new();
        let payer = match is_keeper {
            true => suite.economy.keeper.insecure_clone(),
            false => suite.staker().insecure_clone(),
        };
        open_approvals(&mut suite, &payer, 12);
        suite.wait(HOUR + 1);
        let actions = round(&mut suite, "--jobs approvals");
        let of = |wanted: &str| {
            let outcomes = actions.iter().map(|[.., outcome]| outcome);
            outcomes.filter(|it| it.starts_with(wanted)).count()
        };
        assert_eq!(of("done"), closed);
        assert_eq!(
            of("not sent, nor others like it today"),
            usize::from(!is_keeper)
        );
    }
}

#[test]
fn changes_are_applied_once_they_are_due_and_cleared_once_they_have_lapsed() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.insecure_clone();
    let bounty = |suite: &mut Suite| {
        let config: Market = suite
            .economy
            .read(&io_common::addresses::MARKETPLACE_CONFIG.address)
            .unwrap();
        config.bounty
    };
    let before = bounty(&mut suite);
    suite.json(&authority, "gov propose marketplace bounty 0.0002");
    suite.json(&authority, "gov propose marketplace bounty 0.0004");
    suite.json(&authority, "gov propose emissions stake-per-unit 150");
    suite.wait(2 * DAY - 1);
    assert_eq!(round(&mut suite, "--jobs proposals"), [[""; 3]; 0]);
    assert_eq!(bounty(&mut suite), before);
    suite.wait(1);
    // P-07: the hours before it are counted under the old value. Changes of a kind take effect in the order of their numbers.
    let applied = done(&[
        ["advance", "clock"],
        ["apply", "proposal 0 of emissions"],
        ["apply", "proposal 0 of marketplace"],
        ["apply", "proposal 1 of marketplace"],
    ]);
    assert_eq!(round(&mut suite, "--jobs proposals"), applied);
    assert_eq!(bounty(&mut suite), 400_000);
    assert_eq!(round(&mut suite, "--jobs proposals"), [[""; 3]; 0]);
    // One that nobody has applied in time.
    suite.json(&authority, "gov propose fee-burn council-share 5%");
    suite.wait(9 * DAY + 1);
    let cleared = done(&[["clear", "proposal 0 of fee-burn"]]);
    assert_eq!(round(&mut suite, "--jobs proposals"), cleared);
}

/// A newer decision is in force: anyone who applied the older one would undo it.
#[test]
fn a_change_that_is_overtaken_waits_until_it_has_lapsed() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.insecure_clone();
    suite.json(&authority, "gov propose marketplace bounty 0.0002");
    suite.json(&authority, "gov propose marketplace bounty 0.0004");
    suite.wait(2 * DAY);
    let keeper = suite.economy.keeper.insecure_clone();
    suite.json(&keeper, "gov apply marketplace 1");
    assert_eq!(round(&mut suite, "--jobs proposals"), [[""; 3]; 0]);
    suite.wait(7 * DAY + 1);
    let cleared = done(&[["clear", "proposal 0 of marketplace"]]);
    assert_eq!(round(&mut suite, "--jobs proposals"), cleared);
}

/// P-25: the keeper has paid for a history page, and takes what is above its rent where that is more than the fee.
#[test]
fn p25_the_keeper_reclaims_what_is_its_own_and_worth_a_transaction() {
    let mut suite = Suite::new();
    let (keeper, authority) = (
        suite.economy.keeper.insecure_clone(),
        suite.economy.authority.insecure_clone(),
    );
    open_approvals(&mut suite, &keeper, 1);
    let mine = emissions::approval_address(&[0; 32]);
    let give = |suite: &mut Suite, to, lamports| {
        let give = anchor_lang::solana_program::system_instruction::transfer(
            &authority.pubkey(),
            to,
            lamports,
        );
        suite.economy.send(&[give], &[&authority]).unwrap();
    };
    give(&mut suite, &mine, 5_000);
    // Another's earns the keeper nothing.
    give(&mut suite, &LEDGER.address, 1_000_000);
    assert_eq!(round(&mut suite, "--jobs rent"), [[""; 3]; 0]);
    give(&mut suite, &mine, 1);
    let subject = format!("rent of Approval {mine}");
    let done = done(&[["reclaim", &subject]]);
    assert_eq!(round(&mut suite, "--jobs rent"), done);
    assert_eq!(round(&mut suite, "--jobs rent"), [[""; 3]; 0]);
}

/// Somebody else has advanced the clock, and has not paid for the page that attestations need next.
#[test]
fn history_pages_are_created_ahead_though_the_clock_is_not_behind() {
    let mut suite = Suite::new();
    let io = suite.economy.io;
    let keeper = suite.economy.keeper.insecure_clone();
    // Before anyone can advance the clock for the first time.
    let created = round(&mut suite, "--jobs advance");
    assert!(created.iter().all(|[action, ..]| action == "create"));
    assert_eq!(round(&mut suite, "--jobs advance"), [[""; 3]; 0]);
    suite.wait(HOUR);
    let ledger: ::emissions::state::Ledger = suite.economy.read(&LEDGER.address).unwrap();
    let advance = emissions::advance_clock(&io, ledger.hour);
    suite.economy.send(&[advance], &[&keeper]).unwrap();
    let ahead = ledger.hour + 1 + io_common::constants::EXPIRY_SLOTS as u32;
    let page = emissions::page_address(ahead);
    let none = Account::default();
    suite.economy.vm.set_account(page, none).unwrap();
    let create = done(&[["create", &format!("history page {page}")]]);
    assert_eq!(round(&mut suite, "--jobs advance"), create);
    assert_eq!(round(&mut suite, "--jobs advance"), [[""; 3]; 0]);
}

/// The fees of a long reservation do not wait for its end.
#[test]
fn fees_are_sent_on_with_the_settlement() {
    let mut suite = Suite::new();
    let (renter, owner) = (suite.renter(), suite.supplier(0).0);
    let offer = suite.supplier(0).2;
    let line = format!("rent reserve {offer} --gpus 2 --time 5d --connection-key {HASH}");
    let reserved = suite.json(&renter, &line);
    let address = reserved["reservation"].as_str().unwrap().to_string();
    let line = format!("supplier start {address} --connection-hash {HASH}");
    suite.json(&owner, &line);
    let vault = |suite: &mut Suite| {
        spl::balance(
            &mut suite.economy.vm as &mut dyn Network,
            &USDC_VAULT.address,
        )
        .unwrap()
    };
    let before = vault(&mut suite);
    suite.wait(DAY);
    assert_eq!(round(&mut suite, "--jobs reservations"), [[""; 3]; 0]);
    suite.wait(DAY);
    let subject = format!("reservation {address}");
    let settled = done(&[["settle", &subject]]);
    assert_eq!(round(&mut suite, "--jobs reservations"), settled);
    let swept = vault(&mut suite) - before;
    let it: Reservation = suite.economy.read(&address.parse().unwrap()).unwrap();
    assert!(swept >= io_common::constants::ONE_USDC, "{swept}");
    assert_eq!(it.owed(marketplace::state::Payee::Fees).unwrap(), 0);
    assert_eq!(round(&mut suite, "--jobs reservations"), [[""; 3]; 0]);
}

/// Its account closes once everyone has followed it, and its rent comes back.
#[test]
fn delegations_are_made_to_follow_a_slash_until_its_account_closes() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.insecure_clone();
    let staker = suite.staker().insecure_clone();
    // Its owner would bear a slash first.
    let (owner, supplier, _) = suite.supplier(0);
    suite.json(&owner, "supplier unstake ALL");
    suite.wait(28 * DAY);
    suite.json(&owner, "supplier withdraw");
    suite.json(&staker, &format!("stake delegate {supplier} 50"));
    let attestors = suite.economy.attestors.clone();
    let keys = [attestors[0].pubkey(), attestors[1].pubkey()];
    let args = ProposeSlashArgs {
        number: 0,
        amount: 10 * ONE_IO,
        reason: 1,
        evidence: [7; 32],
    };
    let agreement = emissions::Agreement::Signed(&keys);
    let propose = emissions::propose_slash(&keeper.pubkey(), agreement, &supplier, args).unwrap();
    suite
        .economy
        .send(&[propose], &[&keeper, &attestors[0], &attestors[1]])
        .unwrap();
    let slash = emissions::slash_address(&supplier, 0);
    suite.wait(30 * DAY);
    let ended = done(&[["end", &format!("slash {slash}")]]);
    assert_eq!(round(&mut suite, "--jobs slashes"), ended);
    let followed = round(&mut suite, "--jobs slashes");
    assert!(!followed.is_empty());
    for [action, subject, outcome] in followed {
        assert_eq!([action.as_str(), outcome.as_str()], ["apply", "done"]);
        assert!(
            subject.starts_with(&format!("slash {slash} to ")),
            "{subject}"
        );
    }
    let account = suite.economy.vm.account(&slash).unwrap();
    assert!(account.is_none_or(|it| it.lamports == 0));
    assert_eq!(round(&mut suite, "--jobs slashes"), [[""; 3]; 0]);
}

#[test]
fn a_slash_is_proposed_for_a_breach_that_is_recorded_and_worth_it() {
    for (breached, is_worth) in [(ONE_IO - 1, false), (ONE_IO, true)] {
        let mut suite = Suite::new();
        let supplier = suite.supplier(0).1;
        // With an account for its usage.
        suite.rental();
        let address = io_client::marketplace::supplier_usage_address(&supplier);
        let mut account = suite.economy.vm.account(&address).unwrap().unwrap();
        let usage: &mut SupplierUsage = bytemuck::from_bytes_mut(&mut account.data[8..]);
        usage.breached = breached;
        suite.economy.vm.set_account(address, account).unwrap();
        let subject = format!("slash of {supplier} for a breach");
        let expected = match is_worth {
            true => done(&[["propose", &subject]]),
            false => Vec::new(),
        };
        assert_eq!(round(&mut suite, "--jobs slashes"), expected);
        assert_eq!(round(&mut suite, "--jobs slashes"), [[""; 3]; 0]);
        let it: Supplier = suite.economy.read(&supplier).unwrap();
        assert_eq!(it.slashes.open, if is_worth { ONE_IO } else { 0 });
    }
}
