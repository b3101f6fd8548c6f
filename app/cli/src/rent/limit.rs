//! The most that is locked for a reservation or an extension, and how it is said.

use io_client::actions::pricing;
use marketplace::state::Currency;

use super::money;
use crate::{errors::CliError, parse::amount::Money, report::Cell};

/// The most to lock: what is given, or the quote and 1 % for IO, whose price may move until then.
pub fn most(currency: Currency, given: Option<&Money>, total: u64) -> Result<u64, CliError> {
    let most = match (given, currency) {
        (Some(given), _) => given.of("--max", currency)?,
        (None, currency) => pricing::limit(currency, total),
    };
    if most < total {
        let [total, most] = [total, most].map(|it| money(currency, it).brief());
        return Err(CliError::Refused(format!(
            "it costs {total}, and --max allows {most}: give --max {total}, or leave it out",
        )));
    }
    Ok(most)
}

/// What is paid, as a question says it: with the most, where that is more.
pub fn amounts(currency: Currency, most: u64, total: u64) -> String {
    let [paid, at_most] = [total, most].map(|it| money(currency, it).brief());
    match most > total {
        true => format!("{paid}, at most {at_most},"),
        false => paid,
    }
}

/// The same, where it is more than what is to be locked.
pub fn most_to_lock(currency: Currency, most: u64, total: u64) -> Option<(&'static str, Cell)> {
    (most > total).then(|| ("Most to lock", money(currency, most)))
}

/// The price of IO, where it is paid in that.
pub fn price_of_io(price: Option<u64>) -> Option<(&'static str, Cell)> {
    price.map(|price| ("Price of IO", Cell::Price(price)))
}
