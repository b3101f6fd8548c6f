//! The instance of SPL Governance. Its upgrade authority can sign as any of its governances.

use anchor_lang::prelude::Pubkey;
use anyhow::{ensure, Context};
use io_client::Network;
use solana_sdk_ids::{bpf_loader, bpf_loader_deprecated, native_loader};

use crate::programs::deployed;

/// Loaders whose programs nobody can replace.
const FINAL: [Pubkey; 3] = [bpf_loader::ID, bpf_loader_deprecated::ID, native_loader::ID];

/// The upgrade authority of the program at `id`; none if nobody can replace it.
///
/// # Errors
/// If there is no program, or nothing says who can replace it; if the network does not answer.
pub fn upgrader(network: &mut dyn Network, id: &Pubkey) -> anyhow::Result<Option<Pubkey>> {
    let account = network.account(id)?.filter(|it| it.executable);
    let loader = account
        .with_context(|| format!("there is no program at {id}: deploy SPL Governance there"))?
        .owner;
    if let Some(program) = deployed(network, id)? {
        return Ok(program.authority);
    }
    ensure!(
        FINAL.contains(&loader),
        "nothing says who can replace the program {id}: it is closed, or its loader {loader} is not known here"
    );
    Ok(None)
}
