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
    fees,
    idl::{self, Role},
    money,
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
/// Names of accounts that a question is about, beside the one that receives.
const PARTIES: [&str; 12] = [
    "attestor",
    "delegate",
    "holder",
    "nonce account",
    "new account",
    "offer",
    "recipient",
    "reservation",
    "payer",
    "slash",
    "supplier",
    "target",
];
/// Names of the account that receives.
const PAID: [&str; 3] = ["to", "destination", "refund to"];

/// Payer, version, lifetime, fees, instructions and signatures of one that may still be signed or sent.
pub fn describe(transaction: &VersionedTransaction, addresses: &Addresses) -> Record {
    with_fees(transaction, addresses, fees::record(transaction))
}

/// The same of one that was executed, whose fee is paid.
pub fn describe_executed(transaction: &VersionedTransaction, addresses: &Addresses) -> Record {
    with_fees(transaction, addresses, vec![fees::priority(transaction)])
}

fn with_fees(transaction: &VersionedTransaction, addresses: &Addresses, fees: Record) -> Record {
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
    record.extend(fees);
    // The older versions have an instruction about it.
    if let VersionedMessage::V1(message) = message {
        let units = message.config.compute_unit_limit;
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

/// An instruction of a message with its accounts and arguments, numbered after its place.
pub fn instruction(
    message: &VersionedMessage,
    addresses: &Addresses,
    place: usize,
    it: &CompiledInstruction,
) -> Cell {
    let Detail { does, lines, json } = detail(message, addresses, it);
    let first = format!("{}. {does}", place.saturating_add(1));
    Cell::Tree {
        text: [vec![first], lines].concat().join("\n"),
        json,
    }
}

/// An instruction in full.
pub struct Detail {
    /// Its program and name, or what it does.
    pub does: String,
    /// Its accounts with their rights, and its arguments.
    pub lines: Vec<String>,
    /// The same for programs.
    pub json: Value,
}

/// An instruction of `message` in full.
pub fn detail(
    message: &VersionedMessage,
    addresses: &Addresses,
    it: &CompiledInstruction,
) -> Detail {
    let program = addresses.get(usize::from(it.program_id_index));
    let program = program.copied().unwrap_or_default();
    let Reading {
        program: program_name,
        does: name,
        roles,
        arguments,
        amount,
        token,
    } = read(&program, it, addresses);
    let mut lines = Vec::new();
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
    let paid = money::Paid {
        program: &program_name,
        arguments: &arguments,
        token,
    };
    let leaves = leaves(&paid);
    lines.extend(leaves.iter().map(|leaf| format!("   {}", leaf.line())));
    let json = json!({
        "program": program.to_string(),
        "programName": program_name,
        "name": name,
        "arguments": arguments,
        "amount": amount,
        "accounts": accounts,
        "data": hexadecimal(&it.data),
    });
    Detail {
        does: format!("{program_name}: {name}"),
        lines,
        json,
    }
}

/// An argument of an instruction.
struct Leaf {
    /// Such as `batch.entries.0.gpus`.
    path: String,
    /// As it is written: text is quoted and escaped, a reason of a slash has its words, and what is not given is called so.
    value: String,
    /// The same as an amount, of those that are one.
    money: Option<String>,
}

impl Leaf {
    /// `amount = 1250000000 (12.5 IO)`.
    fn line(&self) -> String {
        match &self.money {
            Some(money) => format!("{} = {} ({money})", self.path, self.value),
            None => format!("{} = {}", self.path, self.value),
        }
    }

    /// `amount 12.5 IO`.
    fn words(&self) -> String {
        let name = self.path.rsplit('.').next().unwrap_or_default();
        let value = self.money.as_ref().unwrap_or(&self.value);
        format!("{} {value}", name.replace('_', " "))
    }
}

/// The arguments of an instruction, each by itself.
fn leaves(paid: &money::Paid) -> Vec<Leaf> {
    let money = |name: &str, value: &Value| paid.amount(name, value);
    let mut leaves = Vec::new();
    flatten("", paid.arguments, &money, &mut leaves);
    leaves
}

fn flatten(
    path: &str,
    value: &Value,
    money: &dyn Fn(&str, &Value) -> Option<String>,
    leaves: &mut Vec<Leaf>,
) {
    let below = |name: &str| match path {
        "" => name.to_string(),
        path => format!("{path}.{name}"),
    };
    let mut leaf = |value: String, money: Option<String>| {
        leaves.push(Leaf {
            path: path.into(),
            value,
            money,
        });
    };
    match value {
        Value::Null if path.is_empty() => {}
        Value::Null => leaf("none".into(), None),
        Value::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, money, leaves);
            }
        }
        Value::Array(values) => {
            for (place, value) in values.iter().enumerate() {
                flatten(&below(&place.to_string()), value, money, leaves);
            }
        }
        value => {
            let name = path.rsplit('.').next().unwrap_or_default();
            let number = (name == "reason").then(|| u16::try_from(value.as_u64()?).ok());
            let named = number.flatten();
            let named = named.filter(|it| REASONS.iter().any(|(known, ..)| known == it));
            let reported = named.map_or_else(|| value.to_string(), reasons::words);
            leaf(reported, money(name, value));
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
    /// The currency of its arguments, where its accounts say it.
    token: Option<Token>,
}

fn read(program: &Pubkey, it: &CompiledInstruction, addresses: &Addresses) -> Reading {
    let data = &it.data;
    let plain = |does: String| Reading {
        program: program.to_string(),
        does,
        roles: Vec::new(),
        arguments: Value::Null,
        amount: Value::Null,
        token: None,
    };
    match idl::decode(program, data) {
        Ok(Some(named)) => {
            let account = |name: &str| {
                let place = named.accounts.iter().position(|role| role.name == name)?;
                addresses.get(usize::from(*it.accounts.get(place)?))
            };
            return Reading {
                token: money::token(program, &named.name, account, addresses.tokens()),
                program: named.program,
                does: named.name,
                roles: named.accounts,
                arguments: named.arguments,
                amount: Value::Null,
            };
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
        token: None,
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
    each(transaction, addresses, does).join("; ")
}

/// The same for a question, with amounts and parties, and with what it pays.
pub fn question(transaction: &VersionedTransaction, addresses: &Addresses) -> String {
    let mut each = each(transaction, addresses, asks);
    each.push(fees::words(transaction));
    each.join("; ")
}

fn each(
    transaction: &VersionedTransaction,
    addresses: &Addresses,
    tell: fn(&Addresses, &CompiledInstruction) -> String,
) -> Vec<String> {
    let message = &transaction.message;
    let is_budget = |it: &&CompiledInstruction| {
        addresses.get(usize::from(it.program_id_index)) == Some(&compute_budget::ID)
    };
    let instructions = message.instructions().iter();
    let each = instructions.filter(|it| !is_budget(it));
    let mut each: Vec<String> = each.map(|it| tell(addresses, it)).collect();
    if !addresses.are_known() {
        each.push("what changes in accounts of lookup tables is not known".into());
    }
    each
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
fn does(addresses: &Addresses, it: &CompiledInstruction) -> String {
    let program = addresses.get(usize::from(it.program_id_index));
    action(
        addresses,
        it,
        &read(&program.copied().unwrap_or_default(), it, addresses),
    )
}

fn action(addresses: &Addresses, it: &CompiledInstruction, read: &Reading) -> String {
    let (name, does) = (&read.program, &read.does);
    if does.len() > SHOWN {
        return format!("{name}: something that is not known here");
    }
    let mut parties = parties(addresses, it, &read.roles);
    let paid = parties.find(|(name, _)| PAID.contains(&name.as_str()));
    let paid = paid.map_or_else(String::new, |(_, who)| format!(" to {who}"));
    format!("{name}: {does}{paid}")
}

/// The same with its amounts and parties, for a question: `emissions: delegate, amount 1 IO, supplier HMoM…WNth`.
pub fn asks(addresses: &Addresses, it: &CompiledInstruction) -> String {
    let program = addresses.get(usize::from(it.program_id_index));
    let program = program.copied().unwrap_or_default();
    let read = read(&program, it, addresses);
    let mut reported = vec![action(addresses, it, &read)];
    let leaves = leaves(&money::Paid {
        program: &read.program,
        arguments: &read.arguments,
        token: read.token,
    });
    let words: Vec<String> = match money::change(&program, &read.does, &it.data) {
        Some(change) => vec![change],
        None => leaves.iter().map(Leaf::words).collect(),
    };
    match words.iter().map(String::len).sum::<usize>() {
        length if length <= SHOWN => reported.extend(words),
        _ => {
            let amounts = leaves.iter().filter(|leaf| leaf.money.is_some());
            reported.extend(amounts.map(Leaf::words));
            reported.push("with what is shown above".into());
        }
    }
    let parties = parties(addresses, it, &read.roles);
    let named = parties.filter(|(name, _)| PARTIES.contains(&name.as_str()));
    reported.extend(named.map(|(name, who)| format!("{} {who}", name.replace('_', " "))));
    reported.join(", ")
}

/// The accounts of an instruction, by their names.
fn parties<'a>(
    addresses: &'a Addresses,
    it: &'a CompiledInstruction,
    roles: &'a [Role],
) -> impl Iterator<Item = (&'a String, String)> {
    let named = roles.iter().zip(&it.accounts);
    named.map(|(role, index)| {
        let who = match addresses.get(usize::from(*index)) {
            Some(address) => short(address),
            None => "an account of a lookup table that is not known".into(),
        };
        (&role.name, who)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_said_in_words() {
        let arguments = json!({ "args": {
            "reason": 2, "other": { "reason": 7, "amount": 5 }, "amount": null, "text": "a", "reasons": 2
        }});
        let paid = money::Paid {
            program: "emissions",
            arguments: &arguments,
            token: None,
        };
        let lines: Vec<String> = leaves(&paid).iter().map(Leaf::line).collect();
        assert_eq!(
            lines,
            [
                "args.amount = none",
                "args.other.amount = 5 (0.00000005 IO)",
                "args.other.reason = 7",
                "args.reason = attested GPUs that were out of reach (2)",
                "args.reasons = 2",
                "args.text = \"a\"",
            ]
        );
    }
}
