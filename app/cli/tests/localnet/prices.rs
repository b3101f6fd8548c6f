//! Prices that are posted by who needs them, from the Hermes of the network.

use anchor_lang::prelude::Pubkey;

use super::stage::{rows, text, Stage, HASH};

pub fn run(stage: &Stage) {
    let hermes = text(&stage.network.summary, "/hermes");
    let offers = stage.does("renter-1", "offer list --currency io --free 1");
    let offer = text(&offers, "/0/offer");
    // Nothing is there, so a price is posted along.
    let nowhere = Pubkey::new_unique();
    let reserve =
        format!("rent reserve {offer} --time 3h --currency io --connection-key {HASH} --price-account {nowhere}");
    stage.fails_with("renter-1", &reserve, 2, "there is no price account at ");
    let reserved = stage.does("renter-1", &format!("{reserve} --hermes-url {hermes}"));
    let reservation = text(&reserved, "/reservation");
    // All of it comes back.
    stage.does("operator-4", &format!("supplier decline {reservation}"));
    let nothing = "nothing to close: ";
    stage.fails_with("renter-1", "oracle close", 3, nothing);

    let post = format!("oracle post --hermes-url {hermes}");
    let posted = [(); 2].map(|()| text(&stage.does("renter-1", &post), "/priceAccount"));
    for at in &posted {
        let shown = stage.does("renter-1", &format!("oracle show --price-account {at}"));
        assert_eq!(shown["reservationsInIo"], "accepted", "{shown}");
    }
    let closed = stage.does("renter-1", &format!("oracle close {}", posted[0]));
    assert_eq!(rows(&closed["accounts"]), 1);
    let closed = stage.does("renter-1", "oracle close");
    assert_eq!(text(&closed, "/accounts/0"), posted[1]);
}
