//! An assistant that prepares what a person signs.

use io_common::constants::ONE_IO;
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

    stage.newcomer("guided", 10 * ONE_IO);
    let supplier = stage.address("/stakers/1/supplier");
    // It brings clock and supplier to the present hour: what is built then fits into one transaction.
    stage.does("guided", &format!("stake delegate {supplier} 1"));
    let act = json!({ "act": "delegate", "supplier": supplier, "amount": "1.5" });
    let wallet = stage.pubkey("guided").to_string();
    let built = session.answer(
        "build_transaction",
        &json!({ "wallet": wallet, "act": act }),
    );
    assert_eq!(built["result"]["missing"], json!([wallet]));
    let sign = format!("transaction sign {}", text(&built, "/result/transaction"));
    let signed = text(&stage.does("guided", &sign), "/transaction");
    let sent = stage.does("guided", &format!("transaction send {signed}"));
    assert_eq!(text(&sent, "/outcome"), "confirmed");
    let signature = text(&sent, "/signature");
    let shown = session.answer("show_transaction", &json!({ "signature": signature }));
    assert_eq!(text(&shown, "/result/outcome"), "done");
    let history = session.answer("history", &json!({ "address": wallet, "limit": 1 }));
    assert_eq!(text(&history, "/result/0/signature"), signature);
    session.end();
    stage.count("mcp");
}
