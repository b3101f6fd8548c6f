//! How long each route of the API takes with many connections, on a database that was filled before:
//!
//! ```sh
//! cargo run --release --package io-indexer --example load -- --database io-indexer.db
//! ```

#![allow(clippy::arithmetic_side_effects)]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{ensure, Context};
use clap::Parser;
use io_indexer::{
    api::{answers::Commitment, router, Limits, Stored},
    store::{self, Store},
};
use reqwest::Client;
use serde_json::Value;
use tokio::net::TcpListener;

/// Measures the routes of the API on a database
#[derive(Parser)]
struct Arguments {
    /// The database: a file of SQLite, or postgres://…
    #[arg(long, value_name = "DATABASE", default_value = "io-indexer.db")]
    database: String,
    /// Connections, each with one request at a time
    #[arg(long, value_name = "COUNT", default_value_t = 50)]
    connections: usize,
    /// Requests of each route, over all connections
    #[arg(long, value_name = "COUNT", default_value_t = 5_000)]
    requests: usize,
}

/// Routes, and the list and the field from which their parameter is taken. In each, `{}` is the parameter.
const ROUTES: [(&str, &str, &str); 22] = [
    ("/v1/status", "", ""),
    ("/v1/supply", "", ""),
    ("/v1/fees", "", ""),
    ("/v1/emissions", "", ""),
    ("/v1/prices", "", ""),
    ("/v1/suppliers", "", ""),
    ("/v1/suppliers?order=stake", "", ""),
    ("/v1/suppliers/{}", "suppliers", "address"),
    ("/v1/delegations?staker={}", "delegations", "staker"),
    ("/v1/offers?order=price&closed=false", "", ""),
    ("/v1/reservations", "", ""),
    ("/v1/reservations?renter={}", "reservations", "renter"),
    ("/v1/reservations/{}", "reservations", "address"),
    ("/v1/fills", "", ""),
    ("/v1/wallets/{}/rewards", "delegations", "staker"),
    ("/v1/wallets/{}/rewards.csv", "delegations", "staker"),
    ("/v1/search/{}", "reservations", "renter"),
    ("/v1/leaderboards/stakers-by-stake", "", ""),
    ("/v1/leaderboards/renters-by-usdc", "", ""),
    ("/v1/events", "", ""),
    ("/v1/events?address={}", "reservations", "address"),
    ("/v1/transactions/{}/events", "events", "signature"),
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    ensure!(
        arguments.connections > 0 && arguments.requests > 0,
        "nothing to do"
    );
    let url = store::url(&arguments.database)?;
    let stored = Stored {
        store: Arc::new(Store::open(&url).await?),
        commitment: Commitment::Finalized,
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let base = format!("http://{}", listener.local_addr()?);
    let router = router(Arc::new(stored), Limits::default());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let status = get(&client()?, &format!("{base}/v1/status")).await?;
    let Arguments {
        connections,
        requests,
        ..
    } = arguments;
    println!(
        "{} events, {connections} connections, {requests} requests of each route\n",
        status["events"]
    );
    println!("| route | requests a second | p50 | p99 |");
    println!("|---|---|---|---|");
    for (route, list, field) in ROUTES {
        let parameters = parameters(&base, list, field).await?;
        let first = parameters
            .first()
            .map(|it| base.clone() + &route.replace("{}", it));
        let is_there = match first {
            Some(url) => client()?.get(url).send().await?.status() != 404,
            None => false,
        };
        if !is_there {
            println!("| `{route}` | no rows | | |");
            continue;
        }
        let urls = parameters
            .iter()
            .map(|it| base.clone() + &route.replace("{}", it));
        let (took, times) = measure(urls.collect(), connections, requests).await?;
        println!("{}", row(route, took, &times));
    }
    Ok(())
}

fn client() -> reqwest::Result<Client> {
    Client::builder().no_proxy().no_gzip().build()
}

async fn get(client: &Client, url: &str) -> anyhow::Result<Value> {
    let response = client.get(url).send().await?.error_for_status()?;
    Ok(serde_json::from_str(&response.text().await?)?)
}

/// Values of a field in the first page of a list; one that is empty for a route without a parameter.
async fn parameters(base: &str, list: &str, field: &str) -> anyhow::Result<Vec<String>> {
    if list.is_empty() {
        return Ok(vec![String::new()]);
    }
    let page = get(&client()?, &format!("{base}/v1/{list}?limit=1000")).await?;
    let rows = page["data"].as_array().context("a page has rows")?.iter();
    let values = rows.filter_map(|row| row[field].as_str().map(ToOwned::to_owned));
    Ok(values.collect())
}

/// How long all requests took together, and each of them, in ascending order.
async fn measure(
    urls: Vec<String>,
    connections: usize,
    requests: usize,
) -> anyhow::Result<(Duration, Vec<Duration>)> {
    let urls = Arc::new(urls);
    let start = Instant::now();
    let of_one = requests.div_ceil(connections);
    let tasks = (0..connections).map(|connection| {
        let urls = Arc::clone(&urls);
        tokio::spawn(async move {
            let client = client()?;
            let mut times = Vec::with_capacity(of_one);
            for url in urls.iter().cycle().skip(connection * of_one).take(of_one) {
                let start = Instant::now();
                let response = client.get(url).send().await?.error_for_status()?;
                response.bytes().await?;
                times.push(start.elapsed());
            }
            Ok::<_, reqwest::Error>(times)
        })
    });
    let mut times = Vec::with_capacity(requests);
    for task in tasks.collect::<Vec<_>>() {
        times.extend(task.await??);
    }
    let took = start.elapsed();
    times.sort_unstable();
    Ok((took, times))
}

fn row(route: &str, took: Duration, times: &[Duration]) -> String {
    let at = |percent: usize| {
        let place = (times.len() * percent).div_ceil(100).max(1) - 1;
        times[place].as_secs_f64() * 1_000.0
    };
    let rate = times.len() as f64 / took.as_secs_f64();
    format!(
        "| `{route}` | {rate:.0} | {:.1} ms | {:.1} ms |",
        at(50),
        at(99)
    )
}
