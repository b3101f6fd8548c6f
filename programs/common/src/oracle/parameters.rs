//! The price limits and their ranges, in both programs that read a price.

use super::{price::PICO_USD, OraclePolicy};

/// The default policy.
const DEFAULT: OraclePolicy = OraclePolicy::IO_USD;
/// 0.0001 dollars.
const LEAST_PRICE: u64 = 100_000_000;
/// 10,000 dollars.
const MOST_PRICE: u64 = 10_000 * PICO_USD;

crate::parameters! {
    $ each_oracle_parameter;
    min_price: u64, Price, DEFAULT.min_price, LEAST_PRICE => MOST_PRICE,
        "what IO has never been worth less or more than, by far; below the highest";
    max_price: u64, Price, DEFAULT.max_price, LEAST_PRICE => MOST_PRICE,
        "what IO has never been worth less or more than, by far; above the lowest";
    max_age: u32, Seconds, DEFAULT.max_age, 10 => 300,
        "what a keeper can post in time; what a stale price could be used for";
    max_confidence_bps: u16, Share, DEFAULT.max_confidence_bps, 10 => 500,
        "Pyth's own width in a calm market; what a buyback may lose by it (P-16)";
    max_deviation_bps: u16, Share, DEFAULT.max_deviation_bps, 100 => 2_000,
        "what an hour moves in a calm market; what a buyback may lose by it (P-16)";
}
