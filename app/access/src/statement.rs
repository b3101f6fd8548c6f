//! What a wallet signs: a line that people can read, in Solana's off-chain message format, version 0.
//!
//! No transaction's message begins with the format's first byte, 255. The line is printable ASCII, the format that a
//! Ledger shows.

use chrono::DateTime;
use solana_hash::Hash;
use solana_pubkey::Pubkey;
use solana_signature::Signature;

use crate::{
    error::{invalid, Error, Result},
    key::PublicKey,
};

/// Bytes of the longest line that a Ledger shows.
const MAX_LINE: usize = 1_212;

/// What off-chain messages begin with, and the version of their header.
const START: &[u8] = b"\xffsolana offchain\x00";
/// The format of a message in printable ASCII.
const ASCII: u8 = 0;
/// The application domain of off-chain messages: the marketplace.
pub const APPLICATION_DOMAIN: Pubkey =
    Pubkey::from_str_const("iMadySRjU9761wLv4ACFVyUbPo3EjUX6Rj2mzgehUzw");

/// A line to sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement(String);

impl Statement {
    /// What a renter signs to send a workload.
    pub(crate) fn workload(
        network: &Hash,
        reservation: &Pubkey,
        sealed: &[u8; 32],
        issued_at: u64,
        sequence: u64,
    ) -> Self {
        let (sealed, issued) = (hexadecimal(sealed), utc(issued_at));
        Self(format!(
            "io access 1, workload. I rent this reservation and send its supplier a sealed workload. Network: {network}. \
             Reservation: {reservation}. SHA-256: {sealed}. Issued: {issued}. Sequence: {sequence}."
        ))
    }

    /// What a supplier's owner or operator signs to publish its service key.
    pub(crate) fn service_key(
        network: &Hash,
        supplier: &Pubkey,
        key: &PublicKey,
        issued_at: u64,
        expires_at: u64,
    ) -> Self {
        let (issued, expires) = (utc(issued_at), utc(expires_at));
        Self(format!(
            "io access 1, service key. I act for this supplier: seal its workloads to this key. Network: {network}. \
             Supplier: {supplier}. Key: {key}. Issued: {issued}. Expires: {expires}."
        ))
    }

    /// What an attestor signs to ask a supplier for its GPUs.
    pub(crate) fn challenge(
        network: &Hash,
        supplier: &Pubkey,
        nonce: &Hash,
        asked_at: u64,
    ) -> Self {
        let asked = utc(asked_at);
        Self(format!(
            "io challenge 1, request. I am an attestor and ask this supplier which GPUs it has. Network: {network}. \
             Supplier: {supplier}. Nonce: {nonce}. Asked: {asked}."
        ))
    }

    /// What a supplier's owner or operator signs to answer it: the source, number and hash of the GPUs, and the start and end of
    /// a maintenance.
    pub(crate) fn answer(
        [network, nonce]: [&Hash; 2],
        supplier: &Pubkey,
        answered_at: u64,
        (source, gpus, hash): (&str, usize, &[u8; 32]),
        maintenance: Option<[u64; 2]>,
    ) -> Self {
        let (answered, hash) = (utc(answered_at), hexadecimal(hash));
        let maintenance = match maintenance.map(|it| it.map(utc)) {
            Some([from, until]) => format!("{from} to {until}"),
            None => "none".into(),
        };
        let start = answer_start([network, nonce], supplier);
        Self(format!(
            "{start}Answered: {answered}. Source: {source}. GPUs: {gpus}. SHA-256: {hash}. Maintenance: {maintenance}."
        ))
    }

    /// A line that may be an answer's.
    pub(crate) fn read_answer(line: String) -> Result<Self> {
        match line.is_ascii() && line.len() <= MAX_LINE {
            true => Ok(Self(line)),
            false => Err(invalid("line", "is not ASCII, or too long")),
        }
    }

    /// Whether it is a supplier's answer to a challenge.
    pub(crate) fn answers(&self, of: [&Hash; 2], supplier: &Pubkey) -> bool {
        self.0.starts_with(&answer_start(of, supplier))
    }

    /// What an attestor signs to vouch for its evidence of a day: how many lines there are, and the hash of the last one.
    pub fn evidence(network: &Hash, day: &str, lines: u64, head: &[u8; 32]) -> Self {
        let head = hexadecimal(head);
        Self(format!(
            "io watch 1, evidence. I am an attestor and have written these lines. Network: {network}. Day: {day}. Lines: {lines}. \
             SHA-256: {head}."
        ))
    }

    /// The line, as `solana sign-offchain-message` takes it.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The bytes that `solana sign-offchain-message` signs.
    pub fn message(&self) -> Vec<u8> {
        [START, &[ASCII], &self.length(), self.0.as_bytes()].concat()
    }

    /// The bytes that wallets sign whose header names the application and the signer, such as those of `@solana/kit`.
    pub fn message_with_signer(&self, signer: &Pubkey) -> Vec<u8> {
        let header = [
            START,
            APPLICATION_DOMAIN.as_ref(),
            &[ASCII, 1],
            signer.as_ref(),
        ];
        [&header.concat(), &self.length()[..], self.0.as_bytes()].concat()
    }

    /// Whether `signature` is the signer's, in either form.
    ///
    /// # Errors
    /// `BadSignature`.
    pub fn verify(&self, signer: &Pubkey, signature: &Signature) -> Result<()> {
        let forms = [self.message(), self.message_with_signer(signer)];
        match forms
            .iter()
            .any(|message| signature.verify(signer.as_ref(), message))
        {
            true => Ok(()),
            false => Err(Error::BadSignature),
        }
    }

    fn length(&self) -> [u8; 2] {
        // A line has some 400 bytes.
        u16::try_from(self.0.len())
            .unwrap_or(u16::MAX)
            .to_le_bytes()
    }
}

/// What an answer begins with.
fn answer_start([network, nonce]: [&Hash; 2], supplier: &Pubkey) -> String {
    format!(
        "io challenge 1, answer. I act for this supplier: it has these GPUs. Network: {network}. Supplier: {supplier}. \
         Nonce: {nonce}. "
    )
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Unix seconds as `2027-01-31T16:30:00Z`.
fn utc(seconds: u64) -> String {
    let date = i64::try_from(seconds).ok();
    let date = date.and_then(|it| DateTime::from_timestamp(it, 0));
    date.map_or_else(|| seconds.to_string(), |it| it.format("%FT%TZ").to_string())
}
