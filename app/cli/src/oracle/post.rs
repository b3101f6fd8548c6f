//! `io oracle post`: posts the newest price signed by Pyth to an account of the poster.

use std::rc::Rc;

use clap::Args;
use io_common::oracle::PriceMessage;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    context::Context,
    errors::CliError,
    plan::{short, Plan},
    report::{Cell, Report},
};

/// Where to post.
#[derive(Args)]
pub struct Options {
    /// Key of the price account to post to, as for --keypair: a new account, or one of yours. By default a new account with a key
    /// that is not kept
    #[arg(long, value_name = "SIGNER")]
    account: Option<String>,
}

/// Posts it.
pub fn post(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let policy = context.market()?.oracle;
    let account: Rc<dyn Signer> = match &options.account {
        Some(named) => context.signers.load(named, "--account")?,
        None => Rc::new(Keypair::new()),
    };
    let at = account.try_pubkey().map_err(|error| CliError::Signer {
        option: "--account",
        reason: error.to_string(),
    })?;
    context.carry_out(|context, _| {
        let ready = context.newest_price(&policy)?;
        let there = context.account(&at)?;
        let there = there.and_then(|it| PriceMessage::parse(&it.data).ok());
        if there.is_some_and(|it| it.publish_time >= ready.message.publish_time) {
            let reported = "post: the account already has this price or a newer one";
            return Err(CliError::Nothing(reported).into());
        }
        let (me, now) = (context.me()?, context.now()?);
        let posting = ready.post(me, at).ok_or_else(|| {
            CliError::Refused(
                "the price does not fit into an instruction: please report this".into(),
            )
        })?;
        let clear = context.left_by(&posting)?;
        let price = context.read_price(&policy, &ready)?;
        let question = format!(
            "Post the newest price of IO signed by Pyth to {}",
            short(&at)
        );
        let plan = Plan::new(question, [])
            .after(clear.into_iter().chain(posting.post))
            .signed_by(vec![account.clone()])
            .creates("Price account", at)
            .shows([
                ("Spot", Cell::Price(price.spot)),
                ("Average", Cell::Price(price.ema)),
                ("Confidence", Cell::Price(price.confidence)),
                ("Published at", Cell::Time(price.publish_time, now)),
                ("Receiver", ready.receiver.into()),
                ("Pyth's fee", Cell::Sol(ready.config.fee)),
            ]);
        Ok(plan.next(format!(
            "use it with --price-account {at}; `io oracle close {at}` returns its rent"
        )))
    })
}
