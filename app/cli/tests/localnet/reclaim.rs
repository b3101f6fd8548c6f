//! Lamports that accounts hold above their rent-exempt minimum.

use std::str::FromStr;

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction::transfer};
use io_client::{emissions, Network};
use io_common::addresses::{ENGINE, MARKETPLACE_CONFIG};

use super::stage::{number, rows, text, Stage};

/// Lamports that a stranger sends to an account.
const SURPLUS: u64 = 12_345;

pub fn run(stage: &Stage) {
    let (keeper, staker) = (stage.key("keeper"), stage.pubkey("staker-1"));
    let supplier = Pubkey::from_str(&stage.address("/stakers/0/supplier")).unwrap();
    let delegation = emissions::delegation_address(&emissions::DelegationKeys { staker, supplier });
    let sends = |to: &Pubkey| transfer(&stage.pubkey("keeper"), to, SURPLUS);
    stage.send(&[sends(&delegation)], &[&keeper]);
    let lamports = |address: &Pubkey| {
        let account = stage.rpc().account(address).unwrap();
        account.unwrap().lamports
    };

    // A stranger finds nothing of its own, and the staker what was sent, once.
    assert_eq!(rows(&stage.does("keeper", "reclaim")), 0);
    let (held, purse) = (lamports(&delegation), lamports(&staker));
    let found = stage.does("staker-1", "reclaim --dry-run");
    assert_eq!(text(&found, "/0/account"), delegation.to_string());
    assert_eq!(lamports(&delegation), held);
    let found = stage.does("staker-1", "reclaim");
    assert_eq!((rows(&found), number(&found, "/0/amount")), (1, SURPLUS));
    assert_eq!(lamports(&delegation), held - SURPLUS);
    assert_eq!(lamports(&staker), purse + SURPLUS - 5_000);
    assert_eq!(rows(&stage.does("staker-1", "reclaim")), 0);

    // Anybody sends it, for accounts that are named or for all; the lamports go to who paid for the account.
    stage.send(
        &[sends(&MARKETPLACE_CONFIG.address), sends(&ENGINE.address)],
        &[&keeper],
    );
    let line = format!("reclaim {}", MARKETPLACE_CONFIG.address);
    let named = stage.does("keeper", &line);
    let authority = stage.pubkey("authority").to_string();
    assert_eq!(text(&named, "/0/recipient"), authority);
    let all = stage.does("keeper", "reclaim --all");
    let engine = ENGINE.address.to_string();
    let mut accounts = all.as_array().unwrap().iter();
    assert!(accounts.any(|one| text(one, "/account") == engine));
    assert_eq!(rows(&stage.does("keeper", "reclaim --all")), 0);
}
