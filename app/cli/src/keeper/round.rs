//! One round of the keeper.

use anchor_lang::prelude::Pubkey;
use emissions::state::Slash;
use io_client::actions::{
    auction::{self, Auction},
    fees::{self, IoFees},
    pay_council::{self, CouncilFees},
};
use io_common::{
    constants::{epoch_hour, BPS, ONE_IO, ONE_USDC},
    types::Supplier,
};
use marketplace::state::Currency;

use super::{autopay, reservations, votes, Action, Log, Options};
use crate::{
    context::Context, errors::CliError, jobs::Job, refusals::unread, sending::BATCH, slash,
};

/// What does a job.
type Work = fn(&mut Context, &mut Log, &Options) -> anyhow::Result<()>;

/// Does what there is to do. A job that fails keeps no other from its turn: its error is in the log.
///
/// # Errors
/// If there is nobody to sign.
pub fn run(context: &mut Context, options: &Options, log: &mut Log) -> anyhow::Result<()> {
    context.forget();
    context.prices.forget();
    let jobs: [(Job, Work); 7] = [
        (Job::Advance, advance),
        (Job::Settle, settle),
        (Job::Reservations, |context, log, _| {
            reservations::serve(context, log)
        }),
        (Job::Autopay, |context, log, _| autopay::serve(context, log)),
        (Job::Burn, |context, log, _| burn(context, log)),
        (Job::Slashes, |context, log, _| slashes(context, log)),
        (Job::Votes, |context, log, _| votes::serve(context, log)),
    ];
    for (job, action) in jobs {
        if !options.does(job) {
            continue;
        }
        if let Err(error) = action(context, log, options) {
            if is_signers(&error) {
                return Err(error);
            }
            // What it read may be what was wrong.
            context.forget();
            log.errors.push(error);
        }
    }
    Ok(())
}

/// Whether there is nobody to sign, so that nothing can be sent in any round.
fn is_signers(error: &anyhow::Error) -> bool {
    let failure = error.downcast_ref();
    matches!(
        failure,
        Some(CliError::NoKey { .. } | CliError::Signer { .. } | CliError::Usage(_))
    )
}

fn advance(context: &mut Context, log: &mut Log, _: &Options) -> anyhow::Result<()> {
    let advance = context.catch_up(&[])?;
    log.send(context, Action::new("advance", "clock"), &advance)
}

fn settle(context: &mut Context, log: &mut Log, options: &Options) -> anyhow::Result<()> {
    let hour = epoch_hour(context.now()?);
    let mut behind: Vec<Pubkey> = Vec::new();
    for (address, it) in context.all::<Supplier>()? {
        let idle = it.units.running == 0 && it.units.next == 0;
        if !idle && hour.saturating_sub(it.rewards.settled_hour) >= options.settle_after {
            behind.push(address);
        }
    }
    for part in behind.chunks(BATCH) {
        let together = context.catch_up(part)?;
        let actions = || part.iter().map(|address| Action::new("settle", address));
        if !together.is_empty() && log.send_together(context, actions(), &together)? {
            continue;
        }
        // One refused supplier fails the whole transaction: retry one by one.
        for (address, action) in part.iter().zip(actions()) {
            let settle = context.catch_up(&[*address])?;
            log.send(context, action, &settle)?;
        }
    }
    Ok(())
}

fn burn(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let fees = IoFees::read(context.network).map_err(|error| unread(context, error))?;
    if let Ok(burn) = fees::burn(&fees) {
        log.send(context, Action::new("burn", "fees in IO"), &burn.act)?;
    }
    pay_council(context, log, &fees)?;
    let it = read_auction(context, log)?;
    // P-17, P-18: a price that cannot be used, or a pause, defers the buyback.
    let usable = it.price().is_ok() && !it.config.pause.is_on(it.now);
    // Opening gives back what the last lot has left.
    if usable {
        if let Ok(open) = auction::open(&it) {
            return log.send(context, Action::new("open", "auction"), &open.act);
        }
    }
    if let Ok(expire) = auction::expire(&it) {
        log.send(context, Action::new("expire", "auction"), &expire.act)?;
    }
    if !usable {
        return Ok(());
    }
    // An opening moves the anchor too: without one it is updated as soon as that moves it by a bp.
    if let Ok(update) = auction::update_anchor(&it) {
        let auction::Anchor { before, after, .. } = update.terms;
        if after.abs_diff(before) >= before.div_ceil(BPS) {
            log.send(context, Action::new("update", "anchor"), &update.act)?;
        }
    }
    Ok(())
}

/// The auction, with a newer price where the price account has an old one.
fn read_auction(context: &mut Context, log: &mut Log) -> anyhow::Result<Auction> {
    let read = |context: &mut Context| {
        let it = context.priced(Auction::read);
        it.map_err(|error| unread(context, error))
    };
    let it = read(context)?;
    match context.seek_price(&it.config.oracle, it.engine.last_publish_time) {
        Ok(true) => read(context),
        Ok(false) => Ok(it),
        // What needs no price is done.
        Err(error) => {
            log.errors.push(error);
            Ok(it)
        }
    }
}

/// Pays the council what is worth a transaction, to token accounts that are there.
fn pay_council(context: &mut Context, log: &mut Log, fees: &IoFees) -> anyhow::Result<()> {
    let IoFees { config, engine, .. } = fees;
    let counted = engine.io.council > 0 || engine.usdc.council > 0;
    if config.council_share() == 0 && !counted {
        return Ok(());
    }
    let me = context.me()?;
    for (currency, least, what) in [
        (Currency::Io, ONE_IO, "council in IO"),
        (Currency::Usdc, ONE_USDC, "council in USDC"),
    ] {
        let it = CouncilFees::read(context.network, currency);
        let it = it.map_err(|error| unread(context, error))?;
        if it.payee.account.is_none() {
            continue;
        }
        if let Ok(pay) = pay_council::prepare(&it, &me) {
            if pay.terms.amount >= least {
                log.send(context, Action::new("pay", what), &pay.act)?;
            }
        }
    }
    Ok(())
}

fn slashes(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let now = context.now()?;
    for (address, slash) in context.all::<Slash>()? {
        let ending = slash::ending(context, &slash, now)?;
        let action = Action::new("end", format!("slash {address}"));
        log.send(context, action, &ending)?;
    }
    Ok(())
}
