//! One round of the keeper.

use io_client::actions::{
    auction::{self, Auction},
    fees::{self, IoFees},
    pay_council::{self, CouncilFees},
};
use io_common::constants::{BPS, ONE_IO, ONE_USDC};
use marketplace::state::Currency;

use super::{
    approvals, autopay, clock, fill, proposals, rent, reservations, slashes, votes, Action, Log,
    Options, Work,
};
use crate::{context::Context, errors::CliError, jobs::Job, refusals::unread};

/// What does a job.
type Serve = fn(&mut Context, &mut Log, &Options) -> anyhow::Result<()>;

/// Does what there is to do. A job that fails keeps no other from its turn: its error is in the log.
///
/// # Errors
/// If there is nobody to sign.
pub fn run(context: &mut Context, options: &Options, log: &mut Log) -> anyhow::Result<()> {
    context.forget();
    context.prices.forget();
    let jobs: [(Job, Serve); 10] = [
        (Job::Advance, |context, log, _| clock::advance(context, log)),
        (Job::Settle, |context, log, options| {
            clock::settle(context, log, options.settle_after)
        }),
        (Job::Reservations, |context, log, _| {
            reservations::serve(context, log)
        }),
        (Job::Autopay, |context, log, _| autopay::serve(context, log)),
        // A change of fee-burn cannot be applied while an auction is open, and the burn may open the next.
        (Job::Proposals, |context, log, _| {
            proposals::serve(context, log)
        }),
        (Job::Burn, |context, log, options| {
            burn(context, log)?;
            fill::serve(context, log, &options.fill)
        }),
        (Job::Slashes, |context, log, _| slashes::serve(context, log)),
        (Job::Votes, |context, log, _| votes::serve(context, log)),
        (Job::Approvals, |context, log, _| {
            approvals::serve(context, log)
        }),
        (Job::Rent, |context, log, _| rent::serve(context, log)),
    ];
    for (job, action) in jobs {
        if !options.does(job) {
            continue;
        }
        log.job = Some(job);
        if let Err(error) = action(context, log, options) {
            if is_signers(&error) {
                return Err(error);
            }
            // What it read may be what was wrong.
            context.forget();
            log.errors.push((Some(job), error));
        }
    }
    log.job = None;
    Ok(())
}

/// Whether there is nobody to sign, so that nothing can be sent in any round. What a node answers, such as that an account is
/// not there, is no reason to end.
fn is_signers(error: &anyhow::Error) -> bool {
    let failure = error.downcast_ref();
    matches!(
        failure,
        Some(CliError::NoKey { .. } | CliError::Signer { .. })
    )
}

fn burn(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let fees = IoFees::read(context.network).map_err(|error| unread(context, error))?;
    if let Ok(burn) = fees::burn(&fees) {
        let work = Work::new(Action::new("burn", "fees in IO"), burn.act).while_due(|context| {
            let fees = IoFees::read(context.network).map_err(|error| unread(context, error))?;
            Ok(fees::burn(&fees).is_ok())
        });
        log.send(context, work)?;
    }
    pay_council(context, log, &fees)?;
    let it = read_auction(context, log)?;
    // P-17, P-18: a price that cannot be used, or a pause, defers the buyback.
    let usable = it.price().is_ok() && !it.config.pause.is_on(it.now);
    // Opening gives back what the last lot has left.
    if usable {
        if let Ok(open) = auction::open(&it) {
            let is_due = while_auction(|it| auction::open(it).is_ok());
            let work = Work::new(Action::new("open", "auction"), open.act);
            return log.send(context, work.while_due(is_due));
        }
    }
    if let Ok(expire) = auction::expire(&it) {
        let is_due = while_auction(|it| auction::expire(it).is_ok());
        let work = Work::new(Action::new("expire", "auction"), expire.act);
        log.send(context, work.while_due(is_due))?;
    }
    if !usable {
        return Ok(());
    }
    // An opening moves the anchor too: without one it is updated as soon as that moves it by a bp.
    if let Ok(update) = auction::update_anchor(&it) {
        if moves(&update.terms) {
            let is_due =
                while_auction(|it| auction::update_anchor(it).is_ok_and(|it| moves(&it.terms)));
            let work = Work::new(Action::new("update", "anchor"), update.act);
            log.send(context, work.while_due(is_due))?;
        }
    }
    Ok(())
}

/// Whether an update moves the anchor by a bp.
const fn moves(anchor: &auction::Anchor) -> bool {
    anchor.after.abs_diff(anchor.before) >= anchor.before.div_ceil(BPS)
}

/// Reads the auction again.
fn while_auction(is_due: fn(&Auction) -> bool) -> impl Fn(&mut Context) -> anyhow::Result<bool> {
    move |context| {
        let it = context.priced(Auction::read);
        let it = it.map_err(|error| unread(context, error))?;
        Ok(is_due(&it))
    }
}

/// The auction, with a newer price if the price account's is old.
fn read_auction(context: &mut Context, log: &mut Log) -> anyhow::Result<Auction> {
    let read = |context: &mut Context| {
        let it = context.priced(Auction::read);
        it.map_err(|error| unread(context, error))
    };
    let it = read(context)?;
    match context.seek_price(&it.config.oracle, it.engine.last_publish_time) {
        Ok(true) => read(context),
        Ok(false) => Ok(it),
        // Actions without a price are done.
        Err(error) => {
            log.errors.push((Some(Job::Burn), error));
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
                let work = Work::new(Action::new("pay", what), pay.act).while_due(move |context| {
                    let it = CouncilFees::read(context.network, currency);
                    let it = it.map_err(|error| unread(context, error))?;
                    let pay = pay_council::prepare(&it, &me);
                    Ok(pay.is_ok_and(|it| it.terms.amount >= least))
                });
                log.send(context, work)?;
            }
        }
    }
    Ok(())
}
