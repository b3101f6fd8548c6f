//! An answer without its list: the signed line, which has the number and the hash of the GPUs.

use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use crate::{
    error::{Error, Result},
    json,
    limits::MAX_REQUEST,
    request::signature,
    statement::Statement,
    text::address,
};

/// The signed line of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedLine {
    statement: Statement,
    signer: Pubkey,
    signature: Signature,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    version: u64,
    line: String,
    signer: String,
    signature: String,
}

impl SignedLine {
    pub(super) fn write(statement: &Statement, signer: &Pubkey, signature: &Signature) -> String {
        let fields = Fields {
            version: crate::limits::VERSION,
            line: statement.text().into(),
            signer: signer.to_string(),
            signature: signature.to_string(),
        };
        serde_json::to_string(&fields).unwrap_or_default()
    }

    /// Reads JSON, without a look at the signature.
    ///
    /// # Errors
    /// `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
    pub fn read(text: &[u8]) -> Result<Self> {
        let fields: Fields = json::read(text, MAX_REQUEST)?;
        Ok(Self {
            statement: Statement::read_answer(fields.line)?,
            signer: address("signer", &fields.signer)?,
            signature: signature(&fields.signature)?,
        })
    }

    /// Who has signed it, if it answers this challenge of this supplier.
    ///
    /// # Errors
    /// `WrongNonce`, `BadSignature`.
    pub fn check(&self, network: &Hash, supplier: &Pubkey, nonce: &Hash) -> Result<Pubkey> {
        if !self.statement.answers([network, nonce], supplier) {
            return Err(Error::WrongNonce);
        }
        self.statement.verify(&self.signer, &self.signature)?;
        Ok(self.signer)
    }
}
