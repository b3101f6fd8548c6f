//! Events in their transactions.

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use io_client::confirmed::{self, Unreadable};
use solana_signature::Signature;
use solana_transaction_status_client_types::EncodedTransactionWithStatusMeta;

pub use io_ledger::events::{Place, Recorded, UNKNOWN};

use crate::fields;

/// The programs whose events are recorded.
pub const PROGRAMS: [Pubkey; 3] = [
    io_common::ids::emissions::ID,
    io_common::ids::marketplace::ID,
    io_common::ids::fee_burn::ID,
];

/// The addresses that an event names, each once. Empty for an event that this version does not know.
pub fn addresses(event: &Recorded) -> Vec<Pubkey> {
    let decoded = fields::decode(&event.program.to_string(), &event.data);
    let addresses = decoded.into_iter().flat_map(|it| it.addresses);
    addresses.filter_map(|it| it.parse().ok()).collect()
}

/// A transaction, and its events in their order; one that failed has none.
pub struct Transaction {
    /// Slot of its block.
    pub slot: u64,
    /// Its index in the block.
    pub index: u32,
    /// Its signature.
    pub signature: Signature,
    /// Time of its block, in unix seconds.
    pub time: i64,
    /// Its events.
    pub events: Vec<Recorded>,
}

impl Transaction {
    /// The transaction with the events in its metadata.
    ///
    /// # Errors
    /// If it cannot be read, or the node has not recorded its inner instructions.
    pub fn read(
        (slot, index): (u64, u32),
        signature: Signature,
        time: i64,
        transaction: &EncodedTransactionWithStatusMeta,
    ) -> Result<Self, Unreadable> {
        let failed = transaction.meta.as_ref().is_some_and(|it| it.err.is_some());
        let calls = match failed {
            true => Vec::new(),
            false => confirmed::calls(transaction)?,
        };
        // Only the program itself can make this call: its event authority signs.
        let emitted = calls
            .into_iter()
            .filter(|it| PROGRAMS.contains(&it.program));
        let events = emitted.filter_map(|call| {
            let data = call.data.strip_prefix(EVENT_IX_TAG_LE)?.to_vec();
            let place = Place {
                slot,
                transaction: index,
                signature,
                outer: call.outer,
                inner: call.inner,
            };
            Some(Recorded::new(place, time, call.program, data))
        });
        Ok(Self {
            slot,
            index,
            signature,
            time,
            events: events.collect(),
        })
    }
}
