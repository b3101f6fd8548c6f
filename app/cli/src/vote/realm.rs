//! The realm that governs, and a realm proposal with what is known of it.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::realm::{
    read::{self, Absent, Governed, Look, Wanted},
    state::{ProposalState, ProposalV2},
    vote::{Phase, Tally, Times},
};
use solana_account::Account;

use super::{deposits::refunds, numbers::Numbers};
use crate::{
    contents::{Contents, InForce},
    context::{unreachable, Context},
    errors::CliError,
    kinds,
    plan::short,
    report::{Cell, Record},
    strangers::{link, title},
};

/// Instructions that a question repeats.
const MOST: usize = 3;

/// The realm that governs, with the accounts at `named`.
///
/// # Errors
/// [`CliError::Refused`] if no realm governs; if the network does not answer.
pub fn governed(
    context: &mut Context,
    named: &[Pubkey],
) -> anyhow::Result<(Governed, Vec<Option<Account>>)> {
    let found = read::find(context.network, named);
    Ok(found.map_err(|absent| why(context, absent))?)
}

fn why(context: &Context, absent: Absent) -> CliError {
    match absent {
        Absent::Read(error) => unreachable(error),
        Absent::NoPrograms => CliError::WrongNetwork(context.url.clone()),
        Absent::NoRealm(_) => CliError::Refused(format!(
            "{absent}, so there is nothing to vote on: `io gov show` shows who governs"
        )),
        Absent::OtherRealm(_) => CliError::Refused(format!("{absent}: vote in its own program")),
    }
}

/// What is wanted of a realm, read together.
///
/// # Errors
/// As [`governed`].
pub fn look(context: &mut Context, governed: &Governed, wanted: &Wanted) -> anyhow::Result<Look> {
    let looked = governed.look(context.network, wanted);
    Ok(looked.map_err(|absent| why(context, absent))?)
}

/// A realm proposal with what is known of it.
pub struct Matter {
    /// The realm.
    pub governed: Governed,
    /// Its address.
    pub address: Pubkey,
    /// The realm proposal.
    pub proposal: ProposalV2,
    /// The rest.
    pub look: Look,
    /// When its vote ends; none before it has begun.
    pub times: Option<Times>,
    /// The present, in unix seconds.
    pub now: i64,
}

impl Matter {
    /// Reads it, with what is known of `voter`.
    ///
    /// # Errors
    /// As [`governed`]; [`CliError::Usage`] if there is no realm proposal.
    pub fn read(
        context: &mut Context,
        address: Pubkey,
        voter: Option<Pubkey>,
    ) -> anyhow::Result<Self> {
        let (governed, found) = self::governed(context, &[address])?;
        let Some(Some(account)) = found.into_iter().next() else {
            return Err(context.missing("realm proposal", &address).into());
        };
        let Some(proposal) = governed.proposal(&account) else {
            return Err(CliError::Usage(format!(
                "{address} is not a proposal of this realm, but {}: `io gov proposals` lists them",
                kinds::of(&account)
            ))
            .into());
        };
        let wanted = Wanted {
            proposal: Some((address, &proposal)),
            voter,
        };
        let look = look(context, &governed, &wanted)?;
        let config = &governed.governance.config;
        Ok(Self {
            times: proposal.voting_at.map(|at| Times::of(config, at)),
            now: context.now()?,
            governed,
            address,
            proposal,
            look,
        })
    }

    /// Gives its deposit back, if there is one.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn refunds(&self, context: &mut Context) -> anyhow::Result<Vec<Instruction>> {
        let of = [(self.address, self.look.proposer)];
        let refunds = refunds(context, &self.governed.at, &of)?;
        Ok(refunds.into_iter().flatten().collect())
    }

    /// Its title by its proposer, in one line and in quotes.
    pub fn title(&self) -> String {
        title(&self.proposal.name)
    }

    /// Which votes count now; none before the vote, and once it is finalized.
    pub fn phase(&self) -> Option<Phase> {
        match self.proposal.state {
            ProposalState::Voting => self.times.map(|it| it.phase(self.now)),
            _ => None,
        }
    }

    /// Its address and title, for a question: anybody can give a title.
    pub fn named(&self) -> String {
        format!("realm proposal {} {}", short(&self.address), self.title())
    }

    /// A time, as people read it.
    pub fn time(&self, at: i64) -> String {
        Cell::Time(at, self.now).display()
    }

    /// That its vote has ended, and what to do about it; none if it goes on.
    pub fn ended(&self) -> Option<CliError> {
        let its = self.address;
        let what = match self.proposal.state {
            ProposalState::Draft | ProposalState::SigningOff => return None,
            ProposalState::Voting => match (self.phase(), self.times) {
                (Some(Phase::Ended), Some(times)) => format!(
                    "its vote ended {}: `io gov finalize {its}` counts it",
                    self.time(times.end)
                ),
                _ => return None,
            },
            ProposalState::Succeeded | ProposalState::Executing => {
                format!("its vote has ended, and it has passed: `io gov execute {its}` executes it")
            }
            ProposalState::ExecutingWithErrors => format!(
                "its vote has ended, and it has passed; its proposer says that a part of it fails: `io gov execute {its}` executes it"
            ),
            ProposalState::Completed => {
                "its vote has ended, it has passed and it is executed".into()
            }
            ProposalState::Cancelled => "its proposer has cancelled it".into(),
            ProposalState::Defeated => "its vote has ended, and it has not passed".into(),
            ProposalState::Vetoed => "a veto has stopped it".into(),
        };
        Some(CliError::Refused(what))
    }

    /// Whether nothing of it will be executed any more.
    fn is_over(&self) -> bool {
        use ProposalState::{Cancelled, Completed, Defeated, Vetoed};
        [Cancelled, Completed, Defeated, Vetoed].contains(&self.proposal.state)
    }

    /// That its vote has not begun; none if it has.
    pub fn is_draft(&self) -> Option<CliError> {
        let draft = [ProposalState::Draft, ProposalState::SigningOff];
        draft.contains(&self.proposal.state).then(|| {
            CliError::Refused(
                "it is a draft: there is nothing to vote on until its proposer has submitted it, by `io gov submit`".into(),
            )
        })
    }

    /// Votes so far, and how much weight of yes it needs.
    pub fn tally(&self) -> Record {
        let Some(tally) = Tally::leading(&self.proposal) else {
            return Record::new();
        };
        let rule = self.governed.governance.config.community_vote_threshold;
        let needed = tally.needed(rule, self.governed.staked);
        vec![
            ("Yes so far", yes(&self.proposal)),
            ("No so far", Cell::Io(tally.no)),
            ("Yes needed", needed.map_or(Cell::None, Cell::Io)),
        ]
    }

    /// What it executes, and which other realm proposals cannot be executed after it.
    ///
    /// # Errors
    /// If the network does not answer.
    pub fn contents(&self, context: &mut Context) -> anyhow::Result<Contents> {
        let transactions = &self.look.transactions;
        let contents = Contents::of(
            (&self.governed, &self.proposal),
            (transactions, self.look.hidden),
            &InForce::read(context)?,
            self.now,
        );
        if self.is_over() || contents.acts.iter().all(|it| it.proposed.is_none()) {
            return Ok(contents);
        }
        let numbers = Numbers::read(context, &self.governed, &self.address)?;
        let others = numbers.overtaken_by(&self.address, transactions);
        let others = others.iter().map(|(address, it)| {
            let named = title(&it.name);
            format!("once it is executed, realm proposal {address} {named} cannot be: its change has a lower number")
        });
        let passed = numbers.passed(transactions);
        Ok(contents.beside(passed.into_iter().chain(others)))
    }

    /// What it is: its title and link, and what it executes.
    pub fn words(&self, contents: &Contents) -> Record {
        let mut record: Record = vec![
            ("Realm proposal", self.address.into()),
            ("Name", Cell::Text(self.title())),
        ];
        if !self.proposal.description_link.is_empty() {
            record.push(("Link", link(&self.proposal.description_link)));
        }
        record.extend(executes(contents));
        record
    }
}

/// The same for a question.
pub fn does(contents: &Contents) -> String {
    let words = contents.words();
    match words.len() {
        0 => "it executes nothing".into(),
        1..=MOST => format!("it executes: {}", words.join("; ")),
        count => format!("it executes {count} instructions, shown above"),
    }
}

/// What is executed, and what a voter has to know before a yes.
pub fn executes(contents: &Contents) -> Record {
    let cell = match (contents.acts.is_empty(), contents.hidden) {
        (true, 0) => Cell::text("nothing: it asks for an opinion"),
        _ => contents.cell(),
    };
    let warnings = contents.warnings().into_iter().map(Cell::Text);
    let warnings: Vec<Cell> = warnings.collect();
    let mut record = vec![("Executes", cell)];
    if !warnings.is_empty() {
        record.push(("Warnings", Cell::List(warnings)));
    }
    record
}

/// Yes so far: of several options, that of each.
pub fn yes(proposal: &ProposalV2) -> Cell {
    match &proposal.options[..] {
        [option] => Cell::Io(option.vote_weight),
        options => Cell::List(
            options
                .iter()
                .map(|it| {
                    let weight = Cell::Io(it.vote_weight).brief();
                    Cell::Text(format!("{}: {weight}", title(&it.label)))
                })
                .collect(),
        ),
    }
}
