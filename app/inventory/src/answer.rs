//! The answer to a challenge.

use io_access::{http::Refusal, Challenge, ChallengeTerms, Maintenance, UnsignedAnswer};
use solana_signer::{Signer, SignerError};

use crate::{Error, Inventory};

/// What answers for a supplier.
pub struct Service<'a> {
    /// What the chain and the clock say.
    pub terms: ChallengeTerms<'a>,
    /// Its GPUs.
    pub inventory: &'a dyn Inventory,
    /// The next maintenance, or the present one.
    pub maintenance: Option<Maintenance>,
    /// The owner's key, or the operator's.
    pub signer: &'a dyn Signer,
}

/// Why a challenge has no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The challenge is refused.
    #[error("a challenge is refused: {0}")]
    Refused(io_access::Error),
    /// The GPUs cannot be listed.
    #[error("{0}")]
    Inventory(#[from] Error),
    /// The list is none of this format.
    #[error("the list of GPUs cannot be sent: {0}")]
    List(io_access::Error),
    /// The key does not sign.
    #[error("the key does not sign: {0}")]
    Signer(#[from] SignerError),
    /// It is of a supplier that is not served here.
    #[error("a challenge is of another supplier")]
    Unknown,
    /// The chain has not been seen lately.
    #[error("who the attestors are is not known: the chain has not answered lately")]
    NoCouncil,
    /// The attestor has asked too often.
    #[error("an attestor has asked too often")]
    TooOften,
}

impl NoAnswer {
    /// What the attestor is answered. It has none of the supplier's own words.
    pub fn refusal(&self) -> Refusal {
        match self {
            Self::Refused(error) => Refusal::from(error),
            Self::Unknown => Refusal::not_found(),
            Self::TooOften => Refusal::too_many_requests(),
            Self::Inventory(_) | Self::List(_) | Self::Signer(_) | Self::NoCouncil => {
                Refusal::unavailable()
            }
        }
    }

    /// Whether it is the supplier's to mend, and not the fault of what was asked.
    pub fn is_ours(&self) -> bool {
        !matches!(self, Self::Refused(_) | Self::Unknown | Self::TooOften)
    }
}

/// Answers the body of a request: the body of the answer. The GPUs are listed only for an attestor.
///
/// # Errors
/// Why there is none: [`NoAnswer::refusal`] is for the attestor, the rest for the log.
pub fn answer(service: &Service, challenge: &[u8]) -> Result<Vec<u8>, NoAnswer> {
    let challenge = Challenge::read(challenge).map_err(NoAnswer::Refused)?;
    let terms = &service.terms;
    challenge.check(terms).map_err(NoAnswer::Refused)?;
    let unsigned = UnsignedAnswer {
        network: terms.network,
        supplier: terms.supplier,
        nonce: challenge.nonce(),
        answered_at: terms.now,
        source: service.inventory.source(),
        gpus: service.inventory.gpus()?,
        maintenance: service.maintenance,
    };
    let signed = unsigned.sign(service.signer)?;
    signed.write().map_err(NoAnswer::List)
}
