//! A wallet that runs dry.

use io_client::Network;
use io_vm::Vm;
use solana_account::Account;
use solana_signer::Signer;

use crate::{
    keeper::{is_done, without_faults, Done},
    served::get,
    stage::{stage, Process, Stage},
};

/// It says so once, is not ready, goes on reading, and does its work once there is SOL again.
#[test]
fn a_keeper_without_sol_waits_for_some() {
    let (stage, expected) = (stage(), without_faults());
    let (folder, machine) = (tempfile::tempdir().unwrap(), stage.machine());
    let (server, key) = (Stage::serve(&machine), stage.keeper());
    let purse = |lamports| {
        let vm = &mut machine.lock();
        let account = Account {
            lamports,
            ..Account::default()
        };
        vm.vm().set_account(key.pubkey(), account).unwrap();
    };
    let before = machine.lock().vm().account(&key.pubkey()).unwrap().unwrap();
    // Less than a fee.
    purse(4_000);
    let line = "keeper --yes --interval 1s --log json --listen 127.0.0.1:0";
    let mut keeper = Process::start(stage.io(folder.path(), &key, &server.url, line));
    let serves = |line: &serde_json::Value| line["message"].as_str().unwrap().contains("/readyz");
    keeper.until(1, serves);
    let said = keeper.read.last().unwrap();
    let address = said.split("http://").nth(1).unwrap();
    let address = address.split('"').next().unwrap().to_string();
    // Three rounds.
    while !get(&address, "/metrics")
        .1
        .contains(r#"rounds_total{outcome="failed"} 3"#)
    {}
    let (status, why) = get(&address, "/readyz");
    assert_eq!(status, 503);
    let poor = format!("too little SOL: {} cannot pay", key.pubkey());
    assert!(why.starts_with(&poor), "{why}");
    assert!(get(&address, "/metrics")
        .1
        .contains("io_keeper_purse_lamports 4000\n"));
    assert!(machine.lock().outcomes.is_empty());
    purse(before.lamports);
    keeper.until(expected.actions.len(), is_done);
    while get(&address, "/readyz").0 != 200 {}
    let (status, log) = keeper.end();
    assert_eq!(status, Some(0), "{log:#?}");
    let done = Done::of(&server, &log);
    assert_eq!(done.actions, expected.actions);
    done.assert_is(expected);
    let of = |level: &str| {
        let lines = log.iter().filter(|it| it["level"] == level);
        let poor = lines.filter(|it| it["message"].as_str().unwrap().contains("too little SOL"));
        poor.count()
    };
    // Each action in the first round, and the warning.
    assert!(of("INFO") <= expected.actions.len(), "{log:#?}");
    assert_eq!(of("WARN"), 1, "{log:#?}");
}
