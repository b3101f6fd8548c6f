//! What a stranger checks of the evidence of a day.

use std::{collections::BTreeSet, fs, path::Path};

use anchor_lang::prelude::Pubkey;
use io_access::{Answer, SignedLine};
use solana_hash::Hash;

use super::{
    files::failed,
    line::{hash, Entry, Head, Line},
    Error,
};
use crate::{
    decision::hexadecimal,
    probe::{Outcome, Probe},
};

const ANOTHER: &str = "it answers another challenge";

/// What holds of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Genesis hash.
    pub network: String,
    /// Whose evidence it is.
    pub attestor: String,
    /// Times of the first and the last line, as the attestor has them, in unix seconds.
    pub times: [i64; 2],
    /// Who has signed answers of each supplier.
    pub signers: BTreeSet<(Pubkey, Pubkey)>,
    /// Lines of the file.
    pub lines: u64,
    /// Lines that the attestor has signed; the others are chained to them.
    pub signed: u64,
    /// Suppliers' answers, each signed by one of `signers`.
    pub answers: u64,
    /// Challenges without an answer.
    pub silences: u64,
    /// Hash of the last line of the day before, which goes on in this file; 64 zeros if it is the first.
    pub follows: String,
    /// Hash of the last line.
    pub last: String,
    /// The line whose hash was looked for, from 1.
    pub found: Option<u64>,
}

/// Checks the lines of a file, the signature beside it, and every answer in it. Whether the signers are an attestor and those
/// suppliers' owners or operators only the chain says. `wanted` is the hash of a line, as a batch of
/// attestations has it.
///
/// # Errors
/// The first thing that does not hold.
pub fn verify(file: &Path, wanted: Option<[u8; 32]>) -> Result<Verified, Error> {
    let text = fs::read_to_string(file).map_err(failed(file))?;
    let beside = file.with_extension("head.json");
    let head = fs::read(&beside).map_err(failed(&beside))?;
    let head: Head = serde_json::from_slice(&head).map_err(|_| Error::BadSignature)?;
    check(&text, &head, wanted)
}

fn check(text: &str, head: &Head, wanted: Option<[u8; 32]>) -> Result<Verified, Error> {
    let mut verified = Verified {
        network: String::new(),
        attestor: String::new(),
        times: [i64::MAX, i64::MIN],
        signers: BTreeSet::new(),
        lines: 0,
        signed: head.lines,
        answers: 0,
        silences: 0,
        follows: String::new(),
        last: String::new(),
        found: None,
    };
    let mut signed_hash = None;
    for (number, line) in (1..).zip(text.lines()) {
        let read: Line = serde_json::from_str(line).map_err(|_| Error::Malformed(number))?;
        match (number, &read.entry) {
            (1, Entry::Start { network, attestor }) => {
                (verified.network, verified.attestor) = (network.clone(), attestor.clone());
                verified.follows.clone_from(&read.previous);
            }
            (1, _) => return Err(Error::Headless),
            _ if read.previous != verified.last => return Err(Error::Broken(number)),
            _ => {}
        }
        let [from, until] = verified.times;
        verified.times = [from.min(read.at), until.max(read.at)];
        count(&read.entry, number, &mut verified)?;
        let hash = hash(line);
        verified.lines = verified.lines.saturating_add(1);
        verified.last = hexadecimal(&hash);
        if wanted == Some(hash) {
            verified.found = Some(verified.lines);
        }
        if verified.lines == head.lines {
            signed_hash = Some(verified.last.clone());
        }
    }
    let (signed, lines) = (head.lines, verified.lines);
    let signed_hash = signed_hash.ok_or(Error::CutShort { signed, lines })?;
    let is_theirs = head.signer == verified.attestor && head.network == verified.network;
    if !is_theirs || signed_hash != head.hash {
        return Err(Error::BadSignature);
    }
    head.check()?;
    Ok(verified)
}

/// Who has signed an answer to this challenge.
fn signer(answer: &str, network: &Hash, supplier: &Pubkey, nonce: &Hash) -> Result<Pubkey, String> {
    let name = |it: io_access::Error| match it {
        io_access::Error::WrongNonce => ANOTHER.to_string(),
        other => other.name().into(),
    };
    if let Ok(line) = SignedLine::read(answer.as_bytes()) {
        return line.check(network, supplier, nonce).map_err(name);
    }
    let read = Answer::read(answer.as_bytes()).map_err(name)?;
    let said = read.signed().map_err(name)?;
    match said.network == *network && said.supplier == *supplier && said.nonce == *nonce {
        true => Ok(read.signer()),
        false => Err(ANOTHER.into()),
    }
}

fn count(entry: &Entry, line: usize, verified: &mut Verified) -> Result<(), Error> {
    let Entry::Probe(Probe::Challenge {
        supplier,
        nonce,
        outcome,
        ..
    }) = entry
    else {
        return Ok(());
    };
    let Outcome::Answer { answer, .. } = outcome else {
        verified.silences = verified.silences.saturating_add(1);
        return Ok(());
    };
    let wrong = |why: &str| Error::Answer {
        line,
        why: why.into(),
    };
    let parsed = verified.network.parse().ok();
    let parsed = parsed.zip(supplier.parse().ok()).zip(nonce.parse().ok());
    let ((network, supplier), nonce) = parsed.ok_or_else(|| wrong(ANOTHER))?;
    let signer = signer(answer, &network, &supplier, &nonce).map_err(|it| wrong(&it))?;
    verified.signers.insert((supplier, signer));
    verified.answers = verified.answers.saturating_add(1);
    Ok(())
}
