//! Paying the council its share of the fees.

use anchor_lang::prelude::Pubkey;
use fee_burn::state::{Config, Engine, Vault};
use io_common::addresses::{ENGINE, FEE_BURN_CONFIG};
use marketplace::state::Currency;

use super::{
    auction::refused,
    clock::Setup,
    payee::{Destination, Payee},
    stored, Prepared, Refusal, Unread,
};
use crate::{fee_burn as client, spl, Network};

/// The council's part of the fees in a vault, as it was read.
#[derive(Clone, Debug)]
pub struct CouncilFees {
    /// Configuration of the program.
    pub config: Config,
    /// The engine.
    pub engine: Engine,
    /// Which fees.
    pub currency: Currency,
    /// Balance of the vault, in base units.
    pub vault: u64,
    /// The treasury's associated token account.
    pub payee: Payee,
}

/// What a payment to the council comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is paid, in base units.
    pub amount: u64,
    /// The treasury's token account.
    pub to: Destination,
}

impl CouncilFees {
    /// Reads the vault of a currency with its engine in one request, and the treasury's token account in another.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, currency: Currency) -> Result<Self, Unread> {
        let [config_at, engine_at] = [FEE_BURN_CONFIG.address, ENGINE.address];
        let found = network.accounts(&[config_at, engine_at, currency.fee_vault()])?;
        let mut found = found.into_iter();
        let mut next = || found.next().flatten();
        let config: Config = stored("configuration", &config_at, next().as_ref())?;
        let engine = stored("auction engine", &engine_at, next().as_ref())?;
        let vault = next().as_ref().map_or(0, spl::amount);
        let mint = match currency {
            Currency::Io => config.io_mint,
            Currency::Usdc => config.usdc_mint,
        };
        let payee = Payee::read(network, config.treasury, mint, None)?;
        Ok(Self {
            config,
            engine,
            currency,
            vault,
            payee,
        })
    }

    /// Whether a treasury is named.
    pub fn has_treasury(&self) -> bool {
        self.config.treasury != Pubkey::default()
    }
}

/// The payment of the council's part of the fees in a vault; anyone may send it. `payer` pays for the treasury's token
/// account if it is missing.
///
/// # Errors
/// [`Refusal::Nothing`], [`Refusal::Early`] during a flash fill, [`Refusal::Payee`].
pub fn prepare(it: &CouncilFees, payer: &Pubkey) -> Result<Prepared<Terms>, Refusal> {
    if !it.has_treasury() {
        return Err(Refusal::Nothing("pay: the council has no treasury"));
    }
    let of = match it.currency {
        Currency::Io => Vault::Io,
        Currency::Usdc => Vault::Usdc,
    };
    let mut engine = it.engine;
    let paid = engine.pay_council(&it.config, of, it.vault);
    let amount = paid.map_err(refused)?;
    if amount == 0 {
        return Err(Refusal::Nothing(
            "pay: nothing in this currency is the council's",
        ));
    }
    let to = it.payee.owner()?;
    let mut setup = Setup::default();
    it.payee.create(payer, &mut setup);
    let pay = client::pay_council(&of.address(), &to.tokens);
    Ok(Prepared {
        terms: Terms { amount, to },
        gives: Vec::new(),
        creates: setup.creates,
        setup: setup.instructions,
        act: vec![pay],
    })
}
