//! A day of the local network in a minute and a half, with all services: people live it, and every rule holds afterwards, by the
//! accounts and by the index. The network's clock says what comes when, and nothing waits for that of the machine.

use std::{
    fmt::Debug,
    process::Stdio,
    str::FromStr,
    time::{Duration, Instant},
};

use ::marketplace::state::Currency;
use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::{
        market::Market,
        pricing::Wanted,
        reserve::{self, Request},
    },
    fee_burn::{self, Filler},
    marketplace::{self as client, reservation_address, StartAccounts},
    spl, Network,
};
use io_common::{
    addresses::USDC_VAULT,
    constants::{DAY, HOUR, ONE_IO, ONE_USDC},
};
use serde_json::Value;
use solana_signer::Signer;

use super::{
    binary::io,
    services::{has_node, Services},
    stage::{reported, rows, text, Stage, HASH},
};

/// 1 January 2027, in unix seconds.
const START: i64 = 1_798_761_600;
/// Seconds that pass there while one passes here.
const SPEED: &str = "1000";
/// After so long an act that is refused will never be taken.
const HANGS: Duration = Duration::from_secs(120);
/// What the day has of everything, among the events of the index.
const EVENTS: [&str; 17] = [
    "Reserved",
    "Started",
    "AutopaySet",
    "Extended",
    "OutageReported",
    "DisputeOpened",
    "DisputeClosed",
    "Ended",
    "FeesSwept",
    "ReservationSettled",
    "Staked",
    "Unstaked",
    "Compounded",
    "Claimed",
    "ClockAdvanced",
    "AuctionOpened",
    "AuctionFilled",
];

/// Tries until it is taken. What was refused was not done: between reading and sending, an hour of the network may have begun.
fn taken<T, E: Debug>(what: &str, mut act: impl FnMut() -> Result<T, E>) -> T {
    let start = Instant::now();
    loop {
        match act() {
            Ok(done) => return done,
            Err(refusal) => assert!(start.elapsed() < HANGS, "{what}: {refusal:?}"),
        }
    }
}

/// What a command reports once it is taken.
fn does(stage: &Stage, who: &str, line: &str) -> Value {
    taken(line, || match stage.network.io(who, line) {
        (0, reported) => Ok(reported),
        // Refused before it was sent, or in its block.
        (3 | 9, refusal) => Err(refusal),
        (status, reported) => panic!("io {line}: {status}, {reported}"),
    })
}

/// Waits for an hour of the day.
fn comes(stage: &Stage, hour: i64) {
    stage.until("the hour comes", || stage.now() >= START + hour * HOUR);
}

/// A reservation of the supplier's GPUs that has started: in one transaction, because the 30 minutes for a start are two seconds here.
fn rental(stage: &Stage, renter: &str, supplier: usize, wanted: Wanted, number: u64) -> String {
    let operator = stage.key(&format!("operator-{supplier}"));
    let [offer, supplier] = [stage.offer(supplier), stage.supplier(supplier)]
        .map(|address| Pubkey::from_str(&address).unwrap());
    let price = Pubkey::from_str(&stage.address("/price")).unwrap();
    let (key, me) = (stage.key(renter), stage.pubkey(renter));
    let request = Request {
        renter: me,
        payer: me,
        wanted,
        number,
        limit: None,
        revision: None,
        connection_key: std::array::from_fn(|at| u8::try_from(at).unwrap() + 1),
    };
    let reservation = reservation_address(&me, number);
    let accounts = StartAccounts {
        authority: operator.pubkey(),
        supplier,
        reservation,
    };
    taken("a rental", || {
        let mut network = stage.rpc();
        let market = Market::read(&mut network, &offer, &price, Some((me, wanted.currency)));
        let prepared = reserve::prepare(&market.unwrap(), &request).map_err(|it| it.to_string())?;
        let mut instructions = prepared.instructions();
        instructions.push(client::start(&accounts, [9; 32]));
        let sent = network.send(&instructions, &[&key, &operator]);
        sent.map_err(|it| it.to_string())
    });
    reservation.to_string()
}

fn wanted(gpus: u32, hours: u32, currency: Currency) -> Wanted {
    Wanted {
        gpus,
        hours,
        currency,
    }
}

/// Opens an auction and sells to it in the same transaction: its 15 minutes are a second here.
fn fills(stage: &Stage, filler: &str) {
    let (key, owner) = (stage.key(filler), stage.pubkey(filler));
    let price = Pubkey::from_str(&stage.address("/price")).unwrap();
    let [io, usdc] = ["io", "usdc"].map(|token| stage.mint(token));
    let accounts = Filler {
        owner,
        io: spl::wallet(&owner, &io),
        usdc: spl::wallet(&owner, &usdc),
    };
    let instructions = [
        fee_burn::open_auction(&price),
        fee_burn::fill_auction(&accounts, &io, &price, 25 * ONE_USDC, 1_000 * ONE_IO),
    ];
    taken("a fill", || {
        let sent = stage.rpc().send(&instructions, &[&key]);
        sent.map_err(|it| it.to_string())
    });
}

/// Fees of the days before: those of one day are too few for an auction.
fn collect_fees(stage: &Stage) {
    let (authority, issuer) = (stage.key("authority"), stage.pubkey("authority"));
    let fees = spl::mint_to(
        &stage.mint("usdc"),
        &USDC_VAULT.address,
        &issuer,
        50_000 * ONE_USDC,
    );
    stage.send(&[fees], &[&authority]);
}

/// What people do in a day; a keeper does the rest.
fn is_lived(stage: &Stage) {
    let mut numbers = 1..;
    let mut rents = |renter: &str, supplier, gpus, hours, currency| {
        let number = numbers.next().unwrap();
        rental(
            stage,
            renter,
            supplier,
            wanted(gpus, hours, currency),
            number,
        )
    };
    collect_fees(stage);
    let extended = rents("renter-1", 4, 2, 12, Currency::Usdc);
    let set = format!("rent autopay set {extended} --max-price 100 --limit 10000");
    does(stage, "renter-1", &format!("{set} --time 4h --lead 10h"));
    // Left to the keeper, from its start to its end.
    rents("renter-1", 1, 4, 6, Currency::Usdc);
    let long = rents("renter-1", 1, 8, 48, Currency::Usdc);
    let disputed = rents("renter-2", 2, 2, 24, Currency::Io);
    let down = rents("renter-2", 3, 4, 48, Currency::Usdc);
    let [first, second, third] = [1, 2, 3].map(|number| stage.supplier(number));
    does(stage, "staker-1", &format!("stake delegate {first} 500"));
    does(stage, "staker-2", &format!("stake unstake {second} ALL"));
    let never = format!(
        "rent reserve {} --time 1h --connection-key {HASH}",
        stage.offer(4)
    );
    does(stage, "renter-2", &never);

    comes(stage, 3);
    let report = |state: &str| {
        let line = format!("outage {down} {state} {}", stage.council());
        does(stage, "authority", &line);
    };
    report("down");
    fills(stage, "staker-1");
    does(stage, "renter-2", &format!("rent terminate {disputed}"));
    does(stage, "renter-2", &format!("rent dispute {disputed}"));

    comes(stage, 6);
    report("up");
    let decide = format!("decide {disputed} --payer 25% {}", stage.council());
    does(stage, "authority", &decide);
    does(stage, "staker-1", &format!("stake claim {first}"));
    does(stage, "supplier-1", "supplier claim");
    does(stage, "staker-3", &format!("stake compound {third}"));

    comes(stage, 12);
    does(
        stage,
        "supplier-1",
        &format!("supplier settle --reservation {long}"),
    );
    does(stage, "staker-3", &format!("burn sweep {long}"));
    fills(stage, "staker-3");

    comes(stage, 24);
    assert!(stage.now() - START >= DAY);
}

/// What `io audit` checks, all of which holds.
fn all_hold(stage: &Stage, options: &[&str]) -> Vec<Value> {
    let mut audit = io();
    audit.args(["audit", "--output", "json", "--url", &stage.network.url]);
    let (status, out, err) = reported(audit.args(options).output().unwrap());
    let rules: Vec<Value> = serde_json::from_str(&out).unwrap();
    let broken: Vec<_> = rules
        .iter()
        .filter(|it| it["verdict"] == "BROKEN")
        .collect();
    assert_eq!((status, broken.len()), (0, 0), "{broken:#?}: {err}");
    rules
}

/// P-22, and every other rule that `io audit` reads from the accounts.
#[test]
fn p22_a_day_with_all_services_leaves_every_rule_holding_in_accounts_and_index() {
    if !has_node() {
        return;
    }
    let start = START.to_string();
    let options = ["--speed", SPEED, "--start", &start, "--interval", "2s"];
    let services = Services::start(&options, Stdio::inherit());
    let stage = &services.stage;
    is_lived(stage);
    for name in EVENTS {
        let route = format!("events?name={name}&limit=1");
        stage.until(name, || rows(&services.asks_index(&route)["data"]) == 1);
    }
    // What the keeper has ended: nobody else completes or cancels.
    let reasons = |reason: &str| {
        let events = services.asks_index("events?name=Ended");
        let all = events["data"].as_array().unwrap().iter();
        all.filter(|it| text(it, "/fields/reason") == reason)
            .count()
    };
    stage.until("the keeper completes", || reasons("completed") > 0);
    stage.until("the keeper cancels", || reasons("notStarted") > 0);
    // From here on nothing is sent, but for the council's attestations each half day.
    services.signal("keeper", "-STOP");
    assert!(all_hold(stage, &[]).len() > 20);
    let both = all_hold(stage, &["--from-index", &services.index()]);
    let of_index = both.iter().filter(|it| it["rule"] == "P-22");
    assert!(of_index.count() > 7, "{both:#?}");
    let status = services.asks_index("status");
    assert_eq!(status["complete"], true);
    assert_eq!([&status["unknownEvents"], &status["refusedEvents"]], [0, 0]);
    services.signal("keeper", "-CONT");
    let mut services = services;
    assert_eq!(services.ends(), 130);
}
