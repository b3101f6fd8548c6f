//! A network on which a deployment can be tried out.

use io_client::Network;
use io_migrations::{local, Deployment};
use io_vm::{LiteVm, Vm};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The start of the year 2027, in unix seconds.
const START: i64 = 1_798_761_600;
/// Lamports of everybody who signs: 1,000 SOL.
const LAMPORTS: u64 = 1_000_000_000_000;

/// An embedded machine with the programs, the deployment's USDC mint, and lamports for everybody who signs.
pub fn network(deployment: &Deployment, keys: &[Keypair]) -> anyhow::Result<LiteVm> {
    let mut vm = LiteVm::new(&deployment.authority, START)?;
    let (issuer, mint) = (Keypair::new(), Keypair::new());
    for key in keys.iter().chain([&issuer]) {
        vm.airdrop(&key.pubkey(), LAMPORTS)?;
    }
    local::create_usdc(&mut vm, &issuer, &mint)?;
    if let Some(usdc) = vm.account(&mint.pubkey()) {
        vm.set_account(deployment.usdc_mint, usdc)?;
    }
    Ok(vm)
}
