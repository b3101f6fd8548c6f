//! Events as the chain has them.

use std::cmp::Ordering;

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use io_client::{
    confirmed::{self, Unreadable},
    events::{self, Event},
};
use solana_signature::Signature;
use solana_transaction_status_client_types::EncodedTransactionWithStatusMeta;

use crate::fields;

/// The programs whose events are recorded.
pub const PROGRAMS: [Pubkey; 3] = [
    io_common::ids::emissions::ID,
    io_common::ids::marketplace::ID,
    io_common::ids::fee_burn::ID,
];

/// Name of an event that this version does not know, such as one of a later version of a program.
pub const UNKNOWN: &str = "unknown";

/// Where an event is. Places are ordered as the chain executes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// Slot of the block.
    pub slot: u64,
    /// Index of the transaction in the block.
    pub transaction: u32,
    /// Signature of the transaction.
    pub signature: Signature,
    /// Index of the instruction in the transaction.
    pub outer: u8,
    /// Index of the event among the calls of the instruction.
    pub inner: u8,
}

impl Place {
    fn order(&self) -> (u64, u32, u8, u8) {
        (self.slot, self.transaction, self.outer, self.inner)
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> Ordering {
        let order = self.order().cmp(&other.order());
        order.then_with(|| self.signature.as_ref().cmp(other.signature.as_ref()))
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// An event of the chain.
pub struct Recorded {
    /// Where it is.
    pub place: Place,
    /// Time of its block, in unix seconds.
    pub time: i64,
    /// The program that emitted it.
    pub program: Pubkey,
    /// Its bytes, from the discriminator on.
    pub data: Vec<u8>,
    /// The event; none if this version does not know it.
    pub event: Option<Event>,
}

impl Recorded {
    /// The event with these bytes.
    pub fn new(place: Place, time: i64, program: Pubkey, data: Vec<u8>) -> Self {
        let event = events::decode(&program, &[EVENT_IX_TAG_LE, &data].concat());
        Self {
            place,
            time,
            program,
            data,
            event,
        }
    }

    /// Name of the event, without its program.
    pub fn name(&self) -> &'static str {
        self.event.as_ref().map_or(UNKNOWN, Event::name)
    }

    /// The addresses that the event names, each once; none of an event that this version does not know.
    pub fn addresses(&self) -> Vec<Pubkey> {
        let decoded = fields::decode(&self.program.to_string(), &self.data);
        let addresses = decoded.into_iter().flat_map(|it| it.addresses);
        addresses.filter_map(|it| it.parse().ok()).collect()
    }
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
        // Only a program itself can call it with an event: its event authority signs.
        let emitted = calls.into_iter().filter(|it| PROGRAMS.contains(&it.program));
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
