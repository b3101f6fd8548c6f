//! The deployed programs, as the loader keeps them.

use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::bpf_loader_upgradeable::{self, UpgradeableLoaderState};
use io_client::{Network, ReadError};
use io_common::{governance::program_data_address, hash::sha256, ids};

/// The programs of the suite, by the names of their libraries.
pub const PROGRAMS: [(&str, Pubkey); 3] = [
    ("emissions", ids::emissions::ID),
    ("marketplace", ids::marketplace::ID),
    ("fee_burn", ids::fee_burn::ID),
];

/// A deployed program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Who may replace it; nobody if none.
    pub authority: Option<Pubkey>,
    /// Slot of its last deployment, upgrade or extension.
    pub slot: u64,
    /// Capacity in bytes.
    pub room: usize,
    /// Its code without trailing zeros. Empty only in a machine that runs natively compiled programs.
    pub code: Vec<u8>,
    /// SHA-256 of the code, as `solana-verify` computes it.
    pub hash: [u8; 32],
}

/// The program at `id`, if there is one that the upgradeable loader has deployed: read from its ProgramData as
/// `initialize` reads it (P-19).
///
/// # Errors
/// If the network does not answer.
pub fn deployed(network: &mut dyn Network, id: &Pubkey) -> Result<Option<Deployed>, ReadError> {
    let executable = network
        .account(id)?
        .is_some_and(|program| program.executable);
    let data = network
        .account(&program_data_address(id))?
        .filter(|account| executable && account.owner == bpf_loader_upgradeable::ID)
        .map(|account| account.data);
    let Some(data) = data else {
        return Ok(None);
    };
    let Ok(UpgradeableLoaderState::ProgramData {
        slot,
        upgrade_authority_address: authority,
    }) = bincode::deserialize(&data)
    else {
        return Ok(None);
    };
    // With or without an authority.
    let code = data.get(UpgradeableLoaderState::size_of_programdata_metadata()..);
    let code = code.unwrap_or_default();
    let room = code.len();
    let code = trimmed(code).to_vec();
    Ok(Some(Deployed {
        authority,
        slot,
        room,
        hash: sha256(&[&code]),
        code,
    }))
}

/// Strips trailing zeros.
pub(crate) fn trimmed(bytes: &[u8]) -> &[u8] {
    let end = bytes.iter().rposition(|byte| *byte != 0);
    let len = end.map_or(0, |end| end.saturating_add(1));
    bytes.get(..len).unwrap_or_default()
}

/// A hash, in hexadecimal.
pub fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
