//! An act as unsigned instructions, for those who sign elsewhere: a multisig, or a realm that votes.

mod notes;

use anchor_lang::{solana_program::instruction::Instruction, AnchorSerialize};
use base64::{prelude::BASE64_STANDARD, Engine};
use io_client::{
    realm::state::InstructionData,
    transaction::{self, Format},
};
use io_output::instruction::describe;
use serde_json::{json, Value};
use solana_hash::Hash;
use solana_message::VersionedMessage;

use super::{short, Plan};
use crate::{
    acting::Unsigned,
    context::Context,
    errors::CliError,
    report::{Cell, Record, Report},
};

/// What is said of all unsigned instructions.
pub const UNSENT: &str =
    "nothing is signed or sent: put `message` into a transaction of the multisig, or `realms` of each instruction into a proposal of \
     the realm";

/// Said of those without a message.
const TOO_LARGE: &str =
    "the instructions do not fit into one transaction, so there is no message: sign them in several, in this order";

/// The instructions of a plan. Nothing is signed, simulated or sent.
///
/// # Errors
/// [`CliError::Refused`] if somebody else would have to sign; if the network does not answer.
pub fn report(context: &mut Context, by: &Unsigned, plan: &Plan) -> anyhow::Result<Report> {
    let all = plan.before.iter().chain(&plan.action).chain(&plan.rest);
    let all: Vec<Instruction> = all.cloned().collect();
    let (fields, too_large) = fields(by, &all)?;
    let mut notes = notes::of(context, by, plan)?;
    notes.extend(too_large.map(String::from));
    let (network, now) = (context.place().name(), context.now()?);
    let mut record: Record = vec![
        ("Action", Cell::text(&plan.question)),
        ("Network", Cell::Text(network)),
        ("Read at", Cell::Time(now, now)),
    ];
    record.extend(plan.fields());
    record.extend(fields);
    notes.extend(
        plan.next
            .iter()
            .map(|next| format!("once it is executed: {next}")),
    );
    Ok(notes.into_iter().fold(Report::fields(record), Report::note))
}

/// Who acts, the instructions in each form, and what has to be said if they do not fit into one transaction.
///
/// # Errors
/// [`CliError::Refused`] if somebody else would have to sign.
pub fn fields(
    by: &Unsigned,
    instructions: &[Instruction],
) -> anyhow::Result<(Record, Option<&'static str>)> {
    alone(by, instructions)?;
    let described = instructions
        .iter()
        .map(in_json)
        .collect::<anyhow::Result<Vec<_>>>()?;
    let message = message(by, instructions)?;
    let too_large = message.is_null().then_some(TOO_LARGE);
    let record = vec![
        ("Authority", by.authority.into()),
        ("Payer", by.payer.into()),
        ("Instructions", tree(described.into())),
        ("Message", tree(message)),
    ];
    Ok((record, too_large))
}

/// Refuses instructions that somebody else has to sign.
fn alone(by: &Unsigned, instructions: &[Instruction]) -> Result<(), CliError> {
    let accounts = instructions.iter().flat_map(|it| &it.accounts);
    let mut signers = accounts.filter(|it| it.is_signer).map(|it| it.pubkey);
    match signers.find(|it| ![by.authority, by.payer].contains(it)) {
        None => Ok(()),
        Some(other) => Err(CliError::Refused(format!(
            "{} has to sign too, and neither a multisig nor a realm signs for it",
            short(&other)
        ))),
    }
}

/// As a multisig takes it, and as Realms does.
fn in_json(instruction: &Instruction) -> anyhow::Result<Value> {
    let mut stored = Vec::new();
    InstructionData::from(instruction).serialize(&mut stored)?;
    let mut described = describe(instruction);
    described["realms"] = json!(BASE64_STANDARD.encode(stored));
    Ok(described)
}

/// The legacy message without a blockhash; nothing if it is too large for a transaction.
fn message(by: &Unsigned, instructions: &[Instruction]) -> anyhow::Result<Value> {
    let Ok(message) = transaction::legacy(&by.payer, instructions, Hash::default()) else {
        return Ok(Value::Null);
    };
    let whole = transaction::blank(VersionedMessage::Legacy(message.clone()));
    if transaction::size(&whole) > Format::Legacy.max_size() {
        return Ok(Value::Null);
    }
    let bytes = message.serialize();
    Ok(json!({
        "base58": bs58::encode(&bytes).into_string(),
        "base64": BASE64_STANDARD.encode(&bytes),
    }))
}

fn tree(json: Value) -> Cell {
    Cell::Tree {
        text: json.to_string(),
        json,
    }
}
