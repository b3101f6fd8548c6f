//! Offers and reservations.

use axum::{extract::State, Json};
use io_ledger::{Key, Kind};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::{list, list_query, row};
use crate::api::{
    answers::{Address, Currency, Offer, Page, Reservation, ReservationState, Row},
    asked::{Asked, Named},
    problem::Problem,
    source::{Direction, Query, KEY},
    Api,
};

/// Order of offers.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub enum OfferOrder {
    /// By address. Stable between pages.
    #[default]
    Address,
    /// Lowest price first.
    Price,
}

list_query! {
    /// Filters of offers.
    pub struct OfferQuery {
        /// Only of this supplier
        supplier: Option<Address>,
        /// Only with GPUs of this model
        model: Option<u16>,
        /// Whether paused
        paused: Option<bool>,
        /// Whether closed
        closed: Option<bool>,
        /// Sort order
        #[serde(default)]
        #[param(inline, required = false)]
        order: OfferOrder,
    }
}

/// Offers
#[utoipa::path(get, path = "/v1/offers", tag = "market", params(OfferQuery), responses((status = 200, body = Page<Offer>)))]
pub async fn offers(
    State(api): State<Api>,
    Asked(asked): Asked<OfferQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let by = match asked.order {
        OfferOrder::Address => KEY,
        OfferOrder::Price => "price",
    };
    let query = Query::new(Kind::Offer, by, Direction::Up)
        .is("supplier", asked.supplier)
        .is("model", asked.model)
        .is("paused", asked.paused)
        .is("closed", asked.closed);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// An offer
#[utoipa::path(
    get, path = "/v1/offers/{address}", tag = "market",
    params(("address" = Address, Path, description = "The offer")),
    responses((status = 200, body = Offer))
)]
pub async fn offer(
    State(api): State<Api>,
    Named(address): Named<Address>,
) -> Result<Json<Row>, Problem> {
    row(&api, Key::Offer((&address).into()), "such offer").await
}

list_query! {
    /// Filters of reservations.
    pub struct ReservationQuery {
        /// Only of this renter
        renter: Option<Address>,
        /// Only of this payer
        payer: Option<Address>,
        /// Only with this supplier
        supplier: Option<Address>,
        /// Only of this offer
        offer: Option<Address>,
        /// Only in this currency
        currency: Option<Currency>,
        /// Only in this state
        state: Option<ReservationState>,
        /// Only made from this time on, unix seconds
        from: Option<i64>,
        /// Only made before this time, unix seconds
        until: Option<i64>,
    }
}

/// Reservations, newest first
#[utoipa::path(get, path = "/v1/reservations", tag = "market", params(ReservationQuery), responses((status = 200, body = Page<Reservation>)))]
pub async fn reservations(
    State(api): State<Api>,
    Asked(asked): Asked<ReservationQuery>,
) -> Result<Json<Page<Row>>, Problem> {
    let query = Query::new(Kind::Reservation, "reserved_at", Direction::Down)
        .is("renter", asked.renter)
        .is("payer", asked.payer)
        .is("supplier", asked.supplier)
        .is("offer", asked.offer)
        .is("in_io", asked.currency.map(|it| it == Currency::Io))
        .is("state", asked.state)
        .from("reserved_at", asked.from)
        .until("reserved_at", asked.until);
    list(&api, query, asked.cursor.as_deref(), asked.limit).await
}

/// A reservation
#[utoipa::path(
    get, path = "/v1/reservations/{address}", tag = "market",
    params(("address" = Address, Path, description = "The reservation")),
    responses((status = 200, body = Reservation))
)]
pub async fn reservation(
    State(api): State<Api>,
    Named(address): Named<Address>,
) -> Result<Json<Row>, Problem> {
    row(
        &api,
        Key::Reservation((&address).into()),
        "such reservation",
    )
    .await
}
