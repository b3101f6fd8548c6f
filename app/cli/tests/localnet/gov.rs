//! Who governs, and the pause.

use io_client::spl;
use io_common::addresses::USDC_VAULT;

use super::stage::{number, rows, text, Stage};

pub fn run(stage: &Stage) {
    changes(stage);
    roles(stage);
    pauses(stage);
    stops(stage);
}

/// A change of each program, proposed, cancelled, proposed again and applied.
fn changes(stage: &Stage) {
    let changes = [
        (
            "emissions",
            "unstake-cooldown 21d",
            "unstake-cooldown 14 → 21 d",
        ),
        ("marketplace", "bounty 0.0005", "bounty 0.0003 → 0.0005 SOL"),
        (
            "fee-burn",
            "timing 2h 15m",
            "timing: every 1 → 2 h an auction of 15 min",
        ),
    ];
    let mut apply = Vec::new();
    for (program, change, reported) in changes {
        let propose = format!("gov propose {program} {change}");
        let dropped = number(&stage.does("authority", &propose), "/number");
        stage.does("guardian", &format!("gov cancel {program} {dropped}"));
        let proposed = stage.does("authority", &propose);
        assert_eq!(text(&proposed, "/change"), reported);
        let open = stage.does("renter-1", &format!("gov show {program}"));
        assert_eq!(
            (rows(&open), text(&open, "/0/change")),
            (1, reported.into())
        );
        apply.push(format!(
            "gov apply {program} {}",
            number(&proposed, "/number")
        ));
    }
    let treasury = stage.pubkey("renter-2");
    for change in [
        format!("council-treasury {treasury}"),
        "council-share 10%".into(),
    ] {
        let proposed = stage.does("authority", &format!("gov propose fee-burn {change}"));
        apply.push(format!(
            "gov apply fee-burn {}",
            number(&proposed, "/number")
        ));
    }
    let (status, early) = stage.network.io("renter-1", &apply[0]);
    let reported = "error: a proposal is applied 48 hours after it was made: this one from ";
    assert_eq!(status, 3);
    assert!(early.as_str().unwrap().starts_with(reported), "{early}");
    stage.travel(48 * 3_600);
    for line in apply {
        stage.does("renter-1", &line);
    }
    council_is_paid(stage);
}

/// Ten USDC that somebody sends to the vault are fees; a tenth of them is the council's.
fn council_is_paid(stage: &Stage) {
    let (payer, usdc) = (stage.pubkey("renter-1"), stage.mint("usdc"));
    let from = spl::wallet(&payer, &usdc);
    let fees = spl::transfer(&from, &USDC_VAULT.address, &payer, 10_000_000);
    stage.send(&[fees], &[&stage.key("renter-1")]);
    let paid = stage.does("keeper", "burn pay-council usdc");
    assert_eq!(number(&paid, "/paid"), 1_000_000);
}

fn roles(stage: &Stage) {
    let (old, new) = (stage.pubkey("authority"), stage.pubkey("renter-1"));
    let programs = "marketplace fee-burn";
    stage.does(
        "authority",
        &format!("gov propose-authority {new} {programs}"),
    );
    let shown = stage.does("renter-1", "gov show");
    assert_eq!(text(&shown, "/1/proposedAuthority"), new.to_string());
    let governance = stage.address("/realm/governance");
    assert_eq!(text(&shown, "/0/proposedAuthority"), governance);
    stage.does("renter-1", &format!("gov accept-authority {programs}"));
    stage.does("renter-1", &format!("gov set-guardian {new} {programs}"));
    let shown = stage.does("renter-1", "gov show");
    for place in ["/1/authority", "/2/authority", "/1/guardian", "/2/guardian"] {
        assert_eq!(text(&shown, place), new.to_string());
    }
    stage.does(
        "renter-1",
        &format!("gov propose-authority {old} {programs}"),
    );
    stage.does("authority", &format!("gov accept-authority {programs}"));
}

fn pauses(stage: &Stage) {
    let everything = "emissions marketplace fee-burn";
    stage.does("authority", &format!("pause {everything}"));
    let (status, reported) = stage.network.io(
        "staker-1",
        &format!("stake delegate {} 1", stage.supplier(1)),
    );
    assert_eq!(status, 3);
    assert!(reported.to_string().contains("(Paused, 60"), "{reported}");
    stage.does("authority", &format!("unpause {everything}"));
}

fn stops(stage: &Stage) {
    // One of the two that the local network's council has signed with until now: others renew the attestations.
    let attestor = stage.pubkey("attestor-1");
    stage.does("guardian", &format!("gov suspend {attestor}"));
    let council = stage.does("guardian", "council show");
    assert_eq!(council[0]["suspended"], true);
    stage.travel(13 * 3_600);
    stage.does(
        "guardian",
        &format!("gov revoke-attestation {}", stage.supplier(4)),
    );
}
