//! What the answers of nodes prove about a transaction. No request is made here, and no time passes.

use std::time::Duration;

use anchor_lang::prelude::Pubkey;
use solana_hash::Hash;
use solana_transaction_error::TransactionError;

use super::node::{At, Status, Tip};

/// Blocks in which a blockhash may be used.
const BLOCKHASH_BLOCKS: u32 = 150;
/// The shortest time between two blocks of mainnet, since slots of 250 ms. A cluster with shorter slots is waited for a
/// little longer than needed; nothing else depends on it.
const BLOCK_TIME: Duration = Duration::from_millis(250);
/// Rooted slots whose transactions every node remembers, even without a history.
const REMEMBERED_SLOTS: u64 = 300;
/// Proofs in a row, each from a later finalized block, before a transaction counts as one that will never be executed: a single
/// wrong answer proves nothing.
const PROOFS: u8 = 2;

/// The shortest time in which a blockhash can expire.
pub(crate) const LIFETIME: Duration = BLOCK_TIME.saturating_mul(BLOCKHASH_BLOCKS);

/// What a transaction's lifetime hangs on. `slot` is that of a bank in which it could be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// A blockhash.
    Blockhash {
        hash: Hash,
        slot: u64,
        /// The last block height at which it may be used, if the node that gave it has said so.
        last_height: Option<u64>,
    },
    /// A durable nonce with this value.
    Nonce {
        account: Pubkey,
        value: Hash,
        slot: u64,
    },
}

impl Life {
    /// Whether its blockhash is new, so that no one can have sent it before.
    pub(crate) fn is_new(&self) -> bool {
        matches!(
            self,
            Self::Blockhash {
                last_height: Some(_),
                ..
            }
        )
    }

    fn slot(&self) -> u64 {
        match self {
            Self::Blockhash { slot, .. } | Self::Nonce { slot, .. } => *slot,
        }
    }
}

/// One look for a transaction's outcome, in the order of the requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// The last finalized block.
    pub(crate) tip: Tip,
    /// Whether the blockhash or the nonce value may still be used, in a finalized block.
    pub(crate) usable: At<bool>,
    /// What is known of the transaction after that; none if it was not asked.
    pub(crate) found: Option<At<Option<Status>>>,
    /// Whether that includes the node's history.
    pub(crate) history: bool,
}

/// How a transaction has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Conclusion {
    /// In a block with the requested commitment, in this slot.
    Settled(u64, Result<(), TransactionError>),
    /// In no block, and its blockhash is over.
    Expired,
    /// In no block, and its nonce is over.
    NonceAdvanced,
    /// In no block; its nonce stays valid until someone advances it.
    Pending,
}

/// Evidence about a transaction.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    life: Life,
    /// A node has seen it in a block that is not final: nothing can prove that it will be in no block.
    seen: bool,
    proofs: u8,
    /// Slot of the last proof.
    proven_at: u64,
}

impl Evidence {
    pub(crate) fn new(life: Life) -> Self {
        Self {
            life,
            seen: false,
            proofs: 0,
            proven_at: 0,
        }
    }

    pub(crate) fn life(&self) -> &Life {
        &self.life
    }

    /// Whether a node has had it in a block.
    pub(crate) fn is_seen(&self) -> bool {
        self.seen
    }

    /// Takes in a status, of a bank at `slot`. One of a later block, or of one before it was signed, is no evidence.
    pub(crate) fn status(&mut self, slot: u64, found: Option<&Status>) -> Option<Conclusion> {
        let first = if self.life.is_new() {
            self.life.slot()
        } else {
            0
        };
        let status = found.filter(|it| (first..=slot).contains(&it.slot))?;
        self.seen = true;
        let settled = || Conclusion::Settled(status.slot, status.outcome.clone());
        status.sure.then(settled)
    }

    /// Takes in a look, `age` after the blockhash was given or the nonce was read.
    pub(crate) fn look(&mut self, age: Duration, look: &Look) -> Option<Conclusion> {
        if let Some(found) = look.found.as_ref().filter(|it| it.value.is_some()) {
            return self.status(found.slot, found.value.as_ref());
        }
        if self.seen || age < LIFETIME {
            return None;
        }
        let is_nonce = matches!(self.life, Life::Nonce { .. });
        if look.usable.value {
            self.proofs = 0;
            return is_nonce.then_some(Conclusion::Pending);
        }
        if !self.proves(age, look) {
            self.proofs = 0;
            return None;
        }
        if self.proofs == 0 || look.tip.slot > self.proven_at {
            self.proofs = self.proofs.saturating_add(1);
            self.proven_at = look.tip.slot;
        }
        (self.proofs >= PROOFS).then_some(if is_nonce {
            Conclusion::NonceAdvanced
        } else {
            Conclusion::Expired
        })
    }

    /// Whether the answers agree that it is in no block and will be in none.
    fn proves(&self, age: Duration, look: &Look) -> bool {
        let Look { tip, usable, .. } = look;
        let Some(found) = &look.found else {
            return false;
        };
        // An earlier bank than one in which it could be executed may not know the blockhash yet.
        let in_order = tip.slot >= self.life.slot()
            && usable.slot >= tip.slot
            && found.slot >= tip.slot
            && found.value.is_none();
        let remembered = |from: u64| found.slot <= from.saturating_add(REMEMBERED_SLOTS);
        in_order
            && match self.life {
                Life::Blockhash {
                    slot,
                    last_height: Some(last),
                    ..
                } => {
                    tip.height > last
                        && is_plausible(tip.height.saturating_sub(last), age)
                        && (look.history || remembered(slot))
                }
                // How long ago it could first be executed is not known.
                Life::Blockhash { .. } => look.history,
                Life::Nonce { slot, .. } => look.history || remembered(slot),
            }
    }
}

/// Whether a chain can be so many blocks past the end of a blockhash that was given `age` ago. It may have been given by a
/// node that was behind, but by less than the blockhash's lifetime.
fn is_plausible(blocks: u64, age: Duration) -> bool {
    let needed = u64::try_from(BLOCK_TIME.as_millis())
        .unwrap_or(u64::MAX)
        .saturating_mul(blocks);
    u128::from(needed) <= age.as_millis()
}

#[cfg(test)]
mod tests;
