//! `io burn pay-council`.

use clap::{Args, ValueEnum};
use io_client::actions::{
    pay_council::{self, CouncilFees},
    payee, Refusal,
};
use marketplace::state::Currency;

use crate::{
    context::Context,
    errors::{CliError, UNSENT},
    plan::{short, Plan},
    refusals::unread,
    rent::money,
    report::Report,
};

/// Which fees.
#[derive(Args)]
pub struct Options {
    /// The vault
    #[arg(value_enum)]
    vault: Vault,
}

/// A vault of fees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Vault {
    /// Fees in IO
    Io,
    /// Fees in USDC
    Usdc,
}

impl From<Vault> for Currency {
    fn from(vault: Vault) -> Self {
        match vault {
            Vault::Io => Self::Io,
            Vault::Usdc => Self::Usdc,
        }
    }
}

/// Pays the council its share of the fees in a vault.
pub fn pay(context: &mut Context, options: &Options) -> anyhow::Result<Report> {
    let currency = options.vault.into();
    context.carry_out(|context, _| paying(context, currency))
}

fn paying<'a>(context: &mut Context, currency: Currency) -> anyhow::Result<Plan<'a>> {
    let read = CouncilFees::read(context.network, currency);
    let it = read.map_err(|error| unread(context, error))?;
    let prepared = pay_council::prepare(&it, &context.me()?).map_err(refused)?;
    let pay_council::Terms { amount, to } = prepared.terms;
    let paid = money(currency, amount);
    let question = format!(
        "Pay {} of the fees to the council's treasury {}",
        paid.brief(),
        short(&to.owner)
    );
    Ok(Plan::new(question, prepared.act)
        .after(prepared.setup)
        .shows([
            ("Paid", paid),
            ("Treasury", to.owner.into()),
            ("To", to.tokens.into()),
        ]))
}

fn refused(refusal: Refusal) -> CliError {
    match refusal {
        Refusal::Nothing(what) => CliError::Nothing(what),
        Refusal::Payee(payee::Refusal::Frozen { tokens }) => CliError::Refused(format!(
            "the treasury's token account {tokens} is frozen{UNSENT}. The council's part stays in the vault; pay it once the \
             account is thawed"
        )),
        Refusal::Payee(payee::Refusal::GivenAway { tokens, owner, .. }) => {
            CliError::Refused(format!(
                "the treasury's token account {tokens} belongs to {owner}{UNSENT}. The council's part stays in the vault; \
                 governance can name another treasury"
            ))
        }
        other => CliError::Refused(other.to_string()),
    }
}
