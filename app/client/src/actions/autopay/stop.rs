//! Ending it: the account and the part of the approval that was for it.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state::Account as Tokens;
use io_common::addresses::MARKETPLACE_CONFIG;
use marketplace::state::{Autopay, Config, Currency};

use super::{delegate, others, Standing};
use crate::{
    actions::{optional, stored, Prepared, Refusal, Unread},
    marketplace as client, spl, Network,
};

/// What comes back, and what stays approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Lamports of rent and bounties that go back to the payer.
    pub lamports: u64,
    /// What the wallet still approves for the payer's other autopays, in base units.
    pub approved: u64,
}

/// Prepares it. The payer signs.
///
/// # Errors
/// [`Refusal::Nothing`] without an autopay of this payer.
pub fn stop(standing: &Standing) -> Result<Prepared<Stopped>, Refusal> {
    let running = &standing.running;
    let payer = running.reservation.payer;
    if standing.stored.is_none_or(|stored| stored.payer != payer) {
        return Err(Refusal::Nothing("stop"));
    }
    let mut prepared = closing(&running.address, &payer, standing.lamports);
    revoke(
        &mut prepared,
        (&payer, &standing.payer_tokens()),
        standing.wallet.as_ref(),
        standing.others,
    );
    Ok(prepared)
}

/// An autopay whose reservation is closed, with the wallet of its payer, as they were read.
#[derive(Clone, Debug)]
pub struct Left {
    /// The autopay.
    pub autopay: Autopay,
    /// Its lamports.
    pub lamports: u64,
    /// What it pays in.
    pub currency: Currency,
    /// Address of its payer's wallet.
    pub payer_tokens: Pubkey,
    /// The wallet, if it is there.
    pub wallet: Option<Tokens>,
    /// What the payer's other autopays in the currency may still spend, in base units.
    pub others: u64,
}

impl Left {
    /// Reads the autopay of the reservation that was at `address`; none if there is none.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Option<Self>, Unread> {
        let at = client::autopay_address(address);
        let both = [MARKETPLACE_CONFIG.address, at];
        let mut found = network.accounts(&both)?.into_iter();
        let mut next = || found.next().flatten();
        let (config, account) = (next(), next());
        let config: Config = stored("configuration", &both[0], config.as_ref())?;
        let Some(autopay) = optional::<Autopay>(&at, account.as_ref())? else {
            return Ok(None);
        };
        let currency = Currency::stored(autopay.currency);
        let currency = currency.map_err(|_| Unread::OtherVersion { address: at })?;
        let payer_tokens = spl::wallet(&autopay.payer, &config.mint(currency));
        Ok(Some(Self {
            autopay,
            lamports: account.map_or(0, |account| account.lamports),
            currency,
            payer_tokens,
            wallet: spl::token_account(network, &payer_tokens)?,
            others: others(network, &autopay.payer, currency, Some(address))?,
        }))
    }
}

/// Prepares the end of what is left of it. The payer signs.
pub fn stop_left(left: &Left) -> Prepared<Stopped> {
    let Autopay {
        payer, reservation, ..
    } = left.autopay;
    let mut prepared = closing(&reservation, &payer, left.lamports);
    let wallet = (&payer, &left.payer_tokens);
    revoke(&mut prepared, wallet, left.wallet.as_ref(), left.others);
    prepared
}

fn closing(reservation: &Pubkey, payer: &Pubkey, lamports: u64) -> Prepared<Stopped> {
    Prepared {
        terms: Stopped {
            lamports,
            approved: 0,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: vec![client::close_autopay(payer, reservation, payer)],
    }
}

/// Adds the end of what the wallet approves: what is approved for the others stays, but never more than it is now.
fn revoke(
    prepared: &mut Prepared<Stopped>,
    (payer, wallet): (&Pubkey, &Pubkey),
    tokens: Option<&Tokens>,
    others: u64,
) {
    let spender = client::spender_address(payer);
    let delegated = tokens.and_then(delegate);
    let Some((_, amount)) = delegated.filter(|(delegate, _)| *delegate == spender) else {
        return;
    };
    let approved = amount.min(others);
    prepared.terms.approved = approved;
    prepared.act.push(match approved {
        0 => spl::revoke(wallet, payer),
        approved => spl::approve(wallet, &spender, payer, approved),
    });
}
