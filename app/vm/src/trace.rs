//! Trace of the programs of a transaction.

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use anchor_lang::solana_program::instruction::{AccountMeta, Instruction};
use litesvm::{InvocationInspectCallback, LiteSVM};
use solana_program_runtime::{
    invoke_context::{Executable, InvokeContext, RegisterTrace},
    solana_sbpf::ebpf,
};
use solana_transaction::sanitized::SanitizedTransaction;

/// Bytes of a program's heap.
pub const HEAP: u64 = 32_768;
/// Bytes of a stack frame.
pub const FRAME: u64 = 4_096;
/// Stack frames.
pub const FRAMES: usize = 64;
/// Register that is the frame pointer.
const FRAME_POINTER: usize = 10;
/// Register that is the program counter.
const PROGRAM_COUNTER: usize = 11;
/// The bits of an instruction that say whether it reads or writes memory.
const CLASS: u8 = 7;
/// Bytes of a slice as a system call reads it: an address and a length.
const SLICE: u64 = 16;

/// The last transaction of a machine.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// Bytes of the transaction with its signatures.
    pub bytes: usize,
    /// Its instructions and those that programs called, in the order of their beginning.
    pub calls: Vec<Call>,
}

/// An executed instruction.
#[derive(Clone, Debug)]
pub struct Call {
    /// The instruction, with the rights that the accounts had in it.
    pub instruction: Instruction,
    /// 1 for an instruction of the transaction, 2 for one that it called.
    pub height: usize,
    /// How the program ran; empty for a builtin.
    pub run: Run,
}

/// How an sBPF program ran.
#[derive(Clone, Debug, Default)]
pub struct Run {
    /// Maximum number of stack frames in use.
    pub frames: usize,
    /// Largest stack frame in bytes, as far as instructions accessed it or a syscall got its address.
    pub frame: u64,
    /// Bytes allocated on the heap. Nothing is freed.
    pub heap: u64,
    /// System calls, in their order.
    pub system_calls: Vec<SystemCall>,
    /// Instructions of the machine, in their order.
    pub steps: Vec<Step>,
}

/// An instruction of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its place in the program's text, in instructions.
    pub counter: u32,
    /// The frame pointer: it rises with each call, and falls with each return.
    pub frame: u64,
}

/// A system call.
#[derive(Clone, Debug)]
pub struct SystemCall {
    /// Its name.
    pub name: String,
    /// Lengths of the slices that `sol_sha256` hashed; none of one that the program did not store as a word of its own.
    pub hashed: Vec<Option<u64>>,
}

/// Writes down the calls of the last transaction.
#[derive(Clone, Default)]
pub(crate) struct Recorder(Arc<Mutex<Vec<Call>>>);

impl Recorder {
    pub(crate) fn calls(&self) -> Vec<Call> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.clone()
    }
}

impl InvocationInspectCallback for Recorder {
    fn before_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[u16],
        _: &mut InvokeContext,
        _: bool,
    ) {
    }

    fn after_invocation(
        &self,
        _: &LiteSVM,
        _: &SanitizedTransaction,
        _: &[u16],
        context: &InvokeContext,
        _: bool,
    ) {
        let transaction = &context.transaction_context;
        let length = transaction.get_instruction_trace_length();
        let called = (0..length).filter_map(|index| call(context, index));
        let calls = RefCell::new(called.collect::<Vec<_>>());
        context.iterate_vm_traces(&|instruction, executable, registers| {
            let index = instruction.get_index_in_trace();
            if let Some(call) = calls.borrow_mut().get_mut(index) {
                call.run = run(executable, registers);
            }
        });
        // Top-level instructions come first in the trace, then CPIs.
        let mut paths: Vec<Vec<usize>> = Vec::new();
        for index in 0..length {
            let instruction = transaction.get_instruction_context_at_index_in_trace(index);
            let caller = instruction
                .ok()
                .and_then(|one| paths.get(one.get_index_of_caller()));
            let mut path = caller.cloned().unwrap_or_default();
            path.push(index);
            paths.push(path);
        }
        let mut ordered: Vec<_> = paths.into_iter().zip(calls.into_inner()).collect();
        ordered.sort_by(|(one, _), (other, _)| one.cmp(other));
        let ordered = ordered.into_iter().map(|(_, call)| call).collect();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = ordered;
    }
}

fn call(context: &InvokeContext, index: usize) -> Option<Call> {
    let transaction = &context.transaction_context;
    let instruction = transaction.get_instruction_context_at_index_in_trace(index);
    let instruction = instruction.ok()?;
    let accounts = (0..instruction.get_number_of_instruction_accounts()).map(|place| {
        Some(AccountMeta {
            pubkey: *instruction.get_key_of_instruction_account(place).ok()?,
            is_signer: instruction.is_instruction_account_signer(place).ok()?,
            is_writable: instruction.is_instruction_account_writable(place).ok()?,
        })
    });
    Some(Call {
        instruction: Instruction {
            program_id: *instruction.get_program_key().ok()?,
            accounts: accounts.collect::<Option<_>>()?,
            data: instruction.get_instruction_data().to_vec(),
        },
        height: instruction.get_stack_height(),
        run: Run::default(),
    })
}

/// Follows a run from instruction to instruction, with the registers that each began with.
fn run(executable: &Executable, registers: RegisterTrace) -> Run {
    let (_, text) = executable.get_text_bytes();
    let names = executable.get_loader().get_function_registry();
    let version = executable.get_sbpf_version();
    let mut run = Run::default();
    let mut frames = BTreeSet::new();
    // Words that the program has stored, by address.
    let mut stored = HashMap::new();
    for registers in registers {
        let counter = u32::try_from(registers[PROGRAM_COUNTER]).unwrap_or_default();
        let instruction = ebpf::get_insn(text, usize::try_from(counter).unwrap_or_default());
        let class = instruction.opc & CLASS;
        let base = match class {
            ebpf::BPF_LDX => registers[usize::from(instruction.src)],
            _ => registers[usize::from(instruction.dst)],
        };
        // Of an instruction that reads or writes memory.
        let address = base.wrapping_add_signed(instruction.off.into());
        let top = registers[FRAME_POINTER];
        frames.insert(top);
        run.steps.push(Step {
            counter,
            frame: top,
        });
        // Other registers may hold stale values of an earlier call.
        if matches!(class, ebpf::BPF_LDX | ebpf::BPF_ST | ebpf::BPF_STX) {
            run.frame = run.frame.max(depth(&frames, address));
        }
        match instruction.opc {
            ebpf::ST_DW_REG => {
                let value = registers[usize::from(instruction.src)];
                stored.insert(address, value);
                // Position of the allocator, which allocates from the end towards the beginning.
                if address == ebpf::MM_HEAP_START {
                    let end = ebpf::MM_HEAP_START.saturating_add(HEAP);
                    run.heap = run.heap.max(end.saturating_sub(value));
                }
            }
            ebpf::ST_DW_IMM => {
                stored.insert(address, instruction.imm.cast_unsigned());
            }
            // From sBPF v3 on, a source register of 1 marks a call within the program.
            ebpf::CALL_IMM if !version.static_syscalls() || instruction.src == 0 => {
                // The low half is the hash of a system call's name; functions of the program have no name here.
                let key = instruction.imm as u32;
                if let Some((name, _)) = names.lookup_by_key(key) {
                    let name = String::from_utf8_lossy(name).into_owned();
                    let [_, first, second, third, fourth, fifth, ..] = *registers;
                    for given in [first, second, third, fourth, fifth] {
                        run.frame = run.frame.max(depth(&frames, given));
                    }
                    let mut hashed = Vec::new();
                    match name.as_str() {
                        "sol_sha256" => hashed = lengths(&stored, first, second),
                        "sol_memcpy_" | "sol_memmove_" => copy(&mut stored, first, second, third),
                        _ => {}
                    }
                    run.system_calls.push(SystemCall { name, hashed });
                }
            }
            _ => {}
        }
    }
    run.frames = frames.len();
    run
}

/// Bytes from an address to the top of its stack frame; 0 outside the stack.
fn depth(tops: &BTreeSet<u64>, address: u64) -> u64 {
    let top = tops.range(address..).next();
    let depth = top.map_or(0, |top| top.saturating_sub(address));
    if depth <= FRAME {
        depth
    } else {
        0
    }
}

/// Copies the words among `count` bytes.
fn copy(stored: &mut HashMap<u64, u64>, to: u64, from: u64, count: u64) {
    let words = (0..count).step_by(8).filter_map(|offset| {
        let word = stored.get(&from.saturating_add(offset));
        Some((to.saturating_add(offset), *word?))
    });
    let words: Vec<(u64, u64)> = words.collect();
    stored.extend(words);
}

/// Lengths of `count` slices that are listed at an address.
fn lengths(stored: &HashMap<u64, u64>, address: u64, count: u64) -> Vec<Option<u64>> {
    let places = (0..count).map(|index| {
        let slice = address.saturating_add(index.saturating_mul(SLICE));
        slice.saturating_add(8)
    });
    places.map(|place| stored.get(&place).copied()).collect()
}
