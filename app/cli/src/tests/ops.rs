//! The units of `app/ops` start what the command line takes.

use std::{fs, path::Path};

use crate::commands::{self, Command, Networked};

#[test]
fn the_command_line_takes_what_the_keepers_unit_gives() {
    let units = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ops/systemd");
    let unit = fs::read_to_string(units.join("io-keeper.service")).unwrap();
    let start = unit
        .lines()
        .find_map(|line| line.strip_prefix("ExecStart="))
        .unwrap();
    let (cli, path) = commands::read(start.split_whitespace()).unwrap();
    assert_eq!(path, "keeper");
    assert!(cli.global.yes, "a service has nobody to ask");
    let Command::Networked(command) = cli.command else {
        panic!("{start}");
    };
    assert!(matches!(*command, Networked::Keeper(_)));
    // What it reads from the environment.
    let variables: Vec<&str> = unit
        .lines()
        .filter_map(|line| line.strip_prefix("Environment="))
        .filter_map(|line| line.split('=').next())
        .collect();
    assert!(!variables.is_empty());
    for variable in variables {
        let all = commands::all();
        let mut known = all.get_arguments().filter_map(|it| it.get_env());
        assert!(known.any(|it| it == variable), "{variable}");
    }
}
