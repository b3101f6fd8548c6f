//! What GPUs cost by list at AWS, Azure and Google Cloud, from `data/list-prices.toml`, and how far an offer is below it.

mod table;

pub use table::LIST_PRICES;

use io_common::{
    math::{bps_of, Rounding},
    CommonError, Result,
};
use marketplace::state::{Config, Currency, Offer};

/// A cloud that rents GPUs by list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// Amazon Web Services.
    Aws,
    /// Microsoft Azure.
    Azure,
    /// Google Cloud.
    Google,
}

impl Provider {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aws => "AWS",
            Self::Azure => "Azure",
            Self::Google => "Google Cloud",
        }
    }
}

/// An on-demand price of an instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListPrice {
    /// GPU model, by its name on the chain.
    pub model: &'static str,
    /// Whose price.
    pub provider: Provider,
    /// Type of the instance.
    pub instance: &'static str,
    /// GPUs of the instance.
    pub gpus: u32,
    /// Price of an hour of the whole instance, in micro-USD.
    pub price_micro_usd: u64,
    /// Where, by the provider's name for it.
    pub region: &'static str,
    /// The text that has the price.
    pub link: &'static str,
    /// Day on which it was read, such as `2026-12-01`.
    pub read: &'static str,
    /// Day of the price, where the text has one.
    pub as_of: Option<&'static str>,
}

impl ListPrice {
    /// Price of a GPU-hour in micro-USD, rounded up.
    pub fn gpu_hour(&self) -> u64 {
        self.price_micro_usd.div_ceil(self.gpus.into())
    }
}

/// The lowest list price of a GPU of this model, if any was read.
pub fn cheapest(model: &str) -> Option<&'static ListPrice> {
    let of_model = LIST_PRICES.iter().filter(|it| it.model == model);
    of_model.min_by_key(|it| it.gpu_hour())
}

/// An offer beside the cheapest list price of its model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The list price.
    pub list: &'static ListPrice,
    /// What a GPU-hour costs the renter, including its fee, in micro-USD, rounded up.
    pub cost: u64,
    /// How far the cost is below the list price, in whole percent, rounded down; negative above it.
    pub percent_below: i64,
}

impl Compared {
    /// `71 % below AWS`.
    pub fn words(&self) -> String {
        let side = match self.percent_below {
            ..0 => "above",
            0.. => "below",
        };
        let provider = self.list.provider.name();
        format!("{} % {side} {provider}", self.percent_below.unsigned_abs())
    }
}

/// Compares an offer of `model`, paid in `currency`, or else in the one with the highest fee that the offer takes. None if
/// the offer does not take it, or no list price of the model was read.
///
/// # Errors
/// `MathOverflow`, which a price and fees within their hard ranges cannot reach.
pub fn compare(
    config: &Config,
    offer: &Offer,
    model: &str,
    currency: Option<Currency>,
) -> Result<Option<Compared>> {
    let mut fee = None;
    for taken in [Currency::Io, Currency::Usdc] {
        let is_asked = currency.is_none_or(|it| it == taken);
        if is_asked && taken.bit() & offer.currencies != 0 {
            fee = fee.max(Some(config.terms(taken)?.renter_fee_bps));
        }
    }
    let (Some(list), Some(fee)) = (cheapest(model), fee) else {
        return Ok(None);
    };
    let fee = bps_of(offer.price_micro_usd, fee.into(), Rounding::Up)?;
    let cost = offer.price_micro_usd.checked_add(fee);
    let cost = cost.ok_or(CommonError::MathOverflow)?;
    Ok(Some(Compared {
        list,
        cost,
        percent_below: percent_below(list, cost).ok_or(CommonError::MathOverflow)?,
    }))
}

fn percent_below(list: &ListPrice, cost: u64) -> Option<i64> {
    let listed = i128::from(list.price_micro_usd);
    let cost = i128::from(cost).checked_mul(list.gpus.into())?;
    let difference = listed.checked_sub(cost)?.checked_mul(100)?;
    i64::try_from(difference.checked_div_euclid(listed)?).ok()
}

#[cfg(test)]
mod tests {
    use anchor_lang::prelude::Pubkey;
    use bytemuck::Zeroable;
    use io_common::{governance::Roles, token::Mints};

    use super::*;

    const OF_EIGHT: ListPrice = ListPrice {
        model: "",
        provider: Provider::Azure,
        instance: "",
        gpus: 8,
        price_micro_usd: 80_000_001,
        region: "",
        link: "",
        read: "",
        as_of: None,
    };

    fn config() -> Config {
        let key = Pubkey::default();
        let mints = Mints { io: key, usdc: key };
        Config::new(Roles::new(key, key), mints, 0)
    }

    fn offer(price_micro_usd: u64, currencies: u8) -> Offer {
        let mut offer = Offer::zeroed();
        (offer.price_micro_usd, offer.currencies) = (price_micro_usd, currencies);
        offer
    }

    #[test]
    fn a_gpu_is_its_part_of_the_instance_rounded_up() {
        assert_eq!(OF_EIGHT.gpu_hour(), 10_000_001);
    }

    #[test]
    fn the_percentage_never_flatters_the_offer() {
        for (cost, percent) in [
            (1, 99),
            (1_000_000, 90),
            (1_000_001, 89),
            (9_999_999, 0),
            (10_000_000, 0),
            (10_000_001, -1),
            (10_100_000, -1),
            (10_100_001, -2),
            (u64::MAX, -184_467_438_431_153),
        ] {
            assert_eq!(percent_below(&OF_EIGHT, cost), Some(percent), "{cost}");
        }
    }

    #[test]
    fn the_cheapest_of_a_model_is_compared() {
        let h100 = cheapest("H100 SXM").unwrap();
        assert_eq!((h100.provider, h100.gpu_hour()), (Provider::Aws, 6_880_000));
        let all = LIST_PRICES.iter().filter(|it| it.model == h100.model);
        assert!(all.clone().count() > 1);
        assert!(all.clone().all(|it| it.gpu_hour() >= h100.gpu_hour()));
        assert_eq!(cheapest("RTX 4090"), None);
    }

    #[test]
    fn the_fee_of_the_renter_counts_and_the_highest_if_no_currency_is_named() {
        let compared = |currencies, currency| {
            let offer = offer(2_000_000, currencies);
            compare(&config(), &offer, "H100 SXM", currency).unwrap()
        };
        let (io, usdc) = (Currency::Io.bit(), Currency::Usdc.bit());
        for (currencies, currency, cost) in [
            (io, None, 2_005_000),
            (usdc, None, 2_045_000),
            (io | usdc, None, 2_045_000),
            (io | usdc, Some(Currency::Io), 2_005_000),
        ] {
            assert_eq!(compared(currencies, currency).unwrap().cost, cost);
        }
        assert_eq!(compared(io, Some(Currency::Usdc)), None);
        let offer = offer(2_000_000, io);
        assert_eq!(compare(&config(), &offer, "RTX 4090", None), Ok(None));
    }

    #[test]
    fn it_is_said_in_words() {
        let words = |percent_below| {
            let list = &LIST_PRICES[0];
            let compared = Compared {
                list,
                cost: 0,
                percent_below,
            };
            compared.words()
        };
        assert_eq!(words(71), "71 % below AWS");
        assert_eq!(words(0), "0 % below AWS");
        assert_eq!(words(-12), "12 % above AWS");
    }
}
