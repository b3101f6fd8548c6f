//! What the IDLs say of instructions, their accounts, and errors.

use std::collections::BTreeMap;

use anchor_lang::solana_program::instruction::Instruction;
use serde_json::Value;
use solana_account::Account;

use crate::catalogue::Program;

/// Types of which a program has one account.
pub const SINGLE: [&str; 5] = ["Config", "Council", "Engine", "Ledger", "Models"];

/// An account of an instruction, as its IDL has it.
#[derive(Clone, Debug)]
pub struct Slot {
    /// Its name, with that of the group it is in.
    pub name: String,
    /// Whether it is passed as writable.
    pub writable: bool,
    /// Whether it signs.
    pub signer: bool,
    /// Whether it may be left out.
    pub optional: bool,
}

/// An instruction of an IDL.
pub struct Entry {
    /// Its name.
    pub name: String,
    /// The first bytes of its data.
    pub discriminator: [u8; 8],
    /// Its accounts, in order.
    pub slots: Vec<Slot>,
}

/// The IDLs.
pub struct Idls {
    /// By program and the first eight bytes of the data.
    instructions: BTreeMap<(Program, [u8; 8]), Entry>,
    /// Discriminators of each program's accounts.
    accounts: BTreeMap<Program, BTreeMap<[u8; 8], String>>,
    /// Codes of the programs' errors.
    errors: Vec<u32>,
}

fn flag(account: &Value, name: &str) -> bool {
    account[name].as_bool().unwrap_or(false)
}

fn text(value: &Value) -> String {
    value["name"].as_str().unwrap().into()
}

/// The accounts of a list, those of groups included.
fn slots(list: &Value, prefix: &str) -> Vec<Slot> {
    let slot = |account: &Value| {
        let name = format!("{prefix}{}", text(account));
        if account["accounts"].is_array() {
            return slots(&account["accounts"], &format!("{name}."));
        }
        let [writable, signer, optional] =
            ["writable", "signer", "optional"].map(|name| flag(account, name));
        vec![Slot {
            name,
            writable,
            signer,
            optional,
        }]
    };
    list.as_array().unwrap().iter().flat_map(slot).collect()
}

fn discriminator(value: &Value) -> [u8; 8] {
    serde_json::from_value(value["discriminator"].clone()).unwrap()
}

/// The first eight bytes of an instruction's data.
pub fn discriminator_of(instruction: &Instruction) -> [u8; 8] {
    instruction.data[..8].try_into().unwrap()
}

impl Idls {
    /// Those of `idls/`.
    pub fn read() -> Self {
        let mut idls = Self {
            instructions: BTreeMap::new(),
            accounts: BTreeMap::new(),
            errors: Vec::new(),
        };
        for program in Program::ALL {
            let file = format!("idls/{}.json", program.name().replace('-', "_"));
            let text_of = std::fs::read_to_string(crate::root().join(file)).unwrap();
            let idl: Value = serde_json::from_str(&text_of).unwrap();
            let list = |name: &str| idl[name].as_array().unwrap().clone();
            for one in list("instructions") {
                let entry = Entry {
                    name: text(&one),
                    discriminator: discriminator(&one),
                    slots: slots(&one["accounts"], ""),
                };
                let key = (program, entry.discriminator);
                idls.instructions.insert(key, entry);
            }
            let accounts = list("accounts");
            let accounts = accounts.iter().map(|one| (discriminator(one), text(one)));
            idls.accounts.insert(program, accounts.collect());
            let codes = list("errors").into_iter();
            let codes = codes.map(|error| error["code"].as_u64().unwrap() as u32);
            idls.errors.extend(codes);
        }
        idls
    }

    /// The instruction that is sent.
    pub fn entry(&self, instruction: &Instruction) -> (Program, &Entry) {
        let program = Program::of(&instruction.program_id);
        let key = (program, discriminator_of(instruction));
        (program, &self.instructions[&key])
    }

    /// All instructions.
    pub fn instructions(&self) -> impl Iterator<Item = (Program, &Entry)> {
        self.instructions.iter().map(|(key, one)| (key.0, one))
    }

    /// Types of a program's accounts, by discriminator.
    pub fn accounts(&self, program: Program) -> &BTreeMap<[u8; 8], String> {
        &self.accounts[&program]
    }

    /// The type of an account, if it is one of the suite.
    pub fn type_of(&self, account: &Account) -> Option<&str> {
        let discriminator: [u8; 8] = account.data.get(..8)?.try_into().ok()?;
        let types = &self.accounts[&Program::owning(account)?];
        types.get(&discriminator).map(String::as_str)
    }

    /// Whether there is one account of the type.
    pub fn is_single(&self, account: &Account) -> bool {
        self.type_of(account)
            .is_some_and(|name| SINGLE.contains(&name))
    }

    /// Whether one of the programs has an error of this code.
    pub fn has_error(&self, code: u32) -> bool {
        self.errors.contains(&code)
    }
}
