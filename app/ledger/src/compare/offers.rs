//! Offers.

use io_client::audit::Snapshot;

use super::{Check, Difference};
use crate::{rows::Offer, Key, Memory};

pub fn compare(accounts: &Snapshot, rows: &Memory, found: &mut Vec<Difference>) {
    for (address, account) in &accounts.offers {
        let mut check = Check::new(Key::Offer(*address), found);
        let Some(row) = check.row::<Offer>(rows) else {
            continue;
        };
        check.same("the supplier", row.supplier.0, account.supplier);
        check.same("the model", row.model, account.model);
        check.same("GPUs", row.gpus, account.gpus);
        check.same("reserved GPUs", row.reserved, account.reserved);
        check.same("the price", row.price_micro_usd.0, account.price_micro_usd);
        check.same("currencies", row.currencies, account.currencies);
        check.same("the revision", row.revision, account.revision);
        check.same("whether it is paused", row.paused, account.paused != 0);
    }
    for row in rows.all::<Offer>() {
        if !row.closed && !accounts.offers.contains_key(&row.address.0) {
            Check::new(Key::Offer(row.address.0), found).no_account();
        }
    }
}
