use super::*;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::AccountMeta, system_instruction},
    AnchorSerialize,
};
use io_client::{
    changes::Emissions,
    realm::{config::Choices, state::TransactionExecutionStatus},
};
use io_common::{governance::GovernanceAction, token::Mints};

const RULES: GovernanceConfig = GovernanceConfig::by_stake(&Choices {
    yes_percent: 20,
    proposal_stake: 10_000_000_000_000,
    voting: 432_000,
    cool_off: 172_800,
    hold_up: 86_400,
});

fn key(byte: u8) -> Pubkey {
    Pubkey::new_from_array([byte; 32])
}

fn in_force() -> InForce {
    let mints = Mints {
        io: key(1),
        usdc: key(2),
    };
    InForce {
        emissions: Emissions {
            config: emissions::state::Config::new(Default::default(), key(1), 0),
            models: bytemuck::Zeroable::zeroed(),
            council: bytemuck::Zeroable::zeroed(),
        },
        marketplace: marketplace::state::Config::new(Default::default(), mints, 0),
        fee_burn: fee_burn::state::Config::new(Default::default(), mints, 0),
    }
}

fn realm() -> Realm {
    Realm {
        program: key(3),
        realm: key(4),
        governance: key(5),
        mint: key(1),
    }
}

fn transaction(index: u16, instruction: &Instruction) -> ProposalTransactionV2 {
    ProposalTransactionV2 {
        proposal: key(6),
        option_index: 0,
        transaction_index: index,
        hold_up_time: 86_400,
        instructions: vec![instruction.into()],
        executed_at: None,
        execution_status: TransactionExecutionStatus::None,
    }
}

/// What instructions are called, each of a transaction of its own.
fn contents(instructions: &[Instruction], hidden: u16) -> Contents {
    let transactions: Vec<_> = (0..)
        .zip(instructions)
        .map(|(index, it)| transaction(index, it))
        .collect();
    let now = in_force();
    let around = Around {
        realm: &realm(),
        rules: &RULES,
        now: &now,
        end: Some(1_798_675_199),
        present: 1_798_000_000,
    };
    Contents::read(&transactions, hidden, &around)
}

fn rules(config: GovernanceConfig, governance: Pubkey) -> Instruction {
    let mut data = vec![19];
    config.serialize(&mut data).unwrap();
    Instruction {
        program_id: realm().program,
        accounts: vec![AccountMeta::new(governance, true)],
        data,
    }
}

#[test]
fn changes_say_from_what_to_what_and_when_they_are_in_force() {
    let (by, payer) = (key(5), realm().treasury());
    let stake = emissions::state::Change::StakePerUnit(15_000_000_000);
    let hours = marketplace::state::Change::Hours(100);
    let share = fee_burn::state::Change::CouncilShare(500);
    let contents = contents(
        &[
            io_client::emissions::propose_change(&by, &payer, 3, stake),
            io_client::marketplace::propose_change(&by, &payer, 0, hours),
            io_client::fee_burn::propose_change(&by, &payer, 0, share),
        ],
        0,
    );
    let from = "in force from 2027-01-03 00:00:00 UTC at the earliest";
    assert_eq!(
        contents.words(),
        [
            format!("emissions: stake-per-unit 200 → 150 IO, {from}"),
            format!("marketplace: hours 8760 → 100 h, {from}"),
            format!("fee-burn: council-share 0 → 5 %, {from}"),
        ]
    );
    assert_eq!(
        contents.warnings(),
        ["the transactions can be executed in any order, each by itself"]
    );
    let json = contents.cell().json();
    assert_eq!(json[0]["ofThisSuite"], true);
    assert_eq!(json[0]["name"], "propose_change");
    let text = contents.cell().display();
    assert!(text.contains(&format!("{by} signs")), "{text}");
}

#[test]
fn what_is_not_of_this_suite_is_shown_whole_with_a_warning() {
    let unknown = Instruction {
        program_id: key(8),
        accounts: vec![AccountMeta::new(key(9), true)],
        data: vec![0xab, 0xcd],
    };
    let treasury = realm().treasury();
    let pays = system_instruction::transfer(&treasury, &key(9), 2_000_000_000);
    let contents = contents(&[unknown, pays], 2);
    let [first, second, hidden] = &contents.words()[..] else {
        panic!("{:?}", contents.words());
    };
    assert_eq!(
        *first,
        format!("{}: not known here, data abcd; not of this suite", key(8))
    );
    assert!(
        second.contains("2 SOL") && second.ends_with("; not of this suite"),
        "{second}"
    );
    assert_eq!(hidden, "2 transactions that cannot be read here");
    let text = contents.cell().display();
    assert!(text.contains(&key(9).to_string()), "{text}");
    let warnings = contents.warnings();
    assert!(
        warnings[0].starts_with("2 instructions not of this suite") && warnings[1] == *hidden,
        "{warnings:?}"
    );
}

#[test]
fn what_the_authority_does_at_once_is_said_from_whom_to_whom() {
    let by = key(5);
    let nobody = Pubkey::default();
    let contents = contents(
        &[
            io_client::emissions::govern(&by, GovernanceAction::SetGuardian(key(9))),
            io_client::marketplace::govern(&by, GovernanceAction::ProposeAuthority(key(9))),
            io_client::fee_burn::govern(&by, GovernanceAction::Pause),
        ],
        0,
    );
    assert!(contents.acts.iter().all(|act| act.is_of_suite));
    let other = key(9);
    assert_eq!(
        contents.words(),
        [
            format!("emissions: guardian {nobody} → {other}, at once"),
            format!("marketplace: proposed authority nobody → {other}, at once"),
            "fee-burn: stops new risk until the authority ends the pause, at once".into(),
        ]
    );
}

#[test]
fn other_instructions_of_the_programs_are_said_by_their_names() {
    let act = io_client::emissions::suspend_attestor(&key(5), key(9));
    let contents = contents(&[act], 0);
    let words = contents.words();
    assert!(
        words[0].starts_with("emissions: suspend_attestor"),
        "{words:?}"
    );
    assert!(contents.warnings().is_empty());
    let text = contents.cell().display();
    assert!(text.contains(&key(9).to_string()), "{text}");
}

/// Instructions of a program of the suite that its interface does not have.
#[test]
fn data_that_a_program_does_not_read_are_not_of_this_suite() {
    let (by, payer) = (key(5), realm().treasury());
    let change = emissions::state::Change::StakePerUnit(15_000_000_000);
    let mut longer = io_client::emissions::propose_change(&by, &payer, 3, change);
    longer.data.push(0);
    let contents = contents(&[longer], 0);
    assert!(!contents.acts[0].is_of_suite && contents.acts[0].proposed.is_none());
    assert_eq!(contents.warnings().len(), 1);
}

#[test]
fn other_rules_of_the_votes_are_said_from_what_to_what() {
    let governance = realm().governance;
    let shorter = GovernanceConfig {
        voting_base_time: 86_400,
        community_vote_threshold: io_client::realm::config::VoteThreshold::YesVotePercentage(5),
        ..RULES
    };
    let words = |config, of| contents(&[rules(config, of)], 0).words().remove(0);
    assert_eq!(
        words(shorter, governance),
        "rules of the votes: Yes of 20 → 5 %, voting 5 → 1 d; not of this suite"
    );
    assert_eq!(
        words(RULES, governance),
        "rules of the votes: as they are now; not of this suite"
    );
    let early = GovernanceConfig {
        community_vote_tipping: io_client::realm::config::VoteTipping::Early,
        ..RULES
    };
    let others = words(early, governance);
    assert!(
        others.contains("and others, to") && others.contains("Early"),
        "{others}"
    );
    let elsewhere = words(shorter, key(9));
    assert!(elsewhere.contains("not known here, data 13"), "{elsewhere}");
}

fn change(number: u32) -> Instruction {
    let change = emissions::state::Change::StakePerUnit(15_000_000_000);
    io_client::emissions::propose_change(&key(5), &realm().treasury(), number, change)
}

fn warnings(transactions: &[ProposalTransactionV2], end: Option<i64>) -> Vec<String> {
    let now = in_force();
    let around = Around {
        realm: &realm(),
        rules: &RULES,
        now: &now,
        end,
        present: 1,
    };
    Contents::read(transactions, 0, &around).warnings()
}

#[test]
fn whose_signature_it_needs_and_what_waits_longer_is_said() {
    let mut late = transaction(0, &change(3));
    late.instructions[0].accounts[1].pubkey = key(7);
    late.hold_up_time = 400 * 86_400;
    let signs = format!(
        "{} has to sign instruction 1: only it can execute it, at any time or never",
        key(7)
    );
    let waits = "instruction 1 waits 400d after the vote";
    let rule = "where the rules ask for 1d";
    assert_eq!(
        warnings(&[late.clone()], Some(1_798_675_199)),
        [
            signs.clone(),
            format!("{waits}, until 2028-02-04 00:00:00 UTC at the earliest, {rule}")
        ]
    );
    let draft = format!("{waits}, {rule}");
    assert_eq!(warnings(&[late.clone()], None), [signs, draft]);
    late.executed_at = Some(1);
    assert_eq!(warnings(&[late], None), [""; 0]);
    assert_eq!(warnings(&[transaction(0, &change(3))], None), [""; 0]);
}

#[test]
fn what_is_executed_together_is_said_and_what_is_lost_by_another_order() {
    let pause = io_client::emissions::govern(&key(5), GovernanceAction::Pause);
    let mut first = transaction(0, &change(3));
    first.instructions.push((&change(4)).into());
    assert_eq!(warnings(&[first.clone()], None), [""; 0]);
    let second = transaction(1, &pause);
    let any = "the transactions can be executed in any order, each by itself: the group of instructions 1 to 2, instruction 3";
    assert_eq!(warnings(&[first.clone(), second.clone()], None), [any]);
    let third = transaction(2, &change(5));
    let lost = "once a later change of emissions is executed, the earlier ones cannot be";
    assert_eq!(
        warnings(&[first.clone(), second.clone(), third.clone()], None),
        [format!("{any}, instruction 4"), lost.into()]
    );
    first.executed_at = Some(1);
    let any = "the transactions can be executed in any order, each by itself";
    assert_eq!(warnings(&[first, second, third], None), [any]);
}

#[test]
fn what_was_executed_is_said() {
    let mut done = transaction(0, &change(3));
    done.executed_at = Some(1_798_761_600);
    let now = in_force();
    let around = Around {
        realm: &realm(),
        rules: &RULES,
        now: &now,
        end: None,
        present: 1,
    };
    let contents = Contents::read(&[done], 0, &around);
    assert_eq!(
        contents.words(),
        ["emissions: stake-per-unit 150 IO, in force from 2027-01-03 00:00:00 UTC at the earliest; executed"]
    );
    assert_eq!(contents.cell().json()[0]["executed"], true);
}
