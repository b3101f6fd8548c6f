//! The common mistakes, with message and exit status.

use std::str::FromStr;

use anchor_lang::prelude::Pubkey;
use io_client::Network;
use serde_json::json;
use solana_keypair::{write_keypair_file, Keypair};
use solana_signer::Signer;

use super::{
    binary::io,
    proxy::{self, Deed},
    stage::{reported, Stage, HASH},
};

pub fn run(stage: &Stage) {
    no_key(stage);
    too_little(stage);
    unknown(stage);
    stale_price(stage);
    nothing_to_do(stage);
    not_theirs(stage);
    down_in_the_middle(stage);
}

fn no_key(stage: &Stage) {
    let missing = stage.file("nobody");
    stage.fails(
        "nobody",
        "rent status",
        2,
        &format!("no key at {missing}: make one with `solana-keygen new`, or name another with --keypair (No such file or directory (os error 2))"),
    );
    stage.does("nobody", "offer list");
}

fn too_little(stage: &Stage) {
    let (poor, supplier) = (stage.newcomer("poor", 100), stage.supplier(1));
    stage.fails(
        "poor",
        &format!("stake delegate {supplier} 1"),
        3,
        &format!("too little IO: 1.00000000 needed, 0.00000100 held by {poor}"),
    );
    let offer = stage.offer(1);
    let request = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let quote = stage.does("poor", &format!("rent quote {offer} --time 1h"));
    let needed = quote["toLock"].as_u64().unwrap();
    let (dollars, rest) = (needed / 1_000_000, needed % 1_000_000);
    stage.fails(
        "poor",
        &request,
        3,
        &format!("too little USDC: {dollars}.{rest:06} needed, 0.000000 held by {poor}"),
    );
    let broke = Keypair::new();
    write_keypair_file(&broke, stage.file("broke")).unwrap();
    stage.fails(
        "broke",
        &format!("gov suspend {poor}"),
        3,
        &format!(
            "too little SOL: {} cannot pay for the transaction; nothing was sent",
            broke.pubkey()
        ),
    );
}

fn unknown(stage: &Stage) {
    let (status, reported) = stage.network.io("renter-1", "offer list --model H1000");
    assert_eq!(status, 2);
    let reported = reported.as_str().unwrap();
    let known = reported.strip_prefix("error: unknown model `H1000`: did you mean ");
    assert!(known.is_some_and(|names| names.contains(&stage.address("/suppliers/0/model"))));
    let renter = stage.pubkey("renter-1");
    stage.fails(
        "renter-1",
        &format!("offer show {renter}"),
        2,
        &format!("{renter} is a wallet, not an offer"),
    );
    let nobody = Pubkey::new_unique();
    stage.fails(
        "renter-1",
        &format!("offer show {nobody}"),
        2,
        &format!("there is no offer at {nobody}: look at the address and the network"),
    );
}

/// The price of a minute ago, as one finds it where nobody posts.
fn stale_price(stage: &Stage) {
    let price = Pubkey::from_str(&stage.address("/price")).unwrap();
    let posted = stage.rpc().account(&price).unwrap().unwrap();
    let copy = Pubkey::new_unique();
    let hexadecimal: String = posted
        .data
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let account = json!({ "lamports": posted.lamports, "data": hexadecimal, "owner": posted.owner.to_string() });
    stage.cheat("surfnet_setAccount", json!([copy.to_string(), account]));
    stage.travel(61);
    let offer = stage.offer(1);
    let quote = |price: &str| {
        let url = &stage.network.url;
        let line = format!("rent quote {offer} --time 1h {price} --url {url}");
        reported(io().args(line.split_whitespace()).output().unwrap())
    };
    let (status, _, err) = quote(&format!("--currency io --price-account {copy}"));
    assert_eq!(
        (status, err),
        (3, format!("error: the price account {copy} cannot be used: The price is too old; post a fresh update first (OracleStale): set --hermes-key or --hermes-url to post a newer one\n"))
    );
    // USDC needs no price, and without --price-account it is looked for where Pyth keeps it.
    assert_eq!(quote("").0, 0);
    let (status, _, err) = quote("--currency io");
    assert_eq!(status, 2);
    assert!(
        err.starts_with("error: there is no price account at "),
        "{err}"
    );
}

fn nothing_to_do(stage: &Stage) {
    let (supplier, reserved) = (stage.address("/stakers/0/supplier"), stage.offer(1));
    let cases = [
        ("supplier-1", "supplier claim", "claim"),
        (
            "supplier-1",
            "supplier withdraw",
            "withdraw: no own stake has cooled",
        ),
        ("staker-1", "burn fees", "burn: no fees wait in IO"),
        ("staker-1", "burn expire", "expire: no lot is up"),
    ];
    for (who, line, what) in cases {
        stage.fails(who, line, 3, &format!("nothing to {what}"));
    }
    for (verb, what) in [
        ("claim", "claim"),
        ("withdraw", "withdraw: no stake has cooled"),
    ] {
        let line = format!("stake {verb} {supplier}");
        stage.fails("staker-1", &line, 3, &format!("nothing to {what}"));
    }
    stage.fails(
        "renter-1",
        &format!("rent quote {reserved} --time 52w"),
        3,
        "this offer takes 1 to 720 hours in USDC, not 8,736 (HoursOutOfRange)",
    );
}

fn not_theirs(stage: &Stage) {
    stage.fails(
        "renter-1",
        &format!("supplier commission 2% --supplier {}", stage.supplier(1)),
        3,
        "emissions refused: Only the owner of the supplier may do this (NotOwner, 7019); nothing was sent",
    );
    stage.fails(
        "renter-1",
        "pause emissions",
        3,
        "emissions refused: Only the authority or the guardian of this program may do this (NotGuardian, 6025); nothing was sent",
    );
}

fn down_in_the_middle(stage: &Stage) {
    let line = format!("stake delegate {} 1", stage.supplier(1));
    for (last, consequence) in [
        ("getAccountInfo", ""),
        ("simulateTransaction", "; nothing was sent"),
        ("getLatestBlockhash", "; nothing was sent"),
        ("getSignatureStatuses", "; nothing was sent"),
    ] {
        let url = proxy::with(&stage.network.url, move |method, _| {
            if method == last {
                Deed::Down
            } else {
                Deed::Pass
            }
        });
        let key = stage.file("staker-1");
        let mut command = io();
        command.args(line.split_whitespace());
        command.args(["--yes", "--url", &url, "--keypair", &key]);
        let (status, out, err) = reported(command.output().unwrap());
        let refused = "Connection refused (os error 111)";
        let expected =
            format!("error: the network does not answer: {url}: {refused}{consequence}\n");
        assert_eq!((status, out), (5, String::new()), "after {last}: {err}");
        // What the delegation would do may have been said before.
        assert!(err.ends_with(&expected), "after {last}: {err}");
        assert_eq!(err.matches("error: ").count(), 1, "after {last}: {err}");
    }
}

/// A network without the suite.
pub fn wrong_network(empty: &Stage) {
    let url = &empty.network.url;
    for line in [
        "offer list",
        "stake status",
        "council show",
        "audit",
        "burn open",
    ] {
        let (status, reported) = empty.network.io("authority", line);
        let expected = format!(
            "error: the programs of the suite are not at {url}: name another network with --url, such as \
             `-u localhost` for the one that `io localnet` starts\n"
        );
        assert_eq!(
            (status, reported.as_str().unwrap()),
            (2, expected.as_str()),
            "{line}"
        );
    }
}
