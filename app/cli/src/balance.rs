//! `io balance` and `io address`.

use std::io::Write;

use anchor_lang::prelude::Pubkey;
use clap::Args;
use emissions::state::Delegation;
use io_client::{layout::place, spl, Match};
use io_common::types::Supplier;
use marketplace::state::{Currency, Payee, Reservation};

use crate::{
    context::Context,
    output::{self, OutputFormat},
    parse, preview,
    report::{Cell, Report},
    rewards,
};

/// Whose balance.
#[derive(Args)]
pub struct Options {
    /// The wallet; yours by default
    #[arg(value_parser = parse::address)]
    address: Option<Pubkey>,
}

/// Prints the address alone, for people and scripts.
///
/// # Errors
/// [`crate::errors::CliError::NoKey`].
pub fn address(context: &mut Context, form: OutputFormat) -> anyhow::Result<Report> {
    let me = context.me()?;
    if form == OutputFormat::Display {
        writeln!(output::stdout(), "{me}")?;
        return Ok(Report::default());
    }
    Ok(Report::fields(vec![("Address", me.into())]))
}

/// Stake of somebody, in IO base units.
#[derive(Default)]
struct Stake {
    active: u64,
    cooling: u64,
    held: u64,
    claimable: u64,
}

impl Stake {
    fn add(&mut self, active: u64, cooling: u64, held: u64, claimable: u64) {
        self.active = self.active.saturating_add(active);
        self.cooling = self.cooling.saturating_add(cooling);
        self.held = self.held.saturating_add(held);
        self.claimable = self.claimable.saturating_add(claimable);
    }
}

/// Shows what a wallet holds, what it has staked as owner and as staker, what it can claim now, what the reservations that it
/// pays for have in escrow, and what of that they owe it.
///
/// # Errors
/// If the network does not answer.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let who = context.or_me(options.address)?;
    let config = context.market()?;
    let (io, usdc) = (config.io_mint, config.usdc_mint);
    let wallets = [who, spl::wallet(&who, &io), spl::wallet(&who, &usdc)];
    let accounts = preview::before(context, &wallets)?;
    let lamports = accounts.first().and_then(Option::as_ref);
    let tokens = |place: usize| {
        let account = accounts.get(place).and_then(Option::as_ref);
        account.map_or(0, spl::amount)
    };
    let mut stake = Stake::default();
    delegated(context, &who, &mut stake)?;
    owned(context, &who, &mut stake)?;
    let [io, usdc] = rented(context, &who)?;
    Ok(Report::fields(vec![
        ("Address", who.into()),
        ("SOL", Cell::Sol(lamports.map_or(0, |it| it.lamports))),
        ("IO", Cell::Io(tokens(1))),
        ("USDC", Cell::Usdc(tokens(2))),
        ("Staked", Cell::Io(stake.active)),
        ("Cooling", Cell::Io(stake.cooling)),
        ("Held by slashes", Cell::Io(stake.held)),
        ("Claimable", Cell::Io(stake.claimable)),
        ("In escrow in IO", Cell::Io(io.escrow)),
        ("In escrow in USDC", Cell::Usdc(usdc.escrow)),
        ("Owed in IO", Cell::Io(io.owed)),
        ("Owed in USDC", Cell::Usdc(usdc.owed)),
    ]))
}

/// What somebody has delegated.
fn delegated(context: &mut Context, who: &Pubkey, stake: &mut Stake) -> anyhow::Result<()> {
    let theirs = Match::new(place!(Delegation, staker), who);
    let delegations = context.all_where::<Delegation>(&[theirs])?;
    let suppliers = delegations.iter().map(|(_, it)| it.supplier);
    let suppliers = context.find_all::<Supplier>(suppliers)?;
    for (_, mut it) in delegations {
        let supplier = suppliers.get(&it.supplier);
        context.followed_of(&mut it, supplier)?;
        let claimable = match supplier {
            Some(supplier) => rewards::claimable(context, supplier, Some(&it))?.by_staker,
            None => it.owed,
        };
        let sum = |amounts: &mut dyn Iterator<Item = u64>| amounts.fold(0, u64::saturating_add);
        let cooling = sum(&mut it
            .unstake_requests
            .iter()
            .map(|unstake_request| unstake_request.amount));
        let held = it.held.iter().filter(|held| held.slash > 0);
        let held = sum(&mut held.map(|held| held.active.saturating_add(held.cooling)));
        stake.add(it.active, cooling, held, claimable);
    }
    Ok(())
}

/// What somebody has staked as the owner of suppliers, and what suppliers pay to it.
fn owned(context: &mut Context, who: &Pubkey, stake: &mut Stake) -> anyhow::Result<()> {
    let all = |context: &mut Context, place| {
        let theirs = Match::new(place, who);
        context.all_where::<Supplier>(&[theirs])
    };
    for (_, it) in all(context, place!(Supplier, owner))? {
        let free = it.stake.own.saturating_sub(it.stake.own_held);
        stake.add(free, it.stake.own_cooling, it.stake.own_held, 0);
    }
    for (_, it) in all(context, place!(Supplier, payout))? {
        let claimable = rewards::claimable(context, &it, None)?.by_supplier;
        stake.add(0, 0, 0, claimable);
    }
    Ok(())
}

/// What somebody has in reservations that it pays for, in base units of a currency.
#[derive(Clone, Copy, Default)]
struct Rented {
    /// In their escrows, also what will be paid to suppliers and as fees.
    escrow: u64,
    /// What of it is owed to the payer.
    owed: u64,
}

/// What somebody has in reservations as payer, in IO and in USDC.
fn rented(context: &mut Context, who: &Pubkey) -> anyhow::Result<[Rented; 2]> {
    let theirs = Match::new(place!(Reservation, payer), who);
    let mut sums = [Rented::default(); 2];
    for (_, it) in context.all_where::<Reservation>(&[theirs])? {
        let [io, usdc] = &mut sums;
        let sum = match it.currency()? {
            Currency::Io => io,
            Currency::Usdc => usdc,
        };
        sum.escrow = sum.escrow.saturating_add(it.escrowed()?);
        sum.owed = sum.owed.saturating_add(it.owed(Payee::Payer)?);
    }
    Ok(sums)
}
