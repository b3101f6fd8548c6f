//! Who governs, and the pause.

use super::stage::{number, rows, text, Stage};

pub fn run(stage: &Stage) {
    changes(stage);
    roles(stage);
    pauses(stage);
    stops(stage);
}

fn changes(stage: &Stage) {
    let propose = "gov propose emissions unstake-cooldown 7d";
    let dropped = number(&stage.does("authority", propose), "/number");
    stage.does("guardian", &format!("gov cancel emissions {dropped}"));
    let proposed = stage.does("authority", propose);
    assert_eq!(text(&proposed, "/change"), "UnstakeCooldown(604800)");
    let open = stage.does("renter-1", "gov show emissions");
    assert_eq!((rows(&open), &open[0]["change"]), (1, &proposed["change"]));
    let apply = format!("gov apply emissions {}", number(&proposed, "/number"));
    let (status, told) = stage.network.io("renter-1", &apply);
    assert_eq!(status, 3);
    assert!(told.to_string().contains("48 hours"), "{told}");
    stage.travel(48 * 3_600);
    stage.does("renter-1", &apply);
    assert_eq!(rows(&stage.does("renter-1", "gov show emissions")), 0);
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
    assert_eq!(shown[0]["proposedAuthority"], serde_json::Value::Null);
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
    let (status, told) = stage.network.io(
        "staker-1",
        &format!("stake delegate {} 1", stage.supplier(1)),
    );
    assert_eq!(status, 3);
    assert!(told.to_string().contains("(Paused, 60"), "{told}");
    stage.does("authority", &format!("unpause {everything}"));
}

fn stops(stage: &Stage) {
    let attestor = stage.pubkey("attestor-3");
    stage.does("guardian", &format!("gov suspend {attestor}"));
    let council = stage.does("guardian", "council show");
    assert_eq!(council[2]["suspended"], true);
    stage.does("guardian", &format!("gov end-lease {}", stage.supplier(4)));
}
