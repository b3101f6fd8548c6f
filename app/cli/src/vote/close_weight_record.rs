//! `io gov close-weight-record`.

use anchor_lang::prelude::Pubkey;
use io_client::{
    emissions::{close_voter_weight_record, voter_weight_address},
    realm::read::Wanted,
};

use super::realm::{governed, look};
use crate::{
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    report::{Cell, Report},
};

/// Closes it; the rent goes to its payer.
pub fn run(context: &mut Context) -> anyhow::Result<Report> {
    context.carry_out(|context, _| closing(context))
}

fn closing<'a>(context: &mut Context) -> anyhow::Result<Plan<'a>> {
    let me = context.me()?;
    let (governed, _) = governed(context, &[])?;
    let wanted = Wanted {
        voter: Some(me),
        ..Wanted::default()
    };
    let look = look(context, &governed, &wanted)?;
    let Some(weight) = look.voter.weight else {
        return Err(CliError::Nothing("close: you have no voter weight record").into());
    };
    let keys = governed.keys(me);
    let address = voter_weight_address(&keys);
    let rent = context.account(&address)?.map_or(0, |it| it.lamports);
    let payer = weight.payer;
    let question = format!(
        "Close your voter weight record; its rent of {} goes to {}; your votes stay, and your next vote creates it again",
        Cell::Sol(rent).brief(),
        named(&payer, &me)
    );
    Ok(
        Plan::new(question, [close_voter_weight_record(&payer, &keys)])
            .shows([
                ("Realm", governed.at.realm.into()),
                ("Voter", me.into()),
                ("Voter weight record", address.into()),
            ])
            .terms([
                ("Account rent", Cell::Sol(rent)),
                ("Account rent to", payer.into()),
            ]),
    )
}

/// Who gets the rent, in a question to `me`.
fn named(payer: &Pubkey, me: &Pubkey) -> String {
    match payer == me {
        true => "you".into(),
        false => format!("{}, who paid it", short(payer)),
    }
}
