//! Autopay: what a payer allows to extend its reservation by, and the extensions that anyone sends.

mod extend;
mod set;
mod stop;

use anchor_lang::{prelude::Pubkey, Discriminator};
use anchor_spl::token::spl_token::state::{Account as Tokens, AccountState};
use marketplace::{
    state::{Autopay, AutopayArgs, Currency, Funds, Reservation, Status},
    ID,
};

pub use self::{
    extend::{extend, may_extend, obstacle, Extension},
    set::{set, with_reserve, Allowance, Request},
    stop::{stop, stop_left, Left, Stopped},
};
use super::{extend::Running, optional, Refusal, Unread};
use crate::{
    layout::{decode, place},
    marketplace as client, rent, spl, Match, Network, ReadError,
};

/// A reservation with its autopay and the wallet of its payer, as they were read.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The reservation with its offer.
    pub running: Running,
    /// What it is paid in.
    pub currency: Currency,
    /// The account at the address of its autopay. It may be of an earlier reservation: see [`Self::autopay`].
    pub stored: Option<Autopay>,
    /// Lamports of that.
    pub lamports: u64,
    /// Its rent-exempt minimum, in lamports.
    pub minimum: u64,
    /// The wallet of its payer, if it is there.
    pub wallet: Option<Tokens>,
    /// What the payer's other autopays in the currency may still spend, in base units.
    pub others: u64,
}

/// Where an autopay stands.
#[derive(Debug)]
pub enum State {
    /// None is set.
    Off,
    /// The reservation has not started.
    NotStarted,
    /// It extends from this time on, in unix seconds.
    Waits(i64),
    /// It extends now: anyone may send it.
    Due,
    /// The wallet is short of what an extension costs.
    Short {
        /// Cost of the extension, in base units.
        needed: u64,
        /// Since when that is recorded, in unix seconds; none if it is not.
        since: Option<i64>,
    },
    /// The program refuses an extension at present.
    Refused(Refusal),
}

impl Standing {
    /// Reads a reservation as [`Running::read`] does; then its autopay, the payer's wallet, and the payer's other
    /// autopays in the currency.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(
        network: &mut dyn Network,
        address: &Pubkey,
        price_account: &Pubkey,
    ) -> Result<Self, Unread> {
        let mut standing = Self::to_extend(network, address, price_account)?;
        let payer = standing.running.reservation.payer;
        standing.others = others(network, &payer, standing.currency, Some(address))?;
        Ok(standing)
    }

    /// The same for somebody who extends: without the payer's other autopays, which count as nothing.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn to_extend(
        network: &mut dyn Network,
        address: &Pubkey,
        price_account: &Pubkey,
    ) -> Result<Self, Unread> {
        let running = Running::read(network, address, price_account)?;
        let it = &running.reservation;
        let currency = it.currency();
        let currency = currency.map_err(|_| Unread::OtherVersion { address: *address })?;
        let mint = running.market.config.mint(currency);
        let at = client::autopay_address(address);
        let both = [at, spl::wallet(&it.payer, &mint)];
        let mut found = network.accounts(&both)?.into_iter();
        let mut next = || found.next().flatten();
        let (account, wallet) = (next(), next());
        Ok(Self {
            stored: optional(&at, account.as_ref())?,
            lamports: account.map_or(0, |account| account.lamports),
            minimum: rent::of_today(network)?.minimum_balance(Autopay::SIZE),
            wallet: wallet.as_ref().and_then(spl::tokens),
            running,
            currency,
            others: 0,
        })
    }

    /// The autopay of this reservation and its payer.
    pub fn autopay(&self) -> Option<&Autopay> {
        let stored = self.stored.as_ref();
        stored.filter(|it| it.is_of(&self.running.reservation))
    }

    /// Seconds before the end from which on an extension passes: see [`AutopayArgs::effective_lead`].
    ///
    /// # Errors
    /// `MathOverflow`, which cannot occur.
    pub fn effective_lead(&self, args: &AutopayArgs) -> io_common::Result<u32> {
        args.effective_lead(self.running.market.longest_stay(self.currency)?)
    }

    /// From when on an extension passes, in unix seconds; none if the offer's longest stay leaves no time for it.
    pub(super) fn extends_from(&self, autopay: &Autopay) -> io_common::Result<Option<i64>> {
        let lead = self.effective_lead(&autopay.args())?;
        let ends_at = self.running.reservation.ends_at()?;
        Ok((lead > 0).then_some(ends_at.saturating_sub(lead.into())))
    }

    /// What the payer's wallet holds, and what it lets autopay take.
    pub fn funds(&self) -> Funds {
        let payer = self.running.reservation.payer;
        let usable = |it: &&Tokens| it.owner == payer && it.state == AccountState::Initialized;
        self.wallet
            .as_ref()
            .filter(usable)
            .map_or(Funds::default(), |it| Funds {
                held: it.amount,
                allowed: match self.delegate() {
                    Some((delegate, amount)) if delegate == client::spender_address(&payer) => {
                        amount
                    }
                    _ => 0,
                },
            })
    }

    /// The delegate of the payer's wallet, and what it may take: a wallet has one.
    pub fn delegate(&self) -> Option<(Pubkey, u64)> {
        delegate(self.wallet.as_ref()?)
    }

    /// The payer's wallet for the currency.
    pub fn payer_tokens(&self) -> Pubkey {
        let mint = self.running.market.config.mint(self.currency);
        spl::wallet(&self.running.reservation.payer, &mint)
    }

    /// Where it stands.
    pub fn state(&self) -> State {
        let it = &self.running.reservation;
        let Some(autopay) = self.autopay().filter(|_| it.is_open()) else {
            return State::Off;
        };
        if !it.is(Status::Active) {
            return State::NotStarted;
        }
        match extend::cost(self, autopay) {
            Ok(cost) if self.funds().cover(cost.total) => State::Due,
            Ok(cost) => State::Short {
                needed: cost.total,
                since: autopay.short_for(it).ok().flatten(),
            },
            Err(Refusal::Early {
                until: Some(from), ..
            }) => State::Waits(from),
            Err(refusal) => State::Refused(refusal),
        }
    }
}

/// The delegate of a wallet, and what it may take.
fn delegate(wallet: &Tokens) -> Option<(Pubkey, u64)> {
    let delegate = Option::<Pubkey>::from(wallet.delegate)?;
    Some((delegate, wallet.delegated_amount))
}

/// Another delegate of the payer's wallet than its spender, and what it may take: an approval for autopay replaces it.
///
/// # Errors
/// If the network does not answer.
pub fn replaced(
    network: &mut dyn Network,
    payer: &Pubkey,
    wallet: &Pubkey,
) -> Result<Option<(Pubkey, u64)>, ReadError> {
    let wallet = spl::token_account(network, wallet)?;
    let found = wallet.as_ref().and_then(delegate);
    let spender = client::spender_address(payer);
    Ok(found.filter(|(delegate, amount)| *delegate != spender && *amount > 0))
}

/// What the autopays of `payer` in `currency` may still spend, in base units: of reservations that wait or run, except
/// that at `except`.
///
/// # Errors
/// If the network does not answer.
pub fn others(
    network: &mut dyn Network,
    payer: &Pubkey,
    currency: Currency,
    except: Option<&Pubkey>,
) -> Result<u64, ReadError> {
    let theirs = [
        Match::new(place!(Autopay, payer), payer),
        Match::new(place!(Autopay, currency), [currency as u8]),
    ];
    let found = network.program_accounts_where(&ID, Autopay::DISCRIMINATOR, &theirs)?;
    let found = found
        .iter()
        .filter_map(|(_, account)| decode(&account.data));
    let autopays: Vec<Autopay> = found
        .filter(|it: &Autopay| Some(&it.reservation) != except)
        .collect();
    let addresses: Vec<Pubkey> = autopays.iter().map(|it| it.reservation).collect();
    let reservations = network.accounts(&addresses)?;
    let live = autopays.iter().zip(reservations).filter(|(it, account)| {
        let account = account.as_ref();
        let reservation = account.and_then(|account| decode::<Reservation>(&account.data));
        reservation.is_some_and(|reservation| reservation.is_open() && it.is_of(&reservation))
    });
    Ok(live.fold(0, |sum, (it, _)| u64::saturating_add(sum, it.left)))
}
