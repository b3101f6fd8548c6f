//! A stand-in for Jupiter: a pool of IO and USDC, whose price only its trades move, and an API of swaps through it.

use std::net::TcpListener;

use io_client::{rpc::RpcNetwork, spl, Network};
use io_common::constants::{ONE_IO, ONE_USDC};
use io_stage::Cast;
use io_vm::jupiter_stand_in::{pool, serve, Market, Reply};
use serde_json::json;
use solana_commitment_config::CommitmentConfig;

use crate::cluster::HOST;

/// IO of the pool at the start, in base units.
const IO: u64 = 4_000_000 * ONE_IO;
/// USDC of it: a quarter of a dollar for one IO, where the price starts.
const USDC: u64 = 1_000_000 * ONE_USDC;

/// Fills the pool.
pub fn fund(network: &mut dyn Network, cast: &Cast) -> anyhow::Result<()> {
    cast.fund(network, &pool(), IO, USDC)?;
    Ok(())
}

/// Answers at a free port of this machine, as long as the process runs; gives the URL of the API.
pub fn start(cast: &Cast, rpc: String) -> anyhow::Result<String> {
    let (io, usdc) = (cast.io, cast.usdc);
    let answer = move |target: &str| {
        let mut network = RpcNetwork::new(rpc.clone(), CommitmentConfig::processed());
        let mut held = |mint| spl::balance(&mut network, &spl::wallet(&pool(), &mint));
        let (io_held, usdc_held) = match (held(io), held(usdc)) {
            (Ok(io_held), Ok(usdc_held)) => (io_held, usdc_held),
            (Err(error), _) | (_, Err(error)) => {
                return Reply::new(503, json!({ "error": error.to_string() }))
            }
        };
        let market = Market {
            io,
            usdc,
            io_held,
            usdc_held,
        };
        let (status, body) = market.answer(target);
        Reply::new(status, body)
    };
    let server = serve(TcpListener::bind((HOST, 0))?, answer)?;
    Ok(format!("{}/swap/v2", server.url))
}
