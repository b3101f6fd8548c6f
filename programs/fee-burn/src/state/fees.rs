//! Fees of a vault, divided between the burn and the council.

use anchor_lang::prelude::*;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    math::{bps_of, Checked, Rounding},
    Result,
};

/// A vault of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vault {
    /// Fees in IO.
    Io,
    /// Fees in USDC.
    Usdc,
}

impl Vault {
    /// The vault at an address.
    pub fn at(address: &Pubkey) -> Option<Self> {
        match *address {
            key if key == IO_VAULT.address => Some(Self::Io),
            key if key == USDC_VAULT.address => Some(Self::Usdc),
            _ => None,
        }
    }

    /// Its address.
    pub fn address(self) -> Pubkey {
        match self {
            Self::Io => IO_VAULT.address,
            Self::Usdc => USDC_VAULT.address,
        }
    }
}

/// Fees of a vault that have been counted. The vault holds at least `burn` + `council`; what it holds above that came
/// in after the last count (P-26).
#[zero_copy]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Fees {
    /// Counted for the burn, neither burned nor spent, in base units.
    pub burn: u64,
    /// Counted for the council and not paid, in base units.
    pub council: u64,
    /// Paid to the council's treasury, in base units.
    pub council_paid: u64,
}

impl Fees {
    /// Counts what came in, with `vault` base units in the vault: `share_bps` of it for the council, rounded down, the
    /// rest for the burn. The result is the council's part.
    ///
    /// # Errors
    /// `MathOverflow` if the vault holds less than was counted, which cannot occur.
    pub fn count(&mut self, vault: u64, share_bps: u64) -> Result<u64> {
        let new = vault.minus(self.burn)?.minus(self.council)?;
        let council = bps_of(new, share_bps, Rounding::Down)?;
        self.council = self.council.plus(council)?;
        self.burn = self.burn.plus(new.minus(council)?)?;
        Ok(council)
    }

    /// Records `amount` of the burn's part as burned or spent.
    ///
    /// # Errors
    /// `MathOverflow` if it is more.
    pub fn spend(&mut self, amount: u64) -> Result<()> {
        self.burn = self.burn.minus(amount)?;
        Ok(())
    }

    /// Records the council's part as paid. The result is the amount.
    ///
    /// # Errors
    /// `MathOverflow` after 2⁶⁴ base units.
    pub fn pay_council(&mut self) -> Result<u64> {
        let amount = core::mem::take(&mut self.council);
        self.council_paid = self.council_paid.plus(amount)?;
        Ok(amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use io_common::CommonError;
    use proptest::prelude::*;

    #[test]
    fn a_vault_is_known_by_its_address() {
        for vault in [Vault::Io, Vault::Usdc] {
            assert_eq!(Vault::at(&vault.address()), Some(vault));
        }
        assert_eq!(Vault::at(&Pubkey::default()), None);
    }

    #[test]
    fn p26_the_council_gets_its_share_of_what_came_in_rounded_down() {
        let mut fees = Fees::default();
        assert_eq!(fees.count(1_009, 1_000), Ok(100));
        assert_eq!((fees.burn, fees.council), (909, 100));
        // Nothing is counted twice.
        assert_eq!(fees.count(1_009, 1_000), Ok(0));
        fees.spend(909).unwrap();
        assert_eq!(fees.count(100, 1_000), Ok(0));
        // 9 base units are too few for a tenth.
        assert_eq!(fees.count(109, 1_000), Ok(0));
        assert_eq!((fees.burn, fees.council), (9, 100));
        assert_eq!(fees.pay_council(), Ok(100));
        assert_eq!(fees.pay_council(), Ok(0));
        assert_eq!(fees.council_paid, 100);
    }

    #[test]
    fn p26_without_a_share_everything_is_for_the_burn() {
        let mut fees = Fees::default();
        assert_eq!(fees.count(u64::MAX, 0), Ok(0));
        assert_eq!((fees.burn, fees.council), (u64::MAX, 0));
    }

    #[test]
    fn p26_the_part_of_the_council_is_never_spent() {
        let mut fees = Fees::default();
        fees.count(1_000, 1_000).unwrap();
        assert_eq!(fees.spend(901), Err(CommonError::MathOverflow));
        assert_eq!(fees.count(999, 1_000), Err(CommonError::MathOverflow));
    }

    /// What happens to a vault.
    #[derive(Clone, Debug)]
    enum Step {
        ComesIn(u64),
        Count(u64),
        Spend(u64),
        PayCouncil,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (0..1_000_000_000_u64).prop_map(Step::ComesIn),
            (0..=1_000_u64).prop_map(Step::Count),
            (0..=100_u64).prop_map(Step::Spend),
            Just(Step::PayCouncil),
        ]
    }

    proptest! {
        /// P-26: whatever the order, what came in is burned, paid, counted or not yet counted; the council never gets
        /// more than a tenth of what was counted.
        #[test]
        fn p26_every_base_unit_is_accounted_for(steps in prop::collection::vec(step(), 1..60)) {
            let (mut fees, mut vault) = (Fees::default(), 0_u64);
            let (mut came_in, mut spent, mut counted) = (0_u64, 0_u64, 0_u64);
            for step in steps {
                match step {
                    Step::ComesIn(amount) => {
                        vault += amount;
                        came_in += amount;
                    }
                    Step::Count(share_bps) => {
                        fees.count(vault, share_bps).unwrap();
                        prop_assert_eq!(fees.burn + fees.council, vault);
                        counted = came_in;
                    }
                    Step::Spend(percent) => {
                        let amount = fees.burn / 100 * percent;
                        fees.spend(amount).unwrap();
                        vault -= amount;
                        spent += amount;
                    }
                    Step::PayCouncil => vault -= fees.pay_council().unwrap(),
                }
                prop_assert!(vault >= fees.burn + fees.council);
                prop_assert_eq!(came_in, spent + fees.council_paid + vault);
                prop_assert!(fees.council + fees.council_paid <= counted / 10);
            }
        }
    }
}
