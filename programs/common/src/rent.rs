//! Lamports above an account's rent-exempt minimum, left by a lower rate or sent by someone. Anyone can move them to
//! the recipient of the rent at closing, or to the payer of an account that is never closed (P-25).

use anchor_lang::{prelude::*, Discriminator, ZeroCopy};

use crate::{require_keys_eq, CommonError};

/// How an account's lamports are divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Recipient of the excess.
    pub recipient: Pubkey,
    /// Lamports to keep above the minimum, such as a bounty.
    pub kept: u64,
}

impl Deposit {
    /// A deposit of rent alone.
    pub fn rent(recipient: Pubkey) -> Self {
        Self { recipient, kept: 0 }
    }

    /// Excess of `lamports` over `minimum` and what is kept.
    pub fn surplus(&self, lamports: u64, minimum: u64) -> u64 {
        lamports.saturating_sub(minimum.saturating_add(self.kept))
    }

    /// Excess of an account at the rate of `rent`.
    ///
    /// # Errors
    /// `WrongRecipient` if `recipient` is another.
    pub fn reclaimable(
        &self,
        account: &AccountInfo,
        recipient: &Pubkey,
        rent: &Rent,
    ) -> Result<u64> {
        require_keys_eq!(*recipient, self.recipient, CommonError::WrongRecipient);
        let minimum = rent.minimum_balance(account.data_len());
        Ok(self.surplus(account.lamports(), minimum))
    }
}

/// Moves lamports out of a program account. No CPI that includes only one of the two accounts may follow: the runtime
/// would see unbalanced lamports.
///
/// # Errors
/// The runtime's, if the account has too few.
pub fn transfer(account: &AccountInfo, recipient: &AccountInfo, lamports: u64) -> Result<()> {
    account.sub_lamports(lamports)?;
    recipient.add_lamports(lamports)?;
    Ok(())
}

/// Reads `data` as an account of type `T`.
pub fn typed<T: ZeroCopy + Discriminator>(data: &[u8]) -> Option<&T> {
    let state = data.strip_prefix(T::DISCRIMINATOR)?;
    bytemuck::try_from_bytes(state).ok()
}

/// The address at the byte offset `at` of an account of `size` bytes: the payer of an account in Borsh.
pub fn address_at(data: &[u8], at: usize, size: usize) -> Option<Pubkey> {
    let address = data.get(at..)?.first_chunk()?;
    (data.len() == size).then_some(Pubkey::new_from_array(*address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Approval, Council};
    use proptest::prelude::*;

    proptest! {
        /// Takes all lamports above the minimum and those kept, and no other.
        #[test]
        fn p25_what_is_too_much_is_above_minimum_and_what_is_kept(
            lamports: u64, minimum: u64, kept: u64,
        ) {
            let deposit = Deposit { recipient: Pubkey::default(), kept };
            let surplus = deposit.surplus(lamports, minimum);
            let stays = u128::from(minimum) + u128::from(kept);
            prop_assert_eq!(u128::from(surplus), u128::from(lamports).saturating_sub(stays));
            prop_assert_eq!(deposit.surplus(lamports - surplus, minimum), 0);
        }
    }

    #[test]
    fn p25_what_is_too_much_goes_to_its_recipient_and_no_further() {
        let [payer, other, owner] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let rent = Rent::default();
        let minimum = rent.minimum_balance(40);
        let (mut held, mut had, mut data) = (minimum + 307, 5, [0; 40]);
        let account = AccountInfo::new(&owner, false, true, &mut held, &mut data, &owner, false);
        let recipient = AccountInfo::new(&payer, false, true, &mut had, &mut [], &owner, false);
        let deposit = Deposit {
            kept: 300,
            ..Deposit::rent(payer)
        };
        assert_eq!(deposit.reclaimable(&account, &payer, &rent), Ok(7));
        let refused = deposit.reclaimable(&account, &other, &rent);
        assert_eq!(refused, Err(CommonError::WrongRecipient.into()));
        transfer(&account, &recipient, 7).unwrap();
        assert_eq!(
            (account.lamports(), recipient.lamports()),
            (minimum + 300, 12)
        );
        assert!(transfer(&account, &recipient, minimum + 301).is_err());
    }

    #[test]
    fn p25_only_a_whole_account_of_the_type_is_one() {
        let mut data = [Council::DISCRIMINATOR, &[0; Council::SIZE - 8]].concat();
        assert!(typed::<Council>(&data).is_some());
        assert!(typed::<Approval>(&data).is_none());
        assert!(typed::<Council>(&data[..Council::SIZE - 1]).is_none());
        data.push(0);
        assert!(typed::<Council>(&data).is_none());
        // The empty account of a closed supplier, and an account not yet written.
        assert!(typed::<Council>(&[]).is_none());
        assert!(typed::<Council>(&[0; Council::SIZE]).is_none());
    }

    #[test]
    fn an_address_is_read_from_a_whole_account() {
        let data = [[1; 8].as_slice(), &[2; 32], &[3; 8]].concat();
        let address = Pubkey::new_from_array([2; 32]);
        assert_eq!(address_at(&data, 8, 48), Some(address));
        assert_eq!(address_at(&data, 8, 47), None);
        assert_eq!(address_at(&data[..39], 8, 39), None);
        let last = [[2; 24].as_slice(), &[3; 8]].concat();
        assert_eq!(address_at(&data, 16, 48), Pubkey::try_from(last).ok());
        assert_eq!(address_at(&data, 17, 48), None);
        assert_eq!(address_at(&data, 49, 48), None);
    }
}
