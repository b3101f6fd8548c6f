//! The marketplace's usage account of a supplier.

use anchor_lang::prelude::*;
use io_common::{ids, types::SupplierUsage};

/// The usage account at its address. An empty one if it was never created: then nothing is reserved.
pub fn read_usage(usage: &AccountInfo) -> Result<SupplierUsage> {
    if *usage.owner != ids::marketplace::ID {
        return Ok(bytemuck::Zeroable::zeroed());
    }
    let mut data: &[u8] = &usage.try_borrow_data()?;
    SupplierUsage::try_deserialize(&mut data)
}
