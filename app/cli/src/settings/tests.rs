use clap::Parser;

use super::*;
use crate::tests::folder::Folder;

#[derive(Parser)]
pub struct Only {
    #[command(flatten)]
    pub global: Global,
}

fn settings(arguments: &[&str]) -> anyhow::Result<Settings> {
    let arguments = ["io"].iter().chain(arguments);
    Settings::new(&Only::try_parse_from(arguments)?.global)
}

fn fails(arguments: &[&str]) -> String {
    let error = settings(arguments).err().unwrap();
    assert_eq!(crate::errors::status(&error), 2, "{error}");
    error.to_string()
}

/// Of the configuration file of the solana command line.
const CONFIG: &str = "config.yml";

#[test]
fn an_option_is_before_the_configuration_and_that_before_the_defaults() {
    let folder = Folder::new();
    let file = folder.write(
        CONFIG,
        "json_rpc_url: https://config.example\nwebsocket_url: ''\nkeypair_path: /config/id.json\ncommitment: finalized\n",
    );
    let configured = settings(&["-C", &file]).unwrap();
    assert_eq!(configured.url, "https://config.example");
    assert_eq!(configured.keypair, Ok("/config/id.json".into()));
    assert_eq!(configured.commitment, CommitmentConfig::finalized());
    let options = [
        "-C",
        &file,
        "-u",
        "d",
        "-k",
        "mine.json",
        "--commitment",
        "processed",
    ];
    let given = settings(&options).unwrap();
    assert_eq!(given.url, "https://api.devnet.solana.com");
    assert_eq!(given.keypair, Ok("mine.json".into()));
    assert_eq!(given.commitment, CommitmentConfig::processed());
    let empty = settings(&["-C", &file, "-u", "", "-k", ""]).unwrap();
    assert!(empty == configured && !empty.is_default_url);
}

#[test]
fn what_is_missing_or_empty_in_the_configuration_has_its_default() {
    let ends = |given: &Settings, url: &str| {
        assert_eq!(given.url, url);
        let keypair = given.keypair.as_ref().unwrap();
        assert!(keypair.ends_with(".config/solana/id.json"), "{keypair}");
        assert_eq!(given.commitment, CommitmentConfig::confirmed());
    };
    let folder = Folder::new();
    let three = "json_rpc_url: 'http://localhost:8899'\nwebsocket_url: ''\nkeypair_path: ''\n";
    ends(
        &settings(&["-C", &folder.write(CONFIG, three)]).unwrap(),
        "http://localhost:8899",
    );
    for text in [
        "",
        "---\n",
        "commitment: ''\n",
        "json_rpc_url: ''\ncommitment: no such\n",
        "{}",
    ] {
        let given = settings(&["-C", &folder.write(CONFIG, text)]).unwrap();
        ends(&given, "https://api.mainnet-beta.solana.com");
        assert!(given.is_default_url);
    }
}

#[test]
fn monikers_are_those_of_the_solana_command_line() {
    let folder = Folder::new();
    for (moniker, url) in [
        ("m", "https://api.mainnet-beta.solana.com"),
        ("testnet", "https://api.testnet.solana.com"),
        ("d", "https://api.devnet.solana.com"),
        ("localhost", "http://localhost:8899"),
    ] {
        let text = format!("json_rpc_url: {moniker}\n");
        let configured = settings(&["-C", &folder.write(CONFIG, &text)]).unwrap();
        assert_eq!(configured.url, url);
        assert_eq!(
            settings(&["-u", moniker, "-k", "k", "--commitment", "confirmed"])
                .unwrap()
                .url,
            url
        );
    }
}

#[test]
fn a_broken_configuration_matters_only_where_it_is_needed() {
    let folder = Folder::new();
    let broken = folder.write(
        CONFIG,
        "json_rpc_url: [SECRETTOKEN\nkeypair_path: 5: SECRETKEY",
    );
    let error = fails(&["-C", &broken]);
    assert!(
        error.starts_with(&format!("{broken}: it is no configuration")),
        "{error}"
    );
    assert!(!error.contains("SECRET"), "{error}");
    let complete = [
        "-C",
        &broken,
        "-u",
        "d",
        "-k",
        "k",
        "--commitment",
        "confirmed",
    ];
    assert_eq!(settings(&complete).unwrap().keypair, Ok("k".into()));
    let unsigned = ["-C", &broken, "-u", "d", "--commitment", "confirmed"];
    assert!(settings(&unsigned)
        .unwrap()
        .keypair
        .unwrap_err()
        .contains(&broken));
    let marked = "\u{feff}json_rpc_url: https://config.example\nkeypair_path: k.json\n";
    let marked = folder.write(CONFIG, marked);
    let error = fails(&["-C", &marked]);
    assert!(
        error.starts_with(&format!("{marked}: it begins with a byte order mark")),
        "{error}"
    );
    let absent = fails(&["-C", "/nowhere/config.yml"]);
    assert!(
        absent.starts_with("/nowhere/config.yml: No such file"),
        "{absent}"
    );
}

#[test]
fn what_is_no_network_is_refused_without_what_may_be_a_key() {
    assert!(fails(&["-u", "mars"]).starts_with("--url `mars`: write a URL such as"));
    for wrong in [
        "h/v2/SECRETTOKEN",
        "ftp://h/SECRETTOKEN",
        "http://u:SECRETTOKEN@",
    ] {
        let error = fails(&["-u", wrong]);
        assert!(!error.contains("SECRET"), "{error}");
    }
}

#[test]
fn fees_are_a_number_or_auto() {
    assert_eq!(unit_price("auto"), Ok(UnitPrice::Auto));
    assert_eq!(unit_price("5,000"), Ok(UnitPrice::Exact(5_000)));
    assert!(unit_price("much")
        .unwrap_err()
        .ends_with("of micro-lamports, or `auto`"));
}

#[test]
fn options_that_make_no_sense_together_are_refused() {
    let hash = "11111111111111111111111111111112";
    for line in [
        &["--blockhash", hash][..],
        &["--dry-run", "--sign-only"],
        &["--nonce-authority", "k.json"],
    ] {
        let line = ["io"].iter().chain(line);
        let global = Only::try_parse_from(line)
            .unwrap_or_else(|error| panic!("{error}"))
            .global;
        assert_eq!(global.check().unwrap_err().status(), 2);
    }
}
