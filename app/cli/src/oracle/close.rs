//! `io oracle close`: closes price accounts and returns their rent to the poster.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::{
    pyth::{close_encoded, encoded_by, posted_by, reclaim_rent},
    Network,
};

use crate::{
    amounts::{self, several, sol},
    context::{unreachable, Context},
    errors::CliError,
    parse::address,
    plan::Plan,
    report::{Cell, Report},
    sending::BATCH,
};

/// What to close.
#[derive(Args)]
pub struct Options {
    /// Price accounts; by default all of yours, and accounts left by an interrupted post
    #[arg(value_name = "ACCOUNT", value_parser = address)]
    accounts: Vec<Pubkey>,
}

/// An account, its rent, and the instruction that closes it.
struct Closing {
    account: Pubkey,
    lamports: u64,
    instruction: Instruction,
}

/// Closes them.
pub fn close(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let receivers = context.market()?.oracle.receivers;
    context.carry_out(|context, _| {
        let me = context.me()?;
        let found = match options.accounts.as_slice() {
            [] => all(context.network, &receivers, &me).map_err(unreachable)?,
            accounts => named(context, &receivers, &me, accounts)?,
        };
        if found.is_empty() {
            return Err(CliError::Nothing("close: you have no price accounts").into());
        }
        let lamports = found.iter().map(|it| it.lamports);
        let lamports = lamports.fold(0_u64, u64::saturating_add);
        let count = several(found.len() as u64, "account");
        let question = format!(
            "Close {count} and get {} SOL back",
            amounts::brief(&sol(lamports))
        );
        let accounts = found.iter().map(|it| Cell::Key(it.account)).collect();
        let mut close: Vec<Instruction> = found.into_iter().map(|it| it.instruction).collect();
        let rest = close.split_off(close.len().min(BATCH));
        Ok(Plan::new(question, close).completed(rest).shows([
            ("Accounts", Cell::List(accounts)),
            ("Rent", Cell::Sol(lamports)),
        ]))
    })
}

/// All price accounts and VAA accounts of `me`.
fn all(
    network: &mut dyn Network,
    receivers: &[Pubkey],
    me: &Pubkey,
) -> Result<Vec<Closing>, io_client::ReadError> {
    let mut found = Vec::new();
    for receiver in receivers {
        for (account, lamports) in posted_by(network, receiver, me)? {
            let instruction = reclaim_rent(*receiver, *me, account);
            found.push(Closing {
                account,
                lamports,
                instruction,
            });
        }
        for (wormhole, account, lamports) in encoded_by(network, receiver, me)? {
            let instruction = close_encoded(wormhole, *me, account);
            found.push(Closing {
                account,
                lamports,
                instruction,
            });
        }
    }
    Ok(found)
}

fn named(
    context: &mut Context,
    receivers: &[Pubkey],
    me: &Pubkey,
    accounts: &[Pubkey],
) -> anyhow::Result<Vec<Closing>> {
    let mut found = Vec::new();
    for (account, it) in accounts.iter().zip(context.accounts(accounts)?) {
        let Some(it) = it else {
            return Err(context.missing("price account", account).into());
        };
        let author = io_client::pyth::write_authority(&it.data);
        match author.filter(|_| receivers.contains(&it.owner)) {
            Some(author) if author == *me => found.push(Closing {
                account: *account,
                lamports: it.lamports,
                instruction: reclaim_rent(it.owner, *me, *account),
            }),
            Some(author) => {
                return Err(CliError::Refused(format!(
                    "only {author}, who posted to {account}, can close it"
                ))
                .into())
            }
            None => return Err(CliError::Usage(format!("{account} is no price account")).into()),
        }
    }
    Ok(found)
}
