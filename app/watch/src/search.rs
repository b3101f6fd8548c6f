//! Finds the decision of an approval: in the memos of the transactions that name it.
//!
//! A memo that has the hash of the approval is the decision, and it does not matter who sent it. Anybody may name the address of an
//! approval in other transactions, so it is read page by page, over several rounds, from the newest transaction to the opening: what
//! is sent after the first look delays nothing.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use anchor_lang::prelude::Pubkey;
use io_client::{Mention, Network, ReadError, MAX_MENTIONS};
use io_common::{
    constants::MAX_ATTESTORS,
    types::{Approval, Council},
};
use solana_signature::Signature;

use crate::decision::Decision;

/// Pages of an approval in a round.
const PAGES: usize = 8;
/// Transactions without a listed memo that are fetched for an approval in a round, the oldest first: nodes may list none.
const FETCHED: usize = 32;
/// Of these, so many wait at most.
const WAITING: usize = 10_000;
/// How often all transactions are gone through: a node may be late.
const PASSES: u8 = 3;
/// Approvals in a round whose decisions are looked for, of each attestor who has approved them.
const LOOKUPS: u32 = 16;
/// Seconds by which the time of a block may be before that of the approval that it opens.
const SKEW: i64 = 60;

/// Decisions by their hashes.
#[derive(Default)]
pub struct Decisions {
    known: BTreeMap<[u8; 32], Decision>,
    searches: BTreeMap<[u8; 32], Search>,
}

/// How far the transactions of an approval are read.
#[derive(Default)]
struct Search {
    /// The oldest one that was listed.
    before: Option<Signature>,
    is_listed: bool,
    /// Listed without a memo, the newest first.
    waiting: VecDeque<Signature>,
    /// Fetched, and without the decision.
    fetched: BTreeSet<Signature>,
    passes: u8,
}

/// What may be looked for in a round. An attestor who opens many approvals hides none of the others.
pub struct Lookups([u32; MAX_ATTESTORS]);

impl Default for Lookups {
    fn default() -> Self {
        Self([LOOKUPS; MAX_ATTESTORS])
    }
}

impl Lookups {
    /// Takes one from the attestor who has most left, of those who have approved; false if none has any.
    fn take(&mut self, council: &Council, approval: &Approval) -> bool {
        let approvals = approval.approvals & !council.suspended;
        let approvers = self.0.iter_mut().enumerate().filter(|(place, _)| {
            let bit = u32::try_from(*place)
                .ok()
                .and_then(|it| 1_u16.checked_shl(it));
            bit.is_some_and(|it| approvals & it != 0)
        });
        let most = approvers.map(|(_, left)| left).max_by_key(|left| **left);
        most.is_some_and(|left| match left.checked_sub(1) {
            Some(less) => {
                *left = less;
                true
            }
            None => false,
        })
    }
}

impl Decisions {
    /// Forgets what is not among `hashes`.
    pub fn keep(&mut self, hashes: &BTreeSet<[u8; 32]>) {
        self.known.retain(|hash, _| hashes.contains(hash));
        self.searches.retain(|hash, _| hashes.contains(hash));
    }

    /// The decision of an approval that attestors have approved, as far as it is found in this round.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn find(
        &mut self,
        network: &mut dyn Network,
        council: &Council,
        (address, approval): (&Pubkey, &Approval),
        lookups: &mut Lookups,
    ) -> Result<Option<Decision>, ReadError> {
        if let Some(known) = self.known.get(&approval.hash) {
            return Ok(Some(known.clone()));
        }
        let search = self.searches.entry(approval.hash).or_default();
        if search.passes >= PASSES || !lookups.take(council, approval) {
            return Ok(None);
        }
        let found = search.go_on(network, address, approval)?;
        if let Some(decision) = &found {
            self.searches.remove(&approval.hash);
            self.known.insert(approval.hash, decision.clone());
        }
        Ok(found)
    }
}

impl Search {
    fn go_on(
        &mut self,
        network: &mut dyn Network,
        address: &Pubkey,
        approval: &Approval,
    ) -> Result<Option<Decision>, ReadError> {
        let of_hash = |it: &Decision| it.hash().ok() == Some(approval.hash);
        for _ in 0..PAGES {
            if self.is_listed {
                break;
            }
            let page = network.mentions(address, self.before.as_ref(), MAX_MENTIONS)?;
            // The same page again is of a node that knows no `before`.
            let last = page.last().map(|it| it.signature);
            self.is_listed |= last.is_none() || last == self.before;
            for mention in page {
                let opening = approval.opened_at.saturating_sub(SKEW);
                let is_older = mention.time.is_some_and(|time| time < opening);
                self.is_listed |= is_older;
                self.before = Some(mention.signature);
                let memos = mention.memo.as_deref().unwrap_or_default();
                if let Some(found) = Decision::in_memos(memos).into_iter().find(of_hash) {
                    return Ok(Some(found));
                }
                self.wait(&mention, is_older);
            }
        }
        if !self.is_listed {
            return Ok(None);
        }
        for _ in 0..FETCHED {
            let Some(signature) = self.waiting.pop_back() else {
                break;
            };
            let Some(executed) = network.executed(&signature)? else {
                continue;
            };
            self.fetched.insert(signature);
            let found = Decision::of_transaction(&executed)
                .into_iter()
                .find(of_hash);
            if found.is_some() {
                return Ok(found);
            }
        }
        if self.waiting.is_empty() {
            self.passes = self.passes.saturating_add(1);
            (self.before, self.is_listed) = (None, false);
        }
        Ok(None)
    }

    /// What the node lists as older than the opening comes last: its list may have another clock.
    fn wait(&mut self, mention: &Mention, is_older: bool) {
        let is_read = mention.memo.is_some() || self.fetched.contains(&mention.signature);
        if mention.failed || is_read {
            return;
        }
        match is_older {
            true => self.waiting.push_front(mention.signature),
            false => self.waiting.push_back(mention.signature),
        }
        if self.waiting.len() > WAITING {
            self.waiting.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attestor_that_opens_many_approvals_uses_up_its_own_lookups_alone() {
        let council = Council {
            count: 3,
            suspended: 0b100,
            ..bytemuck::Zeroable::zeroed()
        };
        let by = |approvals| Approval {
            approvals,
            ..bytemuck::Zeroable::zeroed()
        };
        let mut lookups = Lookups::default();
        for _ in 0..LOOKUPS {
            assert!(lookups.take(&council, &by(0b001)));
        }
        assert!(!lookups.take(&council, &by(0b001)));
        // Its approval of what another one has opened takes nothing away.
        assert!(lookups.take(&council, &by(0b011)));
        assert!(lookups.take(&council, &by(0b010)));
        assert!(!lookups.take(&council, &by(0b100)), "suspended");
        assert!(!lookups.take(&council, &by(0)));
    }
}
