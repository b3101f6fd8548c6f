//! What becomes of fees, and what IO costs meanwhile.

use io_client::spl;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::ONE_USDC,
};

use super::stage::{number, Stage};

pub fn run(stage: &Stage) {
    let shown = stage.does("renter-1", "oracle show");
    assert_eq!(shown["burn"], "accepted");
    // The fees of a busy month.
    let (authority, giver) = (stage.key("authority"), stage.key("renter-1"));
    let (issuer, owner) = (stage.pubkey("authority"), stage.pubkey("renter-1"));
    let (io, usdc) = (stage.mint("io"), stage.mint("usdc"));
    let fees = spl::mint_to(&usdc, &USDC_VAULT.address, &issuer, 100_000 * ONE_USDC);
    stage.send(&[fees], &[&authority]);
    let give = spl::transfer(&spl::wallet(&owner, &io), &IO_VAULT.address, &owner, 7);
    stage.send(&[give], &[&giver]);
    stage.travel(2 * 3_600);
    let status = stage.does("staker-1", "burn status");
    assert!(number(&status, "/ioFeesWaiting") >= 7 && number(&status, "/dailyBudget") > 0);
    let burned = stage.does("staker-1", "burn fees");
    assert_eq!(burned["burned"], status["ioFeesWaiting"]);
    stage.fails(
        "staker-1",
        "burn fees",
        3,
        "nothing to burn: no fees wait in IO",
    );
    let none = "nothing to pay: the council has no treasury";
    stage.fails("staker-1", "burn pay-council io", 3, none);
    let updated = stage.does("staker-1", "burn update-anchor");
    assert_eq!(updated["anchorBefore"], status["anchor"]);
    let lot = number(&stage.does("staker-1", "burn open"), "/lot");
    let filled = stage.does("staker-1", "burn fill 25");
    assert_eq!(number(&filled, "/bought"), 25 * ONE_USDC);
    stage.travel(15 * 60);
    let expired = stage.does("staker-1", "burn expire");
    assert_eq!(number(&expired, "/returned"), lot - 25 * ONE_USDC);
}
