//! `io oracle show`: the price as the programs read it.

use io_common::oracle::{OraclePolicy, PriceMessage};

use crate::{
    context::Context,
    errors,
    options::hexadecimal,
    report::{Cell, Report},
};

/// Shows the price account as the programs read it.
///
/// # Errors
/// If there is none, or the network does not answer.
pub fn show(context: &mut Context) -> anyhow::Result<Report> {
    let policies = [context.market()?.oracle, context.fee_burn()?.oracle];
    let (address, account) = context.price_account()?;
    let now = context.now()?;
    let verdict = |policy: &OraclePolicy| match policy.read(&account.owner, &account.data, now) {
        Ok(_) => Cell::text("accepted"),
        Err(error) => {
            let named = errors::named(error.into());
            let name = named.map_or_else(String::new, |error| error.name);
            Cell::Text(format!("{error} ({name})"))
        }
    };
    let accepted = policies[0].read(&account.owner, &account.data, now).ok();
    let price = |read: fn(&io_common::oracle::Price) -> u64| {
        accepted
            .as_ref()
            .map_or(Cell::None, |price| Cell::Price(read(price)))
    };
    let message = PriceMessage::parse(&account.data).ok();
    let published = message.map_or(Cell::None, |it| Cell::Time(it.publish_time, now));
    let feed = message.map_or(Cell::None, |it| Cell::Text(hexadecimal(&it.feed_id)));
    Ok(Report::fields(vec![
        ("Account", address.into()),
        ("Owner", account.owner.into()),
        ("Feed", feed),
        ("Published at", published),
        ("Spot", price(|price| price.spot)),
        ("Average", price(|price| price.ema)),
        ("Confidence", price(|price| price.confidence)),
        ("Reservations in IO", verdict(&policies[0])),
        ("Burn", verdict(&policies[1])),
    ]))
}
