//! What an attestor posts to a supplier's endpoint.

use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};

use crate::{
    error::{invalid, Error, Result},
    json::{self, needed, present},
    limits::{CLOCK_SKEW, FRESH_FOR, MAX_CHALLENGE, VERSION},
    request::{genesis, sign, signature},
    statement::Statement,
    text::{address, time},
};

/// A challenge to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedChallenge {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// 32 random bytes, new for each challenge.
    pub nonce: Hash,
    /// When it was made, in unix seconds.
    pub asked_at: u64,
}

/// A signed challenge, as it is posted to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    unsigned: UnsignedChallenge,
    signer: Pubkey,
    signature: Signature,
}

/// What the chain and the clock of the supplier say.
#[derive(Clone, Debug)]
pub struct ChallengeTerms<'a> {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier in the path of the request.
    pub supplier: Pubkey,
    /// The attestors who are not suspended.
    pub attestors: &'a [Pubkey],
    /// Unix seconds.
    pub now: u64,
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u64,
    #[serde(default, deserialize_with = "present")]
    network: Option<String>,
    #[serde(default, deserialize_with = "present")]
    supplier: Option<String>,
    #[serde(default, deserialize_with = "present")]
    nonce: Option<String>,
    #[serde(default, deserialize_with = "present")]
    asked_at: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    signer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    signature: Option<String>,
}

impl UnsignedChallenge {
    /// What to sign.
    pub fn statement(&self) -> Statement {
        Statement::challenge(&self.network, &self.supplier, &self.nonce, self.asked_at)
    }

    /// Signs it.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn sign(self, signer: &dyn Signer) -> std::result::Result<Challenge, SignerError> {
        let (signer, signature) = sign(&self.statement(), signer)?;
        Ok(self.with_signature(signer, signature))
    }

    /// With the signature that a wallet elsewhere made of its statement.
    pub fn with_signature(self, signer: Pubkey, signature: Signature) -> Challenge {
        Challenge {
            unsigned: self,
            signer,
            signature,
        }
    }
}

impl Challenge {
    /// Reads JSON, without a look at the signature.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_CHALLENGE)?;
        let unsigned = UnsignedChallenge {
            network: genesis(&needed("network", fields.network)?)?,
            supplier: address("supplier", &needed("supplier", fields.supplier)?)?,
            nonce: nonce(&needed("nonce", fields.nonce)?)?,
            asked_at: time("asked_at", needed("asked_at", fields.asked_at)?)?,
        };
        let signer = address("signer", &needed("signer", fields.signer)?)?;
        let signature = signature(&needed("signature", fields.signature)?)?;
        Ok(unsigned.with_signature(signer, signature))
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`Challenge::read`] would refuse.
    pub fn write(&self) -> Result<Vec<u8>> {
        let json = json::write(&Fields {
            version: VERSION,
            network: Some(self.unsigned.network.to_string()),
            supplier: Some(self.unsigned.supplier.to_string()),
            nonce: Some(self.unsigned.nonce.to_string()),
            asked_at: Some(self.unsigned.asked_at),
            signer: Some(self.signer.to_string()),
            signature: Some(self.signature.to_string()),
        })?;
        Self::read(&json)?;
        Ok(json.to_vec())
    }

    /// Its nonce, which the answer repeats.
    pub fn nonce(&self) -> Hash {
        self.unsigned.nonce
    }

    /// The attestor who signed it.
    pub fn signer(&self) -> Pubkey {
        self.signer
    }

    /// Whether an attestor asks this supplier, just now.
    ///
    /// # Errors
    /// `WrongNetwork`, `WrongSupplier`, `WrongSigner`, `BadSignature`, `NotYetValid`, `Stale`.
    pub fn check(&self, terms: &ChallengeTerms) -> Result<()> {
        let it = &self.unsigned;
        if it.network != terms.network {
            return Err(Error::WrongNetwork);
        }
        if it.supplier != terms.supplier {
            return Err(Error::WrongSupplier);
        }
        if !terms.attestors.contains(&self.signer) {
            return Err(Error::WrongSigner);
        }
        it.statement().verify(&self.signer, &self.signature)?;
        if it.asked_at > terms.now.saturating_add(CLOCK_SKEW) {
            return Err(Error::NotYetValid);
        }
        match terms.now > it.asked_at.saturating_add(FRESH_FOR) {
            true => Err(Error::Stale),
            false => Ok(()),
        }
    }
}

pub(super) fn nonce(text: &str) -> Result<Hash> {
    let nonce = text.parse().ok();
    nonce.ok_or(invalid("nonce", "is not 32 bytes in base 58"))
}
