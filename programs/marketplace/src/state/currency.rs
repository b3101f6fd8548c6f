//! The two currencies.

use anchor_lang::prelude::*;
use io_common::{addresses, CommonError};

/// Currency of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AnchorSerialize, AnchorDeserialize)]
#[repr(u8)]
pub enum Currency {
    /// IO, at the price when it is reserved.
    Io,
    /// USDC, at the price of the offer.
    Usdc,
}

impl Currency {
    /// All currencies as a set.
    pub const ALL: u8 = Self::Io.bit() | Self::Usdc.bit();

    /// The currency as a member of a set.
    pub const fn bit(self) -> u8 {
        match self {
            Self::Io => 1,
            Self::Usdc => 2,
        }
    }

    /// The currency that an account stores as `number`.
    ///
    /// # Errors
    /// `UnknownNumber`.
    pub fn stored(number: u8) -> io_common::Result<Self> {
        let mut both = [Self::Io, Self::Usdc].into_iter();
        let found = both.find(|currency| *currency as u8 == number);
        found.ok_or(CommonError::UnknownNumber)
    }

    /// Destination of the fees: the vault of the fee-burn program.
    pub fn fee_vault(self) -> Pubkey {
        match self {
            Self::Io => addresses::IO_VAULT.address,
            Self::Usdc => addresses::USDC_VAULT.address,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_of_currencies_has_a_bit_for_each() {
        let (io, usdc) = (Currency::Io, Currency::Usdc);
        assert_eq!((io.bit(), usdc.bit(), Currency::ALL), (1, 2, 3));
    }

    #[test]
    fn a_currency_is_stored_by_its_number_and_has_a_vault_for_its_fees() {
        for (currency, vault) in [
            (Currency::Io, addresses::IO_VAULT),
            (Currency::Usdc, addresses::USDC_VAULT),
        ] {
            assert_eq!(Currency::stored(currency as u8), Ok(currency));
            assert_eq!(currency.fee_vault(), vault.address);
        }
        for number in 2..=u8::MAX {
            assert_eq!(Currency::stored(number), Err(CommonError::UnknownNumber));
        }
    }
}
