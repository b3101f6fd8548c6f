//! A walk through the transactions that name a program, page by page from the newest back to the newest of the walk before.
//!
//! A node that does not know the transaction at which a page starts answers with an empty page, as at the end of the list. So
//! each page overlaps the previous one by a transaction, and the last page must reach the newest transaction of the last walk. A page that
//! does not is refused and requested again.

use io_client::rpc::{Listed, Part};
use serde::{Deserialize, Serialize};
use solana_signature::Signature;

/// A transaction of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Its signature.
    #[serde(with = "as_text")]
    pub signature: Signature,
    /// Slot of its block.
    pub slot: u64,
}

impl From<&Listed> for Mark {
    fn from(listed: &Listed) -> Self {
        Self {
            signature: listed.mention.signature,
            slot: listed.mention.slot,
        }
    }
}

/// A walk under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    /// The newest of the list when the walk began.
    newest: Mark,
    /// The one before `newest`.
    previous: Option<Mark>,
    /// The oldest reached so far.
    last: Mark,
    /// The next page is older than this.
    before: Mark,
    /// Whether the next page begins with `last`.
    overlaps: bool,
}

/// How far a program's list has been read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Everything up to this one has been listed. None until the list has been read to its end once.
    pub newest: Option<Mark>,
    /// The one before `newest`.
    previous: Option<Mark>,
    walk: Option<Walk>,
}

/// Why a page is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// It does not start where the previous page ended.
    #[error("a page of transactions does not start with {0}, the last of the previous page: the node may be behind")]
    Begin(Signature),
    /// The list ends before the newest transaction of the last walk.
    #[error(
        "the node no longer lists transaction {0}: it may be behind, or keep too little history"
    )]
    End(Signature),
    /// Newest first is violated.
    #[error("the node lists transaction {0} out of order")]
    Order(Signature),
}

impl Cursor {
    /// Whether a walk is under way.
    pub fn is_walking(&self) -> bool {
        self.walk.is_some()
    }

    /// Slot of the last transaction reached.
    pub fn reached(&self) -> Option<u64> {
        let walk = self.walk.map(|walk| walk.last.slot);
        walk.or(self.newest.map(|it| it.slot))
    }

    /// The next page to request. The node must have reached slot `least`.
    pub fn next(&self, limit: usize, least: u64) -> Part {
        Part {
            before: self.walk.map(|walk| walk.before.signature),
            // `until` is exclusive, and the page must include the newest.
            until: self.newest.and(self.previous).map(|it| it.signature),
            limit,
            least,
        }
    }

    /// Takes in that page and returns its new transactions.
    ///
    /// # Errors
    /// If a transaction may be missing. The cursor is unchanged then.
    pub fn take(&mut self, page: Vec<Listed>) -> Result<Vec<Listed>, Gap> {
        in_order(&page)?;
        if let Some(walk) = &self.walk {
            let mut entries = page.iter().map(|it| it.mention.signature);
            let at = entries.position(|it| it == walk.last.signature);
            // Anywhere else, the node has repeated an earlier page.
            if at != walk.overlaps.then_some(0) {
                return Err(Gap::Begin(walk.last.signature));
            }
        }
        let overlap = usize::from(self.walk.is_some_and(|walk| walk.overlaps));
        let mut entries = page.into_iter().skip(overlap).peekable();
        let is_empty = entries.peek().is_none();
        let mut new = Vec::new();
        let mut met = false;
        for entry in entries {
            if let Some(newest) = self.newest {
                if entry.mention.signature == newest.signature {
                    met = true;
                    break;
                }
                if entry.mention.slot < newest.slot {
                    return Err(Gap::End(newest.signature));
                }
            }
            new.push(entry);
        }
        if met {
            self.end(&new);
        } else if !is_empty {
            self.go_on(&new);
        } else if let Some(walk) = self.walk.as_mut().filter(|walk| walk.overlaps) {
            // The end, or pages of one transaction each.
            (walk.before, walk.overlaps) = (walk.last, false);
        } else if let Some(newest) = self.newest {
            return Err(Gap::End(newest.signature));
        } else {
            self.end(&new);
        }
        Ok(new)
    }

    /// The walk has reached the last walk, or the beginning of the list.
    fn end(&mut self, new: &[Listed]) {
        let (newest, previous) = match self.walk.take() {
            Some(walk) => (Some(walk.newest), walk.previous),
            None => (new.first().map(Mark::from), None),
        };
        let Some(newest) = newest else { return };
        let mut older = new.iter().map(Mark::from).filter(|it| *it != newest);
        let previous = previous.or_else(|| older.next()).or(self.newest);
        (self.newest, self.previous) = (Some(newest), previous);
    }

    fn go_on(&mut self, new: &[Listed]) {
        let mut oldest = new.iter().rev().map(Mark::from);
        let Some(last) = oldest.next() else { return };
        let second = oldest.next();
        let walk = match self.walk {
            Some(walk) => Walk {
                previous: walk.previous.or_else(|| new.first().map(Mark::from)),
                last,
                before: second.unwrap_or(walk.last),
                overlaps: true,
                ..walk
            },
            None => Walk {
                newest: new.first().map_or(last, Mark::from),
                previous: new.get(1).map(Mark::from),
                last,
                before: second.unwrap_or(last),
                overlaps: second.is_some(),
            },
        };
        self.walk = Some(walk);
    }
}

/// Refuses a page with rising slots or with a repeated transaction.
fn in_order(page: &[Listed]) -> Result<(), Gap> {
    for pair in page.windows(2) {
        if let [newer, older] = pair {
            let (newer, older) = (&newer.mention, &older.mention);
            if newer.slot < older.slot || newer.signature == older.signature {
                return Err(Gap::Order(older.signature));
            }
        }
    }
    Ok(())
}

mod as_text {
    use serde::{de::Error, Deserialize, Deserializer, Serializer};
    use solana_signature::Signature;

    pub fn serialize<S: Serializer>(signature: &Signature, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(signature)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Signature, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests;
