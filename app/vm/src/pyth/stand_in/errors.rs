//! Error codes of the two programs.

/// Errors of the receiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum ReceiverError {
    /// The VAA signs no Merkle root.
    InvalidWormholeMessage = 6000,
    /// The message cannot be read.
    DeserializeMessageFailed = 6001,
    /// The proof does not lead to the root.
    InvalidPriceUpdate = 6002,
    /// Another emitter.
    InvalidDataSource = 6004,
    /// The payer has too little for the fee.
    InsufficientFunds = 6005,
    /// Somebody else's price account.
    WrongWriteAuthority = 6012,
    /// The account with the VAA is not Wormhole's.
    WrongVaaOwner = 6013,
    /// The VAA cannot be read.
    DeserializeVaaFailed = 6014,
    /// Fewer signatures than the minimum.
    InsufficientGuardianSignatures = 6015,
    /// Another guardian set than that of the VAA.
    GuardianSetMismatch = 6017,
    /// Signatures that are not by rising places.
    InvalidGuardianOrder = 6018,
    /// A place beyond the guardian set.
    InvalidGuardianIndex = 6019,
    /// No signature.
    InvalidSignature = 6020,
    /// Signed by another key.
    InvalidGuardianKeyRecovery = 6021,
    /// The guardian set is not Wormhole's.
    WrongGuardianSetOwner = 6022,
    /// The guardian set is at another address.
    InvalidGuardianSetPda = 6023,
    /// The guardian set has expired.
    GuardianSetExpired = 6024,
}

impl From<ReceiverError> for u32 {
    fn from(error: ReceiverError) -> Self {
        error as Self
    }
}

/// Errors of Wormhole, with Anchor's offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum WormholeError {
    /// The account holds something.
    AccountNotZeroed = 6_000 + 0x3,
    /// Too few signatures.
    NoQuorum = 6_000 + 0x203,
    /// Another guardian set than that of the VAA.
    GuardianSetMismatch = 6_000 + 0x700,
    /// The guardian set has expired.
    GuardianSetExpired = 6_000 + 0x706,
    /// Signed by another key.
    InvalidGuardianKeyRecovery = 6_000 + 0x708,
    /// A place beyond the guardian set, or not above the one before.
    InvalidGuardianIndex = 6_000 + 0x1070,
    /// No signature.
    InvalidSignature = 6_000 + 0x1080,
    /// A VAA that is not verified.
    UnverifiedVaa = 6_000 + 0x10a0,
    /// It is verified, or not being written.
    NotInWritingStatus = 6_000 + 0x10a6,
    /// No room for a VAA.
    InvalidCreatedAccountSize = 6_000 + 0x10ae,
    /// Beyond the end of the VAA.
    DataOverflow = 6_000 + 0x10b0,
    /// The VAA cannot be read.
    CannotParseVaa = 6_000 + 0x10b4,
    /// Somebody else's account.
    WriteAuthorityMismatch = 6_000 + 0x10ba,
}

impl From<WormholeError> for u32 {
    fn from(error: WormholeError) -> Self {
        error as Self
    }
}
