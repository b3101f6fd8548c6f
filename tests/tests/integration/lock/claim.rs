//! What a recipient gets, and what the lock program refuses.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::error::TokenError;
use io_client::{
    lock::{self, Claim, Schedule, Terms, MONTH},
    spl,
};
use io_common::constants::ONE_IO;
use io_tests::{key, lock_stand_in::LockError, Refused, World, START};
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{differences_of_locks, escrow, locked, owner, LOCKED};

fn claim(terms: &Terms, destination: Pubkey) -> Claim {
    Claim {
        base: terms.base,
        mint: terms.mint,
        recipient: terms.recipient,
        destination,
    }
}

/// Somebody with lamports and an empty wallet for IO.
fn equipped(world: &mut World, name: &str) -> Keypair {
    let (person, payer) = (key(name), key("authority"));
    let purse = solana_account::Account {
        lamports: 1_000_000_000,
        ..Default::default()
    };
    world.vm.set_account(person.pubkey(), purse).unwrap();
    let wallet = spl::create_wallet(&payer.pubkey(), &person.pubkey(), &world.io);
    world.must(&[wallet], &[&payer]);
    person
}

/// P-31: month by month, to the base unit; nothing before, nothing twice, and everything in the end.
#[test]
fn p31_a_recipient_claims_what_is_unlocked_and_no_more() {
    let (mut world, deployment, terms) = locked();
    let recipient = equipped(&mut world, "owner of seed investors");
    let wallet = world.io_wallet(&recipient.pubkey());
    let all = lock::claim(&claim(&terms, wallet), u64::MAX);
    for (month, part) in [
        (12, 0),
        (13, 260_416_666_666_682),
        (14, 260_416_666_666_666),
        (24, 2_604_166_666_666_660),
        (24, 0),
        (36, 3_124_999_999_999_992),
        (40, 0),
    ] {
        world.vm.set_unix_time(START + month * MONTH as i64);
        let before = world.balance(&wallet);
        let escrow = escrow(&mut world, &terms);
        let now = world.now() as u64;
        assert_eq!(escrow.claimable(now), part, "month {month}");
        world.must(&[all.clone()], &[&recipient]);
        assert_eq!(world.balance(&wallet) - before, part, "month {month}");
        assert_eq!(differences_of_locks(&mut world, &deployment), [""; 0]);
    }
    assert_eq!(world.balance(&wallet), 62_500_000 * ONE_IO);
    assert_eq!(world.balance(&terms.tokens()), 0);
}

#[test]
fn a_claim_takes_at_most_what_it_says() {
    let (mut world, _, terms) = locked();
    let recipient = equipped(&mut world, "owner of seed investors");
    let wallet = world.io_wallet(&recipient.pubkey());
    world.vm.set_unix_time(START + 13 * MONTH as i64);
    let five = lock::claim(&claim(&terms, wallet), 5);
    world.must(&[five], &[&recipient]);
    assert_eq!(world.balance(&wallet), 5);
    assert_eq!(escrow(&mut world, &terms).total_claimed_amount, 5);
}

/// P-31: nobody but the recipient, and from no other escrow.
#[test]
fn p31_nobody_else_claims() {
    let (mut world, _, terms) = locked();
    world.vm.set_unix_time(START + 13 * MONTH as i64);
    let stranger = equipped(&mut world, "stranger");
    let wallet = world.io_wallet(&stranger.pubkey());
    let mut theft = claim(&terms, wallet);
    theft.recipient = stranger.pubkey();
    let theft = lock::claim(&theft, u64::MAX);
    world
        .send(&[theft], &[&stranger])
        .refused(ErrorCode::ConstraintHasOne);

    let recipient = owner(LOCKED[0]);
    let mut unsigned = lock::claim(&claim(&terms, wallet), u64::MAX);
    unsigned.accounts[2].is_signer = false;
    world
        .send(&[unsigned], &[&stranger])
        .refused(ErrorCode::AccountNotSigner);

    let into_itself = lock::claim(&claim(&terms, terms.tokens()), u64::MAX);
    let payer = key("authority");
    let sent = world.send(&[into_itself], &[&payer, &recipient]);
    sent.refused(LockError::InvalidRecipientTokenAccount);
}

#[test]
fn the_lock_program_refuses_what_is_no_schedule() {
    let (mut world, _, terms) = locked();
    let (authority, other) = (key("authority"), key("other base"));
    let payer = authority.pubkey();
    let terms = Terms {
        base: other.pubkey(),
        ..terms
    };
    let wallet = spl::create_wallet(&payer, &terms.escrow(), &terms.mint);
    world.must(&[wallet], &[&authority]);
    let mut send = |schedule: Schedule, edit: &dyn Fn(&mut Instruction)| {
        let mut create = lock::create(&Terms { schedule, ..terms }, &payer);
        edit(&mut create);
        world.send(&[create], &[&authority, &other])
    };
    let good = terms.schedule;
    let cliff = good.start - 1;
    send(Schedule { cliff, ..good }, &|_| ()).refused(LockError::InvalidVestingStartTime);
    send(Schedule { period: 0, ..good }, &|_| ()).refused(LockError::FrequencyIsZero);
    let periods = u64::MAX;
    send(Schedule { periods, ..good }, &|_| ()).refused(LockError::MathOverflow);
    send(good, &|it| it.data[56] = 4).refused(LockError::InvalidUpdateRecipientMode);
    send(good, &|it| it.data[57] = 4).refused(LockError::InvalidCancelMode);
    // The sender has nothing that it could pay with.
    send(good, &|_| ()).refused(TokenError::InsufficientFunds as u32);
}
