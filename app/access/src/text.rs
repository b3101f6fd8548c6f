//! Texts that somebody else wrote and this side shows, or passes to `ssh`, a browser or a container.

use std::net::Ipv6Addr;

use io_text::steers;
use solana_pubkey::Pubkey;

use crate::{
    error::{invalid, Result},
    limits::{MAX_HOST, MAX_LABEL, MAX_URL, MAX_USER, TIMES},
};

/// `why`, unless `holds`.
pub(crate) fn check(field: &'static str, holds: bool, why: &'static str) -> Result<()> {
    match holds {
        true => Ok(()),
        false => Err(invalid(field, why)),
    }
}

/// Text of people, which may have several lines.
pub(crate) fn shown(field: &'static str, text: &str, most: usize) -> Result<()> {
    check(field, text.len() <= most, "is too long")?;
    check(
        field,
        !text.contains(steers),
        "has characters that cannot be seen or steer terminals",
    )
}

/// Printable ASCII without spaces.
pub(crate) fn word(field: &'static str, text: &str, most: usize) -> Result<()> {
    check(field, !text.is_empty(), "is empty")?;
    check(field, text.len() <= most, "is too long")?;
    check(
        field,
        text.bytes().all(|it| it.is_ascii_graphic()),
        "has a character that is not printable ASCII, or a space",
    )
}

pub(crate) fn address(field: &'static str, text: &str) -> Result<Pubkey> {
    let address = text.parse::<Pubkey>().ok();
    address.ok_or(invalid(field, "is not an address"))
}

pub(crate) fn time(field: &'static str, seconds: u64) -> Result<u64> {
    let holds = TIMES.contains(&seconds);
    check(field, holds, "is not in unix seconds between 2020 and 2199")?;
    Ok(seconds)
}

/// A host name in small letters, or an IP address, version 6 without brackets.
pub(crate) fn host(field: &'static str, text: &str) -> Result<()> {
    let why = "is neither a host name in small letters nor an IP address";
    check(field, is_name(text) || is_v4(text) || is_v6(text), why)
}

fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        let inner = |it: u8| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-';
        (1..=MAX_LABEL).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    // A last part that begins with a digit could be a number, and the whole an IP address in another form.
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= MAX_HOST
        && text.split('.').all(is_label)
        && last.starts_with(|it: char| it.is_ascii_lowercase())
}

fn is_v4(text: &str) -> bool {
    text.parse::<std::net::Ipv4Addr>().is_ok()
}

fn is_v6(text: &str) -> bool {
    let is_digit = |it: u8| it.is_ascii_hexdigit() || it == b':';
    text.bytes().all(is_digit) && text.parse::<Ipv6Addr>().is_ok()
}

pub(crate) fn port(field: &'static str, number: u64) -> Result<u16> {
    let port = u16::try_from(number).ok().filter(|it| *it > 0);
    port.ok_or(invalid(field, "is not between 1 and 65535"))
}

/// A user name of Linux.
pub(crate) fn user(field: &'static str, text: &str) -> Result<()> {
    let first = |it: u8| it.is_ascii_lowercase() || it == b'_';
    let other = |it: u8| first(it) || it.is_ascii_digit() || it == b'-';
    let holds =
        text.len() <= MAX_USER && text.bytes().next().is_some_and(first) && text.bytes().all(other);
    check(
        field,
        holds,
        "is not a user name: small letters, digits, `_` and `-`, at most 32",
    )
}

/// A URL of a web page: `https`, a host as in [`host`], no user.
pub(crate) fn url(field: &'static str, text: &str) -> Result<()> {
    word(field, text, MAX_URL)?;
    let why = "is not a URL such as https://gpu.example:8443/lab?token=x";
    let rest = text.strip_prefix("https://").ok_or(invalid(field, why))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, number) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (name, after) = rest.split_once(']').ok_or(invalid(field, why))?;
            check(field, is_v6(name), why)?;
            check(field, after.is_empty() || after.starts_with(':'), why)?;
            (None, after.strip_prefix(':'))
        }
        None => match authority.split_once(':') {
            Some((name, number)) => (Some(name), Some(number)),
            None => (Some(authority), None),
        },
    };
    let is_host = name.is_none_or(|name| is_name(name) || is_v4(name));
    let is_port = number.is_none_or(|it| {
        it.bytes().all(|it| it.is_ascii_digit()) && it.parse::<u16>().is_ok_and(|it| it > 0)
    });
    let is_plain = !text.contains(['\\', '"', '<', '>', '^', '`', '{', '|', '}']);
    check(field, is_host && is_port && is_plain, why)
}
