//! All figures of the supply.

use io_client::values::time::utc;

use super::Source;
use crate::report::{Cell, Report};

/// Shows them.
pub fn all(source: &Source) -> anyhow::Result<Report> {
    let it = source.supply()?;
    let left_out = match source.table {
        Some(_) => "locked IO, unclaimed rewards",
        None => "unclaimed rewards; no table of what is locked",
    };
    Ok(Report::fields(vec![
        (
            "Time",
            Cell::Tree {
                text: utc(source.now),
                json: source.now.into(),
            },
        ),
        ("Minted", Cell::Io(it.minted)),
        ("Burned", Cell::Io(it.minted.saturating_sub(it.total))),
        ("Burned as fees", Cell::Io(it.burned.fees)),
        ("Burned from auctions", Cell::Io(it.burned.auctions)),
        ("Burned by slashes", Cell::Io(it.burned.slashes)),
        ("Burned by holders", Cell::Io(it.burned.holders)),
        ("Total", Cell::Io(it.total)),
        ("Locked", source.locked(it.locked)),
        ("Unlocked and unclaimed", source.locked(it.unclaimed)),
        ("Unclaimed rewards", Cell::Io(it.rewards)),
        ("Circulating", Cell::Io(it.circulating)),
        ("Circulating leaves out", Cell::text(left_out)),
        ("Staked", Cell::Io(it.staked)),
        ("To come", Cell::Io(it.to_come)),
    ]))
}
