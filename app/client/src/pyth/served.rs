//! Who serves updates.

use super::Update;

/// Why nothing is served, with who was asked and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no price from {0}")]
pub struct Unserved(pub String);

/// Serves what Pyth has signed.
pub trait Updates {
    /// The newest update of a feed.
    ///
    /// # Errors
    /// If none is served.
    fn latest(&self, feed: &[u8; 32]) -> Result<Update, Unserved>;

    /// Who it is, without anything that could be a key.
    fn origin(&self) -> &str;
}
