//! What a supplier answers to a challenge.

use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};

use super::line::SignedLine;
use super::{
    gpu::{self, Gpu, GpuFields, Maintenance, MaintenanceFields, Source},
    request::nonce,
};
use crate::{
    error::{Error, Result},
    json::{self, needed, present},
    limits::{MAX_ANSWER, VERSION},
    request::{genesis, sign, signature},
    statement::Statement,
    text::{address, time},
};

/// An answer to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedAnswer {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// That of the challenge.
    pub nonce: Hash,
    /// When it was made, in unix seconds, by the supplier's clock.
    pub answered_at: u64,
    /// Where the list comes from.
    pub source: Source,
    /// The supplier's GPUs.
    pub gpus: Vec<Gpu>,
    /// The next maintenance, or the present one.
    pub maintenance: Option<Maintenance>,
}

/// A signed answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    unsigned: UnsignedAnswer,
    signer: Pubkey,
    signature: Signature,
}

/// What the chain and the challenge say.
#[derive(Clone, Debug)]
pub struct AnswerTerms {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The supplier's account.
    pub supplier: Pubkey,
    /// Its owner.
    pub owner: Pubkey,
    /// Its operator.
    pub operator: Pubkey,
    /// That of the challenge.
    pub nonce: Hash,
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
    answered_at: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    source: Option<String>,
    #[serde(default, deserialize_with = "present")]
    gpus: Option<Vec<GpuFields>>,
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    maintenance: Option<MaintenanceFields>,
    #[serde(default, deserialize_with = "present")]
    signer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    signature: Option<String>,
}

impl UnsignedAnswer {
    /// What to sign.
    pub fn statement(&self) -> Statement {
        Statement::answer(
            [&self.network, &self.nonce],
            &self.supplier,
            self.answered_at,
            (self.source.name(), self.gpus.len(), &gpu::hash(&self.gpus)),
            self.maintenance.map(|it| [it.from, it.until]),
        )
    }

    /// Signs it.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn sign(self, signer: &dyn Signer) -> std::result::Result<Answer, SignerError> {
        let (signer, signature) = sign(&self.statement(), signer)?;
        Ok(self.with_signature(signer, signature))
    }

    /// With the signature that a wallet elsewhere made of its statement.
    pub fn with_signature(self, signer: Pubkey, signature: Signature) -> Answer {
        Answer {
            unsigned: self,
            signer,
            signature,
        }
    }
}

impl Answer {
    /// Reads JSON, without a look at the signature.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_ANSWER)?;
        let maintenance = fields.maintenance.map(|it| {
            let (from, until) = (it.from, it.until);
            Maintenance { from, until }.check()
        });
        let unsigned = UnsignedAnswer {
            network: genesis(&needed("network", fields.network)?)?,
            supplier: address("supplier", &needed("supplier", fields.supplier)?)?,
            nonce: nonce(&needed("nonce", fields.nonce)?)?,
            answered_at: time("answered_at", needed("answered_at", fields.answered_at)?)?,
            source: Source::read(&needed("source", fields.source)?)?,
            gpus: gpu::read(needed("gpus", fields.gpus)?)?,
            maintenance: maintenance.transpose()?,
        };
        let signer = address("signer", &needed("signer", fields.signer)?)?;
        let signature = signature(&needed("signature", fields.signature)?)?;
        Ok(unsigned.with_signature(signer, signature))
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`Answer::read`] would refuse.
    pub fn write(&self) -> Result<Vec<u8>> {
        let it = &self.unsigned;
        let json = json::write(&Fields {
            version: VERSION,
            network: Some(it.network.to_string()),
            supplier: Some(it.supplier.to_string()),
            nonce: Some(it.nonce.to_string()),
            answered_at: Some(it.answered_at),
            source: Some(it.source.name().into()),
            gpus: Some(gpu::write(&it.gpus)),
            maintenance: it.maintenance.map(|it| MaintenanceFields {
                from: it.from,
                until: it.until,
            }),
            signer: Some(self.signer.to_string()),
            signature: Some(self.signature.to_string()),
        })?;
        Self::read(&json)?;
        Ok(json.to_vec())
    }

    /// What it says, if the supplier's owner or operator answers this challenge with it.
    ///
    /// # Errors
    /// `WrongNetwork`, `WrongSupplier`, `WrongNonce`, `WrongSigner`, `BadSignature`.
    pub fn check(&self, terms: &AnswerTerms) -> Result<&UnsignedAnswer> {
        let it = &self.unsigned;
        if it.network != terms.network {
            return Err(Error::WrongNetwork);
        }
        if it.supplier != terms.supplier {
            return Err(Error::WrongSupplier);
        }
        if it.nonce != terms.nonce {
            return Err(Error::WrongNonce);
        }
        if ![terms.owner, terms.operator].contains(&self.signer) {
            return Err(Error::WrongSigner);
        }
        self.signed()
    }

    /// What it says, if its signer has signed it: of any supplier, to any challenge.
    ///
    /// # Errors
    /// `BadSignature`.
    pub fn signed(&self) -> Result<&UnsignedAnswer> {
        let it = &self.unsigned;
        it.statement().verify(&self.signer, &self.signature)?;
        Ok(it)
    }

    /// Who has signed it.
    pub fn signer(&self) -> Pubkey {
        self.signer
    }

    /// What was signed, without the list, as JSON that [`SignedLine`] reads.
    pub fn line(&self) -> String {
        SignedLine::write(&self.unsigned.statement(), &self.signer, &self.signature)
    }
}
