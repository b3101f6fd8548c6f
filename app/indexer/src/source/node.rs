//! The indexer's requests to a node.

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

/// How a node is queried.
#[derive(Clone, Debug)]
pub struct Options {
    /// URL of the node.
    pub url: String,
    /// Transactions of a page, at most.
    pub page: usize,
    /// Timeouts of requests.
    pub timeouts: Timeouts,
}

impl Options {
    /// The node at `url`, with default options.
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            page: io_client::MAX_MENTIONS,
            timeouts: Timeouts::default(),
        }
    }
}

/// Why a node could not be followed. The request is repeated; nothing was skipped.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// It does not answer, or it refuses.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Part of its list is missing.
    #[error(transparent)]
    Gap(#[from] Gap),
    /// It lists a transaction and does not return it.
    #[error("the node lists transaction {0} of slot {1} but does not return it: it may be behind")]
    Missing(Signature, u64),
    /// The transaction cannot be read.
    #[error("transaction {0}: {1}")]
    Unreadable(Signature, Unreadable),
    /// The block has no time.
    #[error("the node has no block time for slot {0}: use another node")]
    NoTime(u64),
}

impl Fault {
    /// Its kind, as a metrics label.
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

/// A block, requested with signatures only.
#[derive(Deserialize)]
struct Block {
    signatures: Vec<String>,
}

/// A transaction to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its signature.
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
    /// Its index in the block, if the node lists it.
    pub index: Option<u32>,
    /// Time of its block in unix seconds, if the node lists it.
    pub time: Option<i64>,
}

/// A node behind a URL.
pub struct Node {
    network: RpcNetwork,
    commitment: CommitmentConfig,
    /// Whether it omits transactions older than `minContextSlot` from lists.
    filters: OnceCell<bool>,
    /// Transaction indexes of the last block requested.
    block: Option<(u64, HashMap<Signature, u32>)>,
}

impl Node {
    /// The node of `options`, queried at `commitment`.
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
    /// If the node does not answer.
    pub fn genesis(&mut self) -> Result<String, Fault> {
        let genesis = self.network.genesis()?;
        let missing = || ReadError::Unreachable("it returned no genesis hash".into());
        Ok(genesis.ok_or_else(missing)?.to_string())
    }

    /// The last slot at the commitment.
    ///
    /// # Errors
    /// If the node does not answer.
    pub fn slot(&self) -> Result<u64, Fault> {
        Ok(self.network.ask("getSlot", json!([self.commitment]))?)
    }

    /// The first slot for which the node has blocks, if it says.
    pub fn first_slot(&self) -> Option<u64> {
        self.network.ask("getFirstAvailableBlock", json!([])).ok()
    }

    /// A page of a program's list.
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

    /// Surfpool takes `minContextSlot` for the slot of the oldest transaction wanted.
    fn filters(&self) -> Result<bool, Fault> {
        if let Some(filters) = self.filters.get() {
            return Ok(*filters);
        }
        let version: Value = self.network.ask("getVersion", json!([]))?;
        let filters = version.get("surfnet-version").is_some();
        Ok(*self.filters.get_or_init(|| filters))
    }

    /// A transaction with its index in its block.
    ///
    /// # Errors
    /// If the node does not have it, or lacks part of it.
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

    /// Forgets the last block requested: a fork may have replaced it.
    pub fn forget(&mut self) {
        self.block = None;
    }

    /// Index of a transaction in its block, for a node that does not list it.
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
