//! The binary as a script sees it: exit status, standard output, standard error, a terminal.

#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "../../cli/tests/folder/mod.rs"]
mod folder;
#[path = "../../cli/tests/terminal/mod.rs"]
mod terminal;

use std::process::{Command, Output};

use folder::Folder;
use serde_json::Value;
use solana_keypair::Keypair;

/// What is run.
const BINARY: &str = env!("CARGO_BIN_EXE_io-sim");
/// A deployment.
const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../migrations/data/example.toml"
);
/// An economy that is played in a moment.
const SMALL: &str = "demo --days 1 --suppliers 2 --stakers 2 --renters 2";
/// A path that is simulated in a moment.
const SHORT: &str = "simulate-burn --days 2 --paths 1 --volatility 60,90";

fn sim(line: &str) -> Command {
    let mut command = Command::new(BINARY);
    command.env_remove("IO_OUTPUT");
    command.args(line.split_whitespace());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// Exit status, standard output and standard error.
fn ends(output: Output) -> (i32, String, String) {
    let status = output.status.code().unwrap();
    (status, text(&output.stdout), text(&output.stderr))
}

#[test]
fn the_demo_leaves_no_file_behind() {
    let folder = Folder::new();
    let output = sim(SMALL).env("TMPDIR", &*folder).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    let left: Vec<_> = folder.read_dir().unwrap().flatten().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn demo_and_simulation_are_tables_for_csv() {
    for (line, header, rows) in [
        (
            SMALL,
            "days,suppliers,stakers,renters,seed,ioSupply,ioSupplyCurrency,",
            1,
        ),
        (
            SHORT,
            "volatility,auctions,soldOut,overTheMarket,meanWait,spent,spentCurrency,burned,burnedCurrency\n",
            2,
        ),
    ] {
        let (status, csv, error) = ends(sim(line).args(["--output", "csv"]).output().unwrap());
        assert_eq!((status, error), (0, String::new()));
        assert!(csv.starts_with(header), "{csv}");
        assert_eq!(csv.lines().count(), rows + 1);
        let widths: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
        assert!(widths.windows(2).all(|pair| pair.first() == pair.last()), "{csv}");
    }
}

#[test]
fn everything_fits_the_terminal() {
    let missing = "rehearse verify --file no-such-folder-in-which-anything-is/no-such.toml";
    for columns in [60, 80, 120] {
        for line in [SMALL, SHORT, "--help", "demo --dayz 3", missing] {
            let lines = terminal::lines(columns, line);
            assert!(!lines.is_empty(), "{line}");
            // clap wraps everything of its help but the usage.
            let lines = lines.iter().map(|line| line.trim_end());
            for shown in lines.filter(|line| !line.starts_with("Usage: ")) {
                let is_wide = shown.chars().count() > columns as usize;
                assert!(
                    !is_wide || !shown.trim().contains(' '),
                    "{line}, {columns} columns: {shown}"
                );
            }
        }
    }
}

#[test]
fn long_work_has_a_bar_on_a_terminal_only() {
    let line = "simulate-burn --days 20 --paths 4 --volatility 60";
    let seen = terminal::lines(80, line);
    let has_bar = seen.iter().any(|shown| shown.contains(" of 4, "));
    assert!(has_bar, "{seen:#?}");
    let (status, _, error) = ends(sim(line).output().unwrap());
    assert_eq!((status, error), (0, String::new()));
}

#[test]
fn a_deployment_is_tried_out() {
    let deployment = std::fs::read_to_string(EXAMPLE).unwrap();
    let named = |field: &str| {
        let line = deployment.lines().find(|line| line.starts_with(field));
        line.unwrap().split('"').nth(1).unwrap().to_string()
    };
    let rehearse = |verb: &str| {
        let line = format!("rehearse {verb} --file {EXAMPLE} --output json");
        let (status, out, error) = ends(sim(&line).output().unwrap());
        let out = serde_json::from_str::<Value>(&out);
        (status, out.unwrap_or_else(|_| panic!("{error}")), error)
    };
    let (status, planned, _) = rehearse("plan");
    assert_eq!(status, 0);
    let (authority, mint) = (named("authority"), named("io_mint"));
    let (status, run, _) = rehearse(&format!("run --key {authority} --key {mint}"));
    assert_eq!(status, 0);
    let first = planned.as_array().unwrap().iter();
    let mut first = first.flat_map(|step| step["actions"].as_array().unwrap());
    assert_eq!(run["sent"][0][1], first.next().unwrap()["what"]);
    // Nothing is kept from one to the next.
    let (status, left, error) = rehearse("verify");
    let count = left.as_array().unwrap().len();
    assert!(count > run["left"].as_array().unwrap().len());
    assert_eq!(
        (status, error),
        (1, format!("error: {count} to be mended\n"))
    );
}

#[test]
fn a_key_may_be_a_file_and_is_never_repeated() {
    let folder = Folder::new();
    let pair = Keypair::new();
    let file = folder.key("key.json", &pair);
    let line = format!("rehearse run --file {EXAMPLE} --key");
    assert_eq!(ends(sim(&line).arg(file).output().unwrap()).0, 0);
    let secret = pair.to_base58_string();
    let array = format!("{:?}", pair.to_bytes());
    for secret in [secret.as_str(), array.as_str()] {
        let (status, out, error) = ends(sim(&line).arg(secret).output().unwrap());
        assert_eq!((status, out), (1, String::new()));
        assert!(
            error.starts_with("error: --key is no key pair file"),
            "{error}"
        );
        assert!(!error.contains(secret), "{error}");
        let (status, _, error) = ends(sim("demo --days").arg(secret).output().unwrap());
        assert_eq!(status, 2);
        assert!(!error.contains(secret) && error.contains('…'), "{error}");
    }
}

#[test]
fn what_is_asked_for_wrongly_has_the_exit_status_of_usage() {
    for line in ["", "demo --dayz 3", "rehearse", "simulate-burn --days 0"] {
        assert_eq!(sim(line).output().unwrap().status.code(), Some(2), "{line}");
    }
    let line = format!("rehearse plan --file {EXAMPLE} --output csv");
    let (status, _, error) = ends(sim(&line).output().unwrap());
    assert_eq!(status, 2);
    assert!(error.starts_with("error: this is no table"), "{error}");
}
