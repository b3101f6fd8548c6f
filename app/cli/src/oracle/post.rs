//! `io oracle post`: the newest price that Pyth has signed, in an account of who posts it.

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
    /// Price account to post to, as for --keypair: a new one, or one that you have posted to. By default a new one that is not posted
    /// to again
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
            let reported = "post: the account has this price already, or a newer one";
            return Err(CliError::Nothing(reported).into());
        }
        let (me, now) = (context.me()?, context.now()?);
        let posting = ready.post(me, at).ok_or_else(|| {
            CliError::Refused(
                "the price cannot be written to an instruction: please report it".into(),
            )
        })?;
        let clear = context.left_by(&posting)?;
        let price = context.read_price(&policy, &ready)?;
        let question = format!(
            "Post the price of IO that Pyth has signed last to {}",
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
                ("Fee of Pyth", Cell::Sol(ready.config.fee)),
            ]);
        Ok(plan.next(format!(
            "name it with --price-account {at}; io oracle close {at} gives its rent back"
        )))
    })
}
