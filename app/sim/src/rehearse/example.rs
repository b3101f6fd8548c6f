//! A deployment for tests of what carries one out.

use io_common::{constants::GENESIS_SUPPLY, oracle::price::PICO_USD};
use io_migrations::{genesis::Share, Deployment};
use solana_keypair::{keypair_from_seed, Keypair};
use solana_signer::Signer;

/// A deployment, and the keys of all who sign for it.
pub fn example() -> (Deployment, Vec<Keypair>) {
    let keys: Vec<Keypair> = (1..=4_u8)
        .filter_map(|seed| keypair_from_seed(&[seed; 32]).ok())
        .collect();
    let people: Vec<_> = keys.iter().map(Signer::pubkey).collect();
    let [authority, io_mint, usdc_mint, multisig] = people[..] else {
        unreachable!("four seeds");
    };
    let deployment = Deployment {
        authority,
        io_mint,
        usdc_mint,
        mint_authority: authority,
        anchor: PICO_USD,
        genesis: Some(vec![Share::unlocked("treasury", multisig, GENESIS_SUPPLY)]),
        council: vec![multisig],
        threshold: 1,
        governance: Some(multisig),
        ..Deployment::default()
    };
    (deployment, keys)
}
