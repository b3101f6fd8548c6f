//! Events as the chain has them.

use std::cmp::Ordering;

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use io_client::events::{self, Event};
use solana_signature::Signature;

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
}
