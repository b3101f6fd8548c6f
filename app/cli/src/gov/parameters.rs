//! `io gov parameters`.

use std::collections::BTreeSet;

use clap::{Args, ValueEnum};
use io_client::{
    changes::{Entry, Step, Value, Words},
    realm::state::ProposalV2,
};
use serde_json::json;

use super::{
    proposal::{find_all, next},
    realm,
    standing::Standing,
};
use crate::{
    contents::{Contents, InForce},
    context::{unreachable, Context},
    options::Program,
    plan::short,
    report::{Cell, Column, Kind, Record, Report},
};
use io_migrations::date;

/// Whose parameters.
#[derive(Args)]
pub struct Options {
    /// The program; all three by default
    #[arg(value_enum)]
    program: Option<Program>,
}

/// Columns of the parameters.
pub const COLUMNS: &[Column] = &[
    ("Program", Kind::Text),
    ("Parameter", Kind::Text),
    ("Now", Kind::Parameter),
    ("Default", Kind::Parameter),
    ("Range", Kind::Text),
    ("Proposed", Kind::Text),
];

/// A change that is not in force yet.
#[derive(Clone)]
struct Coming {
    /// The program that it changes.
    program: Program,
    /// Who has proposed it, for people: `proposal 3`.
    by: String,
    /// The same in the table.
    mark: String,
    /// The same for programs.
    json: serde_json::Value,
    /// The change in words.
    change: String,
    /// Each value of it.
    steps: Vec<Step>,
    /// When it can be in force at the earliest, in unix seconds; none for a draft.
    from: Option<i64>,
}

/// Shows the parameters.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let now = InForce::read(context)?;
    let programs = match &options.program {
        Some(program) => std::slice::from_ref(program),
        None => Program::value_variants(),
    };
    let voted = voted(context, &now)?;
    let (mut records, mut notes) = (Vec::new(), Vec::new());
    for program in programs {
        let mut coming = proposed(context, *program)?;
        coming.extend(voted.iter().filter(|it| it.program == *program).cloned());
        records.extend(rows(*program, in_force(&now, *program), &coming));
        notes.extend(coming.iter().map(Coming::note));
    }
    Ok(notes
        .into_iter()
        .fold(Report::table(COLUMNS, records), Report::note))
}

/// What a program has in force.
fn in_force(now: &InForce, program: Program) -> Vec<Entry> {
    fn all<C: Words>(now: &C::Now) -> Vec<Entry> {
        let all = C::all(now).into_iter();
        all.flat_map(|change| change.entries(now)).collect()
    }
    match program {
        Program::Emissions => all::<emissions::state::Change>(&now.emissions),
        Program::Marketplace => all::<marketplace::state::Change>(&now.marketplace),
        Program::FeeBurn => all::<fee_burn::state::Change>(&now.fee_burn),
    }
}

/// The proposals of a program that can still be applied.
fn proposed(context: &mut Context, program: Program) -> anyhow::Result<Vec<Coming>> {
    let (now, next) = (context.now()?, next(context, program)?);
    let open = find_all(context, program, 0..next)?.into_iter();
    let open = open.filter(|(_, found)| !found.overtaken && !found.timelock.is_over(now));
    Ok(open
        .map(|(number, found)| Coming {
            program,
            by: format!("proposal {number}"),
            mark: format!("proposal {number}"),
            json: json!({ "number": number, "proposal": program.proposal(number).to_string() }),
            change: found.change,
            steps: found.steps,
            from: Some(found.timelock.ready_at),
        })
        .collect())
}

/// What open realm proposals would propose.
fn voted(context: &mut Context, now: &InForce) -> anyhow::Result<Vec<Coming>> {
    let Some(governed) = realm::found(context)? else {
        return Ok(Vec::new());
    };
    let present = context.now()?;
    let all = governed.proposals(context.network).map_err(unreachable)?;
    let is_open = |it: &ProposalV2| Standing::of(&governed, it, present).state.is_open();
    let open: Vec<_> = all.into_iter().filter(|(_, it)| is_open(it)).collect();
    let transactions = governed
        .transactions(context.network, &open)
        .map_err(unreachable)?;
    let coming = open.iter().flat_map(|(address, proposal)| {
        let theirs = transactions.iter().filter(|it| it.proposal == *address);
        // What was executed is among the proposals of the program.
        let theirs = theirs.filter(|it| it.executed_at.is_none());
        let theirs: Vec<_> = theirs.cloned().collect();
        let contents = Contents::of((&governed, proposal), (&theirs, 0), now, present);
        let proposed = contents.acts.into_iter().filter_map(|act| act.proposed);
        proposed.map(move |it| Coming {
            program: it.program,
            by: format!("realm proposal {address}"),
            mark: format!("vote {}", short(address)),
            json: json!({ "realmProposal": address.to_string() }),
            change: it.change,
            steps: it.steps,
            from: it.from,
        })
    });
    Ok(coming.collect())
}

impl Coming {
    /// `emissions, proposal 3: stake-per-unit 200 → 150 IO, in force from … at the earliest`.
    fn note(&self) -> String {
        let when = self.from.map_or_else(
            || "not submitted yet".into(),
            |from| format!("in force from {} at the earliest", date::utc(from)),
        );
        format!(
            "{}, {}: {}, {when}",
            self.program.name(),
            self.by,
            self.change
        )
    }

    /// The value that it changes a parameter to, for people and for programs.
    fn of(&self, name: &str) -> Option<(String, serde_json::Value)> {
        let step = self.steps.iter().find(|step| step.name == name)?;
        if step.from.as_ref() == Some(&step.to) {
            return None;
        }
        let value = cell(&step.to);
        let mut json = self.json.clone();
        json["value"] = value.json();
        json["inForceFrom"] = json!(self.from);
        Some((format!("{}, {}", value.display(), self.mark), json))
    }
}

fn rows(program: Program, in_force: Vec<Entry>, coming: &[Coming]) -> Vec<Record> {
    let named: BTreeSet<String> = in_force.iter().map(|it| it.name.clone()).collect();
    let more = coming.iter().flat_map(|it| &it.steps);
    let more = more.filter(|step| !named.contains(&step.name));
    let in_force = in_force.into_iter().map(|it| (it.name, Some(it.value)));
    // Such as multipliers: `io models` lists all of them.
    let more = more.map(|step| (step.name.clone(), step.from.clone()));
    let mut seen = BTreeSet::new();
    let all = in_force.chain(more);
    all.filter(|(name, _)| seen.insert(name.clone()))
        .map(|(name, value)| row(program, name, value, coming))
        .collect()
}

fn row(program: Program, name: String, value: Option<Value>, coming: &[Coming]) -> Record {
    let (default, range) = match &value {
        Some(Value::Number(it)) => {
            let of = |value| Cell::Parameter(it.unit, value);
            let (least, most) = (of(it.least), of(it.most));
            let range = Cell::Tree {
                text: between(&least.display(), &most.display()),
                json: json!({ "least": least.json(), "most": most.json() }),
            };
            (of(it.default), range)
        }
        _ => (Cell::None, Cell::None),
    };
    let (texts, json): (Vec<String>, Vec<_>) = coming.iter().filter_map(|it| it.of(&name)).unzip();
    let proposed = match texts.is_empty() {
        true => "-".into(),
        false => texts.join("\n"),
    };
    vec![
        ("Program", Cell::text(program.name())),
        ("Parameter", Cell::Text(name)),
        ("Now", value.as_ref().map_or(Cell::None, cell)),
        ("Default", default),
        ("Range", range),
        (
            "Proposed",
            Cell::Tree {
                text: proposed,
                json: json.into(),
            },
        ),
    ]
}

fn cell(value: &Value) -> Cell {
    match value {
        Value::Number(it) => Cell::Parameter(it.unit, it.value),
        Value::Words(words) => Cell::text(words),
    }
}

/// `1 to 10000 IO`.
fn between(least: &str, most: &str) -> String {
    let unit = most.rsplit_once(' ').map_or("", |(_, unit)| unit);
    let least = least.strip_suffix(unit).unwrap_or(least).trim_end();
    format!("{least} to {most}")
}
