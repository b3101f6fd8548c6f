//! Participants that exist from the beginning.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anyhow::ensure;
use io_client::{keeper, spl, Network, Receipt, SendError};
use io_common::constants::GENESIS_SUPPLY;
use io_migrations::{genesis::Share, local, Deployment};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Instructions of a transaction that catches up.
const BATCH: usize = 6;

/// A key of the [`Cast`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Governs the programs, issues USDC, and pays for the setup.
    Authority,
    /// Address of the IO mint.
    IoMint,
    /// Address of the USDC mint.
    UsdcMint,
    /// Holds the genesis supply.
    Treasury,
    /// An attestor, counted from 1.
    Attestor(u8),
    /// May pause the programs.
    Guardian,
    /// Address of the IO/USD price.
    Price,
}

impl Role {
    /// Name of its key, such as `attestor-1`.
    pub fn name(self) -> String {
        match self {
            Self::Authority => "authority".into(),
            Self::IoMint => "io-mint".into(),
            Self::UsdcMint => "usdc-mint".into(),
            Self::Treasury => "treasury".into(),
            Self::Attestor(number) => format!("attestor-{number}"),
            Self::Guardian => "guardian".into(),
            Self::Price => "price".into(),
        }
    }
}

/// Participants that exist from the beginning. The authority pays for transactions sent here.
pub struct Cast {
    /// Governs the programs, issues USDC, and pays for the setup.
    pub authority: Keypair,
    /// May pause the programs.
    pub guardian: Keypair,
    /// Holds the genesis supply.
    pub treasury: Keypair,
    /// The council, of which two must agree.
    pub attestors: [Keypair; 3],
    /// The IO mint.
    pub io: Pubkey,
    /// The USDC mint.
    pub usdc: Pubkey,
    /// The account of the IO/USD price.
    pub price: Pubkey,
    io_mint: Keypair,
    usdc_mint: Keypair,
}

impl Cast {
    /// The cast with the keys from `key`, called once for each role in the order of [`Role`].
    ///
    /// # Errors
    /// Those of `key`.
    pub fn new(mut key: impl FnMut(Role) -> anyhow::Result<Keypair>) -> anyhow::Result<Self> {
        let authority = key(Role::Authority)?;
        let (io_mint, usdc_mint) = (key(Role::IoMint)?, key(Role::UsdcMint)?);
        let treasury = key(Role::Treasury)?;
        let mut attestor = |number| key(Role::Attestor(number));
        let attestors = [attestor(1)?, attestor(2)?, attestor(3)?];
        Ok(Self {
            authority,
            treasury,
            attestors,
            guardian: key(Role::Guardian)?,
            price: key(Role::Price)?.pubkey(),
            io: io_mint.pubkey(),
            usdc: usdc_mint.pubkey(),
            io_mint,
            usdc_mint,
        })
    }

    /// Creates a mint that stands for USDC.
    ///
    /// # Errors
    /// The network's refusal.
    pub fn create_usdc(&self, network: &mut dyn Network) -> anyhow::Result<()> {
        local::create_usdc(network, &self.authority, &self.usdc_mint)
    }

    /// The deployment: the treasury holds the genesis supply, and the anchor starts at `anchor`, in pico-USD for one
    /// IO.
    pub fn deployment(&self, anchor: u64) -> Deployment {
        Deployment {
            authority: self.authority.pubkey(),
            guardian: self.guardian.pubkey(),
            io_mint: self.io,
            mint_authority: self.authority.pubkey(),
            usdc_mint: self.usdc,
            anchor,
            genesis: Some(vec![Share::unlocked(
                "treasury",
                self.treasury.pubkey(),
                GENESIS_SUPPLY,
            )]),
            council: self.attestors.iter().map(Keypair::pubkey).collect(),
            threshold: 2,
            ..Deployment::default()
        }
    }

    /// The keys that sign a deployment.
    pub fn deployers(&self) -> [&Keypair; 2] {
        [&self.authority, &self.io_mint]
    }

    /// Creates USDC and carries out the deployment completely.
    ///
    /// # Errors
    /// The network's refusal, or the step that is waiting.
    pub fn deploy(&self, network: &mut dyn Network, anchor: u64) -> anyhow::Result<()> {
        let waits = self.carry_out(network, &self.deployment(anchor))?;
        ensure!(waits.is_empty(), "waiting: {waits:?}");
        Ok(())
    }

    /// Creates USDC and carries out a deployment of this cast, as far as its keys can sign. Returns what is waited for, by the
    /// names of the steps.
    ///
    /// # Errors
    /// The network's refusal.
    pub fn carry_out(
        &self,
        network: &mut dyn Network,
        deployment: &Deployment,
    ) -> anyhow::Result<Vec<(&'static str, String)>> {
        self.create_usdc(network)?;
        let keys = io_client::signers(self.deployers());
        Ok(io_migrations::run(network, deployment, &keys)?.waits)
    }

    /// Gives `owner` two wallets, IO of the treasury and new USDC, in base units: authority and treasury sign.
    pub fn gifts(&self, owner: &Pubkey, io: u64, usdc: u64) -> [Instruction; 4] {
        let (payer, treasury) = (self.authority.pubkey(), self.treasury.pubkey());
        let from = spl::wallet(&treasury, &self.io);
        [
            spl::create_wallet(&payer, owner, &self.io),
            spl::create_wallet(&payer, owner, &self.usdc),
            spl::transfer(&from, &spl::wallet(owner, &self.io), &treasury, io),
            spl::mint_to(&self.usdc, &spl::wallet(owner, &self.usdc), &payer, usdc),
        ]
    }

    /// Sends [`gifts`](Self::gifts).
    ///
    /// # Errors
    /// The network's refusal.
    pub fn fund(
        &self,
        network: &mut dyn Network,
        owner: &Pubkey,
        io: u64,
        usdc: u64,
    ) -> Result<Receipt, SendError> {
        let gifts = self.gifts(owner, io, usdc);
        network.send(&gifts, &[&self.authority, &self.treasury])
    }

    /// Brings the ledger and `suppliers` to the present hour.
    ///
    /// # Errors
    /// If the network does not answer, or refuses.
    pub fn catch_up(
        &self,
        network: &mut dyn Network,
        suppliers: &[Pubkey],
    ) -> Result<(), SendError> {
        let payer = self.authority.pubkey();
        let due = keeper::catch_up(network, &payer, &self.io, suppliers);
        for some in due.map_err(SendError::Unsent)?.chunks(BATCH) {
            network.send(some, &[&self.authority])?;
        }
        Ok(())
    }
}
