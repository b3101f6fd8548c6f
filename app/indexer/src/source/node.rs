//! A node, as the indexer asks it.

use std::{cell::OnceCell, collections::HashMap};

use anchor_lang::prelude::Pubkey;
use io_client::{
    confirmed::{self, Unreadable},
    rpc::{Listed, Part, RpcNetwork},
    sending::Timeouts,
    Network, ReadError,
};
use serde::Deserialize;
use serde_json::{json, Value};
use solana_commitment_config::{CommitmentConfig, CommitmentLevel};
use solana_signature::Signature;

use super::walk::Gap;
use crate::events::Transaction;

/// How nodes are asked.
#[derive(Clone, Debug)]
pub struct Options {
    /// URL of the node.
    pub url: String,
    /// Most transactions of a page.
    pub page: usize,
    /// How long one waits for answers.
    pub timeouts: Timeouts,
}

impl Options {
    /// The node at `url`, asked as usual.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            page: io_client::MAX_MENTIONS,
            timeouts: Timeouts::default(),
        }
    }
}

/// Why a node could not be followed. It is asked again: nothing was skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It does not answer, or refuses.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Part of its list is missing.
    #[error(transparent)]
    Gap(#[from] Gap),
    /// It lists a transaction, and does not have it.
    #[error("the node lists transaction {0} and does not have it in slot {1}: it may be behind")]
    Missing(Signature, u64),
    /// The transaction cannot be read.
    #[error("transaction {0}: {1}")]
    Unreadable(Signature, Unreadable),
    /// The block has no time.
    #[error("the node does not know when slot {0} was: ask another node")]
    NoTime(u64),
}

impl Fault {
    /// What kind of fault it is, as a label of metrics.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Read(ReadError::Unreachable(_)) => "unreachable",
            Self::Read(ReadError::Behind(_)) => "behind",
            Self::Read(ReadError::Refused { .. }) => "refused",
            Self::Read(ReadError::NoHistory) => "no_history",
            Self::Gap(_) => "gap",
            Self::Missing(..) => "missing",
            Self::Unreadable(..) => "unreadable",
            Self::NoTime(_) => "no_time",
        }
    }
}

/// A block, of which only the signatures were asked.
#[derive(Deserialize)]
struct Block {
    signatures: Vec<String>,
}

/// A transaction that is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
    /// Its index in the block, if the node has listed it.
    pub index: Option<u32>,
    /// Time of its block, if the node has listed it.
    pub time: Option<i64>,
}

/// A node behind a URL.
pub struct Node {
    network: RpcNetwork,
    commitment: CommitmentConfig,
    /// Whether it leaves out of a list what is older than `minContextSlot`.
    filters: OnceCell<bool>,
    /// Indices of the transactions in the last block that was asked for.
    block: Option<(u64, HashMap<Signature, u32>)>,
}

impl Node {
    /// The node of `options`, asked for what has reached `commitment`.
    pub fn new(options: &Options, commitment: CommitmentLevel) -> Self {
        let commitment = CommitmentConfig { commitment };
        let network = RpcNetwork::new(&options.url, commitment);
        Self {
            network: network.with_timeouts(options.timeouts),
            commitment,
            filters: OnceCell::new(),
            block: None,
        }
    }

    /// Hash of the cluster's first block.
    ///
    /// # Errors
    /// If the node does not say.
    pub fn genesis(&mut self) -> Result<String, Fault> {
        let genesis = self.network.genesis()?;
        let missing = || ReadError::Unreachable("it names no first block".into());
        Ok(genesis.ok_or_else(missing)?.to_string())
    }

    /// The last slot at the commitment.
    ///
    /// # Errors
    /// If the node does not say.
    pub fn slot(&self) -> Result<u64, Fault> {
        Ok(self.network.ask("getSlot", json!([self.commitment]))?)
    }

    /// The first slot of which the node has blocks; none if it does not say.
    pub fn first_slot(&self) -> Option<u64> {
        self.network.ask("getFirstAvailableBlock", json!([])).ok()
    }

    /// A part of the list of a program.
    ///
    /// # Errors
    /// If the node does not list it.
    pub fn list(&self, program: &Pubkey, part: &Part) -> Result<Vec<Listed>, Fault> {
        let least = match self.filters()? {
            true => 0,
            false => part.least,
        };
        Ok(self.network.listed(program, &Part { least, ..*part })?)
    }

    /// Surfpool does: to it, `minContextSlot` is the slot of the oldest transaction that is wanted.
    fn filters(&self) -> Result<bool, Fault> {
        if let Some(filters) = self.filters.get() {
            return Ok(*filters);
        }
        let version: Value = self.network.ask("getVersion", json!([]))?;
        let filters = version.get("surfnet-version").is_some();
        Ok(*self.filters.get_or_init(|| filters))
    }

    /// A transaction, with its place in its block.
    ///
    /// # Errors
    /// If the node does not have it, or not whole.
    pub fn transaction(&mut self, wanted: &Wanted) -> Result<Transaction, Fault> {
        let Wanted {
            signature, slot, ..
        } = *wanted;
        let found = self.network.transaction(&signature)?;
        let found = found.filter(|it| it.slot == slot);
        let found = found.ok_or(Fault::Missing(signature, slot))?;
        let index = match found.transaction_index.or(wanted.index) {
            Some(index) => index,
            None => self.index(slot, &signature)?,
        };
        let time = found.block_time.or(wanted.time);
        let time = time.ok_or(Fault::NoTime(slot))?;
        let read = Transaction::read((slot, index), signature, time, &found.transaction);
        read.map_err(|why| Fault::Unreadable(signature, why))
    }

    /// Forgets the block that was asked for last: a fork may have replaced it.
    pub fn forget(&mut self) {
        self.block = None;
    }

    /// Index of a transaction in its block, of a node that does not list it.
    fn index(&mut self, slot: u64, signature: &Signature) -> Result<u32, Fault> {
        if self.block.as_ref().is_none_or(|(it, _)| *it != slot) {
            let config = json!({
                "transactionDetails": "signatures",
                "rewards": false,
                "maxSupportedTransactionVersion": confirmed::VERSION,
                "commitment": self.commitment.commitment,
            });
            let block: Option<Block> = self.network.ask("getBlock", json!([slot, config]))?;
            let block = block.ok_or(Fault::Missing(*signature, slot))?;
            let indexed = (0..).zip(block.signatures);
            let indices = indexed.filter_map(|(index, it)| Some((it.parse().ok()?, index)));
            self.block = Some((slot, indices.collect()));
        }
        let indices = self.block.as_ref().map(|(_, indices)| indices);
        let index = indices.and_then(|it| it.get(signature)).copied();
        index.ok_or(Fault::Missing(*signature, slot))
    }
}
