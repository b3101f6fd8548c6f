//! Slashes, to each of their ends.

use io_common::constants::ONE_IO;

use super::stage::{number, rows, text, Stage, HASH};

/// One that holds delegated stake, of which a staker leaves with all; dropped, it is gone once all have followed it.
fn shared(stage: &Stage) {
    let own = |place: &usize| {
        let shown = stage.does(
            "renter-1",
            &format!("supplier show --supplier {}", stage.supplier(*place)),
        );
        number(&shown, "/ownStake") + number(&shown, "/ownStakeCooling")
    };
    // Where the owner has little, the delegators bear the rest.
    let place = (1..=4).min_by_key(own).unwrap();
    let (supplier, council) = (stage.supplier(place), stage.council());
    let own = own(&place) / ONE_IO;
    for staker in ["staker-3", "renter-2"] {
        stage.does(staker, &format!("stake delegate {supplier} 80000"));
    }
    let amount = own + 1_000;
    let propose =
        format!("slash propose {supplier} {amount} --reason 1 --evidence {HASH} {council}");
    let slash = text(&stage.does("authority", &propose), "/slash");
    let left = stage.does("staker-3", &format!("stake unstake {supplier} ALL"));
    assert!(number(&left, "/heldBySlashes") > 0);
    stage.does(
        "authority",
        &format!("slash withdraw {slash} --as-authority"),
    );
    let applied = stage.does("renter-1", &format!("slash apply {slash}"));
    assert!(number(&applied, "/delegations") > 0);
    assert_eq!(rows(&stage.does("renter-1", "slash list")), 0);
}

pub fn run(stage: &Stage) {
    shared(stage);
    let (supplier, council) = (stage.supplier(2), stage.council());
    // A renter has left it for its downtime.
    let breach = format!("slash propose {} --breach", stage.supplier(3));
    let breach = text(&stage.does("renter-2", &breach), "/slash");
    let propose = format!("slash propose {supplier} 10 --reason 1 --evidence {HASH} {council}");
    let [appealed, stands, lapses] =
        [(); 3].map(|()| text(&stage.does("authority", &propose), "/slash"));
    assert_eq!(rows(&stage.does("renter-1", "slash list")), 4);
    stage.does(
        "authority",
        &format!("slash withdraw {appealed} --as-authority"),
    );
    stage.does("authority", &format!("slash withdraw {breach} {council}"));
    stage.fails(
        "renter-1",
        &format!("slash execute {stands}"),
        3,
        "the slash can still be appealed: execute it in 29d 23h",
    );
    stage.travel(30 * 86_400);
    let executed = stage.does("renter-1", &format!("slash execute {stands}"));
    assert_eq!(number(&executed, "/burned"), 10 * ONE_IO);
    stage.travel(8 * 86_400);
    let closed = stage.does("renter-1", &format!("slash execute {lapses}"));
    assert_eq!(closed["lapsed"], true);
    assert_eq!(rows(&stage.does("renter-1", "slash list")), 0);
}
