//! The deployed programs, as the loader keeps them.

use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::bpf_loader_upgradeable;
use io_client::Network;
use io_common::{governance::program_data_address, hash::sha256, ids};

/// The programs of the suite, by the names of their libraries.
pub const PROGRAMS: [(&str, Pubkey); 3] = [
    ("emissions", ids::emissions::ID),
    ("marketplace", ids::marketplace::ID),
    ("fee_burn", ids::fee_burn::ID),
];

/// The tag of `UpgradeableLoaderState::ProgramData`.
const TAG: [u8; 4] = [3, 0, 0, 0];
/// Where the authority is, behind the tag and the slot of the last deployment: a byte that says whether there is one,
/// and its 32 bytes.
const AUTHORITY: usize = 12;
/// Where the code begins, whether there is an authority or not.
const CODE: usize = 45;

/// A deployed program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployed {
    /// Who may replace it; nobody if none.
    pub authority: Option<Pubkey>,
    /// SHA-256 of its code without the zeros at its end, as `solana-verify` computes it.
    pub hash: [u8; 32],
}

/// The program at `id`, if there is one that the upgradeable loader has deployed: read from its ProgramData as
/// `initialize` reads it (P-19).
pub fn deployed(network: &mut dyn Network, id: &Pubkey) -> anyhow::Result<Option<Deployed>> {
    let executable = network
        .account(id)?
        .is_some_and(|program| program.executable);
    let data = network
        .account(&program_data_address(id))?
        .filter(|account| executable && account.owner == bpf_loader_upgradeable::ID)
        .map(|account| account.data)
        .filter(|data| data.starts_with(&TAG));
    let Some(data) = data else {
        return Ok(None);
    };
    let authority = data
        .get(AUTHORITY..CODE)
        .and_then(|bytes| bytes.strip_prefix(&[1]))
        .and_then(|bytes| Pubkey::try_from(bytes).ok());
    let code = data.get(CODE..).unwrap_or_default();
    let end = code.iter().rposition(|byte| *byte != 0);
    let code = code
        .get(..end.map_or(0, |end| end.saturating_add(1)))
        .unwrap_or_default();
    Ok(Some(Deployed {
        authority,
        hash: sha256(&[code]),
    }))
}

/// A hash, in hexadecimal.
pub fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
