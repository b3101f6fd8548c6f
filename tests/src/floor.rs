//! What the calls and system calls of a transaction cost at least: the bare program of `tests/floor` makes them again,
//! on the accounts as they were before.
//!
//! The bare program has an address of its own and signs by addresses of its own. So in the accounts and in the data that
//! are passed on, the addresses of the program that it stands for are replaced by those.

use std::collections::BTreeMap;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        instruction::{AccountMeta, Instruction},
        rent::Rent,
    },
};
use io_client::Network;
use io_floor::script;
use io_vm::{
    programs,
    trace::{Call, Run, SystemCall, Trace},
    LiteVm, Vm,
};
use solana_account::Account;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{catalogue::Program, key, World, START};

/// Name of the bare program's sBPF file.
const FILE: &str = "io_floor.so";

/// The bare program, loaded.
pub struct Floor {
    vm: LiteVm,
    program: Pubkey,
    /// Seeds of addresses that have the bump 255.
    seeds: Vec<u8>,
}

/// Accounts before a transaction.
pub type Before = Vec<(Pubkey, Account)>;

/// The accounts that instructions name, before they are sent.
pub fn before(world: &mut World, instructions: &[Instruction]) -> Before {
    let metas = instructions.iter().flat_map(|one| &one.accounts);
    let mut keys: Vec<Pubkey> = metas.map(|meta| meta.pubkey).collect();
    keys.sort_unstable();
    keys.dedup();
    let found = keys.into_iter().map(|key| {
        // At an address without an account there is one of no lamports.
        (key, world.account(&key).unwrap_or_default())
    });
    found.collect()
}

impl Floor {
    /// Loads the bare program from the folder of sBPF files.
    ///
    /// # Errors
    /// If it is not there.
    pub fn load() -> anyhow::Result<Self> {
        let folder = programs::sbf_folder().unwrap_or_default();
        let file = folder.join(FILE);
        let bytes =
            std::fs::read(&file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))?;
        let (authority, program) = (key("authority").pubkey(), key("floor").pubkey());
        let mut vm = LiteVm::traced(&authority, START)?;
        vm.add_program(program, &bytes)?;
        let first_bump =
            |seed: &u8| Pubkey::find_program_address(&[&[*seed]], &program).1 == script::BUMP;
        let seeds = (1..=u8::MAX).filter(first_bump).collect();
        Ok(Self { vm, program, seeds })
    }

    /// Compute units for the calls of `trace`, whose transaction `signers` signed.
    pub fn units(&mut self, before: &Before, trace: &Trace, signers: &[&Keypair]) -> u64 {
        let calls = &trace.calls;
        let tops: Vec<usize> = (0..calls.len())
            .filter(|at| calls[*at].height == 1 && is_of_the_suite(&calls[*at].instruction))
            .collect();
        let names = self.names(calls, &tops, signers);
        for (address, account) in before.iter().filter(|(_, account)| !account.executable) {
            let (address, account) = (names.key(address), names.account(account));
            self.vm.set_account(address, account).unwrap();
        }
        for signer in signers {
            self.vm
                .airdrop(&signer.pubkey(), u64::from(u32::MAX))
                .unwrap();
        }
        let instructions: Vec<Instruction> = tops
            .iter()
            .map(|top| self.instruction(calls, *top, &names))
            .collect();
        let metas = instructions.iter().flat_map(|one| &one.accounts);
        let others = metas.filter(|meta| !meta.is_signer);
        let mut table: Vec<Pubkey> = others.map(|meta| meta.pubkey).collect();
        table.sort_unstable();
        table.dedup();
        self.vm.use_table(&table).unwrap();
        let receipt = self
            .vm
            .send(&instructions, &io_client::signers(signers.iter().copied()))
            .unwrap();
        let made = self.vm.trace().unwrap().calls;
        assert_eq!(
            names.called(calls),
            Names::default().called(&made),
            "the same calls"
        );
        let made = made
            .iter()
            .filter(|call| call.instruction.program_id == self.program && call.height == 1);
        for (top, made) in tops.iter().zip(made) {
            let (asked, made) = (kinds(&calls[*top].run), kinds(&made.run));
            assert_eq!(made, asked, "the same system calls");
        }
        receipt.compute_units
    }

    /// What a script without an act costs.
    pub fn empty(&mut self) -> u64 {
        let payer = key("authority");
        self.vm
            .airdrop(&payer.pubkey(), u64::from(u32::MAX))
            .unwrap();
        let idle = self.reported(0, Vec::new(), &[]);
        self.vm.use_table(&[]).unwrap();
        self.vm.send(&[idle], &[&payer]).unwrap().compute_units
    }

    /// Addresses of the bare program for the program that makes the calls and for those by which it signs.
    fn names(&self, calls: &[Call], tops: &[usize], signers: &[&Keypair]) -> Names {
        let mut names = BTreeMap::new();
        for top in tops {
            names.insert(calls[*top].instruction.program_id, (self.program, 0));
        }
        let metas = calls.iter().flat_map(|call| &call.instruction.accounts);
        let signing = metas.filter(|meta| meta.is_signer).map(|meta| meta.pubkey);
        let mut seeds = self.seeds.iter();
        for address in signing {
            let signed = signers.iter().any(|signer| signer.pubkey() == address);
            if !signed && !names.contains_key(&address) {
                let seed = *seeds.next().unwrap();
                let own = Pubkey::find_program_address(&[&[seed]], &self.program).0;
                names.insert(address, (own, seed));
            }
        }
        Names(names)
    }

    /// The instruction at `top` of the calls, as the bare program carries it out.
    fn instruction(&mut self, calls: &[Call], top: usize, names: &Names) -> Instruction {
        let Call {
            instruction, run, ..
        } = &calls[top];
        let accounts = names.metas(&instruction.accounts);
        let mut script = Vec::new();
        for call in &run.system_calls {
            system_call(&mut script, call, self.seeds[0]);
        }
        let called = calls[top + 1..].iter().take_while(|call| call.height > 1);
        for call in called.filter(|call| call.height == 2) {
            self::call(&mut script, &call.instruction, &accounts, names);
        }
        self.reported(top, accounts, &script)
    }

    /// An instruction to carry out a script, which stands in an account of the number `top`.
    fn reported(
        &mut self,
        top: usize,
        mut accounts: Vec<AccountMeta>,
        script: &[u8],
    ) -> Instruction {
        let address = key(&format!("script {top}")).pubkey();
        let account = Account {
            lamports: Rent::default().minimum_balance(script.len()),
            data: script.to_vec(),
            owner: self.program,
            ..Account::default()
        };
        self.vm.set_account(address, account).unwrap();
        accounts.push(AccountMeta::new_readonly(address, false));
        Instruction::new_with_bytes(self.program, &[], accounts)
    }
}

/// Whether the instruction is the suite's.
fn is_of_the_suite(instruction: &Instruction) -> bool {
    let mut programs = Program::ALL.into_iter();
    programs.any(|program| program.id() == instruction.program_id)
}

/// What system calls do, whichever of two names they have, and the lengths of what is hashed. Calls are recorded by
/// themselves; moving bytes and naming itself in the log is a program's own work.
fn kinds(run: &Run) -> Vec<(&str, &[Option<u64>])> {
    let own = ["sol_invoke_signed", "sol_mem", "sol_log_"];
    let calls = run.system_calls.iter();
    let calls = calls.filter(|call| !own.iter().any(|own| call.name.starts_with(own)));
    let kinds = calls.map(|call| {
        let kind = match call.name.as_str() {
            "sol_get_clock_sysvar" | "sol_get_rent_sysvar" => "sol_get_sysvar",
            "sol_try_find_program_address" => "sol_create_program_address",
            name => name,
        };
        (kind, &call.hashed[..])
    });
    kinds.collect()
}

/// By which own address, and which seed of it, an address is replaced.
#[derive(Default)]
struct Names(BTreeMap<Pubkey, (Pubkey, u8)>);

impl Names {
    fn key(&self, key: &Pubkey) -> Pubkey {
        self.0.get(key).map_or(*key, |(own, _)| *own)
    }

    /// The seed of an address by which the program signs; of others 0.
    fn seed(&self, own: &Pubkey) -> u8 {
        let mut names = self.0.values();
        let found = names.find(|(address, _)| address == own);
        found.map_or(0, |(_, seed)| *seed)
    }

    fn data(&self, data: &[u8]) -> Vec<u8> {
        let mut data = data.to_vec();
        for (address, (own, _)) in &self.0 {
            let found = data.windows(32).enumerate();
            let places: Vec<usize> = found
                .filter(|(_, window)| *window == address.as_ref())
                .map(|(place, _)| place)
                .collect();
            for place in places {
                data[place..place + 32].copy_from_slice(own.as_ref());
            }
        }
        data
    }

    fn metas(&self, metas: &[AccountMeta]) -> Vec<AccountMeta> {
        let metas = metas.iter().map(|meta| AccountMeta {
            pubkey: self.key(&meta.pubkey),
            ..meta.clone()
        });
        metas.collect()
    }

    /// The instructions that programs called.
    fn called(&self, calls: &[Call]) -> Vec<Instruction> {
        let called = calls.iter().filter(|call| call.height > 1);
        let called = called.map(|Call { instruction, .. }| Instruction {
            program_id: self.key(&instruction.program_id),
            accounts: self.metas(&instruction.accounts),
            data: self.data(&instruction.data),
        });
        called.collect()
    }

    fn account(&self, account: &Account) -> Account {
        Account {
            owner: self.key(&account.owner),
            data: self.data(&account.data),
            ..account.clone()
        }
    }
}

/// Writes a system call down. Addresses are derived with the first bump that is tried: a bare program can be given the one.
fn system_call(script: &mut Vec<u8>, call: &SystemCall, seed: u8) {
    match call.name.as_str() {
        "sol_get_clock_sysvar" => script.push(script::CLOCK),
        "sol_get_rent_sysvar" => script.push(script::RENT),
        "sol_get_stack_height" => script.push(script::HEIGHT),
        "sol_sha256" => {
            let count = u8::try_from(call.hashed.len()).unwrap();
            script.extend([script::SHA256, count]);
            for length in &call.hashed {
                let length = length.expect("a length that was seen");
                script.extend(u16::try_from(length).unwrap().to_le_bytes());
            }
        }
        "sol_try_find_program_address" | "sol_create_program_address" => {
            script.extend([script::DERIVE, seed]);
        }
        _ => {}
    }
}

/// Writes a call down.
fn call(script: &mut Vec<u8>, inner: &Instruction, accounts: &[AccountMeta], names: &Names) {
    let place = |key: &Pubkey| {
        let found = accounts.iter().position(|meta| meta.pubkey == *key);
        u8::try_from(found.unwrap()).unwrap()
    };
    let program = place(&names.key(&inner.program_id));
    let count = u8::try_from(inner.accounts.len()).unwrap();
    script.extend([script::CALL, program, count]);
    let mut seed = 0;
    for meta in &inner.accounts {
        let key = names.key(&meta.pubkey);
        let written = u8::from(meta.is_writable) * script::WRITABLE;
        let signed = u8::from(meta.is_signer) * script::SIGNER;
        script.extend([place(&key), written | signed]);
        if meta.is_signer {
            seed = seed.max(names.seed(&key));
        }
    }
    let data = names.data(&inner.data);
    script.push(seed);
    script.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
    script.extend(data);
}
