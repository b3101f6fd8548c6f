//! The fee-burn program.

mod anchor;
mod auction;
mod council;
mod fees;
mod flash;
mod governance;
mod initialisation;

use fee_burn::state::Engine;
use io_client::{fee_burn as client, spl};
use io_common::{
    addresses::{ENGINE, USDC_VAULT},
    constants::{HOUR, ONE_USDC},
};
use io_tests::{key, Outcome, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

/// USDC fees that a world begins with: a hundred dollars an hour at the ordinary price.
pub const FEES: u64 = 16_800 * ONE_USDC;

/// A network an hour after launch, with fees in the vault, IO at a quarter of a dollar, and bob, who has IO.
pub fn funded() -> (World, Keypair) {
    let mut world = World::new();
    let bob = world.person("bob", 100_000, 0);
    fund(&mut world, FEES);
    world.wait(HOUR);
    world.set_price(0.25);
    (world, bob)
}

/// Mints micro-USD to the vault.
pub fn fund(world: &mut World, fees: u64) {
    let authority = key("authority");
    let fund = spl::mint_to(&world.usdc, &USDC_VAULT.address, &authority.pubkey(), fees);
    world.must(&[fund], &[&authority]);
}

/// Accounts of a filler.
fn seller(world: &World, filler: &Keypair) -> client::Filler {
    let owner = filler.pubkey();
    client::Filler {
        owner,
        io: world.io_wallet(&owner),
        usdc: world.usdc_wallet(&owner),
    }
}

pub fn open(world: &mut World) -> Outcome {
    let open = client::open_auction(&world.price);
    world.send(&[open], &[&key("authority")])
}

pub fn update_anchor(world: &mut World) -> Outcome {
    let update = client::update_anchor(&world.price);
    world.send(&[update], &[&key("authority")])
}

pub fn fill(world: &mut World, filler: &Keypair, usdc: u64, max_io: u64) -> Outcome {
    let fill = client::fill_auction(
        &seller(world, filler),
        &world.io,
        &world.price,
        usdc,
        max_io,
    );
    world.send(&[fill], &[filler])
}

pub fn expire(world: &mut World) -> Outcome {
    world.send(&[client::expire_auction()], &[&key("authority")])
}

pub fn engine(world: &mut World) -> Engine {
    world.read(&ENGINE.address)
}
