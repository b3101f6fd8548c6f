//! docs/reference/cli.md lists every command as the parser has it. `UPDATE_DOCS=1 cargo test -p io docs` writes the list again.

use std::{collections::BTreeSet, fmt::Write, path::Path};

use clap::{Arg, Command};

use crate::{
    commands,
    honours::options,
    honours::{gives_instructions, ACTS},
};

const BEGIN: &str = "<!-- begin: written by the test of app/cli/src/tests/docs.rs -->\n";
const END: &str = "<!-- end -->\n";

/// `--time <TIME>`, with its short form in front.
fn name(option: &Arg) -> String {
    if option.is_positional() {
        return option.to_string();
    }
    let short = option
        .get_short()
        .map_or(String::new(), |short| format!("-{short}, "));
    format!("{short}{option}")
}

fn meaning(option: &Arg) -> String {
    let mut text = option
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    let values = option.get_possible_values();
    let flag = !option.get_action().takes_values();
    if !values.is_empty() && !flag {
        let names: Vec<&str> = values.iter().map(|value| value.get_name()).collect();
        write!(text, ": {}", names.join(", ")).unwrap();
    }
    let defaults: Vec<_> = option
        .get_default_values()
        .iter()
        .map(|it| it.to_string_lossy())
        .collect();
    if !defaults.is_empty() && !flag {
        write!(text, " [default: {}]", defaults.join(",")).unwrap();
    }
    if let Some(variable) = option.get_env() {
        write!(text, " [environment: {}]", variable.to_string_lossy()).unwrap();
    }
    text.replace('|', "\\|")
}

fn table(out: &mut String, options: &[&Arg]) {
    if options.is_empty() {
        return;
    }
    out.push_str("\n| option | meaning |\n|---|---|\n");
    for option in options {
        writeln!(
            out,
            "| `{}` | {} |",
            name(option).replace('|', "\\|"),
            meaning(option)
        )
        .unwrap();
    }
}

fn leaves(out: &mut String, command: &Command, path: &str, global: &BTreeSet<String>) {
    let subcommands: Vec<&Command> = command
        .get_subcommands()
        .filter(|it| it.get_name() != "help")
        .collect();
    for subcommand in &subcommands {
        let path = format!("{path} {}", subcommand.get_name());
        leaves(out, subcommand, &path, global);
    }
    if !subcommands.is_empty() {
        return;
    }
    let about = command
        .get_about()
        .map(ToString::to_string)
        .unwrap_or_default();
    writeln!(out, "\n### `{path}`\n\n{about}.").unwrap();
    let acts: Vec<Arg> = match gives_instructions(path.trim_start_matches("io ")) {
        true => options::all(),
        false => Vec::new(),
    };
    let of_acts = |it: &Arg| acts.iter().any(|act| act.get_id() == it.get_id());
    let own = command
        .get_arguments()
        .filter(|it| !global.contains(it.get_id().as_str()) && !of_acts(it));
    table(
        out,
        &own.filter(|it| it.get_id() != "help").collect::<Vec<_>>(),
    );
    if let Some(after) = command.get_after_help() {
        writeln!(out, "\n```text\n{after}\n```").unwrap();
    }
}

fn reference() -> String {
    let mut cli = commands::all();
    cli.build();
    let own: Vec<Arg> = cli.get_arguments().cloned().collect();
    let global: BTreeSet<String> = own.iter().map(|it| it.get_id().to_string()).collect();
    let mut out = String::from("\n## Options of every command\n");
    let shown: Vec<&Arg> = own
        .iter()
        .filter(|it| !["help", "version"].contains(&it.get_id().as_str()))
        .collect();
    table(&mut out, &shown);
    out.push_str("\n## Options of acts\n\nWith `--output instructions`, acts of an authority or an owner take:\n");
    // Those of a command that is built: an option alone has no usage.
    let pause = cli.find_subcommand("pause").unwrap();
    let acts = options::all().into_iter().map(|it| it.get_id().clone());
    let acts: Vec<&Arg> = acts
        .filter_map(|id| pause.get_arguments().find(|it| *it.get_id() == id))
        .collect();
    table(&mut out, &acts);
    let commands = ACTS.map(|it| format!("`{it}`")).join(", ");
    writeln!(out, "\nThese are {commands}.").unwrap();
    out.push_str("\n## Commands\n");
    leaves(&mut out, &cli, "io", &global);
    out.push('\n');
    out
}

#[test]
fn docs_list_every_command() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let text = std::fs::read_to_string(&file).unwrap();
    let (head, rest) = text.split_once(BEGIN).unwrap();
    let (listed, tail) = rest.split_once(END).unwrap();
    let reference = reference();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, format!("{head}{BEGIN}{reference}{END}{tail}")).unwrap();
        return;
    }
    assert!(listed == reference, "list them again with UPDATE_DOCS=1");
}

#[test]
fn docs_give_the_exit_status_of_every_failure() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/cli.md");
    let text = std::fs::read_to_string(file).unwrap();
    for status in 0..=9 {
        assert!(
            text.contains(&format!("| {status} |")),
            "exit status {status}"
        );
    }
}
