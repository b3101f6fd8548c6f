//! How values on the command line are read: what is refused, and what the message says.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod folder;
mod tree;

use std::{io::Write, process::Stdio};

use folder::Folder;

use tree::{ADDRESS, HEX};

/// Exit status and standard error, with a network that does not answer.
fn fails(line: &[&str]) -> (i32, String) {
    let mut io = binary::io();
    io.env("IO_URL", "http://127.0.0.1:1")
        .env("IO_KEYPAIR", ADDRESS);
    let output = io.args(line).arg("--yes").output().unwrap();
    assert!(output.stdout.is_empty(), "io {line:?}");
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), err)
}

/// It is refused for its value, with this message.
fn refused(line: &[&str], message: &str) {
    let (status, err) = fails(line);
    assert_eq!(status, 2, "io {line:?}: {err}");
    let reported = err.lines().next().unwrap_or_default();
    assert!(reported.ends_with(message), "io {line:?}: {err}");
}

/// It is understood: only the network is missing.
fn understood(line: &[&str]) {
    let (status, err) = fails(line);
    assert_eq!(status, 5, "io {line:?}: {err}");
}

#[test]
fn a_comma_is_no_point() {
    let delegate = |amount| ["stake", "delegate", ADDRESS, amount, "--dry-run"];
    refused(
        &delegate("1,5"),
        "invalid value '1,5' for '<AMOUNT>': write 1.5",
    );
    refused(
        &delegate("12,34,567"),
        "a comma stands before every group of three digits, as in 1,234,567.5",
    );
    refused(&delegate("1_500"), "leave out the `_`");
    refused(&delegate("0"), "it must be more than 0, or ALL");
    understood(&delegate("1,500"));
    understood(&delegate("1,234.5 IO"));
    refused(
        &["supplier", "commission", "5,5%"],
        "invalid value '5,5%' for '<COMMISSION>': write 5.5%",
    );
    refused(
        &["supplier", "commission", "101%"],
        "a share is at most 100%, which is 10,000 bps",
    );
    refused(
        &["supplier", "commission", "5"],
        "write 5%, or 5bps for 0.05%",
    );
    refused(
        &["decide", ADDRESS, "--payer", "50"],
        "write 50%, or 50bps for 0.5%",
    );
    refused(
        &["offer", "list", "--max-price", "2,50"],
        "invalid value '2,50' for '--max-price <USD>': write 2.50",
    );
    refused(&["burn", "fill", "2,50"], "write 2.50");
    refused(
        &["rent", "extend", ADDRESS, "--time", "1h", "--max", "2,50"],
        "write 2.50",
    );
    refused(
        &["burn", "open", "--max-priority-fee", "0,001"],
        "write 0.001",
    );
    refused(
        &["supplier", "update", "--max-delegated", "1,5"],
        "write 1.5",
    );
    refused(
        &["burn", "open", "--with-compute-unit-price", "1,5"],
        "write 1.5 of micro-lamports, or `auto`",
    );
}

#[test]
fn durations_and_counts_say_their_limits() {
    let quote = |time, gpus| ["rent", "quote", ADDRESS, "--time", time, "--gpus", gpus];
    refused(&quote("1h", "0"), "write a whole number of at least 1");
    refused(
        &["history", ADDRESS, "--limit", "0"],
        "write a whole number of at least 1",
    );
    refused(&quote("1h", "1.5"), "a whole number is needed");
    refused(
        &quote("90m", "1"),
        "it goes by whole hours, and this is 1h 30m: write 1h or 2h",
    );
    refused(
        &quote("1.5h", "1"),
        "it goes by whole hours, and this is 1h 30m: write 1h or 2h",
    );
    refused(
        &quote("12h1d", "1"),
        "each unit once, the longest first, as in 1d12h",
    );
    refused(&quote("3", "1"), "write 3h or 3d");
    understood(&quote("1d12h", "1"));
    understood(&quote("1.5d", "1,000"));
    understood(&["keeper", "--once", "--settle-after", "1.5d"]);
    refused(
        &["keeper", "--once", "--interval", "1.5m"],
        "the argument '--once' cannot be used with '--interval <TIME>'",
    );
    let entry = format!("{ADDRESS}=1");
    refused(
        &["attest", &entry, "--evidence", HEX, "--valid-for", "25h"],
        "at most 1d",
    );
    let slash = |reason| {
        [
            "slash",
            "propose",
            ADDRESS,
            "1",
            "--evidence",
            HEX,
            "--reason",
            reason,
        ]
    };
    refused(&slash("65536"), "from 1 to 65,535");
    refused(
        &slash("late"),
        "write misrepresented, unreachable, tampering, self-dealing, or a number from 1 to 65,535",
    );
    refused(
        &slash("0"),
        "recorded breaches are slashed with --breach: name another reason",
    );
}

#[test]
fn times_are_no_numbers_of_nothing() {
    let decide = |time| ["decide", ADDRESS, "--payer", "5%", "--made-at", time];
    let example = "write unix seconds, as `date +%s` prints them, or a time in UTC such as 2027-01-31 16:30:00";
    refused(
        &decide("0"),
        &format!("it is not between 2020 and 2199; {example}"),
    );
    refused(&decide("now"), &format!("not a time; {example}"));
    understood(&decide("2027-01-31 16:30:00 UTC"));
    understood(&decide("1801413000"));
}

#[test]
fn an_address_that_is_none_is_named_with_what_is_wrong() {
    let example = format!("write 43 or 44 characters of base 58, such as {ADDRESS}");
    refused(
        &["offer", "show", "offer"],
        &format!("'offer' for '<OFFER>': not an address: 5 characters; {example}"),
    );
    let mistyped = ADDRESS.replace('1', "l");
    let why = format!("not an address: it has `l`, and base 58 has no 0, O, I and l; {example}");
    refused(&["offer", "show", &mistyped], &why);
    refused(
        &["attest", "x=1", "--evidence", HEX],
        &format!("not an address: 1 character; {example}"),
    );
    refused(
        &["pause", "marketplace", "--sign-only", "--blockhash", "x"],
        &format!("not a hash: 1 character; {example}"),
    );
    refused(
        &["council", "close", "00"],
        "it has 2 digits; write 64 hexadecimal digits, such as those that `sha256sum FILE` prints",
    );
    // As a signer.
    let mut io = binary::io();
    let output = io
        .args([
            "pause",
            "marketplace",
            "--yes",
            "-u",
            "http://127.0.0.1:1",
            "-k",
            &mistyped,
        ])
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let reported =
        format!("error: --keypair: `{mistyped}` names no file, and is not an address: it has `l`");
    assert!(err.starts_with(&reported), "{err}");
}

/// Whatever is written there, the message is of this program and not of a library.
#[test]
fn no_message_is_that_of_a_library() {
    let words = [
        "invalid digit",
        "wrong size",
        "Invalid Base58",
        "out of range for",
        "is not in ",
        "Attempting to read",
    ];
    for leaf in tree::leaves() {
        for wrong in ["1,5", "x", "99999999999999999999999"] {
            let mut lines: Vec<Vec<String>> = Vec::new();
            for place in leaf.path.split(' ').count()..leaf.line().len() {
                let mut line = leaf.line();
                if !line[place].starts_with("--") {
                    line[place] = wrong.into();
                    lines.push(line);
                }
            }
            for (name, value) in &leaf.options {
                // A name that no key and no transaction has.
                if value != "SIGNER" && value != "FILE" {
                    lines.push([leaf.line(), vec![name.clone(), wrong.into()]].concat());
                }
            }
            for line in lines {
                let words = words.iter();
                let (_, err) = fails_whatever(&line);
                let found: Vec<&&str> = words.filter(|word| err.contains(**word)).collect();
                assert!(found.is_empty(), "io {line:?}: {err}");
            }
        }
    }
}

fn fails_whatever(line: &[String]) -> (i32, String) {
    let mut io = binary::io();
    io.env("IO_URL", "http://127.0.0.1:1")
        .env("IO_KEYPAIR", ADDRESS);
    let output = io.args(line).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), err)
}

#[test]
fn what_steers_a_terminal_is_not_written() {
    for text in ["a\u{1b}[2J", "a\u{202e}b", "a\nb", ""] {
        let offer = [
            "offer", "create", "--price", "1", "--gpus", "1", "--region", text,
        ];
        let update = ["supplier", "update", "--endpoint", text];
        let register = [
            "supplier",
            "register",
            "--model",
            "h100-sxm",
            "--endpoint",
            text,
        ];
        for line in [&offer[..], &update, &register] {
            let (status, err) = fails(line);
            assert_eq!(status, 2, "io {line:?}: {err}");
            assert!(!err.contains(['\u{1b}', '\u{202e}']), "io {line:?}: {err}");
            assert!(err.contains("such as "), "io {line:?}: {err}");
        }
    }
}

#[test]
fn a_name_that_is_no_parameter_has_the_nearest() {
    let mut io = binary::io();
    io.args(["offer", "list", "--sort", "pric"]);
    let err = String::from_utf8(io.output().unwrap().stderr).unwrap();
    assert!(err.contains("a similar value exists: 'price'"), "{err}");
}

#[test]
fn a_transaction_is_read_from_a_file_from_standard_input_or_from_base_64() {
    let signed = |programs: &[&str]| {
        let mut io = binary::io();
        io.args(["pause"]).args(programs).args([
            "--sign-only",
            "--blockhash",
            ADDRESS,
            "-k",
            ADDRESS,
        ]);
        let output = io
            .args(["-u", "http://127.0.0.1:1", "--output", "json"])
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        output.stdout
    };
    let made = signed(&["emissions"]);
    // Named twice, it is one action.
    assert_eq!(made, signed(&["emissions", "emissions"]));
    let show = |named: &str, input: &[u8]| {
        let mut io = binary::io();
        io.args(["transaction", "show", named, "--output", "json"]);
        let piped = io
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut io = piped.spawn().unwrap();
        let _ = io.stdin.take().unwrap().write_all(input);
        io.wait_with_output().unwrap()
    };
    let shown = show("-", &made);
    assert!(shown.status.success(), "{shown:?}");
    let folder = Folder::new();
    let file = folder.write("reading.json", &made);
    assert_eq!(show(&file, b"").stdout, shown.stdout);
    // The second and the third are base 64.
    for named in ["no-such.json", "pause", "pauseAAAAAAA"] {
        let output = show(named, b"");
        assert_eq!(output.status.code(), Some(2));
        let err = String::from_utf8(output.stderr).unwrap();
        let reported =
            format!("error: {named}: there is no such file, and it is not a base64 transaction\n");
        assert_eq!(err, reported);
    }
    let err = String::from_utf8(show("-", b"AAAA").stderr).unwrap();
    assert!(
        err.starts_with("error: standard input: holds no transaction"),
        "{err}"
    );
    let mut io = binary::io();
    let twice = io.args(["transaction", "sign", "-", "-k", "-", "--yes"]);
    let mut twice = twice
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = twice.stdin.take().unwrap().write_all(&made);
    let output = twice.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.starts_with("error: --keypair: standard input holds one key or transaction"),
        "{err}"
    );
}

/// The price is in the transaction that is signed and not sent.
#[test]
fn what_is_signed_only_pays_the_price_that_is_given() {
    let output = |price: &[&str]| {
        let mut io = binary::io();
        io.args([
            "pause",
            "marketplace",
            "--sign-only",
            "--blockhash",
            ADDRESS,
            "-k",
            ADDRESS,
        ]);
        io.args(["-u", "http://127.0.0.1:1", "--output", "json"])
            .args(price);
        let signed = io.output().unwrap();
        let folder = Folder::new();
        let file = folder.write("priced.json", signed.stdout);
        let shown = binary::io()
            .args(["transaction", "show"])
            .arg(&file)
            .output()
            .unwrap();
        String::from_utf8(shown.stdout).unwrap()
    };
    let priced = output(&["--with-compute-unit-price", "5,000"]);
    assert!(priced.contains("5000"), "{priced}");
    assert!(!output(&[]).contains("5000"));
}
