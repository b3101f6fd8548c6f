//! `io supplier plan`: what GPUs that nobody has registered yet would need and earn.

use clap::Args;
use emissions::quote;
use io_common::{
    constants::{BPS, MAX_ATTESTATION_TIME},
    math::{mul_div, Rounding},
    types::{Attestation, Pool},
};
use marketplace::state::Currency;

use crate::{
    context::Context,
    models,
    options::Program,
    parse::{amount, count},
    pauses,
    report::{Cell, Column, Kind, Report},
    rewards::ledger,
};

/// Hours of a year.
const YEAR: u64 = 365 * 24;
/// Pico-USD of a micro-USD, times the base units of an IO.
const PICO: u64 = 100_000_000_000_000;

/// Columns of a plan, pool by pool.
const PLANS: &[Column] = &[
    ("Pool", Kind::Text),
    ("Model", Kind::Text),
    ("GPUs", Kind::Count),
    ("Units", Kind::Measure),
    ("Required stake", Kind::Amount),
    ("At least your own", Kind::Amount),
    ("Reward per hour", Kind::Amount),
    ("Reward per GPU-hour", Kind::Amount),
    ("Yearly yield", Kind::Share),
    ("Stake earned in", Kind::Time),
    ("Break-even price", Kind::Amount),
];
/// Columns of the models.
const MODELS: &[Column] = &[
    ("Model", Kind::Text),
    ("Units", Kind::Measure),
    ("Stake per GPU", Kind::Amount),
];

/// GPUs to be supplied.
#[derive(Args)]
pub struct Options {
    /// GPU model, such as h100-sxm
    #[arg(long)]
    model: String,
    /// GPUs
    #[arg(long, value_name = "COUNT", value_parser = count::at_least_one::<u32>)]
    gpus: u32,
    /// Your cost of a GPU-hour, in dollars, for the break-even price
    #[arg(long, value_name = "USD", value_parser = amount::usd)]
    cost: Option<u64>,
}

/// Shows stake, rewards of the present hour in both pools, and when or at which price they make up for it.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let (table, config, now) = (
        models::table(context)?,
        context.emissions()?,
        context.now()?,
    );
    let model = models::index(&table, &options.model)?;
    let attestation = Attestation {
        attested_at: now,
        ends_at: now.saturating_add(MAX_ATTESTATION_TIME),
        stake_per_unit: config.stake_per_unit,
        gpus: options.gpus,
        multiplier: table.multiplier(model)?,
        breach_bps: config.breach_slash_bps,
        padding: [0; 6],
    };
    let stake = attestation.required_stake(options.gpus)?;
    let market = context.market()?;
    // Without a price the rewards are not worth nothing: nobody knows.
    let price = context.price(&market.oracle).ok().map(|it| it.spot);
    let fees = market.terms(Currency::Usdc)?;
    let records = [
        ("Enterprise", Pool::Enterprise),
        ("Community", Pool::Community),
    ];
    let records = records.into_iter().map(|(name, pool)| {
        let ledger = ledger(context)?;
        let reward = quote::newcomer(&config, &ledger, attestation, pool, now)?;
        let yearly = reward.saturating_mul(YEAR);
        let yields = mul_div(yearly, BPS, stake.max(1), Rounding::Down)?;
        let worth = match price {
            None => None,
            Some(price) => {
                let all = mul_div(reward, price, PICO, Rounding::Down)?;
                Some(all.div_euclid(options.gpus.into()))
            }
        };
        let even = match (options.cost, worth) {
            (Some(cost), Some(worth)) => {
                let missing = cost.saturating_sub(worth);
                let net = BPS.saturating_sub(fees.supplier_fee_bps.into()).max(1);
                Cell::Usd(mul_div(missing, BPS, net, Rounding::Up)?)
            }
            _ => Cell::None,
        };
        let back = stake.checked_div(reward);
        Ok(vec![
            ("Pool", Cell::text(name)),
            ("Model", Cell::Text(models::name(&table, model))),
            ("GPUs", Cell::count(options.gpus)),
            ("Units", Cell::Units(attestation.units()?)),
            ("Required stake", Cell::Io(stake)),
            ("At least your own", Cell::Io(stake.div_ceil(2))),
            ("Reward per hour", Cell::Io(reward)),
            ("Reward per GPU-hour", worth.map_or(Cell::None, Cell::Usd)),
            ("Yearly yield", Cell::Bps(yields)),
            (
                "Stake earned in",
                back.map_or(Cell::None, |hours| {
                    Cell::Seconds(hours.saturating_mul(3_600))
                }),
            ),
            ("Break-even price", even),
        ])
    });
    let records = records.collect::<anyhow::Result<Vec<_>>>();
    let report = Report::table(PLANS, records?).note(
        "If all the stake is your own, and with the stake, attestations and schedule of this hour: suppliers that join take their part.",
    );
    pauses::noted(context, Program::Emissions, report)
}

/// Lists the models with what one GPU of each counts and requires.
pub fn list(context: &mut Context) -> anyhow::Result<Report> {
    let (table, config) = (models::table(context)?, context.emissions()?);
    let listed = table.models.iter().filter(|model| model.multiplier > 0);
    let records = listed.map(|model| {
        let attestation = Attestation {
            stake_per_unit: config.stake_per_unit,
            gpus: 1,
            multiplier: model.multiplier,
            ..Attestation::default()
        };
        Ok(vec![
            ("Model", Cell::text(model.name())),
            ("Units", Cell::Units(model.multiplier.into())),
            ("Stake per GPU", Cell::Io(attestation.required_stake(1)?)),
        ])
    });
    let records = records.collect::<anyhow::Result<Vec<_>>>();
    Ok(Report::table(MODELS, records?))
}
