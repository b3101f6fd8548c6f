//! `io stake delegate`, `unstake`, `cancel`, `withdraw`, `redelegate` and `close`.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use emissions::{
    constants::{REDELEGATION_DELAY, REDELEGATION_LAPSE, REDELEGATION_REST},
    quote::{self, Unstaking},
    state::{Delegation, Redelegation},
};
use io_client::emissions as client;
use io_common::types::Supplier;

use crate::{
    amounts,
    context::Context,
    errors::CliError,
    parse::{
        address,
        amount::{self, Amount},
        count,
    },
    payee,
    plan::{short, Plan},
    report::{Cell, Record, Report},
    rewards,
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
    /// Amount such as 12.5, or ALL, with what open slashes hold of active stake
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
    /// Amount to ask for, such as 12.5 or ALL, which is what is asked for by default. The second time it may be left out: what
    /// was asked for moves
    #[arg(value_parser = amount::io_or_all)]
    amount: Option<Amount>,
    /// Take the request back instead
    #[arg(long, conflicts_with = "amount")]
    cancel: bool,
}

/// The signer's delegation as it stands once it has followed the slashes of its supplier, with what brings it there.
pub fn mine(
    context: &mut Context,
    supplier: &Pubkey,
) -> anyhow::Result<(Pubkey, Delegation, Vec<Instruction>)> {
    let me = context.me()?;
    let address = client::delegation_address(&client::DelegationKeys {
        staker: me,
        supplier: *supplier,
    });
    let Some(mut delegation) = context.find::<Delegation>(&address)? else {
        context.read::<Supplier>("supplier", supplier)?;
        return Err(CliError::Usage(format!(
            "you have not delegated to {supplier}: `io stake status` shows where you have; or give another key with -k"
        ))
        .into());
    };
    let mut before = context.catch_up(&[*supplier])?;
    let followed = context.followed(&mut delegation)?;
    before.extend(followed.iter().map(|slash| client::apply_slash(slash, &me)));
    Ok((me, delegation, before))
}

/// Delegates, and opens the delegation if there is none.
pub fn delegate(context: &mut Context, options: &Delegate) -> anyhow::Result<Report> {
    let (me, supplier) = (context.me()?, options.supplier);
    context.read::<Supplier>("supplier", &supplier)?;
    let source = context.io_for(me, options.amount.or_all().unwrap_or(0))?;
    let amount = match options.amount {
        Amount::Exact(amount) => amount,
        Amount::All => context.balance(&source)?,
    };
    context.carry_out(|context, _| delegating(context, supplier, source, amount))
}

/// To delegate `amount` on the terms as they are now.
fn delegating<'a>(
    context: &mut Context,
    supplier: Pubkey,
    source: Pubkey,
    amount: u64,
) -> anyhow::Result<Plan<'a>> {
    let me = context.me()?;
    let it = context.read::<Supplier>("supplier", &supplier)?;
    let room = it.delegation_room()?;
    if amount > room {
        return Err(CliError::Usage(format!(
            "{} IO are more than may be delegated to this supplier: its owner leaves room for {} IO",
            amounts::io(amount),
            amounts::io(room)
        ))
        .into());
    }
    let now = context.now()?;
    let earns = earns_nothing(&it, now);
    let effect = effect(context, &it, amount)?;
    let mut before = context.catch_up(&[supplier])?;
    let address = client::delegation_address(&client::DelegationKeys {
        staker: me,
        supplier,
    });
    let is_new = context.find::<Delegation>(&address)?.is_none();
    if is_new {
        before.push(client::open_delegation(&client::DelegationKeys {
            staker: me,
            supplier,
        }));
    } else {
        before.extend(context.follow(&supplier, &me)?);
    }
    let cooldown = context.emissions()?.unstake_cooldown;
    let delegate = client::delegate(
        &client::DelegationKeys {
            staker: me,
            supplier,
        },
        &source,
        amount,
    );
    let mut question = format!(
        "Delegate {} to supplier {}",
        Cell::Io(amount).brief(),
        short(&supplier)
    );
    if earns.is_some() {
        question.push_str(", where it earns nothing now");
    }
    let mut plan = Plan::new(question, [delegate]).after(before);
    if is_new {
        plan = plan.creates("Delegation", address);
    } else {
        plan = plan.shows([("Delegation", address.into())]);
    }
    let plan = plan
        .shows([
            ("Supplier", supplier.into()),
            ("Delegated", Cell::Io(amount)),
        ])
        .terms([
            ("Commission", Cell::Bps(it.commission.bps.into())),
            ("Announced commission", announced(&it)),
        ])
        .shows([("Room left", Cell::Io(room.saturating_sub(amount)))])
        .shows(effect)
        .terms(earns)
        .terms([
            ("Cooldown", seconds(cooldown)),
            ("Open slashes", Cell::count(it.slashes.open_count)),
        ])
        .next("io stake status");
    Ok(plan)
}

/// What stake with a supplier without an attestation earns, in words.
fn earns_nothing(supplier: &Supplier, now: i64) -> Option<(&'static str, Cell)> {
    if supplier.attestation.is_live(now) {
        return None;
    }
    let why = match supplier.attestation.ends_at {
        0 => "its GPUs were never attested: stake earns nothing until the council attests them"
            .into(),
        ended => format!(
            "its attestation ended {}: stake earns nothing until the council attests again",
            Cell::Time(ended, now).display()
        ),
    };
    Some(("Earns", Cell::Text(why)))
}

/// A commission that is to come, if any.
fn announced(supplier: &Supplier) -> Cell {
    match supplier.commission.next_from {
        0 => Cell::None,
        _ => Cell::Bps(supplier.commission.next_bps.into()),
    }
}

fn seconds(seconds: i64) -> Cell {
    Cell::Seconds(seconds.unsigned_abs())
}

/// What a delegation does to the owner and to all stakers of the supplier together.
fn effect(context: &mut Context, supplier: &Supplier, amount: u64) -> anyhow::Result<Record> {
    let [before, after] = rewards::delegation_effect(context, supplier, amount)?;
    Ok(vec![
        ("Owner per hour", Cell::Io(before.owner)),
        ("Owner per hour after", Cell::Io(after.owner)),
        ("Stakers per hour", Cell::Io(before.stakers)),
        ("Stakers per hour after", Cell::Io(after.stakers)),
    ])
}

/// Refuses more than what is active and not held.
fn enough(context: &Context, amount: Option<u64>, active: u64) -> Result<(), CliError> {
    match amount.filter(|it| *it > active && !context.send_options.is_for_later()) {
        None => Ok(()),
        Some(amount) => Err(CliError::Usage(format!(
            "{} are more than the active stake that no slash holds, {}: give at most that, or ALL",
            Cell::Io(amount).brief(),
            Cell::Io(active).brief()
        ))),
    }
}

/// Begins the cooldown; of all also that of what open slashes hold.
pub fn unstake(context: &mut Context, options: &Unstake) -> anyhow::Result<Report> {
    context.carry_out(|context, _| unstaking(context, options))
}

fn unstaking<'a>(context: &mut Context, options: &Unstake) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let (config, now) = (context.emissions()?, context.now()?);
    let amount = options.amount.or_all();
    enough(context, amount, delegation.active)?;
    let mut actions = Vec::new();
    if amount.is_some() || delegation.active > 0 {
        actions.push(client::unstake(
            &client::DelegationKeys {
                staker: me,
                supplier: options.supplier,
            },
            amount,
        ));
    }
    let mut held = 0_u64;
    if amount.is_none() {
        for slash in context.slashes(&options.supplier)? {
            let mut all = delegation.held.iter();
            let place = all.find(|held| slash.is_shared() && held.slash == slash.opened);
            if let Some(place) = place.filter(|held| held.active > 0) {
                held = held.saturating_add(place.active);
                actions.push(client::unstake_held(&me, &slash));
            }
        }
    }
    if actions.is_empty() {
        return Err(CliError::Nothing("unstake").into());
    }
    let supplier: Supplier = context.read("supplier", &options.supplier)?;
    let unlocks_at = now.saturating_add(config.unstake_cooldown);
    let unstaked = amount.unwrap_or(delegation.active);
    let question = format!(
        "Unstake {} from supplier {}",
        Cell::Io(unstaked.saturating_add(held)).brief(),
        short(&options.supplier)
    );
    let of_units = unstaked.min(supplier.stake.delegated);
    let units = quote::units_after(&supplier, Unstaking::Delegated(of_units), now)?;
    let plan = Plan::new(question, actions)
        .after(before)
        .shows([
            ("Supplier", options.supplier.into()),
            ("Unstaked", Cell::Io(unstaked)),
            ("Held by slashes", Cell::Io(held)),
            ("Unlocks at", Cell::Time(unlocks_at, now)),
            (
                "Earns until then",
                Cell::text("nothing; what open slashes take of it is burned"),
            ),
            (
                "Stays delegated",
                Cell::Io(delegation.active.saturating_sub(unstaked)),
            ),
            ("Supplier units", Cell::Units(supplier.units.next)),
            ("Supplier units after", Cell::Units(units)),
        ])
        .next(format!(
            "io stake withdraw {}, from {} on",
            options.supplier,
            Cell::Time(unlocks_at, now).brief()
        ));
    Ok(plan)
}

/// Cancels an unstake request.
pub fn cancel(context: &mut Context, options: &Cancel) -> anyhow::Result<Report> {
    context.carry_out(|context, _| cancelling(context, options))
}

fn cancelling<'a>(context: &mut Context, options: &Cancel) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let now = context.now()?;
    let unstake_request = delegation
        .unstake_requests
        .get(usize::from(options.unstake_request));
    let unstake_request = unstake_request.filter(|unstake_request| !unstake_request.is_free());
    let Some(unstake_request) = unstake_request else {
        let reported = format!(
            "there is no unstake request {}: `io stake status` shows their places",
            options.unstake_request
        );
        return Err(CliError::Usage(reported).into());
    };
    let cancel = client::cancel_unstake(
        &client::DelegationKeys {
            staker: me,
            supplier: options.supplier,
        },
        options.unstake_request,
    );
    let question = format!(
        "Delegate {} of unstake request {} to supplier {} again",
        Cell::Io(unstake_request.amount).brief(),
        options.unstake_request,
        short(&options.supplier)
    );
    let plan = Plan::new(question, [cancel]).after(before).shows([
        ("Supplier", options.supplier.into()),
        ("Unstake request", Cell::count(options.unstake_request)),
        ("Amount", Cell::Io(unstake_request.amount)),
        (
            "Would have unlocked at",
            Cell::Time(unstake_request.unlocks_at, now),
        ),
    ]);
    Ok(plan)
}

/// What of a delegation can be withdrawn at `now`, once it has followed the slashes of its supplier.
pub fn withdrawable(delegation: &Delegation, now: i64) -> u64 {
    let unstake_requests = delegation.unstake_requests.iter();
    let unlocked = unstake_requests.filter(|unstake_request| unstake_request.is_unlocked(now));
    unlocked.fold(0, |sum, unstake_request| {
        sum.saturating_add(unstake_request.amount)
    })
}

/// That none of `what` has cooled, and of what is cooling the first that will: when, and how much.
pub fn not_cooled(what: &str, cooling: impl Iterator<Item = (i64, u64)>, now: i64) -> CliError {
    let first = match cooling.min() {
        Some((at, amount)) => format!(
            "; {} can be withdrawn from {} on",
            Cell::Io(amount).brief(),
            Cell::Time(at, now).display()
        ),
        None => String::new(),
    };
    CliError::Refused(format!("nothing to withdraw: no {what} has cooled{first}"))
}

/// Once nothing is left, the account can be closed, which gives its rent back.
fn after_withdrawal(supplier: &Pubkey, it: &Delegation, cooled: u64) -> String {
    let unstake_requests = it
        .unstake_requests
        .iter()
        .map(|unstake_request| unstake_request.amount);
    let held = it.held.iter().map(|held| held.active.max(held.cooling));
    let left = unstake_requests
        .chain(held)
        .fold(it.active, u64::saturating_add);
    match left.saturating_sub(cooled) {
        0 => format!(
            "io stake close {supplier}: nothing is left there, and the account's rent comes back"
        ),
        _ => "io stake status".into(),
    }
}

/// Withdraws what has cooled.
pub fn withdraw(context: &mut Context, options: &Withdraw) -> anyhow::Result<Report> {
    context.carry_out(|context, _| withdrawing(context, options))
}

fn withdrawing<'a>(context: &mut Context, options: &Withdraw) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    let cooled = withdrawable(&delegation, context.now()?);
    if cooled == 0 {
        let cooling = delegation
            .unstake_requests
            .iter()
            .filter(|unstake_request| !unstake_request.is_free());
        let cooling =
            cooling.map(|unstake_request| (unstake_request.unlocks_at, unstake_request.amount));
        return Err(not_cooled("stake", cooling, context.now()?).into());
    }
    let io = context.io()?;
    let payee = payee::of_anybody(context, &me, &io, options.to)?;
    let withdraw = client::withdraw(
        &client::DelegationKeys {
            staker: me,
            supplier: options.supplier,
        },
        &payee.tokens,
    );
    let question = format!(
        "Withdraw {} of supplier {} to {}",
        Cell::Io(cooled).brief(),
        short(&options.supplier),
        short(&payee.tokens)
    );
    let plan = Plan::new(question, [withdraw])
        .after(before)
        .after(payee.create)
        .shows([
            ("Supplier", options.supplier.into()),
            ("Withdrawn", Cell::Io(cooled)),
            ("To", payee.tokens.into()),
            ("Its owner", payee.owner.into()),
        ])
        .next(after_withdrawal(&options.supplier, &delegation, cooled));
    Ok(plan)
}

/// Closes; the rent goes to the staker.
pub fn close(context: &mut Context, options: &Close) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context, options))
}

fn closing<'a>(context: &mut Context, options: &Close) -> anyhow::Result<Plan<'a>> {
    let (me, delegation, before) = mine(context, &options.supplier)?;
    // Where the supplier is closed, all that was earned is owed already.
    let owed = match context.find::<Supplier>(&options.supplier)? {
        Some(supplier) => rewards::claimable(context, &supplier, Some(&delegation))?.by_staker,
        None => delegation.owed,
    };
    let io = context.io()?;
    let payee = payee::of_owner(context, &me, &io, options.to)?;
    let close = client::close_delegation(
        &client::DelegationKeys {
            staker: me,
            supplier: options.supplier,
        },
        &payee.tokens,
    );
    let question = format!(
        "Close your delegation to supplier {} and get {} paid",
        short(&options.supplier),
        Cell::Io(owed).brief()
    );
    let plan = Plan::new(question, [close])
        .after(before)
        .after(payee.create)
        .shows([
            ("Supplier", options.supplier.into()),
            ("Paid", Cell::Io(owed)),
            ("To", payee.tokens.into()),
            ("Account rent to", me.into()),
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
            "asked for was another amount, {}: leave the amount out to move that, or take the request back with --cancel and \
             ask again",
            Cell::Io(request.amount).brief()
        )))
    }
}

/// Asks to move, or moves what was asked for.
pub fn redelegate(context: &mut Context, options: &Redelegate) -> anyhow::Result<Report> {
    context.carry_out(|context, _| redelegating(context, options))
}

fn redelegating<'a>(context: &mut Context, options: &Redelegate) -> anyhow::Result<Plan<'a>> {
    let (me, it, before) = mine(context, &options.from)?;
    let (from, to, now) = (options.from, options.to, context.now()?);
    let target = context.read::<Supplier>("supplier", &to)?;
    let delegation = client::delegation_address(&client::DelegationKeys {
        staker: me,
        supplier: from,
    });
    let address = client::redelegation_address(&delegation, &to);
    let found: Option<Redelegation> = context.find(&address)?;
    let route = |stage, amount| {
        vec![
            ("From", from.into()),
            ("To", to.into()),
            ("Stage", Cell::text(stage)),
            ("Amount", Cell::Io(amount)),
            ("Commission there", Cell::Bps(target.commission.bps.into())),
        ]
    };
    let ways = format!("from supplier {} to {}", short(&from), short(&to));
    if options.cancel {
        let Some(Redelegation { amount, .. }) = found else {
            return Err(context.missing("request to move stake", &address).into());
        };
        let question = format!(
            "Take back the request to move {} {ways}",
            Cell::Io(amount).brief()
        );
        let cancel = client::cancel_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &to,
        );
        let plan = Plan::new(question, [cancel]).shows(route("cancelled", amount));
        return Ok(plan);
    }
    let Some(request) = found else {
        let amount = options.amount.and_then(Amount::or_all);
        enough(context, amount, it.active)?;
        let ask = client::request_redelegation(
            &client::DelegationKeys {
                staker: me,
                supplier: from,
            },
            &to,
            amount,
        );
        let ready = now.saturating_add(REDELEGATION_DELAY);
        let lapses = ready.saturating_add(REDELEGATION_LAPSE);
        let amount = amount.unwrap_or(it.active);
        let question = format!("Ask to move {} {ways}", Cell::Io(amount).brief());
        let plan = Plan::new(question, [ask])
            .after(before)
            .creates("Request", address)
            .shows(route("asked for", amount))
            .shows(earns_nothing(&target, now))
            .shows([
                ("Ready at", Cell::Time(ready, now)),
                ("Lapses at", Cell::Time(lapses, now)),
            ])
            .next(format!(
                "io stake redelegate {from} {to}, between these two times"
            ));
        return Ok(plan);
    };
    options.check(&request, it.active)?;
    if now < request.ready_at {
        return Err(CliError::Refused(format!(
            "stake moves a day after it was asked for: send this again from {} on",
            Cell::Time(request.ready_at, now).display()
        ))
        .into());
    }
    let mut before = context.catch_up(&[from, to])?;
    before.extend(context.follow(&from, &me)?);
    let goal = client::delegation_address(&client::DelegationKeys {
        staker: me,
        supplier: to,
    });
    let is_new = context.account(&goal)?.is_none();
    if is_new {
        before.push(client::open_delegation(&client::DelegationKeys {
            staker: me,
            supplier: to,
        }));
    } else {
        before.extend(context.follow(&to, &me)?);
    }
    let redelegate = client::redelegate(
        &client::DelegationKeys {
            staker: me,
            supplier: from,
        },
        &to,
    );
    let amount = request.amount.min(it.active);
    let rests = now.saturating_add(REDELEGATION_REST);
    let question = format!("Move {} {ways}", Cell::Io(amount).brief());
    let mut plan = Plan::new(question, [redelegate]).after(before);
    if is_new {
        plan = plan.creates("Delegation", goal);
    }
    let plan = plan
        .shows(route("moved", amount))
        .shows([("Moves no further until", Cell::Time(rests, now))]);
    Ok(plan)
}
