//! `io rent autopay set`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::actions::autopay::{self, Allowance};
use marketplace::state::AutopayArgs;

use super::{
    refused::not_set,
    shown::{approval, ends, limits},
    standing, times, BOUNTIES,
};
use crate::{
    amounts::several,
    context::Context,
    parse::{
        address,
        amount::{self, Money},
        count, duration,
    },
    plan::{short, Plan},
    rent::{money, payer},
    report::{Cell, Report},
};

/// What a payer allows.
#[derive(Args)]
pub struct Set {
    /// The reservation
    #[arg(value_parser = address)]
    reservation: Pubkey,
    /// Highest price of a GPU-hour, in dollars
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    max_price: u64,
    /// Most to spend from now on in all, with your fee, in the currency of the reservation
    #[arg(long, value_name = "AMOUNT", value_parser = amount::money)]
    limit: Money,
    /// By how much an extension adds, such as 12h
    #[arg(long, value_name = "TIME", value_parser = duration::hours, default_value = "12h")]
    time: u32,
    /// From how long before the end it extends
    #[arg(long, value_name = "TIME", value_parser = duration::read, default_value = "1h")]
    lead: u64,
    /// Extensions for whose senders you leave a bounty of 0.00001 SOL; without one only those extend who do it for nothing
    #[arg(long, value_name = "COUNT", value_parser = count::number::<u16>, default_value_t = BOUNTIES)]
    bounties: u16,
}

pub fn set(context: &mut Context, options: &Set) -> anyhow::Result<Report> {
    let standing = standing(context, &options.reservation)?;
    payer::require(context, &standing.running.reservation)?;
    let (hours, lead) = times(options.time, options.lead)?;
    let request = AutopayArgs {
        max_price_micro_usd: options.max_price,
        left: options.limit.of("--limit", standing.currency)?,
        lead,
        hours,
        bounties: options.bounties,
    };
    context.carry_out(|context, _| setting(context, options.reservation, &request))
}

fn setting<'a>(
    context: &mut Context,
    address: Pubkey,
    request: &AutopayArgs,
) -> anyhow::Result<Plan<'a>> {
    let standing = standing(context, &address)?;
    let prepared = autopay::set(&standing, request);
    let prepared = prepared.map_err(|refusal| not_set(&standing, refusal))?;
    let Allowance {
        currency,
        approved,
        replaced,
        replaces,
        deposit,
        returned,
        cost,
        ..
    } = prepared.terms;
    let offer = &standing.running.market.offer;
    let question = format!(
        "Let anyone extend reservation {} by {} at a time, for {} in all at most",
        short(&address),
        several(request.hours, "hour"),
        money(currency, request.left).brief()
    );
    let mut plan = Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([("Reservation", address.into())])
        .terms(replaced.map(|left| ("Left now", money(currency, left))))
        .shows(limits(currency, request, request.lead))
        .shows([
            ("Offer's price", Cell::Usdc(offer.price_micro_usd)),
            (
                "An extension costs now",
                cost.map_or(Cell::None, |cost| money(currency, cost)),
            ),
        ])
        .shows(approval(currency, approved, replaces))
        .shows([
            ("Bounties taken", Cell::Sol(deposit)),
            ("Bounties back", Cell::Sol(returned)),
            ("Autopay ends", Cell::Text(ends(&address))),
        ])
        .next(format!("io rent autopay show {address}"));
    for creation in prepared.creates {
        plan = plan.creates("Autopay", creation.address);
    }
    Ok(plan)
}
