//! Prices of IO newer than the price account's.

use std::rc::Rc;

use io_client::pyth::{Ready, Updates};
use solana_keypair::Keypair;

/// Their source, and the price about to be posted.
pub struct Prices {
    /// The server, if configured.
    pub served: Option<Rc<dyn Updates>>,
    /// The account to post to; its key is of this process only.
    pub key: Rc<Keypair>,
    /// The price to post before it is read.
    pub ready: Option<Ready>,
}

impl Prices {
    /// Prices of a server, if there is one.
    pub fn new(served: Option<Rc<dyn Updates>>) -> Self {
        Self {
            served,
            key: Rc::new(Keypair::new()),
            ready: None,
        }
    }

    /// Returns to the price account: nothing is posted until that is old again.
    pub fn forget(&mut self) {
        self.ready = None;
    }
}
