//! What is refused of a reservation or an extension, as the command line says it.

use io_client::actions::{market::Market, pricing::Wanted, Refusal};
use marketplace::state::{Currency, Offer};

use super::money;
use crate::{
    amounts::grouped,
    context::{refused_price, Context},
    errors::{of_program, with_hint, CliError, UNSENT},
    free::not_free,
    hints,
    refusals::{refused, too_little},
};

/// What is refused of `wanted`, as the command line says it.
pub fn declined(
    context: &mut Context,
    market: &Market,
    wanted: Wanted,
    least: u32,
    refusal: Refusal,
) -> anyhow::Error {
    let Wanted { gpus, currency, .. } = wanted;
    match refusal {
        Refusal::Offer(error) => with_hours(&error, &market.offer, least, wanted).into(),
        Refusal::NotFree { free } => not_so_many(market, gpus, free),
        Refusal::NoPrice => match context.price_account() {
            Err(error) => error,
            Ok(_) => {
                CliError::Refused("the price account has just been made: try again".into()).into()
            }
        },
        Refusal::Price(error) => refused_price(market.price_account, error).into(),
        Refusal::Limit { total, limit } => beyond(currency, limit, total).into(),
        Refusal::Balance {
            owner,
            needed,
            held,
        } => too_little(currency, owner, needed, held).into(),
        Refusal::Nothing(what) => CliError::Nothing(what).into(),
        Refusal::Payee(refusal) => CliError::Usage(refusal.to_string()).into(),
        Refusal::End(error) | Refusal::Program(error) | Refusal::Early { error, .. } => {
            refused(&error).into()
        }
    }
}

/// What the program would say to `hours` from `least` on, with those that the offer takes if these are none of them.
fn with_hours(
    error: &anchor_lang::error::Error,
    offer: &Offer,
    least: u32,
    wanted: Wanted,
) -> CliError {
    let Wanted {
        hours, currency, ..
    } = wanted;
    let named = of_program(error);
    if let Some(hint) = hints::of_offer(offer, &named.name) {
        let refused = CliError::Refused(format!("{} ({}){UNSENT}", named.message, named.name));
        return with_hint(refused, Some(hint));
    }
    if !matches!(named.name.as_str(), "HoursOutOfRange" | "IoHoursOutOfRange") {
        return refused(error);
    }
    let (most, currency) = match currency {
        Currency::Io => (offer.max_hours.min(offer.max_io_hours), "IO"),
        Currency::Usdc => (offer.max_hours, "USDC"),
    };
    CliError::Refused(format!(
        "this offer takes {} to {} hours in {currency}, not {} ({})",
        grouped(least.into()),
        grouped(most.into()),
        grouped(hours.into()),
        named.name
    ))
}

/// What costs more by a later look than may be locked.
fn beyond(currency: Currency, most: u64, total: u64) -> CliError {
    let [total, most] = [total, most].map(|it| money(currency, it).brief());
    CliError::Refused(format!(
        "it costs {total} now, and at most {most} may be locked{UNSENT}. Give the command again, for a new quote"
    ))
}

/// More GPUs than the offer has free, and why it has not more.
fn not_so_many(market: &Market, gpus: u32, free: u32) -> anyhow::Error {
    let because = match not_free(&market.offer, &market.supplier, &market.usage, market.now) {
        Ok(Some(why)) => format!(": {why}"),
        Ok(None) => String::new(),
        Err(error) => return error,
    };
    CliError::Refused(match free {
        0 => format!("no GPU of this offer is free{because}. See `io offer list` for others"),
        free => format!(
            "--gpus {gpus}: {free} GPUs of this offer are free, so write 1 to {free}{because}"
        ),
    })
    .into()
}
