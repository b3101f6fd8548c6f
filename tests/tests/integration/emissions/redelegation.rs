//! Stake that moves from supplier to supplier.

use anchor_lang::solana_program::system_program;
use emissions::{error::EmissionsError, state::Delegation};
use io_client::emissions as client;
use io_common::constants::{DAY, HOUR, ONE_IO};
use io_tests::{Outcome, Refused, Supply, World};
use solana_keypair::Keypair;
use solana_signer::Signer;

const STAKE: u64 = 100;

struct Story {
    world: World,
    alice: Supply,
    carol: Supply,
    bob: Keypair,
}

impl Story {
    /// Two suppliers; bob has 100 IO with alice, and an empty delegation with carol.
    fn new() -> Self {
        let mut world = World::new();
        let (alice, carol) = (world.supplier("alice"), world.supplier("carol"));
        let bob = world.staker("bob", &alice, STAKE);
        world.must(
            &[client::open_delegation(&client::DelegationKeys {
                staker: bob.pubkey(),
                supplier: carol.address,
            })],
            &[&bob],
        );
        Self {
            world,
            alice,
            carol,
            bob,
        }
    }

    fn request(&mut self, amount: Option<u64>) -> Outcome {
        let (from, to) = (&self.alice.address, &self.carol.address);
        let request = client::request_redelegation(
            &client::DelegationKeys {
                staker: self.bob.pubkey(),
                supplier: *from,
            },
            to,
            amount,
        );
        self.world.send(&[request], &[&self.bob])
    }

    fn redelegate(&mut self) -> Outcome {
        let (from, to) = (self.alice.address, self.carol.address);
        self.world.catch_up(&[from, to]);
        let redelegate = client::redelegate(
            &client::DelegationKeys {
                staker: self.bob.pubkey(),
                supplier: from,
            },
            &to,
        );
        self.world.send(&[redelegate], &[&self.bob])
    }

    /// Base units with alice and with carol.
    fn stakes(&mut self) -> (u64, u64) {
        let (alice, carol) = (
            self.world.supplier_account(&self.alice),
            self.world.supplier_account(&self.carol),
        );
        (alice.stake.delegated, carol.stake.delegated)
    }
}

#[test]
fn stake_moves_a_day_after_it_was_asked_for() {
    let mut story = Story::new();
    story.request(Some(40 * ONE_IO)).unwrap();
    assert_eq!(story.stakes(), (STAKE * ONE_IO, 0), "until then it stays");
    story.world.wait(DAY - 1);
    story
        .redelegate()
        .refused(EmissionsError::RedelegationNotReady);
    story.world.wait(1);
    story.redelegate().unwrap();
    assert_eq!(story.stakes(), (60 * ONE_IO, 40 * ONE_IO));
    story
        .redelegate()
        .refused(anchor_lang::error::ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn p10_what_was_earned_before_a_move_stays_claimable() {
    let mut story = Story::new();
    story.request(None).unwrap();
    story.world.wait(DAY + HOUR);
    story.redelegate().unwrap();
    let (bob, supplier) = (story.bob.pubkey(), story.alice.address);
    let wallet = story.world.io_wallet(&bob);
    story.world.must(
        &[client::claim(
            &bob,
            &client::DelegationKeys {
                staker: bob,
                supplier,
            },
            &wallet,
        )],
        &[&story.bob],
    );
    assert!(story.world.io_of(&bob) > 0);
}

#[test]
fn stake_that_has_moved_stays_for_fourteen_days_and_the_delegation_with_it() {
    let mut story = Story::new();
    story.request(Some(ONE_IO)).unwrap();
    story.world.wait(DAY);
    story.redelegate().unwrap();
    // The other way round, with stake of its own beside the base unit that came.
    std::mem::swap(&mut story.alice, &mut story.carol);
    story.world.wait(0);
    let (bob, supply) = (story.bob.insecure_clone(), story.alice.address);
    let treasury = story.world.person("more", 10, 0);
    let (from, to) = (
        story.world.io_wallet(&treasury.pubkey()),
        story.world.io_wallet(&bob.pubkey()),
    );
    let gift = io_client::spl::transfer(&from, &to, &treasury.pubkey(), 10 * ONE_IO);
    story.world.must(&[gift], &[&treasury]);
    story.world.catch_up(&[supply]);
    let own = client::delegate(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: supply,
        },
        &to,
        10 * ONE_IO,
    );
    story.world.must(&[own], &[&bob]);
    story
        .request(None)
        .refused(EmissionsError::RedelegationCooldown); // it would lapse before it can move
    story.world.wait(10 * DAY);
    story.request(None).unwrap();
    story.world.wait(4 * DAY - 1);
    story
        .redelegate()
        .refused(EmissionsError::RedelegationCooldown);
    story.world.wait(1);
    story.redelegate().unwrap();
    assert_eq!(story.stakes(), (0, (STAKE + 10) * ONE_IO));
}

#[test]
fn what_is_unstaked_meanwhile_does_not_move() {
    let mut story = Story::new();
    story.request(None).unwrap();
    let (bob, supplier) = (story.bob.insecure_clone(), story.alice.address);
    let unstake = client::unstake(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier,
        },
        Some(70 * ONE_IO),
    );
    story.world.must(&[unstake], &[&bob]);
    story.world.wait(DAY);
    story.redelegate().unwrap();
    assert_eq!(story.stakes(), (0, 30 * ONE_IO));

    let mut story = Story::new();
    story.request(None).unwrap();
    story.world.must(
        &[client::unstake(
            &client::DelegationKeys {
                staker: bob.pubkey(),
                supplier,
            },
            None,
        )],
        &[&bob],
    );
    story.world.wait(DAY);
    story.redelegate().refused(EmissionsError::ZeroAmount);
}

#[test]
fn a_request_is_the_stakers_and_can_be_taken_back() {
    let mut story = Story::new();
    story.request(Some(0)).refused(EmissionsError::ZeroAmount);
    story
        .request(Some(STAKE * ONE_IO + 1))
        .refused(EmissionsError::NotEnoughStake);
    story.request(None).unwrap();
    story.request(None).refused_by(system_program::ID); // one at a time

    let (alice, carol) = (story.alice.address, story.carol.address);
    let (bob, mallory) = (
        story.bob.insecure_clone(),
        story.world.person("mallory", 0, 0),
    );
    let circle = client::request_redelegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: alice,
        },
        &alice,
        None,
    );
    story
        .world
        .send(&[circle], &[&bob])
        .refused(EmissionsError::SameSupplier);
    let as_mallory = |mut instruction: anchor_lang::solana_program::instruction::Instruction| {
        for meta in &mut instruction.accounts {
            if meta.pubkey == bob.pubkey() {
                meta.pubkey = mallory.pubkey();
            }
        }
        instruction
    };
    story.world.wait(DAY);
    story.world.catch_up(&[alice, carol]);
    for (instruction, error) in [
        (
            client::redelegate(
                &client::DelegationKeys {
                    staker: bob.pubkey(),
                    supplier: alice,
                },
                &carol,
            ),
            EmissionsError::WrongDelegation,
        ),
        (
            client::cancel_redelegation(
                &client::DelegationKeys {
                    staker: bob.pubkey(),
                    supplier: alice,
                },
                &carol,
            ),
            EmissionsError::WrongRedelegation,
        ),
    ] {
        let stolen = as_mallory(instruction);
        story.world.send(&[stolen], &[&mallory]).refused(error);
    }
    let cancel = client::cancel_redelegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: alice,
        },
        &carol,
    );
    story.world.must(&[cancel], &[&bob]);
    let request = client::request_redelegation(
        &client::DelegationKeys {
            staker: bob.pubkey(),
            supplier: alice,
        },
        &carol,
        None,
    );
    let stolen = story.world.send(&[as_mallory(request)], &[&mallory]);
    stolen.refused(EmissionsError::WrongDelegation);
    story.request(None).unwrap();
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: bob.pubkey(),
        supplier: alice,
    });
    assert_eq!(story.world.read::<Delegation>(&delegation).movable_at, 0);
}

#[test]
fn an_old_request_lapses() {
    let mut story = Story::new();
    story.request(None).unwrap();
    story.world.wait(8 * DAY + 1);
    story.redelegate().refused(EmissionsError::RequestLapsed);
    let (alice, carol) = (story.alice.address, story.carol.address);
    let cancel = client::cancel_redelegation(
        &client::DelegationKeys {
            staker: story.bob.pubkey(),
            supplier: alice,
        },
        &carol,
    );
    story.world.must(&[cancel], &[&story.bob]);
    story.request(None).unwrap();
    story.world.wait(8 * DAY);
    story.redelegate().unwrap();
}

#[test]
fn a_cancelled_unstake_request_does_not_end_the_rest() {
    let mut story = Story::new();
    story.request(None).unwrap();
    story.world.wait(DAY);
    story.redelegate().unwrap();
    let (bob, alice, carol) = (
        story.bob.insecure_clone(),
        story.alice.address,
        story.carol.address,
    );
    let signer = bob.pubkey();
    let out_and_in = [
        client::unstake(
            &client::DelegationKeys {
                staker: signer,
                supplier: carol,
            },
            None,
        ),
        client::cancel_unstake(
            &client::DelegationKeys {
                staker: signer,
                supplier: carol,
            },
            0,
        ),
    ];
    story.world.must(&out_and_in, &[&bob]);
    story.world.wait(6 * DAY);
    let request = client::request_redelegation(
        &client::DelegationKeys {
            staker: signer,
            supplier: carol,
        },
        &alice,
        None,
    );
    story.world.must(&[request], &[&bob]);
    story.world.wait(DAY);
    story.world.catch_up(&[alice, carol]);
    let back = client::redelegate(
        &client::DelegationKeys {
            staker: signer,
            supplier: carol,
        },
        &alice,
    );
    story
        .world
        .send(&[back], &[&bob])
        .refused(EmissionsError::RedelegationCooldown);
}
