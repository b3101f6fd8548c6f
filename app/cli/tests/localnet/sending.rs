//! What is reported of a transaction, and what the network has done, behind proxies with every fault.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anchor_lang::solana_program::system_instruction;
use io_client::{confirmed::config, spl, Network};
use serde_json::{json, Value};
use solana_commitment_config::CommitmentConfig;
use solana_keypair::{write_keypair_file, Keypair};
use solana_signature::Signature;
use solana_signer::Signer;

use super::{
    binary::io,
    options::budget,
    proxy::{self, error, with, Deed},
    stage::{number, reported, text, Stage},
};

/// Who delegates.
const WHO: &str = "staker-1";
/// An IO.
const ONE: u64 = 100_000_000;
const HTML: &str = "<html><head><title>Welcome</title></head></html>";

/// What a command said, and what it did.
struct Ran {
    status: i32,
    out: String,
    err: String,
    /// As it was announced.
    signature: Option<Signature>,
    /// IO delegated since before.
    delegated: u64,
}

pub fn run(stage: &Stage) {
    // It takes the lifetime of a blockhash.
    let lost = never_handed_on(stage);
    every_fault_that_passes(stage);
    nobody_says_how_it_ended(stage);
    refused_by_the_node(stage);
    handed_on_and_refused_by_a_gateway(stage);
    a_status_that_contradicts_itself(stage);
    a_node_that_hangs(stage);
    reads_are_repeated(stage);
    reads_that_are_refused(stage);
    equal_commands(stage);
    killed_after_the_announcement(stage);
    interrupted_after_the_announcement(stage);
    without_units(stage);
    a_price_above_what_one_has(stage);
    a_proxy_for_others(stage);
    errors_of_another_name(stage);
    a_null_before_a_payment(stage);
    expires(lost);
}

fn staked(stage: &Stage) -> u64 {
    let supplier = stage.supplier(1);
    let mine = stage.does(WHO, "stake status");
    let mine = mine.as_array().unwrap().iter();
    let mut mine = mine.filter(|it| text(it, "/supplier") == supplier);
    mine.next().map_or(0, |it| number(it, "/amount"))
}

/// The command that delegates an IO over `url`.
fn delegate(stage: &Stage, url: &str) -> Command {
    let line = format!("stake delegate {} 1 --yes --output json", stage.supplier(1));
    let mut command = io();
    command.args(line.split_whitespace());
    command.args(["--url", url, "--keypair", &stage.file(WHO)]);
    command
}

/// Runs it, and sees what it did.
fn runs(stage: &Stage, url: &str, options: &[&str]) -> Ran {
    let before = staked(stage);
    let (status, out, err) = reported(delegate(stage, url).args(options).output().unwrap());
    let signature = announced(&err);
    Ran {
        status,
        out,
        err,
        signature,
        delegated: (staked(stage) - before) / ONE,
    }
}

/// The signature that was announced last.
fn announced(err: &str) -> Option<Signature> {
    let mut sent = err.lines().rev();
    let last = sent.find_map(|it| it.strip_prefix("sending "))?;
    last.split(' ').next()?.parse().ok()
}

/// Whether the network has it in a block.
fn is_there(stage: &Stage, signature: &Signature) -> bool {
    stage.rpc().outcome(signature).unwrap().is_some()
}

/// A delegation behind each ends as confirmed, and once.
fn every_fault_that_passes(stage: &Stage) {
    type Script = fn(&str, usize) -> Deed;
    let first_of_all: [(&str, Script); 12] = [
        ("a gateway's 503", |_, _| Deed::Http(503, "later")),
        ("too many requests", |_, _| Deed::Http(429, "slow down")),
        ("a page", |_, _| Deed::Http(200, HTML)),
        ("a closed connection", |_, _| Deed::Swallow),
        ("a null", |_, _| Deed::Result(Value::Null)),
        ("a node behind", |_, _| {
            error(-32_005, "Node is behind by 42 slots")
        }),
        ("no block", |_, _| {
            error(-32_004, "Block not available for slot 5")
        }),
        ("no status", |_, _| {
            error(-32_014, "Block status not yet available")
        }),
        ("a node before", |_, _| {
            error(-32_016, "Minimum context slot has not been reached")
        }),
        ("an internal error", |_, _| error(-32_603, "Internal error")),
        ("another's answer", |_, _| {
            Deed::Change(|answer| answer["id"] = 4_000_000.into())
        }),
        ("an answer that is lost", |_, _| Deed::Lose),
    ];
    for (what, script) in first_of_all {
        // The first answer of every method.
        let url = with(&stage.network.url, move |method, count| match count {
            0 => script(method, count),
            _ => Deed::Pass,
        });
        confirmed(stage, &url, what);
    }
    let others: [(&str, Script); 7] = [
        (
            "a gateway's time-out after it was sent",
            |method, count| match (method, count) {
                ("sendTransaction", _) => Deed::PassAs(504, HTML),
                _ => Deed::Pass,
            },
        ),
        ("every answer about it lost", |method, _| match method {
            "sendTransaction" => Deed::Lose,
            _ => Deed::Pass,
        }),
        ("a node that lost it twice", |method, count| {
            match (method, count) {
                ("sendTransaction", 0 | 1) => Deed::Http(502, "bad gateway"),
                _ => Deed::Pass,
            }
        }),
        ("a simulation on a node behind", |method, count| {
            match (method, count) {
                ("simulateTransaction", 0 | 1) => Deed::Change(|answer| {
                    answer["result"]["value"]["err"] = "BlockhashNotFound".into();
                }),
                _ => Deed::Pass,
            }
        }),
        ("preflight on a node behind", |method, count| {
            match (method, count) {
                ("sendTransaction", 0) => Deed::Error(json!({
                    "code": -32_002, "message": "Transaction simulation failed: Blockhash not found",
                    "data": { "err": "BlockhashNotFound", "logs": [] }
                })),
                _ => Deed::Pass,
            }
        }),
        ("a node that has forgotten it", |method, count| {
            match (method, count) {
                ("getSignatureStatuses", 1..4) => Deed::Change(|answer| {
                    answer["result"] = json!({ "context": { "slot": 1 }, "value": [null] });
                }),
                _ => Deed::Pass,
            }
        }),
        (
            "a height far ahead, and three times no status",
            |method, count| match (method, count) {
                ("getEpochInfo", _) => Deed::Change(far_ahead),
                ("getSignatureStatuses", 1..4) => Deed::Change(no_status),
                _ => Deed::Pass,
            },
        ),
    ];
    for (what, script) in others {
        confirmed(stage, &with(&stage.network.url, script), what);
    }
}

fn confirmed(stage: &Stage, url: &str, what: &str) {
    let ran = runs(stage, url, &[]);
    assert_eq!((ran.status, ran.delegated), (0, 1), "{what}: {}", ran.err);
    let out: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(text(&out, "/outcome"), "confirmed", "{what}");
    // Alone on standard output, and that which was announced.
    let signature = ran.signature.unwrap();
    assert_eq!(text(&out, "/signature"), signature.to_string(), "{what}");
    assert!(is_there(stage, &signature), "{what}");
}

/// A block that no test reaches.
fn far_ahead(answer: &mut Value) {
    answer["result"]["blockHeight"] = 1_000_000_000_000_u64.into();
}

fn no_status(answer: &mut Value) {
    answer["result"]["value"] = json!([null]);
}

/// It ends by wall time as what it is: unknown, with the signature, whether it was executed or not.
fn nobody_says_how_it_ended(stage: &Stage) {
    type Script = fn(&str, usize) -> Deed;
    let cases: [(&str, u64, Script); 5] = [
        ("executed, height far ahead", 1, |method, _| match method {
            "getEpochInfo" => Deed::Change(far_ahead),
            "getSignatureStatuses" => Deed::Change(no_status),
            _ => Deed::Pass,
        }),
        ("lost, height far ahead", 0, |method, _| match method {
            "sendTransaction" => Deed::Swallow,
            "getEpochInfo" => Deed::Change(far_ahead),
            _ => Deed::Pass,
        }),
        (
            "executed, heights stand still",
            1,
            |method, _| match method {
                "getEpochInfo" => Deed::Change(|answer| answer["result"]["blockHeight"] = 1.into()),
                "getSignatureStatuses" => Deed::Change(no_status),
                _ => Deed::Pass,
            },
        ),
        ("executed, and then silence", 1, |method, count| {
            match (method, count) {
                ("sendTransaction", _) => Deed::Lose,
                // Before it is sent.
                ("getSignatureStatuses", 0) => Deed::Pass,
                ("getSignatureStatuses" | "getEpochInfo", _) => Deed::Swallow,
                _ => Deed::Pass,
            }
        }),
        ("down as soon as it was sent", 1, |method, _| match method {
            "sendTransaction" => Deed::Down,
            _ => Deed::Pass,
        }),
    ];
    for (what, delegated, script) in cases {
        let url = with(&stage.network.url, script);
        let ran = runs(stage, &url, &["--timeout", "2s"]);
        assert_eq!(
            (ran.status, ran.delegated),
            (8, delegated),
            "{what}: {}",
            ran.err
        );
        assert_eq!(ran.out, "", "{what}");
        let signature = ran.signature.unwrap();
        let last = ran.err.lines().last().unwrap();
        let expected = format!("error: {signature} may have been executed: ");
        assert!(last.starts_with(&expected), "{what}: {last}");
        let advice =
            format!("Look with `io transaction show {signature}` before you send it again");
        assert!(last.ends_with(&advice), "{what}: {last}");
        assert_eq!(is_there(stage, &signature), delegated == 1, "{what}");
    }
}

fn refused_by_the_node(stage: &Stage) {
    type Script = fn(&str, usize) -> Deed;
    let cases: [(&str, Script); 2] = [
        (
            "emissions refused: Only the owner of the supplier may do this (NotOwner, 7019)",
            |method, _| match method {
                "sendTransaction" => Deed::Error(json!({
                    "code": -32_002, "message": "Transaction simulation failed",
                    "data": { "err": { "InstructionError": [3, { "Custom": 7_019 }] }, "logs": [] }
                })),
                _ => Deed::Pass,
            },
        ),
        (
            "the node refuses sendTransaction: Method not found (-32601)",
            |method, _| match method {
                "sendTransaction" => error(-32_601, "Method not found"),
                _ => Deed::Pass,
            },
        ),
    ];
    for (why, script) in cases {
        let ran = runs(stage, &with(&stage.network.url, script), &[]);
        assert_eq!((ran.status, ran.delegated), (3, 0), "{}", ran.err);
        let signature = ran.signature.unwrap();
        let expected = format!("error: the node did not take {signature}: {why}; nothing was executed so far, and up to block height ");
        let (announced, reported) = ran.err.split_once(&expected).unwrap();
        // The same height as it was announced with.
        let (height, _) = reported
            .split_once(" it may still be, if another node has it")
            .unwrap();
        assert!(
            announced.contains(&format!("valid to block {height})")),
            "{}",
            ran.err
        );
        assert!(!is_there(stage, &signature));
    }
}

/// The network has it, and what stands in front of it says something else. Its statuses come late.
fn handed_on_and_refused_by_a_gateway(stage: &Stage) {
    let said: [fn() -> Deed; 8] = [
        || Deed::PassAs(200, r#"{"error":{"message":"upstream request timed out"}}"#),
        || {
            Deed::PassAs(
                200,
                r#"{"error":{"code":-32001,"message":"Unable to complete"}}"#,
            )
        },
        || Deed::PassAs(200, r#"{"error":{"code":30,"message":"free tier"}}"#),
        || Deed::PassAs(200, r#"{"error":{"code":"-32602","message":"text"}}"#),
        || Deed::PassAs(302, "moved"),
        || Deed::PassAs(404, HTML),
        || Deed::PassAs(429, "slow down"),
        || Deed::PassAs(499, "client closed request"),
    ];
    for gateway in said {
        let url = with(&stage.network.url, move |method, count| {
            match (method, count) {
                ("sendTransaction", _) => gateway(),
                ("getSignatureStatuses", 1..4) => Deed::Change(no_status),
                _ => Deed::Pass,
            }
        });
        confirmed(stage, &url, "handed on");
    }
}

fn a_status_that_contradicts_itself(stage: &Stage) {
    let url = with(&stage.network.url, |method, count| match (method, count) {
        ("getSignatureStatuses", 1..) => Deed::Change(|answer| {
            let status = &mut answer["result"]["value"][0];
            if !status.is_null() {
                status["err"] = json!({ "InstructionError": [0, { "Custom": 1 }] });
                status["status"] = json!({ "Ok": null });
            }
        }),
        _ => Deed::Pass,
    });
    let ran = runs(stage, &url, &[]);
    assert_eq!(ran.status, 9, "{}", ran.err);
}

/// Of seven answers, one is 503: 14 %.
fn reads_are_repeated(stage: &Stage) {
    for offset in 0..3 {
        let all = std::sync::atomic::AtomicUsize::new(offset);
        let url = with(&stage.network.url, move |_, _| {
            match all.fetch_add(1, std::sync::atomic::Ordering::Relaxed) % 7 {
                0 => Deed::Http(503, HTML),
                _ => Deed::Pass,
            }
        });
        let audit = ["audit", "--output", "json", "--url", &url];
        let (status, _, err) = reported(io().args(audit).output().unwrap());
        assert_eq!(status, 0, "{err}");
    }
}

fn reads_that_are_refused(stage: &Stage) {
    type Script = fn(&str, usize) -> Deed;
    let cases: [(&str, Script); 4] = [
        ("Method not found (-32601)", |_, _| {
            error(-32_601, "Method not found")
        }),
        (
            "excluded from account secondary indexes (-32010)",
            |_, _| error(-32_010, "excluded from account secondary indexes"),
        ),
        ("not on your plan (HTTP 403)", |_, _| {
            Deed::Http(403, "not on your plan")
        }),
        ("gone (HTTP 410)", |_, _| Deed::Http(410, "gone")),
    ];
    for (words, script) in cases {
        let (url, asked) = proxy::seen(&stage.network.url, move |method, count| match method {
            "getProgramAccounts" => script(method, count),
            _ => Deed::Pass,
        });
        let list = ["offer", "list", "--url", &url];
        let (status, out, err) = reported(io().args(list).output().unwrap());
        let expected = format!("error: the node refuses getProgramAccounts: {words}\n");
        assert_eq!((status, out.as_str(), err), (5, "", expected));
        let asked = asked.lock().unwrap();
        let refused = asked.iter().filter(|it| *it == "getProgramAccounts");
        assert_eq!(refused.count(), 1, "{words}");
    }
}

/// Three at once, and three in a row on one blockhash.
fn equal_commands(stage: &Stage) {
    let before = staked(stage);
    let three: Vec<Child> = (0..3)
        .map(|_| {
            let mut command = delegate(stage, &stage.network.url);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    let mut signatures = Vec::new();
    for child in three {
        let (status, _, err) = reported(child.wait_with_output().unwrap());
        assert_eq!(status, 0, "{err}");
        signatures.extend(announced(&err));
    }
    let latest = stage.ask("getLatestBlockhash", json!([]));
    let url = with(&stage.network.url, move |method, _| match method {
        "getLatestBlockhash" => Deed::Result(latest.clone()),
        _ => Deed::Pass,
    });
    for _ in 0..3 {
        let ran = runs(stage, &url, &[]);
        assert_eq!((ran.status, ran.delegated), (0, 1), "{}", ran.err);
        signatures.extend(ran.signature);
    }
    signatures.sort_unstable();
    signatures.dedup();
    assert_eq!(signatures.len(), 6);
    assert_eq!(staked(stage) - before, 6 * ONE);
}

/// By what was announced, one finds out whether it was executed.
fn killed_after_the_announcement(stage: &Stage) {
    type Script = fn(&str, usize) -> Deed;
    let cases: [(bool, Script); 2] = [
        (true, |method, count| match (method, count) {
            // It never learns that it was executed.
            ("getSignatureStatuses", 1..) => Deed::Change(no_status),
            _ => Deed::Pass,
        }),
        (false, |method, count| match (method, count) {
            ("sendTransaction", _) => Deed::Swallow,
            _ => Deed::Pass,
        }),
    ];
    for (executed, script) in cases {
        let before = staked(stage);
        let (url, asked) = proxy::seen(&stage.network.url, script);
        let mut command = delegate(stage, &url);
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let err = BufReader::new(child.stderr.take().unwrap());
        let line = err.lines().map(Result::unwrap);
        let line = line.map(|line| announced(&line));
        let signature = line.flatten().next().unwrap();
        stage.until("it was sent", || {
            stage.now();
            asked
                .lock()
                .unwrap()
                .iter()
                .any(|it| it == "sendTransaction")
        });
        child.kill().unwrap();
        child.wait().unwrap();
        if executed {
            stage.until("it is in a block", || is_there(stage, &signature));
        }
        assert_eq!(is_there(stage, &signature), executed);
        assert_eq!((staked(stage) - before) / ONE, u64::from(executed));
    }
}

/// Ctrl-C says what is known: before the announcement nothing was sent, after it the transaction may have been executed.
fn interrupted_after_the_announcement(stage: &Stage) {
    let before = staked(stage);
    let (url, asked) = proxy::seen(&stage.network.url, |method, count| match (method, count) {
        ("getSignatureStatuses", 1..) => Deed::Change(no_status),
        _ => Deed::Pass,
    });
    let mut command = delegate(stage, &url);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = child.spawn().unwrap();
    stage.until("it was sent", || {
        stage.now();
        let asked = asked.lock().unwrap();
        asked.iter().any(|it| it == "sendTransaction")
    });
    let pid = child.id().to_string();
    let done = Command::new("kill").args(["-INT", &pid]).status().unwrap();
    assert!(done.success());
    let (status, out, err) = reported(child.wait_with_output().unwrap());
    let signature = announced(&err).unwrap();
    assert_eq!((status, out.as_str()), (8, ""), "{err}");
    let end = format!(
        "{signature} may have been executed: it was sent before Ctrl-C. Look with `io transaction show {signature}` before you \
         send it again; nothing after it was sent"
    );
    assert!(err.trim_end().ends_with(&end), "{err}");
    stage.until("it is in a block", || is_there(stage, &signature));
    assert_eq!((staked(stage) - before) / ONE, 1);
}

/// It takes the request, and says nothing.
fn a_node_that_hangs(stage: &Stage) {
    let url = with(&stage.network.url, |method, _| match method {
        "sendTransaction" => Deed::Hang,
        _ => Deed::Pass,
    });
    let start = std::time::Instant::now();
    let ran = runs(stage, &url, &["--timeout", "2s"]);
    assert_eq!(ran.status, 8, "{}", ran.err);
    assert!(start.elapsed().as_secs() < 8, "{:?}", start.elapsed());
}

fn without_units(stage: &Stage) {
    let url = with(&stage.network.url, |method, _| match method {
        "simulateTransaction" => Deed::Change(|answer| {
            let value = answer["result"]["value"].as_object_mut().unwrap();
            value.remove("unitsConsumed");
        }),
        _ => Deed::Pass,
    });
    let ran = runs(stage, &url, &[]);
    assert_eq!((ran.status, ran.delegated), (0, 1), "{}", ran.err);
    let (limit, _) = budget(stage, &ran.signature.unwrap().to_string());
    assert_eq!(limit, 1_400_000);
}

/// 0.7 SOL at the largest limit of compute units, were it not for the limit of the fee, of somebody with 0.005 SOL.
fn a_price_above_what_one_has(stage: &Stage) {
    let (poor, treasury, mint) = (Keypair::new(), stage.key("treasury"), stage.mint("io"));
    let (from, owner) = (spl::wallet(&treasury.pubkey(), &mint), poor.pubkey());
    let give = [
        system_instruction::transfer(&treasury.pubkey(), &owner, 5_000_000),
        spl::create_wallet(&treasury.pubkey(), &owner, &mint),
        spl::transfer(&from, &spl::wallet(&owner, &mint), &treasury.pubkey(), ONE),
    ];
    stage.send(&give, &[&treasury]);
    write_keypair_file(&poor, stage.file("with-little")).unwrap();
    let line = format!(
        "stake delegate {} 1 --yes --with-compute-unit-price 500000000 --max-priority-fee 0.0001",
        stage.supplier(1)
    );
    let sent = stage.does("with-little", &line);
    let config = config(CommitmentConfig::confirmed());
    let found = stage.ask("getTransaction", json!([text(&sent, "/signature"), config]));
    assert_eq!(number(&found, "/meta/fee"), 105_000);
}

/// Nobody listens where the environment says that a proxy is.
fn a_proxy_for_others(stage: &Stage) {
    let mut command = delegate(stage, &stage.network.url);
    for variable in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"] {
        command.env(variable, "http://127.0.0.1:1");
    }
    let (status, _, err) = reported(command.output().unwrap());
    assert_eq!(status, 0, "{err}");
}

/// A delegation that the network never gets.
fn never_handed_on(stage: &Stage) -> Child {
    let url = with(&stage.network.url, |method, _| match method {
        "sendTransaction" => Deed::Swallow,
        _ => Deed::Pass,
    });
    let mut command = delegate(stage, &url);
    command.args(["--timeout", "4m"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Also by a node that names a later block than it counts as finalized.
fn expires(lost: Child) {
    let (status, _, err) = reported(lost.wait_with_output().unwrap());
    assert_eq!(status, 4, "{err}");
}

/// The simulation, or the block, ends with an error that no client of today knows.
fn errors_of_another_name(stage: &Stage) {
    const WORD: &str =
        "the node names an error that is not known here: {\"NoSuchError\":{\"place\":3}}";
    let simulated = with(&stage.network.url, |method, _| match method {
        "simulateTransaction" => Deed::Change(|answer| {
            answer["result"]["value"]["err"] = json!({ "NoSuchError": { "place": 3 } });
        }),
        _ => Deed::Pass,
    });
    let ran = runs(stage, &simulated, &[]);
    assert_eq!((ran.status, ran.delegated), (3, 0), "{}", ran.err);
    assert!(
        ran.err
            .contains(&format!("refused: {WORD}; nothing was sent")),
        "{}",
        ran.err
    );
    let failed = with(&stage.network.url, |method, _| match method {
        "getSignatureStatuses" => Deed::Change(|answer| {
            if let Some(status) = answer["result"]["value"][0].as_object_mut() {
                status["err"] = json!({ "NoSuchError": { "place": 3 } });
            }
        }),
        _ => Deed::Pass,
    });
    let ran = runs(stage, &failed, &[]);
    assert_eq!(ran.status, 9, "{}", ran.err);
    assert!(ran.err.contains(WORD), "{}", ran.err);
}

/// An account that is not there before would be a gain of all that it holds.
fn a_null_before_a_payment(stage: &Stage) {
    for place in 0..6 {
        let url = with(&stage.network.url, move |method, count| match method {
            "getMultipleAccounts" if count == place => Deed::Change(|answer| {
                let found = answer["result"]["value"].as_array_mut().unwrap();
                found.iter_mut().for_each(|it| *it = Value::Null);
            }),
            _ => Deed::Pass,
        });
        let mut command = delegate(stage, &url);
        let (status, out, err) = reported(command.arg("--dry-run").output().unwrap());
        if status == 0 {
            let tried: Value = serde_json::from_str(&out).unwrap();
            for token in ["sol", "io"] {
                let change = text(&tried, &format!("/walletChanges/0/{token}/amount"));
                assert!(change.starts_with('-'), "{place}: {tried}");
            }
        } else {
            assert!([2, 3, 5].contains(&status), "{place}: {err}");
        }
    }
}
