//! The council's share of the fees.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use anchor_spl::token;
use fee_burn::{
    error::FeeBurnError,
    state::{Change, Config},
};
use io_client::{fee_burn as client, spl};
use io_common::{
    addresses::{FEE_BURN_CONFIG, IO_VAULT, USDC_VAULT},
    constants::{GENESIS_SUPPLY, HOUR, ONE_IO, ONE_USDC},
    governance::GovernanceAction,
    CommonError,
};
use io_tests::{key, Outcome, Refused, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{engine, expire, fill, fund, funded, open, FEES};

/// A tenth.
const SHARE: u16 = 1_000;

/// Makes a change by a proposal.
fn change(world: &mut World, change: Change) {
    let authority = key("authority");
    let config: Config = world.read(&FEE_BURN_CONFIG.address);
    let (own, number) = (authority.pubkey(), config.proposals);
    let propose = client::propose_change(&own, &own, number, change);
    world.must(&[propose], &[&authority]);
    world.wait(48 * HOUR);
    world.must(&[client::apply_change(number, &own)], &[&authority]);
}

/// The network of [`funded`], before anything is counted, with a tenth for a treasury, which has both token accounts.
fn shared() -> (World, Keypair, Pubkey) {
    let (mut world, bob) = funded();
    let treasury = world.person("council wallet", 0, 0).pubkey();
    world.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
        (config.council_bps, config.treasury) = (SHARE, treasury);
    });
    (world, bob, treasury)
}

fn give_io(world: &mut World, giver: &Keypair, amount: u64) {
    let from = world.io_wallet(&giver.pubkey());
    let give = spl::transfer(&from, &IO_VAULT.address, &giver.pubkey(), amount);
    world.must(&[give], &[giver]);
}

fn burn(world: &mut World) {
    let burn = client::burn_fees(&world.io);
    world.must(&[burn], &[&key("authority")]);
}

/// Sent by a person without a part in it.
fn pay(world: &mut World, vault: &Pubkey, destination: &Pubkey) -> Outcome {
    let pay = client::pay_council(vault, destination);
    world.send(&[pay], &[&key("authority")])
}

fn pay_io(world: &mut World, treasury: &Pubkey) -> Outcome {
    let to = world.io_wallet(treasury);
    pay(world, &IO_VAULT.address, &to)
}

fn pay_usdc(world: &mut World, treasury: &Pubkey) -> Outcome {
    let to = world.usdc_wallet(treasury);
    pay(world, &USDC_VAULT.address, &to)
}

#[test]
fn p26_a_tenth_of_the_io_fees_is_the_councils_and_the_rest_is_burned() {
    let (mut world, bob, treasury) = shared();
    let to = world.io_wallet(&treasury);
    give_io(&mut world, &bob, 30 * ONE_IO + 9);
    for _ in 0..2 {
        burn(&mut world);
        let it = engine(&mut world);
        assert_eq!((it.io.burn, it.io.council), (0, 3 * ONE_IO));
        assert_eq!(it.fees_burned, 27 * ONE_IO + 9);
        assert_eq!(world.balance(&IO_VAULT.address), 3 * ONE_IO);
        assert_eq!(world.io_supply(), GENESIS_SUPPLY - 27 * ONE_IO - 9);
    }
    // What came in after the burn is counted at the payment.
    give_io(&mut world, &bob, 10 * ONE_IO);
    for _ in 0..2 {
        pay_io(&mut world, &treasury).unwrap();
        assert_eq!(world.balance(&to), 4 * ONE_IO);
        assert_eq!(world.balance(&IO_VAULT.address), 9 * ONE_IO);
    }
    burn(&mut world);
    assert_eq!(world.balance(&IO_VAULT.address), 0);
    let it = engine(&mut world);
    assert_eq!((it.io.council, it.io.council_paid), (0, 4 * ONE_IO));
    assert_eq!(it.fees_burned, 36 * ONE_IO + 9);
}

#[test]
fn p26_no_lot_takes_the_councils_part_of_the_usdc() {
    let (mut world, bob, treasury) = shared();
    open(&mut world).unwrap();
    let it = engine(&mut world);
    assert_eq!((it.usdc.burn, it.usdc.council), (FEES / 10 * 9, FEES / 10));
    // A seventh of the burn's part a day.
    assert_eq!(it.auction.lot, 90 * ONE_USDC);
    fill(&mut world, &bob, 40 * ONE_USDC, u64::MAX).unwrap();
    let to = world.usdc_wallet(&treasury);
    pay_usdc(&mut world, &treasury).unwrap();
    assert_eq!(world.balance(&to), FEES / 10);
    fill(&mut world, &bob, 50 * ONE_USDC, u64::MAX).unwrap();
    let it = engine(&mut world);
    let left = FEES / 10 * 9 - 90 * ONE_USDC;
    assert_eq!((it.usdc.burn, it.usdc.council), (left, 0));
    assert_eq!(world.balance(&USDC_VAULT.address), left);
}

#[test]
fn p26_a_change_counts_what_came_in_before_it() {
    let (mut world, bob) = funded();
    let treasury = world.person("council wallet", 0, 0).pubkey();
    give_io(&mut world, &bob, 100);
    change(&mut world, Change::CouncilTreasury(treasury));
    give_io(&mut world, &bob, 100);
    change(&mut world, Change::CouncilShare(SHARE));
    let it = engine(&mut world);
    assert_eq!((it.io.burn, it.io.council), (200, 0));
    assert_eq!((it.usdc.burn, it.usdc.council), (FEES, 0));
    give_io(&mut world, &bob, 100);
    fund(&mut world, 1_000);
    // The share ends: what came in under it is still shared.
    change(&mut world, Change::CouncilShare(0));
    give_io(&mut world, &bob, 100);
    pay_io(&mut world, &treasury).unwrap();
    pay_usdc(&mut world, &treasury).unwrap();
    let it = engine(&mut world);
    assert_eq!((it.io.burn, it.io.council_paid), (390, 10));
    assert_eq!((it.usdc.burn, it.usdc.council_paid), (FEES + 900, 100));
}

#[test]
fn p26_what_is_counted_goes_to_the_treasury_that_is_named_then() {
    let (mut world, bob, before) = shared();
    give_io(&mut world, &bob, 100);
    burn(&mut world);
    let treasury = world.person("new wallet", 0, 0).pubkey();
    change(&mut world, Change::CouncilTreasury(treasury));
    pay_io(&mut world, &before).refused(FeeBurnError::WrongTreasury);
    pay_io(&mut world, &treasury).unwrap();
    let to = world.io_wallet(&treasury);
    assert_eq!(world.balance(&to), 10);
}

/// P-14: a treasury that cannot receive holds up neither burn nor auction.
#[test]
fn p14_p26_what_the_treasury_cannot_receive_stays_counted() {
    let (mut world, bob, _) = shared();
    let treasury = key("nobody yet").pubkey();
    world.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
        config.treasury = treasury;
    });
    give_io(&mut world, &bob, 100);
    pay_io(&mut world, &treasury).refused(ErrorCode::AccountNotInitialized);
    burn(&mut world);
    let authority = key("authority");
    let (io, usdc) = (world.io, world.usdc);
    let create = [io, usdc].map(|mint| spl::create_wallet(&authority.pubkey(), &treasury, &mint));
    world.must(&create, &[&authority]);
    pay_io(&mut world, &treasury).unwrap();
    let to = world.usdc_wallet(&treasury);
    world.freeze(&to);
    pay_usdc(&mut world, &treasury).refused_by(token::ID);
    open(&mut world).unwrap();
    fill(&mut world, &bob, 90 * ONE_USDC, u64::MAX).unwrap();
    assert_eq!(engine(&mut world).usdc.council, FEES / 10);
}

#[test]
fn p09_p26_only_the_treasurys_associated_account_is_paid() {
    let (mut world, bob, treasury) = shared();
    give_io(&mut world, &bob, 100);
    let [to, of_bob, other] = [
        world.io_wallet(&treasury),
        world.io_wallet(&bob.pubkey()),
        world.usdc_wallet(&treasury),
    ];
    pay(&mut world, &IO_VAULT.address, &of_bob).refused(FeeBurnError::WrongTreasury);
    pay(&mut world, &IO_VAULT.address, &other).refused(FeeBurnError::WrongTreasury);
    pay(&mut world, &of_bob, &to).refused(FeeBurnError::WrongVault);
    // An account of the treasury that is not the associated one.
    let second = key("second account").pubkey();
    let account = world.account(&to).unwrap();
    world.vm.set_account(second, account).unwrap();
    pay(&mut world, &IO_VAULT.address, &second).refused(FeeBurnError::WrongTreasury);
    // The associated account, given away.
    let mut account = world.account(&to).unwrap();
    account.data[32..64].copy_from_slice(bob.pubkey().as_ref());
    world.vm.set_account(to, account).unwrap();
    pay(&mut world, &IO_VAULT.address, &to).refused(FeeBurnError::WrongTreasury);
}

#[test]
fn p26_without_a_treasury_nothing_is_counted_and_none_can_be_taken_away() {
    let (mut world, bob) = funded();
    world.edit(&FEE_BURN_CONFIG.address, |config: &mut Config| {
        config.council_bps = SHARE;
    });
    give_io(&mut world, &bob, 100);
    pay_io(&mut world, &bob.pubkey()).refused(FeeBurnError::NoTreasury);
    burn(&mut world);
    assert_eq!(world.balance(&IO_VAULT.address), 0);
    let authority = key("authority");
    let own = authority.pubkey();
    let (io, usdc) = (world.io, world.usdc);
    for refused in [
        Change::CouncilTreasury(Pubkey::default()),
        Change::CouncilTreasury(io),
        Change::CouncilTreasury(usdc),
        Change::CouncilShare(SHARE + 1),
    ] {
        let propose = client::propose_change(&own, &own, 0, refused);
        let outcome = world.send(&[propose], &[&authority]);
        outcome.refused(CommonError::OutOfRange);
    }
}

/// P-17, P-18: neither a bad price nor a pause holds up the council's part.
#[test]
fn p17_p18_p26_the_council_is_paid_while_fee_burn_is_paused_and_without_a_price() {
    let (mut world, bob, treasury) = shared();
    give_io(&mut world, &bob, 100);
    let authority = key("authority");
    let pause = client::govern(&authority.pubkey(), GovernanceAction::Pause);
    world.must(&[pause], &[&authority]);
    world.wait(HOUR);
    open(&mut world).refused(CommonError::Paused);
    pay_io(&mut world, &treasury).unwrap();
    pay_usdc(&mut world, &treasury).unwrap();
    let it = engine(&mut world);
    assert_eq!((it.io.council_paid, it.usdc.council_paid), (10, FEES / 10));
    expire(&mut world).unwrap();
}
