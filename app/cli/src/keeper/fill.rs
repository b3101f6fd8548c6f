//! Flash fills through Jupiter: the USDC paid out by the auction is swapped for the IO to burn. The keeper needs no IO of its own.

mod trial;

use anchor_lang::prelude::Pubkey;
use clap::{Args, ValueEnum};
use io_client::{
    actions::auction::Auction,
    jupiter::{self, Api, Request, Unrouted, Unsafe},
};

use self::trial::{Ready, Trial, Wanted};
use super::{Action, Log, Work};
use crate::{
    context::Context,
    errors::{CliError, UNSENT},
    jupiter::{Options as Market, SLIPPAGE_BPS},
    parse::amount,
    refusals::unread,
    report::Cell,
    sending::{self, SendSummary},
};

/// Sizes that are tried: all that is left of the lot, half of it, and so on.
const SIZES: u32 = 4;
/// Seconds without a request after the API has taken no more of them and has not said how long.
const PAUSE: i64 = 60;
/// Most seconds without a request, whatever the API says.
const LONGEST_PAUSE: i64 = 3_600;
/// Seconds for which a price of SOL is used.
const SOL_AGE: i64 = 3_600;
/// Lamports of a SOL.
const ONE_SOL: u64 = 1_000_000_000;

/// Where the IO of a fill comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Through {
    /// Bought through Jupiter in the same transaction
    Jupiter,
}

/// Fills without IO.
#[derive(Args)]
#[group(skip)]
pub struct Options {
    /// Fill auctions without IO of your own, by swapping the USDC paid out for the IO to burn
    #[arg(long, value_enum, value_name = "THROUGH", requires = "min_profit")]
    fill: Option<Through>,
    /// Least profit of a fill above network fee, priority fee and account rent
    #[arg(long, value_name = "USD", value_parser = amount::usd, requires = "fill")]
    min_profit: Option<u64>,
    #[command(flatten)]
    market: Market,
}

impl Options {
    /// What is said of it before it starts.
    pub fn words(&self) -> String {
        let profit = self.min_profit.filter(|_| self.fill.is_some());
        profit.map_or_else(String::new, |profit| {
            format!(
                " It fills auctions through Jupiter, for at least {} of profit each.",
                Cell::Usdc(profit).brief()
            )
        })
    }
}

/// What is remembered from one round to the next.
#[derive(Debug, Default)]
pub struct State {
    /// Unix seconds before which nothing is asked.
    not_before: i64,
    /// How often the size is halved that the API had no more room for.
    halvings: u32,
    /// When SOL had which price, in micro-USD.
    sol: Option<(i64, u64)>,
    /// Of which auction it was said last why it is not filled.
    reported: Option<(i64, Kind)>,
}

/// What keeps a fill from being sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The lot is too small, or its auction has ended meanwhile.
    Auction,
    /// The API takes no more requests for now.
    Busy,
    /// Too little would be left.
    Profit,
    /// There is no route.
    Route,
    /// The simulation fails.
    Simulation,
}

/// Why a fill is not sent now.
struct Reason {
    kind: Kind,
    words: String,
}

impl Reason {
    fn new(kind: Kind, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { kind, words }
    }
}

/// What was found, or the reason why there is none now.
type Found<T> = anyhow::Result<Result<T, Reason>>;

/// Fills the auction that runs, if that leaves the profit that is asked for. Nothing of an answer is signed that
/// [`jupiter::Route::check`] does not know.
///
/// # Errors
/// If the auction cannot be read, or nobody signs; if Jupiter does not answer, or with what is not to be signed.
pub fn serve(context: &mut Context, log: &mut Log, options: &Options) -> anyhow::Result<()> {
    let (Some(Through::Jupiter), Some(profit)) = (options.fill, options.min_profit) else {
        return Ok(());
    };
    let price = context.price;
    let it = Auction::read(context.network, &price).map_err(|error| unread(context, error))?;
    let runs = !it.config.pause.is_on(it.now) && it.quote(None, u64::MAX).is_ok();
    if !runs || it.now < log.fills.not_before {
        return Ok(());
    }
    let mut filler = Filler {
        api: options.market.api(context)?,
        me: context.me()?,
        it,
        profit,
        state: std::mem::take(&mut log.fills),
    };
    let found = filler.find(context);
    let Filler { it, mut state, .. } = filler;
    let action = |usdc, more: &str| {
        let subject = format!("{}{more}", Cell::Usdc(usdc).brief());
        Action::new("fill", subject)
    };
    let done = match found {
        Err(error) => Err(error),
        Ok(Err(reason)) => {
            let this = Some((it.engine.auction.opened_at, reason.kind));
            if state.reported != this {
                state.reported = this;
                let reported = format!("not sent: {}", reason.words);
                log.note(context, action(it.engine.auction.left, ""), reported);
            }
            Ok(())
        }
        Ok(Ok(ready)) => {
            let kept = Cell::Io(ready.terms.kept).brief();
            let more = format!(", keeps at least {kept}, {}", dollars(ready.worth));
            let sent = match log.agreed() {
                None => Ok(SendSummary::would_succeed()),
                Some(agreed) => sending::deliver_signed(context, agreed, &ready.transaction)
                    .map(|receipt| SendSummary::one(context, receipt)),
            };
            let action = action(ready.terms.usdc, &more);
            let work = Work::new(action, Vec::new()).while_due(move |context| {
                let it = Auction::read(context.network, &price);
                let it = it.map_err(|error| unread(context, error))?;
                Ok(it.quote(Some(ready.terms.usdc), u64::MAX).is_ok())
            });
            log.sent(context, work, sent, |_, _, action| action)
                .map(drop)
        }
    };
    log.fills = state;
    done
}

struct Filler {
    api: Api,
    me: Pubkey,
    it: Auction,
    /// Micro-USD.
    profit: u64,
    state: State,
}

impl Filler {
    /// The largest of the sizes that leaves the profit.
    fn find(&mut self, context: &mut Context) -> Found<Ready> {
        let mut last = Reason::new(Kind::Auction, "the lot is smaller than a fill may be");
        for halvings in std::mem::take(&mut self.state.halvings)..SIZES {
            let usdc = self.it.engine.auction.left.checked_shr(halvings);
            let usdc = usdc.filter(|usdc| *usdc >= self.it.config.min_fill);
            let Some(usdc) = usdc else {
                break;
            };
            match self.attempt(context, usdc)? {
                Ok(ready) => return Ok(Ok(ready)),
                Err(reason) if reason.kind == Kind::Profit => last = reason,
                Err(reason) => {
                    if reason.kind == Kind::Busy {
                        self.state.halvings = halvings;
                    }
                    return Ok(Err(reason));
                }
            }
        }
        Ok(Err(last))
    }

    fn attempt(&mut self, context: &mut Context, usdc: u64) -> Found<Ready> {
        let quoted = match self.it.quote(Some(usdc), u64::MAX) {
            Ok(quoted) => quoted,
            Err(refusal) => return Ok(Err(Reason::new(Kind::Auction, refusal.to_string()))),
        };
        let request = Request {
            input: self.it.config.usdc_mint,
            output: self.it.config.io_mint,
            amount: usdc,
            taker: self.me,
            slippage_bps: SLIPPAGE_BPS,
        };
        let checked = match self.ask(&request)? {
            Ok(route) => route
                .check(&request)
                .map_err(|error| unsafe_answer(&error))?,
            Err(reason) => return Ok(Err(reason)),
        };
        // Before anything else is read.
        if checked.least <= quoted.io {
            let [due, least] = [quoted.io, checked.least].map(|io| Cell::Io(io).brief());
            let words = format!(
                "{} buy at least {least}, and {due} are due",
                Cell::Usdc(usdc).brief()
            );
            return Ok(Err(Reason::new(Kind::Profit, words)));
        }
        let sol = match self.sol()? {
            Ok(sol) => sol,
            Err(reason) => return Ok(Err(reason)),
        };
        let wanted = Wanted {
            profit: self.profit,
            sol,
        };
        Trial::read(context, &self.it, &checked)?.ready(context, wanted)
    }

    /// A route, or why there is none now.
    fn ask(&mut self, request: &Request) -> Found<jupiter::Route> {
        match self.api.route(request) {
            Ok(route) => Ok(Ok(route)),
            Err(busy @ Unrouted::Busy { after }) => {
                self.state.not_before = self.it.now.saturating_add(pause(after));
                Ok(Err(Reason::new(Kind::Busy, busy.to_string())))
            }
            Err(Unrouted::NoRoute) => {
                Ok(Err(Reason::new(Kind::Route, Unrouted::NoRoute.to_string())))
            }
            Err(other) => Err(CliError::Refused(format!("{other}{UNSENT}")).into()),
        }
    }

    /// Micro-USD of a SOL, asked for once in a while.
    fn sol(&mut self) -> Found<u64> {
        let now = self.it.now;
        if let Some((at, price)) = self.state.sol {
            if now.saturating_sub(at) < SOL_AGE {
                return Ok(Ok(price));
            }
        }
        let request = Request {
            input: jupiter::WRAPPED_SOL,
            output: self.it.config.usdc_mint,
            amount: ONE_SOL,
            taker: self.me,
            slippage_bps: SLIPPAGE_BPS,
        };
        let route = match self.ask(&request)? {
            Ok(route) => route,
            Err(reason) => return Ok(Err(reason)),
        };
        // At a price of nothing, no cost would count against the profit.
        let price = route.quoted(&request).filter(|price| *price > 0);
        let price = price.ok_or_else(|| unsafe_answer(&Unsafe::OtherSwap))?;
        self.state.sol = Some((now, price));
        Ok(Ok(price))
    }
}

/// Seconds without a request, where the API asks for so many.
fn pause(after: Option<u64>) -> i64 {
    let asked = after.map_or(PAUSE, |it| it.try_into().unwrap_or(LONGEST_PAUSE));
    asked.min(LONGEST_PAUSE)
}

/// Micro-USD in words, such as `0.25 USDC`.
fn dollars(micro_usd: u64) -> String {
    Cell::Usdc(micro_usd).brief()
}

/// An answer that is not signed.
fn unsafe_answer(error: &Unsafe) -> CliError {
    CliError::Refused(format!("Jupiter's answer is not signed: {error}{UNSENT}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_answer_stops_the_requests_for_more_than_an_hour() {
        let asked = [None, Some(30), Some(3_601), Some(u64::MAX)];
        assert_eq!(asked.map(pause), [60, 30, 3_600, 3_600]);
    }
}
