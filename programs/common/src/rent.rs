//! Lamports that an account holds above its rent-exempt minimum: the rate has fallen, or somebody has sent them. Anyone
//! moves them to who gets the rent when the account is closed, or has paid it where it never is (P-25).

use anchor_lang::{prelude::*, Discriminator, ZeroCopy};

use crate::CommonError;

/// What an account says of the lamports that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Who gets what is too much.
    pub recipient: Pubkey,
    /// Lamports above the minimum that are not rent, and stay.
    pub kept: u64,
}

impl Deposit {
    /// Rent and nothing else.
    pub fn rent(recipient: Pubkey) -> Self {
        Self { recipient, kept: 0 }
    }

    /// How many of `lamports` are too much at an account that is rent-exempt with `minimum`.
    pub fn surplus(&self, lamports: u64, minimum: u64) -> u64 {
        lamports.saturating_sub(minimum.saturating_add(self.kept))
    }

    /// The same of an account, by today's rate.
    ///
    /// # Errors
    /// `WrongRecipient` if `recipient` does not get them.
    pub fn reclaimable(&self, account: &AccountInfo, recipient: &Pubkey) -> Result<u64> {
        require_keys_eq!(*recipient, self.recipient, CommonError::WrongRecipient);
        let minimum = Rent::get()?.minimum_balance(account.data_len());
        Ok(self.surplus(account.lamports(), minimum))
    }
}

/// Moves lamports out of an account of the program. No call may follow: the runtime balances only what it is shown.
///
/// # Errors
/// The runtime's if they are not there.
pub fn transfer(account: &AccountInfo, recipient: &AccountInfo, lamports: u64) -> Result<()> {
    account.sub_lamports(lamports)?;
    recipient.add_lamports(lamports)?;
    Ok(())
}

/// The account of type `T` whose bytes these are.
pub fn typed<T: ZeroCopy + Discriminator>(data: &[u8]) -> Option<&T> {
    let state = data.strip_prefix(T::DISCRIMINATOR)?;
    bytemuck::try_from_bytes(state).ok()
}

/// The address right behind the discriminator of an account of `size` bytes: who paid for a proposal, which is in Borsh.
pub fn first_address(data: &[u8], size: usize) -> Option<Pubkey> {
    let address: [u8; 32] = data.get(8..40)?.try_into().ok()?;
    (data.len() == size).then_some(Pubkey::new_from_array(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Approval, Council};
    use proptest::prelude::*;

    proptest! {
        /// Never a lamport of the minimum, never one that is kept, and all others.
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
    fn p25_only_a_whole_account_of_the_type_is_one() {
        let mut data = [Council::DISCRIMINATOR, &[0; Council::SIZE - 8]].concat();
        assert!(typed::<Council>(&data).is_some());
        assert!(typed::<Approval>(&data).is_none());
        assert!(typed::<Council>(&data[..Council::SIZE - 1]).is_none());
        data.push(0);
        assert!(typed::<Council>(&data).is_none());
        // What is left of a closed supplier, and an account that is not written yet.
        assert!(typed::<Council>(&[]).is_none());
        assert!(typed::<Council>(&[0; Council::SIZE]).is_none());
    }

    #[test]
    fn the_first_address_is_behind_the_discriminator() {
        let data = [[1; 8].as_slice(), &[2; 32], &[3; 8]].concat();
        let address = Pubkey::new_from_array([2; 32]);
        assert_eq!(first_address(&data, 48), Some(address));
        assert_eq!(first_address(&data, 47), None);
        assert_eq!(first_address(&data[..39], 39), None);
    }
}
