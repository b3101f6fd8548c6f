//! `io gov proposals`.

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_client::realm::{
    state::ProposalV2,
    vote::{executable_from, Outlook},
};

use super::{
    proposal::{find_all, next},
    realm,
    standing::{Standing, State},
};
use crate::{
    context::{unreachable, Context},
    options::Program,
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
    strangers::{line, link, title},
    vote::{yes, Matter},
};
use io_migrations::date;
use io_output::terminal;

/// Which realm proposals.
#[derive(Args)]
pub struct Options {
    /// Show this realm proposal in full
    #[arg(value_parser = address, conflicts_with_all = ["all", "states"])]
    realm_proposal: Option<Pubkey>,
    /// Also show decided realm proposals
    #[arg(long, conflicts_with = "states")]
    all: bool,
    /// Show only realm proposals in these states
    #[arg(
        long = "state",
        value_name = "STATE",
        value_delimiter = ',',
        value_enum
    )]
    states: Vec<State>,
}

/// Columns of realm proposals.
pub const REALM: &[Column] = &[
    ("Realm proposal", Kind::Key),
    ("Name", Kind::Text),
    ("State", Kind::Text),
    ("Yes", Kind::Amount),
    ("Needed", Kind::Amount),
    ("Ends at", Kind::Time),
];

/// Columns of changes that wait for 48 hours.
pub const WAITING: &[Column] = &[
    ("Program", Kind::Text),
    ("Number", Kind::Count),
    ("Proposal", Kind::Key),
    ("Change", Kind::Text),
    ("State", Kind::Text),
    ("Ready at", Kind::Time),
];

/// Characters of a name in the table.
const NAME: usize = 40;

/// Shows them.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    if let Some(address) = options.realm_proposal {
        return one(context, address);
    }
    let now = context.now()?;
    let is_shown = |state: State| match (options.all, &options.states[..]) {
        (true, _) => true,
        (false, []) => state.is_open(),
        (false, states) => states.contains(&state),
    };
    let governed = realm::found(context)?;
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    match &governed {
        None => notes.push("no realm governs: io gov show says who does".to_string()),
        Some(governed) => {
            let found = governed.proposals(context.network).map_err(unreachable)?;
            let mut all: Vec<_> = found
                .iter()
                .map(|(address, it)| (*address, it, Standing::of(governed, it, now)))
                .collect();
            all.sort_by_key(|(address, it, _)| (it.draft_at, *address));
            let hidden = all.iter().filter(|(.., it)| !is_shown(it.state)).count();
            let shown = all.iter().filter(|(.., it)| is_shown(it.state));
            rows.extend(shown.map(|(address, it, standing)| row(*address, it, standing, now)));
            if hidden > 0 && options.states.is_empty() {
                notes.push(format!("{hidden} decided: io gov proposals --all"));
            }
        }
    }
    let report = Report::sections(vec![
        ("Realm proposals", Report::table(REALM, rows)),
        ("Proposals", Report::table(WAITING, waiting(context, now)?)),
    ]);
    Ok(notes.into_iter().fold(report, Report::note))
}

fn row(address: Pubkey, proposal: &ProposalV2, standing: &Standing, now: i64) -> Record {
    let about = |weight: Option<u64>| weight.map_or(Cell::None, Cell::About);
    vec![
        ("Realm proposal", address.into()),
        ("Name", name(&proposal.name)),
        ("State", Cell::Text(standing.state.name())),
        ("Yes", about(standing.tally.map(|it| it.yes))),
        ("Needed", about(standing.needed)),
        (
            "Ends at",
            standing.end.map_or(Cell::None, |at| Cell::Time(at, now)),
        ),
    ]
}

/// A name by a stranger, in one line and cut for people.
fn name(name: &str) -> Cell {
    Cell::Tree {
        text: line(&terminal::harmless(&line(name, usize::MAX)), NAME),
        json: name.into(),
    }
}

/// The changes of the three programs that are not applied yet.
fn waiting(context: &mut Context, now: i64) -> anyhow::Result<Vec<Record>> {
    let mut records = Vec::new();
    for program in Program::value_variants() {
        let next = next(context, *program)?;
        for (number, found) in find_all(context, *program, 0..next)? {
            let state = match found.timelock {
                it if it.is_over(now) => "lapsed",
                _ if found.overtaken => "overtaken",
                it if now >= it.ready_at => "ready",
                _ => "waiting",
            };
            records.push(vec![
                ("Program", Cell::text(program.name())),
                ("Number", Cell::count(number)),
                ("Proposal", program.proposal(number).into()),
                ("Change", Cell::Text(found.change)),
                ("State", Cell::text(state)),
                ("Ready at", Cell::Time(found.timelock.ready_at, now)),
            ]);
        }
    }
    Ok(records)
}

/// One in full.
fn one(context: &mut Context, address: Pubkey) -> anyhow::Result<Report> {
    let matter = Matter::read(context, address, None)?;
    let contents = matter.contents(context)?;
    let (governed, proposal, now) = (&matter.governed, &matter.proposal, matter.now);
    let standing = Standing::of(governed, proposal, now);
    let time = |at: Option<i64>| at.map_or(Cell::None, |at| Cell::Time(at, now));
    let amount = |it: Option<u64>| it.map_or(Cell::None, Cell::Io);
    let proposer = matter.look.proposer.map(|it| it.governing_token_owner);
    let hold_up = matter.look.transactions.iter().map(|it| it.hold_up_time);
    let executable = standing
        .end
        .zip(hold_up.max())
        .map(|(end, hold_up)| executable_from(end, hold_up));
    let record = vec![
        ("Realm proposal", address.into()),
        (
            "Name",
            Cell::Tree {
                text: title(&proposal.name),
                json: proposal.name.as_str().into(),
            },
        ),
        ("Link", link(&proposal.description_link)),
        ("Proposer", proposer.map_or(Cell::None, Cell::Key)),
        ("State", Cell::Text(standing.state.name())),
        ("Executes", contents.cell()),
        ("Yes", yes(proposal)),
        ("No", amount(standing.tally.map(|it| it.no))),
        ("Needed", amount(standing.needed)),
        ("All stake", Cell::Io(standing.all)),
        ("Outlook", outlook(&standing)),
        ("Voting since", time(proposal.voting_at)),
        (
            "Yes counts until",
            time(standing.times.map(|it| it.all_until)),
        ),
        ("Ends at", time(standing.end)),
        ("Executable from", time(executable)),
    ];
    let warnings = contents.warnings().into_iter();
    let next = steps(&matter, &standing, executable);
    let notes = warnings.chain(next.into_iter().map(|it| format!("next: {it}")));
    Ok(notes.fold(Report::fields(record), Report::note))
}

fn outlook(standing: &Standing) -> Cell {
    match standing.outlook {
        None => Cell::None,
        Some(Outlook::Passes) => Cell::text("passes if nothing changes"),
        Some(Outlook::Needs(more)) => {
            Cell::Text(format!("needs {} more Yes", Cell::Io(more).brief()))
        }
        Some(Outlook::Fails) if standing.can_turn => {
            Cell::text("fails, unless No votes are withdrawn")
        }
        Some(Outlook::Fails) => Cell::text("fails"),
    }
}

/// What to do next, by command.
fn steps(matter: &Matter, standing: &Standing, executable: Option<i64>) -> Vec<String> {
    let (address, now) = (matter.address, matter.now);
    match standing.state {
        State::Voting => vec![format!("io gov vote {address} yes, or no")],
        State::CoolOff => vec![format!("io gov vote {address} no; only no counts now")],
        State::Ended => vec![format!("io gov finalize {address}")],
        State::Passed | State::Executing => match executable {
            Some(at) if at > now => {
                vec![format!("io gov execute {address}, from {}", date::utc(at))]
            }
            _ => vec![format!("io gov execute {address}")],
        },
        State::Executed => vec![format!(
            "io gov proposals lists the changes that wait for 48 hours"
        )],
        State::Draft | State::Defeated | State::Cancelled | State::Vetoed => Vec::new(),
    }
}
