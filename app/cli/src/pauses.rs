//! What a pause stops, said where it matters.

use crate::{
    context::Context,
    options::Program,
    report::{Cell, Report},
    rewards::ledger,
};

/// What a program does not do while it is paused; every way out stays open.
fn stopped(program: Program) -> &'static str {
    match program {
        Program::Emissions => {
            "no new stake or delegation, no compounding, no move, no unstake request cancelled, no attestation; unstaking, withdrawals and claims go on"
        }
        Program::Marketplace => {
            "no new offers, reservations or extensions; what is reserved goes on, and every way out stays open"
        }
        Program::FeeBurn => "no auctions and no fills; fees in IO are burned all the same",
    }
}

/// What is paused of a program now, if it is.
///
/// # Errors
/// If the network does not answer.
pub fn notice(context: &mut Context, program: Program) -> anyhow::Result<Option<String>> {
    let now = context.now()?;
    let pause = match program {
        Program::Emissions => ledger(context)?.pause,
        Program::Marketplace => context.market()?.pause,
        Program::FeeBurn => context.fee_burn()?.pause,
    };
    if !pause.is_on(now) {
        return Ok(None);
    }
    let until = match pause.until {
        i64::MAX => "the authority ends it".into(),
        until => Cell::Time(until, now).display(),
    };
    Ok(Some(format!(
        "{} is paused until {until}: {}",
        program.name(),
        stopped(program)
    )))
}

/// A report that says so.
///
/// # Errors
/// As [`notice`].
pub fn noted(context: &mut Context, program: Program, report: Report) -> anyhow::Result<Report> {
    Ok(match notice(context, program)? {
        Some(paused) => report.note(paused),
        None => report,
    })
}
