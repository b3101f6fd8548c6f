//! Applies proposed changes that are due, and clears lapsed ones.

use ::fee_burn::state::Engine;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::ValueEnum;
use io_client::{changes::Emissions, emissions, fee_burn, marketplace};
use io_common::{addresses::ENGINE, governance::Timelock};

use super::{clock, Action, Log, Work};
use crate::{contents::of_emissions, context::Context, options::Program};

/// A waiting change.
struct Waiting {
    number: u32,
    /// Paid the rent and gets it back.
    payer: Pubkey,
    timelock: Timelock,
    /// Whether a newer decision on the same parameter is in force, so that this one can only lapse.
    is_overtaken: bool,
}

/// Applies in the order of numbers, because a newer change overtakes older ones of its kind.
pub fn serve(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let (me, now) = (context.me()?, context.now()?);
    for program in Program::value_variants() {
        let mut all = Vec::new();
        let changes = waiting(context, *program)?;
        if changes.is_empty() {
            continue;
        }
        let waits = *program == Program::FeeBurn && is_lot_up(context)?;
        for it in changes {
            let (what, instruction) = if it.timelock.is_over(now) {
                ("clear", clear(*program, &me, &it))
            } else if it.timelock.require_ready(now).is_ok() && !it.is_overtaken && !waits {
                ("apply", apply(*program, &it))
            } else {
                continue;
            };
            // Hours up to now are emitted under the old parameters.
            if what == "apply" && *program == Program::Emissions && all.is_empty() {
                all.extend(clock::advancing(context)?);
            }
            let (name, number) = (program.name(), it.number);
            let action = Action::new(what, format!("proposal {number} of {name}"));
            let address = program.proposal(number);
            let work = Work::new(action, vec![instruction]).while_due(move |context| {
                let account = context.account(&address)?;
                Ok(account.is_some_and(|it| !it.data.is_empty()))
            });
            all.push(work);
        }
        log.send_all(context, all)?;
    }
    Ok(())
}

/// Whether an auction is open. It keeps its terms: P-07.
fn is_lot_up(context: &mut Context) -> anyhow::Result<bool> {
    let engine: Option<Engine> = context.find(&ENGINE.address)?;
    Ok(engine.is_some_and(|it| it.auction.left > 0))
}

fn apply(program: Program, it: &Waiting) -> Instruction {
    match program {
        Program::Emissions => emissions::apply_change(it.number, &it.payer),
        Program::Marketplace => marketplace::apply_change(it.number, &it.payer),
        Program::FeeBurn => fee_burn::apply_change(it.number, &it.payer),
    }
}

fn clear(program: Program, me: &Pubkey, it: &Waiting) -> Instruction {
    match program {
        Program::Emissions => emissions::cancel_change(me, it.number, &it.payer),
        Program::Marketplace => marketplace::cancel_change(me, it.number, &it.payer),
        Program::FeeBurn => fee_burn::cancel_change(me, it.number, &it.payer),
    }
}

/// All waiting changes of a program, by number.
fn waiting(context: &mut Context, program: Program) -> anyhow::Result<Vec<Waiting>> {
    macro_rules! waiting {
        ($program:ident, $now:expr, $is_overtaken:expr) => {{
            let found = context.all::<::$program::state::Proposal>()?;
            if found.is_empty() {
                return Ok(Vec::new());
            }
            let now = $now;
            let waiting = found.into_iter().map(|(_, it)| {
                Ok(Waiting {
                    number: it.number,
                    payer: it.payer,
                    timelock: it.timelock,
                    is_overtaken: $is_overtaken(&it, &now)?,
                })
            });
            waiting.collect::<anyhow::Result<Vec<_>>>()?
        }};
    }
    let mut all = match program {
        Program::Emissions => {
            let is_overtaken = |it: &::emissions::state::Proposal, now: &Emissions| {
                it.is_overtaken(&now.config, &now.models, &now.council)
            };
            waiting!(emissions, of_emissions(context)?, is_overtaken)
        }
        Program::Marketplace => waiting!(
            marketplace,
            context.market()?,
            ::marketplace::state::Proposal::is_overtaken
        ),
        Program::FeeBurn => waiting!(
            fee_burn,
            context.fee_burn()?,
            ::fee_burn::state::Proposal::is_overtaken
        ),
    };
    all.sort_by_key(|it| it.number);
    Ok(all)
}
