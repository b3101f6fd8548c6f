//! How far offers are below list prices, by price, currencies and fees.

use std::fmt::Write;

use anchor_lang::prelude::Pubkey;
use bytemuck::Zeroable;
use io_client::list_prices::{compare, LIST_PRICES};
use io_common::{governance::Roles, token::Mints};
use marketplace::state::{Config, Currency, Offer};

/// Micro-USD: far below and far above all list prices, and where the percentage of an H100 SXM in IO changes.
const PRICES: [u64; 9] = [
    1,
    1_930_000,
    6_794_214,
    6_794_215,
    6_862_842,
    6_862_843,
    6_931_471,
    6_931_472,
    1 << 40,
];

/// Each line: model, price, currencies, currency or `-`, both fees, and what comes out, or `-`.
pub fn lines() -> String {
    let mut lines = String::new();
    let mut models: Vec<&str> = LIST_PRICES.iter().map(|it| it.model).collect();
    models.dedup();
    models.push("RTX 4090");
    let key = Pubkey::default();
    let mut config = Config::new(Roles::new(key, key), Mints { io: key, usdc: key }, 0);
    for (base, extra) in [(25, 200), (0, 0)] {
        (config.base_fee_bps, config.usdc_extra_fee_bps) = (base, extra);
        for model in &models {
            for price in PRICES {
                for (currencies, currency) in [
                    (1, None),
                    (3, None),
                    (3, Some(Currency::Io)),
                    (1, Some(Currency::Usdc)),
                ] {
                    let mut offer = Offer::zeroed();
                    (offer.price_micro_usd, offer.currencies) = (price, currencies);
                    let compared = compare(&config, &offer, model, currency).unwrap();
                    let came = compared.map_or("-".into(), |it| {
                        let provider = it.list.provider.name().replace(' ', "_");
                        format!("{provider} {} {}", it.cost, it.percent_below)
                    });
                    let model = model.replace(' ', "_");
                    let currency = currency.map_or("-".into(), |it| (it as u8).to_string());
                    writeln!(
                        lines,
                        "compared {model} {price} {currencies} {currency} {base} {extra} {came}"
                    )
                    .unwrap();
                }
            }
        }
    }
    lines
}
