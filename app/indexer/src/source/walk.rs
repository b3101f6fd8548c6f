//! A walk through the transactions that name a program, page by page from the newest back to the newest of the walk before.
//!
//! A node that does not know the transaction from which a page is asked for answers with an empty page, as at the end of the
//! list. So each page begins with the last transaction of the page before, and the last page ends with the newest of the walk
//! before. A page without them is refused, and asked for again.

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

/// A walk that is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Walk {
    /// The newest of the list when the walk began.
    newest: Mark,
    /// The next older one.
    previous: Option<Mark>,
    /// The last that was reached.
    last: Mark,
    /// The next page holds what is older than this.
    before: Mark,
    /// Whether the next page begins with `last`.
    overlaps: bool,
}

/// How far the list of a program was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// All up to this one has been listed; none if the list was never read to its end.
    pub newest: Option<Mark>,
    /// The next older one.
    previous: Option<Mark>,
    walk: Option<Walk>,
}

/// Why a page is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Gap {
    /// It does not begin where the page before ended.
    #[error("a page of transactions does not begin with {0}, the last of the page before: the node may be behind")]
    Begin(Signature),
    /// The list ends before what was seen.
    #[error(
        "the node does not list transaction {0}, which was seen before: it may be behind, or keep too little history"
    )]
    End(Signature),
    /// The newest is not first.
    #[error("the node lists transaction {0} out of order")]
    Order(Signature),
}

impl Cursor {
    /// Whether a walk is not over.
    pub fn is_walking(&self) -> bool {
        self.walk.is_some()
    }

    /// Slot of the last transaction that was reached.
    pub fn reached(&self) -> Option<u64> {
        let walk = self.walk.map(|walk| walk.last.slot);
        walk.or(self.newest.map(|it| it.slot))
    }

    /// The next page to ask for, of a node that has slot `least`.
    pub fn next(&self, limit: usize, least: u64) -> Part {
        Part {
            before: self.walk.map(|walk| walk.before.signature),
            // The page must end with the newest, which nodes would leave out.
            until: self.newest.and(self.previous).map(|it| it.signature),
            limit,
            least,
        }
    }

    /// Takes in that page, and returns what is new of it.
    ///
    /// # Errors
    /// If something may be missing from it; nothing has changed then.
    pub fn take(&mut self, page: Vec<Listed>) -> Result<Vec<Listed>, Gap> {
        in_order(&page)?;
        if let Some(walk) = &self.walk {
            let mut entries = page.iter().map(|it| it.mention.signature);
            let at = entries.position(|it| it == walk.last.signature);
            // Anywhere else, it is a page that was given before.
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

    /// The walk has reached what was seen before, or the beginning.
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

/// Refuses a page whose slots rise, or that holds a transaction twice.
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
