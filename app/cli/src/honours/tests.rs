use super::*;
use crate::commands;

/// What a line is refused for; none if it is not.
fn refusal(line: &str) -> Option<String> {
    let cli = help(commands::all());
    let words = std::iter::once("io").chain(line.split_whitespace());
    let matches = cli.clone().try_get_matches_from(words);
    let matches = matches.unwrap_or_else(|error| panic!("{line}: {error}"));
    check(&cli, &matches).err().map(|error| error.to_string())
}

#[test]
fn what_nothing_on_the_line_uses_is_refused() {
    let hash = "11111111111111111111111111111112";
    for (line, used, reported) in [
        (
            "keeper --jobs advance,burn --settle-after 3h",
            "keeper --jobs advance,settle --settle-after 3h",
            "--settle-after is for the job settle",
        ),
        (
            "keeper --jobs advance --price-account HASH",
            "keeper --jobs advance,burn --price-account HASH",
            "--price-account is for the job autopay or burn",
        ),
        (
            "keeper --jobs settle --price-account HASH",
            "keeper --jobs autopay --price-account HASH",
            "--price-account is for the job autopay or burn",
        ),
        (
            "keeper --jobs autopay --fill jupiter --min-profit 1",
            "keeper --jobs burn --fill jupiter --min-profit 1",
            "--fill is for the job burn",
        ),
        (
            "keeper --jupiter-url https://h",
            "keeper --jupiter-url https://h --fill jupiter --min-profit 1",
            "--jupiter-url is for --fill",
        ),
        (
            "keeper --jobs advance --settle-after 3h --once",
            "keeper --settle-after 3h --once --price-account HASH",
            "--settle-after is for the job settle",
        ),
        (
            "pause --max-priority-fee 0.1 emissions",
            "pause --max-priority-fee 0.1 --with-compute-unit-price auto emissions",
            "--max-priority-fee is for --with-compute-unit-price",
        ),
        (
            "council send f.json --max-priority-fee 0.1",
            "council approve f.json --max-priority-fee 0.1",
            "--max-priority-fee is for --with-compute-unit-price",
        ),
        (
            "slash apply HASH --max-priority-fee 0.1",
            "transaction sign f.json --max-priority-fee 0.1",
            "--max-priority-fee is for --with-compute-unit-price",
        ),
        (
            "pause emissions --max-priority-fee 0.1",
            "transaction send f.json --max-priority-fee 0.1",
            "--max-priority-fee is for --with-compute-unit-price",
        ),
        (
            "--dry-run pause emissions --timeout 3s",
            "--dry-run pause emissions --verbose",
            "--dry-run has no use for --timeout",
        ),
        (
            "pause emissions --sign-only --blockhash HASH --timeout 3s",
            "pause emissions --sign-only --blockhash HASH",
            "--sign-only has no use for --timeout",
        ),
        (
            "pause emissions --sign-only --blockhash HASH -v",
            "pause emissions --timeout 3s -v",
            "--sign-only has no use for --verbose",
        ),
    ] {
        let refused = refusal(&line.replace("HASH", hash)).unwrap();
        assert!(refused.starts_with(reported), "{line}: {refused}");
        assert_eq!(refusal(&used.replace("HASH", hash)), None, "{used}");
    }
}

#[test]
fn an_option_is_given_at_one_place() {
    let cli = commands::all();
    let ends = |line: &[&str]| {
        let line: Vec<OsString> = line.iter().map(Into::into).collect();
        once(&cli, &line).map_err(|error| error.to_string())
    };
    let action = ["stake", "status"];
    let values = [
        ("url", "devnet"),
        ("keypair", "k.json"),
        ("config", "c.yml"),
        ("commitment", "finalized"),
        ("price-account", "11111111111111111111111111111112"),
        ("hermes-url", "http://127.0.0.1:8901"),
        ("hermes-key", "a-key"),
        ("output", "json"),
        ("with-compute-unit-price", "5"),
        ("max-priority-fee", "0.5"),
        ("timeout", "5s"),
        ("blockhash", "11111111111111111111111111111112"),
        ("nonce", "11111111111111111111111111111112"),
        ("nonce-authority", "k.json"),
    ];
    for option in cli.get_arguments().filter(|it| it.is_global_set()) {
        let long = option.get_long().unwrap();
        let name = format!("--{long}");
        let value = values
            .iter()
            .find(|(it, _)| *it == long)
            .map(|(_, value)| *value);
        assert_eq!(
            value.is_some(),
            option.get_action().takes_values(),
            "{long}"
        );
        let given: Vec<&str> = std::iter::once(name.as_str()).chain(value).collect();
        let [first, last] = [&action[..1], &action[1..]];
        let reported = |count| Err(format!("{name} is given at {count} places: leave one"));
        for (line, expected) in [
            ([&["io"], &given[..], first, last].concat(), Ok(())),
            ([&["io"], first, last, &given[..]].concat(), Ok(())),
            (
                [&["io"], &given[..], first, &given, last].concat(),
                reported(2),
            ),
            ([&["io"], first, &given, last, &given].concat(), reported(2)),
            (
                [&["io"], &given[..], first, last, &given].concat(),
                reported(2),
            ),
            (
                [&["io"], &given[..], first, &given, last, &given].concat(),
                reported(3),
            ),
        ] {
            assert_eq!(ends(&line), expected, "{line:?}");
        }
    }
    // In another form, and beside others.
    let apart = ["io", "-ud", "stake", "--url=localhost", "status", "--yes"];
    assert_eq!(
        ends(&apart),
        Err("--url is given at 2 places: leave one".into())
    );
}

fn leaves(command: &Command, path: &str) -> Vec<String> {
    let subcommands = command
        .get_subcommands()
        .filter(|it| it.get_name() != "help");
    let mut found = Vec::new();
    for subcommand in subcommands {
        let path = format!("{path} {}", subcommand.get_name());
        found.extend(leaves(subcommand, &path));
    }
    if found.is_empty() {
        found.push(path.trim_start().into());
    }
    found
}

#[test]
fn what_each_command_honours_is_known() {
    let cli = commands::all();
    let unknown: Vec<String> = leaves(&cli, "")
        .into_iter()
        .filter(|it| of(it).is_none())
        .collect();
    assert_eq!(unknown, [""; 0], "add them to `of`");
    let ids: Vec<&str> = cli.get_arguments().map(|it| it.get_id().as_str()).collect();
    for group in [
        NETWORK, OUTPUT, ASKS, SIGNER, PRICE, HERMES, SENT, TRIED, LATER,
    ] {
        assert!(group.iter().all(|id| ids.contains(id)), "{group:?}");
    }
    for id in ids {
        assert!(SENDS_PRICED.iter().any(|group| group.contains(&id)), "{id}");
    }
}

fn visible(command: &Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
    let mut is_leaf = true;
    for below in command.get_subcommands() {
        is_leaf = false;
        if below.get_name() != "help" {
            let path = format!("{path} {}", below.get_name());
            visible(below, path.trim_start(), found);
        }
    }
    if is_leaf {
        let shown = command
            .get_arguments()
            .filter(|it| !it.is_hide_set() && it.get_id() != "help");
        let shown = shown.map(|it| it.get_id().to_string());
        found.push((path.into(), shown.collect()));
    }
}

#[test]
fn the_help_of_a_command_lists_what_it_honours_and_nothing_else() {
    let mut cli = help(commands::all());
    cli.build();
    let shared: Vec<String> = cli
        .get_arguments()
        .filter(|it| it.is_global_set())
        .map(|it| it.get_id().to_string())
        .collect();
    assert_eq!(shared.len(), 19);
    let mut found = Vec::new();
    visible(&cli, "", &mut found);
    assert!(found.len() > 80);
    for (path, shown) in found {
        for id in &shared {
            let honoured = is_in(in_help(&path), id);
            assert_eq!(shown.contains(id), honoured, "io {path}: {id}");
        }
    }
    // All of them are listed by the help of `io` itself.
    let mut shown = cli.get_arguments().filter(|it| it.is_global_set());
    assert!(shown.all(|it| !it.is_hide_set()));
}
