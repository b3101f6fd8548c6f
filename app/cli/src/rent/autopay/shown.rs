//! An autopay in words.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::{
        autopay::{self, Standing, State},
        Payment, Refusal,
    },
    marketplace as client,
};
use marketplace::{
    constants::AUTOPAY_BOUNTY,
    state::{Autopay, AutopayArgs, Currency, Offer, Reservation, Status},
};

use super::standing;
use crate::{
    amounts::several,
    context::{unreachable, Context},
    errors::of_program,
    rent::money,
    report::{Cell, Record, Report},
};

pub fn show(context: &mut Context, address: Pubkey) -> anyhow::Result<Report> {
    let standing = standing(context, &address)?;
    Ok(Report::fields(in_full(&standing)?))
}

/// Where it stands, in words.
fn words(standing: &Standing) -> String {
    let now = standing.running.market.now;
    let money = |amount| money(standing.currency, amount).brief();
    match standing.state() {
        State::Off => "off".into(),
        State::NotStarted => "waits for the start of the reservation".into(),
        State::Waits(from) => format!("extends from {} on", Cell::Time(from, now).display()),
        State::Due => {
            "extends now: any keeper sends it, and so does `io keeper --jobs autopay`".into()
        }
        State::Short { needed, since } => {
            let funds = standing.funds();
            let since = since.map_or(String::new(), |since| {
                format!(", recorded at {}", Cell::Time(since, now).display())
            });
            format!(
                "short{since}: an extension costs {}, the wallet holds {} and has approved {}. Add funds, or approve more \
                 with `io rent autopay set`",
                money(needed),
                money(funds.held),
                money(funds.allowed)
            )
        }
        State::Refused(refusal) => {
            let price = standing.running.market.offer.price_micro_usd;
            format!("cannot extend now: {}", because(price, &refusal))
        }
    }
}

/// Why the program refuses an extension at this price of the offer, in micro-USD.
fn because(price: u64, refusal: &Refusal) -> String {
    match refusal {
        Refusal::Offer(error)
        | Refusal::End(error)
        | Refusal::Program(error)
        | Refusal::Early { error, .. } => {
            let named = of_program(error);
            match named.name.as_str() {
                "AutopayAbovePrice" => format!(
                    "the offer asks {}, which is more than you allow ({})",
                    Cell::Usdc(price).brief(),
                    named.name
                ),
                _ => format!("{} ({})", named.message, named.name),
            }
        }
        other => other.to_string(),
    }
}

/// The state of an autopay and what it allows.
///
/// # Errors
/// `MathOverflow`, which cannot occur.
fn in_full(standing: &Standing) -> anyhow::Result<Record> {
    let money = |amount| money(standing.currency, amount);
    let mut record: Record = vec![
        ("Reservation", standing.running.address.into()),
        ("Autopay", Cell::Text(words(standing))),
    ];
    if let Some(autopay) = standing.autopay() {
        let args = autopay.args();
        let lead = standing.effective_lead(&args)?;
        record.extend(limits(standing.currency, &args, lead));
        record.push((
            "Offer's price",
            Cell::Usdc(standing.running.market.offer.price_micro_usd),
        ));
    }
    let funds = standing.funds();
    record.extend([
        ("Wallet", standing.payer_tokens().into()),
        ("Wallet holds", money(funds.held)),
        ("Wallet has approved", money(funds.allowed)),
        ("Other autopays may spend", money(standing.others)),
    ]);
    Ok(record)
}

/// Its line among the fields of a reservation: none while there is no autopay.
///
/// # Errors
/// If the network does not answer.
pub fn in_brief(
    context: &mut Context,
    address: &Pubkey,
    reservation: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Cell)>> {
    let found: Option<Autopay> = context.find(&client::autopay_address(address))?;
    let Some(it) = found.filter(|it| it.is_of(reservation) && reservation.is_open()) else {
        return Ok(None);
    };
    let left = money(reservation.currency()?, it.left).brief();
    let offer: Offer = context.read("offer", &it.offer)?;
    let obstacle = autopay::obstacle(&it, reservation, &offer, now);
    let text = match (obstacle, it.short_for(reservation)?) {
        (Some(refusal), _) => format!(
            "cannot extend: {}",
            because(offer.price_micro_usd, &refusal)
        ),
        (None, Some(since)) => format!(
            "short since {}: see `io rent autopay show {address}`",
            Cell::Time(since, now).display()
        ),
        (None, None) => format!("may spend {left}"),
    };
    Ok(Some(("Autopay", Cell::Text(text))))
}

/// What a dispute does to it, before the payer signs: nothing while there is no autopay.
///
/// # Errors
/// If the network does not answer.
pub fn while_disputed(
    context: &mut Context,
    address: &Pubkey,
    reservation: &Reservation,
    now: i64,
) -> anyhow::Result<Option<(&'static str, Cell)>> {
    let found: Option<Autopay> = context.find(&client::autopay_address(address))?;
    if !found.is_some_and(|it| it.is_of(reservation) && reservation.is(Status::Active)) {
        return Ok(None);
    }
    let text = format!(
        "waits until the dispute is over: without `io rent extend` the reservation ends at {}",
        Cell::Time(reservation.ends_at()?, now).display()
    );
    Ok(Some(("Autopay", Cell::Text(text))))
}

/// What is allowed, field by field. It extends from `lead` seconds before the end; the lead that was set is shown where the
/// offer's longest stay leaves less of it.
pub fn limits(currency: Currency, args: &AutopayArgs, lead: u32) -> Record {
    let mut record = vec![
        ("Highest price", Cell::Usdc(args.max_price_micro_usd)),
        ("May spend", money(currency, args.left)),
        ("Adds", Cell::Text(several(args.hours, "hour"))),
        ("Extends before the end", Cell::Seconds(lead.into())),
    ];
    if lead < args.lead {
        record.push(("Lead that was set", Cell::Seconds(args.lead.into())));
    }
    record.push(("Bounties", Cell::count(args.bounties)));
    record
}

/// What is approved beside the limit, and what that replaces.
pub fn approval(currency: Currency, approved: u64, replaces: Option<(Pubkey, u64)>) -> Record {
    let mut record = vec![("Wallet approves", money(currency, approved))];
    record.extend(replaces.map(|(delegate, amount)| {
        let text = format!(
            "the approval of {} for {delegate}: a wallet has one delegate",
            money(currency, amount).brief()
        );
        ("Replaces", Cell::Text(text))
    }));
    record
}

/// Autopay beside a reservation that is made at `address` and paid from `payment`: what the payer's other autopays in the
/// currency may spend, and what it shows.
///
/// # Errors
/// If the network does not answer.
pub fn beside(
    context: &mut Context,
    (address, payment): (&Pubkey, &Payment),
    currency: Currency,
    args: &AutopayArgs,
) -> anyhow::Result<(u64, Record)> {
    let Payment { owner, from, .. } = payment;
    let others = autopay::others(context.network, owner, currency, None).map_err(unreachable)?;
    let replaced = autopay::replaced(context.network, owner, from).map_err(unreachable)?;
    let mut record = limits(currency, args, args.lead);
    let approved = others.saturating_add(args.left);
    record.extend(approval(currency, approved, replaced));
    let bounties = u64::from(args.bounties).saturating_mul(AUTOPAY_BOUNTY);
    record.extend([
        ("Bounties taken", Cell::Sol(bounties)),
        ("Autopay ends", Cell::Text(ends(address))),
    ]);
    Ok((others, record))
}

/// How it ends.
pub fn ends(address: &Pubkey) -> String {
    format!(
        "with the reservation, with `io rent autopay stop {address}`, or when the wallet revokes its approval; what it holds \
         for bounties comes back"
    )
}
