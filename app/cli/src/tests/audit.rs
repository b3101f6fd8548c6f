//! `io audit`.

use io_client::{spl, Network};
use io_common::addresses::{ENGINE, LEDGER, STAKE_VAULT};
use io_vm::Vm;

use super::Suite;

fn verdicts(suite: &mut Suite) -> Vec<(String, String)> {
    let keeper = suite.economy.keeper.clone();
    let found = suite.json(&keeper, "audit");
    let rows = found.as_array().unwrap().iter();
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_string();
    rows.map(|row| (text(&row["rule"]), text(&row["verdict"])))
        .collect()
}

#[test]
fn a_running_economy_breaks_no_rule() {
    let mut suite = Suite::new();
    suite.rental();
    for _ in 0..5 {
        suite.wait(3_600);
        let keeper = suite.economy.keeper.clone();
        suite.json(&keeper, "keeper --once");
        let verdicts = verdicts(&mut suite);
        assert_eq!(verdicts.len(), 21);
        for (rule, verdict) in verdicts {
            assert_eq!(verdict, "holds", "{rule}");
        }
    }
}

#[test]
fn figures_have_their_currency() {
    let mut suite = Suite::new();
    suite.rental();
    let keeper = suite.economy.keeper.clone();
    let found = suite.json(&keeper, "audit");
    let figures = found.as_array().unwrap().iter();
    let figures: Vec<&str> = figures.map(|it| it["figures"].as_str().unwrap()).collect();
    assert!(
        figures[0].ends_with(" IO emitted of 300,000,000 IO"),
        "{figures:#?}"
    );
    for start in ["Enterprise ", "0 IO locked, 0 IO paid, 0 IO in escrow; "] {
        assert!(
            figures.iter().any(|it| it.starts_with(start)),
            "{figures:#?}"
        );
    }
    assert!(
        figures.iter().any(|it| it.ends_with(" USDC in the vault")),
        "{figures:#?}"
    );
}

#[test]
fn a_gift_is_a_surplus_and_a_theft_is_broken() {
    let mut suite = Suite::new();
    let (filler, io) = (suite.economy.filler.clone(), suite.economy.io);
    let owner = solana_signer::Signer::pubkey(&*filler);
    let give = spl::transfer(&spl::wallet(&owner, &io), &STAKE_VAULT.address, &owner, 1);
    suite.economy.send(&[give], &[&filler]).unwrap();
    let stake = |suite: &mut Suite| {
        let all = verdicts(suite);
        all.into_iter().find(|(rule, _)| rule == "stake").unwrap().1
    };
    assert_eq!(stake(&mut suite), "holds, with a surplus");
    let vm = &mut suite.economy.vm;
    let mut account = vm.account(&STAKE_VAULT.address).unwrap().unwrap();
    let amount = u64::from_le_bytes(account.data[64..72].try_into().unwrap()) - 2;
    account.data[64..72].copy_from_slice(&amount.to_le_bytes());
    vm.set_account(STAKE_VAULT.address, account).unwrap();
    assert_eq!(stake(&mut suite), "BROKEN");
    let keeper = suite.economy.keeper.clone();
    assert_eq!(suite.run(&keeper, "audit").unwrap().broken, 1);
}

#[test]
fn p26_a_vault_with_less_than_was_counted_is_broken() {
    for place in [
        core::mem::offset_of!(fee_burn::state::Engine, io),
        core::mem::offset_of!(fee_burn::state::Engine, usdc),
    ] {
        let mut suite = Suite::new();
        let vm = &mut suite.economy.vm;
        let mut account = vm.account(&ENGINE.address).unwrap().unwrap();
        account.data[8 + place] += 1;
        vm.set_account(ENGINE.address, account).unwrap();
        let broken = verdicts(&mut suite)
            .into_iter()
            .filter(|(_, verdict)| verdict == "BROKEN");
        let broken: Vec<String> = broken.map(|(rule, _)| rule).collect();
        assert_eq!(broken, ["P-26"]);
    }
}

#[test]
fn emission_off_the_schedule_is_broken() {
    let mut suite = Suite::new();
    let vm = &mut suite.economy.vm;
    let mut account = vm.account(&LEDGER.address).unwrap().unwrap();
    let place = 8 + core::mem::offset_of!(emissions::state::Ledger, emitted_total);
    account.data[place] += 1;
    vm.set_account(LEDGER.address, account).unwrap();
    let broken = verdicts(&mut suite)
        .into_iter()
        .filter(|(_, verdict)| verdict == "BROKEN");
    let broken: Vec<String> = broken.map(|(rule, _)| rule).collect();
    assert_eq!(broken, ["P-03", "P-08"]);
}
