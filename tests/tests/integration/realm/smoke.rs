//! SPL Governance runs in both machines. The weights of this vote are written as emissions would write them.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{system_instruction, system_program},
    AnchorSerialize,
};
use io_client::realm::{
    config::NOBODY,
    instruction::{self, Draft, Subject, Voter, Weights},
    state::{
        GovernanceV2, InstructionData, ProposalState, ProposalTransactionV2, ProposalV2,
        RealmConfigAccount, RealmV2, TokenOwnerRecordV2, TransactionExecutionStatus, Typed, Vote,
    },
    vote::{executable_from, Times},
    Realm,
};
use io_realm::GovernanceError;
use io_tests::{key, Refused, World};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    rules,
    setup::{self, slot},
    worlds, NAME,
};

/// Lamports that the vote pays out.
const PAYMENT: u64 = 1_000_000_000;
/// The system program's error for an account with too few lamports.
const TOO_FEW_LAMPORTS: u32 = 1;

fn read<T: Typed>(world: &mut World, at: &Realm, address: &Pubkey) -> T {
    let account = world.account(address).unwrap();
    at.read(&account).unwrap()
}

/// Creates the realm of the network.
fn create(world: &mut World) -> Realm {
    setup::create(world, &rules())
}

#[test]
fn a_realm_is_created_in_both_machines() {
    for mut world in worlds() {
        let at = create(&mut world);

        let realm: RealmV2 = read(&mut world, &at, &at.realm);
        assert_eq!(realm.name, NAME);
        assert_eq!(realm.authority, Some(at.governance));
        assert_eq!((realm.community_mint, realm.council_mint), (world.io, None));
        assert_eq!(realm.min_community_weight_to_create_governance, NOBODY);

        let config: RealmConfigAccount = read(&mut world, &at, &at.config());
        let plugins = config.community_token_config;
        assert_eq!(plugins.voter_weight_addin, Some(emissions::ID));
        assert_eq!(plugins.max_voter_weight_addin, Some(emissions::ID));

        let governance: GovernanceV2 = read(&mut world, &at, &at.governance);
        assert_eq!(governance.config, rules());
        assert_eq!(governance.governed_account, emissions::ID);

        let treasury = world.account(&at.treasury()).unwrap();
        assert_eq!(treasury.owner, system_program::ID);
        assert_eq!(world.balance(&at.holding()), 0);

        let maker = key("authority");
        let again = instruction::create_realm(&at, NAME, &maker.pubkey(), &maker.pubkey());
        let sent = world.send(&[again], &[&maker]);
        sent.refused(GovernanceError::RealmAlreadyExists as u32);
    }
}

#[test]
fn a_refused_call_ends_spl_governance_with_its_error() {
    for mut world in worlds() {
        let at = create(&mut world);
        let (sender, poor) = (key("authority"), key("poor"));
        let owner = key("alice").pubkey();
        let enter = instruction::create_token_owner_record(&at, &owner, &poor.pubkey());
        world
            .send(&[enter], &[&sender, &poor])
            .refused(TOO_FEW_LAMPORTS);
        assert!(world.account(&at.owner_record(&owner)).is_none());
    }
}

#[test]
fn an_account_that_has_lamports_before_is_created_too() {
    for mut world in worlds() {
        let at = create(&mut world);
        let sender = key("authority");
        let owner = key("alice").pubkey();
        let record = at.owner_record(&owner);
        world.must(
            &[
                system_instruction::transfer(&sender.pubkey(), &record, PAYMENT),
                instruction::create_token_owner_record(&at, &owner, &sender.pubkey()),
            ],
            &[&sender],
        );
        let read: TokenOwnerRecordV2 = read(&mut world, &at, &record);
        assert_eq!(read.governing_token_owner, owner);
        assert_eq!(world.lamports(&record), PAYMENT);
    }
}

/// Writes an account of emissions that begins with `discriminator`.
fn write(
    world: &mut World,
    name: &str,
    discriminator: [u8; 8],
    fields: impl AnchorSerialize,
) -> Pubkey {
    let mut data = discriminator.to_vec();
    fields.serialize(&mut data).unwrap();
    // What is none, and what is reserved.
    data.extend([0; 10]);
    let account = Account {
        lamports: PAYMENT,
        data,
        owner: emissions::ID,
        ..Account::default()
    };
    let address = key(name).pubkey();
    world.vm.set_account(address, account).unwrap();
    address
}

/// Writes how much `voter` weighs, of how much, in this slot.
fn weigh(world: &mut World, at: &Realm, voter: &Pubkey, weight: u64, max: u64) -> Weights {
    let expiry = Some(slot(world));
    let of_voter = [0x2e, 0xf9, 0x9b, 0x4b, 0x99, 0xf8, 0x74, 0x09];
    let of_all = [0x9d, 0x5f, 0xf2, 0x97, 0x10, 0x62, 0x1a, 0x76];
    Weights {
        voter: write(
            world,
            "weight",
            of_voter,
            (at.realm, at.mint, *voter, weight, expiry),
        ),
        max: write(world, "max", of_all, (at.realm, at.mint, max, expiry)),
    }
}

/// Proposes to pay `payee` from the treasury.
fn propose(
    world: &mut World,
    at: &Realm,
    proposer: &Keypair,
    payee: &Pubkey,
) -> (Subject, ProposalTransactionV2) {
    let voter = Voter::alone(proposer.pubkey());
    let draft = Draft {
        name: "Pay bob",
        link: "",
        seed: key("seed").pubkey(),
    };
    let proposal = at.proposal(&draft.seed);
    let pay = system_instruction::transfer(&at.treasury(), payee, PAYMENT);
    let stored = InstructionData::from(&pay);
    let hold_up = rules().min_transaction_hold_up_time;
    let weights = weigh(
        world,
        at,
        &voter.owner,
        rules().min_community_weight_to_create_proposal,
        NOBODY,
    );
    world.must(
        &[
            instruction::create_token_owner_record(at, &voter.owner, &voter.payer),
            instruction::create_proposal(at, &draft, &voter, &weights.voter),
            instruction::insert_transaction(at, &proposal, &voter, 0, hold_up, &[stored.clone()]),
            instruction::sign_off_proposal(at, &proposal, &voter),
        ],
        &[proposer],
    );
    let subject = Subject {
        proposal,
        owner_record: at.owner_record(&voter.owner),
    };
    let transaction: ProposalTransactionV2 = read(world, at, &at.transaction(&proposal, 0, 0));
    assert_eq!(transaction.instructions, [stored]);
    (subject, transaction)
}

#[test]
fn a_vote_that_passes_pays_from_the_treasury() {
    for mut world in worlds() {
        let at = create(&mut world);
        let [alice, bob] = ["alice", "bob"].map(|name| world.person(name, 0, 0));
        let (subject, transaction) = propose(&mut world, &at, &alice, &bob.pubkey());
        let voter = Voter::alone(alice.pubkey());

        // The weight of an earlier slot does not count.
        let weights = weigh(&mut world, &at, &voter.owner, 20, 100);
        world.vm.next_slot();
        let yes = instruction::cast_vote(&at, &subject, &voter, &weights, Vote::yes());
        let sent = world.send(&[yes.clone()], &[&alice]);
        sent.refused(GovernanceError::VoterWeightRecordExpired as u32);

        // A vote that is withdrawn gives its rent back.
        weigh(&mut world, &at, &voter.owner, 20, 100);
        let before = world.lamports(&voter.owner);
        let no = instruction::cast_vote(&at, &subject, &voter, &weights, Vote::Deny);
        let withdraw = instruction::relinquish_vote(&at, &subject.proposal, &voter);
        let record = at.vote_record(&subject.proposal, &subject.owner_record);
        world.must(&[no], &[&alice]);
        assert!(world.account(&record).is_some());
        world.must(&[withdraw], &[&alice]);
        assert!(world.account(&record).is_none());
        // Two signatures, at 5,000 lamports each.
        assert_eq!(world.lamports(&voter.owner), before - 2 * 5_000);

        world.must(&[yes.clone()], &[&alice]);
        let again = world.send(&[yes], &[&alice]);
        again.refused(GovernanceError::VoteAlreadyExists as u32);

        let proposal: ProposalV2 = read(&mut world, &at, &subject.proposal);
        let end = Times::of(&rules(), proposal.voting_at.unwrap()).end;
        let finalize = instruction::finalize_vote(&at, &subject, &weights.max);
        world.vm.set_unix_time(end);
        let sent = world.send(&[finalize.clone()], &[&alice]);
        sent.refused(GovernanceError::CannotFinalizeVotingInProgress as u32);
        world.vm.set_unix_time(end + 1);
        world.must(&[finalize], &[&alice]);

        let execute = instruction::execute_transaction(&at, &transaction);
        let from = executable_from(end, transaction.hold_up_time);
        world.vm.set_unix_time(from - 1);
        let sent = world.send(&[execute.clone()], &[&alice]);
        sent.refused(GovernanceError::CannotExecuteTransactionWithinHoldUpTime as u32);
        world.vm.set_unix_time(from);
        let before = world.lamports(&bob.pubkey());
        world.must(&[execute], &[&alice]);
        assert_eq!(world.lamports(&bob.pubkey()), before + PAYMENT);

        let proposal: ProposalV2 = read(&mut world, &at, &subject.proposal);
        assert_eq!(proposal.state, ProposalState::Completed);
        assert_eq!(proposal.max_vote_weight, Some(100));
        let transaction: ProposalTransactionV2 =
            read(&mut world, &at, &at.transaction(&subject.proposal, 0, 0));
        assert_eq!(
            transaction.execution_status,
            TransactionExecutionStatus::Success
        );
        assert_eq!(transaction.executed_at, Some(from));
        let voter: TokenOwnerRecordV2 = read(&mut world, &at, &subject.owner_record);
        assert_eq!(voter.outstanding_proposal_count, 0);
    }
}
