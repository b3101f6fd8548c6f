//! The marketplace's book of a supplier.

use anchor_lang::prelude::*;
use io_common::{ids, types::SupplierBook};

/// The book at its address, or an empty one where none was opened: nothing is reserved then.
pub fn read_book(book: &AccountInfo) -> Result<SupplierBook> {
    if *book.owner != ids::marketplace::ID {
        return Ok(bytemuck::Zeroable::zeroed());
    }
    let mut data: &[u8] = &book.try_borrow_data()?;
    SupplierBook::try_deserialize(&mut data)
}
