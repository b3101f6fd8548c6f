//! The command line, and which command does what.

use std::ffi::OsString;

use clap::{
    error::{ContextKind, ContextValue},
    CommandFactory, FromArgMatches, Parser, Subcommand,
};

use solana_commitment_config::CommitmentConfig;

use crate::{
    audit, balance, burn,
    context::Context,
    council, emission,
    errors::CliError,
    gov, history, honours, keeper, localnet, migrate, offer, oracle,
    output::OutputFormat,
    program, reclaim, rent,
    report::Report,
    schedule,
    settings::{prefer_the_line, Global},
    slash, stake, supplier, supply, transaction,
};

/// The on-chain economy of a decentralised GPU cloud.
#[derive(Parser)]
#[command(name = "io", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    #[command(flatten)]
    Local(Local),
    #[command(flatten)]
    Networked(Box<Networked>),
    /// Serve an AI assistant over the Model Context Protocol, on standard input and output: it lists, quotes, simulates and builds
    /// transactions for you to sign. It holds no key
    Mcp,
}

/// Commands that need no network, or open their own.
#[derive(Subcommand)]
pub enum Local {
    /// Start a local network with the suite on it, over JSON-RPC and WebSocket
    Localnet(localnet::Options),
    /// Take a network from a deployment file to its launch, and verify it
    Migrate(migrate::Options),
    /// Deploy and upgrade the programs
    #[command(subcommand)]
    Program(program::Command),
    /// Print the emission schedule of 240 months
    Schedule(schedule::Options),
    /// Print the completions of a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
}

/// What needs a network.
#[derive(Subcommand)]
pub enum Networked {
    /// GPUs on offer
    #[command(subcommand)]
    Offer(offer::Command),
    /// Rent GPUs
    #[command(subcommand)]
    Rent(rent::Command),
    /// List the GPU models with their units and the stake that a GPU requires
    Models,
    /// Supply GPUs
    #[command(subcommand)]
    Supplier(supplier::Command),
    /// Stake IO with suppliers
    #[command(subcommand)]
    Stake(stake::Command),
    /// Attest GPUs of suppliers, as the council
    Attest(council::attest::Options),
    /// Report GPUs of a reservation down or up, as the council
    Outage(council::outage::Options),
    /// Decide the dispute of a reservation, as the council
    Decide(council::decide::Options),
    /// The attestors, and what they have approved
    #[command(subcommand)]
    Council(council::housekeeping::Command),
    /// Slashes of the stake behind suppliers
    #[command(subcommand)]
    Slash(slash::Command),
    /// The emission clock
    #[command(subcommand)]
    Emissions(emission::Command),
    /// The burn of fees
    #[command(subcommand)]
    Burn(burn::Command),
    /// The price of IO
    #[command(subcommand)]
    Oracle(oracle::Command),
    /// Proposals, and who governs
    #[command(subcommand)]
    Gov(gov::Command),
    /// Stop new risk in programs, as authority or guardian; every way out stays open
    Pause(gov::Target),
    /// End a pause, as the authority
    Unpause(gov::Target),
    /// Return lamports above accounts' rent-exempt minimum to the recipients of their rent
    Reclaim(reclaim::Options),
    /// Run a keeper: send the permissionless instructions that are due, round after round
    Keeper(keeper::Options),
    /// Show, sign and send a transaction that several people sign
    #[command(subcommand, visible_alias = "tx")]
    Transaction(transaction::Command),
    /// Print the address of the key that signs
    Address,
    /// Show what a wallet holds, has staked, has in escrow and can claim
    Balance(balance::Options),
    /// Show what became of a wallet or an account, also of a closed one, from its transactions
    History(history::Options),
    /// Show how much IO exists, circulates and is locked, and what is to come
    Supply(supply::Options),
    /// Read every account and check each rule that can be checked from outside
    Audit(audit::Options),
}

/// Whether a command asks the network.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// Nothing.
    Nothing,
    /// Lookup tables, of a transaction that has any.
    Tables,
    /// What it is about.
    Always,
}

impl Networked {
    /// What it asks the network for.
    pub fn asks(&self) -> Asks {
        use council::housekeeping::Command::Evidence;
        use transaction::Command::{Show, Sign};
        match self {
            Self::Transaction(Show(options)) if options.signature().is_none() => Asks::Tables,
            Self::Transaction(Sign(_)) => Asks::Tables,
            Self::Address => Asks::Nothing,
            Self::Council(Evidence(command)) if command.is_offline() => Asks::Nothing,
            _ => Asks::Always,
        }
    }

    /// Refuses a commitment that is too little for a command that acts on what it reads, with nobody awake.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub fn check_commitment(&self, commitment: CommitmentConfig) -> Result<(), CliError> {
        use council::housekeeping::Command::Watch;
        let acts = matches!(
            self,
            Self::Supplier(supplier::Command::Serve(_)) | Self::Council(Watch(_))
        );
        match acts && commitment.is_processed() {
            true => Err(CliError::Usage(
                "at the commitment `processed` a node shows blocks that the cluster may drop, and this command would act on what \
                 never happened: give --commitment confirmed or finalized"
                    .into(),
            )),
            false => Ok(()),
        }
    }
}

/// The command line, with the options that only some commands take.
pub fn all() -> clap::Command {
    honours::options::offer(Cli::command())
}

/// The command line as it is written, and the path of its command, such as `rent reserve`.
///
/// # Errors
/// Those of clap; [`CliError::Usage`] for options that make no sense together or for the command.
pub fn read<T: Into<OsString> + Clone>(
    line: impl IntoIterator<Item = T>,
) -> anyhow::Result<(Cli, String)> {
    let line: Vec<OsString> = line.into_iter().map(Into::into).collect();
    let mut command = honours::help(in_any_case(all()));
    let matches = command.try_get_matches_from_mut(&line);
    let matches = matches.map_err(|error| with_plain_usage(error, &line))?;
    let mut cli = Cli::from_arg_matches(&matches)?;
    prefer_the_line(&mut cli.global, &matches);
    honours::once(&all(), &line)?;
    let path = honours::check(&command, &matches)?;
    cli.global.check()?;
    if let Command::Networked(command) = &mut cli.command {
        if let Networked::Supply(options) = command.as_mut() {
            options.draw(cli.global.output)?;
        }
    }
    if honours::gives_instructions(&path) {
        cli.global.unsigned =
            honours::options::read(honours::deepest(&matches), cli.global.output)?;
    }
    Ok((cli, path))
}

/// The command line with names, such as currencies, in the case in which they are printed or any other. A commitment is a
/// text of the solana command line, which has one case.
fn in_any_case(command: clap::Command) -> clap::Command {
    command
        .mut_args(|option| {
            let is_name = option.get_action().takes_values() && option.get_id() != "commitment";
            option.ignore_case(is_name)
        })
        .mut_subcommands(in_any_case)
}

/// The error with the usage of its command alone: clap's own takes what the environment gives for required.
fn with_plain_usage(mut error: clap::Error, line: &[OsString]) -> clap::Error {
    if error.get(ContextKind::Usage).is_none() {
        return error;
    }
    let mut whole = honours::help(all());
    whole.build();
    let mut command = &whole;
    for word in line.iter().skip(1) {
        command = command.find_subcommand(word).unwrap_or(command);
    }
    let usage = ContextValue::StyledStr(command.clone().render_usage());
    error.insert(ContextKind::Usage, usage);
    error
}

/// Runs what needs a network.
///
/// # Errors
/// Those of the command.
pub fn run(
    context: &mut Context,
    command: Networked,
    form: OutputFormat,
) -> anyhow::Result<Report> {
    match command {
        Networked::Offer(command) => offer::run(context, command),
        Networked::Rent(command) => rent::run(context, command, form),
        Networked::Models => supplier::list_models(context),
        Networked::Supplier(command) => supplier::run(context, command),
        Networked::Stake(command) => stake::run(context, command),
        Networked::Attest(options) => council::attest::run(context, &options),
        Networked::Outage(options) => council::outage::run(context, &options),
        Networked::Decide(options) => council::decide::run(context, &options),
        Networked::Council(command) => council::housekeeping::run(context, &command, form),
        Networked::Slash(command) => slash::run(context, command),
        Networked::Emissions(command) => emission::run(context, &command),
        Networked::Burn(command) => burn::run(context, &command),
        Networked::Oracle(command) => oracle::run(context, &command),
        Networked::Gov(command) => gov::run(context, command),
        Networked::Pause(target) => gov::pause(context, &target),
        Networked::Unpause(target) => gov::unpause(context, &target),
        Networked::Reclaim(options) => reclaim::run(context, &options),
        Networked::Keeper(options) => keeper::run(context, &options, form),
        Networked::Transaction(command) => transaction::run(context, &command),
        Networked::Address => balance::address(context, form),
        Networked::Balance(options) => balance::run(context, &options),
        Networked::History(options) => history::run(context, &options),
        Networked::Supply(options) => supply::run(context, &options),
        Networked::Audit(options) => audit::run(context, &options),
    }
}

#[cfg(test)]
mod tests {
    use solana_commitment_config::CommitmentConfig;

    use super::{read, Command};

    #[test]
    fn what_acts_alone_reads_no_blocks_that_may_be_dropped() {
        let [processed, confirmed, finalized] = [
            CommitmentConfig::processed(),
            CommitmentConfig::confirmed(),
            CommitmentConfig::finalized(),
        ];
        let serve = "supplier serve --state x --driver command --hook x";
        for (line, acts) in [
            (serve, true),
            ("council watch --evidence x", true),
            ("supplier show", false),
        ] {
            let words = ["io"].into_iter().chain(line.split(' '));
            let (cli, _) = read(words).unwrap();
            let Command::Networked(command) = cli.command else {
                panic!("{line}");
            };
            assert_eq!(command.check_commitment(processed).is_err(), acts, "{line}");
            assert!(command.check_commitment(confirmed).is_ok());
            assert!(command.check_commitment(finalized).is_ok());
        }
    }

    #[test]
    fn names_are_read_as_they_are_printed_and_in_any_case() {
        let offer = "5zjPrmWtAxkb8UVixvyvJutwtjd58Z6nt2U9pTFezqmC";
        for line in [
            format!("rent quote {offer} --time 1h --currency USDC"),
            format!("rent quote {offer} --time 1h --currency io"),
            "offer list --interconnect InfiniBand --currency IO --sort Price".into(),
            "offer list --interconnect NVLink --output JSON".into(),
        ] {
            let words = ["io"].into_iter().chain(line.split(' '));
            assert!(read(words).is_ok(), "{line}");
        }
        assert!(read(["io", "offer", "list", "--commitment", "Confirmed"]).is_err());
    }
}
