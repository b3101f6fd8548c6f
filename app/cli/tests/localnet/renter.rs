//! Who rents: offers, and reservations to each of their ends.

use anchor_spl::token::spl_token;
use io_client::spl;
use serde_json::Value;

use super::stage::{number, rows, text, Stage, HASH};

const HOUR: i64 = 3_600;

/// A reservation that the operator has started.
pub fn rental(stage: &Stage, renter: &str, supplier: usize, request: &str) -> String {
    let offer = stage.offer(supplier);
    let line = format!("rent reserve {offer} {request} --connection-key {HASH}");
    let reservation = text(&stage.does(renter, &line), "/reservation");
    let start = format!("supplier start {reservation} --connection-hash {HASH}");
    stage.does(&format!("operator-{supplier}"), &start);
    reservation
}

pub fn run(stage: &Stage) {
    offers(stage);
    let paid = paid_for_as_it_runs(stage);
    extended_by_a_keeper(stage);
    disputed(stage);
    left(stage);
    declined(stage);
    undecided(stage);
    stage.fails_with(
        "renter-1",
        &format!("rent terminate {paid}"),
        3,
        "marketplace would refuse: The reservation is not active (NotActive): ",
    );
}

/// A day that a keeper extends from the renter's wallet, at once: the lead is longer.
fn extended_by_a_keeper(stage: &Stage) {
    let reservation = rental(stage, "renter-1", 1, "--time 1d");
    let set = format!("rent autopay set {reservation} --max-price 100 --limit 1000");
    stage.does("renter-1", &format!("{set} --time 2h --lead 25h"));
    let show = format!("rent autopay show {reservation}");
    let shown = stage.does("renter-1", &show);
    assert!(
        text(&shown, "/autopay").starts_with("extends now"),
        "{shown}"
    );
    let done = stage.does("keeper", "keeper --once --jobs autopay");
    assert_eq!(text(&done, "/0/action"), "extend");
    let shown = stage.does("renter-1", &show);
    assert!(
        text(&shown, "/autopay").starts_with("extends from"),
        "{shown}"
    );
    stage.does("renter-1", &format!("rent autopay stop {reservation}"));
    stage.does("renter-1", &format!("rent terminate {reservation}"));
}

fn offers(stage: &Stage) {
    let list = |filter: &str| stage.does("renter-1", &format!("offer list {filter}"));
    let all = list("");
    assert_eq!(rows(&all), 4);
    let column = |table: &Value, name: &str| -> Vec<u64> {
        let rows = table.as_array().unwrap().iter();
        rows.map(|row| number(row, &format!("/{name}"))).collect()
    };
    assert!(column(&all, "pricePerGpuHour").is_sorted());
    let free = column(&list("--sort free"), "freeGpus");
    assert!(free.is_sorted_by(|more, less| more >= less) && free[3] > 0);
    let model = text(&all, "/0/model").to_lowercase().replace(' ', "-");
    assert_eq!(rows(&list(&format!("--model {model}"))), 1);
    let supplier = stage.supplier(2);
    assert_eq!(rows(&list(&format!("--supplier {supplier}"))), 1);
    let most = number(&all, "/1/pricePerGpuHour");
    let most = format!("--max-price {}.{:06}", most / 1_000_000, most % 1_000_000);
    assert_eq!(rows(&list(&most)), 2);
    for (filter, count) in [
        ("--region eu", 2),
        ("--region eu-central", 1),
        ("--currency io", 3),
        ("--currency usdc", 4),
        ("--interconnect roce", 1),
        ("--region eu --currency io --interconnect pcie", 1),
    ] {
        assert_eq!(rows(&list(filter)), count, "{filter}");
    }
    let reported = "unknown region `mars`: there are ap-south, eu-central, eu-north, us-east";
    stage.fails("renter-1", "offer list --region mars", 2, reported);
    assert_eq!(rows(&list(&format!("--free {}", free[0]))), 1);
    assert_eq!(rows(&list("--sort model --limit 2")), 2);
    assert_eq!(rows(&list("--sort region")), rows(&list("--sort fees")));
    let offer = stage.offer(1);
    let shown = stage.does("renter-1", &format!("offer show {offer}"));
    assert_eq!(text(&shown, "/supplier"), stage.supplier(1));
}

/// Three days, of which 30 hours are used; then the supplier ends it.
fn paid_for_as_it_runs(stage: &Stage) -> String {
    let request = format!("{} --gpus 2 --time 3d", stage.offer(1));
    let quote = stage.does("renter-1", &format!("rent quote {request}"));
    let reservation = rental(stage, "renter-1", 1, "--gpus 2 --time 3d");
    let status = stage.does("renter-1", &format!("rent status {reservation}"));
    assert_eq!(number(&status, "/paidIn"), number(&quote, "/toLock"));
    assert_eq!(text(&status, "/state"), "active");
    let listed = stage.does("renter-1", "rent status");
    assert_eq!(text(&listed, "/0/reservation"), reservation);
    let extended = stage.does("renter-1", &format!("rent extend {reservation} --time 2h"));
    assert_eq!(number(&extended, "/hours"), 2);
    stage.travel(30 * HOUR);
    let jobs = stage.does("operator-1", "supplier jobs");
    assert_eq!(text(&jobs, "/0/reservation"), reservation);
    let settle = format!("`io supplier settle --reservation {reservation}` pays ");
    assert!(text(&jobs, "/0/toDo").contains(&settle), "{jobs}");
    let receipt = stage.does("renter-1", &format!("rent receipt {reservation}"));
    assert!(number(&receipt, "/0/usedSeconds") >= 30 * HOUR as u64);
    // At the same price the extension is more of the first segment.
    assert_eq!(number(&receipt, "/0/billableSeconds"), 74 * HOUR as u64);
    assert!(receipt.pointer("/1").is_none(), "{receipt}");
    let line = format!("rent receipt {reservation} --url {}", stage.network.url);
    let csv = stage.prints(&format!("{line} --output csv"));
    let mut lines = csv.lines();
    assert_eq!(
        lines.next().unwrap(),
        "reservation,segment,item,state,currency,gpus,ratePerHour,ratePerHourCurrency,billableSeconds,usedSeconds,\
         price,priceCurrency,givenBack,givenBackCurrency,priceCharged,priceChargedCurrency,yourFee,yourFeeCurrency,\
         supplierFee,supplierFeeCurrency,downtimeSeconds,paidIn,paidInCurrency,depositLost,depositLostCurrency,\
         paidToSupplier,paidToSupplierCurrency,refunded,refundedCurrency,feesPaid,feesPaidCurrency,endAnnouncedFor,closedIn"
    );
    let first = format!("{reservation},1,time used,active,USDC,2,");
    assert!(lines.next().unwrap().starts_with(&first), "{csv}");
    let settle = format!("supplier settle --reservation {reservation}");
    assert!(number(&stage.does("supplier-1", &settle), "/paid") > 0);
    let swept = stage.does("staker-1", &format!("burn sweep {reservation}"));
    assert!(number(&swept, "/swept") > 0);
    let announce = format!("supplier announce-end {reservation}");
    assert_eq!(
        number(&stage.does("supplier-1", &announce), "/notice"),
        3_600
    );
    let ended = stage.does("supplier-1", &format!("supplier terminate {reservation}"));
    assert!(number(&ended, "/refund") > 0);
    reservation
}

/// Ended by the renter, disputed, decided by the council, and paid out when nothing is held any more.
fn disputed(stage: &Stage) {
    let reservation = rental(stage, "renter-1", 2, "--time 1d --currency io");
    stage.travel(2 * HOUR);
    let ended = stage.does("renter-1", &format!("rent terminate {reservation}"));
    assert!(number(&ended, "/refund") > 0);
    let finish = format!("rent close {reservation}");
    stage.fails_with(
        "renter-1",
        &finish,
        3,
        "nothing to close yet: it has ended, and is held back until ",
    );
    let dispute = stage.does("renter-1", &format!("rent dispute {reservation}"));
    assert!(number(&dispute, "/deposit") > 0);
    stage.travel(60);
    let decide = format!("decide {reservation} --payer 25% {}", stage.council());
    let decided = stage.does("authority", &decide);
    assert!(number(&decided, "/disputed") > number(&dispute, "/deposit"));
    stage.travel(24 * HOUR);
    assert_eq!(text(&stage.does("renter-1", &finish), "/action"), "close");
    stage.fails_with(
        "renter-1",
        &format!("rent status {reservation}"),
        2,
        &format!(
            "there is no reservation at {reservation} now: the last transaction that names it is "
        ),
    );
    remembered(stage, &reservation);
}

/// Its life, after its account was closed.
fn remembered(stage: &Stage, reservation: &str) {
    let history = stage.does("renter-1", &format!("history {reservation}"));
    let events: Vec<String> = history
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| text(it, "/outcome") == "done")
        .map(|it| text(it, "/action/event"))
        .collect();
    let life = [
        "ReservationClosed",
        "DisputeClosed",
        "DisputeOpened",
        "Ended",
        "Started",
        "Reserved",
    ];
    assert_eq!(events, life, "{history:#}");
    let receipt = stage.does("renter-1", &format!("rent receipt {reservation}"));
    assert_eq!(text(&receipt, "/0/state"), "closed");
    assert_eq!(text(&receipt, "/0/currency"), "IO");
    let closed = text(&receipt, "/0/closedIn");
    assert_eq!(closed, text(&history, "/0/signature"));
    assert!(number(&receipt, "/0/refunded") > 0 && number(&receipt, "/0/feesPaid") > 0);
    let shown = stage.does("renter-1", &format!("transaction show {closed}"));
    assert_eq!(text(&shown, "/outcome"), "done");
    assert_eq!(text(&shown, "/events/0/event"), "ReservationClosed");
    assert!(number(&shown, "/slot") > 0);
}

/// Down for so long that the renter may leave; the breach is on the record once it is finished.
fn left(stage: &Stage) {
    let reservation = rental(stage, "renter-2", 3, "--gpus 2 --time 1d");
    stage.travel(60);
    let down = format!("outage {reservation} down {}", stage.council());
    assert_eq!(stage.does("authority", &down)["down"], true);
    stage.travel(3 * HOUR);
    let gone = stage.does(
        "renter-2",
        &format!("rent terminate-for-downtime {reservation}"),
    );
    assert!(number(&gone, "/refund") > 0);
    stage.travel(24 * HOUR);
    let finish = format!("rent close {reservation}");
    assert_eq!(text(&stage.does("renter-2", &finish), "/action"), "close");
}

/// Over by itself, disputed, and never decided: whatever is due is done by `close_reservation`.
fn undecided(stage: &Stage) {
    let offer = stage.offer(4);
    let forgotten = format!("rent reserve {offer} --time 1h --connection-key {HASH}");
    let forgotten = text(&stage.does("renter-1", &forgotten), "/reservation");
    let reservation = rental(stage, "renter-1", 4, "--time 1h");
    let action = |reservation: &str| {
        let finish = format!("rent close {reservation}");
        text(&stage.does("renter-1", &finish), "/action")
    };
    stage.travel(HOUR);
    assert_eq!(action(&forgotten), "cancel");
    assert_eq!(action(&reservation), "complete");
    stage.does("renter-1", &format!("rent dispute {reservation}"));
    stage.travel(7 * 24 * HOUR + 1);
    assert_eq!(action(&reservation), "expire");
    assert_eq!(action(&reservation), "close");
}

/// Declined while the renter has no token account: the refund stays owed, and is collected.
fn declined(stage: &Stage) {
    let line = format!(
        "rent reserve {} --time 1h --connection-key {HASH}",
        stage.offer(4)
    );
    let reservation = text(&stage.does("renter-2", &line), "/reservation");
    let (renter, mint) = (stage.key("renter-2"), stage.mint("usdc"));
    let me = stage.pubkey("renter-2");
    let wallet = spl::wallet(&me, &mint);
    let other = spl::wallet(&stage.pubkey("renter-1"), &mint);
    let held = spl::balance(&mut stage.rpc(), &wallet).unwrap();
    let close =
        spl_token::instruction::close_account(&spl_token::ID, &wallet, &me, &me, &[]).unwrap();
    stage.send(
        &[spl::transfer(&wallet, &other, &me, held), close],
        &[&renter],
    );
    let declined = stage.does("operator-4", &format!("supplier decline {reservation}"));
    let collected = stage.does("renter-2", &format!("rent withdraw {reservation}"));
    assert_eq!(declined["refund"], collected["withdrawn"]);
    stage.fails(
        "renter-2",
        &format!("rent withdraw {reservation}"),
        3,
        "nothing to withdraw",
    );
    let finish = format!("rent close {reservation}");
    assert_eq!(
        text(&stage.does("renter-2", &finish), "/action"),
        "close accounts"
    );
}
