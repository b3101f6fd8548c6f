//! `io supplier register` and `commission`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::instructions::RegisterSupplierArgs;
use io_client::{
    actions::supplying::{
        register::{self, Registering},
        set_commission, Wallet,
    },
    emissions as client,
};
use io_common::types::Supplier;
use io_migrations::date;

use super::{
    act::{self, declined},
    SupplierArg,
};
use crate::{
    context::Context,
    errors::CliError,
    models,
    parse::{address, count, share, text},
    plan::{short, Plan},
    report::{Cell, Report},
    somebody::Somebody,
    stake,
};

/// A supplier to be.
#[derive(Args)]
pub struct Options {
    /// GPU model, such as h100-sxm
    #[arg(long)]
    model: String,
    /// What you keep of the rewards of those who stake with you
    #[arg(long, value_name = "SHARE", value_parser = share::read, default_value = "10%")]
    commission: u16,
    /// Key that may start, decline and announce the end of reservations, and edit offers; yours by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    operator: Option<Pubkey>,
    /// Wallet that is paid; yours by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    payout: Option<Pubkey>,
    /// Where renters reach you, at most 96 bytes
    #[arg(long, value_name = "URL", value_parser = text::endpoint)]
    endpoint: String,
    /// Sequence number among your suppliers
    #[arg(long, value_parser = count::number::<u32>, default_value_t = 0)]
    sequence: u32,
}

/// A commission to be.
#[derive(Args)]
pub struct Commission {
    /// Share such as 5% or 500bps
    #[arg(value_parser = share::read)]
    commission: u16,
    #[command(flatten)]
    which: SupplierArg,
}

/// Registers.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.carry_out(|context, _| registering(context, options))
}

fn registering<'a>(context: &mut Context, options: &Options) -> anyhow::Result<Plan<'a>> {
    let table = models::table(context)?;
    let model = models::index(&table, &options.model)?;
    let (me, later) = (context.me()?, context.send_options.is_for_later());
    let registering = Registering::read(context.network, &me, options.sequence, later);
    let registering = registering.map_err(|error| stake::unread(context, error))?;
    if registering.taken {
        return Err(is_taken(context, &me, options.sequence)?.into());
    }
    let mut named = Vec::new();
    for (option, address) in [
        ("--operator", options.operator),
        ("--payout", options.payout),
    ] {
        if let Some(address) = address {
            named.push((option, Somebody::at(context, option, address)?));
        }
    }
    let (operator, payout) = (options.operator.unwrap_or(me), options.payout.unwrap_or(me));
    let endpoint = options.endpoint.clone();
    let args = RegisterSupplierArgs {
        sequence: options.sequence,
        model,
        commission_bps: options.commission,
        operator,
        payout,
        endpoint: options.endpoint.clone(),
    };
    let prepared = register::prepare(&registering, args);
    let supplier = client::supplier_address(&me, options.sequence);
    let prepared = prepared.map_err(|refusal| declined(context, &supplier, "register", refusal))?;
    let name = models::name(&table, model);
    let mut question = format!(
        "Register a supplier of {name} with a commission of {}",
        Cell::Bps(options.commission.into()).brief()
    );
    for (option, it) in &named {
        question.push_str(&format!(", {} {it}", option.trim_start_matches('-')));
    }
    let named: Vec<Somebody> = named.into_iter().map(|(_, it)| it).collect();
    let plan = stake::plan(question, prepared)
        .creates("Supplier", supplier)
        .shows([
            ("Model", Cell::Text(name)),
            ("Commission", Cell::Bps(options.commission.into())),
            ("Owner", me.into()),
            ("Operator", operator.into()),
            ("Payout", payout.into()),
            ("Endpoint", Cell::Text(endpoint)),
        ])
        .shows(Somebody::warning(&named))
        .next("io supplier stake AMOUNT");
    Ok(plan)
}

/// What there is already, and the next place that is free.
fn is_taken(context: &mut Context, me: &Pubkey, sequence: u32) -> anyhow::Result<CliError> {
    let address = client::supplier_address(me, sequence);
    let had = match context.find::<Supplier>(&address)? {
        Some(_) => format!("you have supplier {address} already"),
        None => format!("your supplier {address} was closed, and its address stays taken"),
    };
    let mut free = sequence.saturating_add(1);
    while context
        .account(&client::supplier_address(me, free))?
        .is_some()
    {
        free = free.saturating_add(1);
    }
    Ok(CliError::Usage(format!(
        "{had}: give --sequence {free} for another"
    )))
}

/// Sets the commission.
pub fn commission(context: &mut Context, options: &Commission) -> anyhow::Result<Report> {
    context.carry_out(|context, _| announcing(context, options))
}

fn announcing<'a>(context: &mut Context, options: &Commission) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, options.which.owned(context)?);
    let supplying = act::supplying(context, &options.which, &address, (Wallet::Of(me), None))?;
    let prepared = set_commission::prepare(&supplying, options.commission);
    let prepared = prepared.map_err(|refusal| declined(context, &address, "change", refusal))?;
    let set_commission::Terms {
        before: old,
        after: new,
        from,
        taken_back,
    } = prepared.terms;
    let [before, after] = [old, new].map(|bps| Cell::Bps(bps.into()));
    let reported = taken_back.map(|(bps, from)| {
        let bps = Cell::Bps(bps.into()).brief();
        (format!("to {bps}, announced for {}", date::utc(from)), bps)
    });
    let it = format!("the commission of supplier {}", short(&address));
    let (was, is) = (before.brief(), after.brief());
    let question = match &reported {
        Some((rise, _)) if new == old => {
            format!("Take back the rise of {it} {rise}: it stays {is}")
        }
        Some((rise, _)) if new < old => {
            format!("Change {it} from {was} to {is}, and take back its rise {rise}")
        }
        Some((rise, _)) => format!(
            "Announce a rise of {it} from {was} to {is} from {}, in place of the one {rise}",
            date::utc(from)
        ),
        None if new > old => format!(
            "Announce a rise of {it} from {was} to {is} from {}",
            date::utc(from)
        ),
        None => format!("Change {it} from {was} to {is}"),
    };
    let taken_back = reported.map(|(_, bps)| ("Taken back", Cell::Text(bps)));
    let plan = stake::plan(question, prepared)
        .shows([
            ("Supplier", address.into()),
            ("Commission before", before),
            ("Commission", after),
            ("Announced", Cell::Flag(new > old)),
            ("In force from", Cell::Time(from, supplying.clock.now)),
        ])
        .shows(taken_back);
    Ok(plan)
}
