//! What is asked of a cluster's nodes. Each request may be answered by another one, which may lag or be wrong.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// Code of JSON-RPC.
const MIN_CONTEXT_SLOT_NOT_REACHED: i64 = -32_016;

/// An answer, and the slot of the node's bank that it is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct At<T> {
    pub(crate) slot: u64,
    pub(crate) value: T,
}

/// A bank's place in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) slot: u64,
    pub(crate) height: u64,
}

/// A transaction in a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Status {
    pub(crate) slot: u64,
    /// Whether the block is as sure as was asked for.
    pub(crate) sure: bool,
    pub(crate) outcome: Result<(), TransactionError>,
}

/// Answers that conclude a transaction. All but [`statuses`](Node::statuses) are of a finalized bank. None is repeated here.
pub(crate) trait Node: Sync {
    /// Sends it to the leaders. Its faults are [`Kind::Unconnected`], for what never left, [`Kind::Refused`], for what
    /// the node says that it has not handed on, and [`Kind::Lost`] for all else.
    fn broadcast(&self, transaction: &VersionedTransaction) -> Result<(), Fault>;

    /// One of each signature: none if it is in no block that the node remembers.
    fn statuses(&self, signatures: &[Signature], history: bool) -> Result<Statuses, Fault>;

    /// The last finalized block.
    fn tip(&self) -> Result<Tip, Fault>;

    /// Whether a blockhash may still be used, of a bank at `slot` or later.
    fn is_valid(&self, blockhash: &Hash, slot: u64) -> Result<At<bool>, Fault>;

    /// Value of a nonce account, of a bank at `slot` or later; none if there is no nonce account any more.
    fn nonce(&self, account: &Pubkey, slot: u64) -> Result<At<Option<Hash>>, Fault>;
}

/// What a node knows of signatures, in their order.
pub(crate) type Statuses = At<Vec<Option<Status>>>;

/// What a fault says of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It never left: nobody listens.
    Unconnected,
    /// It may have been carried out, but its answer is lost or cannot be read.
    Lost,
    /// It was not carried out now; asked again, it may be.
    Busy,
    /// It was not carried out and will not be.
    Refused,
}

/// A request without the answer that it asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// The node's own, or what went wrong on the way to it.
    pub(crate) words: String,
    /// Of JSON-RPC.
    pub(crate) code: Option<i64>,
    /// When to ask again at the earliest, if it says so.
    pub(crate) after: Option<Duration>,
    /// Why a transaction was not taken, with its log.
    pub(crate) refusal: Option<(TransactionError, Vec<String>)>,
    /// The node itself says so, by a code that it gives before it does anything.
    pub(crate) never_began: bool,
}

impl Fault {
    /// Whether the node has not come to the slot that was asked for.
    pub(crate) fn is_behind(&self) -> bool {
        self.code == Some(MIN_CONTEXT_SLOT_NOT_REACHED)
    }

    pub(crate) fn new(kind: Kind, words: impl Into<String>) -> Self {
        Self {
            kind,
            words: words.into(),
            code: None,
            after: None,
            refusal: None,
            never_began: false,
        }
    }

    /// A transaction refused with `error`.
    #[cfg(test)]
    pub(crate) fn refusal(error: TransactionError) -> Self {
        Self {
            refusal: Some((error, Vec::new())),
            ..Self::new(Kind::Refused, "refused")
        }
    }
}
