//! The instance of SPL Governance. Who replaces it signs as any of its governances.

use anchor_lang::prelude::Pubkey;
use anyhow::{ensure, Context};
use io_client::Network;
use solana_sdk_ids::{bpf_loader, bpf_loader_deprecated, bpf_loader_upgradeable, native_loader};

use crate::programs::deployed;

/// Loaders whose programs nobody can replace.
const FINAL: [Pubkey; 3] = [bpf_loader::ID, bpf_loader_deprecated::ID, native_loader::ID];

/// Who can replace the program at `id`: nobody, if none.
///
/// # Errors
/// If there is no program, or one of a loader that is not known here; if the network does not answer.
pub fn upgrader(network: &mut dyn Network, id: &Pubkey) -> anyhow::Result<Option<Pubkey>> {
    let account = network.account(id)?.filter(|it| it.executable);
    let account = account.with_context(|| {
        format!("there is no program at {id}: deploy SPL Governance, or name the instance of this network as `program` of [realm]")
    })?;
    if FINAL.contains(&account.owner) {
        return Ok(None);
    }
    ensure!(
        account.owner == bpf_loader_upgradeable::ID,
        "the program {id} is of the loader {}, so it is not known who can replace it",
        account.owner
    );
    let program = deployed(network, id)?;
    let program = program.with_context(|| format!("the program {id} has been closed"))?;
    Ok(program.authority)
}
