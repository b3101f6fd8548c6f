//! `io supplier update`, `propose-owner`, `accept-owner` and `close`. All but the last read nothing with `--sign-only`, so that
//! a key that never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{
    constants::OWN_VOTES_DELAY,
    instructions::{DelegationLimit, UpdateSupplierArgs},
};
use io_client::actions::supplying::{accept_owner, close, propose_owner, update, Refusal, Wallet};
use io_common::types::Supplier;

use super::{
    act::{self, declined},
    Alone, SupplierArg,
};
use crate::{
    amounts::several,
    context::Context,
    errors::CliError,
    options::padded,
    parse::{address, amount, text},
    plan::{short, Plan},
    report::{Cell, Report},
    somebody::Somebody,
    stake,
};

/// What changes of a supplier.
#[derive(Args, Clone)]
#[group(required = true, multiple = true)]
pub struct Changes {
    /// Key that may start, decline and announce the end of reservations, and edit offers
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    operator: Option<Pubkey>,
    /// Wallet that is paid
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    payout: Option<Pubkey>,
    /// Where renters reach you, at most 96 bytes
    #[arg(long, value_name = "URL", value_parser = text::endpoint)]
    endpoint: Option<String>,
    /// Limit of the stake delegated to you, such as 12.5, or REQUIRED: the required stake of your attested GPUs. Stake above it
    /// stays
    #[arg(long, value_name = "IO|REQUIRED", value_parser = parse_limit)]
    max_delegated: Option<DelegationLimit>,
}

/// An amount, or what is required.
fn parse_limit(text: &str) -> Result<DelegationLimit, String> {
    if text.eq_ignore_ascii_case("required") {
        return Ok(DelegationLimit::Required);
    }
    amount::io(text).map(DelegationLimit::Amount)
}

fn limit(most: DelegationLimit) -> Cell {
    most.amount().map_or(Cell::text("as required"), Cell::Io)
}

/// A supplier with its changes.
#[derive(Args)]
pub struct Update {
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    which: Alone,
}

/// An owner to be.
#[derive(Args)]
pub struct ProposeOwner {
    /// The new owner, once it accepts
    #[arg(value_parser = address)]
    owner: Pubkey,
    #[command(flatten)]
    which: SupplierArg,
}

/// What the signer becomes the owner of.
#[derive(Args)]
pub struct AcceptOwner {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
}

/// Changes what is given, and leaves the rest as it is.
pub fn update(context: &mut Context, options: &Update) -> anyhow::Result<Report> {
    context.carry_out(|context, _| updating(context, options))
}

fn updating<'a>(context: &mut Context, options: &Update) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let Changes {
        operator,
        payout,
        endpoint,
        max_delegated,
    } = options.changes.clone();
    let mut named = Vec::new();
    for (option, address) in [("--operator", operator), ("--payout", payout)] {
        if let Some(address) = address {
            named.push(Somebody::at(context, option, address)?);
        }
    }
    // Nothing is read for a signature without a network.
    let before = match context.send_options.sign_only {
        true => None,
        false => Some(options.which.read(context, &address)?),
    };
    let was = |of: fn(&Supplier) -> Cell| before.as_ref().map(of);
    let changes = [
        (
            "Operator",
            "operator",
            was(|it| Cell::Key(it.operator)),
            operator.map(Cell::Key),
        ),
        (
            "Payout",
            "payout wallet",
            was(|it| Cell::Key(it.payout)),
            payout.map(Cell::Key),
        ),
        (
            "Endpoint",
            "endpoint",
            was(|it| Cell::Text(padded(&it.endpoint))),
            endpoint.clone().map(Cell::Text),
        ),
        (
            "Most delegated",
            "limit of delegated stake",
            was(|it| match it.limit_set {
                0 => limit(DelegationLimit::Required),
                _ => Cell::Io(it.max_delegated),
            }),
            max_delegated.map(limit),
        ),
    ];
    let (mut record, mut what) = (vec![("Supplier", address.into())], Vec::new());
    for (name, words, before, after) in changes {
        let Some(after) = after else { continue };
        let in_words = |cell: &Cell| match cell {
            Cell::Key(key) => match named.iter().find(|it| it.address == *key) {
                Some(somebody) => somebody.to_string(),
                None => short(key),
            },
            cell => cell.brief(),
        };
        match before.as_ref().map(in_words) {
            Some(before) if before == in_words(&after) => {}
            Some(before) => what.push(format!("{words} {before} → {}", in_words(&after))),
            None => what.push(format!("{words} {}", in_words(&after))),
        }
        record.push((name, after));
    }
    if what.is_empty() {
        return Err(
            CliError::Refused("nothing to change: the supplier says that already".into()).into(),
        );
    }
    let args = UpdateSupplierArgs {
        operator,
        payout,
        endpoint,
        max_delegated,
    };
    let prepared = update::prepare(&me, &address, args);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "change", refusal))?;
    let question = format!("Change supplier {}: {}", short(&address), what.join(", "));
    let plan = stake::plan(question, prepared).shows(record);
    Ok(plan.shows(Somebody::warning(&named)))
}

/// Names who may become the owner.
pub fn propose(context: &mut Context, options: &ProposeOwner) -> anyhow::Result<Report> {
    context.carry_out(|context, _| proposing(context, options))
}

fn proposing<'a>(context: &mut Context, options: &ProposeOwner) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let heir = Somebody::at(context, "owner", options.owner)?;
    // Who signs it is the owner, also where nothing is read.
    let owner = match context.send_options.sign_only {
        true => me,
        false => context.read::<Supplier>("supplier", &address)?.owner,
    };
    let prepared = match owner == options.owner {
        true => Err(Refusal::IsOwner(owner)),
        false => propose_owner::prepare(&me, &address, options.owner),
    };
    let prepared = prepared.map_err(|refusal| declined(context, &address, "propose", refusal))?;
    let question = format!(
        "Let {heir} become the owner of supplier {}, with all later stake and rewards of the owner",
        short(&address)
    );
    let plan = stake::plan(question, prepared)
        .shows([
            ("Supplier", address.into()),
            ("Proposed owner", options.owner.into()),
        ])
        .shows(Somebody::warning(&[heir]))
        .next(format!(
            "io supplier accept-owner {address}, by {}",
            options.owner
        ));
    Ok(plan)
}

/// Becomes the owner.
pub fn accept(context: &mut Context, options: &AcceptOwner) -> anyhow::Result<Report> {
    context.carry_out(|context, _| accepting(context, options))
}

fn accepting<'a>(context: &mut Context, options: &AcceptOwner) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, &options.supplier);
    let supplier = match context.send_options.sign_only {
        true => None,
        false => Some(context.read::<Supplier>("supplier", address)?),
    };
    let prepared = accept_owner::prepare(&me, address, supplier.as_ref());
    let prepared = prepared.map_err(|refusal| declined(context, address, "accept", refusal))?;
    let question = format!("Become the owner of supplier {}", short(address));
    let terms = prepared.terms;
    let votes_after = Cell::Seconds(OWN_VOTES_DELAY.unsigned_abs());
    let plan = stake::plan(question, prepared).shows([
        ("Supplier", (*address).into()),
        ("Owner", me.into()),
        ("Own stake votes after", votes_after),
    ]);
    let Some(it) = terms else {
        return Ok(plan);
    };
    // They stay until the new owner changes them.
    let plan = plan.terms([
        ("Operator", it.operator.into()),
        ("Payout", it.payout.into()),
        ("Own stake", Cell::Io(it.own)),
        ("Commission", Cell::Bps(it.commission_bps.into())),
        ("Open slashes", Cell::count(it.open_slashes)),
    ]);
    let change = "io supplier update --operator ADDRESS --payout ADDRESS, for your own";
    Ok(plan.next(change))
}

/// Closes, the offers first; their rent and that of the supplier goes to the owner.
pub fn close(context: &mut Context, which: &Alone) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, which))
}

fn closing<'a>(context: &mut Context, which: &Alone) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, which.owned(context)?);
    let supplying = act::supplying(context, which, &address, (Wallet::Of(me), None))?;
    let offers = close::offers(context.network, &address);
    let offers = offers.map_err(|error| stake::unread(context, error))?;
    let prepared = close::prepare(&supplying, offers);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "close", refusal))?;
    let close::Terms { offers, rent_to } = prepared.terms.clone();
    let question = match offers.len() {
        0 => format!("Close supplier {}", short(&address)),
        count => format!(
            "Close supplier {} and its {}",
            short(&address),
            several(count as u64, "offer")
        ),
    };
    let offers = Cell::List(offers.into_iter().map(Cell::Key).collect());
    let plan = stake::plan(question, prepared)
        .shows([("Supplier", address.into())])
        .terms([
            ("Offers closed", offers),
            ("Account rent to", rent_to.into()),
        ])
        .shows([(
            "Stays",
            Cell::text("an empty account at the address, so that nobody registers there again"),
        )]);
    Ok(plan)
}
