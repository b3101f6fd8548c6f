//! Who pays for a reservation and is refunded, where that is not its renter.

use anchor_lang::prelude::Pubkey;
use marketplace::state::Reservation;

use crate::{context::Context, errors::CliError, plan::short, report::Record};

/// The payer, as a report adds it; nothing where the renter pays.
pub fn apart(it: &Reservation) -> Record {
    match it.payer == it.renter {
        true => Record::new(),
        false => vec![("Payer", it.payer.into())],
    }
}

/// The renter, as a report of the payer adds it; nothing where the renter pays.
pub fn renter_apart(it: &Reservation) -> Record {
    match it.payer == it.renter {
        true => Record::new(),
        false => vec![("Renter", it.renter.into())],
    }
}

/// Who is refunded: `the renter`, or `7xKX…9fQz, who paid`.
pub fn refunded(it: &Reservation) -> String {
    match it.payer == it.renter {
        true => "the renter".into(),
        false => format!("{}, who paid", short(&it.payer)),
    }
}

/// To whom something comes back, after a verb; nothing where the renter pays.
pub fn to(it: &Reservation) -> String {
    match it.payer == it.renter {
        true => String::new(),
        false => format!(" to {}", refunded(it)),
    }
}

/// Refuses a signer that is not the payer, where nobody else can sign later.
///
/// # Errors
/// [`CliError::Usage`]; if the signer cannot be loaded.
pub fn require(context: &mut Context, it: &Reservation) -> Result<(), CliError> {
    if context.send_options.sign_only || context.me()? == it.payer {
        return Ok(());
    }
    let who = match it.payer == it.renter {
        true => "its renter",
        false => "its payer",
    };
    Err(CliError::Usage(format!(
        "only {who} {} may: give its key with -k",
        it.payer
    )))
}

/// Who of renter and payer terminates: the signer, or the renter where it signs later. Refuses another.
///
/// # Errors
/// As [`require`].
pub fn terminating(context: &mut Context, it: &Reservation) -> Result<Pubkey, CliError> {
    let me = context.me()?;
    if it.may_terminate(&me) {
        return Ok(me);
    }
    if context.send_options.sign_only {
        return Ok(it.renter);
    }
    let Reservation { renter, payer, .. } = it;
    let may = match payer == renter {
        true => format!("only its renter {renter} may: give its key with -k"),
        false => format!(
            "only its renter {renter} and its payer {payer} may: give the key of one with -k"
        ),
    };
    Err(CliError::Usage(may))
}
