//! What a deployment costs, by the network's own rent.

use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::bpf_loader_upgradeable::UpgradeableLoaderState,
};
use anyhow::Context;
use io_client::{Network, Unreachable};
use io_common::governance::program_data_address;
use solana_sdk_ids::sysvar;

use super::{Program, Work};

/// Lamports that the network takes for a signature.
const SIGNATURE: u64 = 5_000;

/// Lamports, without priority fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Rent that stays in the program's accounts, beyond what is in them.
    pub rent: u64,
    /// Rent of the buffer, which comes back in the end.
    pub lent: u64,
    /// Fees of the transactions.
    pub fees: u64,
}

impl Cost {
    pub(super) fn of(
        network: &mut dyn Network,
        program: &Program,
        work: Work,
        buffer: &Pubkey,
        signatures: u64,
    ) -> anyhow::Result<Self> {
        let least = rent(network)?;
        let len = program.file.len();
        let data = program_data_address(&program.id);
        let sizes = match work {
            Work::Nothing => Vec::new(),
            Work::Deploy => vec![
                (program.id, UpgradeableLoaderState::size_of_program()),
                (data, UpgradeableLoaderState::size_of_programdata(len)),
            ],
            Work::Upgrade { extension } => {
                let held = network.account(&data)?.map_or(0, |it| it.data.len());
                vec![(data, held.saturating_add(extension))]
            }
        };
        let mut rent = 0_u64;
        for (address, size) in sizes {
            let missing = least
                .minimum_balance(size)
                .saturating_sub(lamports(network, &address)?);
            rent = rent.saturating_add(missing);
        }
        let size = UpgradeableLoaderState::size_of_buffer(len);
        let lent = least.minimum_balance(size);
        Ok(Self {
            rent,
            lent: lent.saturating_sub(lamports(network, buffer)?),
            fees: SIGNATURE.saturating_mul(signatures),
        })
    }
}

fn lamports(network: &mut dyn Network, address: &Pubkey) -> Result<u64, Unreachable> {
    let account = network.account(address)?;
    Ok(account.map_or(0, |account| account.lamports))
}

/// The network's rent.
pub(super) fn rent(network: &mut dyn Network) -> anyhow::Result<Rent> {
    let account = network.account(&sysvar::rent::ID)?;
    let account = account.context("the network does not say its rent")?;
    Ok(bincode::deserialize(&account.data)?)
}
