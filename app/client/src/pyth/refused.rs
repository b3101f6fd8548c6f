//! Why an update is not posted.

/// Why an update is not posted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Its bytes are not those of an update.
    #[error("it is not an update of Pyth: {0}")]
    Unreadable(&'static str),
    /// It has no message of the feed.
    #[error("it has no price of this feed")]
    OtherFeed,
    /// The signed root is of another tree.
    #[error("its Merkle proof does not lead to the signed root")]
    Proof,
    /// No receiver exists.
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
    #[error("its guardian set {0} has expired")]
    Expired(u32),
    /// Too few signatures for a full verification.
    #[error("it has {found} signatures, and a full verification needs {least}")]
    Signatures {
        /// Signatures.
        found: usize,
        /// Signatures needed.
        least: usize,
    },
    /// Signatures are not in the order of the guardian set.
    #[error("its signatures are not in the order of the guardian set")]
    Order,
    /// From an emitter that the receiver does not accept.
    #[error("the receiver does not accept its emitter on chain {chain}")]
    Source {
        /// Wormhole's chain id.
        chain: u16,
    },
}
