//! `io stake delegate`, `unstake`, `cancel-unstake`, `withdraw`, `redelegate` and `close`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::{quote::Hourly, state::Redelegation};
use io_client::actions::staking::{
    cancel_redelegation, cancel_unstake, close_delegation, delegate, redelegate,
    request_redelegation, unstake, withdraw, Moving,
};

use super::act::{self, conditions, cooldown, declined};
use crate::{
    context::Context,
    errors::CliError,
    parse::{
        address,
        amount::{self, Amount},
        count,
    },
    plan::{short, Plan},
    report::{Cell, Record, Report},
};

/// What to delegate.
#[derive(Args)]
pub struct Delegate {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL of the wallet
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
}

/// What to unstake.
#[derive(Args)]
pub struct Unstake {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Amount such as 12.5, or ALL, which includes active stake that open slashes hold
    #[arg(value_parser = amount::io_or_all)]
    amount: Amount,
}

/// Which unstake request to take back.
#[derive(Args)]
pub struct Cancel {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Place of the unstake request, as `io stake status` shows it
    #[arg(value_parser = count::number::<u8>)]
    unstake_request: u8,
}

/// From whom, and to where.
#[derive(Args)]
pub struct Withdraw {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Token account that receives, of anybody; your wallet's by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// From whom, and to which account of yours.
#[derive(Args)]
pub struct Close {
    /// The supplier
    #[arg(value_parser = address)]
    supplier: Pubkey,
    /// Token account of yours that receives; your wallet's by default
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    to: Option<Pubkey>,
}

/// From whom to whom.
#[derive(Args)]
pub struct Redelegate {
    /// The supplier that the stake leaves
    #[arg(value_parser = address)]
    from: Pubkey,
    /// The supplier that it goes to
    #[arg(value_parser = address)]
    to: Pubkey,
    /// Amount to ask for, such as 12.5; ALL by default. The second time, leave it out: the amount that was asked for moves
    #[arg(value_parser = amount::io_or_all)]
    amount: Option<Amount>,
    /// Take the request back instead
    #[arg(long, conflicts_with = "amount")]
    cancel: bool,
}

/// Delegates, and opens the delegation if there is none.
pub fn delegate(context: &mut Context, options: &Delegate) -> anyhow::Result<Report> {
    let me = context.me()?;
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => {
            let source = context.io_for(me, 0)?;
            context.balance(&source)?
        }
    };
    context.carry_out(|context, _| delegating(context, options.supplier, amount))
}

/// To delegate `amount` on the terms as they are now.
fn delegating<'a>(
    context: &mut Context,
    supplier: Pubkey,
    amount: u64,
) -> anyhow::Result<Plan<'a>> {
    let staking = act::staking(context, &supplier, None)?;
    let prepared = delegate::prepare(&staking, amount);
    let prepared =
        prepared.map_err(|refusal| declined(context, &[supplier], "delegate", refusal))?;
    let (terms, now) = (prepared.terms, staking.clock.now);
    let mut question = format!(
        "Delegate {} to supplier {}",
        Cell::Io(amount).brief(),
        short(&supplier)
    );
    if now >= terms.conditions.attested_until {
        question.push_str(", where it earns nothing now");
    }
    question.push_str(&format!(
        "; it comes back {} after you unstake",
        cooldown(&terms.conditions)
    ));
    let mut plan = act::plan(question, prepared);
    if terms.opens {
        plan = plan.creates("Delegation", terms.delegation);
    } else {
        plan = plan.shows([("Delegation", terms.delegation.into())]);
    }
    let plan = plan
        .shows([
            ("Supplier", supplier.into()),
            ("Delegated", Cell::Io(amount)),
            ("Room left", Cell::Io(terms.room)),
        ])
        .shows(effect(&terms.hourly))
        .terms(conditions(&terms.conditions, now))
        .next("io stake status");
    Ok(plan)
}

/// What an hour gives the owner and all stakers of the supplier together, before and after.
pub fn effect([before, after]: &[Hourly; 2]) -> Record {
    vec![
        ("Owner per hour", Cell::Io(before.owner)),
        ("Owner per hour after", Cell::Io(after.owner)),
        ("Stakers per hour", Cell::Io(before.stakers)),
        ("Stakers per hour after", Cell::Io(after.stakers)),
    ]
}

/// What stake that moves is subject to where it goes.
fn there(terms: Record) -> Record {
    let named = terms.into_iter().map(|(name, cell)| match name {
        "Commission" => ("Commission there", cell),
        "Announced commission" => ("Announced commission there", cell),
        "Open slashes" => ("Open slashes there", cell),
        name => (name, cell),
    });
    named.collect()
}

/// Begins the cooldown; of all also that of what open slashes hold.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    context.carry_out(|context, _| unstaking(context, options))
}

fn unstaking<'a>(context: &mut Context, options: &Unstake) -> anyhow::Result<Plan<'a>> {
    let supplier = options.supplier;
    let staking = act::staking(context, &supplier, None)?;
    let prepared = unstake::prepare(&staking, options.amount.or_all());
    let prepared =
        prepared.map_err(|refusal| declined(context, &[supplier], "unstake", refusal))?;
    let (terms, now) = (prepared.terms, staking.clock.now);
    let question = format!(
        "Unstake {} from supplier {}; it can be withdrawn from {} on{}",
        Cell::Io(terms.amount.saturating_add(terms.held)).brief(),
        short(&supplier),
        Cell::Time(terms.unlocks_at, now).brief(),
        match terms.held {
            0 => String::new(),
            held => format!(
                ", but for what open slashes take of {}",
                Cell::Io(held).brief()
            ),
        }
    );
    let [units, units_after] = terms.units;
    let subject = conditions(&terms.conditions, now);
    let subject = subject
        .into_iter()
        .filter(|(name, _)| ["Open slashes", "Cooldown"].contains(name));
    let plan = act::plan(question, prepared)
        .shows([("Supplier", supplier.into())])
        .terms([
            ("Unstaked", Cell::Io(terms.amount)),
            ("Held by slashes", Cell::Io(terms.held)),
        ])
        .terms(subject)
        .shows([
            ("Unlocks at", Cell::Time(terms.unlocks_at, now)),
            (
                "Earns until then",
                Cell::text("nothing, and what open slashes take of it is burned"),
            ),
            ("Stays delegated", Cell::Io(terms.stays)),
            ("Supplier units", Cell::Units(units)),
            ("Supplier units after", Cell::Units(units_after)),
        ])
        .shows(effect(&terms.hourly))
        .next(format!(
            "io stake withdraw {supplier}, from {} on",
            Cell::Time(terms.unlocks_at, now).brief()
        ));
    Ok(plan)
}

/// Cancels an unstake request.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    context.carry_out(|context, _| cancelling(context, options))
}

fn cancelling<'a>(context: &mut Context, options: &Cancel) -> anyhow::Result<Plan<'a>> {
    let (supplier, place) = (options.supplier, options.unstake_request);
    let staking = act::staking(context, &supplier, None)?;
    let prepared = cancel_unstake::prepare(&staking, place);
    let prepared = prepared.map_err(|refusal| declined(context, &[supplier], "cancel", refusal))?;
    let (terms, now) = (prepared.terms, staking.clock.now);
    let question = format!(
        "Delegate {} of unstake request {place} to supplier {} again",
        Cell::Io(terms.amount).brief(),
        short(&supplier)
    );
    let plan = act::plan(question, prepared)
        .shows([
            ("Supplier", supplier.into()),
            ("Unstake request", Cell::count(place)),
        ])
        .terms([("Amount", Cell::Io(terms.amount))])
        .shows([("Would have unlocked at", Cell::Time(terms.unlocks_at, now))])
        .terms(conditions(&terms.conditions, now));
    Ok(plan)
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let supplier = options.supplier;
    let staking = act::staking(context, &supplier, options.to)?;
    let prepared = withdraw::prepare(&staking);
    let prepared =
        prepared.map_err(|refusal| declined(context, &[supplier], "withdraw", refusal))?;
    let withdraw::Terms { amount, to, left } = prepared.terms;
    let question = format!(
        "Withdraw {} of supplier {} to {}",
        Cell::Io(amount).brief(),
        short(&supplier),
        short(&to.tokens)
    );
    let next = match left {
        0 => format!(
            "io stake close {supplier}: nothing is left there, and the account's rent comes back"
        ),
        _ => "io stake status".into(),
    };
    let plan = act::plan(question, prepared)
        .shows([("Supplier", supplier.into())])
        .terms([("Withdrawn", Cell::Io(amount))])
        .shows([("To", to.tokens.into())])
        .terms([("Its owner", to.owner.into())])
        .next(next);
    Ok(plan)
}

/// Closes; the rent goes to the staker.
pub fn close(context: &mut Context, options: &Close) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, options))
}

fn closing<'a>(context: &mut Context, options: &Close) -> anyhow::Result<Plan<'a>> {
    let supplier = options.supplier;
    let staking = act::staking(context, &supplier, options.to)?;
    let prepared = close_delegation::prepare(&staking);
    let prepared = prepared.map_err(|refusal| declined(context, &[supplier], "close", refusal))?;
    let close_delegation::Terms { paid, to, rent_to } = prepared.terms;
    let question = format!(
        "Close your delegation to supplier {} and get {} paid",
        short(&supplier),
        Cell::Io(paid).brief()
    );
    let plan = act::plan(question, prepared)
        .shows([("Supplier", supplier.into())])
        .terms([("Paid", Cell::Io(paid))])
        .shows([
            ("To", to.tokens.into()),
            ("Account rent to", rent_to.into()),
        ]);
    Ok(plan)
}

impl Redelegate {
    /// Refuses an amount that is not the one of the request: that one moves. ALL is it where nothing is left behind.
    fn check(&self, request: &Redelegation, active: u64) -> Result<(), CliError> {
        let is_it = match self.amount {
            None => true,
            Some(Amount::All) => request.amount >= active,
            Some(Amount::Exact(amount)) => amount == request.amount,
        };
        if is_it {
            return Ok(());
        }
        Err(CliError::Usage(format!(
            "the request is for another amount, {}: leave the amount out to move that, or take the request back with --cancel and \
             ask again",
            Cell::Io(request.amount).brief()
        )))
    }

    fn suppliers(&self) -> [Pubkey; 2] {
        [self.from, self.to]
    }

    /// What is asked, and shown first.
    fn shows<'a>(
        &self,
        doing: &str,
        stage: &str,
        amount: u64,
        plan: impl FnOnce(String) -> Plan<'a>,
    ) -> Plan<'a> {
        let question = format!(
            "{doing} {} from supplier {} to {}",
            Cell::Io(amount).brief(),
            short(&self.from),
            short(&self.to)
        );
        plan(question)
            .shows([
                ("From", self.from.into()),
                ("To", self.to.into()),
                ("Stage", Cell::text(stage)),
            ])
            .terms([("Amount", Cell::Io(amount))])
    }
}

/// Asks to move, or moves what was asked for.
pub fn redelegate(context: &mut Context, options: &Redelegate) -> anyhow::Result<Report> {
    context.carry_out(|context, _| redelegating(context, options))
}

fn redelegating<'a>(context: &mut Context, options: &Redelegate) -> anyhow::Result<Plan<'a>> {
    let moving = act::moving(context, [&options.from, &options.to])?;
    match &moving.request {
        _ if options.cancel => taking_back(context, options, &moving),
        None => asking(context, options, &moving),
        Some(request) => {
            if let Ok((delegation, _)) = moving.from.followed() {
                options.check(request, delegation.active)?;
            }
            move_it(context, options, &moving)
        }
    }
}

fn taking_back<'a>(
    context: &mut Context,
    options: &Redelegate,
    moving: &Moving,
) -> anyhow::Result<Plan<'a>> {
    let prepared = cancel_redelegation::prepare(moving);
    let prepared =
        prepared.map_err(|refusal| declined(context, &options.suppliers(), "cancel", refusal))?;
    let (doing, amount) = ("Take back the request to move", prepared.terms.amount);
    Ok(options.shows(doing, "cancelled", amount, |it| act::plan(it, prepared)))
}

fn asking<'a>(
    context: &mut Context,
    options: &Redelegate,
    moving: &Moving,
) -> anyhow::Result<Plan<'a>> {
    let amount = options.amount.and_then(Amount::or_all);
    let prepared = request_redelegation::prepare(moving, amount);
    let prepared =
        prepared.map_err(|refusal| declined(context, &options.suppliers(), "move", refusal))?;
    let (terms, now) = (prepared.terms, moving.clock.now);
    let plan = options.shows("Ask to move", "asked for", terms.amount, |it| {
        let question = format!(
            "{it}; it can move from {} until {}",
            Cell::Time(terms.ready_at, now).brief(),
            Cell::Time(terms.lapses_at, now).brief()
        );
        act::plan(question, prepared).creates("Request", terms.request)
    });
    let (from, to) = (options.from, options.to);
    Ok(plan
        .terms(there(conditions(&terms.conditions, now)))
        .shows([
            ("Ready at", Cell::Time(terms.ready_at, now)),
            ("Lapses at", Cell::Time(terms.lapses_at, now)),
        ])
        .next(format!(
            "io stake redelegate {from} {to}, between these two times"
        )))
}

fn move_it<'a>(
    context: &mut Context,
    options: &Redelegate,
    moving: &Moving,
) -> anyhow::Result<Plan<'a>> {
    let prepared = redelegate::prepare(moving);
    let prepared =
        prepared.map_err(|refusal| declined(context, &options.suppliers(), "move", refusal))?;
    let (terms, now) = (prepared.terms, moving.clock.now);
    let plan = options.shows("Move", "moved", terms.amount, |it| {
        let plan = act::plan(it, prepared);
        match terms.opens {
            true => plan.creates("Delegation", terms.delegation),
            false => plan,
        }
    });
    Ok(plan
        .terms(there(conditions(&terms.conditions, now)))
        .shows([("Moves no further until", Cell::Time(terms.rests_until, now))]))
}
