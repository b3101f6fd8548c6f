//! `io gov set-delegate`.

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::realm::{
    instruction::{set_governance_delegate, Voter},
    read::Wanted,
};

use super::{
    realm::{governed, look},
    weigh::records,
};
use crate::{
    context::Context,
    errors::CliError,
    parse::address,
    plan::{short, Plan},
    report::{Cell, Record, Report},
    somebody::Somebody,
};

/// Who may vote for you.
#[derive(Args)]
pub struct Options {
    /// The delegate; if it is left out, the present one is removed
    #[arg(value_name = "ADDRESS", value_parser = address)]
    delegate: Option<Pubkey>,
}

/// Names the delegate.
pub fn run(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    context.carry_out(|context, _| naming(context, options.delegate))
}

fn naming<'a>(context: &mut Context, delegate: Option<Pubkey>) -> anyhow::Result<Plan<'a>> {
    let (me, payer) = (context.me()?, context.payer()?);
    let (governed, _) = governed(context, &[])?;
    let wanted = Wanted {
        voter: Some(me),
        ..Wanted::default()
    };
    let look = look(context, &governed, &wanted)?;
    let now = look.voter.owner.and_then(|it| it.governance_delegate);
    if delegate == now {
        return Err(CliError::Nothing(match delegate {
            Some(_) => "set: it is your delegate already",
            None => "set: you have no delegate",
        })
        .into());
    }
    let voter = Voter {
        owner: me,
        signer: me,
        payer,
    };
    let action = set_governance_delegate(&governed.at, &me, &me, delegate);
    let (question, warning) = match delegate {
        Some(named) => {
            let named = Somebody::at(context, "delegate", named)?;
            let question = format!(
                "Let {named} vote for you, withdraw your votes, submit, edit and cancel your realm proposals, and name another key in its place; your \
                 stake stays yours"
            );
            (question, Somebody::warning(&[named]))
        }
        None => (
            format!(
                "Remove {} as your delegate; the votes that it cast stay",
                now.map_or_else(String::new, |it| short(&it))
            ),
            Record::new(),
        ),
    };
    Ok(Plan::new(question, [action])
        .after(records(&governed, &voter, &look))
        .shows([
            ("Realm", governed.at.realm.into()),
            ("Voter", me.into()),
            ("Delegate", delegate.map_or(Cell::None, Cell::Key)),
            ("Delegate before", now.map_or(Cell::None, Cell::Key)),
        ])
        .shows(warning))
}
