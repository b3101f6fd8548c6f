//! Recipients of an account's lamports above its rent-exempt minimum (P-25).

use anchor_lang::{prelude::*, Discriminator};
use io_common::{
    rent::{address_at, typed, Deposit},
    CommonError,
};

use super::{Config, Engine, Proposal};

/// How the lamports of an account with this data are divided. The vaults belong to the token program.
///
/// # Errors
/// `NotReclaimable` if its type is unknown.
pub fn deposit(data: &[u8], config: &Config) -> Result<Deposit> {
    let recipient = recipient(data, config).ok_or(CommonError::NotReclaimable)?;
    Ok(Deposit::rent(recipient))
}

fn recipient(data: &[u8], config: &Config) -> Option<Pubkey> {
    match data.get(..8)? {
        Config::DISCRIMINATOR => typed::<Config>(data).map(|_| config.payer),
        Engine::DISCRIMINATOR => typed::<Engine>(data).map(|_| config.payer),
        Proposal::DISCRIMINATOR => address_at(data, Proposal::PAYER_AT, Proposal::SIZE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::Change;
    use io_common::governance::Timelock;

    fn key(byte: u8) -> Pubkey {
        Pubkey::new_from_array([byte; 32])
    }

    #[test]
    fn p25_each_account_says_who_gets_what_it_holds_too_much() {
        let config = Config {
            payer: key(1),
            ..Config::testing()
        };
        let refused = Err(CommonError::NotReclaimable.into());
        for (discriminator, size) in [
            (Config::DISCRIMINATOR, Config::SIZE),
            (Engine::DISCRIMINATOR, Engine::SIZE),
        ] {
            let mut data = discriminator.to_vec();
            data.resize(size, 0);
            assert_eq!(deposit(&data, &config), Ok(Deposit::rent(key(1))));
            data.push(0);
            assert_eq!(deposit(&data, &config), refused);
        }
        let proposal = Proposal {
            payer: key(5),
            number: 0,
            timelock: Timelock::new(1_000).unwrap(),
            change: Change::Receivers([key(2), key(3)]),
        };
        let mut data = Vec::new();
        proposal.try_serialize(&mut data).unwrap();
        data.resize(Proposal::SIZE, 0);
        assert_eq!(deposit(&data, &config), Ok(Deposit::rent(key(5))));
        data.pop();
        assert_eq!(deposit(&data, &config), refused);
        for data in [vec![], vec![0; 8], vec![7; 165]] {
            assert_eq!(deposit(&data, &config), refused);
        }
    }
}
