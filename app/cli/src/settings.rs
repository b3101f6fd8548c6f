//! Where the network and the key are: flag, then environment, then the configuration of the `solana` command line,
//! then its defaults.

use std::{path::Path, str::FromStr};

use anchor_lang::prelude::{pubkey, Pubkey};
use clap::Args;
use io_common::ids::pyth;
use solana_cli_config::{Config, CONFIG_FILE};
use solana_commitment_config::CommitmentConfig;
use solana_hash::Hash;

use crate::{amounts, errors::Failure, output::Form};

/// Keeps the sponsored price accounts of Pyth up to date.
const PUSH_ORACLE: Pubkey = pubkey!("pythWSnswVUd12oZpeFP8e9CVaEqJg25g1Vtc2biRsT");

/// Options of every command.
#[derive(Args, Clone, Debug)]
pub struct Global {
    /// Network: a URL, or mainnet-beta, testnet, devnet, localhost, or the first letter of these
    #[arg(
        short,
        long,
        env = "IO_URL",
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
        global = true,
        value_name = "FILE",
        help_heading = "Network"
    )]
    pub config: Option<String>,
    /// How sure a block must be
    #[arg(long, env = "IO_COMMITMENT", global = true, value_parser = ["processed", "confirmed", "finalized"], help_heading = "Network")]
    pub commitment: Option<String>,
    /// Account of the IO/USD price; Pyth's sponsored account unless given
    #[arg(
        long,
        env = "IO_PRICE_ACCOUNT",
        global = true,
        value_name = "ADDRESS",
        help_heading = "Network"
    )]
    pub price_account: Option<Pubkey>,
    /// Form of the output
    #[arg(
        long,
        env = "IO_OUTPUT",
        global = true,
        value_enum,
        default_value = "display",
        help_heading = "Output"
    )]
    pub output: Form,
    /// Lines as long as they are on a terminal too, with whole addresses
    #[arg(long, global = true, help_heading = "Output")]
    pub wide: bool,
    /// Show the programs' logs
    #[arg(short, long, global = true, help_heading = "Output")]
    pub verbose: bool,
    /// Priority fee of a compute unit in micro-lamports, or `auto` for the median of recent ones
    #[arg(long, global = true, value_name = "PRICE", value_parser = unit_price, help_heading = "Transaction")]
    pub with_compute_unit_price: Option<UnitPrice>,
    /// Most that the priority fee of a transaction may come to, in SOL
    #[arg(long, global = true, value_name = "SOL", value_parser = lamports, default_value = "0.001", help_heading = "Transaction")]
    pub max_priority_fee: u64,
    /// Simulate, and send nothing
    #[arg(long, global = true, help_heading = "Transaction")]
    pub dry_run: bool,
    /// Sign with the keys at hand and print the transaction with its missing signers, without sending; needs --blockhash or --nonce
    #[arg(
        long,
        global = true,
        conflicts_with = "dry_run",
        help_heading = "Transaction"
    )]
    pub sign_only: bool,
    /// Blockhash for --sign-only, or the nonce's value, which is otherwise read from the network
    #[arg(
        long,
        global = true,
        value_name = "HASH",
        requires = "sign_only",
        help_heading = "Transaction"
    )]
    pub blockhash: Option<Hash>,
    /// Durable nonce account; the transaction does not expire
    #[arg(
        long,
        global = true,
        value_name = "ADDRESS",
        help_heading = "Transaction"
    )]
    pub nonce: Option<Pubkey>,
    /// Authority of the nonce account, as for --keypair; the payer by default
    #[arg(
        long,
        global = true,
        value_name = "SIGNER",
        requires = "nonce",
        help_heading = "Transaction"
    )]
    pub nonce_authority: Option<String>,
    /// Do not ask before sending
    #[arg(short, long, global = true, help_heading = "Transaction")]
    pub yes: bool,
}

impl Global {
    /// Whether there are options for sending, which not every command takes.
    pub fn is_about_sending(&self) -> bool {
        // --blockhash and --nonce-authority require one of these.
        self.dry_run || self.sign_only || self.nonce.is_some()
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
    if text == "auto" {
        return Ok(UnitPrice::Auto);
    }
    let price = text.parse().map(UnitPrice::Exact);
    price.map_err(|_| "neither `auto` nor a number of micro-lamports".into())
}

fn lamports(text: &str) -> Result<u64, String> {
    amounts::parse_sol(text)
}

/// What follows from options, environment and configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The network.
    pub url: String,
    /// Signer.
    pub keypair: String,
    /// How sure a block must be.
    pub commitment: CommitmentConfig,
}

impl Settings {
    /// Options and environment, which clap has put together, before the configuration and its defaults.
    ///
    /// # Errors
    /// [`Failure::Usage`] for a configuration that cannot be read, or a network that is none.
    pub fn new(global: &Global) -> anyhow::Result<Self> {
        let config = load(global.config.as_deref())?;
        let url = match &global.url {
            Some(url) => url.clone(),
            None => config.json_rpc_url,
        };
        let commitment = match &global.commitment {
            Some(commitment) => commitment.clone(),
            None => config.commitment,
        };
        let commitment = CommitmentConfig::from_str(&commitment)
            .map_err(|_| Failure::Usage(format!("`{commitment}` is no commitment")))?;
        Ok(Self {
            url: url_of(&url)?,
            keypair: global.keypair.clone().unwrap_or(config.keypair_path),
            commitment,
        })
    }
}

/// The configuration at `path`, which must be there if it is named.
fn load(path: Option<&str>) -> anyhow::Result<Config> {
    let default = CONFIG_FILE.as_deref();
    let (path, named) = match (path, default) {
        (Some(path), _) => (path, true),
        (None, Some(path)) => (path, false),
        (None, None) => return Ok(Config::default()),
    };
    if !named && !Path::new(path).exists() {
        return Ok(Config::default());
    }
    let config = Config::load(path);
    Ok(config.map_err(|error| Failure::Usage(format!("{path}: {error}")))?)
}

/// The URL of a moniker, or the URL itself.
fn url_of(text: &str) -> Result<String, Failure> {
    let url = match text {
        "m" | "mainnet-beta" => "https://api.mainnet-beta.solana.com",
        "t" | "testnet" => "https://api.testnet.solana.com",
        "d" | "devnet" => "https://api.devnet.solana.com",
        "l" | "localhost" => "http://localhost:8899",
        url if url.starts_with("http://") || url.starts_with("https://") => url,
        _ => {
            return Err(Failure::Usage(format!(
                "`{text}` is neither a URL nor one of mainnet-beta, testnet, devnet, localhost"
            )))
        }
    };
    Ok(url.into())
}

/// Where the explorer shows a transaction of the network at `url`.
pub fn explorer(url: &str, signature: &str) -> String {
    let page = format!("https://explorer.solana.com/tx/{signature}");
    if url.contains("mainnet") {
        return page;
    }
    for cluster in ["devnet", "testnet"] {
        if url.contains(cluster) {
            return format!("{page}?cluster={cluster}");
        }
    }
    let escaped = url.replace(':', "%3A").replace('/', "%2F");
    format!("{page}?cluster=custom&customUrl={escaped}")
}

/// What a network is called in a question: its cluster, `localnet` on this machine, or its host.
pub fn network_name(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|it| it.is_ascii_digit()) => name,
        _ => host,
    };
    match name {
        "localhost" | "[::1]" => "localnet".into(),
        name if name.starts_with("127.") => "localnet".into(),
        name => match name
            .strip_prefix("api.")
            .and_then(|it| it.strip_suffix(".solana.com"))
        {
            Some(cluster) => cluster.into(),
            None => name.into(),
        },
    }
}

/// The price account that Pyth keeps up to date.
pub fn sponsored_price() -> Pubkey {
    let shard = 0_u16.to_le_bytes();
    Pubkey::find_program_address(&[&shard, &pyth::IO_USD_FEED], &PUSH_ORACLE).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        global: Global,
    }

    fn settings(arguments: &[&str]) -> anyhow::Result<Settings> {
        let arguments = ["io"].iter().chain(arguments);
        Settings::new(&Only::try_parse_from(arguments)?.global)
    }

    /// A configuration file of the solana command line.
    fn config() -> String {
        let file = std::env::temp_dir().join(format!("io-settings-{}.yml", std::process::id()));
        let config = Config {
            json_rpc_url: "https://config.example".into(),
            keypair_path: "/config/id.json".into(),
            commitment: "finalized".into(),
            ..Config::default()
        };
        let file = file.display().to_string();
        config.save(&file).unwrap();
        file
    }

    #[test]
    fn a_flag_is_before_the_configuration_and_that_before_the_defaults() {
        let file = config();
        let configured = settings(&["-C", &file]).unwrap();
        assert_eq!(configured.url, "https://config.example");
        assert_eq!(configured.keypair, "/config/id.json");
        assert_eq!(configured.commitment, CommitmentConfig::finalized());
        let flags = [
            "-C",
            &file,
            "-u",
            "d",
            "-k",
            "mine.json",
            "--commitment",
            "processed",
        ];
        let flagged = settings(&flags).unwrap();
        assert_eq!(flagged.url, "https://api.devnet.solana.com");
        assert_eq!(flagged.keypair, "mine.json");
        assert_eq!(flagged.commitment, CommitmentConfig::processed());
    }

    #[test]
    fn what_is_no_network_and_no_configuration_is_refused() {
        for wrong in [&["-u", "mars"][..], &["-C", "/nowhere/config.yml"]] {
            let error = settings(wrong).unwrap_err();
            assert_eq!(crate::errors::status(&error), 2, "{error}");
        }
    }

    #[test]
    fn the_explorer_is_told_the_network() {
        assert_eq!(
            explorer("https://api.mainnet-beta.solana.com", "x"),
            "https://explorer.solana.com/tx/x"
        );
        assert_eq!(
            explorer("https://api.devnet.solana.com", "x"),
            "https://explorer.solana.com/tx/x?cluster=devnet"
        );
        assert_eq!(
            explorer("http://localhost:8899", "x"),
            "https://explorer.solana.com/tx/x?cluster=custom&customUrl=http%3A%2F%2Flocalhost%3A8899"
        );
    }

    #[test]
    fn a_network_is_named_without_what_may_be_secret() {
        for (url, name) in [
            ("http://localhost:8899", "localnet"),
            ("http://127.0.0.1:1234/", "localnet"),
            ("http://[::1]:8899", "localnet"),
            ("https://api.mainnet-beta.solana.com", "mainnet-beta"),
            ("https://api.devnet.solana.com/", "devnet"),
            (
                "https://user:word@rpc.example:443/v2/TOKEN?api-key=K",
                "rpc.example",
            ),
            ("https://rpc.example?api-key=K", "rpc.example"),
        ] {
            assert_eq!(network_name(url), name);
        }
    }

    #[test]
    fn fees_are_a_number_or_auto() {
        assert_eq!(unit_price("auto"), Ok(UnitPrice::Auto));
        assert_eq!(unit_price("5"), Ok(UnitPrice::Exact(5)));
        assert!(unit_price("much").is_err());
        assert_eq!(lamports("0.001"), Ok(1_000_000));
    }
}
