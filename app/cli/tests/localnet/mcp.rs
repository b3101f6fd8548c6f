//! An assistant that prepares what a person signs.

use serde_json::json;

use super::{
    binary::io,
    session::Session,
    stage::{text, Stage},
};

pub fn run(stage: &Stage) {
    let mut command = io();
    command.arg("mcp").env("IO_URL", &stage.network.url);
    command.env("IO_PRICE_ACCOUNT", stage.address("/price"));
    let session = Session::start(command);
    let network = session.answer("show_network", &json!({}));
    assert_eq!(network["result"]["oracle"]["burn"], "accepted");
    let offers = session.answer("list_offers", &json!({ "limit": 1 }));
    let offer = text(&offers, "/result/0/offer");
    let quote =
        json!({ "act": "reserve", "offer": offer, "gpus": 1, "hours": 2, "currency": "io" });
    let quoted = session.answer("quote", &json!({ "quote": quote }));
    assert_eq!(text(&quoted, "/result/toLock/currency"), "IO");

    let act = json!({ "act": "delegate", "supplier": stage.address("/stakers/0/supplier"), "amount": "1.5" });
    let wallet = stage.pubkey("staker-1").to_string();
    let built = session.answer(
        "build_transaction",
        &json!({ "wallet": wallet, "act": act }),
    );
    assert_eq!(built["result"]["missing"], json!([wallet]));
    let sign = format!("transaction sign {}", text(&built, "/result/transaction"));
    let signed = text(&stage.does("staker-1", &sign), "/transaction");
    let sent = stage.does("staker-1", &format!("transaction send {signed}"));
    assert_eq!(text(&sent, "/outcome"), "confirmed");
    let signature = text(&sent, "/signature");
    let shown = session.answer("show_transaction", &json!({ "signature": signature }));
    assert_eq!(text(&shown, "/result/outcome"), "done");
    let history = session.answer("history", &json!({ "address": wallet, "limit": 1 }));
    assert_eq!(text(&history, "/result/0/signature"), signature);
    session.end();
    stage.count("mcp");
}
