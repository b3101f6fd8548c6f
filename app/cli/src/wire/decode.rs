//! Human-readable form of a transaction.

use anchor_lang::prelude::Pubkey;
use io_client::{
    nonce,
    reasons::{self, REASONS},
};
use serde_json::{json, Value};
use solana_message::{compiled_instruction::CompiledInstruction, VersionedMessage};
use solana_sdk_ids::compute_budget;
use solana_transaction::versioned::VersionedTransaction;

use super::{
    addresses::{may_change, Addresses},
    idl::{self, Role},
    native::{self, Moves, Native},
    signatures,
    tokens::Token,
};
use crate::{
    amounts::{brief, decimal, SOL_DECIMALS},
    layout::short,
    options::hexadecimal,
    report::{amount_json, Cell, Record},
};

/// Most bytes of what an instruction does that a question repeats.
const SHOWN: usize = 120;
/// Names of the account that receives.
const PAID: [&str; 3] = ["to", "destination", "refund to"];

/// Payer, version, lifetime, instructions and signatures.
pub fn describe(transaction: &VersionedTransaction, addresses: &Addresses) -> Record {
    let message = &transaction.message;
    let keys = message.static_account_keys();
    let version = match message {
        VersionedMessage::Legacy(_) => "legacy",
        VersionedMessage::V0(_) => "0",
        VersionedMessage::V1(_) => "1",
    };
    let mut record = vec![
        (
            "Payer",
            keys.first().map_or(Cell::None, |it| Cell::Key(*it)),
        ),
        ("Version", Cell::text(version)),
    ];
    record.extend(lifetime(transaction));
    // The older versions have instructions about it.
    if let VersionedMessage::V1(message) = message {
        let (fee, units) = (
            message.config.priority_fee,
            message.config.compute_unit_limit,
        );
        record.push(("Priority fee", Cell::Sol(fee.unwrap_or(0))));
        record.push(("Compute units at most", Cell::count(units.unwrap_or(0))));
    }
    let instructions = message.instructions().iter().enumerate();
    let instructions = instructions.map(|(place, it)| instruction(message, addresses, place, it));
    record.push(("Instructions", Cell::List(instructions.collect())));
    record.extend(addresses.warning());
    record.extend(signatures::describe(transaction));
    record
}

/// Its blockhash or nonce, and when it expires.
pub fn lifetime(transaction: &VersionedTransaction) -> Record {
    let value = Cell::text(transaction.message.recent_blockhash());
    match nonce::of(&transaction.message) {
        None => vec![
            (
                "Expires",
                Cell::text("with its blockhash, in about half a minute"),
            ),
            ("Blockhash", value),
        ],
        Some(nonce) => vec![
            ("Expires", Cell::text("when its nonce is advanced")),
            ("Nonce account", nonce.account.into()),
            ("Nonce authority", nonce.authority.into()),
            ("Nonce value", value),
        ],
    }
}

fn instruction(
    message: &VersionedMessage,
    addresses: &Addresses,
    place: usize,
    it: &CompiledInstruction,
) -> Cell {
    let program = addresses.get(usize::from(it.program_id_index));
    let program = program.copied().unwrap_or_default();
    let Reading {
        program: program_name,
        does: name,
        roles,
        arguments,
        amount,
    } = read(&program, it, addresses);
    let mut lines = vec![format!(
        "{}. {program_name}: {name}",
        place.saturating_add(1)
    )];
    let mut accounts = Vec::new();
    for (place, index) in it.accounts.iter().enumerate() {
        let index = usize::from(*index);
        let role = roles.get(place);
        let name = role.map_or_else(
            || format!("account {}", place.saturating_add(1)),
            |role| role.name.clone(),
        );
        if role.is_some_and(|role| role.optional) && addresses.get(index) == Some(&program) {
            lines.push(format!("   {name}: none"));
            accounts.push(json!({ "name": name, "address": Value::Null }));
            continue;
        }
        let address = addresses.get(index).map_or_else(
            || "in a lookup table that is not known".into(),
            ToString::to_string,
        );
        let signer = message.is_signer(index);
        let writable = may_change(message, index);
        let marks = match (signer, writable) {
            (true, true) => " signs, may change",
            (true, false) => " signs",
            (false, true) => " may change",
            (false, false) => "",
        };
        lines.push(format!("   {name}: {address}{marks}"));
        accounts.push(json!({
            "name": name, "address": address, "signer": signer, "writable": writable
        }));
    }
    let mut leaves = Vec::new();
    flatten("", &arguments, &mut leaves);
    lines.extend(leaves.into_iter().map(|leaf| format!("   {leaf}")));
    let json = json!({
        "program": program.to_string(),
        "programName": program_name,
        "name": name,
        "arguments": arguments,
        "amount": amount,
        "accounts": accounts,
        "data": hexadecimal(&it.data),
    });
    Cell::Tree {
        text: lines.join("\n"),
        json,
    }
}

/// Each argument on a line, such as `batch.entries.0.gpus = 3`. Text is quoted and escaped; a reason of a slash has its words, and what
/// is not given is called so.
fn flatten(path: &str, value: &Value, lines: &mut Vec<String>) {
    let below = |name: &str| match path {
        "" => name.to_string(),
        path => format!("{path}.{name}"),
    };
    match value {
        Value::Null if path.is_empty() => {}
        Value::Null => lines.push(format!("{path} = none")),
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, lines);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                flatten(&below(&place.to_string()), value, lines);
            }
        }
        value => {
            let reason = path.rsplit('.').next().filter(|it| *it == "reason");
            let number = reason.and_then(|_| u16::try_from(value.as_u64()?).ok());
            let named = number.filter(|it| REASONS.iter().any(|(known, ..)| known == it));
            let reported = named.map_or_else(|| value.to_string(), reasons::words);
            lines.push(format!("{path} = {reported}"));
        }
    }
}

/// What is read of an instruction.
struct Reading {
    /// Name of its program.
    program: String,
    /// Its name, or what it does.
    does: String,
    roles: Vec<Role>,
    arguments: Value,
    /// What it moves, as programs read it.
    amount: Value,
}

fn read(program: &Pubkey, it: &CompiledInstruction, addresses: &Addresses) -> Reading {
    let data = &it.data;
    let plain = |does: String| Reading {
        program: program.to_string(),
        does,
        roles: Vec::new(),
        arguments: Value::Null,
        amount: Value::Null,
    };
    match idl::decode(program, data) {
        Ok(Some(it)) => {
            return Reading {
                program: it.program,
                does: it.name,
                roles: it.accounts,
                arguments: it.arguments,
                amount: Value::Null,
            }
        }
        Err(error) => return plain(unread(data, &error.to_string())),
        Ok(None) => {}
    }
    let Some(read) = native::read(program, data) else {
        return plain(unread(data, "not known here"));
    };
    let (amount, words) = moved(&read, it, addresses);
    let roles = read.accounts.iter().map(|name| Role {
        name: (*name).into(),
        optional: false,
    });
    Reading {
        program: read.program.into(),
        does: format!("{}{words}", read.does),
        roles: roles.collect(),
        arguments: Value::Null,
        amount,
    }
}

/// What a native instruction moves, as programs read it, and how many tokens in words.
fn moved(read: &Native, it: &CompiledInstruction, addresses: &Addresses) -> (Value, String) {
    let (units, decimals) = match read.moves {
        None => return (Value::Null, String::new()),
        Some(Moves::Sol(lamports)) => {
            let amount = amount_json(lamports.into(), SOL_DECIMALS, Some("SOL"));
            return (amount, String::new());
        }
        Some(Moves::Tokens(units, decimals)) => (units, decimals),
    };
    let named = it.accounts.iter().zip(read.accounts);
    let named = named.filter_map(|(index, name)| Some((*name, addresses.get((*index).into())?)));
    let mint = named.clone().find(|(name, _)| *name == "mint");
    let mint = mint.map(|(_, mint)| mint);
    let keys = mint.into_iter().chain(named.map(|(_, key)| key));
    let known = addresses.tokens().of(keys).cloned();
    let token = known.or_else(|| {
        Some(Token {
            name: mint?.to_string(),
            decimals: decimals?,
        })
    });
    let Some(Token { name, decimals }) = token else {
        let words = format!(" {units} base units of a token that is not known here");
        return (json!({ "amount": units.to_string() }), words);
    };
    let words = format!(" {} {name}", brief(&decimal(units, decimals)));
    (amount_json(units.into(), decimals, Some(&name)), words)
}

fn unread(data: &[u8], why: &str) -> String {
    format!("{why}, data {}", hexadecimal(data))
}

/// What it does in a line: each instruction but those of the compute budget, and what is not known.
pub fn summary(transaction: &VersionedTransaction, addresses: &Addresses) -> String {
    let message = &transaction.message;
    let is_budget = |it: &&CompiledInstruction| {
        addresses.get(usize::from(it.program_id_index)) == Some(&compute_budget::ID)
    };
    let instructions = message.instructions().iter();
    let each = instructions.filter(|it| !is_budget(it));
    let mut each: Vec<String> = each.map(|it| does(addresses, it)).collect();
    if !addresses.are_known() {
        each.push("what changes in accounts of lookup tables is not known".into());
    }
    each.join("; ")
}

/// What each instruction moves, as programs read it: amounts with their currency, in their order.
pub fn amounts(transaction: &VersionedTransaction, addresses: &Addresses) -> Vec<Value> {
    let instructions = transaction.message.instructions().iter();
    let amounts = instructions.map(|it| {
        let program = addresses.get(usize::from(it.program_id_index));
        read(&program.copied().unwrap_or_default(), it, addresses).amount
    });
    amounts.filter(|it| !it.is_null()).collect()
}

/// What an instruction does in a line: its program, its name, and who is paid.
pub fn does(addresses: &Addresses, it: &CompiledInstruction) -> String {
    let program = addresses.get(usize::from(it.program_id_index));
    let Reading {
        program: name,
        does,
        roles,
        ..
    } = read(&program.copied().unwrap_or_default(), it, addresses);
    if does.len() > SHOWN {
        return format!("{name}: something that is not known here");
    }
    let paid = roles
        .iter()
        .position(|role| PAID.contains(&role.name.as_str()));
    let paid = paid.and_then(|place| it.accounts.get(place));
    let paid = paid.map(|index| match addresses.get(usize::from(*index)) {
        Some(address) => format!(" to {}", short(address)),
        None => " to an account of a lookup table that is not known".into(),
    });
    format!("{name}: {does}{}", paid.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_said_in_words() {
        let arguments = json!({ "args": {
            "reason": 2, "other": { "reason": 7 }, "amount": null, "text": "a", "reasons": 2
        }});
        let mut lines = Vec::new();
        flatten("", &arguments, &mut lines);
        assert_eq!(
            lines,
            [
                "args.amount = none",
                "args.other.reason = 7",
                "args.reason = attested GPUs that were out of reach (2)",
                "args.reasons = 2",
                "args.text = \"a\"",
            ]
        );
    }
}
