//! Terms, refusals and prepared acts in words that TypeScript writes alike.

use std::fmt::Write;

use emissions::quote::Hourly;
use io_client::actions::{
    clock::Conditions,
    payee::{self, Destination},
    staking::Refusal,
    Prepared,
};

use crate::hex;

pub trait Words {
    fn words(&self) -> String;
}

impl<const COUNT: usize> Words for [u64; COUNT] {
    fn words(&self) -> String {
        self.map(|it| it.to_string()).join(" ")
    }
}

pub fn optional(amount: Option<u64>) -> String {
    amount.map_or("-".into(), |amount| amount.to_string())
}

pub fn of_hourly([before, after]: &[Hourly; 2]) -> String {
    [before.owner, before.stakers, after.owner, after.stakers].words()
}

pub fn of_conditions(it: &Conditions) -> String {
    let announced = it.commission.announced;
    let announced = announced.map_or("-".into(), |(bps, from)| format!("{bps}:{from}"));
    format!(
        "{} {announced} {} {} {}",
        it.commission.bps, it.attested_until, it.cooldown, it.open_slashes
    )
}

pub fn of_destination(it: &Destination) -> String {
    format!("{} {}", it.tokens, it.owner)
}

/// The program's name of what it refuses.
pub fn of_program(error: &anchor_lang::error::Error) -> String {
    match error {
        anchor_lang::error::Error::AnchorError(it) => it.error_name.clone(),
        other => other.to_string(),
    }
}

pub fn of_payee(refusal: &payee::Refusal) -> String {
    match refusal {
        payee::Refusal::Frozen { .. } => "AccountFrozen".into(),
        _ => "WrongDestination".into(),
    }
}

pub fn of_cooling(first: &Option<(i64, u64)>) -> String {
    match first {
        None => "StillCooling".into(),
        Some((at, amount)) => format!("StillCooling:{at}:{amount}"),
    }
}

/// The name of what is refused of a staker, with the numbers that a client adds.
pub fn of_staker(refusal: &Refusal) -> String {
    match refusal {
        Refusal::NoSupplier(_) => "NoSupplier".into(),
        Refusal::NoDelegation(_) => "NoDelegation".into(),
        Refusal::Room { amount, room } => format!("AboveMaxDelegated:{amount}:{room}"),
        Refusal::NotEnough { amount, active } => format!("NotEnoughStake:{amount}:{active}"),
        Refusal::Nothing => "Nothing".into(),
        Refusal::StillCooling { first } => of_cooling(first),
        Refusal::NoUnstakeRequest(place) => format!("WrongUnstakeRequest:{place}"),
        Refusal::NoRequest(_) => "NoRequest".into(),
        Refusal::RedelegationNotReady { ready_at } => format!("RedelegationNotReady:{ready_at}"),
        Refusal::Balance { needed, held } => format!("InsufficientFunds:{needed}:{held}"),
        Refusal::Payee(refusal) => of_payee(refusal),
        Refusal::Program(error) => of_program(error),
    }
}

/// The terms, and behind them who signs, what is paid and created, and the instructions; or the refusal.
pub fn outcome<T, R>(
    who: &str,
    prepared: Result<Prepared<T>, R>,
    refused: fn(&R) -> String,
    terms: impl FnOnce(&T) -> String,
) -> String {
    let it = match prepared {
        Ok(it) => it,
        Err(refusal) => return format!("refused {}", refused(&refusal)),
    };
    let mut lines = terms(&it.terms);
    write!(lines, "\n{who} prepared").unwrap();
    for it in it.signers() {
        write!(lines, " signs:{it}").unwrap();
    }
    for it in &it.gives {
        let (from, to) = (it.from, it.to);
        let amounts = format!("{}:{}", it.amount, it.limit);
        write!(
            lines,
            " gives:{}:{}:{from}:{to}:{amounts}",
            it.owner, it.mint
        )
        .unwrap();
    }
    for it in &it.creates {
        let returns_to = it.returns_to.map_or("-".into(), |to| to.to_string());
        let (kind, bytes) = (it.kind.replace(' ', "_"), it.bytes);
        let (address, deposit) = (it.address, it.deposit);
        write!(
            lines,
            " creates:{kind}:{address}:{bytes}:{deposit}:{returns_to}"
        )
        .unwrap();
    }
    for it in it.instructions() {
        write!(lines, "\n{who} acts {} {}", it.program_id, hex(&it.data)).unwrap();
        for account in it.accounts {
            let signs = if account.is_signer { "s" } else { "" };
            let writes = if account.is_writable { "w" } else { "" };
            write!(lines, " {}:{signs}{writes}", account.pubkey).unwrap();
        }
    }
    lines
}
