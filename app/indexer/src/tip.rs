//! How far events are stored, for those that wait for more.

use std::sync::Arc;

use crate::api::answers::Place;

/// How far events are stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tip {
    /// Slot up to which everything is stored.
    pub slot: u64,
    /// Place of the newest event.
    pub place: Option<Place>,
    /// One slot for each time since the process started that stored events were removed, or earlier ones added: the events from it on
    /// have changed.
    pub forks: Arc<Vec<u64>>,
}
