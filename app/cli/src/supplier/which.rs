//! Which supplier a command is about.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::emissions::supplier_address;

use crate::{
    context::Context,
    errors::Failure,
    parse::{address, count},
};

/// A supplier, by its address or by its place among the signer's.
#[derive(Args)]
pub struct Which {
    /// The supplier; the signer's first unless given
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    supplier: Option<Pubkey>,
    /// Sequence number among those that the signer registered
    #[arg(long, value_parser = count::number::<u32>, default_value_t = 0, conflicts_with = "supplier")]
    sequence: u32,
}

impl Which {
    /// Its address.
    ///
    /// # Errors
    /// [`Failure::NoKey`].
    pub fn address(&self, context: &mut Context) -> Result<Pubkey, Failure> {
        match self.supplier {
            Some(address) => Ok(address),
            None => Ok(supplier_address(&context.me()?, self.sequence)),
        }
    }
}
