//! IO fees.

use fee_burn::{error::FeeBurnError, state::Engine};
use io_client::{fee_burn as client, spl};
use io_common::{
    addresses::{ENGINE, IO_VAULT},
    constants::{GENESIS_SUPPLY, ONE_IO},
};
use io_tests::{key, Refused, World};
use solana_signer::Signer;

#[test]
fn p02_io_fees_are_burned_by_anybody_and_counted() {
    let mut world = World::new();
    let rich = world.person("rich", 100, 0);
    let from = world.io_wallet(&rich.pubkey());
    let burn = client::burn_fees(&world.io);
    for (round, amount) in [(1, 30), (2, 70)] {
        let pay = spl::transfer(&from, &IO_VAULT.address, &rich.pubkey(), amount * ONE_IO);
        world.must(&[pay, burn.clone()], &[&rich]);
        assert_eq!(world.balance(&IO_VAULT.address), 0);
        let engine: Engine = world.read(&ENGINE.address);
        let burned = if round == 1 { 30 } else { 100 } * ONE_IO;
        assert_eq!(engine.fees_burned, burned);
        assert_eq!(world.io_supply(), GENESIS_SUPPLY - burned);
    }
    // Nothing to do is success.
    let before: Engine = world.read(&ENGINE.address);
    world.must(&[burn], &[&rich]);
    assert_eq!(world.read::<Engine>(&ENGINE.address), before);
}

#[test]
fn only_the_io_of_the_configuration_is_burned() {
    let mut world = World::new();
    let usdc = world.usdc;
    let burn = client::burn_fees(&usdc);
    world
        .send(&[burn], &[&key("authority")])
        .refused(FeeBurnError::WrongMint);
}
