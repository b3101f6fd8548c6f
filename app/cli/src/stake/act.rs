//! A staker's acts, as `io_client::actions::staking` prepares them: what they read, and why one is refused.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::{error::InstructionError, Instruction},
};
use io_client::{
    actions::{
        clock::Conditions,
        payee,
        staking::{Moving, Refusal, Staking},
        Prepared, Unread,
    },
    emissions::{delegation_address, redelegation_address, DelegationKeys},
    SendError,
};
use io_common::{
    addresses::{EMISSIONS_CONFIG, LEDGER},
    types::Supplier,
};
use io_migrations::date;
use solana_transaction_error::TransactionError;

use crate::{
    amounts,
    context::{unreachable, Context},
    errors::{of_sending, with_hint, CliError},
    hints,
    payee::in_words,
    plan::Plan,
    report::{Cell, Record},
};

/// The signer's stake with a supplier; `named` is a token account to be paid.
pub fn staking(
    context: &mut Context,
    supplier: &Pubkey,
    named: Option<Pubkey>,
) -> anyhow::Result<Staking> {
    let (me, later) = (context.me()?, context.send_options.is_for_later());
    let staking = Staking::read(context.network, supplier, &me, named, later);
    staking.map_err(|error| unread(context, error))
}

/// The signer's stake with both suppliers.
pub fn moving(context: &mut Context, both: [&Pubkey; 2]) -> anyhow::Result<Moving> {
    let (me, later) = (context.me()?, context.send_options.is_for_later());
    let moving = Moving::read(context.network, both, &me, later);
    moving.map_err(|error| unread(context, error))
}

/// The accounts that an act needs, or why not.
pub fn unread(context: &mut Context, unread: Unread) -> anyhow::Error {
    match unread {
        Unread::Network(error) => unreachable(error).into(),
        Unread::Missing { address, .. }
            if [EMISSIONS_CONFIG.address, LEDGER.address].contains(&address) =>
        {
            CliError::WrongNetwork(context.url.clone()).into()
        }
        Unread::Missing { what, address } => context.missing(what, &address).into(),
        Unread::OtherVersion { address } => CliError::OtherVersion { address }.into(),
    }
}

/// The plan of a prepared act.
pub fn plan<'a, T>(question: String, prepared: Prepared<T>) -> Plan<'a> {
    Plan::new(question, prepared.act).after(prepared.setup)
}

/// What stake with a supplier is subject to, and others can change.
pub fn conditions(it: &Conditions, now: i64) -> Record {
    let announced = it.commission.announced;
    let announced = Cell::share(announced.map(|(bps, _)| bps.into()));
    let mut terms = vec![
        ("Commission", Cell::Bps(it.commission.bps.into())),
        ("Announced commission", announced),
    ];
    terms.extend(earns_nothing(it.attested_until, now));
    terms.extend([
        ("Cooldown", Cell::Seconds(it.cooldown.unsigned_abs())),
        ("Open slashes", Cell::count(it.open_slashes)),
    ]);
    terms
}

/// How long stake cools, in words.
pub fn cooldown(it: &Conditions) -> String {
    Cell::Seconds(it.cooldown.unsigned_abs()).display()
}

/// What stake with a supplier without an attestation earns, in words.
fn earns_nothing(attested_until: i64, now: i64) -> Option<(&'static str, Cell)> {
    let why = match attested_until {
        until if now < until => return None,
        0 => "its GPUs were never attested: stake earns nothing until the council attests them"
            .into(),
        ended => format!(
            "its attestation ended {}: stake earns nothing until the council attests again",
            date::utc(ended)
        ),
    };
    Some(("Earns", Cell::Text(why)))
}

/// Why the act of the signer with `suppliers` is refused. Without anything to do it with, there is nothing to `what`.
pub fn declined(
    context: &mut Context,
    suppliers: &[Pubkey],
    what: &'static str,
    refusal: Refusal,
) -> anyhow::Error {
    let brief = |amount| Cell::Io(amount).brief();
    let now = context.now().unwrap_or_default();
    let usage = |text: String| CliError::Usage(text).into();
    match refusal {
        Refusal::NoSupplier(address) => context.missing("supplier", &address).into(),
        Refusal::NoDelegation(supplier) => match context.read::<Supplier>("supplier", &supplier) {
            Err(error) => error,
            Ok(_) => usage(format!(
                "you have not delegated to {supplier}: `io stake status` shows where you have; or give another key with -k"
            )),
        },
        Refusal::Room { amount, room } => usage(format!(
            "{} IO are more than may be delegated to this supplier: its owner leaves room for {} IO",
            amounts::io(amount),
            amounts::io(room)
        )),
        Refusal::NotEnough { amount, active } => usage(format!(
            "{} are more than the active stake that no slash holds, {}: give at most that, or ALL",
            brief(amount),
            brief(active)
        )),
        Refusal::Nothing => CliError::Nothing(what).into(),
        Refusal::StillCooling { first } => not_cooled("stake", first, now).into(),
        Refusal::NoUnstakeRequest(place) => usage(format!(
            "there is no unstake request {place}: `io stake status` shows their places"
        )),
        Refusal::NoRequest(address) => context.missing("request to move stake", &address).into(),
        Refusal::RedelegationNotReady { ready_at } => CliError::Refused(format!(
            "stake moves a day after it was asked for: send this again from {} on",
            Cell::Time(ready_at, now).display()
        ))
        .into(),
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
        Refusal::Program(error) => by_program(context, suppliers, &error),
    }
}

/// That none of `what` has cooled, and of what is cooling the first that will: when, and how much.
pub fn not_cooled(what: &str, first: Option<(i64, u64)>, now: i64) -> CliError {
    let first = match first {
        Some((at, amount)) => format!(
            "; {} can be withdrawn from {} on",
            Cell::Io(amount).brief(),
            Cell::Time(at, now).display()
        ),
        None => String::new(),
    };
    CliError::Refused(format!("nothing to withdraw: no {what} has cooled{first}"))
}

/// Why a token account cannot be paid.
pub fn unpayable(context: &mut Context, refusal: payee::Refusal) -> anyhow::Error {
    match context.io() {
        Ok(mint) => in_words(refusal, &mint).into(),
        Err(error) => error,
    }
}

/// What a simulation would say, with the numbers behind it.
pub fn by_program(
    context: &mut Context,
    suppliers: &[Pubkey],
    error: &anchor_lang::error::Error,
) -> anyhow::Error {
    let me = match context.me() {
        Ok(me) => me,
        Err(error) => return error.into(),
    };
    let code = match error {
        anchor_lang::error::Error::AnchorError(error) => error.error_code_number,
        anchor_lang::error::Error::ProgramError(_) => {
            return CliError::Refused(error.to_string()).into()
        }
    };
    let refused = SendError::Refused {
        error: TransactionError::InstructionError(0, InstructionError::Custom(code)),
        logs: Vec::new(),
    };
    let delegations = suppliers.iter().map(|supplier| {
        delegation_address(&DelegationKeys {
            staker: me,
            supplier: *supplier,
        })
    });
    let delegations: Vec<Pubkey> = delegations.collect();
    let requests = delegations.iter().take(1).flat_map(|delegation| {
        let targets = suppliers.iter().skip(1);
        targets.map(move |target| redelegation_address(delegation, target))
    });
    let accounts = suppliers.iter().copied().chain(requests);
    let accounts = accounts.chain(delegations.iter().copied());
    let about = Instruction {
        program_id: emissions::ID,
        accounts: accounts
            .map(|it| AccountMeta::new_readonly(it, false))
            .collect(),
        data: Vec::new(),
    };
    let hint = hints::of(context, &refused, &[about]);
    with_hint(of_sending(refused, &me, false), hint).into()
}
