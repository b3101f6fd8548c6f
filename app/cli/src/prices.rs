//! Prices of IO that are newer than that of the price account.

use std::rc::Rc;

use io_client::pyth::{Ready, Updates};
use solana_keypair::Keypair;

/// Where they come from, and the one that is about to be posted.
pub struct Prices {
    /// Who serves them, if that is known.
    pub served: Option<Rc<dyn Updates>>,
    /// The account that they are posted to, and closed after: of this process alone.
    pub key: Rc<Keypair>,
    /// One that is posted in front of what reads it.
    pub ready: Option<Ready>,
}

impl Prices {
    /// Those of a server, if there is one.
    pub fn new(served: Option<Rc<dyn Updates>>) -> Self {
        Self {
            served,
            key: Rc::new(Keypair::new()),
            ready: None,
        }
    }

    /// Goes back to the price account: nothing is posted until it is old again.
    pub fn forget(&mut self) {
        self.ready = None;
    }
}
