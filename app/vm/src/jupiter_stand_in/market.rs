//! Answers of the API that go through the pool.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{jupiter::WRAPPED_SOL, spl};
use serde_json::{json, Value};

use super::program::{output, route, Route};

/// Micro-USD of a SOL: the stand-in has no pool of it, and quotes this at any size.
pub const SOL_PRICE: u64 = 150_000_000;
/// Lamports of a SOL.
const LAMPORTS: u128 = 1_000_000_000;

/// What the API knows of the pool.
#[derive(Clone, Copy, Debug)]
pub struct Market {
    /// The IO mint.
    pub io: Pubkey,
    /// The USDC mint.
    pub usdc: Pubkey,
    /// IO of the pool, in base units.
    pub io_held: u64,
    /// USDC of the pool, in micro-USD.
    pub usdc_held: u64,
}

impl Market {
    /// HTTP status and body of the answer to `GET` of this target, such as `/swap/v2/build?inputMint=…`.
    pub fn answer(&self, target: &str) -> (u16, Value) {
        let refused = |error: &str| (400, json!({ "error": error }));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if !path.ends_with("/build") {
            return (404, json!({ "error": "Not found" }));
        }
        let of = |name: &str| {
            let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
            pairs.find_map(|(it, value)| (it == name).then_some(value))
        };
        let address = |name: &str| of(name)?.parse::<Pubkey>().ok();
        let [input, other, taker] = ["inputMint", "outputMint", "taker"].map(address);
        let (Some(input), Some(other), Some(taker)) = (input, other, taker) else {
            return refused("Invalid address");
        };
        let Some(amount) = of("amount").and_then(|it| it.parse().ok()) else {
            return refused("Invalid amount");
        };
        let slippage = of("slippageBps").map_or(Ok(50), str::parse);
        let Ok(slippage_bps) = slippage else {
            return refused("Invalid slippageBps");
        };
        let Some(quoted) = self.quote(input, other, amount) else {
            return refused("No routes found");
        };
        let it = Route {
            taker,
            input,
            output: other,
            amount,
            quoted,
            slippage_bps,
        };
        (200, built(&it))
    }

    /// What `amount` of `input` gives; none without a pool of the pair.
    pub fn quote(&self, input: Pubkey, other: Pubkey, amount: u64) -> Option<u64> {
        let (io, usdc) = (self.io, self.usdc);
        let quoted = match (input, other) {
            pair if pair == (usdc, io) => output(self.usdc_held, self.io_held, amount),
            pair if pair == (io, usdc) => output(self.io_held, self.usdc_held, amount),
            pair if pair == (WRAPPED_SOL, usdc) => {
                let micro_usd = u128::from(amount).saturating_mul(SOL_PRICE.into());
                u64::try_from(micro_usd.checked_div(LAMPORTS)?).ok()?
            }
            _ => 0,
        };
        (quoted > 0).then_some(quoted)
    }
}

fn built(it: &Route) -> Value {
    let kept = 10_000_u128.saturating_sub(it.slippage_bps.into());
    let least = u128::from(it.quoted)
        .saturating_mul(kept)
        .checked_div(10_000);
    json!({
        "inputMint": it.input.to_string(),
        "outputMint": it.output.to_string(),
        "inAmount": it.amount.to_string(),
        "outAmount": it.quoted.to_string(),
        "otherAmountThreshold": least.unwrap_or(0).to_string(),
        "swapMode": "ExactIn",
        "slippageBps": it.slippage_bps,
        "routePlan": [],
        "computeBudgetInstructions": [],
        "setupInstructions": [written(&spl::create_wallet(&it.taker, &it.taker, &it.output))],
        "swapInstruction": written(&route(it)),
        "cleanupInstruction": null,
        "otherInstructions": [],
        "tipInstruction": null,
        "addressesByLookupTableAddress": null,
    })
}

fn written(it: &Instruction) -> Value {
    let accounts = it.accounts.iter().map(|account| {
        json!({
            "pubkey": account.pubkey.to_string(),
            "isWritable": account.is_writable,
            "isSigner": account.is_signer,
        })
    });
    json!({
        "programId": it.program_id.to_string(),
        "accounts": accounts.collect::<Vec<_>>(),
        "data": BASE64_STANDARD.encode(&it.data),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;

    fn market() -> Market {
        let [io, usdc] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        Market {
            io,
            usdc,
            io_held: 4_000,
            usdc_held: 1_000,
        }
    }

    fn target(input: Pubkey, other: Pubkey, amount: &str) -> String {
        let taker = Pubkey::new_from_array([3; 32]);
        format!("/swap/v2/build?inputMint={input}&outputMint={other}&amount={amount}&taker={taker}&slippageBps=10")
    }

    #[test]
    fn a_pair_of_the_pool_and_the_price_of_sol_are_answered() {
        let Market { io, usdc, .. } = market();
        for (input, other, amount, quoted) in [
            (usdc, io, "100", "363"),
            (io, usdc, "400", "90"),
            (WRAPPED_SOL, usdc, "1000000000", "150000000"),
        ] {
            let (status, body) = market().answer(&target(input, other, amount));
            assert_eq!((status, &body["outAmount"]), (200, &quoted.into()));
        }
    }

    #[test]
    fn what_cannot_be_answered_says_so() {
        let Market { io, usdc, .. } = market();
        let refused = |target: String| {
            let (status, body) = market().answer(&target);
            (status, body["error"].as_str().unwrap().to_string())
        };
        let no_route = (400, "No routes found".to_string());
        assert_eq!(refused(target(io, io, "1")), no_route);
        assert_eq!(refused(target(usdc, io, "0")), no_route);
        assert_eq!(refused(target(usdc, io, "-1")).1, "Invalid amount");
        assert_eq!(refused("/swap/v2/build".into()).1, "Invalid address");
        assert_eq!(refused("/swap/v2/order?".into()).0, 404);
    }
}
