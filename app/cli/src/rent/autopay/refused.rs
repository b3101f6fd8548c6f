//! Why an autopay is not set, and what to do.

use io_client::actions::{autopay::Standing, market::Market, Refusal};
use marketplace::state::Currency;

use super::{HOURS, LEAD};
use crate::{
    duration::display,
    errors::{of_program, CliError},
    refusals::refused,
    rent::{course::Side, exit::refused_at, money},
};

/// What is refused of it, as the command line says it.
pub fn not_set(standing: &Standing, refusal: Refusal) -> anyhow::Error {
    let (running, currency) = (&standing.running, standing.currency);
    match refusal {
        Refusal::Limit { total, limit } => below(currency, "--limit", total, limit).into(),
        Refusal::Program(error) => {
            let (at, it) = (&running.address, &running.reservation);
            match of_program(&error).name.as_str() {
                "AutopayTimes" => refused(&error).into(),
                "AutopayTooLong" => {
                    let remedy = "--time and --lead together must not be more";
                    too_long(&running.market, currency, remedy).into()
                }
                _ => refused_at(&error, at, it, running.market.now, Side::Renter),
            }
        }
        other => CliError::Refused(other.to_string()).into(),
    }
}

/// A limit, given by `option`, that an extension exceeds.
fn below(currency: Currency, option: &str, total: u64, limit: u64) -> CliError {
    let [total, limit] = [total, limit].map(|it| money(currency, it).brief());
    CliError::Refused(format!(
        "an extension costs {total} now, and {option} allows {limit}: give at least {option} {total}"
    ))
}

/// Hours and lead that the offer's longest stay does not hold, and what to do.
fn too_long(market: &Market, currency: Currency, remedy: &str) -> CliError {
    let longest = market.longest_stay(currency);
    let longest = longest.map_or(0, i64::unsigned_abs);
    CliError::Refused(format!(
        "the offer's longest stay is {}: {remedy} (AutopayTooLong)",
        display(longest)
    ))
}

/// What is refused of an autopay beside a reservation that is made, as the command line says it.
pub fn not_beside(market: &Market, currency: Currency, refusal: Refusal) -> anyhow::Error {
    match refusal {
        Refusal::Program(error) if of_program(&error).name == "AutopayTooLong" => {
            let remedy = format!(
                "--autopay adds {HOURS}h from {} before the end. Leave it out, and give shorter times with `io rent autopay set` \
                 afterwards",
                display(LEAD.into())
            );
            too_long(market, currency, &remedy).into()
        }
        Refusal::Limit { total, limit } => below(currency, "--autopay-limit", total, limit).into(),
        Refusal::Program(error) => refused(&error).into(),
        other => CliError::Refused(other.to_string()).into(),
    }
}
