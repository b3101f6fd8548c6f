//! What only a local network needs.

use io_client::{rent, spl, Network};
use io_common::constants::USDC_DECIMALS;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Creates a mint that stands for USDC; `authority` pays and may mint.
///
/// # Errors
/// The network's refusal.
pub fn create_usdc(
    network: &mut dyn Network,
    authority: &Keypair,
    mint: &Keypair,
) -> anyhow::Result<()> {
    let payer = authority.pubkey();
    let rent = rent::of_today(network)?;
    let create = spl::create_mint(&rent, &payer, &mint.pubkey(), &payer, USDC_DECIMALS);
    network.send(&create, &[authority, mint])?;
    Ok(())
}
