//! `io supplier update`, `propose-owner`, `accept-owner` and `close`. All but the last read nothing with `--sign-only`, so that
//! a key that never meets a network can sign them.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::instructions::{DelegationLimit, UpdateSupplierArgs};
use io_client::{
    emissions as client,
    marketplace::{self, supplier_usage_address},
};
use io_common::types::{Supplier, SupplierUsage};

use super::{Alone, SupplierArg};
use crate::{
    amounts::several,
    context::Context,
    errors::CliError,
    offer,
    parse::{address, amount, text},
    plan::{short, Plan},
    report::{Cell, Report},
    somebody::Somebody,
};

/// What changes of a supplier.
#[derive(Args, Clone)]
#[group(required = true, multiple = true)]
pub struct Changes {
    /// May start and decline reservations and edit offers
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    operator: Option<Pubkey>,
    /// Wallet that is paid
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    payout: Option<Pubkey>,
    /// Where renters reach you, at most 96 bytes
    #[arg(long, value_name = "URL", value_parser = text::endpoint)]
    endpoint: Option<String>,
    /// Most that may be delegated to you, such as 12.5, or REQUIRED: the required stake of your attested GPUs. Stake that is
    /// there stays
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
    /// Who may become the owner by accepting
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
    let changes = [
        ("Operator", operator.map(Cell::Key)),
        ("Payout", payout.map(Cell::Key)),
        ("Endpoint", endpoint.clone().map(Cell::Text)),
        ("Most delegated", max_delegated.map(limit)),
    ];
    let mut record = vec![("Supplier", address.into())];
    record.extend(
        changes
            .into_iter()
            .filter_map(|(name, it)| it.map(|it| (name, it))),
    );
    let args = UpdateSupplierArgs {
        operator,
        payout,
        endpoint,
        max_delegated,
    };
    let update = client::update_supplier(&me, &address, args);
    let what = record.iter().skip(1).map(|(name, cell)| {
        let to = named
            .iter()
            .find(|it| matches!(cell, Cell::Key(key) if *key == it.address));
        let to = to.map_or_else(String::new, |it| format!(" to {it}"));
        format!("{}{to}", name.to_lowercase())
    });
    let question = format!(
        "Change {} of supplier {}",
        what.collect::<Vec<_>>().join(", "),
        short(&address)
    );
    let plan = Plan::new(question, [update]).shows(record);
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
    if owner == options.owner {
        let reported = format!("{owner} is the owner already");
        return Err(CliError::Usage(reported).into());
    }
    let propose = client::propose_owner(&me, &address, options.owner);
    let question = format!(
        "Let {heir} become the owner of supplier {}, with all later stake and rewards of the owner",
        short(&address)
    );
    let plan = Plan::new(question, [propose])
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
    let me = context.me()?;
    let accept = client::accept_owner(&me, &options.supplier);
    let question = format!("Become the owner of supplier {}", short(&options.supplier));
    let plan = Plan::new(question, [accept])
        .shows([("Supplier", options.supplier.into()), ("Owner", me.into())]);
    Ok(plan)
}

/// Closes, the offers first; their rent and that of the supplier goes to the owner.
pub fn close(context: &mut Context, which: &Alone) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, which))
}

fn closing<'a>(context: &mut Context, which: &Alone) -> anyhow::Result<Plan<'a>> {
    let (me, address) = (context.me()?, which.owned(context)?);
    let supplier: Supplier = which.read(context, &address)?;
    let usage: Option<SupplierUsage> = context.find(&supplier_usage_address(&address))?;
    let now = context.now()?;
    if let Some(left) = left(&supplier, usage.as_ref(), now)? {
        return Err(CliError::Refused(format!("it cannot be closed yet: {left}")).into());
    }
    let mut before = context.catch_up(&[address])?;
    let offers = offer::of_supplier(context, &address)?;
    let closing = offers.iter().map(|offer| {
        marketplace::close_offer(
            &marketplace::OfferAccounts {
                authority: me,
                supplier: address,
                offer: *offer,
            },
            &supplier.owner,
        )
    });
    before.extend(closing);
    let close = client::close_supplier(&me, &address);
    let question = match offers.len() {
        0 => format!("Close supplier {}", short(&address)),
        count => format!(
            "Close supplier {} and its {}",
            short(&address),
            several(count as u64, "offer")
        ),
    };
    let plan = Plan::new(question, [close]).after(before).shows([
        ("Supplier", address.into()),
        (
            "Offers closed",
            Cell::List(offers.into_iter().map(Cell::Key).collect()),
        ),
        ("Account rent to", supplier.owner.into()),
        (
            "Stays",
            Cell::text("an empty account at the address, so that nobody registers there again"),
        ),
    ]);
    Ok(plan)
}

/// What keeps a supplier open, with what ends it; none if nothing does.
fn left(
    supplier: &Supplier,
    usage: Option<&SupplierUsage>,
    now: i64,
) -> anyhow::Result<Option<String>> {
    let stake = &supplier.stake;
    let io = |amount| Cell::Io(amount).brief();
    let mut left = Vec::new();
    if supplier.attestation.is_live(now) {
        let ends = Cell::Time(supplier.attestation.ends_at, now).display();
        left.push(format!("its GPUs are attested until {ends}"));
    }
    if let Some(open) = usage.map(|it| it.open_reservations).filter(|it| *it > 0) {
        left.push(format!(
            "{} (`io supplier jobs`)",
            several(open, "open reservation")
        ));
    }
    if stake.own > 0 {
        left.push(format!(
            "{} of own stake (`io supplier unstake ALL`)",
            io(stake.own)
        ));
    }
    if stake.own_cooling > 0 {
        left.push(format!(
            "{} of own stake in its cooldown (`io supplier unstake-requests`)",
            io(stake.own_cooling)
        ));
    }
    let delegated = [stake.delegated, stake.cooling, stake.cooling_held];
    let delegated = delegated.into_iter().fold(0, u64::saturating_add);
    if delegated > 0 {
        left.push(format!(
            "{} delegated by others, who have to unstake and withdraw it",
            io(delegated)
        ));
    }
    if supplier.rewards.owed > 0 {
        left.push(format!(
            "{} of rewards (`io supplier claim`)",
            io(supplier.rewards.owed)
        ));
    }
    if supplier.slashes.open_count > 0 {
        left.push(several(supplier.slashes.open_count, "open slash").replace("slashs", "slashes"));
    }
    Ok((!left.is_empty()).then(|| left.join("; ")))
}
