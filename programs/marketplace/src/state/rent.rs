//! Recipients of an account's lamports above its rent-exempt minimum (P-25).

use anchor_lang::{prelude::*, Discriminator};
use io_common::{
    rent::{address_at, typed, Deposit},
    require_keys_eq,
    types::{Supplier, SupplierUsage},
    CommonError,
};

use super::{Autopay, Config, Offer, Proposal, Reservation};
use crate::error::MarketplaceError;

/// How the lamports of an account with this data are divided. Those of an offer go to the owner of its supplier, so
/// it needs the supplier and its address.
///
/// Escrows belong to the token program: their excess comes back when they are closed.
///
/// # Errors
/// `NotReclaimable` if its type is unknown, `WrongSupplier`.
pub fn deposit(data: &[u8], supplier: Option<(Pubkey, &Supplier)>) -> Result<Deposit> {
    if let Some(offer) = typed::<Offer>(data) {
        let (address, supplier) = supplier.ok_or(MarketplaceError::WrongSupplier)?;
        require_keys_eq!(address, offer.supplier, MarketplaceError::WrongSupplier);
        return Ok(Deposit::rent(supplier.owner));
    }
    let found = by_itself(data).ok_or(CommonError::NotReclaimable)?;
    Ok(found)
}

fn by_itself(data: &[u8]) -> Option<Deposit> {
    let recipient = match data.get(..8)? {
        // Never closed: the payer receives the excess.
        Config::DISCRIMINATOR => typed::<Config>(data)?.payer,
        SupplierUsage::DISCRIMINATOR => typed::<SupplierUsage>(data)?.payer,
        Reservation::DISCRIMINATOR => {
            let reservation = typed::<Reservation>(data)?;
            return Some(Deposit {
                recipient: reservation.payer,
                kept: reservation.bounty.into(),
            });
        }
        Autopay::DISCRIMINATOR => {
            let autopay = typed::<Autopay>(data)?;
            return Some(Deposit {
                recipient: autopay.payer,
                kept: autopay.deposit().ok()?,
            });
        }
        Proposal::DISCRIMINATOR => address_at(data, Proposal::PAYER_AT, Proposal::SIZE)?,
        _ => return None,
    };
    Some(Deposit::rent(recipient))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Change;
    use bytemuck::{bytes_of, Pod, Zeroable};
    use io_common::governance::Timelock;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    fn of<T: Zeroable + Pod + Discriminator>(write: impl FnOnce(&mut T)) -> Vec<u8> {
        let mut state = T::zeroed();
        write(&mut state);
        [T::DISCRIMINATOR, bytes_of(&state)].concat()
    }

    #[test]
    fn p25_each_account_says_who_gets_what_it_holds_too_much() {
        let (them, others) = (key(5), key(6));
        let reservation = of::<Reservation>(|it| {
            (it.payer, it.bounty) = (them, 300_000);
            (it.renter, it.supplier, it.offer) = (others, others, others);
        });
        for (data, kept) in [
            (of::<Config>(|it| it.payer = them), 0),
            (
                of::<SupplierUsage>(|it| (it.payer, it.supplier) = (them, others)),
                0,
            ),
            (reservation, 300_000),
            (
                of::<Autopay>(|it| (it.payer, it.reservation, it.bounties) = (them, others, 3)),
                30_000,
            ),
        ] {
            let expected = Deposit {
                recipient: them,
                kept,
            };
            assert_eq!(deposit(&data, None), Ok(expected));
            let refused = Err(CommonError::NotReclaimable.into());
            assert_eq!(deposit(&data[..data.len() - 1], None), refused);
            assert_eq!(deposit(&[data, vec![0]].concat(), None), refused);
        }
    }

    #[test]
    fn p25_an_offer_gives_to_the_owner_of_its_supplier() {
        let offer = of::<Offer>(|it| it.supplier = key(7));
        let mut supplier = Supplier::zeroed();
        (supplier.owner, supplier.operator) = (key(5), key(6));
        let found = deposit(&offer, Some((key(7), &supplier)));
        assert_eq!(found, Ok(Deposit::rent(key(5))));
        let wrong = Err(MarketplaceError::WrongSupplier.into());
        assert_eq!(deposit(&offer, Some((key(8), &supplier))), wrong);
        assert_eq!(deposit(&offer, None), wrong);
    }

    #[test]
    fn p25_a_proposal_gives_to_who_paid_for_it() {
        let proposal = Proposal {
            payer: key(5),
            number: 0,
            timelock: Timelock::new(1_000).unwrap(),
            change: Change::Hours(100),
        };
        let mut data = Vec::new();
        proposal.try_serialize(&mut data).unwrap();
        data.resize(Proposal::SIZE, 0);
        assert_eq!(deposit(&data, None), Ok(Deposit::rent(key(5))));
        data.pop();
        let refused = Err(CommonError::NotReclaimable.into());
        assert_eq!(deposit(&data, None), refused);
    }

    #[test]
    fn p25_what_is_of_no_type_is_nobodys() {
        let refused = Err(CommonError::NotReclaimable.into());
        for data in [vec![], vec![0; 8], vec![0; Offer::SIZE], vec![7; 165]] {
            assert_eq!(deposit(&data, None), refused);
        }
    }
}
