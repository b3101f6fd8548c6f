//! `io rent autopay stop`.

use anchor_lang::prelude::Pubkey;
use io_client::{
    actions::{
        autopay::{self, Left, Stopped},
        Prepared, Refusal,
    },
    marketplace as client,
};
use marketplace::state::{Currency, Reservation};

use super::{refused::not_set, standing};
use crate::{
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    refusals::unread,
    rent::{money, payer},
    report::Cell,
};

pub fn stopping<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let found: Option<Reservation> = context.find(&address)?;
    if found.is_none() {
        return stopping_left(context, address);
    }
    let standing = standing(context, &address)?;
    payer::require(context, &standing.running.reservation)?;
    let prepared = autopay::stop(&standing).map_err(|refusal| match refusal {
        Refusal::Nothing(_) => {
            let mut none = format!("reservation {address} has no autopay of this payer");
            if standing.funds().allowed > 0 {
                let approved = money(standing.currency, standing.funds().allowed).brief();
                none.push_str(&format!(
                    "; its wallet still approves {approved}: {}",
                    revokes(Some(&standing.payer_tokens()))
                ));
            }
            anyhow::Error::from(CliError::Refused(none))
        }
        other => not_set(&standing, other),
    })?;
    Ok(stop_plan(address, standing.currency, prepared))
}

/// After the reservation is closed. The keeper may have ended the autopay then, for the payer.
fn stopping_left<'a>(context: &mut Context, address: Pubkey) -> anyhow::Result<Plan<'a>> {
    let left = Left::read(context.network, &address).map_err(|error| unread(context, error))?;
    let Some(left) = left else {
        return Err(CliError::Refused(format!(
            "there is neither a reservation at {address} nor an autopay: rent and bounties of one that has ended are back with its \
             payer. What a wallet still approves is another matter: {}",
            revokes(None)
        ))
        .into());
    };
    let payer = left.autopay.payer;
    if !context.send_options.sign_only && context.me()? != payer {
        return Err(
            CliError::Usage(format!("only its payer {payer} may: give its key with -k")).into(),
        );
    }
    Ok(stop_plan(address, left.currency, autopay::stop_left(&left)))
}

fn stop_plan<'a>(address: Pubkey, currency: Currency, prepared: Prepared<Stopped>) -> Plan<'a> {
    let Stopped { lamports, approved } = prepared.terms;
    let question = format!("Stop the autopay of reservation {}", short(&address));
    Plan::new(question, prepared.act).shows([
        ("Reservation", address.into()),
        ("Autopay", client::autopay_address(&address).into()),
        ("Comes back", Cell::Sol(lamports)),
        ("Wallet still approves", money(currency, approved)),
    ])
}

/// How the payer ends what a token account approves.
fn revokes(account: Option<&Pubkey>) -> String {
    let account = account.map_or("TOKEN_ACCOUNT".into(), ToString::to_string);
    format!("`spl-token revoke {account}` ends that")
}
