//! Which of the options of every command each command honours; the others are refused.

pub mod options;

use std::ffi::OsString;

use clap::{parser::ValueSource, Arg, ArgMatches, Command, Id, ValueEnum};

use crate::{errors::CliError, form::Output, jobs::Job, parse::signature_of};

/// How the network is asked.
const NETWORK: &[&str] = &["url", "config", "commitment"];
/// How the output looks.
const OUTPUT: &[&str] = &["output", "wide"];
/// Who agrees to what is signed and sent. Every command that signs or sends has this.
const ASKS: &[&str] = &["yes"];
/// Who is meant, or who signs.
const SIGNER: &[&str] = &["keypair", "config"];
/// The price account.
const PRICE: &[&str] = &["price_account"];
/// The source of newer prices.
const HERMES: &[&str] = &["hermes_url", "hermes_key"];
/// The fees of what is sent, and how long its outcome is waited for.
const SENT: &[&str] = &["with_compute_unit_price", "max_priority_fee", "timeout"];
/// The most that what others have made may pay.
const LIMITS: &[&str] = &["max_priority_fee"];
/// Commands of a transaction that others have made, whose priority fee is limited without a price.
const GIVEN: [&str; 3] = ["transaction sign", "transaction send", "council approve"];
/// What is tried out, and what of it is shown.
const TRIED: &[&str] = &["dry_run", "verbose"];
/// What is signed and sent later.
const LATER: &[&str] = &["sign_only", "blockhash", "nonce", "nonce_authority"];

/// Acts of an authority or an owner, which also come as unsigned instructions.
pub const ACTS: [&str; 33] = [
    "gov accept-authority",
    "gov cancel",
    "gov close-weight-record",
    "gov propose",
    "gov propose-authority",
    "gov revoke-attestation",
    "gov set-delegate",
    "gov set-guardian",
    "gov suspend",
    "migrate plan",
    "offer close",
    "offer create",
    "offer edit",
    "offer pause",
    "offer unpause",
    "pause",
    "slash withdraw",
    "supplier accept-owner",
    "supplier announce-end",
    "supplier cancel-unstake",
    "supplier claim",
    "supplier close",
    "supplier commission",
    "supplier decline",
    "supplier propose-owner",
    "supplier register",
    "supplier stake",
    "supplier start",
    "supplier terminate",
    "supplier unstake",
    "supplier update",
    "supplier withdraw",
    "unpause",
];
/// What has no use where nothing is signed, tried out or sent.
const SIGNED_OR_SENT: &[&[&str]] = &[&["keypair"], TRIED, LATER, SENT];

/// Of a command that reads.
const READS: &[&[&str]] = &[NETWORK, OUTPUT];
/// Of one that reads what is the signer's.
const READS_MINE: &[&[&str]] = &[NETWORK, OUTPUT, SIGNER];
/// Of one that sends.
const SENDS: &[&[&str]] = &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED, LATER];
/// Of one that sends, and reads the price.
const SENDS_PRICED: &[&[&str]] = &[
    NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED, LATER, PRICE, HERMES,
];
/// Of one that prints.
const PRINTS: &[&[&str]] = &[OUTPUT];
/// Of one that looks for a transaction that was sent, and what of it is shown.
const LOOKS: &[&[&str]] = &[NETWORK, OUTPUT, &["verbose"]];

/// What a command honours, by its words after `io`; none for one that is not known here.
fn of(command: &str) -> Option<&'static [&'static [&'static str]]> {
    Some(match command {
        "completions" | "localnet" => &[],
        "schedule" => PRINTS,
        "migrate plan" | "migrate verify" => READS,
        // Its signers are those of --key.
        "migrate run" => &[NETWORK, OUTPUT, ASKS, SENT, &["dry_run"]],
        "program deploy" => &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, &["dry_run"]],
        "audit"
        | "council show"
        | "council approvals"
        | "council evidence verify"
        | "emissions status"
        | "emissions schedule"
        | "gov parameters"
        | "gov realm"
        | "gov show"
        | "offer list"
        | "offer show"
        | "rent connect"
        | "rent watch"
        | "rent receipt"
        | "slash list"
        | "stake apr"
        | "supply"
        | "models" => READS,
        "burn status" | "oracle show" | "rent autopay show" | "supplier plan" => {
            &[NETWORK, OUTPUT, PRICE]
        }
        // It holds no key and has its own output. Its transactions have priority fees.
        "mcp" => &[
            NETWORK,
            PRICE,
            &["with_compute_unit_price", "max_priority_fee"],
        ],
        "rent quote" => &[NETWORK, OUTPUT, PRICE, HERMES],
        "rent autopay set" | "rent autopay stop" => {
            &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED, LATER, PRICE]
        }
        // A posted price is useful for a minute.
        "oracle post" => &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED, HERMES],
        "address" => &[OUTPUT, SIGNER],
        "balance"
        | "gov proposals"
        | "gov weight"
        | "history"
        | "rent status"
        | "stake status"
        | "supplier jobs"
        | "supplier show"
        | "supplier unstake-requests" => READS_MINE,
        "rent reserve" | "rent extend" | "burn open" | "burn update-anchor" | "burn fill" => {
            SENDS_PRICED
        }
        // It sends many transactions.
        "keeper" => &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED, PRICE, HERMES],
        // It sends many transactions, and reports in lines of JSON.
        "supplier serve" => &[NETWORK, ASKS, SIGNER, SENT, &["dry_run"]],
        // It sends many transactions too.
        "council watch" => &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED],
        // The network of the lookup tables.
        "transaction show" => READS,
        // It signs a message.
        "rent workload" => &[NETWORK, OUTPUT, ASKS, SIGNER],
        "transaction sign" => &[NETWORK, OUTPUT, ASKS, SIGNER, LIMITS],
        // What it sends first is its own.
        "transaction send" => &[NETWORK, OUTPUT, ASKS, SIGNER, SENT, TRIED],
        "attest"
        | "outage"
        | "decide"
        | "council approve"
        | "council send"
        | "council close"
        | "slash propose"
        | "slash execute"
        | "slash apply"
        | "emissions advance"
        | "burn expire"
        | "burn fees"
        | "burn pay-council"
        | "burn sweep"
        | "gov apply"
        | "gov cancel-submission"
        | "gov execute"
        | "gov finalize"
        | "gov submit"
        | "gov vote"
        | "gov withdraw-vote"
        | "oracle close"
        | "reclaim"
        | "rent terminate"
        | "rent terminate-for-downtime"
        | "rent dispute"
        | "rent withdraw"
        | "rent close"
        | "supplier settle"
        | "stake delegate"
        | "stake unstake"
        | "stake cancel-unstake"
        | "stake withdraw"
        | "stake redelegate"
        | "stake claim"
        | "stake compound"
        | "stake close" => SENDS,
        command if gives_instructions(command) => SENDS,
        _ => return None,
    })
}

/// Whether a command takes `--output instructions`, `--authority` and `--payer`.
pub fn gives_instructions(command: &str) -> bool {
    ACTS.contains(&command)
}

/// The command line; the help of each command leaves out the options of every command that it refuses.
pub fn help(cli: Command) -> Command {
    let shared = cli.get_arguments().filter(|it| it.is_global_set());
    let shared: Vec<Arg> = shared.cloned().collect();
    hide(cli, "", &shared)
}

/// A command has the options of all commands from above unless it has some of the same name itself.
fn hide(mut command: Command, path: &str, shared: &[Arg]) -> Command {
    let below = command
        .get_subcommands()
        .map(|it| it.get_name().to_string());
    let below: Vec<String> = below.collect();
    if below.is_empty() {
        let honoured = in_help(path);
        let refused = shared.iter();
        let refused = refused.filter(|it| !is_in(honoured, it.get_id().as_str()));
        let taken: Vec<Id> = command
            .get_arguments()
            .map(|it| it.get_id().clone())
            .collect();
        let others = options::all().into_iter();
        let others = others.filter(|it| !taken.contains(it.get_id()));
        let refused = refused.cloned().chain(others);
        return command.args(refused.map(|it| it.hide(true)));
    }
    for name in below {
        let path = format!("{path} {name}");
        command = command.mut_subcommand(name, |it| hide(it, path.trim_start(), shared));
    }
    command
}

/// What a command honours in any of its forms.
fn in_help(command: &str) -> &'static [&'static [&'static str]] {
    match command {
        "transaction show" => LOOKS,
        command => of(command).unwrap_or(SENDS_PRICED),
    }
}

fn is_in(honoured: &[&[&str]], id: &str) -> bool {
    honoured.iter().any(|group| group.contains(&id))
}

/// Whether a command signs or sends, so that somebody has to agree.
pub fn asks(command: &str) -> bool {
    of(command).is_none_or(|honoured| honoured.contains(&ASKS))
}

/// Refuses an option of every command that is given at several places, such as before the command and after it: only the
/// last would count.
///
/// # Errors
/// [`CliError::Usage`].
pub fn once(cli: &Command, line: &[OsString]) -> Result<(), CliError> {
    let is_global = |it: &&Arg| it.is_global_set();
    let options = cli.get_arguments().filter(is_global);
    let options: Vec<Arg> = options.map(|it| it.clone().global(false)).collect();
    let apart = cli.clone().mut_args(|it| it.global(false));
    let apart = apart.mut_subcommands(|it| at_each_level(it, &options));
    // What it does not take was refused before.
    let Ok(matches) = apart.try_get_matches_from(line) else {
        return Ok(());
    };
    for option in &options {
        let id = option.get_id().as_str();
        let (mut level, mut count) = (Some(&matches), 0_u32);
        while let Some(matches) = level {
            let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
            count = count.saturating_add(is_given.into());
            level = matches.subcommand().map(|(_, inner)| inner);
        }
        if count > 1 {
            let long = option.get_long().unwrap_or_default();
            let reported = format!("--{long} is given at {count} places: leave one");
            return Err(CliError::Usage(reported));
        }
    }
    Ok(())
}

fn at_each_level(command: Command, options: &[Arg]) -> Command {
    let with = command.args(options);
    with.mut_subcommands(|it| at_each_level(it, options))
}

/// What was given to the command itself.
pub fn deepest(matches: &ArgMatches) -> &ArgMatches {
    let below = matches.subcommand();
    below.map_or(matches, |(_, inner)| deepest(inner))
}

/// Refuses the options of every command that are given to one that does not honour them. The environment and the
/// configuration are for all commands, and are not refused; neither is --yes, which holds also where there is nothing to ask. Gives the path of the command, such as `rent reserve`.
///
/// # Errors
/// [`CliError::Usage`].
pub fn check(cli: &Command, matches: &ArgMatches) -> Result<String, CliError> {
    let (mut path, mut deepest, mut looks) = (Vec::new(), matches, false);
    while let Some((name, inner)) = deepest.subcommand() {
        path.push(name);
        deepest = inner;
        let shown = inner.try_get_one::<String>("transaction").ok().flatten();
        looks = looks || shown.is_some_and(|it| signature_of(it).is_some());
    }
    let command = path.join(" ");
    let honoured = match of(&command) {
        _ if looks && command == "transaction show" => LOOKS,
        Some(honoured) => honoured,
        None => return Ok(command),
    };
    let options = cli.get_arguments().filter(|it| it.is_global_set());
    let mut options = options.chain(hidden(cli, &path));
    let refused = options.find(|option| {
        let id = option.get_id().as_str();
        let is_given = deepest.value_source(id) == Some(ValueSource::CommandLine);
        is_given && id != "yes" && !is_in(honoured, id)
    });
    if let Some(option) = refused {
        let long = option.get_long().unwrap_or_default();
        return Err(CliError::Usage(format!(
            "io {command} has no use for --{long}: leave it out"
        )));
    }
    let output = |it| is_in(honoured, "output") && is_output(deepest, it);
    if output(Output::Svg) && command != "supply" {
        return Err(CliError::Usage(format!(
            "io {command} gives no image: choose another --output"
        )));
    }
    if output(Output::Instructions) && !gives_instructions(&command) {
        return Err(CliError::Usage(format!(
            "io {command} gives no unsigned instructions: choose another --output"
        )));
    }
    unused(&command, deepest).map_err(CliError::Usage)?;
    Ok(command)
}

/// The options of its own that a command hides: those of acts, which it does not take.
fn hidden<'a>(cli: &'a Command, path: &[&str]) -> impl Iterator<Item = &'a Arg> {
    let below = |command: &'a Command, name: &&str| command.find_subcommand(name);
    let leaf = path.iter().try_fold(cli, below);
    let arguments = leaf.into_iter().flat_map(Command::get_arguments);
    arguments.filter(|it| it.is_hide_set() && !it.is_global_set())
}

/// Whether this output is asked for.
fn is_output(matches: &ArgMatches, output: Output) -> bool {
    let found = matches.try_get_one("output").ok().flatten();
    found == Some(&output)
}

/// Refuses what is given on the line and used by nothing else on it.
fn unused(command: &str, matches: &ArgMatches) -> Result<(), String> {
    let is_given = |id: &str| {
        matches.try_contains_id(id).unwrap_or(false)
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    let is_made_here = !GIVEN.contains(&command);
    if is_made_here && is_given("max_priority_fee") && !is_given("with_compute_unit_price") {
        return Err(
            "--max-priority-fee is for --with-compute-unit-price: give both, or leave it out, and none is paid"
                .into(),
        );
    }
    let modes: [(bool, &str, &[&[&str]]); 3] = [
        (is_given("dry_run"), "dry-run", &[&["timeout"]]),
        (
            is_given("sign_only"),
            "sign-only",
            &[&["timeout", "verbose"]],
        ),
        (
            is_output(matches, Output::Instructions),
            "output instructions",
            SIGNED_OR_SENT,
        ),
    ];
    for (_, mode, ids) in modes.iter().filter(|(is_on, ..)| *is_on) {
        let unused = ids.iter().copied().flatten().find(|id| is_given(id));
        if let Some(id) = unused {
            let id = id.replace('_', "-");
            return Err(format!("--{mode} has no use for --{id}: leave it out"));
        }
    }
    let fills = is_given("fill") || command != "keeper";
    for id in ["jupiter_url", "jupiter_key_file"] {
        if is_given(id) && !fills {
            let option = id.replace('_', "-");
            return Err(format!(
                "--{option} is for --fill: give both, or leave it out"
            ));
        }
    }
    let jobs = matches.try_get_many::<Job>("jobs").ok().flatten();
    let jobs: Option<Vec<Job>> = jobs.map(|jobs| jobs.copied().collect());
    let Some(jobs) = jobs.filter(|_| command == "keeper") else {
        return Ok(());
    };
    for (id, option, users) in [
        ("settle_after", "settle-after", &[Job::Settle][..]),
        ("price_account", "price-account", &[Job::Autopay, Job::Burn]),
        ("fill", "fill", &[Job::Burn]),
        ("hermes_url", "hermes-url", &[Job::Autopay, Job::Burn]),
        ("hermes_key", "hermes-key", &[Job::Autopay, Job::Burn]),
    ] {
        if is_given(id) && !users.iter().any(|job| jobs.contains(job)) {
            let names = users.iter().filter_map(Job::to_possible_value);
            let names: Vec<String> = names.map(|it| it.get_name().into()).collect();
            return Err(format!(
                "--{option} is for the job {}: add it to --jobs, or leave --{option} out",
                names.join(" or ")
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
