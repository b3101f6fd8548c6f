//! Program-derived addresses without variable seeds, computed at compile time. On the chain, a comparison of 32 bytes
//! replaces a derivation of 1,500 compute units.

use anchor_lang::prelude::Pubkey;
use const_crypto::ed25519::derive_program_address;

use crate::{ids, seeds};

/// An address and its bump.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pda {
    /// The address.
    pub address: Pubkey,
    /// Its bump.
    pub bump: u8,
}

const fn pda(program: &Pubkey, seed: &[u8]) -> Pda {
    let (address, bump) = derive_program_address(&[seed], program.as_array());
    Pda {
        address: Pubkey::new_from_array(address),
        bump,
    }
}

/// Emissions: configuration.
pub const EMISSIONS_CONFIG: Pda = pda(&ids::emissions::ID, seeds::CONFIG);
/// Emissions: the ledger, mint authority of IO and owner of the two vaults.
pub const LEDGER: Pda = pda(&ids::emissions::ID, seeds::LEDGER);
/// Emissions: the table of GPU models.
pub const MODELS: Pda = pda(&ids::emissions::ID, seeds::MODELS);
/// Emissions: the council.
pub const COUNCIL: Pda = pda(&ids::emissions::ID, seeds::COUNCIL);
/// Emissions: vault of minted, unclaimed rewards.
pub const REWARD_VAULT: Pda = pda(&ids::emissions::ID, seeds::REWARD_VAULT);
/// Emissions: vault of all stake.
pub const STAKE_VAULT: Pda = pda(&ids::emissions::ID, seeds::STAKE_VAULT);

/// Marketplace: configuration.
pub const MARKETPLACE_CONFIG: Pda = pda(&ids::marketplace::ID, seeds::CONFIG);

/// Fee-burn: configuration.
pub const FEE_BURN_CONFIG: Pda = pda(&ids::fee_burn::ID, seeds::CONFIG);
/// Fee-burn: the auction engine, owner of the two vaults.
pub const ENGINE: Pda = pda(&ids::fee_burn::ID, seeds::ENGINE);
/// Fee-burn: vault of fees in IO.
pub const IO_VAULT: Pda = pda(&ids::fee_burn::ID, seeds::IO_VAULT);
/// Fee-burn: vault of fees in USDC.
pub const USDC_VAULT: Pda = pda(&ids::fee_burn::ID, seeds::USDC_VAULT);

/// All of them.
pub const ALL: [Pda; 11] = [
    EMISSIONS_CONFIG,
    LEDGER,
    MODELS,
    COUNCIL,
    REWARD_VAULT,
    STAKE_VAULT,
    MARKETPLACE_CONFIG,
    FEE_BURN_CONFIG,
    ENGINE,
    IO_VAULT,
    USDC_VAULT,
];

/// Whether `address` is one of them. Nobody signs for it, so what is paid to it as to a wallet is lost.
pub fn is_fixed(address: &Pubkey) -> bool {
    ALL.iter().any(|pda| pda.address == *address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compiled_addresses_are_the_derived_ones() {
        let (emissions, fee_burn) = (ids::emissions::ID, ids::fee_burn::ID);
        for (constant, program, seed) in [
            (EMISSIONS_CONFIG, emissions, seeds::CONFIG),
            (LEDGER, emissions, seeds::LEDGER),
            (MODELS, emissions, seeds::MODELS),
            (COUNCIL, emissions, seeds::COUNCIL),
            (REWARD_VAULT, emissions, seeds::REWARD_VAULT),
            (STAKE_VAULT, emissions, seeds::STAKE_VAULT),
            (MARKETPLACE_CONFIG, ids::marketplace::ID, seeds::CONFIG),
            (FEE_BURN_CONFIG, fee_burn, seeds::CONFIG),
            (ENGINE, fee_burn, seeds::ENGINE),
            (IO_VAULT, fee_burn, seeds::IO_VAULT),
            (USDC_VAULT, fee_burn, seeds::USDC_VAULT),
        ] {
            let (address, bump) = Pubkey::find_program_address(&[seed], &program);
            assert_eq!(constant, Pda { address, bump });
            assert!(is_fixed(&address));
        }
        assert!(!is_fixed(&fee_burn));
    }
}
