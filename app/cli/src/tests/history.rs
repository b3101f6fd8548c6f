//! `io history`, and what is read from transactions once an account is closed.

use anchor_lang::prelude::Pubkey;
use io_client::{spl, Held, Network, Receipt};
use io_common::constants::ONE_USDC;
use io_vm::Vm;
use serde_json::{json, Value};
use solana_keypair::Keypair;
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{
    node::{Node, FEE},
    plain::plain,
    run_on, Suite, HASH,
};
use crate::{context::Key, errors, output::OutputFormat};

/// Runs a command on a node that remembers.
fn json(node: &mut Node, key: &Key, price: Pubkey, line: &str) -> Value {
    let report = run_on(node, key.clone(), price, line);
    let report = report.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
    plain(report.json())
}

fn fails(node: &mut Node, key: &Key, price: Pubkey, line: &str) -> (u8, String) {
    let error = run_on(node, key.clone(), price, line).unwrap_err();
    (errors::status(&error), format!("{error:#}"))
}

/// The words of each action.
fn words(history: &Value) -> Vec<String> {
    let actions = history.as_array().unwrap().iter();
    actions
        .map(|it| it["action"]["words"].as_str().unwrap().into())
        .collect()
}

/// `seconds` later.
fn wait(node: &mut Node, seconds: i64) {
    let now = node.vm.now() + seconds;
    node.vm.set_unix_time(now);
}

/// Who acts, and a reservation that has been closed, with what its receipt said before.
struct Closed {
    renter: Key,
    address: Pubkey,
    before: Value,
}

/// Two GPUs for a day and two hours, ended after thirteen hours and paid out.
fn closed(node: &mut Node, people: [&Key; 3], offer: Pubkey, price: Pubkey) -> Closed {
    let [renter, owner, keeper] = people;
    let line = format!("rent reserve {offer} --gpus 2 --time 1d --connection-key {HASH}");
    let reserved = json(node, renter, price, &line);
    let address: Pubkey = reserved["reservation"].as_str().unwrap().parse().unwrap();
    let line = format!("supplier start {address} --connection-hash {HASH}");
    json(node, owner, price, &line);
    json(node, owner, price, &format!("offer edit {offer} --price 3"));
    let line = format!("rent extend {address} --time 2h");
    json(node, renter, price, &line);
    wait(node, 11 * 3_600);
    let line = format!("supplier announce-end {address}");
    json(node, owner, price, &line);
    wait(node, 2 * 3_600);
    json(node, renter, price, &format!("rent terminate {address}"));
    wait(node, 86_400 + 1);
    let before = json(node, renter, price, &format!("rent receipt {address}"));
    json(node, keeper, price, "keeper --once --jobs reservations");
    assert_eq!(node.account(&address).unwrap(), None);
    Closed {
        renter: renter.clone(),
        address,
        before,
    }
}

/// Of a reservation that is finished: each figure follows from the others.
fn adds_up(receipt: &Value) {
    let lines = receipt.as_array().unwrap();
    let number = |name: &str| {
        lines[0][name]
            .as_u64()
            .unwrap_or_else(|| panic!("{name}: {receipt}"))
    };
    let prices: u64 = lines.iter().map(|it| it["price"].as_u64().unwrap()).sum();
    assert_eq!(
        prices - number("givenBack"),
        number("priceCharged"),
        "{receipt}"
    );
    let (charged, lost) = (number("priceCharged"), number("depositLost"));
    assert_eq!(
        number("paidIn") - number("refunded"),
        charged + number("yourFee") + lost,
        "{receipt}"
    );
    assert_eq!(
        number("paidToSupplier"),
        charged - number("supplierFee") + lost,
        "{receipt}"
    );
    assert_eq!(
        number("feesPaid"),
        number("yourFee") + number("supplierFee"),
        "{receipt}"
    );
}

/// Ended after twenty minutes, when an hour is due, with a share given back by the council, or with a deposit that is lost.
#[test]
fn a_receipt_adds_up_where_the_minimum_time_was_due_and_after_a_decision() {
    for share in [None, Some("50%"), Some("0%")] {
        let mut suite = Suite::new();
        let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
        let council = suite.economy.attestors.clone();
        let offer = suite.supplier(0).2;
        let mut node = Node::new(&mut suite.economy.vm);
        let line = format!("rent reserve {offer} --time 5h --connection-key {HASH}");
        let reserved = json(&mut node, &renter, price, &line);
        let address = reserved["reservation"].as_str().unwrap().to_string();
        let line = format!("supplier start {address} --connection-hash {HASH}");
        json(&mut node, &owner, price, &line);
        wait(&mut node, 1_200);
        let receipt =
            |node: &mut Node| json(node, &renter, price, &format!("rent receipt {address}"));
        let running = receipt(&mut node);
        assert_eq!(running.as_array().unwrap().len(), 1);
        json(
            &mut node,
            &renter,
            price,
            &format!("rent terminate {address}"),
        );
        let ended = receipt(&mut node);
        assert_eq!(ended[1]["item"], "minimum time due", "{ended}");
        if let Some(share) = share {
            json(
                &mut node,
                &renter,
                price,
                &format!("rent dispute {address}"),
            );
            let paid_in = |node: &mut Node| {
                let status = json(node, &renter, price, &format!("rent status {address}"));
                (status["paidIn"].clone(), status["depositLost"].clone())
            };
            let (before, none) = paid_in(&mut node);
            assert_eq!(none, 0);
            wait(&mut node, 60);
            let action = format!(
                "decide {address} --payer {share} --made-at {}",
                node.vm.now()
            );
            for attestor in &council[..2] {
                let key = Key::Loaded(attestor.clone());
                node.vm.airdrop(&attestor.pubkey(), 1_000_000_000).unwrap();
                json(&mut node, &key, price, &format!("{action} --approve"));
            }
            json(&mut node, &keeper, price, &format!("{action} --approved"));
            // What was paid in does not change by the decision.
            let (after, lost) = paid_in(&mut node);
            assert_eq!(after, before);
            assert_eq!(lost.as_u64().unwrap() > 0, share == "0%");
        }
        wait(&mut node, 86_400);
        let before = receipt(&mut node);
        json(
            &mut node,
            &keeper,
            price,
            "keeper --once --jobs reservations",
        );
        assert_eq!(node.account(&address.parse().unwrap()).unwrap(), None);
        let after = receipt(&mut node);
        adds_up(&after);
        for name in [
            "price",
            "givenBack",
            "priceCharged",
            "yourFee",
            "supplierFee",
            "paidIn",
            "depositLost",
        ] {
            assert_eq!(after[0][name], before[0][name], "{name} {share:?}");
        }
        assert_eq!(after.as_array().unwrap().len(), 2);
        let is = |name: &str| after[0][name].as_u64().unwrap() > 0;
        assert_eq!(is("givenBack"), share == Some("50%"));
        assert_eq!(is("depositLost"), share == Some("0%"));
    }
}

fn people(suite: &Suite) -> [Key; 3] {
    [
        Key::Loaded(suite.renter()),
        Key::Loaded(suite.supplier(0).0),
        Key::Loaded(suite.economy.keeper.clone()),
    ]
}

#[test]
fn a_closed_reservation_has_its_receipt_and_its_history() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let (_, supplier, offer) = suite.supplier(0);
    let mut node = Node::new(&mut suite.economy.vm);
    let it = closed(&mut node, [&renter, &owner, &keeper], offer, price);
    let line = format!("rent receipt {}", it.address);
    let receipt = json(&mut node, &it.renter, price, &line);
    // What it says of the segments is what it said before it was closed.
    let of = |receipt: &Value, place: usize, field: &str| receipt[place][field].clone();
    for field in [
        "reservation",
        "segment",
        "currency",
        "gpus",
        "ratePerHour",
        "billableSeconds",
        "usedSeconds",
        "item",
        "price",
        "givenBack",
        "priceCharged",
        "yourFee",
        "supplierFee",
        "paidIn",
        "depositLost",
        "endAnnouncedFor",
    ] {
        for place in [0, 1] {
            let both = [&receipt, &it.before].map(|it| of(it, place, field));
            assert_eq!(both[0], both[1], "{field}");
        }
    }
    assert_eq!(of(&receipt, 0, "state"), "closed");
    assert_eq!(of(&receipt, 0, "usedSeconds"), 13 * 3_600);
    // The rest was paid: all that was locked is somebody's.
    let number = |field| of(&receipt, 0, field).as_u64().unwrap();
    let paid = ["paidToSupplier", "feesPaid"].map(number);
    let cost = ["price", "yourFee"].map(number);
    assert_eq!(paid.iter().sum::<u64>(), cost.iter().sum::<u64>());
    adds_up(&receipt);
    let received = json(
        &mut node,
        &keeper,
        price,
        &format!("history {}", it.address),
    );
    let last = received[0]["signature"].clone();
    assert_eq!(of(&receipt, 0, "closedIn"), last);
    assert!(number("refunded") > ONE_USDC);

    let reported = words(&received);
    let starts = [
        ("closed: ", "; closed"),
        (
            "ended, terminated by renter or payer: 13h used, 0s down, ",
            " USDC refunded",
        ),
        ("the supplier has announced the end, with notice until ", ""),
        ("extended by 2h until ", " USDC locked for it"),
        ("started, until ", HASH),
        ("2 GPUs for 1d reserved by ", " USDC locked"),
    ];
    assert_eq!(reported.len(), starts.len(), "{reported:#?}");
    for (reported, (start, end)) in reported.iter().zip(starts) {
        let (subject, reported) = reported.split_once(": ").unwrap();
        // In full: it can be given back.
        assert_eq!(subject, format!("reservation {}", it.address));
        assert!(
            reported.starts_with(start) && reported.ends_with(end),
            "{reported}"
        );
    }
    let action = &received[5];
    assert_eq!(action["outcome"], "done");
    assert_eq!(action["action"]["event"], "Reserved");
    assert_eq!(action["action"]["data"]["supplier"], supplier.to_string());
    assert!(action["time"].as_i64().unwrap() > 0);
    assert!(action["signature"]
        .as_str()
        .unwrap()
        .parse::<Signature>()
        .is_ok());
}

#[test]
fn histories_come_in_pages() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let offer = suite.supplier(0).2;
    let mut node = Node::new(&mut suite.economy.vm);
    let it = closed(&mut node, [&renter, &owner, &keeper], offer, price);
    let all = json(
        &mut node,
        &renter,
        price,
        &format!("history {}", it.address),
    );
    let line = format!("history {} --limit 2", it.address);
    let report = run_on(&mut node, renter.clone(), price, &line).unwrap();
    let page = report.json();
    let last = page[1]["signature"].as_str().unwrap();
    let next = format!("there are older ones: io {line} --before {last}");
    assert_eq!(report.notes, [next]);
    let line = format!("history {} --before {last}", it.address);
    let rest = json(&mut node, &renter, price, &line);
    let both: Vec<Value> = [&page, &rest]
        .into_iter()
        .flat_map(|it| it.as_array().unwrap().clone())
        .collect();
    assert_eq!(&both, all.as_array().unwrap());
    let (status, reported) = fails(
        &mut node,
        &renter,
        price,
        "history 11111111111111111111111111111111 --before x",
    );
    assert_eq!(status, 1, "{reported}");
}

/// A node gives 1,000 at once, and the last page says nothing of older ones.
#[test]
fn more_than_a_node_gives_at_once_is_read_page_by_page() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let usdc = suite.economy.usdc;
    let mut node = Node::new(&mut suite.economy.vm);
    let wallet = spl::wallet(&staker.pubkey(), &usdc);
    let transfer = [spl::transfer(&wallet, &wallet, &staker.pubkey(), 7)];
    for number in 0..1_203_u32 {
        let mut signature = [1; 64];
        signature[..4].copy_from_slice(&number.to_le_bytes());
        let receipt = Receipt {
            signature: Signature::from(signature),
            compute_units: 0,
            logs: Vec::new(),
            inner: Vec::new(),
        };
        node.keep(&transfer, &staker.pubkey(), &receipt, Ok(()));
    }
    let key = Key::Loaded(staker.clone());
    for (limit, found, more) in [
        (1_000, 1_000, true),
        (1_202, 1_202, true),
        (1_203, 1_203, false),
        (4_000, 1_203, false),
    ] {
        let line = format!("history {} --limit {limit}", staker.pubkey());
        let report = run_on(&mut node, key.clone(), price, &line).unwrap();
        let all = report.json();
        let all = all.as_array().unwrap();
        assert_eq!(all.len(), found, "{limit}");
        let distinct: std::collections::BTreeSet<&str> = all
            .iter()
            .map(|it| it["signature"].as_str().unwrap())
            .collect();
        assert_eq!(distinct.len(), found, "{limit}");
        assert_eq!(report.notes.len(), usize::from(more), "{limit}");
    }
    // A node that gives fewer at once than it is asked for has not given everything.
    node.page = 7;
    for (limit, found, more) in [(20, 20, true), (1_203, 1_203, false), (4_000, 1_203, false)] {
        let line = format!("history --limit {limit}");
        let report = run_on(&mut node, key.clone(), price, &line).unwrap();
        assert_eq!(report.json().as_array().unwrap().len(), found, "{limit}");
        assert_eq!(report.notes.len(), usize::from(more), "{limit}");
    }
    node.stuck = true;
    let report = run_on(&mut node, key, price, "history --limit 20").unwrap();
    assert_eq!(report.json().as_array().unwrap().len(), 7);
}

#[test]
fn a_receipt_is_found_behind_short_pages() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let offer = suite.supplier(0).2;
    let mut node = Node::new(&mut suite.economy.vm);
    let it = closed(&mut node, [&renter, &owner, &keeper], offer, price);
    node.page = 1;
    let line = format!("rent receipt {}", it.address);
    let receipt = json(&mut node, &it.renter, price, &line);
    assert_eq!(receipt[0]["usedSeconds"], 13 * 3_600);
}

/// That of the list may be another, where the clock was moved.
#[test]
fn the_time_of_an_act_is_that_of_its_transaction() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let supplier = suite.supplier(0).1;
    let mut node = Node::new(&mut suite.economy.vm);
    let key = Key::Loaded(staker.clone());
    json(
        &mut node,
        &key,
        price,
        &format!("stake delegate {supplier} 1"),
    );
    node.behind = 14_400;
    let received = json(&mut node, &key, price, "history");
    assert_eq!(received[0]["time"], node.vm.now());
}

/// The currency is none of the page: it is in the transaction that reserved, or in the account.
#[test]
fn amounts_of_older_reservations_have_their_currency() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let offer = suite.supplier(0).2;
    let mut node = Node::new(&mut suite.economy.vm);
    let it = closed(&mut node, [&renter, &owner, &keeper], offer, price);
    let line = format!("history {} --limit 1", it.address);
    let reported = words(&json(&mut node, &renter, price, &line));
    let [finished] = reported.as_slice() else {
        panic!("{reported:?}");
    };
    assert_eq!(finished.matches(" USDC").count(), 3, "{finished}");
    assert!(!finished.contains("base units"));
}

/// By what the node has recorded, also where the account is gone; else by the accounts as they are.
#[test]
fn what_tokens_move_has_its_currency_and_its_decimals() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let (io, usdc) = (suite.economy.io, suite.economy.usdc);
    let me = staker.pubkey();
    let mint = Keypair::new();
    let rent = io_client::rent::of_today(&mut suite.economy.vm).unwrap();
    let created = spl::create_mint(&rent, &me, &mint.pubkey(), &me, 3);
    let opened = spl::create_wallet(&me, &me, &mint.pubkey());
    let mut node = Node::new(&mut suite.economy.vm);
    node.vm.send(&created, &[&*staker, &mint]).unwrap();
    node.vm.send(&[opened], &[&*staker]).unwrap();
    let other = mint.pubkey();
    let gone = Pubkey::new_unique();
    let held = |mint, decimals| Held {
        account: gone,
        mint,
        decimals,
    };
    let unknown = |amount: &str| json!({ "amount": amount });
    let of = |amount: &str, currency: &str, decimals: u8, display: &str| json!({ "amount": amount, "currency": currency, "decimals": decimals, "display": display });
    let at = |mint: &Pubkey| spl::wallet(&me, mint);
    for (number, (from, recorded, words, amount)) in (0_u8..).zip([
        (
            at(&io),
            vec![],
            "0.00000007 IO".into(),
            of("7", "IO", 8, "0.00000007"),
        ),
        (
            at(&usdc),
            vec![],
            "0.000007 USDC".into(),
            of("7", "USDC", 6, "0.000007"),
        ),
        (
            at(&other),
            vec![],
            format!("0.007 {other}"),
            of("7", &other.to_string(), 3, "0.007"),
        ),
        (
            gone,
            vec![held(io, 8)],
            "0.00000007 IO".into(),
            of("7", "IO", 8, "0.00000007"),
        ),
        (
            gone,
            vec![held(other, 5)],
            format!("0.00007 {other}"),
            of("7", &other.to_string(), 5, "0.00007"),
        ),
        (
            gone,
            vec![],
            "7 base units of a token that is not known here".into(),
            unknown("7"),
        ),
    ]) {
        node.tokens = recorded;
        let transfer = spl::transfer(&from, &gone, &me, 7);
        let receipt = Receipt {
            signature: Signature::from([number + 1; 64]),
            compute_units: 0,
            logs: Vec::new(),
            inner: Vec::new(),
        };
        node.keep(&[transfer], &me, &receipt, Ok(()));
        let key = Key::Loaded(staker.clone());
        let line = format!("history {me} --limit 1");
        let report = run_on(&mut node, key.clone(), price, &line).unwrap();
        let action = report.json()[0]["action"].clone();
        let reported = format!("token program: transfer {words} to ");
        assert!(
            action["words"].as_str().unwrap().starts_with(&reported),
            "{action}"
        );
        assert_eq!(action["amounts"], json!([amount]));
        let csv = report.to_text(OutputFormat::Csv);
        assert!(csv.contains(&words), "{csv}");
        let line = format!("transaction show {}", receipt.signature);
        let shown = run_on(&mut node, key, price, &line).unwrap();
        let instruction = shown.json()["instructions"][0].clone();
        assert_eq!(instruction["amount"], amount);
        assert_eq!(instruction["name"], format!("transfer {words}"));
    }
}

#[test]
fn a_failed_transaction_and_one_of_no_program_of_the_suite_are_in_a_history() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let (supplier, usdc) = (suite.supplier(0).1, suite.economy.usdc);
    let mut node = Node::new(&mut suite.economy.vm);
    let transfer = spl::transfer(
        &spl::wallet(&staker.pubkey(), &usdc),
        &spl::wallet(&staker.pubkey(), &usdc),
        &staker.pubkey(),
        7,
    );
    let receipt = |number: u8| Receipt {
        signature: Signature::from([number; 64]),
        compute_units: 0,
        logs: Vec::new(),
        inner: Vec::new(),
    };
    node.keep(
        std::slice::from_ref(&transfer),
        &staker.pubkey(),
        &receipt(1),
        Ok(()),
    );
    let failed = TransactionError::InsufficientFundsForFee;
    node.keep(&[transfer], &staker.pubkey(), &receipt(2), Err(failed));
    let key = Key::Loaded(staker.clone());
    json(
        &mut node,
        &key,
        price,
        &format!("stake delegate {supplier} 5"),
    );
    let history = json(
        &mut node,
        &key,
        price,
        &format!("history {}", staker.pubkey()),
    );
    let reported = words(&history);
    let delegated = format!("5 IO delegated to supplier {supplier} by ");
    assert!(reported[0].starts_with(&delegated), "{reported:?}");
    assert!(reported[1].contains("transfer"), "{reported:?}");
    assert_eq!(history[2]["outcome"], "done");
    let outcome = history[1]["outcome"].as_str().unwrap();
    assert!(outcome.starts_with("failed: too little SOL"), "{outcome}");

    // By its signature.
    let signature = history[1]["signature"].as_str().unwrap();
    let shown = json(
        &mut node,
        &key,
        price,
        &format!("transaction show {signature}"),
    );
    let outcome = shown["outcome"].as_str().unwrap();
    assert!(outcome.starts_with("failed: too little SOL"), "{outcome}");
    assert_eq!(shown["signature"], signature);
    assert_eq!(shown["events"], serde_json::json!([]));
    let signature = history[0]["signature"].as_str().unwrap();
    let shown = json(
        &mut node,
        &key,
        price,
        &format!("transaction show {signature}"),
    );
    assert_eq!(shown["outcome"], "done");
    assert_eq!(shown["fee"], FEE);
    assert_eq!(
        shown["events"][0]["words"]
            .as_str()
            .unwrap()
            .matches("5 IO delegated")
            .count(),
        1
    );
    assert!(shown["time"].as_i64().unwrap() > 0);
    let unknown = Signature::from([9; 64]);
    let (status, reported) = fails(
        &mut node,
        &key,
        price,
        &format!("transaction show {unknown}"),
    );
    assert_eq!(status, 2);
    assert!(
        reported.contains("is in no block that this node remembers"),
        "{reported}"
    );
}

#[test]
fn what_is_closed_is_named_with_its_last_transaction() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let offer = suite.supplier(0).2;
    let mut node = Node::new(&mut suite.economy.vm);
    let it = closed(&mut node, [&renter, &owner, &keeper], offer, price);
    let history = json(
        &mut node,
        &renter,
        price,
        &format!("history {}", it.address),
    );
    let last = history[0]["signature"].as_str().unwrap();
    for line in ["rent terminate", "rent status", "rent close"] {
        let (status, reported) =
            fails(&mut node, &renter, price, &format!("{line} {}", it.address));
        assert_eq!(status, 2);
        let expected = format!(
            "there is no reservation at {0} now: the last transaction that names it is {last}; `io history {0}` shows what \
             became of it",
            it.address
        );
        assert_eq!(reported, expected);
    }
    // One that never was.
    let never = Pubkey::new_unique();
    for line in ["rent receipt", "rent status"] {
        let (status, reported) = fails(&mut node, &renter, price, &format!("{line} {never}"));
        let expected =
            format!("there is no reservation at {never}: look at the address and the network");
        assert_eq!((status, reported), (2, expected));
    }
}

#[test]
fn a_node_without_history_says_so() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let key = Key::Loaded(staker.clone());
    let mut node = Node::new(&mut suite.economy.vm);
    node.kept = None;
    let never = Pubkey::new_unique();
    for line in [
        format!("history {never}"),
        format!("rent receipt {never}"),
        format!("transaction show {}", Signature::from([9; 64])),
    ] {
        let (status, reported) = fails(&mut node, &key, price, &line);
        assert_eq!(status, 5, "{line}");
        let expected = "the node keeps no history of transactions: name one that does with --url";
        assert_eq!(reported, expected, "{line}");
    }
    // One that has one, of an address that nothing names.
    node.kept = Some(Vec::new());
    let report = run_on(&mut node, key, price, &format!("history {never}")).unwrap();
    assert_eq!(report.to_text(OutputFormat::JsonCompact), "[]");
    assert!(report.notes[0].starts_with("the node remembers no transaction that names it"));
}

/// Accounts that are gone: each has its life.
#[test]
fn proposals_offers_and_delegations_are_remembered() {
    let mut suite = Suite::new();
    let (staker, price) = (Key::Loaded(suite.staker()), suite.economy.price);
    let authority = Key::Loaded(suite.economy.authority.clone());
    let (owner, supplier, _) = suite.supplier(0);
    let owner = Key::Loaded(owner);
    let mut node = Node::new(&mut suite.economy.vm);
    let run = |node: &mut Node, key: &Key, line: &str| json(node, key, price, line);

    let proposed = run(
        &mut node,
        &authority,
        "gov propose emissions unstake-cooldown 21d",
    );
    let proposal = proposed["proposal"].as_str().unwrap().to_string();
    let line = "offer create --price 1.50 --gpus 4 --region eu-west";
    let offer = run(&mut node, &owner, line)["offer"]
        .as_str()
        .unwrap()
        .to_string();
    run(&mut node, &owner, &format!("offer close {offer}"));
    let delegated = run(&mut node, &staker, &format!("stake delegate {supplier} 5"));
    let delegation = delegated["delegation"].as_str().unwrap().to_string();
    run(&mut node, &staker, &format!("stake unstake {supplier} ALL"));
    wait(&mut node, 14 * 86_400);
    run(&mut node, &staker, &format!("stake withdraw {supplier}"));
    run(&mut node, &staker, &format!("stake close {supplier}"));
    wait(&mut node, 2 * 86_400);
    // It has lapsed by now: anyone clears it away.
    run(&mut node, &staker, "gov cancel emissions 0");

    let life = |node: &mut Node, address: &str| {
        let history = run(node, &staker, &format!("history {address}"));
        let events = history.as_array().unwrap().iter();
        let events = events.map(|it| it["action"]["event"].as_str().unwrap_or("-").to_string());
        events.collect::<Vec<_>>()
    };
    assert_eq!(
        life(&mut node, &proposal),
        ["ChangeCancelled", "ChangeProposed"]
    );
    assert_eq!(life(&mut node, &offer), ["OfferClosed", "OfferCreated"]);
    let of = life(&mut node, &delegation);
    for event in ["Withdrawn", "Unstaked", "Staked"] {
        assert!(of.iter().any(|it| it == event), "{event}: {of:?}");
    }
    // Nothing had been earned, so that the last one tells of no event.
    assert_eq!(of[0], "-");
    let report = run_on(&mut node, staker.clone(), price, "gov show emissions").unwrap();
    let reported = format!("proposal 0 was applied, cancelled or skipped: io history {proposal}");
    assert_eq!(report.notes[0], reported);
    let report = run_on(&mut node, staker, price, &format!("slash list {supplier}")).unwrap();
    assert_eq!(
        report.notes,
        [format!("those that are closed: io history {supplier}")]
    );
}

/// Its fee is paid, and nothing else has changed: that is no refusal.
#[test]
fn what_has_failed_in_a_block_is_not_sent_again_and_ends_so() {
    let mut suite = Suite::new();
    let (staker, price) = (suite.staker(), suite.economy.price);
    let (supplier, key) = (suite.supplier(0).1, Key::Loaded(staker.clone()));
    let mut node = Node::new(&mut suite.economy.vm);
    let blockhash = Pubkey::new_unique();
    let line = format!("stake delegate {supplier} 1 --sign-only --blockhash {blockhash}");
    let signed = json(&mut node, &key, price, &line)["transaction"].clone();
    let signed = signed.as_str().unwrap();
    let bytes = base64::Engine::decode(&base64::prelude::BASE64_STANDARD, signed).unwrap();
    let transaction = io_client::transaction::from_wire(&bytes).unwrap();
    let receipt = Receipt {
        signature: transaction.signatures[0],
        compute_units: 0,
        logs: Vec::new(),
        inner: Vec::new(),
    };
    let failed = TransactionError::InsufficientFundsForFee;
    node.keep(&[], &staker.pubkey(), &receipt, Err(failed));
    let (status, reported) = fails(
        &mut node,
        &key,
        price,
        &format!("transaction send {signed}"),
    );
    assert_eq!(status, 9, "{reported}");
    let start = format!(
        "{} is in a block and failed: too little SOL",
        receipt.signature
    );
    assert!(reported.starts_with(&start), "{reported}");
    assert!(
        reported.contains("it was executed before, and will not be again"),
        "{reported}"
    );
}

/// What others do with a reservation does not name its renter.
#[test]
fn a_renter_reads_in_its_own_history_what_others_did_with_its_reservations() {
    let mut suite = Suite::new();
    let ([renter, owner, keeper], price) = (people(&suite), suite.economy.price);
    let offer = suite.supplier(0).2;
    let other = Key::Loaded(suite.economy.renters[1].person.clone());
    let mut node = Node::new(&mut suite.economy.vm);
    let reserve = |node: &mut Node, who: &Key, number: u64| {
        let line =
            format!("rent reserve {offer} --time 1d --connection-key {HASH} --number {number}");
        let reserved = json(node, who, price, &line);
        reserved["reservation"].as_str().unwrap().to_string()
    };
    let (declined, ended) = (
        reserve(&mut node, &renter, 1),
        reserve(&mut node, &renter, 2),
    );
    let others = reserve(&mut node, &other, 3);
    for line in [
        format!("supplier decline {declined}"),
        format!("supplier start {ended} --connection-hash {HASH}"),
        format!("supplier start {others} --connection-hash {HASH}"),
        format!("supplier announce-end {ended}"),
    ] {
        json(&mut node, &owner, price, &line);
    }
    wait(&mut node, 3_600);
    json(
        &mut node,
        &owner,
        price,
        &format!("supplier terminate {ended}"),
    );
    json(
        &mut node,
        &keeper,
        price,
        "keeper --once --jobs reservations",
    );
    let history = json(&mut node, &renter, price, "history");
    let said = words(&history).join("\n");
    for part in [
        "ended, declined by the supplier",
        "started, until ",
        "the supplier has announced the end",
        "ended, terminated by the supplier",
    ] {
        assert_eq!(said.matches(part).count(), 1, "{part}: {said}");
    }
    assert!(!said.contains(&others), "{said}");
    // Page by page it is the same.
    let (mut pages, mut before) = (Vec::new(), String::new());
    loop {
        let line = format!("history --limit 2 {before}");
        let page = json(&mut node, &renter, price, &line);
        let page = page.as_array().unwrap();
        let Some(last) = page.last() else { break };
        before = format!("--before {}", last["signature"].as_str().unwrap());
        pages.extend(page.iter().cloned());
    }
    assert_eq!(Value::from(pages), history);
}

#[test]
fn a_history_tells_an_edit_of_an_offer_from_a_pause() {
    let mut suite = Suite::new();
    let (owner, price) = (Key::Loaded(suite.supplier(0).0), suite.economy.price);
    let mut node = Node::new(&mut suite.economy.vm);
    let create = "offer create --price 1.50 --gpus 4 --region eu-west --notice 2h";
    let offer = json(&mut node, &owner, price, create)["offer"].clone();
    let offer = offer.as_str().unwrap().to_string();
    for line in [
        format!("offer edit {offer} --notice 2d --price 1.25"),
        format!("offer pause {offer}"),
        format!("offer edit {offer} --notice none --currencies usdc"),
        format!("offer unpause {offer}"),
        format!("offer close {offer}"),
    ] {
        json(&mut node, &owner, price, &line);
    }
    let history = json(&mut node, &owner, price, &format!("history {offer}"));
    let mut said = words(&history);
    said.reverse();
    let created = said.remove(0);
    assert!(
        created
            .ends_with(" created: 4 GPUs for 1.5 USD an hour each, in IO, USDC, with 2h of notice"),
        "{created}"
    );
    let expected = [
        "edited: 4 GPUs for 1.25 USD an hour each, in IO, USDC, with 2d of notice",
        "paused",
        "edited: 4 GPUs for 1.25 USD an hour each, in USDC; it is paused",
        "takes reservations again",
        "closed",
    ]
    .map(|it| format!("offer {offer} {it}"));
    assert_eq!(said, expected);
}
