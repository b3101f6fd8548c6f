//! The routes, a file for each group.

mod events;
mod leaders;
mod ledger;
mod list;
mod market;
mod network;
mod search;
mod staking;
mod stream;
mod treasury;
mod wallets;

use utoipa_axum::{router::OpenApiRouter, routes};

use super::Api;

/// All routes that answer at once.
pub(super) fn answers() -> OpenApiRouter<Api> {
    OpenApiRouter::default()
        .routes(routes!(network::status))
        .routes(routes!(network::supply))
        .routes(routes!(network::emissions))
        .routes(routes!(network::prices))
        .routes(routes!(network::proposals))
        .routes(routes!(network::proposal))
        .routes(routes!(staking::suppliers))
        .routes(routes!(staking::supplier))
        .routes(routes!(staking::delegations))
        .routes(routes!(staking::delegation))
        .routes(routes!(staking::slashes))
        .routes(routes!(market::offers))
        .routes(routes!(market::offer))
        .routes(routes!(market::reservations))
        .routes(routes!(market::reservation))
        .routes(routes!(treasury::fees))
        .routes(routes!(treasury::auctions))
        .routes(routes!(treasury::auction))
        .routes(routes!(treasury::fills))
        .routes(routes!(wallets::rewards))
        .routes(routes!(wallets::rewards_csv))
        .routes(routes!(leaders::leaders))
        .routes(routes!(search::search))
        .routes(routes!(ledger::ledger))
        .routes(routes!(events::events))
        .routes(routes!(events::transaction))
}

/// The route that stays open.
pub(super) fn streams() -> OpenApiRouter<Api> {
    OpenApiRouter::default().routes(routes!(stream::stream))
}
