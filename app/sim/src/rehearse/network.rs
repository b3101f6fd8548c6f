//! A network on which a deployment can be tried out.

use anchor_lang::prelude::Pubkey;
use io_client::Network;
use io_migrations::{local, Deployment};
use io_vm::{programs, LiteVm, Vm};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// The start of the year 2027, in unix seconds.
const START: i64 = 1_798_761_600;
/// Lamports of everybody who signs: 1,000 SOL.
const LAMPORTS: u64 = 1_000_000_000_000;

/// An embedded machine with the programs, the deployment's USDC mint, and lamports for all signers. sBPF files are stored as
/// the loader stores them, so that `verify` can read them; natively compiled programs have none. It accepts unsigned
/// transactions, so an address is enough for a signer.
///
/// # Errors
/// If `SBF_OUT_DIR` lacks a program or holds one that does not load.
pub fn network(deployment: &Deployment, signers: &[Pubkey]) -> anyhow::Result<LiteVm> {
    let mut vm = LiteVm::new(&deployment.authority, START)?.leave_unsigned();
    for program in programs::suite() {
        if let Some(file) = programs::sbf_file(&program)? {
            let (address, mut account) = programs::program_data(&program.id, &deployment.authority);
            account.data.extend(file);
            vm.set_account(address, account)?;
        }
    }
    let (issuer, mint) = (Keypair::new(), Keypair::new());
    // The mint's own address has to be empty: it is created there.
    let people = signers.iter().copied().chain([issuer.pubkey()]);
    for person in people.filter(|person| *person != deployment.io_mint) {
        vm.airdrop(&person, LAMPORTS)?;
    }
    local::create_usdc(&mut vm, &issuer, &mint)?;
    if let Some(usdc) = vm.account(&mint.pubkey())? {
        vm.set_account(deployment.usdc_mint, usdc)?;
    }
    Ok(vm)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rehearse::example;

    #[test]
    fn a_deployment_is_rehearsed_to_its_end() {
        let (deployment, keys) = example();
        let people: Vec<_> = keys.iter().map(Signer::pubkey).collect();
        let mut vm = network(&deployment, &people).unwrap();
        let keys = io_client::signers(&keys);
        let outcome = io_migrations::run(&mut vm, &deployment, &keys).unwrap();
        assert_eq!(outcome.waits, []);
        assert_eq!(io_migrations::verify(&mut vm, &deployment).unwrap(), []);
    }
}
