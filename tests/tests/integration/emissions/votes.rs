//! Votes of staked IO, as SPL Governance reads them. The votes themselves are in `realm`.

use anchor_lang::{
    error::ErrorCode,
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        system_program,
    },
};
use emissions::{
    error::EmissionsError,
    state::{Ledger, MaxVoterWeightRecord, Slash, VoterWeightRecord},
};
use io_client::emissions::{self as client, DelegationKeys, VoterKeys, Weighed};
use io_common::{
    addresses::LEDGER,
    constants::{DAY, ONE_IO},
    CommonError,
};
use io_tests::{key, Outcome, Refused, Supply, World, OWN_STAKE};
use solana_keypair::Keypair;
use solana_sdk_ids::sysvar;
use solana_signer::Signer;

const REALM: Pubkey = Pubkey::new_from_array([7; 32]);

struct Story {
    world: World,
    alice: Supply,
    carol: Supply,
    bob: Keypair,
}

impl Story {
    /// Two suppliers with 16,000 IO each. Bob has 100 IO with alice and 50 with carol, and a record.
    fn new() -> Self {
        let mut world = World::new();
        let (alice, carol) = (world.supplier("alice"), world.supplier("carol"));
        let bob = world.staker("bob", &alice, 100);
        let treasury = world.person("treasury of bob", 1_000, 0);
        let (from, to) = (
            world.io_wallet(&treasury.pubkey()),
            world.io_wallet(&bob.pubkey()),
        );
        let gift = io_client::spl::transfer(&from, &to, &treasury.pubkey(), 1_000 * ONE_IO);
        world.must(&[gift], &[&treasury]);
        let mut story = Self {
            world,
            alice,
            carol,
            bob,
        };
        let open = client::open_delegation(&story.keys(&story.carol));
        story.world.must(&[open], &[&story.bob]);
        let carol = story.carol.address;
        story.world.catch_up(&[carol]);
        let delegate = client::delegate(&story.keys(&story.carol), &to, 50 * ONE_IO);
        story.world.must(&[delegate], &[&story.bob]);
        let bob = story.bob.pubkey();
        story.create(bob);
        story
    }

    fn keys(&self, supply: &Supply) -> DelegationKeys {
        DelegationKeys {
            staker: self.bob.pubkey(),
            supplier: supply.address,
        }
    }

    /// The authority pays for a record.
    fn create(&mut self, voter: Pubkey) {
        let payer = key("authority");
        let create = client::create_voter_weight_record(&payer.pubkey(), &of(voter));
        self.world.must(&[create], &[&payer]);
    }

    fn send(&mut self, instruction: Instruction) -> Outcome {
        self.world.send(&[instruction], &[&key("authority")])
    }

    fn record(&mut self, voter: Pubkey) -> VoterWeightRecord {
        self.world.read(&client::voter_weight_address(&of(voter)))
    }

    /// Weighs stake of `voter`; its votes in whole IO.
    #[track_caller]
    fn votes(&mut self, voter: Pubkey, stake: &Weighed) -> u64 {
        let update = client::update_voter_weight_record(&of(voter), stake);
        self.send(update).unwrap();
        self.record(voter).voter_weight / ONE_IO
    }

    /// The votes of bob's delegations to both suppliers.
    #[track_caller]
    fn bobs(&mut self) -> u64 {
        let (bob, both) = (self.bob.pubkey(), self.both());
        let stake = Weighed {
            delegated: &both,
            owned: &[],
        };
        self.votes(bob, &stake)
    }

    fn both(&self) -> [Pubkey; 2] {
        [self.alice.address, self.carol.address]
    }

    /// `update_voter_weight_record` of bob with these accounts.
    fn update(&mut self, delegations: u8, accounts: &[Pubkey]) -> Outcome {
        let mut update = client::update_voter_weight_record(
            &of(self.bob.pubkey()),
            &Weighed {
                delegated: &[],
                owned: accounts,
            },
        );
        // As they are, in their order.
        update.accounts.truncate(1);
        let metas = accounts
            .iter()
            .map(|key| AccountMeta::new_readonly(*key, false));
        update.accounts.extend(metas);
        *update.data.last_mut().unwrap() = delegations;
        self.send(update)
    }

    /// Bob's delegations with their suppliers, the lower address first.
    fn pairs(&self) -> [Pubkey; 4] {
        let both = [&self.alice, &self.carol];
        let mut pairs = both.map(|it| [client::delegation_address(&self.keys(it)), it.address]);
        pairs.sort();
        let [[first, of_first], [second, of_second]] = pairs;
        [first, of_first, second, of_second]
    }

    fn slot(&mut self) -> u64 {
        let clock = self.world.account(&sysvar::clock::ID).unwrap();
        u64::from_le_bytes(clock.data[..8].try_into().unwrap())
    }
}

fn of(voter: Pubkey) -> VoterKeys {
    VoterKeys {
        realm: REALM,
        voter,
    }
}

#[test]
fn p21_active_stake_votes_and_cooling_stake_does_not() {
    let mut story = Story::new();
    let (bob, owner) = (story.bob.pubkey(), story.alice.owner.pubkey());
    let new = story.record(bob);
    let io = story.world.io;
    let payer = key("authority").pubkey();
    assert_eq!(new, VoterWeightRecord::new(REALM, io, bob, payer));
    assert_eq!(story.bobs(), 150);
    let both = story.both();
    story.world.catch_up(&both);
    let unstake = client::unstake(&story.keys(&story.alice), Some(30 * ONE_IO));
    story.world.must(&[unstake], &[&story.bob]);
    assert_eq!(story.bobs(), 120);

    story.create(owner);
    let own = [story.alice.address];
    let stake = Weighed {
        delegated: &[],
        owned: &own,
    };
    assert_eq!(story.votes(owner, &stake), OWN_STAKE);
    let unstake = client::unstake_own(&owner, &own[0], Some(1_000 * ONE_IO));
    story.world.must(&[unstake], &[&story.alice.owner]);
    assert_eq!(story.votes(owner, &stake), OWN_STAKE - 1_000);
    // Nothing at all is no mistake.
    assert_eq!(story.votes(owner, &Weighed::default()), 0);
}

#[test]
fn p21_a_voter_weighs_delegations_and_own_stake_together() {
    let mut story = Story::new();
    let bob = story.bob.insecure_clone();
    let alice = story.alice.address;
    let propose = client::propose_owner(&story.alice.owner.pubkey(), &alice, bob.pubkey());
    story.world.must(&[propose], &[&story.alice.owner]);
    story
        .world
        .must(&[client::accept_owner(&bob.pubkey(), &alice)], &[&bob]);
    story.world.wait(14 * DAY);
    let both = story.both();
    let stake = Weighed {
        delegated: &both,
        owned: &[alice],
    };
    assert_eq!(story.votes(bob.pubkey(), &stake), 150 + OWN_STAKE);
}

#[test]
fn p21_own_stake_of_a_new_owner_votes_after_14_days() {
    let mut story = Story::new();
    let (owner, address) = (story.alice.owner.pubkey(), story.alice.address);
    let buyer = story.world.person("buyer", 0, 0);
    let own = [address];
    let stake = Weighed {
        delegated: &[],
        owned: &own,
    };
    story.create(owner);
    story.create(buyer.pubkey());
    let theirs = client::update_voter_weight_record(&of(buyer.pubkey()), &stake);
    story.send(theirs).refused(EmissionsError::WrongVoter);
    let propose = client::propose_owner(&owner, &address, buyer.pubkey());
    story.world.must(&[propose], &[&story.alice.owner]);
    assert_eq!(
        story.votes(owner, &stake),
        OWN_STAKE,
        "until it is accepted"
    );
    let accept = client::accept_owner(&buyer.pubkey(), &address);
    story.world.must(&[accept], &[&buyer]);
    let old = client::update_voter_weight_record(&of(owner), &stake);
    story.send(old).refused(EmissionsError::WrongVoter);
    assert_eq!(story.votes(buyer.pubkey(), &stake), 0);
    story.world.wait(14 * DAY - 1);
    assert_eq!(story.votes(buyer.pubkey(), &stake), 0);
    story.world.wait(1);
    assert_eq!(story.votes(buyer.pubkey(), &stake), OWN_STAKE);
}

#[test]
fn p21_no_stake_counts_twice_in_a_record() {
    let mut story = Story::new();
    let [first, of_first, second, of_second] = story.pairs();
    story
        .update(2, &[first, of_first, second, of_second])
        .unwrap();
    for accounts in [
        [first, of_first, first, of_first],
        [second, of_second, first, of_first],
    ] {
        story
            .update(2, &accounts)
            .refused(EmissionsError::VoteOrder);
    }
    let mut own = story.both();
    own.sort();
    let [low, high] = own;
    for accounts in [[low, low], [high, low]] {
        story
            .update(0, &accounts)
            .refused(EmissionsError::VoteOrder);
    }
    for (delegations, accounts) in [
        (1, &[][..]),
        (1, &[first]),
        (2, &[first, of_first, second]),
        (255, &[first, of_first]),
    ] {
        let refused = story.update(delegations, accounts);
        refused.refused(EmissionsError::VoteAccounts);
    }
    let bob = story.bob.pubkey();
    assert_eq!(story.record(bob).voter_weight, 150 * ONE_IO);
}

#[test]
fn p21_only_the_voters_own_stake_is_weighed() {
    let mut story = Story::new();
    let (alice, carol) = (story.alice.address, story.carol.address);
    let [first, of_first, _, of_second] = story.pairs();
    let mallory = story.world.staker("mallory", &story.alice, 70);
    let theirs = client::delegation_address(&DelegationKeys {
        staker: mallory.pubkey(),
        supplier: alice,
    });
    let refused = story.update(1, &[theirs, alice]);
    refused.refused(EmissionsError::WrongVoter);
    let refused = story.update(1, &[first, of_second]);
    refused.refused(EmissionsError::WrongDelegation);
    let refused = story.update(0, &[alice]);
    refused.refused(EmissionsError::WrongVoter);
    // Another type in each place.
    let mismatch = ErrorCode::AccountDiscriminatorMismatch;
    story.update(1, &[of_first, of_first]).refused(mismatch);
    story.update(0, &[first]).refused(mismatch);
    let record = client::voter_weight_address(&of(story.bob.pubkey()));
    story.update(0, &[record]).refused(mismatch);
    // The same bytes, of another program.
    for (copied, delegations) in [(first, 1), (carol, 0)] {
        let mut copy = story.world.account(&copied).unwrap();
        copy.owner = system_program::ID;
        let address = Pubkey::new_from_array([9; 32]);
        story.world.vm.set_account(address, copy).unwrap();
        let accounts = [address, of_first];
        let accounts = &accounts[..=usize::from(delegations)];
        let refused = story.update(delegations, accounts);
        refused.refused(ErrorCode::AccountOwnedByWrongProgram);
    }
    // A closed supplier has no bytes.
    let idle = story.world.supplier("idle");
    story.world.close_supplier(&idle);
    let refused = story.update(0, &[idle.address]);
    refused.refused(ErrorCode::AccountDiscriminatorNotFound);
}

/// What is weighed replaces what was weighed before. Added to it, stake that moves in between would count twice.
#[test]
fn p21_stake_that_moves_between_two_updates_counts_once() {
    let mut story = Story::new();
    let (bob, [alice, carol]) = (story.bob.pubkey(), story.both());
    let request =
        client::request_redelegation(&story.keys(&story.alice), &carol, Some(100 * ONE_IO));
    story.world.must(&[request], &[&story.bob]);
    story.world.wait(DAY);
    story.world.catch_up(&[alice, carol]);
    let weigh = |suppliers: &[Pubkey]| {
        let stake = Weighed {
            delegated: suppliers,
            owned: &[],
        };
        client::update_voter_weight_record(&of(bob), &stake)
    };
    let redelegate = client::redelegate(&story.keys(&story.alice), &carol);
    let all = [weigh(&[alice]), redelegate, weigh(&[carol])];
    story.world.must(&all, &[&story.bob]);
    assert_eq!(story.record(bob).voter_weight, 150 * ONE_IO);
    let update = weigh(&[alice]);
    story.send(update).unwrap();
    assert_eq!(story.record(bob).voter_weight, 0);
}

#[test]
fn p21_a_slash_is_followed_before_the_vote() {
    let mut story = Story::new();
    let alice = story.alice.address;
    // All own stake, and half of bob's.
    let slash: Slash = {
        let amount = (OWN_STAKE + 50) * ONE_IO;
        story.world.edit(
            &io_common::addresses::EMISSIONS_CONFIG.address,
            |config: &mut emissions::state::Config| config.max_slash_bps = 10_000,
        );
        let supply = &story.alice;
        story.world.propose_slash(supply, amount)
    };
    let both = story.both();
    let stake = Weighed {
        delegated: &both,
        owned: &[],
    };
    let bob = story.bob.pubkey();
    let update = client::update_voter_weight_record(&of(bob), &stake);
    story
        .send(update.clone())
        .refused(EmissionsError::ApplySlashFirst);
    story.send(client::apply_slash(&slash, &bob)).unwrap();
    assert_eq!(story.bobs(), 150, "held stake votes");

    story.world.wait(30 * DAY);
    story.world.catch_up(&[alice]);
    let io = story.world.io;
    story.send(client::execute_slash(&slash, &io)).unwrap();
    story
        .send(update.clone())
        .refused(EmissionsError::ApplySlashFirst);
    // Followed and weighed in one transaction.
    let apply = client::apply_slash(&slash, &bob);
    story.world.must(&[apply, update], &[&key("authority")]);
    assert_eq!(story.record(bob).voter_weight, 100 * ONE_IO);
}

#[test]
fn p21_a_weight_is_of_its_slot() {
    let mut story = Story::new();
    let bob = story.bob.pubkey();
    assert_eq!(story.record(bob).voter_weight_expiry, Some(0));
    story.bobs();
    let slot = story.slot();
    assert!(slot > 0);
    assert_eq!(story.record(bob).voter_weight_expiry, Some(slot));
}

#[test]
fn a_record_has_the_size_and_the_discriminator_that_spl_governance_reads() {
    let mut story = Story::new();
    story.bobs();
    let address = client::voter_weight_address(&of(story.bob.pubkey()));
    let data = story.world.account(&address).unwrap().data;
    assert_eq!(data.len(), VoterWeightRecord::SIZE);
    assert_eq!(data[..8], [0x2e, 0xf9, 0x9b, 0x4b, 0x99, 0xf8, 0x74, 0x09]);
    assert_eq!(data[104..112], (150 * ONE_IO).to_le_bytes());
    let payer = key("authority");
    let create = client::create_max_voter_weight_record(&payer.pubkey(), &REALM);
    story.send(create).unwrap();
    let address = client::max_voter_weight_address(&REALM);
    let data = story.world.account(&address).unwrap().data;
    assert_eq!(data.len(), MaxVoterWeightRecord::SIZE);
    assert_eq!(data[..8], [0x9d, 0x5f, 0xf2, 0x97, 0x10, 0x62, 0x1a, 0x76]);
}

#[test]
fn p09_only_the_voter_closes_its_record_and_the_payer_gets_the_rent() {
    let mut story = Story::new();
    let (bob, payer) = (story.bob.pubkey(), key("authority"));
    let again = client::create_voter_weight_record(&payer.pubkey(), &of(bob));
    assert!(story.send(again.clone()).is_err(), "there is one");
    let mut by_payer = client::close_voter_weight_record(&payer.pubkey(), &of(bob));
    by_payer.accounts[0].pubkey = payer.pubkey();
    story.send(by_payer).refused(EmissionsError::WrongVoter);
    let to_self = client::close_voter_weight_record(&bob, &of(bob));
    let refused = story.world.send(&[to_self], &[&story.bob]);
    refused.refused(CommonError::WrongRecipient);

    story.bobs();
    let address = client::voter_weight_address(&of(bob));
    let rent = story.world.lamports(&address);
    let before = story.world.lamports(&payer.pubkey());
    let close = client::close_voter_weight_record(&payer.pubkey(), &of(bob));
    story.world.must(&[close], &[&story.bob]);
    assert_eq!(story.world.lamports(&payer.pubkey()), before + rent);
    // A new one has no votes.
    story.send(again).unwrap();
    let new = story.record(bob);
    assert_eq!((new.voter_weight, new.voter_weight_expiry), (0, Some(0)));
}

#[test]
fn p30_all_votes_are_all_stake_and_unstaking_does_not_lower_them() {
    let mut story = Story::new();
    let payer = key("authority");
    let create = client::create_max_voter_weight_record(&payer.pubkey(), &REALM);
    story.send(create.clone()).unwrap();
    assert!(story.send(create).is_err(), "there is one");
    let all = |story: &mut Story| {
        let update = client::update_max_voter_weight_record(&REALM);
        story.send(update).unwrap();
        let address = client::max_voter_weight_address(&REALM);
        let record: MaxVoterWeightRecord = story.world.read(&address);
        let staked = story.world.read::<Ledger>(&LEDGER.address).staked;
        assert_eq!(record.max_voter_weight, staked);
        assert_eq!(record.max_voter_weight_expiry, Some(story.slot()));
        record.max_voter_weight / ONE_IO
    };
    let staked = 2 * OWN_STAKE + 150;
    assert_eq!(all(&mut story), staked);
    let both = story.both();
    story.world.catch_up(&both);
    let unstake = client::unstake(&story.keys(&story.alice), None);
    story.world.must(&[unstake], &[&story.bob]);
    assert_eq!(story.bobs(), 50);
    assert_eq!(all(&mut story), staked);
    story.world.wait(14 * DAY);
    assert_eq!(all(&mut story), staked);
    let to = story.world.io_wallet(&story.bob.pubkey());
    let withdraw = client::withdraw(&story.keys(&story.alice), &to);
    story.world.must(&[withdraw], &[&story.bob]);
    assert_eq!(all(&mut story), staked - 100);
}
