//! `io burn`.

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::ONE_USDC,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::Suite;
use crate::report::Cell;

/// A suite whose USDC vault holds the fees of a month, an hour later.
pub fn suite() -> Suite {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    let usdc = suite.economy.usdc;
    let give = spl::mint_to(
        &usdc,
        &USDC_VAULT.address,
        &authority.pubkey(),
        100_000 * ONE_USDC,
    );
    suite.economy.send(&[give], &[&authority]).unwrap();
    suite.wait(7_200);
    suite
}

#[test]
fn an_auction_is_opened_filled_and_what_is_left_expires() {
    let mut suite = suite();
    let (keeper, filler) = (suite.economy.keeper.clone(), suite.economy.filler.clone());
    let (status, message) = suite.fails(&filler, "burn fill ALL");
    assert_eq!(status, 3);
    assert!(
        message.starts_with(
            "fee-burn would refuse: No lot is up for auction: send open_auction first (NoAuction)"
        ),
        "{message}"
    );
    let opened = suite.json(&keeper, "burn open");
    let lot = opened["lot"].as_u64().unwrap();
    let (_, message) = suite.fails(&keeper, "burn open");
    assert!(
        message.ends_with("(TooEarlyToOpen); again in 1h"),
        "{message}"
    );
    let status = suite.json(&keeper, "burn status");
    assert_eq!(
        (&status["lot"], &status["auctionRunning"]),
        (&lot.into(), &true.into())
    );
    let (lot_of_it, least) = (Cell::Usdc(lot).brief(), Cell::Usdc(25 * ONE_USDC).brief());
    for (line, reported) in [
        ("burn fill 1", format!("(FillTooSmall): 1 USDC is less than the minimum, {least}: buy more, or ALL of the {lot_of_it}")),
        ("burn fill 9000000", format!("(FillTooLarge): 9,000,000 USDC are more than the {lot_of_it} that are left")),
        ("burn fill 25 --max-io 1", "and --max-io allows 1 IO: give --max-io ".into()),
    ] {
        let (status, message) = suite.fails(&filler, line);
        assert_eq!(status, 3);
        assert!(message.contains(&reported), "{reported} in: {message}");
    }
    let filled = suite.json(&filler, "burn fill 25");
    assert_eq!(filled["bought"], 25 * ONE_USDC);
    let (status, message) = suite.fails(&keeper, "burn expire");
    assert_eq!(status, 3);
    assert!(
        message.ends_with("(AuctionRunning); again in 15m"),
        "{message}"
    );
    suite.wait(900);
    let expired = suite.json(&keeper, "burn expire");
    assert_eq!(expired["returned"], lot - 25 * ONE_USDC);
    let (_, message) = suite.fails(&keeper, "burn expire");
    assert_eq!(message, "nothing to expire: no lot is up");
    suite.wait(3_600);
    suite.json(&keeper, "burn open");
    suite.json(&filler, "burn fill ALL");
    let status = suite.json(&keeper, "burn status");
    assert_eq!((&status["left"], &status["filled"]), (&0.into(), &1.into()));
    assert!(status["boughtAndBurned"].as_u64().unwrap() > 0);
}

#[test]
fn the_anchor_is_updated_without_a_lot_once_an_hour() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    suite.wait(7_200);
    let before = suite.json(&keeper, "burn status");
    let next = before["anchorMovesNextAt"].as_i64().unwrap();
    assert!(next <= suite.now());
    let updated = suite.json(&keeper, "burn update-anchor");
    assert_eq!(updated["anchorBefore"], before["anchor"]);
    let after = suite.json(&keeper, "burn status");
    assert_eq!(after["anchor"], updated["anchor"]);
    assert_eq!(after["anchorMovesNextAt"], suite.now() + 3_600);
    let (status, message) = suite.fails(&keeper, "burn update-anchor");
    assert_eq!(status, 3);
    assert!(
        message.ends_with("(TooEarlyToUpdateAnchor); again in 1h"),
        "{message}"
    );
}

#[test]
fn fees_in_io_are_burned() {
    let mut suite = Suite::new();
    let keeper = suite.economy.keeper.clone();
    let (_, message) = suite.fails(&keeper, "burn fees");
    assert_eq!(message, "nothing to burn: no fees wait in IO");
    let (filler, io) = (suite.economy.filler.clone(), suite.economy.io);
    let owner = filler.pubkey();
    let give = spl::transfer(&spl::wallet(&owner, &io), &IO_VAULT.address, &owner, 7);
    suite.economy.send(&[give], &[&filler]).unwrap();
    assert_eq!(suite.json(&keeper, "burn fees")["burned"], 7);
}

/// Names a treasury with a tenth of the fees, and lets the changes be applied.
pub fn share(suite: &mut Suite, treasury: &Pubkey) {
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    let changes = [
        format!("council-treasury {treasury}"),
        "council-share 10%".into(),
    ];
    for change in changes {
        suite.json(&authority, &format!("gov propose fee-burn {change}"));
    }
    suite.wait(48 * 3_600);
    for number in 0..2 {
        suite.json(&keeper, &format!("gov apply fee-burn {number}"));
    }
}

/// The usual slip is to name the council's token account for its wallet.
#[test]
fn p26_a_treasury_for_which_nobody_signs_is_refused_before_it_is_proposed() {
    let mut suite = suite();
    let authority = suite.economy.authority.clone();
    let (usdc, filler) = (suite.economy.usdc, suite.economy.filler.clone());
    let (_, supplier, _) = suite.supplier(0);
    for (treasury, what) in [
        (
            spl::wallet(&filler.pubkey(), &usdc),
            "a token account or a mint",
        ),
        (usdc, "a token account or a mint"),
        (marketplace::ID, "a program"),
        (supplier, "an account of the suite's programs"),
    ] {
        let line = format!("gov propose fee-burn council-treasury {treasury}");
        let (status, message) = suite.fails(&authority, &line);
        assert_eq!(status, 2);
        assert!(message.contains(&format!("is {what}")), "{message}");
    }
}

#[test]
fn p26_the_council_is_paid_its_share() {
    let mut suite = suite();
    let keeper = suite.economy.keeper.clone();
    let (status, message) = suite.fails(&keeper, "burn pay-council usdc");
    let none = "nothing to pay: the council has no treasury";
    assert_eq!((status, message.as_str()), (3, none));
    let treasury = Keypair::new_from_array([77; 32]).pubkey();
    share(&mut suite, &treasury);
    let (_, message) = suite.fails(&keeper, "burn pay-council usdc");
    assert_eq!(
        message,
        "nothing to pay: nothing in this currency is the council's"
    );
    let (filler, authority) = (
        suite.economy.filler.clone(),
        suite.economy.authority.clone(),
    );
    let (io, usdc) = (suite.economy.io, suite.economy.usdc);
    let from = spl::wallet(&filler.pubkey(), &io);
    let fees = [
        spl::transfer(&from, &IO_VAULT.address, &filler.pubkey(), 75),
        spl::mint_to(
            &usdc,
            &USDC_VAULT.address,
            &authority.pubkey(),
            10 * ONE_USDC,
        ),
    ];
    suite.economy.send(&fees, &[&filler, &authority]).unwrap();
    let status = suite.json(&keeper, "burn status");
    assert_eq!(status["shareOfTheCouncilBps"], 1_000);
    assert_eq!(status["ioFeesWaiting"], 68);
    assert_eq!(status["ioForTheCouncil"], 7);
    assert_eq!(status["usdcForTheCouncil"], ONE_USDC);
    let burned = suite.json(&keeper, "burn fees");
    assert_eq!(
        (&burned["burned"], &burned["forTheCouncil"]),
        (&68.into(), &7.into())
    );
    for (vault, mint, amount) in [("io", io, 7), ("usdc", usdc, ONE_USDC)] {
        let paid = suite.json(&keeper, &format!("burn pay-council {vault}"));
        let to = spl::wallet(&treasury, &mint);
        assert_eq!(paid["paid"], amount);
        assert_eq!(paid["treasury"], treasury.to_string());
        assert_eq!(paid["to"], to.to_string());
        assert_eq!(suite.economy.balance(&to).unwrap(), amount);
    }
    let status = suite.json(&keeper, "burn status");
    assert_eq!(status["ioPaidToTheCouncil"], 7);
    assert_eq!(status["usdcPaidToTheCouncil"], ONE_USDC);
}

#[test]
fn p26_the_keeper_pays_the_council_once_there_is_an_account() {
    let mut suite = suite();
    let (keeper, authority) = (
        suite.economy.keeper.clone(),
        suite.economy.authority.clone(),
    );
    let treasury = Keypair::new_from_array([77; 32]).pubkey();
    share(&mut suite, &treasury);
    let usdc = suite.economy.usdc;
    let (payer, ten) = (authority.pubkey(), 10 * ONE_USDC);
    let fees = spl::mint_to(&usdc, &USDC_VAULT.address, &payer, ten);
    suite.economy.send(&[fees], &[&authority]).unwrap();
    let pays = |suite: &mut Suite| {
        let done = suite.json(&keeper, "keeper --once --jobs burn");
        let actions = done.as_array().unwrap().iter();
        actions.filter(|it| it["action"] == "pay").count()
    };
    assert_eq!(pays(&mut suite), 0);
    let create = spl::create_wallet(&payer, &treasury, &usdc);
    suite.economy.send(&[create], &[&authority]).unwrap();
    assert_eq!((pays(&mut suite), pays(&mut suite)), (1, 0));
    let to = spl::wallet(&treasury, &usdc);
    assert_eq!(suite.economy.balance(&to).unwrap(), ONE_USDC);
}

#[test]
fn fees_are_swept_while_a_reservation_runs() {
    let mut suite = Suite::new();
    let (renter, address) = suite.rental();
    let sweep = format!("burn sweep {address}");
    let (status, message) = suite.fails(&renter, &sweep);
    assert_eq!(
        (status, message.as_str()),
        (3, "nothing to sweep: the reservation has earned no fees")
    );
    suite.json(&renter, &format!("rent extend {address} --time 1d"));
    suite.wait(30 * 3_600);
    let swept = suite.json(&renter, &sweep);
    assert_eq!(
        suite.economy.balance(&USDC_VAULT.address).unwrap(),
        swept["swept"].as_u64().unwrap()
    );
}
