//! Who supplies, from the registration to the end.

use io_common::constants::ONE_IO;

use super::stage::{number, rows, text, Stage, HASH};

const HOUR: i64 = 3_600;

/// A newcomer's supplier, staked, offered and attested by a council that signs together; its address.
pub fn comes(stage: &Stage) -> String {
    stage.newcomer("newcomer", 20_000 * ONE_IO);
    let model = stage.address("/suppliers/0/model");
    let model = model.to_lowercase().replace(' ', "-");
    assert!(rows(&stage.does("newcomer", "models")) > 10);
    let plan = format!("supplier plan --model {model} --gpus 2 --cost 1");
    assert!(number(&stage.does("newcomer", &plan), "/0/requiredStake") > 0);
    let register =
        format!("supplier register --model {model} --commission 5% --endpoint https://gpu.example");
    let supplier = text(&stage.does("newcomer", &register), "/supplier");
    let staked = stage.does("newcomer", "supplier stake 10000");
    assert_eq!(number(&staked, "/ownStakeAfter"), 10_000 * ONE_IO);
    let create = "offer create --price 1.50 --gpus 2 --region eu-west";
    let offer = text(&stage.does("newcomer", create), "/offer");
    let edit = format!("offer edit {offer} --price $1.25 --currencies usdc");
    assert_eq!(number(&stage.does("newcomer", &edit), "/revision"), 1);
    let pause = format!("offer pause {offer}");
    assert_eq!(stage.does("newcomer", &pause)["paused"], true);
    let unpause = format!("offer unpause {offer}");
    assert_eq!(stage.does("newcomer", &unpause)["paused"], false);
    let attest = format!(
        "attest {supplier}=2 --pool enterprise --evidence {HASH} {}",
        stage.council()
    );
    assert_eq!(number(&stage.does("authority", &attest), "/gpus"), 2);
    let shown = stage.does("newcomer", &format!("offer show {offer}"));
    assert_eq!(number(&shown, "/freeGpus"), 2);
    stage.does("newcomer", &format!("offer close {offer}"));
    supplier
}

/// Its end: earned, handed over, unstaked, closed.
pub fn goes(stage: &Stage, supplier: &str) {
    let lowered = stage.does("newcomer", "supplier commission 4%");
    assert_eq!(lowered["announced"], false);
    stage.does("newcomer", "supplier update --endpoint https://new.example");
    stage.does("newcomer", "supplier update --max-delegated 12.5");
    stage.does("newcomer", "supplier update --max-delegated REQUIRED");
    stage.travel(3 * HOUR);
    let shown = stage.does("newcomer", "supplier show");
    assert_eq!(text(&shown, "/endpoint"), "https://new.example");
    assert!(number(&shown, "/claimable") > 0);
    stage.does("newcomer", "supplier settle");
    stage.does("newcomer", "supplier unstake 100");
    let unstake_requests = stage.does("newcomer", "supplier unstake-requests");
    assert_eq!(number(&unstake_requests, "/0/amount"), 100 * ONE_IO);
    stage.does("newcomer", "supplier cancel-unstake 0");
    assert_eq!(
        rows(&stage.does("newcomer", "supplier unstake-requests")),
        0
    );
    stage.does("newcomer", "supplier unstake ALL");
    let (before, heir) = (stage.pubkey("newcomer"), stage.pubkey("staker-3"));
    stage.does("newcomer", &format!("supplier propose-owner {heir}"));
    stage.does("staker-3", &format!("supplier accept-owner {supplier}"));
    let close = format!("supplier close --supplier {supplier}");
    let (status, reported) = stage.network.io("staker-3", &close);
    assert_eq!(status, 3);
    let reported = reported.to_string();
    assert!(
        reported.contains("it cannot be closed yet: 10,000 IO of own stake"),
        "{reported}"
    );
    stage.travel(14 * 24 * HOUR);
    let withdraw = format!("supplier withdraw --supplier {supplier} --holder {before}");
    let withdrawn = stage.does("staker-3", &withdraw);
    assert_eq!(number(&withdrawn, "/cooled"), 10_000 * ONE_IO);
    let claim = format!("supplier claim --supplier {supplier}");
    assert!(number(&stage.does("staker-3", &claim), "/claimed") > 0);
    stage.does("staker-3", &close);
}
