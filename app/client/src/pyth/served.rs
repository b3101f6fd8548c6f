//! Servers of updates.

use super::Update;

/// Why no update was served: the server, the reason, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no price from {0}")]
pub struct Unserved(pub String);

/// A server of prices signed by Pyth.
pub trait Updates {
    /// The newest update of a feed.
    ///
    /// # Errors
    /// If none is served.
    fn latest(&self, feed: &[u8; 32]) -> Result<Update, Unserved>;

    /// Its name, without anything that could be a key.
    fn origin(&self) -> &str;
}
