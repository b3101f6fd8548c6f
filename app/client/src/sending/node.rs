//! Requests to the nodes of a cluster. Each may be answered by another node, which may lag or be wrong.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use solana_transaction_error::TransactionError;

/// Code of JSON-RPC.
const MIN_CONTEXT_SLOT_NOT_REACHED: i64 = -32_016;

/// An answer, and the slot of the bank that it is from.
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
    /// Whether the block has the requested commitment.
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

    /// Whether a blockhash may still be used, in a bank at `slot` or later.
    fn is_valid(&self, blockhash: &Hash, slot: u64) -> Result<At<bool>, Fault>;

    /// Value of a nonce account, of a bank at `slot` or later; none if there is no nonce account any more.
    fn nonce(&self, account: &Pubkey, slot: u64) -> Result<At<Option<Hash>>, Fault>;
}

/// What a node knows of signatures, in their order.
pub(crate) type Statuses = At<Vec<Option<Status>>>;

/// What a fault says of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It never left: there was no connection.
    Unconnected,
    /// It may have been executed, but its answer is lost or unreadable.
    Lost,
    /// It was not executed now; a repetition may succeed.
    Busy,
    /// It was not executed and will not be.
    Refused,
}

/// A request that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: Kind,
    /// The node's message, or what went wrong on the way to it.
    pub(crate) words: String,
    /// Of JSON-RPC.
    pub(crate) code: Option<i64>,
    /// Minimum delay before asking again, if the node gives one.
    pub(crate) after: Option<Duration>,
    /// Why a transaction was not taken, with its log.
    pub(crate) refusal: Option<(TransactionError, Vec<String>)>,
    /// Whether the node itself refused, with a code that it returns before it does anything.
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
