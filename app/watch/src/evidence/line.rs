//! A line, and the signature of a day.

use io_access::Statement;
use serde::{Deserialize, Serialize};
use solana_hash::Hash;
use solana_sha256_hasher::hashv;
use solana_signature::Signature;
use solana_signer::Signer;

use super::Error;
use crate::{
    decision::{bytes, hexadecimal},
    probe::Probe,
};

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// SHA-256, in hexadecimal, of the line before without its line feed; also across days. 64 zeros in front of the first.
    pub previous: String,
    /// The cluster's clock, in unix seconds.
    pub at: i64,
    /// What it is about.
    pub entry: Entry,
}

/// What a line is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum Entry {
    /// The first line of a file, and of each start of the watcher.
    Start {
        /// Genesis hash.
        network: String,
        /// Whose evidence it is.
        attestor: String,
    },
    /// A probe.
    Probe(Probe),
    /// The end of a round: the probes since the last one belong to it.
    Round {
        /// Suppliers asked.
        suppliers: u64,
        /// Those that answered.
        answered: u64,
        /// Whether the silence of all was put down to this machine, and nothing was concluded.
        blind: bool,
    },
    /// Something was sent, or would be.
    Step {
        /// `propose`, `approve`, `send`, `close`.
        step: String,
        /// The decision, as its memo has it.
        decision: Option<String>,
        /// Its hash, in hexadecimal.
        hash: String,
        /// What came of it.
        outcome: String,
    },
    /// Another attestor's decision is not approved.
    Disagreement {
        /// Its hash, in hexadecimal.
        hash: String,
        /// The decision, as its memo has it.
        decision: String,
        /// Why.
        why: String,
    },
    /// Two suppliers show the same GPUs. They count for both: people decide.
    Conflict {
        /// The suppliers.
        suppliers: [String; 2],
        /// How many GPUs.
        gpus: u32,
    },
    /// A line that was cut off in the middle, by the end of the process or of the machine, was removed.
    Cut {
        /// How many bytes it had.
        bytes: u64,
    },
}

/// The attestor's signature of the lines of a day so far.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// 1.
    pub version: u64,
    /// Genesis hash.
    pub network: String,
    /// The day, such as `2027-01-31`.
    pub day: String,
    /// Lines that it is of.
    pub lines: u64,
    /// SHA-256, in hexadecimal, of the last of them without its line feed.
    pub hash: String,
    /// The attestor.
    pub signer: String,
    /// Its signature of the statement, as an off-chain message.
    pub signature: String,
}

/// SHA-256 of a line without its line feed.
pub(super) fn hash(line: &str) -> [u8; 32] {
    hashv(&[line.as_bytes()]).to_bytes()
}

impl Head {
    /// Signs the lines of a day.
    ///
    /// # Errors
    /// [`Error::Signer`].
    pub(super) fn sign(
        network: &Hash,
        day: &str,
        lines: u64,
        last: &[u8; 32],
        signer: &dyn Signer,
    ) -> Result<Self, Error> {
        let failed = |error: solana_signer::SignerError| Error::Signer(error.to_string());
        let statement = Statement::evidence(network, day, lines, last);
        let signature = signer
            .try_sign_message(&statement.message())
            .map_err(failed)?;
        Ok(Self {
            version: 1,
            network: network.to_string(),
            day: day.into(),
            lines,
            hash: hexadecimal(last),
            signer: signer.try_pubkey().map_err(failed)?.to_string(),
            signature: signature.to_string(),
        })
    }

    /// Whether its signer has signed it.
    pub(super) fn check(&self) -> Result<(), Error> {
        let network: Option<Hash> = self.network.parse().ok();
        let signer = self.signer.parse().ok();
        let signature: Option<Signature> = self.signature.parse().ok();
        if self.version != 1 {
            return Err(Error::BadSignature);
        }
        let parts = network.zip(bytes(&self.hash)).zip(signer.zip(signature));
        let ((network, hash), (signer, signature)) = parts.ok_or(Error::BadSignature)?;
        let statement = Statement::evidence(&network, &self.day, self.lines, &hash);
        let verified = statement.verify(&signer, &signature);
        verified.map_err(|_| Error::BadSignature)
    }
}
