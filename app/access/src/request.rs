//! A workload on its way to the supplier: sealed, and signed by the renter's wallet.

use base64::prelude::{Engine as _, BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::{Signer, SignerError};

use crate::{
    error::{invalid, Error, Result},
    json::{self, needed, present},
    key::Secret,
    limits::{CLOCK_SKEW, FRESH_FOR, MAX_REQUEST, MAX_SEQUENCE, VERSION},
    sealed::{check_size, hash},
    statement::Statement,
    text::{address, check, time},
    workload::Workload,
};

/// A request to be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnsignedRequest {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The reservation.
    pub reservation: Pubkey,
    /// The sealed [`Workload`].
    pub sealed: Vec<u8>,
    /// When it was made, in unix seconds.
    pub issued_at: u64,
    /// Higher than that of the last request for this reservation; milliseconds of unix time need no memory.
    pub sequence: u64,
}

/// A signed request, as it is posted to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkloadRequest {
    unsigned: UnsignedRequest,
    signer: Pubkey,
    signature: Signature,
}

/// What the chain, the clock and the memory of the supplier say.
#[derive(Clone, Debug)]
pub struct RequestTerms {
    /// Genesis hash of the network.
    pub network: Hash,
    /// The reservation in the path of the request.
    pub reservation: Pubkey,
    /// Its renter.
    pub renter: Pubkey,
    /// Unix seconds.
    pub now: u64,
    /// The highest sequence that was accepted for this reservation.
    pub last_sequence: Option<u64>,
}

/// As JSON has it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u64,
    #[serde(default, deserialize_with = "present")]
    network: Option<String>,
    #[serde(default, deserialize_with = "present")]
    reservation: Option<String>,
    #[serde(default, deserialize_with = "present")]
    sealed: Option<String>,
    #[serde(default, deserialize_with = "present")]
    issued_at: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    sequence: Option<u64>,
    #[serde(default, deserialize_with = "present")]
    signer: Option<String>,
    #[serde(default, deserialize_with = "present")]
    signature: Option<String>,
}

impl UnsignedRequest {
    /// What to sign.
    pub fn statement(&self) -> Statement {
        Statement::workload(
            &self.network,
            &self.reservation,
            &hash(&self.sealed),
            self.issued_at,
            self.sequence,
        )
    }

    /// Signs it.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn sign(self, signer: &dyn Signer) -> std::result::Result<WorkloadRequest, SignerError> {
        let (signer, signature) = sign(&self.statement(), signer)?;
        Ok(self.with_signature(signer, signature))
    }

    /// With the signature that a wallet elsewhere made of its statement.
    pub fn with_signature(self, signer: Pubkey, signature: Signature) -> WorkloadRequest {
        WorkloadRequest {
            unsigned: self,
            signer,
            signature,
        }
    }
}

impl WorkloadRequest {
    /// Reads JSON, without a look at the signature.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
    pub fn read(json: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(json, MAX_REQUEST)?;
        let network = genesis(&needed("network", fields.network)?)?;
        let reservation = address("reservation", &needed("reservation", fields.reservation)?)?;
        let sealed = BASE64_STANDARD.decode(needed("sealed", fields.sealed)?);
        let sealed = sealed.map_err(|_| invalid("sealed", "is not base 64"))?;
        check_size(&sealed)?;
        let issued_at = time("issued_at", needed("issued_at", fields.issued_at)?)?;
        let sequence = needed("sequence", fields.sequence)?;
        check("sequence", sequence <= MAX_SEQUENCE, "is too high")?;
        let unsigned = UnsignedRequest {
            network,
            reservation,
            sealed,
            issued_at,
            sequence,
        };
        let signer = address("signer", &needed("signer", fields.signer)?)?;
        let signature = signature(&needed("signature", fields.signature)?)?;
        Ok(unsigned.with_signature(signer, signature))
    }

    /// Writes JSON.
    ///
    /// # Errors
    /// What [`WorkloadRequest::read`] would refuse.
    pub fn write(&self) -> Result<Vec<u8>> {
        let json = json::write(&Fields {
            version: VERSION,
            network: Some(self.unsigned.network.to_string()),
            reservation: Some(self.unsigned.reservation.to_string()),
            sealed: Some(BASE64_STANDARD.encode(&self.unsigned.sealed)),
            issued_at: Some(self.unsigned.issued_at),
            sequence: Some(self.unsigned.sequence),
            signer: Some(self.signer.to_string()),
            signature: Some(self.signature.to_string()),
        })?;
        Self::read(&json)?;
        Ok(json.to_vec())
    }

    /// When it was signed, in unix seconds.
    pub fn issued_at(&self) -> u64 {
        self.unsigned.issued_at
    }

    /// Its sequence: what the supplier remembers once it has accepted the request.
    pub fn sequence(&self) -> u64 {
        self.unsigned.sequence
    }

    /// The sealed workload.
    pub fn sealed(&self) -> &[u8] {
        &self.unsigned.sealed
    }

    /// The workload, if the renter signed it for this reservation just now and it is none of before.
    ///
    /// # Errors
    /// `WrongNetwork`, `WrongReservation`, `WrongSigner`, `BadSignature`, `Stale`, `NotYetValid`, `Replayed`, and those of
    /// [`Workload::open`].
    pub fn accept(&self, terms: &RequestTerms, secret: &Secret) -> Result<Workload> {
        self.check(terms)?;
        let workload = Workload::open(&self.unsigned.sealed, secret)?;
        // Somebody else's workload, sealed for another reservation and sent again under this one.
        match workload.reservation == terms.reservation {
            true => Ok(workload),
            false => Err(Error::WrongReservation),
        }
    }

    fn check(&self, terms: &RequestTerms) -> Result<()> {
        let it = &self.unsigned;
        if it.network != terms.network {
            return Err(Error::WrongNetwork);
        }
        if it.reservation != terms.reservation {
            return Err(Error::WrongReservation);
        }
        if self.signer != terms.renter {
            return Err(Error::WrongSigner);
        }
        it.statement().verify(&self.signer, &self.signature)?;
        if it.issued_at > terms.now.saturating_add(CLOCK_SKEW) {
            return Err(Error::NotYetValid);
        }
        if terms.now > it.issued_at.saturating_add(FRESH_FOR) {
            return Err(Error::Stale);
        }
        match terms.last_sequence {
            Some(last) if it.sequence <= last => Err(Error::Replayed { last }),
            _ => Ok(()),
        }
    }
}

/// The signer's address and its signature of a statement.
pub(crate) fn sign(
    statement: &Statement,
    signer: &dyn Signer,
) -> std::result::Result<(Pubkey, Signature), SignerError> {
    let signature = signer.try_sign_message(&statement.message())?;
    Ok((signer.try_pubkey()?, signature))
}

pub(crate) fn genesis(text: &str) -> Result<Hash> {
    let hash = text.parse().ok();
    hash.ok_or(invalid("network", "is not a genesis hash in base 58"))
}

pub(crate) fn signature(text: &str) -> Result<Signature> {
    let signature = text.parse().ok();
    signature.ok_or(invalid("signature", "is not a signature in base 58"))
}
