//! Events that the three programs have alike, in words.

use anchor_lang::prelude::Pubkey;
use io_client::changes::Words;
use io_common::governance::GovernanceAction;

use super::names::{at, Names};
use crate::amounts::{brief, sol};

/// What authority or guardian of a program did.
pub fn governed(
    program: &str,
    signer: &Pubkey,
    action: &GovernanceAction,
    paused_until: i64,
    names: &Names,
) -> String {
    let key = |key: &Pubkey| names.key(key);
    let did = match action {
        GovernanceAction::ProposeAuthority(nobody) if *nobody == Pubkey::default() => {
            "lets nobody become the authority".into()
        }
        GovernanceAction::ProposeAuthority(named) => {
            format!("lets {} become the authority", key(named))
        }
        GovernanceAction::AcceptAuthority => "became the authority".into(),
        GovernanceAction::SetGuardian(named) => format!("named {} guardian", key(named)),
        GovernanceAction::Pause if paused_until == i64::MAX => {
            "paused it until the authority unpauses it".into()
        }
        GovernanceAction::Pause => format!("paused it until {}", at(paused_until)),
        GovernanceAction::Unpause => "ended the pause".into(),
    };
    format!("{program}: {} {did}", key(signer))
}

/// A proposal of a program.
pub fn proposed(
    program: &str,
    proposal: &Pubkey,
    change: &impl Words,
    ready_at: i64,
    names: &Names,
) -> String {
    format!(
        "{program}: proposal {} of {}, ready at {}",
        names.key(proposal),
        change.words(),
        at(ready_at)
    )
}

/// One that was applied.
pub fn applied(program: &str, proposal: &Pubkey, change: &impl Words, names: &Names) -> String {
    format!(
        "{program}: proposal {} applied: {}",
        names.key(proposal),
        change.words()
    )
}

/// One that was cancelled.
pub fn cancelled(program: &str, proposal: &Pubkey, names: &Names) -> String {
    format!(
        "{program}: proposal {} cancelled, or cleared away once it had lapsed",
        names.key(proposal)
    )
}

/// Lamports that were returned.
pub fn reclaimed(account: &Pubkey, recipient: &Pubkey, lamports: u64, names: &Names) -> String {
    format!(
        "{} SOL of {} returned to {}",
        brief(&sol(lamports)),
        names.key(account),
        names.key(recipient)
    )
}
