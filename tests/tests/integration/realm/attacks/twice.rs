//! The same stake twice in one weight.

use anchor_lang::{
    error::ErrorCode,
    prelude::{AccountMeta, Pubkey},
};
use emissions::error::EmissionsError;
use io_client::{
    emissions as client,
    realm::{
        instruction::Subject,
        state::{ProposalState, Vote},
        vote::Tally,
    },
};
use io_common::constants::{DAY, ONE_IO};
use io_tests::{Outcome, Refused, Supply, OWN_STAKE};
use solana_signer::Signer;

use super::super::setup::{Assembly, Staker};

const DELEGATED: u64 = 150_000 * ONE_IO;
const OWN: u64 = OWN_STAKE * ONE_IO;

/// Bob has delegated to alice and to carol, and owns both.
struct Story {
    assembly: Assembly,
    bob: Staker,
    carol: Supply,
    subject: Subject,
}

impl Story {
    fn new() -> Self {
        let mut assembly = Assembly::lite();
        let mut bob = assembly.staker("bob", 150_000);
        let carol = assembly.world.supplier("carol");
        let owner = assembly.owner();
        assembly.sell(&owner, &mut bob);
        let propose = client::propose_owner(&carol.owner.pubkey(), &carol.address, bob.address());
        let accept = client::accept_owner(&bob.address(), &carol.address);
        assembly
            .world
            .must(&[propose, accept], &[&carol.owner, &bob.key]);
        bob.owned.push(carol.address);
        bob.key = assembly.world.person("bob", 1_000, 0);
        assembly
            .world
            .delegate(&bob.key, &carol, 1_000 * ONE_IO)
            .unwrap();
        bob.delegated.push(carol.address);
        assembly.wait(14 * DAY);
        let subject = assembly.propose(&bob, "Survey", &[]);
        Self {
            assembly,
            bob,
            carol,
            subject,
        }
    }

    /// Votes with a weight of these accounts, in their order, of which the first are `pairs` delegations with their suppliers.
    fn vote(&mut self, pairs: u8, accounts: &[Pubkey]) -> Outcome {
        let Self {
            assembly,
            bob,
            subject,
            ..
        } = self;
        let [mut weigh, all] = assembly.weighing(bob);
        weigh.accounts.truncate(1);
        let accounts = accounts.iter();
        let metas = accounts.map(|key| AccountMeta::new_readonly(*key, false));
        weigh.accounts.extend(metas);
        *weigh.data.last_mut().unwrap() = pairs;
        let signer = (&*bob, &bob.key);
        assembly.cast_with(&[weigh, all], signer, subject, Vote::yes())
    }

    /// Both pairs, the lower delegation first.
    fn pairs(&self) -> [Pubkey; 4] {
        let mut pairs = [self.assembly.supply.address, self.carol.address].map(|supplier| {
            let keys = client::DelegationKeys {
                staker: self.bob.address(),
                supplier,
            };
            [client::delegation_address(&keys), supplier]
        });
        pairs.sort();
        let [[first, of_first], [second, of_second]] = pairs;
        [first, of_first, second, of_second]
    }

    fn tally(&mut self) -> Tally {
        self.assembly.tally(&self.subject)
    }
}

#[test]
fn p21_no_account_is_twice_in_a_weight() {
    let mut story = Story::new();
    let [first, of_first, second, of_second] = story.pairs();
    let mut own = [of_first, of_second];
    own.sort();
    let [low, high] = own;
    for (pairs, accounts) in [
        (2, &[first, of_first, first, of_first][..]),
        (2, &[second, of_second, second, of_second]),
        (3, &[first, of_first, second, of_second, first, of_first]),
        (2, &[second, of_second, first, of_first]),
        (0, &[low, low]),
        (0, &[high, low]),
        (1, &[first, of_first, low, low]),
        (1, &[first, of_first, low, high, low]),
    ] {
        let refused = story.vote(pairs, accounts);
        refused.refused(EmissionsError::VoteOrder);
    }
    // A pair beyond the count is read as two suppliers of the voter, a supplier within it as a delegation.
    let mut beyond = [second, of_second];
    beyond.sort();
    let refused = story.vote(1, &[first, of_first, beyond[0], beyond[1]]);
    refused.refused(ErrorCode::AccountDiscriminatorMismatch);
    let refused = story.vote(1, &[of_first, first]);
    refused.refused(ErrorCode::AccountDiscriminatorMismatch);
    for pairs in [1, 2, 128, 255] {
        let refused = story.vote(pairs, &[first]);
        refused.refused(EmissionsError::VoteAccounts);
    }
    assert_eq!(story.tally(), Tally { yes: 0, no: 0 });
}

/// A supplier stands for its own stake among the owned, and for what it says of slashes beside a delegation.
#[test]
fn p21_own_and_delegated_stake_of_a_supplier_are_different_stake() {
    let mut story = Story::new();
    let [first, of_first, second, of_second] = story.pairs();
    let mut own = [of_first, of_second];
    own.sort();
    let accounts = [&[first, of_first, second, of_second][..], &own].concat();
    story.vote(2, &accounts).unwrap();
    let yes = DELEGATED + 1_000 * ONE_IO + 2 * OWN;
    assert_eq!(story.tally(), Tally { yes, no: 0 });
    let Story {
        assembly, subject, ..
    } = &mut story;
    assembly.wait_for_end(subject);
    assembly.finalize(subject).unwrap();
    let proposal = assembly.proposal(subject);
    assert_eq!(proposal.max_vote_weight, Some(yes), "it is all stake");
    assert_eq!(proposal.state, ProposalState::Succeeded);
}
