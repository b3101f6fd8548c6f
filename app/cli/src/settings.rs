//! Where the network and the key are: flag, then a configuration of the `solana` command line that a flag names, then
//! environment, then the other configuration, then its defaults.

mod hermes;

use std::path::Path;

use anchor_lang::prelude::{pubkey, Pubkey};
use clap::{parser::ValueSource, ArgMatches, Args, Command};
use io_client::redact;
use io_common::ids::pyth;
use serde::Deserialize;
use solana_cli_config::{ConfigInput, CONFIG_FILE};
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;
use url::Url;

use crate::{
    acting::Unsigned,
    errors::CliError,
    form::Output,
    mark,
    parse::{address, amount, blockhash, count, duration},
    secrets,
};

pub use hermes::hermes;

/// The longest name of a network that somebody may have mistyped.
const LONGEST_WORD: usize = 16;

/// What else may be given for a network.
const MONIKERS: &str = ", or mainnet-beta, testnet, devnet, localhost, or the first letter of one";
/// Keeps the sponsored price accounts of Pyth up to date.
const PUSH_ORACLE: Pubkey = pubkey!("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT");

/// Options of every command.
#[derive(Args, Clone)]
pub struct Global {
    /// Network: a URL, or mainnet-beta, testnet, devnet, localhost, or the first letter of these
    #[arg(
        short,
        long,
        env = "IO_URL",
        hide_env_values = true,
        global = true,
        value_name = "URL_OR_MONIKER",
        help_heading = "Network"
    )]
    pub url: Option<String>,
    /// Signer and fee payer: a file, `usb://ledger?key=0`, `prompt://`, `ASK`, `-` for standard input, or an address if no signature is needed
    #[arg(
        short,
        long,
        env = "IO_KEYPAIR",
        hide_env_values = true,
        global = true,
        value_name = "SIGNER",
        help_heading = "Network"
    )]
    pub keypair: Option<String>,
    /// Configuration file of the solana command line
    #[arg(
        short = 'C',
        long,
        env = "SOLANA_CONFIG_FILE",
        hide_env_values = true,
        global = true,
        value_name = "FILE",
        help_heading = "Network"
    )]
    pub config: Option<String>,
    /// Whether the configuration is named on the line: then it comes before the environment.
    #[arg(skip)]
    pub names_config: bool,
    /// How sure a block must be
    #[arg(long, env = "IO_COMMITMENT", hide_env_values = true, global = true, value_parser = ["processed", "confirmed", "finalized"], help_heading = "Network")]
    pub commitment: Option<String>,
    /// Account of the IO/USD price; Pyth's sponsored account by default
    #[arg(
        long,
        env = "IO_PRICE_ACCOUNT",
        hide_env_values = true,
        global = true,
        value_name = "ADDRESS",
        help_heading = "Network",
        value_parser = address
    )]
    pub price_account: Option<Pubkey>,
    /// Hermes to fetch newer prices of IO from, which are posted if the price account's is too old; Pyth's own if only the key is
    /// given
    #[arg(
        long,
        env = "IO_HERMES_URL",
        hide_env_values = true,
        global = true,
        value_name = "HERMES_URL",
        help_heading = "Network"
    )]
    pub hermes_url: Option<String>,
    /// API key for Hermes. Prefer the environment: others can read the command line
    #[arg(
        long,
        env = "IO_HERMES_KEY",
        hide_env_values = true,
        global = true,
        value_name = "PYTH_KEY",
        help_heading = "Network"
    )]
    pub hermes_key: Option<String>,
    /// Form of the output
    #[arg(
        long,
        env = "IO_OUTPUT",
        hide_env_values = true,
        global = true,
        value_enum,
        default_value = "display",
        help_heading = "Output"
    )]
    pub output: Output,
    /// Do not fit lines to the terminal, and print whole addresses
    #[arg(long, global = true, help_heading = "Output")]
    pub wide: bool,
    /// Show the programs' logs
    #[arg(short, long, global = true, help_heading = "Output")]
    pub verbose: bool,
    /// Priority fee of a compute unit in micro-lamports, or `auto` for the median of recent ones
    #[arg(long, global = true, value_name = "MICRO_LAMPORTS", value_parser = unit_price, help_heading = "Transaction")]
    pub with_compute_unit_price: Option<UnitPrice>,
    /// Most that the priority fee of a transaction may come to, in SOL
    #[arg(long, global = true, value_name = "SOL", value_parser = amount::sol, default_value = "0.001", help_heading = "Transaction")]
    pub max_priority_fee: u64,
    /// Longest wait for the outcome of a transaction, from when it is sent
    #[arg(long, env = "IO_TIMEOUT", hide_env_values = true, global = true, value_name = "TIME", value_parser = duration::read, default_value = "2m", help_heading = "Transaction")]
    pub timeout: u64,
    /// Simulate, and send nothing
    #[arg(long, global = true, help_heading = "Transaction")]
    pub dry_run: bool,
    /// Sign with the keys at hand and print the transaction with its missing signers, without sending; needs --blockhash or --nonce. As a file for `io transaction` with --output json
    #[arg(long, global = true, help_heading = "Transaction")]
    pub sign_only: bool,
    /// Blockhash for --sign-only, or the nonce's value, which is otherwise read from the network
    #[arg(
        long,
        global = true,
        value_name = "HASH",
        value_parser = blockhash,
        help_heading = "Transaction"
    )]
    pub blockhash: Option<Hash>,
    /// Durable nonce account; the transaction does not expire
    #[arg(
        long,
        global = true,
        value_name = "ADDRESS",
        help_heading = "Transaction",
        value_parser = address
    )]
    pub nonce: Option<Pubkey>,
    /// Authority of the nonce account, as for --keypair; the payer by default
    #[arg(
        long,
        global = true,
        value_name = "SIGNER",
        help_heading = "Transaction"
    )]
    pub nonce_authority: Option<String>,
    /// Do not ask before sending
    #[arg(short, long, global = true, help_heading = "Transaction")]
    pub yes: bool,
    /// Who acts, where nobody signs here; only some commands take the options of it.
    #[arg(skip)]
    pub unsigned: Option<Unsigned>,
}

impl Global {
    /// Refuses options that make no sense together. Where on the line they are must not matter, which clap's own check of
    /// options before and after the command does not see.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub fn check(&self) -> Result<(), CliError> {
        let wrong = if self.blockhash.is_some() && !self.sign_only {
            "--blockhash is for --sign-only: give both, or leave it out, and a recent one is taken"
        } else if self.dry_run && self.sign_only {
            "--dry-run and --sign-only: give one of them"
        } else if self.nonce_authority.is_some() && self.nonce.is_none() {
            "--nonce-authority signs for a nonce account: name it with --nonce"
        } else {
            return Ok(());
        };
        Err(CliError::Usage(wrong.into()))
    }
}

/// Priority fee of a compute unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitPrice {
    /// The median of what recent transactions paid.
    Auto,
    /// Micro-lamports.
    Exact(u64),
}

fn unit_price(text: &str) -> Result<UnitPrice, String> {
    if text.trim().eq_ignore_ascii_case("auto") {
        return Ok(UnitPrice::Auto);
    }
    let price = count::number(text).map(UnitPrice::Exact);
    price.map_err(|why| format!("{why} of micro-lamports, or `auto`"))
}

/// What follows from options, environment and configuration.
#[derive(Clone, PartialEq, Eq)]
pub struct Settings {
    /// The network.
    pub url: String,
    /// Whether nobody has named the network, so that it is the default one.
    pub is_default_url: bool,
    /// Signer, or why it is not known.
    pub keypair: Result<String, String>,
    /// How sure a block must be.
    pub commitment: CommitmentConfig,
}

/// The configuration of the solana command line, of which anything may be missing.
#[derive(Default, Deserialize)]
struct Config {
    json_rpc_url: Option<String>,
    keypair_path: Option<String>,
    commitment: Option<String>,
}

impl Settings {
    /// By the rules of the solana command line: the first that is not empty of option, environment and configuration, or
    /// else the default. The configuration is read only for what else is missing; one that is named on the line is read always,
    /// and comes before the environment.
    ///
    /// # Errors
    /// [`CliError::Usage`] for a configuration that cannot be read, or a network that is none.
    pub fn new(global: &Global) -> anyhow::Result<Self> {
        let named = match global.names_config {
            true => load(global.config.as_deref())?,
            false => Config::default(),
        };
        let url = given(&global.url, &named.json_rpc_url, "IO_URL");
        let keypair = given(&global.keypair, &named.keypair_path, "IO_KEYPAIR");
        let commitment = given(&global.commitment, &named.commitment, "IO_COMMITMENT");
        let is_complete = !url.is_empty() && !commitment.is_empty() && !keypair.is_empty();
        let config = match is_complete {
            true => Ok(Config::default()),
            false => load(global.config.as_deref()),
        };
        // Not every command signs.
        let (config, unreadable) = match config {
            Ok(config) => (config, None),
            Err(error) if url.is_empty() || commitment.is_empty() => return Err(error.into()),
            Err(error) => (Config::default(), Some(error.to_string())),
        };
        let configured_url = config.json_rpc_url.unwrap_or_default();
        let configured_keypair = config.keypair_path.unwrap_or_default();
        // Those of a configuration that is named are among the first.
        for url in [&url, &configured_url] {
            secrets::keep_url(url);
        }
        for keypair in [&keypair, &configured_keypair] {
            secrets::keep_signer(keypair);
        }
        let is_given = !keypair.is_empty();
        let is_default_url = url.is_empty() && configured_url.is_empty();
        let (_, url) = ConfigInput::compute_json_rpc_url_setting(&url, &configured_url);
        check_url("--url", MONIKERS, &url)?;
        let (_, keypair) = ConfigInput::compute_keypair_path_setting(&keypair, &configured_keypair);
        let configured_commitment = config.commitment.unwrap_or_default();
        let (_, commitment) =
            ConfigInput::compute_commitment_config(&commitment, &configured_commitment);
        Ok(Self {
            url,
            is_default_url,
            keypair: match unreadable {
                Some(error) if !is_given => Err(error),
                _ => Ok(keypair),
            },
            commitment,
        })
    }

    /// What is missing, where nobody has named a network.
    pub fn explain(&self, error: anyhow::Error) -> anyhow::Error {
        let is_of_network = matches!(
            error.downcast_ref(),
            Some(CliError::Unreachable(_) | CliError::WrongNetwork(_))
        );
        if self.is_default_url && is_of_network {
            return error.context(
                "no network given, so mainnet-beta was tried: choose one with -u, such as `-u localhost` for the one that \
                 `io localnet` starts",
            );
        }
        error
    }
}

/// An option, or else what a configuration named on the line says, or else its variable in the environment.
fn given(option: &Option<String>, named: &Option<String>, variable: &str) -> String {
    let mut on_the_line = [option, named].into_iter().flatten();
    let first = on_the_line.find(|text| !text.is_empty());
    first
        .cloned()
        .or_else(|| std::env::var(variable).ok())
        .unwrap_or_default()
}

/// Marks a configuration that is named on the line, and leaves out what only the environment says of what it may say.
pub fn prefer_the_line(global: &mut Global, matches: &ArgMatches) {
    let comes_from = |id: &str, source| matches.value_source(id) == Some(source);
    let is_named = global.config.as_ref().is_some_and(|path| !path.is_empty());
    global.names_config = is_named && comes_from("config", ValueSource::CommandLine);
    if !global.names_config {
        return;
    }
    for (id, option) in [
        ("url", &mut global.url),
        ("keypair", &mut global.keypair),
        ("commitment", &mut global.commitment),
    ] {
        if comes_from(id, ValueSource::EnvVariable) {
            *option = None;
        }
    }
}

/// Variables in the environment that are empty count as not set.
pub fn forget_empty_variables(command: &Command) {
    for option in command.get_arguments() {
        if let Some(variable) = option.get_env() {
            if std::env::var_os(variable).is_some_and(|value| value.is_empty()) {
                std::env::remove_var(variable);
            }
        }
    }
    command.get_subcommands().for_each(forget_empty_variables);
}

/// The configuration at `path`, which must be there if it is named.
fn load(path: Option<&str>) -> Result<Config, CliError> {
    let named = path.filter(|path| !path.is_empty());
    let path = match (named, CONFIG_FILE.as_deref()) {
        (Some(path), _) => path,
        (None, Some(path)) if Path::new(path).exists() => path,
        _ => return Ok(Config::default()),
    };
    let config: Result<Option<Config>, std::io::Error> = solana_cli_config::load_config_file(path);
    config.map(Option::unwrap_or_default).map_err(|error| {
        // What the parser says quotes the file, which may hold a key.
        let why = match error.kind() {
            std::io::ErrorKind::Other if mark::begins(path) => mark::REASON.into(),
            std::io::ErrorKind::Other => "it is no configuration of the solana command line".into(),
            _ => error.to_string(),
        };
        CliError::Usage(format!(
            "{path}: {why}; mend it with `solana config set`, name another with --config, or give --url, --keypair and \
             --commitment"
        ))
    })
}

/// Refuses anything but an HTTP URL; `or` lists the alternatives.
fn check_url(option: &str, or: &str, text: &str) -> Result<(), CliError> {
    let parsed = Url::parse(text).ok();
    let is_http = |url: &Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if parsed.as_ref().is_some_and(is_http) {
        return Ok(());
    }
    // A longer text, or one with other characters, may hold a key.
    let is_word =
        text.len() <= LONGEST_WORD && text.bytes().all(|it| it.is_ascii_lowercase() || it == b'-');
    let shown = if is_word {
        text.into()
    } else {
        redact::url(text)
    };
    Err(CliError::Usage(format!(
        "{option} `{shown}`: write a URL such as http://127.0.0.1:8899{or}"
    )))
}

/// The price account that Pyth keeps up to date.
pub fn sponsored_price() -> Pubkey {
    let shard = 0_u16.to_le_bytes();
    Pubkey::find_program_address(&[&shard, &pyth::IO_USD_FEED], &PUSH_ORACLE).0
}

#[cfg(test)]
mod tests;
