//! A fee is changed by a vote, from the hand-over of the programs to a reservation that pays the new fee, in
//! solana-program-test.

use emissions::state::MaxVoterWeightRecord;
use io_client::{
    emissions::max_voter_weight_address,
    marketplace as client,
    realm::{
        state::{ProposalState, Vote},
        vote::executable_from,
    },
};
use io_common::{
    constants::{DAY, ONE_IO},
    CommonError,
};
use io_realm::GovernanceError;
use io_tests::{catalogue::Program, key, offer_args, Refused, Terms, OWN_STAKE};
use marketplace::state::{Change, Currency, Offer};
use solana_signer::Signer;

use super::setup::Assembly;

/// What is reserved each time.
const TERMS: Terms = Terms {
    gpus: 1,
    hours: 100,
    currency: Currency::Usdc,
};

/// Reserves, and returns the renter's fee in bps of the price.
fn fee_bps(assembly: &mut Assembly, renter: &str) -> u64 {
    let Assembly { world, supply, .. } = assembly;
    world.attest(supply, 8, 24).unwrap();
    let offer = world.offer(supply, offer_args());
    let rental = world.reserve(renter, supply, offer, TERMS);
    let hourly = world.read::<Offer>(&offer).price_micro_usd;
    let price = hourly * u64::from(TERMS.gpus * TERMS.hours);
    let paid = world.balance(&rental.escrow);
    (paid - price) * 10_000 / price
}

/// Each stake votes once and in its slot (P-21), and the vote needs a part of all stake (P-30).
#[test]
fn a_fee_is_changed_by_a_vote_and_paid() {
    let mut assembly = Assembly::in_bank();
    let bob = assembly.staker("bob", 150_000);
    let carol = assembly.staker("carol", 30_000);
    let alice = assembly.owner();

    // The realm takes the programs over by its first vote.
    assembly.hand_over(&[&bob, &carol]);
    let Assembly { world, at, .. } = &mut assembly;
    for program in Program::ALL {
        // Authority, and no proposed one: 64 bytes behind the discriminator.
        let config = world.account(&program.config()).unwrap().data;
        assert_eq!(config[8..72], [at.governance.as_ref(), &[0; 32]].concat());
        let authority = key("authority");
        let old = program.propose(&authority.pubkey(), &authority.pubkey(), 0);
        let sent = world.send(&[old], &[&authority]);
        sent.refused(CommonError::NotAuthority);
    }
    let treasury = at.treasury();
    let funds = world.lamports(&treasury);
    assert_eq!(fee_bps(&mut assembly, "before"), 225);

    // Bob votes with what he has delegated, alice with her own stake, each once.
    let at = assembly.at;
    let fees = Change::Fees {
        base_bps: 30,
        usdc_extra_bps: 100,
    };
    let change = client::propose_change(&at.governance, &treasury, 0, fees);
    let subject = assembly.propose(&bob, "Fees of 130 bps in USDC", &[change]);
    assembly.weigh(&bob).unwrap();
    assert_eq!(assembly.weight(&bob), 150_000 * ONE_IO);
    // A weight counts in its slot.
    assembly.wait(1);
    let stale = assembly.cast(&bob, &subject, Vote::yes());
    stale.refused(GovernanceError::VoterWeightRecordExpired as u32);
    assembly.vote(&bob, &subject, Vote::yes()).unwrap();
    assembly.vote(&carol, &subject, Vote::Deny).unwrap();
    assembly.vote(&alice, &subject, Vote::yes()).unwrap();
    assert_eq!(assembly.weight(&alice), OWN_STAKE * ONE_IO);
    let again = assembly.vote(&alice, &subject, Vote::yes());
    again.refused(GovernanceError::VoteAlreadyExists as u32);

    let end = assembly.times(&subject).end;
    assembly.wait_until(end);
    let early = assembly.finalize(&subject);
    early.refused(GovernanceError::CannotFinalizeVotingInProgress as u32);
    assembly.wait_for_end(&subject);
    assembly.finalize(&subject).unwrap();
    let proposal = assembly.proposal(&subject);
    assert_eq!(proposal.state, ProposalState::Succeeded);
    let yes = (150_000 + OWN_STAKE) * ONE_IO;
    assert_eq!(proposal.options[0].vote_weight, yes);
    assert_eq!(proposal.deny_vote_weight, Some(30_000 * ONE_IO));
    let all = (180_000 + OWN_STAKE) * ONE_IO;
    assert_eq!(proposal.max_vote_weight, Some(all));
    let record = max_voter_weight_address(&at.realm);
    let record: MaxVoterWeightRecord = assembly.world.read(&record);
    assert_eq!(record.max_voter_weight, all);
    assert_eq!(record.max_voter_weight_expiry, Some(assembly.slot()));

    let hold_up = assembly.rules().min_transaction_hold_up_time;
    let from = executable_from(end, hold_up);
    assembly.wait_until(from - 1);
    let early = assembly.execute(&subject, 0);
    early.refused(GovernanceError::CannotExecuteTransactionWithinHoldUpTime as u32);
    assembly.wait_until(from);
    assembly.execute(&subject, 0).unwrap();
    let proposed = client::proposal_address(0);
    let rent = assembly.world.lamports(&proposed);
    assert!(rent > 0);
    assert_eq!(assembly.world.lamports(&treasury), funds - rent);

    // It waits for 48 hours like any other change; the guardian could cancel it.
    assert_eq!(fee_bps(&mut assembly, "meanwhile"), 225);
    let (anyone, apply) = (key("authority"), client::apply_change(0, &treasury));
    assembly.wait_until(from + 2 * DAY - 1);
    let early = assembly.world.send(&[apply.clone()], &[&anyone]);
    early.refused(CommonError::TimelockNotOver);
    assembly.wait_until(from + 2 * DAY);
    assembly.world.must(&[apply], &[&anyone]);
    assert_eq!(assembly.world.lamports(&treasury), funds);
    assert_eq!(fee_bps(&mut assembly, "after"), 130);
}
