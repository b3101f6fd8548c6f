//! Weights of another slot, voter, realm or program.

use emissions::{error::EmissionsError, state::VoterWeightRecord};
use io_client::{
    emissions::{self as client, VoterKeys},
    realm::{
        address,
        instruction::{self, Subject, Voter, Weights},
        state::Vote,
        vote::Tally,
        Realm,
    },
};
use io_common::constants::ONE_IO;
use io_realm::GovernanceError;
use io_tests::{exchange, key, Outcome, Refused};
use solana_signer::Signer;

use anchor_lang::{prelude::Pubkey, AccountSerialize};

use super::super::setup::{Assembly, Staker};

/// The governance tools' error for an account of another program.
const INVALID_ACCOUNT_OWNER: u32 = 1_102;
const STAKE: u64 = 150_000 * ONE_IO;
const NONE: Tally = Tally { yes: 0, no: 0 };
const ONCE: Tally = Tally { yes: STAKE, no: 0 };

struct Story {
    assembly: Assembly,
    bob: Staker,
    /// Has no stake.
    mallory: Staker,
    subject: Subject,
}

impl Story {
    fn new() -> Self {
        let mut assembly = Assembly::lite();
        let bob = assembly.staker("bob", 150_000);
        let mallory = assembly.wallet("mallory");
        let subject = assembly.propose(&bob, "Survey", &[]);
        Self {
            assembly,
            bob,
            mallory,
            subject,
        }
    }

    /// Mallory votes with these records, after both hers and bob's were weighed in this slot.
    fn with(&mut self, weights: &Weights) -> Outcome {
        let Self {
            assembly,
            bob,
            mallory,
            subject,
        } = self;
        assembly.weigh(bob).unwrap();
        assembly.weigh(mallory).unwrap();
        let voter = Voter::alone(mallory.address());
        let cast = instruction::cast_vote(&assembly.at, subject, &voter, weights, Vote::Deny);
        assembly.act(mallory, &[cast])
    }

    /// Mallory's records, with another for the voter.
    fn by_voter(&mut self, voter: Pubkey) -> Outcome {
        let weights = self.assembly.weights(&self.mallory);
        self.with(&Weights { voter, ..weights })
    }
}

/// What bob has in this slot he does not have in the next, if he has unstaked.
#[test]
fn p21_a_weight_votes_in_its_slot_only() {
    let Story {
        mut assembly,
        bob,
        subject,
        ..
    } = Story::new();
    assembly.weigh(&bob).unwrap();
    assembly.unstake(&bob).unwrap();
    assembly.wait(0);
    let late = assembly.cast(&bob, &subject, Vote::yes());
    late.refused(GovernanceError::VoterWeightRecordExpired as u32);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), NONE);
}

/// In its slot it votes although the stake cools: that lasts 14 days from then.
#[test]
fn p21_a_weight_of_this_slot_is_of_stake_that_was_there() {
    let Story {
        mut assembly,
        bob,
        subject,
        ..
    } = Story::new();
    assembly.weigh(&bob).unwrap();
    assembly.unstake(&bob).unwrap();
    assembly.cast(&bob, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.tally(&subject), ONCE);
    let end = assembly.times(&subject).end;
    assembly.wait_until(end);
    let early = assembly.withdraw(&bob);
    early.refused(EmissionsError::StillCooling);
}

#[test]
fn p21_a_record_that_is_closed_and_created_again_has_no_weight() {
    let Story {
        mut assembly,
        bob,
        subject,
        ..
    } = Story::new();
    assembly.weigh(&bob).unwrap();
    let (keys, payer) = (assembly.keys(&bob), key("authority"));
    let close = client::close_voter_weight_record(&payer.pubkey(), &keys);
    let create = client::create_voter_weight_record(&payer.pubkey(), &keys);
    assembly.world.must(&[close, create], &[&payer, &bob.key]);
    let cast = assembly.cast(&bob, &subject, Vote::yes());
    cast.refused(GovernanceError::VoterWeightRecordExpired as u32);
}

#[test]
fn p21_nobody_votes_with_the_record_of_somebody_else() {
    let mut story = Story::new();
    let of_bob = story.assembly.weights(&story.bob).voter;
    let refused = story.by_voter(of_bob);
    refused.refused(GovernanceError::InvalidVoterWeightRecordForTokenOwner as u32);

    // Nor does mallory weigh what is bob's, or vote in his name.
    let supplier = story.assembly.supply.address;
    let theirs = client::delegation_address(&story.assembly.delegation(&story.bob));
    let mut weigh = story.assembly.weighing(&story.mallory)[0].clone();
    let [delegation, of_supplier] =
        [theirs, supplier].map(|it| anchor_lang::prelude::AccountMeta::new_readonly(it, false));
    weigh.accounts.extend([delegation, of_supplier]);
    *weigh.data.last_mut().unwrap() = 1;
    let refused = story.assembly.act(&story.mallory, &[weigh]);
    refused.refused(EmissionsError::WrongVoter);
    let Story {
        mut assembly,
        bob,
        mallory,
        subject,
    } = story;
    let in_his_name = assembly.vote_for(&bob, &mallory.key, &subject, Vote::Deny);
    in_his_name.refused(GovernanceError::GoverningTokenOwnerOrDelegateMustSign as u32);
    assert_eq!(assembly.tally(&subject), NONE);
}

/// Whose records anyone can create, for realms that may not even be there.
#[test]
fn p21_a_record_of_another_realm_does_not_vote() {
    let mut story = Story::new();
    let Assembly { world, at, .. } = &mut story.assembly;
    let (payer, program) = (key("authority"), at.program);
    let realm = address::realm(&program, "io.net 2").unwrap();
    let keys = VoterKeys {
        realm,
        voter: story.mallory.address(),
    };
    let by = payer.pubkey();
    let create = client::create_voter_weight_record(&by, &keys);
    let create_all = client::create_max_voter_weight_record(&by, &realm);
    let weigh = client::update_voter_weight_record(&keys, &story.mallory.stake());
    let weigh_all = client::update_max_voter_weight_record(&realm);
    world.must(&[create, create_all, weigh, weigh_all], &[&payer]);
    let refused = story.by_voter(client::voter_weight_address(&keys));
    refused.refused(GovernanceError::InvalidVoterWeightRecordForRealm as u32);

    let max = client::max_voter_weight_address(&realm);
    let own = story.assembly.weights(&story.mallory);
    let refused = story.with(&Weights { max, ..own });
    refused.refused(GovernanceError::InvalidMaxVoterWeightRecordForRealm as u32);
}

/// A program of the attacker writes what it likes, to accounts that it owns.
#[test]
fn p21_a_record_of_another_program_does_not_vote() {
    let mut story = Story::new();
    let mallory = story.mallory.address();
    let own = story.assembly.weights(&story.mallory);
    let at = story.assembly.at;
    let mut record = VoterWeightRecord::new(at.realm, at.mint, mallory, mallory);
    record.set(STAKE, u64::MAX);
    let [voter, max] = ["forged weight", "forged max"].map(|name| key(name).pubkey());
    for (forged, copied) in [(voter, own.voter), (max, own.max)] {
        let world = &mut story.assembly.world;
        let mut account = world.account(&copied).unwrap();
        account.owner = exchange::id();
        if forged == voter {
            account.data.clear();
            record.try_serialize(&mut account.data).unwrap();
        }
        world.vm.set_account(forged, account).unwrap();
    }
    for weights in [Weights { voter, ..own }, Weights { max, ..own }] {
        story.with(&weights).refused(INVALID_ACCOUNT_OWNER);
    }
}

/// Emissions' other accounts, and each record in the place of the other.
#[test]
fn p21_no_other_account_of_emissions_is_a_weight() {
    let mut story = Story::new();
    let Weights { voter, max } = story.assembly.weights(&story.mallory);
    let accounts = [
        story.assembly.supply.address,
        client::delegation_address(&story.assembly.delegation(&story.bob)),
        io_common::addresses::LEDGER.address,
        io_common::addresses::EMISSIONS_CONFIG.address,
    ];
    for account in accounts.into_iter().chain([max]) {
        let refused = story.by_voter(account);
        refused.refused_by(story.assembly.at.program);
    }
    for account in accounts.into_iter().chain([voter]) {
        let refused = story.with(&Weights {
            voter,
            max: account,
        });
        refused.refused_by(story.assembly.at.program);
    }
    assert_eq!(story.assembly.tally(&story.subject), NONE);
}

/// A token owner record of another realm has a vote record of its own for the same realm proposal.
#[test]
fn p21_a_token_owner_record_of_another_realm_does_not_vote() {
    let Story {
        mut assembly,
        bob,
        subject,
        ..
    } = Story::new();
    let ours = assembly.at;
    let theirs = Realm::named(&ours.program, "io.net 2", &ours.mint).unwrap();
    let (maker, owner) = (key("authority"), bob.address());
    let by = maker.pubkey();
    let create = instruction::create_realm(&theirs, "io.net 2", &by, &by);
    let enter = instruction::create_token_owner_record(&theirs, &owner, &by);
    assembly.world.must(&[create, enter], &[&maker]);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();

    let weights = assembly.weights(&bob);
    let voter = Voter::alone(owner);
    let mut cast = instruction::cast_vote(&ours, &subject, &voter, &weights, Vote::yes());
    let (old, new) = (ours.owner_record(&owner), theirs.owner_record(&owner));
    let of = |record| ours.vote_record(&subject.proposal, &record);
    for account in &mut cast.accounts {
        if account.pubkey == old {
            account.pubkey = new;
        } else if account.pubkey == of(old) {
            account.pubkey = of(new);
        }
    }
    // The proposer's record, bob's too, stays.
    cast.accounts[3].pubkey = old;
    let refused = assembly.act(&bob, &[cast]);
    refused.refused(GovernanceError::InvalidRealmForTokenOwnerRecord as u32);
    assert_eq!(assembly.tally(&subject), ONCE);
}
