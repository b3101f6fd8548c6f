//! Reserving GPUs of an offer.

use anchor_lang::prelude::Pubkey;
use io_common::token::TokenAccount;
use marketplace::{instructions::ReserveArgs, state::Reservation};

use super::{
    market::Market,
    pricing::{price_account, within, Quote, Wallet, Wanted},
    Creation, Payment, Prepared, Refusal,
};
use crate::{
    marketplace::{self as client, ReserveAccounts},
    spl,
};

/// Arguments of a reservation.
#[derive(Clone, Copy, Debug)]
pub struct Request {
    /// The renter, who uses the GPUs; signs.
    pub renter: Pubkey,
    /// Pays the cost from its wallet, the rent of the accounts and the bounty, and is refunded; signs. May be the renter.
    pub payer: Pubkey,
    /// GPUs, hours and currency.
    pub wanted: Wanted,
    /// A number without an open reservation of the renter.
    pub number: u64,
    /// Maximum to lock, in base units; by default [`super::pricing::limit`].
    pub limit: Option<u64>,
    /// Revision of the offer that was agreed to, and that the program enforces; by default the one that was read.
    pub revision: Option<u32>,
    /// X25519 public key to which the supplier encrypts the connection details.
    pub connection_key: [u8; 32],
}

/// Terms of a reservation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Address of the reservation.
    pub reservation: Pubkey,
    /// Cost and terms.
    pub quote: Quote,
    /// Maximum locked, in base units.
    pub limit: u64,
}

/// Prepares the reservation of `request` at an offer that was read with the payer's wallet.
///
/// # Errors
/// Those of [`Market::quote`], [`Refusal::Limit`], [`Refusal::Balance`].
pub fn prepare(market: &Market, request: &Request) -> Result<Prepared<Terms>, Refusal> {
    let currency = request.wanted.currency;
    let quote = market.quote(request.wanted)?;
    let total = quote.cost.total;
    let limit = within(
        currency,
        request.limit,
        total,
        Wallet {
            owner: request.payer,
            held: market.held,
        },
    )?;

    let mint = market.config.mint(currency);
    let payer_tokens = spl::wallet(&request.payer, &mint);
    let reservation = client::reservation_address(&request.renter, request.number);
    let escrow = client::escrow_address(&reservation);
    let accounts = ReserveAccounts {
        renter: request.renter,
        payer: request.payer,
        supplier: market.offer.supplier,
        offer: market.address,
        mint,
        payer_tokens,
        price: price_account(currency, market.price_account),
    };
    let args = ReserveArgs {
        number: request.number,
        gpus: request.wanted.gpus,
        hours: request.wanted.hours,
        currency,
        offer_revision: request.revision.unwrap_or(market.offer.revision),
        max_amount: limit,
        connection_key: request.connection_key,
    };
    let creates = |kind, address, bytes, deposit| Creation {
        kind,
        address,
        bytes,
        deposit,
        returns_to: Some(request.payer),
    };
    Ok(Prepared {
        terms: Terms {
            reservation,
            quote,
            limit,
        },
        gives: vec![Payment {
            owner: request.payer,
            mint,
            from: payer_tokens,
            to: escrow,
            amount: total,
            limit,
        }],
        creates: vec![
            creates("reservation", reservation, Reservation::SIZE, quote.bounty),
            creates("escrow", escrow, TokenAccount::SIZE, 0),
        ],
        setup: Vec::new(),
        act: vec![client::reserve(&accounts, args)],
    })
}
