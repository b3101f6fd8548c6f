//! A supplier's service key: what workloads are sealed to, signed by the supplier's owner or operator.

use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};

use crate::{
    error::{invalid, Error, Result},
    json::{self, needed, present},
    key::PublicKey,
    limits::{CLOCK_SKEW, MAX_REQUEST, MAX_SERVICE_KEY_AGE, VERSION},
    request::{genesis, sign, signature},
    statement::Statement,
    text::{address, check, time},
};

/// A service key to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedServiceKey {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// To what workloads are sealed.
    pub key: PublicKey,
    /// When it was made, in unix seconds.
    pub issued_at: u64,
    /// Until when it is valid, in unix seconds: at most 90 days later.
    pub expires_at: u64,
}

/// A service key, as an endpoint serves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceKey {
    unsigned: UnsignedServiceKey,
    signer: Pubkey,
    signature: Signature,
}

/// What the chain and the clock of the renter say.
#[derive(Clone, Debug)]
pub struct ServiceTerms {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Its operator.
    pub operator: Pubkey,
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
    key: Option<String>,
    #[serde(default, deserialize_with = "present")]
    issued_at: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    expires_at: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    signer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    signature: Option<String>,
}

impl UnsignedServiceKey {
    /// What to sign.
    pub fn statement(&self) -> Statement {
        Statement::service_key(
            &self.network,
            &self.supplier,
            &self.key,
            self.issued_at,
            self.expires_at,
        )
    }

    /// Signs it.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn sign(self, signer: &dyn Signer) -> std::result::Result<ServiceKey, SignerError> {
        let (signer, signature) = sign(&self.statement(), signer)?;
        Ok(self.with_signature(signer, signature))
    }

    /// With the signature that a wallet elsewhere made of its statement.
    pub fn with_signature(self, signer: Pubkey, signature: Signature) -> ServiceKey {
        ServiceKey {
            unsigned: self,
            signer,
            signature,
        }
    }
}

impl ServiceKey {
    /// Reads JSON, without a look at the signature.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`, `WeakKey`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_REQUEST)?;
        let network = genesis(&needed("network", fields.network)?)?;
        let supplier = address("supplier", &needed("supplier", fields.supplier)?)?;
        let key = needed("key", fields.key)?
            .parse()
            .map_err(|error| match error {
                Error::WeakKey => error,
                _ => invalid("key", "is not an age recipient, age1…"),
            })?;
        let issued_at = time("issued_at", needed("issued_at", fields.issued_at)?)?;
        let expires_at = time("expires_at", needed("expires_at", fields.expires_at)?)?;
        let age = expires_at.checked_sub(issued_at);
        let is_bounded = age.is_some_and(|age| (1..=MAX_SERVICE_KEY_AGE).contains(&age));
        check(
            "expires_at",
            is_bounded,
            "is not within 90 days after `issued_at`",
        )?;
        let unsigned = UnsignedServiceKey {
            network,
            supplier,
            key,
            issued_at,
            expires_at,
        };
        let signer = address("signer", &needed("signer", fields.signer)?)?;
        let signature = signature(&needed("signature", fields.signature)?)?;
        Ok(unsigned.with_signature(signer, signature))
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`ServiceKey::read`] would refuse.
    pub fn write(&self) -> Result<Vec<u8>> {
        let json = json::write(&Fields {
            version: VERSION,
            network: Some(self.unsigned.network.to_string()),
            supplier: Some(self.unsigned.supplier.to_string()),
            key: Some(self.unsigned.key.to_string()),
            issued_at: Some(self.unsigned.issued_at),
            expires_at: Some(self.unsigned.expires_at),
            signer: Some(self.signer.to_string()),
            signature: Some(self.signature.to_string()),
        })?;
        Self::read(&json)?;
        Ok(json.to_vec())
    }

    /// The key, if the supplier's owner or operator signed it for this network and it is valid now.
    ///
    /// # Errors
    /// `WrongNetwork`, `WrongSupplier`, `WrongSigner`, `BadSignature`, `NotYetValid`, `Expired`.
    pub fn check(&self, terms: &ServiceTerms) -> Result<PublicKey> {
        let it = &self.unsigned;
        if it.network != terms.network {
            return Err(Error::WrongNetwork);
        }
        if it.supplier != terms.supplier {
            return Err(Error::WrongSupplier);
        }
        if ![terms.owner, terms.operator].contains(&self.signer) {
            return Err(Error::WrongSigner);
        }
        it.statement().verify(&self.signer, &self.signature)?;
        if it.issued_at > terms.now.saturating_add(CLOCK_SKEW) {
            return Err(Error::NotYetValid);
        }
        match terms.now < it.expires_at {
            true => Ok(it.key),
            false => Err(Error::Expired),
        }
    }
}
