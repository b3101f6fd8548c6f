//! Ports that are free.

use std::net::TcpListener;

use anyhow::{bail, Context};

use crate::cluster::HOST;

/// Ports that are looked at.
const TRIES: usize = 100;

/// A port that is free like the next two.
pub fn free() -> anyhow::Result<u16> {
    for _ in 0..TRIES {
        let port = TcpListener::bind((HOST, 0))?.local_addr()?.port();
        if check(port).is_ok() {
            return Ok(port);
        }
    }
    bail!("no three ports one after the other are free")
}

/// Whether `port` and the next two are free.
///
/// # Errors
/// With the one that is not.
pub fn check(port: u16) -> anyhow::Result<()> {
    for port in [0, 1, 2].map(|more| port.saturating_add(more)) {
        let free = TcpListener::bind((HOST, port));
        free.with_context(|| format!("port {port}: give another --port, 0 for one that is free"))?;
    }
    Ok(())
}
