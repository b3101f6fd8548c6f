//! Actions of stakers.

use anchor_lang::prelude::Pubkey;
use io_client::{emissions as client, spl, Network, Receipt, SendError};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Delegates `amount` base units of IO to a supplier, whose clock is up to date, and opens the delegation if there is none.
///
/// # Errors
/// If the network does not answer, or refuses.
pub fn delegate(
    network: &mut dyn Network,
    io: &Pubkey,
    staker: &Keypair,
    supplier: &Pubkey,
    amount: u64,
) -> Result<Receipt, SendError> {
    let signer = staker.pubkey();
    let source = spl::wallet(&signer, io);
    let mut instructions = vec![client::delegate(
        &client::DelegationKeys {
            staker: signer,
            supplier: *supplier,
        },
        &source,
        amount,
    )];
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: signer,
        supplier: *supplier,
    });
    let there = network.account(&delegation).map_err(SendError::Unsent)?;
    if there.is_none() {
        instructions.insert(
            0,
            client::open_delegation(&client::DelegationKeys {
                staker: signer,
                supplier: *supplier,
            }),
        );
    }
    network.send(&instructions, &[staker])
}
