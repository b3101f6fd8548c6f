//! Network, key and commitment by the rules of the solana command line: the first that is not empty of option, environment
//! and configuration, or else the default.

#![allow(clippy::unwrap_used, clippy::panic)]

mod binary;
mod folder;

use std::{fs, path::Path, process::Command};

use folder::Folder;

/// A home with this configuration, if any.
fn home(config: Option<&str>) -> Folder {
    let home = Folder::new();
    if let Some(config) = config {
        home.write(".config/solana/cli/config.yml", config);
    }
    home
}

fn io(home: &Path, line: &[&str]) -> Command {
    let mut io = binary::io();
    io.args(line).env("HOME", home);
    // Nothing is asked outside of this machine.
    for proxy in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        io.env(proxy, "http://127.0.0.1:1");
    }
    for none in ["NO_PROXY", "no_proxy", "HTTP_PROXY", "http_proxy"] {
        io.env_remove(none);
    }
    io
}

fn says(io: &mut Command) -> (i32, String) {
    let output = io.output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), err)
}

#[test]
fn three_keys_or_empty_ones_are_a_configuration() {
    let three =
        "json_rpc_url: 'http://127.0.0.1:1'\nwebsocket_url: ''\nkeypair_path: /nowhere/id.json\n";
    let empty =
        "json_rpc_url: 'http://127.0.0.1:1'\nwebsocket_url: ''\nkeypair_path: ''\ncommitment: ''\n";
    for config in [three, empty] {
        let home = home(Some(config));
        let (status, err) = says(&mut io(&home, &["offer", "list"]));
        assert_eq!(status, 5, "{err}");
        assert!(
            err.starts_with("error: the network does not answer: http://127.0.0.1:1"),
            "{err}"
        );
        let (status, err) = says(&mut io(&home, &["transaction", "sign", "AAAA"]));
        assert_eq!(status, 2, "{err}");
    }
    let nothing = home(Some(""));
    let (status, err) = says(&mut io(
        &nothing,
        &["offer", "list", "-u", "http://127.0.0.1:1"],
    ));
    assert_eq!(status, 5, "{err}");
}

#[test]
fn what_is_empty_is_not_given() {
    let home = home(Some(
        "json_rpc_url: 'http://127.0.0.1:1'\nkeypair_path: /nowhere/id.json\n",
    ));
    let mut empty = io(
        &home,
        &[
            "pause",
            "marketplace",
            "--yes",
            "-u",
            "",
            "-k",
            "",
            "-C",
            "",
        ],
    );
    for variable in [
        "IO_URL",
        "IO_KEYPAIR",
        "IO_COMMITMENT",
        "IO_OUTPUT",
        "IO_PRICE_ACCOUNT",
        "IO_DEPLOYMENT",
        "SOLANA_CONFIG_FILE",
    ] {
        empty.env(variable, "");
    }
    let (status, err) = says(&mut empty);
    assert_eq!(status, 2, "{err}");
    assert!(
        err.starts_with("error: no key at /nowhere/id.json: "),
        "{err}"
    );
    let mut empty = io(&home, &["pause", "marketplace", "--yes", "-u", ""]);
    let (status, err) = says(empty.env("IO_KEYPAIR", "/nowhere/other.json"));
    assert!(
        status == 2 && err.starts_with("error: no key at /nowhere/other.json: "),
        "{err}"
    );
}

#[test]
fn only_what_is_missing_is_read() {
    let home = home(Some("json_rpc_url: [\n"));
    let complete = [
        "-u",
        "http://127.0.0.1:1",
        "-k",
        "/nowhere/id.json",
        "--commitment",
        "confirmed",
    ];
    let (status, err) = says(&mut io(
        &home,
        &[&["pause", "marketplace", "--yes"][..], &complete].concat(),
    ));
    assert!(
        status == 2 && err.starts_with("error: no key at /nowhere/id.json"),
        "{err}"
    );
    // It signs nothing.
    let list = [
        "offer",
        "list",
        "-u",
        "http://127.0.0.1:1",
        "--commitment",
        "confirmed",
    ];
    let (status, err) = says(&mut io(&home, &list));
    assert_eq!(status, 5, "{err}");
    // It asks nobody.
    let (status, err) = says(&mut io(&home, &["transaction", "show", "AAAA"]));
    assert!(
        status == 2 && err.starts_with("error: AAAA: there is no such file"),
        "{err}"
    );
    let (status, err) = says(&mut io(&home, &["offer", "list"]));
    let file = home.join(".config/solana/cli/config.yml");
    let reported = format!(
        "error: {}: it is no configuration of the solana command line; mend it",
        file.display()
    );
    assert!(status == 2 && err.starts_with(&reported), "{err}");
}

/// Who names it means it: whatever the shell's environment has from elsewhere.
#[test]
fn a_configuration_on_the_line_comes_before_the_environment() {
    let home = home(None);
    home.write(
        "named.yml",
        "json_rpc_url: 'http://127.0.0.1:2'\nkeypair_path: /named/id.json\ncommitment: finalized\n",
    );
    home.write("empty.yml", "{}");
    let around = |line: &[&str], config: Option<&str>| {
        let mut io = io(&home, line);
        io.current_dir(&*home)
            .env("IO_URL", "http://127.0.0.1:3")
            .env("IO_KEYPAIR", "/around/id.json")
            .env("IO_COMMITMENT", "processed");
        if let Some(config) = config {
            io.env("SOLANA_CONFIG_FILE", config);
        }
        says(&mut io)
    };
    for (options, config, port, key) in [
        (&["-C", "named.yml"][..], None, "2", "/named"),
        (&["--config=named.yml"], Some("empty.yml"), "2", "/named"),
        (&["-C", "empty.yml"], None, "3", "/around"),
        (&["-C", ""], None, "3", "/around"),
        (&[], Some("named.yml"), "3", "/around"),
        (
            &[
                "-C",
                "named.yml",
                "-u",
                "http://127.0.0.1:4",
                "-k",
                "/line/id.json",
            ],
            None,
            "4",
            "/line",
        ),
    ] {
        // It signs nothing, and refuses a key.
        let network = options.split(|it| *it == "-k").next().unwrap();
        let list = [&["offer", "list"][..], network].concat();
        let (status, err) = around(&list, config);
        let reported = format!("error: the network does not answer: http://127.0.0.1:{port}");
        assert!(
            status == 5 && err.starts_with(&reported),
            "{options:?}: {err}"
        );
        let pause = [&["pause", "marketplace", "--yes"][..], options].concat();
        let (status, err) = around(&pause, config);
        let reported = format!("error: no key at {key}/id.json");
        assert!(
            status == 2 && err.starts_with(&reported),
            "{options:?}: {err}"
        );
    }
    // Also where all else is given.
    let complete = [
        "pause",
        "marketplace",
        "--yes",
        "-C",
        "/nowhere.yml",
        "-u",
        "http://127.0.0.1:1",
        "-k",
        "k",
        "--commitment",
        "confirmed",
    ];
    let (status, err) = around(&complete, None);
    assert!(
        status == 2 && err.starts_with("error: /nowhere.yml: No such file"),
        "{err}"
    );
    let (status, err) = around(&["transaction", "show", "AAAA", "-C", "/nowhere.yml"], None);
    assert!(
        status == 2 && err.starts_with("error: /nowhere.yml: No such file"),
        "{err}"
    );
}

#[test]
fn who_has_named_no_network_is_shown_how() {
    let home = home(None);
    let (status, err) = says(&mut io(&home, &["offer", "list"]));
    assert_eq!(status, 5, "{err}");
    assert!(
        err.contains("mainnet-beta was tried: choose one with -u, such as `-u localhost`"),
        "{err}"
    );
    assert!(err.contains("https://api.mainnet-beta.solana.com"), "{err}");
    assert!(err.contains("`io localnet`"), "{err}");
    let (_, named) = says(&mut io(&home, &["offer", "list", "-u", "m"]));
    assert!(!named.contains("no network given"), "{named}");
    let (status, err) = says(&mut io(&home, &["offer", "list", "-u", "mars"]));
    assert!(
        status == 2 && err.starts_with("error: --url `mars`: write a URL such as"),
        "{err}"
    );
}

#[test]
fn a_file_that_holds_no_key_says_what_it_is() {
    let home = home(None);
    let file = home.join("id.json");
    for (text, what) in [
        ("", "it is empty"),
        ("[1, 2]", "it has 2 numbers"),
        ("secret words", "it is something else"),
    ] {
        fs::write(&file, text).unwrap();
        let named = file.display().to_string();
        let (status, err) = says(&mut io(
            &home,
            &[
                "pause",
                "marketplace",
                "--yes",
                "-u",
                "http://127.0.0.1:1",
                "-k",
                &named,
            ],
        ));
        let reported = format!(
            "error: --keypair: {named} holds no key pair, which is an array of 64 numbers as `solana-keygen new` writes it: {what}\n"
        );
        assert_eq!((status, err), (2, reported));
    }
}
