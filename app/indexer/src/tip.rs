//! What is stored so far, for those that wait for more.

use std::sync::Arc;

use crate::api::answers::Place;

/// What is stored so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// Slot up to which everything is stored.
    pub slot: u64,
    /// Place of the newest event.
    pub place: Option<Place>,
    /// For each time since the process began that stored events were taken out, or earlier ones added: the slot from which on
    /// the events are others.
    pub forks: Arc<Vec<u64>>,
}
