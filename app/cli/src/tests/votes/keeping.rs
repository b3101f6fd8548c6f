//! What a keeper does about realm proposals.

use anchor_lang::{prelude::Pubkey, AnchorSerialize};
use emissions::state::Change;
use io_client::{
    emissions as client,
    realm::{
        config::GovernanceConfig,
        state::{decode, AccountMetaData, ProposalState, ProposalTransactionV2, ProposalV2, Typed},
    },
    Network,
};
use io_common::{
    addresses::EMISSIONS_CONFIG,
    constants::{DAY, HOUR},
};
use io_vm::Vm;
use solana_signer::Signer;

use super::{
    super::Suite,
    setup::{address, rules},
    Council,
};

/// The realm governs nothing: what it executes by this is refused.
const PAUSE: &str = "pause marketplace";

impl Council {
    /// Action, subject and outcome of everything that a round has done.
    fn round(&mut self) -> Vec<[String; 3]> {
        let keeper = self.suite.economy.keeper.clone();
        let done = self.suite.json(&keeper, "keeper --once --jobs votes");
        let actions = done.as_array().unwrap().iter();
        actions
            .map(|it| ["action", "subject", "outcome"].map(|key| it[key].as_str().unwrap().into()))
            .collect()
    }

    fn state(&mut self, proposal: &Pubkey) -> ProposalState {
        self.stored(proposal).state
    }
}

fn finalized(proposal: &Pubkey) -> [String; 3] {
    let subject = format!("realm proposal {proposal}");
    ["finalize".into(), subject, "done".into()]
}

fn executed(proposal: &Pubkey, number: u16) -> [String; 3] {
    let subject = format!("transaction {number} of realm proposal {proposal}");
    ["execute".into(), subject, "done".into()]
}

#[test]
fn a_keeper_finalizes_a_vote_and_executes_it_once_each_is_due() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let proposal = council.submit(&voter, "gov accept-authority emissions", "");
    let line = format!("gov vote {proposal} yes");
    council.suite.json(&voter, &line);
    assert_eq!(council.round(), [[""; 3]; 0]);
    // The last second of the vote.
    council.suite.wait(7 * DAY);
    assert_eq!(council.round(), [[""; 3]; 0]);
    council.suite.wait(1);
    assert_eq!(council.round(), [finalized(&proposal)]);
    assert_eq!(council.round(), [[""; 3]; 0]);
    assert_eq!(council.state(&proposal), ProposalState::Succeeded);
    // The last second of the hold-up.
    council.suite.wait(DAY - 1);
    assert_eq!(council.round(), [[""; 3]; 0]);
    council.suite.wait(1);
    assert_eq!(council.round(), [executed(&proposal, 0)]);
    assert_eq!(council.round(), [[""; 3]; 0]);
    assert_eq!(council.state(&proposal), ProposalState::Completed);
    let config = council.suite.economy.read(&EMISSIONS_CONFIG.address);
    let config: emissions::state::Config = config.unwrap();
    assert_eq!(config.roles.authority, council.at.governance);
}

/// A vote on the change with the lower number ended later.
#[test]
fn changes_are_executed_in_the_order_of_their_numbers() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let accept = council.submit(&voter, "gov accept-authority emissions", "");
    let vote = |council: &mut Council, proposal: &Pubkey| {
        let line = format!("gov vote {proposal} yes");
        council.suite.json(&voter, &line);
    };
    vote(&mut council, &accept);
    council.suite.wait(8 * DAY + 1);
    let both = [finalized(&accept), executed(&accept, 0)];
    assert_eq!(council.round(), both);

    let file = council.file("gov propose emissions unstake-cooldown 21d");
    let submit = |council: &mut Council, name: &str| {
        let line = format!("gov submit {file} --name {name}");
        address(&council.suite.json(&voter, &line))
    };
    let higher = submit(&mut council, "Higher");
    council.suite.wait(HOUR);
    let lower = submit(&mut council, "Lower");
    // No command submits them so.
    for (proposal, number) in [(higher, 1), (lower, 0)] {
        let transaction = council.at.transaction(&proposal, 0, 0);
        let change = Change::UnstakeCooldown(21 * DAY);
        let (by, payer) = (council.at.governance, council.at.treasury());
        let propose = client::propose_change(&by, &payer, number, change);
        council.rewrite(transaction, |it: &mut ProposalTransactionV2| {
            it.instructions = vec![(&propose).into()];
        });
    }
    vote(&mut council, &lower);
    vote(&mut council, &higher);
    council.suite.wait(8 * DAY + 1);
    let mut round = council.round();
    let executions = round.split_off(2);
    assert_eq!(executions, [executed(&lower, 0), executed(&higher, 0)]);
    round.sort();
    let mut finalizations = [finalized(&lower), finalized(&higher)];
    finalizations.sort();
    assert_eq!(round, finalizations);
    let config = council.suite.economy.read(&EMISSIONS_CONFIG.address);
    let config: emissions::state::Config = config.unwrap();
    assert_eq!(config.proposals, 2);
}

#[test]
fn a_deposit_is_given_back_with_the_result() {
    let rules = GovernanceConfig {
        deposit_exempt_proposal_count: 0,
        ..rules()
    };
    let mut council = Council::with(Suite::new(), &rules);
    let voter = council.voter(1_000);
    let links = ["--link https://one.example", "--link https://two.example"];
    let proposals = links.map(|link| council.submit(&voter, PAUSE, link));
    let deposits = proposals.map(|it| council.at.deposit(&it, &voter.pubkey()));
    let held = |council: &mut Council| {
        let vm = &mut council.suite.economy.vm;
        deposits.map(|it| vm.account(&it).unwrap().is_some())
    };
    assert_eq!(held(&mut council), [true; 2]);
    council.suite.wait(7 * DAY + 1);
    assert_eq!(council.round().len(), 2);
    assert_eq!(held(&mut council), [false; 2]);
    for proposal in proposals {
        assert_eq!(council.state(&proposal), ProposalState::Defeated);
    }
}

#[test]
fn what_is_refused_is_tried_for_a_week_and_holds_up_no_other() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let refused = council.submit(&voter, PAUSE, "");
    let accept = council.submit(&voter, "gov accept-authority emissions", "");
    for proposal in [refused, accept] {
        let line = format!("gov vote {proposal} yes");
        council.suite.json(&voter, &line);
    }
    council.suite.wait(7 * DAY + 1);
    assert_eq!(council.round().len(), 2);
    council.suite.wait(DAY);
    let mut round = council.round();
    let done = round.iter().position(|it| *it == executed(&accept, 0));
    round.remove(done.unwrap());
    let [[action, _, outcome]] = &round[..] else {
        panic!("{round:?}");
    };
    assert_eq!(action, "execute");
    assert!(outcome.contains("refused: ") && outcome.contains("NotGuardian"));
    council.suite.wait(7 * DAY);
    assert_eq!(council.round().len(), 1);
    council.suite.wait(1);
    assert_eq!(council.round(), [[""; 3]; 0]);
    assert_eq!(council.state(&refused), ProposalState::Succeeded);
}

/// A vote can name the keeper's key as one that signs: a transfer from it, for example.
#[test]
fn nothing_is_executed_that_takes_the_keepers_signature() {
    let mut council = Council::new();
    let voter = council.voter(50_000);
    let proposal = council.submit(&voter, "gov accept-authority emissions", "");
    let line = format!("gov vote {proposal} yes");
    council.suite.json(&voter, &line);
    council.suite.wait(8 * DAY + 1);
    let keeper = council.suite.economy.keeper.pubkey();
    let named = AccountMetaData {
        pubkey: keeper,
        is_signer: true,
        is_writable: true,
    };
    let transaction = council.at.transaction(&proposal, 0, 0);
    let change = |it: &mut ProposalTransactionV2| it.instructions[0].accounts.push(named);
    council.rewrite(transaction, change);
    let warning =
        format!("{keeper} has to sign instruction 1: only it can execute it, at any time or never");
    let notes = council
        .suite
        .run(&voter, &format!("gov proposals {proposal}"));
    assert!(notes.unwrap().notes.contains(&warning));
    assert_eq!(council.round(), [finalized(&proposal)]);
    assert_eq!(council.state(&proposal), ProposalState::Succeeded);
    let person = council.suite.economy.keeper.clone();
    let line = format!("gov execute {proposal}");
    let (status, message) = council.suite.fails(&person, &line);
    assert_eq!(status, 3);
    let reported = format!("{keeper} has to sign what it executes, and this command signs for");
    assert!(message.starts_with(&reported), "{message}");
    // In the transaction it signs for the fee, and so for every instruction that names it.
    council.rewrite(transaction, |it: &mut ProposalTransactionV2| {
        let accounts = &mut it.instructions[0].accounts;
        accounts.last_mut().unwrap().is_signer = false;
    });
    assert_eq!(council.round(), [[""; 3]; 0]);
    // It would be executed otherwise.
    council.rewrite(transaction, |it: &mut ProposalTransactionV2| {
        it.instructions[0].accounts.pop();
    });
    assert_eq!(council.round(), [executed(&proposal, 0)]);
}

/// However many realm proposals there are.
#[test]
fn realm_proposals_are_read_together() {
    let mut council = Council::new();
    let voter = council.voter(1_000);
    let proposal = council.submit(&voter, PAUSE, "");
    let key = crate::context::Key::Loaded(council.suite.economy.keeper.clone());
    let line = "keeper --once --jobs votes --dry-run";
    let asked = |council: &mut Council| {
        let price = council.suite.economy.price;
        let mut node = super::super::node::Node::new(&mut council.suite.economy.vm);
        super::super::run_on(&mut node, key.clone(), price, line).unwrap();
        node.asked
    };
    let before = asked(&mut council);
    let vm = &mut council.suite.economy.vm;
    let mut account = vm.account(&proposal).unwrap().unwrap();
    let mut passed: ProposalV2 = decode(&account.data).unwrap();
    (passed.state, passed.voting_completed_at) = (ProposalState::Succeeded, Some(0));
    account.data = vec![ProposalV2::TYPE];
    passed.serialize(&mut account.data).unwrap();
    for _ in 0..50 {
        vm.set_account(Pubkey::new_unique(), account.clone())
            .unwrap();
    }
    let after = asked(&mut council);
    let sum =
        |asked: &std::collections::BTreeMap<&'static str, usize>| asked.values().sum::<usize>();
    assert!(sum(&after) <= sum(&before) + 1, "{before:?} {after:?}");
}
