//! What anyone may do about a reservation by its own terms.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::state::AccountState;
use io_common::types::Supplier;
use marketplace::state::{Payee, Payees, Reservation, Status};

use super::{snapshot::Snapshot, Prepared, Refusal, Unread};
use crate::{marketplace as client, spl, Network};

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It was not started in time: its cancellation, with the end of its accounts.
    Cancel,
    /// The council has not decided in time: the end of the dispute.
    Expire,
    /// Its time is over: its end.
    Complete,
    /// The hold-back is over: the last payment.
    Close,
    /// It is closed, and a payee that could not be paid can be paid now.
    Pay,
    /// Everything is paid: the end of its accounts.
    CloseAccounts,
}

/// A reservation with its payees, as they were read.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    /// The reservation.
    pub snapshot: Snapshot,
    /// Its supplier; none if that is closed.
    pub supplier: Option<Supplier>,
    /// Whether the token account of a payee that is owed can receive.
    pub receives: bool,
}

/// What comes of it. Amounts are base units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What is done.
    pub act: Act,
    /// What each payee is owed by it: paid at once, as far as its token account can receive.
    pub owed: Payees,
    /// Lamports for who closes it; none unless it is closed then.
    pub bounty: u64,
    /// Whether everything is allocated then.
    pub closed: bool,
}

impl Due {
    /// Reads a reservation as [`Snapshot::read`] does, then its supplier; once everything is allocated, the token accounts of
    /// those that are owed too.
    ///
    /// # Errors
    /// [`Unread`].
    pub fn read(network: &mut dyn Network, address: &Pubkey) -> Result<Self, Unread> {
        let snapshot = Snapshot::read(network, address)?;
        let supplier = snapshot.supplier(network)?;
        let mut due = Self {
            snapshot,
            supplier,
            receives: false,
        };
        if snapshot.reservation.is(Status::Closed) {
            for wallet in due.owed() {
                let tokens = spl::token_account(network, &spl::wallet(&wallet, &snapshot.mint))?;
                due.receives |= tokens
                    .is_some_and(|it| it.owner == wallet && it.state == AccountState::Initialized);
            }
        }
        Ok(due)
    }

    /// The wallets that are owed something.
    fn owed(&self) -> Vec<Pubkey> {
        let it = &self.snapshot.reservation;
        let payees = [
            (Payee::Supplier, self.supplier.map(|it| it.payout)),
            (Payee::Payer, Some(it.payer)),
        ];
        let owed = |payee| it.owed(payee).is_ok_and(|owed| owed > 0);
        let owed = payees.into_iter().filter(|(payee, _)| owed(*payee));
        owed.filter_map(|(_, wallet)| wallet).collect()
    }

    /// What is due, and the reservation after it, before anyone is paid.
    fn next(&self) -> Option<(Act, Reservation)> {
        let Snapshot {
            reservation: it,
            now,
            ..
        } = self.snapshot;
        type Transition = fn(&mut Reservation, i64) -> anchor_lang::Result<()>;
        let transitions: [(Act, Transition); 3] = [
            (Act::Cancel, Reservation::cancel),
            (Act::Expire, Reservation::expire_dispute),
            (Act::Complete, Reservation::complete),
        ];
        for (act, transition) in transitions {
            let mut after = it;
            if transition(&mut after, now).is_ok() {
                return Some((act, after));
            }
        }
        if it.is(Status::Closed) {
            let act = match it.is_paid() {
                true => Some(Act::CloseAccounts),
                false => self.receives.then_some(Act::Pay),
            };
            return act.map(|act| (act, it));
        }
        let mut after = it;
        after.close(now).ok().map(|()| (Act::Close, after))
    }
}

/// What is due of a reservation; `finisher` signs where it closes, and gets the bounty.
///
/// # Errors
/// [`Refusal::Nothing`] if nothing is.
pub fn prepare(due: &Due, finisher: &Pubkey) -> Result<Prepared<Terms>, Refusal> {
    let (act, after) = due.next().ok_or(Refusal::Nothing("close"))?;
    let closed = after.is(Status::Closed);
    Ok(Prepared {
        terms: Terms {
            act,
            owed: after.all_owed()?,
            bounty: if closed { after.bounty.into() } else { 0 },
            closed,
        },
        gives: Vec::new(),
        creates: Vec::new(),
        setup: Vec::new(),
        act: due.instructions(act, finisher)?,
    })
}

impl Due {
    fn instructions(&self, act: Act, finisher: &Pubkey) -> io_common::Result<Vec<Instruction>> {
        let Snapshot {
            address,
            reservation: it,
            ..
        } = &self.snapshot;
        let payer_tokens = self.snapshot.payer_tokens();
        let close = || {
            let paid = self.snapshot.supplier_tokens(self.supplier.as_ref());
            client::close_reservation(finisher, address, it, &paid, &payer_tokens)
        };
        Ok(match act {
            // Together they give the payer everything back: cost, rent and bounty.
            Act::Cancel => vec![client::cancel(address, it, &payer_tokens), close()?],
            Act::Expire => vec![client::expire_dispute(address, &payer_tokens)],
            Act::Complete => vec![client::complete(address, it, &payer_tokens)],
            Act::Close | Act::Pay | Act::CloseAccounts => vec![close()?],
        })
    }
}
