//! What becomes of fees, and what IO costs meanwhile.

use io_client::spl;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::ONE_USDC,
};

use io_vm::jupiter_stand_in;
use solana_signer::Signer;

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
    swapped(stage);
}

/// A keeper without IO fills the next auction through the stand-in for Jupiter, and keeps the difference.
fn swapped(stage: &Stage) {
    let (url, owner) = (stage.address("/jupiter"), stage.pubkey("authority"));
    let [io, usdc] = ["io", "usdc"].map(|token| stage.mint(token));
    let tokens = spl::wallet(&jupiter_stand_in::pool(), &io);
    // As much IO again: the pool gives half of its USDC for it, and IO costs a quarter of what it did.
    let amount = spl::balance(&mut stage.rpc(), &tokens).unwrap();
    let treasury = stage.key("treasury");
    let seller = treasury.pubkey();
    let sell = jupiter_stand_in::Route {
        taker: seller,
        input: io,
        output: usdc,
        amount,
        quoted: 0,
        slippage_bps: 0,
    };
    let wallet = spl::create_wallet(&owner, &seller, &usdc);
    let sell = jupiter_stand_in::route(&sell);
    stage.send(&[wallet, sell], &[&stage.key("authority"), &treasury]);
    stage.travel(2 * 3_600);
    let line =
        format!("keeper --once --jobs burn --fill jupiter --min-profit 0.01 --jupiter-url {url}");
    let done = stage.does("keeper", &line);
    let of = |action: &str| {
        let mut all = done.as_array().unwrap().iter();
        let found = all.find(|it| it["action"] == action);
        found
            .map_or("", |it| it["outcome"].as_str().unwrap())
            .to_string()
    };
    assert_eq!([of("open"), of("fill")], ["done", "done"], "{done}");
    let kept = spl::wallet(&stage.pubkey("keeper"), &io);
    assert!(spl::balance(&mut stage.rpc(), &kept).unwrap() > 0);
}
