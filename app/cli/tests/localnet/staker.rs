//! Who stakes.

use io_common::constants::ONE_IO;

use super::stage::{number, rows, text, Stage};

const HOUR: i64 = 3_600;

pub fn run(stage: &Stage) {
    let from = stage.address("/stakers/0/supplier");
    let to = stage.address("/stakers/1/supplier");
    stage.travel(2 * HOUR);
    assert!(rows(&stage.does("staker-1", "stake apr --week")) >= 4);
    let status = stage.does("staker-1", "stake status");
    assert_eq!(text(&status, "/0/state"), "active");
    assert_eq!(number(&status, "/0/amount"), 10_000 * ONE_IO);
    let balance = stage.does("staker-1", "balance");
    assert_eq!(number(&balance, "/staked"), 10_000 * ONE_IO);
    assert!(number(&balance, "/sol") > 0 && number(&balance, "/claimable") > 0);
    let me = stage.prints(&format!("address --keypair {}", stage.file("staker-1")));
    assert_eq!(me, format!("{}\n", stage.pubkey("staker-1")));
    let claimed = stage.does("staker-1", &format!("stake claim {from}"));
    assert!(number(&claimed, "/claimed") >= number(&status, "/0/claimable"));
    stage.travel(HOUR);
    let compounded = stage.does("staker-1", &format!("stake compound {from}"));
    assert!(number(&compounded, "/compounded") > 0);
    let delegated = stage.does("staker-1", &format!("stake delegate {to} 12.5"));
    assert_eq!(number(&delegated, "/delegated"), 1_250_000_000);
    stage.does("staker-1", &format!("stake unstake {to} 5"));
    stage.does("staker-1", &format!("stake cancel-unstake {to} 0"));
    let both = format!("stake redelegate {from} {to}");
    let move_it = format!("{both} 10");
    assert_eq!(
        text(&stage.does("staker-1", &move_it), "/stage"),
        "asked for"
    );
    stage.does("staker-1", &format!("{both} --cancel"));
    assert_eq!(
        text(&stage.does("staker-1", &move_it), "/stage"),
        "asked for"
    );
    stage.does("staker-2", &format!("stake unstake {to} ALL"));
    stage.travel(24 * HOUR);
    assert_eq!(text(&stage.does("staker-1", &move_it), "/stage"), "moved");
    stage.travel(13 * 24 * HOUR);
    let withdrawn = stage.does("staker-2", &format!("stake withdraw {to}"));
    assert_eq!(number(&withdrawn, "/withdrawn"), 10_000 * ONE_IO);
    let closed = stage.does("staker-2", &format!("stake close {to}"));
    assert!(number(&closed, "/paid") > 0);
    assert_eq!(rows(&stage.does("staker-2", "stake status")), 0);
}
