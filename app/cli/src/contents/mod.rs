//! What a realm proposal executes, in words. Nothing here asks the network.

mod governing;
mod in_force;
mod number;
mod rules;
mod warnings;

pub use in_force::{of_emissions, InForce};
pub use number::of as change_number;

use anchor_lang::{solana_program::instruction::Instruction, AnchorDeserialize, Discriminator};
use io_client::{
    changes::{Step, Words},
    realm::{
        config::GovernanceConfig,
        read::Governed,
        state::{InstructionData, ProposalState, ProposalTransactionV2, ProposalV2},
        vote::{executable_from, Times},
        Realm,
    },
    transaction,
};
use io_common::governance::Timelock;
use serde_json::json;
use solana_hash::Hash;
use solana_message::VersionedMessage;

use crate::{
    amounts::several,
    options::{hexadecimal, Program},
    report::Cell,
    wire::{decode, idl, Addresses},
};
use io_migrations::date;

/// What an instruction that is not one of the programs' is called.
const NOT_OF_SUITE: &str = "not of this suite";

/// What is known beside a realm proposal.
pub struct Around<'a> {
    /// The realm.
    pub realm: &'a Realm,
    /// The rules of its votes.
    pub rules: &'a GovernanceConfig,
    /// What changes change.
    pub now: &'a InForce,
    /// When its vote ends or has ended, in unix seconds; none before it has begun.
    pub end: Option<i64>,
    /// The present, in unix seconds.
    pub present: i64,
}

impl Around<'_> {
    /// When a transaction was executed, or can be at the earliest.
    pub fn executed(&self, transaction: &ProposalTransactionV2) -> Option<i64> {
        let from = || Some(executable_from(self.end?, transaction.hold_up_time));
        let at_once = |from: i64| from.max(self.present);
        transaction.executed_at.or_else(|| from().map(at_once))
    }
}

/// When the vote on a realm proposal ends or has ended, in unix seconds; none before it has begun, and for one that is never
/// executed.
pub fn end(rules: &GovernanceConfig, proposal: &ProposalV2) -> Option<i64> {
    use ProposalState::{Cancelled, Defeated, Vetoed};
    if [Cancelled, Defeated, Vetoed].contains(&proposal.state) {
        return None;
    }
    let times = || Some(Times::of(rules, proposal.voting_at?).end);
    proposal.voting_completed_at.or_else(times)
}

/// A change that an instruction proposes to a program.
pub struct Proposed {
    /// The program.
    pub program: Program,
    /// In words, from what is in force.
    pub change: String,
    /// Each value of it.
    pub steps: Vec<Step>,
    /// When it can be in force at the earliest, in unix seconds.
    pub from: Option<i64>,
}

/// An instruction that a realm proposal executes.
pub struct Act {
    /// What it does, in a line.
    pub words: String,
    /// Accounts and arguments, a line each.
    lines: Vec<String>,
    json: serde_json::Value,
    /// Whether it is an instruction of the programs, which is read by their interfaces.
    pub is_of_suite: bool,
    /// The change that it proposes.
    pub proposed: Option<Proposed>,
}

/// All that a realm proposal executes.
pub struct Contents {
    /// The instructions that were read, in the order of the transactions.
    pub acts: Vec<Act>,
    /// Transactions that cannot be read here.
    pub hidden: u16,
    /// What a voter has to know of the transactions.
    known: Vec<String>,
}

impl Contents {
    /// That of a realm proposal, with its transactions, of which `hidden` were not found.
    pub fn of(
        (governed, proposal): (&Governed, &ProposalV2),
        (transactions, hidden): (&[ProposalTransactionV2], u16),
        now: &InForce,
        present: i64,
    ) -> Self {
        let rules = &governed.governance.config;
        let around = Around {
            realm: &governed.at,
            rules,
            now,
            end: end(rules, proposal),
            present,
        };
        Self::read(transactions, hidden, &around)
    }

    /// Reads transactions, of which `hidden` were not found.
    pub fn read(transactions: &[ProposalTransactionV2], hidden: u16, around: &Around) -> Self {
        let acts = transactions.iter().flat_map(|it| {
            let acts = it.instructions.iter();
            acts.map(move |stored| act(stored, it, around))
        });
        Self {
            acts: acts.collect(),
            hidden,
            known: warnings::of(transactions, around),
        }
    }

    /// The same, with what a voter has to know of other realm proposals.
    pub fn beside(mut self, others: impl IntoIterator<Item = String>) -> Self {
        self.known.extend(others);
        self
    }

    /// A line for each instruction, and for what cannot be read.
    pub fn words(&self) -> Vec<String> {
        let acts = self.acts.iter().map(|act| act.words.clone());
        acts.chain(self.not_read()).collect()
    }

    /// What a voter has to know before a Yes.
    pub fn warnings(&self) -> Vec<String> {
        let others = self.acts.iter().filter(|act| !act.is_of_suite).count();
        let others = u64::try_from(others).unwrap_or(u64::MAX);
        let others = (others > 0).then(|| {
            format!(
                "{} {NOT_OF_SUITE}: it can do everything that the treasury and the governance can sign",
                several(others, "instruction")
            )
        });
        let known = self.known.iter().cloned();
        others
            .into_iter()
            .chain(self.not_read())
            .chain(known)
            .collect()
    }

    fn not_read(&self) -> Option<String> {
        (self.hidden > 0).then(|| {
            format!(
                "{} that cannot be read here",
                several(self.hidden, "transaction")
            )
        })
    }

    /// In full.
    pub fn cell(&self) -> Cell {
        if self.acts.is_empty() && self.hidden == 0 {
            return Cell::Tree {
                text: "nothing: it asks for an opinion".into(),
                json: json!([]),
            };
        }
        let acts = (1_u32..).zip(&self.acts).map(|(number, act)| {
            let first = format!("{number}. {}", act.words);
            Cell::Tree {
                text: [vec![first], act.lines.clone()].concat().join("\n"),
                json: act.json.clone(),
            }
        });
        let not_read = self.not_read().map(Cell::Text);
        Cell::List(acts.chain(not_read).collect())
    }
}

fn act(stored: &InstructionData, of: &ProposalTransactionV2, around: &Around) -> Act {
    let mut act = read(stored, of, around);
    let executed = of.executed_at.is_some();
    if executed {
        act.words = format!("{}; executed", act.words);
    }
    act.json["words"] = json!(act.words);
    act.json["ofThisSuite"] = json!(act.is_of_suite);
    act.json["executed"] = json!(executed);
    act
}

fn read(stored: &InstructionData, of: &ProposalTransactionV2, around: &Around) -> Act {
    let known = idl::decode(&stored.program_id, &stored.data);
    let is_of_suite = matches!(known, Ok(Some(_)));
    let instruction = Instruction::from(stored);
    // Its payer is no part of the instruction.
    let message = transaction::legacy(&around.realm.governance, &[instruction], Hash::default());
    let Ok(message) = message else {
        return unread(stored);
    };
    let Some(compiled) = message.instructions.first().cloned() else {
        return unread(stored);
    };
    let message = VersionedMessage::Legacy(message);
    let addresses = Addresses::named(&message);
    let detail = decode::detail(&message, &addresses, &compiled);
    let proposed = proposed(stored, of, around);
    let words = match (&proposed, rules::words(stored, around)) {
        (
            Some(Proposed {
                change,
                from,
                program,
                ..
            }),
            _,
        ) => {
            let when = match from {
                Some(from) => format!("{} at the earliest", date::utc(*from)),
                None => "48 hours after its execution".into(),
            };
            format!("{}: {change}, in force from {when}", program.name())
        }
        (None, Some(words)) => format!("{words}; {NOT_OF_SUITE}"),
        (None, None) if is_of_suite => governing::words(stored, around.now)
            .unwrap_or_else(|| decode::asks(&addresses, &compiled)),
        (None, None) => format!("{}; {NOT_OF_SUITE}", detail.does),
    };
    Act {
        words,
        lines: detail.lines,
        json: detail.json,
        is_of_suite,
        proposed,
    }
}

/// An instruction with more accounts than a message holds.
fn unread(stored: &InstructionData) -> Act {
    let data = hexadecimal(&stored.data);
    let accounts: Vec<String> = stored
        .accounts
        .iter()
        .map(|it| it.pubkey.to_string())
        .collect();
    let count = u64::try_from(accounts.len()).unwrap_or(u64::MAX);
    Act {
        words: format!(
            "{}: too many accounts for a transaction, {}, data {data}; {NOT_OF_SUITE}",
            stored.program_id,
            several(count, "account")
        ),
        lines: accounts.iter().map(|it| format!("   {it}")).collect(),
        json: json!({ "program": stored.program_id.to_string(), "accounts": accounts, "data": data }),
        is_of_suite: false,
        proposed: None,
    }
}

/// The change that an instruction proposes to one of the programs.
fn proposed(
    stored: &InstructionData,
    of: &ProposalTransactionV2,
    around: &Around,
) -> Option<Proposed> {
    // The three programs have it under one name.
    let start = emissions::instruction::ProposeChange::DISCRIMINATOR;
    let (program, data) = (
        Program::at(&stored.program_id)?,
        stored.data.strip_prefix(start)?,
    );
    let executed = of.executed_at.is_some();
    let now = around.now;
    let (change, steps) = match program {
        Program::Emissions => {
            read_change::<emissions::state::Change>(data, &now.emissions, executed)
        }
        Program::Marketplace => {
            read_change::<marketplace::state::Change>(data, &now.marketplace, executed)
        }
        Program::FeeBurn => read_change::<fee_burn::state::Change>(data, &now.fee_burn, executed),
    }?;
    let timelock = around
        .executed(of)
        .and_then(|from| Timelock::new(from).ok());
    Some(Proposed {
        program,
        change,
        steps,
        from: timelock.map(|it| it.ready_at),
    })
}

/// The change after the number of its proposal.
fn read_change<C: AnchorDeserialize + Words>(
    data: &[u8],
    now: &C::Now,
    executed: bool,
) -> Option<(String, Vec<Step>)> {
    let (_, change) = <(u32, C)>::try_from_slice(data).ok()?;
    // What was in force before is not known afterwards.
    let words = match executed {
        true => change.words(),
        false => change.from_to(now),
    };
    Some((words, change.steps(now)))
}

#[cfg(test)]
mod tests;
