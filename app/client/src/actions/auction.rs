//! The auction that buys IO with the fees in USDC: opening, filling and ending it, and its anchor.

use anchor_lang::prelude::Pubkey;
use fee_burn::{
    error::FeeBurnError,
    quote,
    state::{Config, Engine, Fees},
};
use io_common::{
    addresses::{ENGINE, FEE_BURN_CONFIG, USDC_VAULT},
    oracle::Price,
};
use solana_account::Account;

use super::{pricing, stored, Payment, Prepared, Refusal, Unread};
use crate::{fee_burn as client, spl, Network};

/// The auction engine with its price and its vault, as they were read.
#[derive(Clone, Debug)]
pub struct Auction {
    /// Configuration of the program.
    pub config: Config,
    /// The engine.
    pub engine: Engine,
    /// Address of the price account.
    pub price_account: Pubkey,
    /// The price account, if it is there.
    pub price: Option<Account>,
    /// What the vault holds, in micro-USD.
    pub vault: u64,
    /// The cluster's clock, in unix seconds.
    pub now: i64,
}

/// What an opening comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening {
    /// USDC put up, in micro-USD.
    pub lot: u64,
    /// Factor of the budget, in bps.
    pub factor_bps: u64,
    /// When the auction ends, in unix seconds.
    pub ends_at: i64,
}

/// What a move of the anchor comes to, in pico-USD for one IO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The anchor now.
    pub before: u64,
    /// The anchor then.
    pub after: u64,
    /// The average that it follows.
    pub average: u64,
}

/// A fill that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Fill {
    /// Who gives IO from its wallet; signs.
    pub filler: Pubkey,
    /// What is bought, in micro-USD; by default all that is left.
    pub usdc: Option<u64>,
    /// The most IO to give, in base units; by default [`fill_limit`].
    pub limit: Option<u64>,
}

/// What a fill comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What is bought, in micro-USD.
    pub usdc: u64,
    /// IO that is given and burned, in base units, as things stand.
    pub io: u64,
    /// The most IO that is given, in base units.
    pub limit: u64,
    /// The price bid for one IO, in pico-USD.
    pub bid: u64,
    /// The token account that gets the USDC.
    pub to: Pubkey,
}

/// What the end of an auction comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    /// What of the lot goes back to the budget, in micro-USD.
    pub returned: u64,
}

impl Auction {
    /// Reads the engine with its price and its vault in one request, and the clock.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, price_account: &Pubkey) -> Result<Self, Unread> {
        let [config, engine] = [FEE_BURN_CONFIG.address, ENGINE.address];
        let all = [config, engine, *price_account, USDC_VAULT.address];
        let found = network.accounts(&all)?;
        let mut found = found.into_iter();
        let mut next = || found.next().flatten();
        Ok(Self {
            config: stored("configuration", &config, next().as_ref())?,
            engine: stored("auction engine", &engine, next().as_ref())?,
            price_account: *price_account,
            price: next(),
            vault: next().as_ref().map_or(0, spl::amount),
            now: network.unix_time()?,
        })
    }

    /// The price of IO.
    ///
    /// # Errors
    /// [`Refusal::NoPrice`], [`Refusal::Price`].
    pub fn price(&self) -> Result<Price, Refusal> {
        pricing::read(&self.config.oracle, self.price.as_ref(), self.now)
    }

    /// Fees in USDC, divided as a count now would divide them.
    ///
    /// # Errors
    /// [`Refusal::Program`] if the vault holds less than was counted, which cannot occur.
    pub fn fees(&self) -> Result<Fees, Refusal> {
        let mut fees = self.engine.usdc;
        fees.count(self.vault, self.config.council_share())?;
        Ok(fees)
    }

    /// What a fill of `usdc` micro-USD, or of all that is left, comes to, if it takes `most` IO at most.
    ///
    /// # Errors
    /// Those of [`price`](Self::price), [`Refusal::Early`].
    pub fn quote(&self, usdc: Option<u64>, most: u64) -> Result<fee_burn::state::Fill, Refusal> {
        let (engine, price) = (&self.engine, self.price()?);
        let usdc = usdc.unwrap_or(engine.auction.left);
        Ok(quote::fill(
            engine,
            &self.config,
            &price,
            usdc,
            most,
            self.now,
        )?)
    }
}

impl From<quote::Refusal> for Refusal {
    fn from(refusal: quote::Refusal) -> Self {
        Self::Early {
            error: refusal.error,
            until: refusal.until,
        }
    }
}

/// A refusal of the engine, which the end of a flash fill may lift.
pub(super) fn refused(error: anchor_lang::error::Error) -> Refusal {
    match error == FeeBurnError::EngineLocked.into() {
        true => Refusal::Early { error, until: None },
        false => Refusal::Program(error),
    }
}

/// The most IO that a fill gives unless another limit is named, in base units: `io` and 0.1 % more, rounded up.
pub fn fill_limit(io: u64) -> u64 {
    io.saturating_add(io.div_ceil(1_000))
}

/// The opening of an auction; anyone may send it.
///
/// # Errors
/// Those of [`Auction::price`], [`Refusal::Early`].
pub fn open(it: &Auction) -> Result<Prepared<Opening>, Refusal> {
    let Auction {
        config,
        engine,
        vault,
        now,
        ..
    } = it;
    let opening = quote::open(engine, config, &it.price()?, *vault, *now)?;
    Ok(Prepared {
        terms: Opening {
            lot: opening.lot,
            factor_bps: opening.factor_bps,
            ends_at: now.saturating_add(config.duration.into()),
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::open_auction(&it.price_account)],
    })
}

/// A move of the anchor without an auction; anyone may send it.
///
/// # Errors
/// As [`open`].
pub fn update_anchor(it: &Auction) -> Result<Prepared<Anchor>, Refusal> {
    let price = it.price()?;
    let after = quote::update_anchor(&it.engine, &it.config, &price, it.now)?;
    Ok(Prepared {
        terms: Anchor {
            before: it.engine.anchor.price,
            after,
            average: price.ema,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::update_anchor(&it.price_account)],
    })
}

/// A fill of the auction by `request.filler`, whose wallet holds `held` IO base units, with its USDC account in front.
///
/// # Errors
/// Those of [`Auction::quote`], [`Refusal::Limit`], [`Refusal::Balance`].
pub fn fill(it: &Auction, held: u64, request: &Fill) -> Result<Prepared<Filled>, Refusal> {
    let Fill {
        filler,
        usdc,
        limit,
    } = *request;
    let quoted = it.quote(usdc, u64::MAX)?;
    let limit = limit.unwrap_or_else(|| fill_limit(quoted.io));
    if quoted.io > limit {
        return Err(Refusal::Limit {
            total: quoted.io,
            limit,
        });
    }
    if quoted.io > held {
        return Err(Refusal::Balance {
            owner: filler,
            needed: quoted.io,
            held,
        });
    }
    let [io_mint, usdc_mint] = [it.config.io_mint, it.config.usdc_mint];
    let [io, to] = [io_mint, usdc_mint].map(|mint| spl::wallet(&filler, &mint));
    let accounts = client::Filler {
        owner: filler,
        io,
        usdc: to,
    };
    let price = &it.price_account;
    Ok(Prepared {
        terms: Filled {
            usdc: quoted.usdc,
            io: quoted.io,
            limit,
            bid: quoted.bid,
            to,
        },
        // It is burned where it is.
        gives: vec![Payment {
            owner: filler,
            mint: io_mint,
            from: io,
            to: io_mint,
            amount: quoted.io,
            limit,
        }],
        creates: Vec::new(),
        setup: vec![spl::create_wallet(&filler, &filler, &usdc_mint)],
        act: vec![client::fill_auction(
            &accounts,
            &io_mint,
            price,
            quoted.usdc,
            limit,
        )],
    })
}

/// The end of an auction whose time is over; anyone may send it.
///
/// # Errors
/// [`Refusal::Nothing`] if nothing is left, [`Refusal::Early`] while it runs.
pub fn expire(it: &Auction) -> Result<Prepared<Expiry>, Refusal> {
    let Auction {
        config,
        engine,
        now,
        ..
    } = it;
    if engine.auction.left == 0 {
        return Err(Refusal::Nothing("expire: no lot is up"));
    }
    let mut after = *engine;
    let returned = after.expire(config, *now).map_err(|error| {
        let running = error == FeeBurnError::AuctionRunning.into();
        let until = running.then(|| engine.auction.ends_at(config));
        Refusal::Early { error, until }
    })?;
    Ok(Prepared {
        terms: Expiry { returned },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::expire_auction()],
    })
}
