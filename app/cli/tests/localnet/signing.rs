//! Attestors who sign one after the other, with a durable nonce.

use anchor_lang::solana_program::system_instruction;
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::stage::{text, Stage, HASH};

/// Lamports of a nonce account: more than its rent.
const LAMPORTS: u64 = 2_000_000;

pub fn run(stage: &Stage, supplier: &str) {
    let (first, nonce) = (stage.key("attestor-1"), Keypair::new());
    let address = nonce.pubkey();
    let create = system_instruction::create_nonce_account(
        &first.pubkey(),
        &address,
        &first.pubkey(),
        LAMPORTS,
    );
    stage.send(&create, &[&first, &nonce]);
    let second = stage.pubkey("attestor-2");
    let attest = format!(
        "attest {supplier}=1 --evidence {HASH} --attestor {second} --nonce {address} --sign-only"
    );
    let made = stage.does("attestor-1", &attest);
    assert_eq!(made["missing"], json!([second.to_string()]));
    let made = text(&made, "/transaction");
    let shown = stage.does("renter-1", &format!("transaction show {made}"));
    assert_eq!(text(&shown, "/nonceAccount"), address.to_string());
    let signed = stage.does("attestor-2", &format!("transaction sign {made} --yes"));
    assert_eq!(signed["missing"], json!([]));
    let send = format!("transaction send {}", text(&signed, "/transaction"));
    let sent = stage.does("renter-1", &send);
    assert_eq!(text(&sent, "/outcome"), "confirmed");
    // Who sends it again learns that it is done, by its signature.
    let again = stage.does("renter-1", &send);
    assert_eq!(text(&again, "/outcome"), "confirmed before");
    assert_eq!(text(&again, "/signature"), text(&sent, "/signature"));
    // A command that is sent at once, with the next value.
    let direct = format!(
        "attest {supplier}=1 --evidence {HASH} --attestor {}",
        stage.file("attestor-2")
    );
    stage.travel(60);
    let sent = stage.does("attestor-1", &format!("{direct} --nonce {address}"));
    assert_eq!(text(&sent, "/outcome"), "confirmed");
}
