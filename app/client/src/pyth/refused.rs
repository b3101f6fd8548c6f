//! Why an update is not posted.

/// Why an update is not posted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its bytes are not those of an update.
    #[error("it is no update of Pyth: {0}")]
    Unreadable(&'static str),
    /// It has no message of the feed.
    #[error("it has no price of this feed")]
    OtherFeed,
    /// The signed root is of another tree.
    #[error("its Merkle proof does not lead to the root that was signed")]
    Proof,
    /// No receiver is there.
    #[error("there is no receiver program of Pyth on this network")]
    NoReceiver,
    /// The parameters name none that this version knows.
    #[error("the parameters name receiver programs that this version does not know, and it signs for no other: use a newer version")]
    UnknownReceivers,
    /// The network asks for too much rent.
    #[error("the network asks for {0} lamports of rent for an account that is closed again: it may be wrong about rent")]
    Rent(u64),
    /// No receiver knows who signed.
    #[error("no receiver program knows guardian set {0}, which has signed it")]
    Guardians(u32),
    /// The guardians have been replaced.
    #[error("guardian set {0}, which has signed it, has expired")]
    Expired(u32),
    /// Too few signatures for a full verification.
    #[error("it has {found} signatures of the {least} that a full verification takes")]
    Signatures {
        /// Signatures.
        found: usize,
        /// As many as it takes.
        least: usize,
    },
    /// Signatures that are not by rising places of the guardian set.
    #[error("its signatures are not in the order of the guardian set")]
    Order,
    /// Of an emitter that the receiver does not take prices from.
    #[error("it comes from chain {chain}, from an emitter that the receiver does not accept")]
    Source {
        /// Wormhole's number of the chain.
        chain: u16,
    },
}
