//! Reserving GPUs of an offer.

use anchor_lang::prelude::Pubkey;
use io_common::token::TokenAccount;
use marketplace::{instructions::ReserveArgs, state::Reservation};

use super::{
    booking::{price_account, within, Booking, Wanted},
    market::Market,
    Creation, Payment, Prepared, Refusal,
};
use crate::{
    marketplace::{self as client, ReserveAccounts},
    spl,
};

/// A reservation that is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// Who rents, from its wallet; signs.
    pub renter: Pubkey,
    /// Who pays the rent of the accounts and the bounty; signs.
    pub payer: Pubkey,
    /// What is wanted.
    pub wanted: Wanted,
    /// Any number that the renter has no reservation of.
    pub number: u64,
    /// The most that may be locked, in base units; by default [`super::booking::limit`].
    pub limit: Option<u64>,
    /// The offer's revision that was agreed to, at which the program holds it; by default the one that was read.
    pub revision: Option<u32>,
    /// Public key to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
}

/// What a reservation comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the reservation.
    pub reservation: Pubkey,
    /// The price, and what comes back when.
    pub booking: Booking,
    /// The most that is locked, in base units.
    pub limit: u64,
}

/// The reservation of `wish` at an offer that was read with the wallet of the renter.
///
/// # Errors
/// Those of [`Market::quote`], [`Refusal::Limit`], [`Refusal::Balance`].
pub fn prepare(market: &Market, wish: &Wish) -> Result<Prepared<Terms>, Refusal> {
    let currency = wish.wanted.currency;
    let booking = market.quote(wish.wanted)?;
    let total = booking.cost.total;
    let limit = within(currency, wish.limit, total, (wish.renter, market.held))?;

    let mint = market.config.mint(currency);
    let renter_tokens = spl::wallet(&wish.renter, &mint);
    let reservation = client::reservation_address(&wish.renter, wish.number);
    let escrow = client::escrow_address(&reservation);
    let accounts = ReserveAccounts {
        renter: wish.renter,
        payer: wish.payer,
        supplier: market.offer.supplier,
        offer: market.address,
        mint,
        renter_tokens,
        price: price_account(currency, market.price_account),
    };
    let args = ReserveArgs {
        number: wish.number,
        gpus: wish.wanted.gpus,
        hours: wish.wanted.hours,
        currency,
        offer_revision: wish.revision.unwrap_or(market.offer.revision),
        max_amount: limit,
        connection_key: wish.connection_key,
    };
    let creates = |kind, address, bytes, deposit| Creation {
        kind,
        address,
        bytes,
        deposit,
        returns_to: Some(wish.payer),
    };
    Ok(Prepared {
        terms: Terms {
            reservation,
            booking,
            limit,
        },
        gives: vec![Payment {
            owner: wish.renter,
            mint,
            from: renter_tokens,
            to: escrow,
            amount: total,
            limit,
        }],
        creates: vec![
            creates(
                "reservation",
                reservation,
                Reservation::SIZE,
                booking.bounty,
            ),
            creates("escrow", escrow, TokenAccount::SIZE, 0),
        ],
        setup: Vec::new(),
        act: vec![client::reserve(&accounts, args)],
    })
}
