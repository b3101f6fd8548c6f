//! Cost of a deployment, at the network's current rent.

use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::bpf_loader_upgradeable::UpgradeableLoaderState,
};
use io_client::{Network, ReadError};
use io_common::governance::program_data_address;

use super::{Program, Work};

/// Base fee, in lamports per signature.
const SIGNATURE: u64 = 5_000;

/// Lamports, without priority fees.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Rent to add to the program's accounts.
    pub rent: u64,
    /// Peak rent, including the buffer's, which is refunded.
    pub peak: u64,
    /// Fees of the transactions.
    pub fees: u64,
}

impl Cost {
    pub(super) fn of(
        network: &mut dyn Network,
        of_today: &Rent,
        program: &Program,
        work: Work,
        buffer: &Pubkey,
        signatures: u64,
    ) -> anyhow::Result<Self> {
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
        let mut missing = |address: &Pubkey, size: usize| -> Result<u64, ReadError> {
            let least = of_today.minimum_balance(size);
            let account = network.account(address)?;
            Ok(least.saturating_sub(account.map_or(0, |account| account.lamports)))
        };
        let (mut rent, mut last) = (0_u64, 0_u64);
        for (address, size) in sizes {
            last = missing(&address, size)?;
            rent = rent.saturating_add(last);
        }
        let lent = missing(buffer, UpgradeableLoaderState::size_of_buffer(len))?;
        let peak = match work {
            // The buffer pays for the code.
            Work::Deploy => rent.max(rent.saturating_sub(last).saturating_add(lent)),
            _ => rent.saturating_add(lent),
        };
        Ok(Self {
            rent,
            peak,
            fees: SIGNATURE.saturating_mul(signatures),
        })
    }
}
