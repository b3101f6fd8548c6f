//! The participants and their keys, in a folder.

use std::{
    fs::{self, File},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use anchor_lang::{prelude::Pubkey, solana_program::system_instruction};
use anyhow::{anyhow, ensure, Context};
use io_client::{spl, Network};
use io_common::constants::{GENESIS_SUPPLY, ONE_IO, ONE_USDC};
use io_migrations::programs::PROGRAMS;
use solana_keypair::{read_keypair_file, write_keypair_file, Keypair};
use solana_signer::Signer;

/// Derived from public names: only for networks that end with the test.
const LOCAL_KEYS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../migrations/localnet-keys"
);
/// The parameters of a deployment.
const EXAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../migrations/data/example.toml"
);
/// Participants except the authority and [`CUSTOMERS`].
const NAMES: [&str; 8] = [
    "guardian",
    "treasury",
    "io-mint",
    "usdc-mint",
    "attestor-1",
    "attestor-2",
    "attestor-3",
    "supplier",
];
const CUSTOMERS: [&str; 2] = ["staker", "renter"];
/// Lamports of each signer: 0.1 SOL.
const LAMPORTS: u64 = 100_000_000;
/// IO of the supplier and of the staker, in base units.
const IO: u64 = 10_000 * ONE_IO;
/// USDC of the renter, in base units.
const USDC: u64 = 100 * ONE_USDC;

/// The participants' keys.
pub struct People {
    pub folder: PathBuf,
}

impl People {
    /// Loads them from `folder`; missing ones are created, the authority's only for a validator started here.
    pub fn new(folder: &Path, own: bool) -> anyhow::Result<Self> {
        fs::create_dir_all(folder)?;
        let people = Self {
            folder: folder.into(),
        };
        let authority = people.file("authority");
        ensure!(
            own || Path::new(&authority).is_file(),
            "{authority} is missing: it pays and becomes the upgrade authority"
        );
        for name in ["authority"].iter().chain(&NAMES).chain(&CUSTOMERS) {
            let file = people.file(name);
            if !Path::new(&file).is_file() {
                // Readable by its owner only.
                write_keypair_file(&Keypair::new(), &file).map_err(|error| anyhow!("{error}"))?;
                fs::set_permissions(&file, PermissionsExt::from_mode(0o600))?;
            }
        }
        people.key("authority")?;
        Ok(people)
    }

    /// The file of somebody's key.
    pub fn file(&self, name: &str) -> String {
        let file = self.folder.join(name).with_extension("json");
        file.display().to_string()
    }

    pub fn key(&self, name: &str) -> anyhow::Result<Keypair> {
        let file = self.file(name);
        read_keypair_file(&file).map_err(|error| anyhow!("{file}: {error}"))
    }

    pub fn address(&self, name: &str) -> anyhow::Result<Pubkey> {
        Ok(self.key(name)?.pubkey())
    }

    pub fn authority(&self) -> Pubkey {
        self.address("authority").unwrap_or_default()
    }

    /// Writes the deployment file and returns its path.
    pub fn deployment(&self) -> anyhow::Result<String> {
        let mut text = String::new();
        for (field, name) in [
            ("authority", "authority"),
            ("guardian", "guardian"),
            ("io_mint", "io-mint"),
            ("usdc_mint", "usdc-mint"),
        ] {
            text += &format!("{field} = \"{}\"\n", self.address(name)?);
        }
        text += "anchor_micro_usd = 250_000\n[council]\nthreshold = 2\nattestors = [\n";
        for name in ["attestor-1", "attestor-2", "attestor-3"] {
            text += &format!("  \"{}\",\n", self.address(name)?);
        }
        let supply = GENESIS_SUPPLY.div_euclid(ONE_IO);
        let treasury = self.address("treasury")?;
        text += &format!(
            "]\n[[genesis]]\ncategory = \"treasury\"\nowner = \"{treasury}\"\nio = {supply}\n"
        );
        let example = fs::read_to_string(EXAMPLE)?;
        let start = example.find("[parameters.").context("no parameters")?;
        text += &example[start..];
        let file = self.folder.join("deployment.toml");
        fs::write(&file, text)?;
        Ok(file.display().to_string())
    }

    /// Funds all participants with SOL and creates the test USDC mint, unless that has been done.
    pub fn let_in(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        let (authority, usdc) = (self.key("authority")?, self.key("usdc-mint")?);
        let payer = authority.pubkey();
        let mut transfers = Vec::new();
        for name in NAMES.iter().chain(&CUSTOMERS) {
            // The mints' addresses must stay empty until they are created.
            if name.ends_with("-mint") {
                continue;
            }
            let address = self.address(name)?;
            if network.account(&address)?.is_none() {
                transfers.push(system_instruction::transfer(&payer, &address, LAMPORTS));
            }
        }
        if !transfers.is_empty() {
            network.send(&transfers, &[&authority])?;
        }
        if network.account(&usdc.pubkey())?.is_none() {
            io_migrations::local::create_usdc(network, &authority, &usdc)?;
        }
        Ok(())
    }

    /// Gives the supplier and the staker IO from the genesis supply, and the renter USDC.
    pub fn fund(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        let (authority, treasury) = (self.key("authority")?, self.key("treasury")?);
        let (payer, owner) = (authority.pubkey(), treasury.pubkey());
        let (io, usdc) = (self.address("io-mint")?, self.address("usdc-mint")?);
        let mut instructions = Vec::new();
        for name in ["supplier", "staker"] {
            let to = self.address(name)?;
            instructions.push(spl::create_wallet(&payer, &to, &io));
            let (from, to) = (spl::wallet(&owner, &io), spl::wallet(&to, &io));
            instructions.push(spl::transfer(&from, &to, &owner, IO));
        }
        let renter = self.address("renter")?;
        instructions.push(spl::create_wallet(&payer, &renter, &usdc));
        let wallet = spl::wallet(&renter, &usdc);
        instructions.push(spl::mint_to(&usdc, &wallet, &payer, USDC));
        network.send(&instructions, &[&authority, &treasury])?;
        Ok(())
    }
}

/// Copies the local program key pairs into the folder.
pub fn copy_program_keys(folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder)?;
    for (name, _) in PROGRAMS {
        let name = format!("{name}-keypair.json");
        let mut to = File::create(folder.join(&name))?;
        let mut from = File::open(Path::new(LOCAL_KEYS).join(&name)).context(name)?;
        std::io::copy(&mut from, &mut to)?;
    }
    Ok(())
}
