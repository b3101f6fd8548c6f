//! `io gov weight`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::realm::{
    read::Wanted,
    stake::{self, Part},
};

use crate::{
    context::{unreachable, Context},
    parse::address,
    report::{Cell, Column, Kind, Record, Report},
    vote::{governed, look},
};
use io_migrations::date;

/// Whose votes.
#[derive(Args)]
pub struct Options {
    /// The voter; you by default
    #[arg(value_parser = address)]
    voter: Option<Pubkey>,
}

/// Columns of a voter's stake.
pub const COLUMNS: &[Column] = &[
    ("Supplier", Kind::Key),
    ("Own", Kind::Text),
    ("Stake", Kind::Amount),
    ("Votes", Kind::Amount),
    ("Why", Kind::Text),
];

/// Shows the stake of a voter and how many votes it has.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let voter = context.or_me(options.voter)?;
    let now = context.now()?;
    let (governed, _) = governed(context, &[])?;
    let wanted = Wanted {
        voter: Some(voter),
        ..Wanted::default()
    };
    let look = look(context, &governed, &wanted)?;
    let parts = stake::of(context.network, &voter, now).map_err(unreachable)?;
    let all = Cell::Io(governed.staked).brief();
    let votes = Cell::Io(stake::votes(&parts)).brief();
    let records: Vec<Record> = parts.iter().map(|part| row(part, now)).collect();
    let mut notes = vec![match parts.is_empty() {
        true => format!(
            "{voter} has no active stake, of {all} staked: `io stake delegate SUPPLIER AMOUNT` stakes, and votes at once"
        ),
        false => format!("{votes} of {all} staked"),
    }];
    if let Some(delegate) = look.voter.owner.and_then(|it| it.governance_delegate) {
        notes.push(format!(
            "{delegate} may vote for it, as its delegate: io gov set-delegate"
        ));
    }
    Ok(notes
        .into_iter()
        .fold(Report::table(COLUMNS, records), Report::note))
}

fn row(part: &Part, now: i64) -> Record {
    vec![
        ("Supplier", part.supplier.into()),
        ("Own", Cell::Flag(part.is_own)),
        ("Stake", Cell::Io(part.stake)),
        ("Votes", Cell::Io(part.votes)),
        ("Why", why(part, now).map_or(Cell::None, Cell::Text)),
    ]
}

/// Why a part has less votes than stake, or what comes before its vote.
fn why(part: &Part, now: i64) -> Option<String> {
    if part.is_own && part.votes_from > now {
        return Some(format!(
            "new owner: votes from {} on",
            date::utc(part.votes_from)
        ));
    }
    match (part.is_weighed, part.follows.len()) {
        (false, _) => Some("the supplier is closed, or a slash cannot be followed".into()),
        (true, 0) => None,
        (true, 1) => Some("follows 1 slash first".into()),
        (true, several) => Some(format!("follows {several} slashes first")),
    }
}
