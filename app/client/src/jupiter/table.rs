//! Lookup tables, read from the network.

use anchor_lang::prelude::Pubkey;
use solana_account::Account;
use solana_address_lookup_table_interface::state::AddressLookupTable;
use solana_message::AddressLookupTableAccount;
use solana_sdk_ids::address_lookup_table;

/// An unusable lookup table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no usable lookup table at {0}")]
pub struct NoTable(pub Pubkey);

/// The tables at these addresses, from their accounts.
///
/// # Errors
/// [`NoTable`] for one that is missing, of another program, or being closed.
pub fn tables<'a>(
    read: impl IntoIterator<Item = (Pubkey, Option<&'a Account>)>,
) -> Result<Vec<AddressLookupTableAccount>, NoTable> {
    let read = read.into_iter().map(|(key, account)| {
        let account = account.filter(|it| it.owner == address_lookup_table::ID);
        let table = account.and_then(|it| AddressLookupTable::deserialize(&it.data).ok());
        let table = table.filter(|it| it.meta.deactivation_slot == u64::MAX);
        let addresses = table.ok_or(NoTable(key))?.addresses.into_owned();
        Ok(AddressLookupTableAccount { key, addresses })
    });
    read.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn table(deactivation: [u8; 8], addresses: &[Pubkey]) -> Account {
        let mut data = [&[1, 0, 0, 0][..], &deactivation, &[0; 44]].concat();
        data.extend(addresses.iter().flat_map(|it| it.to_bytes()));
        Account {
            lamports: 1,
            data,
            owner: address_lookup_table::ID,
            ..Account::default()
        }
    }

    #[test]
    fn only_a_table_in_use_is_one() {
        let [key, one, two] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let used = table([0xff; 8], &[one, two]);
        let found = tables([(key, Some(&used))]).unwrap();
        assert_eq!((found[0].key, &found[0].addresses), (key, &vec![one, two]));
        let closing = table([7; 8], &[one]);
        let stranger = Account {
            owner: one,
            ..used.clone()
        };
        let short = Account {
            data: vec![1; 20],
            ..used
        };
        for other in [None, Some(&closing), Some(&stranger), Some(&short)] {
            assert_eq!(tables([(key, other)]).unwrap_err(), NoTable(key));
        }
    }
}
