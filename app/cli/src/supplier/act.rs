//! What an owner does, as `io_client::actions::supplying` prepares it: what it reads, and why it is refused.

use anchor_lang::prelude::Pubkey;
use io_client::actions::{
    supplying::{Left, OwnStake, Refusal, Supplying, Wallet},
    Unread,
};
use io_common::types::Supplier;

use super::{Alone, SupplierArg};
use crate::{
    amounts::{self, several},
    context::Context,
    errors::CliError,
    report::{Cell, Record},
    stake::{by_program, not_cooled, unpayable, unread},
};

/// A supplier of the command, with a token account, named or that of `wallet`; else why not.
pub fn supplying(
    context: &mut Context,
    which: &impl Which,
    address: &Pubkey,
    (wallet, named): (Wallet, Option<Pubkey>),
) -> anyhow::Result<Supplying> {
    let (me, payer, later) = (
        context.me()?,
        context.payer()?,
        context.send_options.is_for_later(),
    );
    let read = Supplying::read(context.network, address, &me, (wallet, named), later);
    match read {
        Err(Unread::Missing { address: at, .. }) if at == *address => {
            which.read(context, address)?;
            Err(context.missing("supplier", address).into())
        }
        Ok(read) => Ok(Supplying { payer, ..read }),
        Err(error) => Err(unread(context, error)),
    }
}

/// How a command names a supplier.
pub trait Which {
    /// The supplier at `address`, or why there is none.
    fn read(&self, context: &mut Context, address: &Pubkey) -> anyhow::Result<Supplier>;
}

impl Which for SupplierArg {
    fn read(&self, context: &mut Context, address: &Pubkey) -> anyhow::Result<Supplier> {
        SupplierArg::read(self, context, address)
    }
}

impl Which for Alone {
    fn read(&self, context: &mut Context, address: &Pubkey) -> anyhow::Result<Supplier> {
        Alone::read(self, context, address)
    }
}

/// Own stake before and after.
pub fn own(it: &OwnStake) -> Record {
    vec![
        ("Own stake", Cell::Io(it.before)),
        ("Own stake after", Cell::Io(it.after)),
    ]
}

/// What own stake is subject to, and others can change.
pub fn subject(it: &OwnStake) -> Record {
    vec![
        ("Open slashes", Cell::count(it.open_slashes)),
        ("Cooldown", Cell::Seconds(it.cooldown.unsigned_abs())),
    ]
}

/// What own stake does to units and rewards.
pub fn effect(it: &OwnStake) -> Record {
    let [units, units_after] = it.units.map(Cell::Units);
    let mut record = vec![("Units", units), ("Units after", units_after)];
    record.extend(crate::stake::effect(&it.hourly));
    record
}

/// Why an act with a supplier is refused. Without anything to do it with, there is nothing to `what`.
pub fn declined(
    context: &mut Context,
    address: &Pubkey,
    what: &'static str,
    refusal: Refusal,
) -> anyhow::Error {
    let brief = |amount| Cell::Io(amount).brief();
    let usage = |text: String| CliError::Usage(text).into();
    let now = context.now().unwrap_or_default();
    match refusal {
        Refusal::Taken(address) => usage(format!("{address} is taken: give another --sequence")),
        Refusal::NotEnough { amount, free } => usage(format!(
            "{} are more than your own stake that no slash holds, {}: give at most that, or ALL",
            brief(amount),
            brief(free)
        )),
        Refusal::Nothing => CliError::Nothing(what).into(),
        Refusal::StillCooling { first } => not_cooled("own stake", first, now).into(),
        Refusal::NoUnstakeRequest(place) => usage(format!(
            "there is no unstake request {place}: `io supplier unstake-requests` shows their places"
        )),
        Refusal::SameCommission(bps) => CliError::Refused(format!(
            "nothing to change: the commission is {} already, and no rise is announced",
            Cell::Bps(bps.into()).brief()
        ))
        .into(),
        Refusal::IsOwner(owner) => usage(format!("{owner} is the owner already")),
        Refusal::NotPayout(payout) => usage(format!(
            "only the payout wallet, {payout}, may name the account that is paid: leave out --to"
        )),
        Refusal::InUse(left) => {
            let left: Vec<String> = left.iter().map(|left| of_left(left, now)).collect();
            CliError::Refused(format!("it cannot be closed yet: {}", left.join("; "))).into()
        }
        Refusal::Balance { needed, held } => match context.me() {
            Err(error) => error.into(),
            Ok(owner) => CliError::Balance {
                token: "IO",
                needed: amounts::io(needed),
                held: amounts::io(held),
                owner,
            }
            .into(),
        },
        Refusal::Payee(refusal) => unpayable(context, refusal),
        Refusal::Program(error) => by_program(context, &[*address], &error),
    }
}

/// What keeps a supplier open, with what ends it.
fn of_left(left: &Left, now: i64) -> String {
    let io = |amount: &u64| Cell::Io(*amount).brief();
    match left {
        Left::Attested(until) => {
            format!(
                "its GPUs are attested until {}",
                Cell::Time(*until, now).display()
            )
        }
        Left::Reservations(open) => format!(
            "{} (`io supplier jobs`)",
            several(*open, "open reservation")
        ),
        Left::Own(amount) => {
            format!("{} of own stake (`io supplier unstake ALL`)", io(amount))
        }
        Left::OwnCooling(amount) => format!(
            "{} of own stake in its cooldown (`io supplier unstake-requests`)",
            io(amount)
        ),
        Left::Delegated(amount) => format!(
            "{} delegated by others, who have to unstake and withdraw it",
            io(amount)
        ),
        Left::Rewards(amount) => format!("{} of rewards (`io supplier claim`)", io(amount)),
        Left::Slashes(open) => several(*open, "open slash").replace("slashs", "slashes"),
    }
}
