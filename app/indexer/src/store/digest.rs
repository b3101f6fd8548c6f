//! A hash over the events of each program in order. Two indexers with the same events have the same digests.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use solana_sha256_hasher::hashv;
use sqlx::{AnyConnection, Row};

use super::{
    sql::{self, Cell},
    Error,
};
use crate::events::Recorded;

/// The digest of a program, and the number of its events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Events.
    pub events: u64,
    /// Of those, events that this version does not know.
    pub unknown: u64,
    /// Slot of the last event.
    pub last_slot: u64,
    /// Hash chain over the events; zeros without events.
    pub hash: [u8; 32],
}

impl Digest {
    /// Takes in the next event.
    pub fn take(&mut self, event: &Recorded) {
        let place = &event.place;
        let hash = hashv(&[
            &self.hash,
            place.signature.as_ref(),
            &[place.outer, place.inner],
            &event.data,
        ]);
        self.hash = hash.to_bytes();
        self.events = self.events.saturating_add(1);
        let unknown = u64::from(event.event.is_none());
        self.unknown = self.unknown.saturating_add(unknown);
        self.last_slot = place.slot;
    }
}

/// The digests of all programs.
#[derive(Default)]
pub(super) struct Digests(BTreeMap<Pubkey, Digest>);

impl Digests {
    pub(super) async fn load(from: &mut AnyConnection) -> Result<Self, Error> {
        let all = "SELECT program, events, unknown, last_slot, digest FROM programs";
        let mut digests = BTreeMap::new();
        for row in sqlx::query(all).fetch_all(from).await? {
            let (program, hash): (String, String) = (row.try_get(0)?, row.try_get(4)?);
            let wrong = || Error::Damaged(format!("the digest of {program}"));
            let mut digest = Digest {
                events: sql::count(&row, 1)?,
                unknown: sql::count(&row, 2)?,
                last_slot: sql::count(&row, 3)?,
                hash: [0; 32],
            };
            let length = bs58::decode(&hash).onto(&mut digest.hash);
            if length.ok() != Some(digest.hash.len()) {
                return Err(wrong());
            }
            digests.insert(program.parse().map_err(|_| wrong())?, digest);
        }
        Ok(Self(digests))
    }

    pub(super) fn take(&mut self, event: &Recorded) {
        self.0.entry(event.program).or_default().take(event);
    }

    pub(super) async fn store(&self, to: &mut AnyConnection) -> Result<(), Error> {
        let columns = ["program", "events", "unknown", "last_slot", "digest"];
        let conflict =
            "(program) DO UPDATE SET events = excluded.events, unknown = excluded.unknown, \
                        last_slot = excluded.last_slot, digest = excluded.digest";
        let mut rows = Vec::new();
        for (program, digest) in &self.0 {
            rows.push(vec![
                Cell::Text(program.to_string()),
                Cell::Number(sql::number(digest.events)?),
                Cell::Number(sql::number(digest.unknown)?),
                Cell::Number(sql::number(digest.last_slot)?),
                Cell::Text(bs58::encode(digest.hash).into_string()),
            ]);
        }
        Ok(sql::insert(to, "programs", &columns, conflict, rows).await?)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&Pubkey, &Digest)> {
        self.0.iter()
    }
}
