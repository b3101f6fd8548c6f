//! Ports that are free.

use std::net::TcpListener;

use anyhow::Context;

use crate::cluster::HOST;

/// Ports that are looked at.
const TRIES: usize = 100;

/// A port that is free like the next one.
pub fn free() -> anyhow::Result<u16> {
    for _ in 0..TRIES {
        let port = TcpListener::bind((HOST, 0))?.local_addr()?.port();
        let next = port
            .checked_add(1)
            .map(|next| TcpListener::bind((HOST, next)));
        if matches!(next, Some(Ok(_))) {
            return Ok(port);
        }
    }
    None.context("no two ports one after the other are free")
}
