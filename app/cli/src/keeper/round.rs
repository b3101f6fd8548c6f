//! One round of the keeper.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::state::Slash;
use fee_burn::quote;
use io_client::fee_burn as client;
use io_common::{
    addresses::{IO_VAULT, USDC_VAULT},
    constants::{epoch_hour, BPS},
    types::Supplier,
};

use super::{reservations, Job, Log, Options};
use crate::{
    burn::engine,
    consent::Agreed,
    context::Context,
    sending::{self, Sent, BATCH},
    slash,
};

/// Does what there is to do.
pub fn run(
    context: &mut Context,
    options: &Options,
    agreed: Option<Agreed>,
) -> anyhow::Result<Log> {
    let mut log = Log {
        agreed,
        records: Vec::new(),
    };
    if options.does(Job::Advance) {
        let advance = context.catch_up(&[])?;
        try_send(context, &mut log, "advance", "clock", advance)?;
    }
    if options.does(Job::Settle) {
        settle(context, &mut log, options.settle_after)?;
    }
    if options.does(Job::Reservations) {
        reservations::serve(context, &mut log)?;
    }
    if options.does(Job::Burn) {
        burn(context, &mut log)?;
    }
    if options.does(Job::Slashes) {
        slashes(context, &mut log)?;
    }
    Ok(log)
}

/// Sends, if there is anything to send.
pub fn try_send(
    context: &mut Context,
    log: &mut Log,
    what: &'static str,
    subject: impl ToString,
    instructions: Vec<Instruction>,
) -> anyhow::Result<()> {
    if instructions.is_empty() {
        return Ok(());
    }
    let sent = sending::send_or_try(context, log.agreed.as_ref(), &instructions);
    log.add(what, subject, sent.map(outcome))
}

fn outcome(sent: Sent) -> (&'static str, String) {
    let (outcome, signature) = sent.outcome();
    (outcome, signature.into())
}

fn settle(context: &mut Context, log: &mut Log, after: u32) -> anyhow::Result<()> {
    let hour = epoch_hour(context.now()?);
    let mut behind: Vec<Pubkey> = Vec::new();
    for (address, it) in context.all::<Supplier>()? {
        let idle = it.units.running == 0 && it.units.next == 0;
        if !idle && hour.saturating_sub(it.rewards.settled_hour) >= after {
            behind.push(address);
        }
    }
    for part in behind.chunks(BATCH) {
        let together = context.catch_up(part)?;
        let sent = match together.is_empty() {
            true => None,
            false => sending::send_or_try(context, log.agreed.as_ref(), &together).ok(),
        };
        if let Some(sent) = sent {
            let (outcome, signature) = outcome(sent);
            for address in part {
                log.add("settle", address, Ok((outcome, signature.clone())))?;
            }
            continue;
        }
        // One refused supplier fails the whole transaction: retry one by one.
        for address in part {
            let settle = context.catch_up(&[*address])?;
            try_send(context, log, "settle", address, settle)?;
        }
    }
    Ok(())
}

fn burn(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let (config, mut it) = engine(context)?;
    let now = context.now()?;
    if context.balance(&IO_VAULT.address)? > 0 {
        let burn = vec![client::burn(&config.io_mint)];
        try_send(context, log, "burn", "fees in IO", burn)?;
    }
    // P-17, P-18: a price that cannot be used, or a pause, defers the buyback.
    let usable = context.price(&config.oracle).ok();
    let Some(price) = usable.filter(|_| !config.pause.is_on(now)) else {
        if it.expire(&config, now).is_ok_and(|returned| returned > 0) {
            try_send(context, log, "expire", "auction", vec![client::expire()])?;
        }
        return Ok(());
    };
    let vault = context.balance(&USDC_VAULT.address)?;
    // Opening gives back what the last lot has left.
    if quote::open(&it, &config, &price, vault, now).is_ok() {
        let open = vec![client::open(&context.price)];
        return try_send(context, log, "open", "auction", open);
    }
    if it.expire(&config, now).is_ok_and(|returned| returned > 0) {
        try_send(context, log, "expire", "auction", vec![client::expire()])?;
    }
    // An opening moves the anchor too: without one it is updated as soon as that moves it by a bp.
    let before = it.anchor.price;
    let updated = quote::update_anchor(&it, &config, &price, now);
    if updated.is_ok_and(|after| after.abs_diff(before) >= before.div_ceil(BPS)) {
        let update = vec![client::update_anchor(&context.price)];
        try_send(context, log, "update", "anchor", update)?;
    }
    Ok(())
}

fn slashes(context: &mut Context, log: &mut Log) -> anyhow::Result<()> {
    let now = context.now()?;
    for (address, slash) in context.all::<Slash>()? {
        let ending = slash::ending(context, &slash, now)?;
        try_send(context, log, "end", format!("slash {address}"), ending)?;
    }
    Ok(())
}
