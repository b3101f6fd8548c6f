//! Drafts that are not, or are no longer, what their proposer would submit.

use anchor_lang::prelude::Pubkey;
use emissions::state::Change;
use io_client::realm::{
    instruction::{insert_transaction, Voter},
    state::{MultiChoiceType, ProposalState, ProposalTransactionV2, ProposalV2, VoteType},
};
use io_common::governance::GovernanceAction;
use serde_json::json;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    setup::{address, rules},
    Council,
};

const PAUSE: &str = "pause marketplace";

/// Why a draft is refused, and what was done to it.
type Alteration<'a> = (&'a str, &'a dyn Fn(&mut ProposalV2));

/// A draft, and the command that submits it.
fn drafted(council: &mut Council, who: &Keypair, act: &str, name: &str) -> (Pubkey, String) {
    let file = council.file(act);
    let line = format!("gov submit {file} --name {name}");
    let draft = council.suite.json(who, &format!("{line} --draft"));
    (address(&draft), line)
}

/// Submitting it is refused for this reason, and begins no vote; once it is cancelled, the same is submitted elsewhere.
fn cancelled(council: &mut Council, who: &Keypair, (draft, line): (Pubkey, String), why: &str) {
    let (status, message) = council.suite.fails(who, &line);
    assert_eq!(status, 3, "{message}");
    let reported = format!(
        "the draft {draft} is not what the file says: {why}. `io gov cancel-submission {draft}`, then submit again"
    );
    assert_eq!(message, reported);
    assert_eq!(council.stored(&draft).state, ProposalState::Draft);
    let cancel = format!("gov cancel-submission {draft}");
    council.suite.json(who, &cancel);
    let submitted = address(&council.suite.json(who, &line));
    assert_ne!(submitted, draft);
    assert_eq!(council.stored(&submitted).state, ProposalState::Voting);
}

/// SPL Governance lets a delegate edit the drafts of its owner.
#[test]
fn what_a_delegate_adds_to_a_draft_is_not_voted_on() {
    let mut council = Council::new();
    let (owner, delegate) = (council.voter(1_000), council.voter(1));
    let line = format!("gov set-delegate {}", delegate.pubkey());
    council.suite.json(&owner, &line);
    let (draft, line) = drafted(&mut council, &owner, PAUSE, "Test");
    let action = GovernanceAction::SetGuardian(delegate.pubkey());
    let added = io_client::emissions::govern(&council.at.governance, action);
    let voter = Voter {
        owner: owner.pubkey(),
        signer: delegate.pubkey(),
        payer: delegate.pubkey(),
    };
    let held = rules().min_transaction_hold_up_time;
    let insert = insert_transaction(&council.at, &draft, &voter, 1, held, &[(&added).into()]);
    council.suite.economy.send(&[insert], &[&delegate]).unwrap();
    let why = "it has more instructions";
    cancelled(&mut council, &owner, (draft, line), why);
}

#[test]
fn a_draft_of_other_words_or_another_hold_up_is_not_voted_on() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let words = "it has another name or link";
    let question = "it does not ask for Yes or No alone";
    let several = VoteType::MultiChoice {
        choice_type: MultiChoiceType::FullWeight,
        min_voter_options: 1,
        max_voter_options: 1,
        max_winning_options: 1,
    };
    let changes: [Alteration; 6] = [
        (words, &|it| it.name.push('s')),
        (words, &|it| {
            it.description_link = "https://one.example".into()
        }),
        (question, &|it| it.options.push(it.options[0].clone())),
        (question, &|it| it.vote_type = several),
        (question, &|it| it.deny_vote_weight = None),
        ("others have to sign it off", &|it| it.signatories_count = 1),
    ];
    for (place, (why, change)) in changes.iter().enumerate() {
        let name = format!("Test-{place}");
        let (draft, line) = drafted(&mut council, &voter, PAUSE, &name);
        council.rewrite::<ProposalV2>(draft, change);
        cancelled(&mut council, &voter, (draft, line), why);
    }
    let (draft, line) = drafted(&mut council, &voter, PAUSE, "Held-up");
    let transaction = council.at.transaction(&draft, 0, 0);
    council.rewrite(transaction, |it: &mut ProposalTransactionV2| {
        it.hold_up_time += 1;
    });
    let why = "its transaction 0 has another number or another hold-up";
    cancelled(&mut council, &voter, (draft, line), why);
}

/// A draft takes no number from others, and is numbered again if its own was taken.
#[test]
fn a_draft_takes_no_number() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let other = council.voter(1_000);
    council.accept(&voter);
    let act = "gov propose emissions unstake-cooldown 21d";
    let theirs = drafted(&mut council, &other, act, "Theirs");
    let transaction = council.at.transaction(&theirs.0, 0, 0);
    let far = 255;
    let change = Change::UnstakeCooldown(21 * io_common::constants::DAY);
    let (by, payer) = (council.at.governance, council.at.treasury());
    let ahead = io_client::emissions::propose_change(&by, &payer, far, change);
    council.rewrite(transaction, |it: &mut ProposalTransactionV2| {
        it.instructions = vec![(&ahead).into()];
    });

    let own = drafted(&mut council, &voter, act, "Own");
    let file = council.file(act);
    let line = format!("gov submit {file} --name First");
    let first = council.suite.json(&voter, &line);
    assert_eq!(first["proposalNumbers"], json!(["emissions 0"]));
    // Submitted first, it takes the number that the draft had.
    let why = "number 0 of emissions is taken or passed";
    cancelled(&mut council, &voter, own, why);
    let line = format!("gov submit {file} --name Third");
    let third = council.suite.json(&voter, &line);
    assert_eq!(third["proposalNumbers"], json!(["emissions 2"]));
    // Its number is above all others.
    council.suite.json(&other, &theirs.1);
    assert_eq!(council.stored(&theirs.0).state, ProposalState::Voting);
}
