//! Compute units of every instruction on sBPF, as a table of Markdown: `SBF_OUT_DIR=… ./x bench`.
//!
//! One instruction a transaction but where the row says so, in LiteSVM with its default token program.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use anchor_lang::solana_program::instruction::Instruction;
use io_client::Receipt;
use io_tests::{
    tour::{self, Program, Stop, Visitor},
    World,
};
use solana_keypair::Keypair;

/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;

/// Prints a row at each stop.
struct Table;

impl Visitor for Table {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let receipt = world.send(instructions, signers).unwrap();
        let units = receipt.compute_units - BUDGET;
        row(stop.program, &stop.to_string(), units, stop.target);
        // It cannot be sent alone.
        if stop.name == "flash_fill_begin" {
            let end = units_of_the_last(&receipt, stop.program);
            row(stop.program, "flash_fill_end", end, None);
        }
    }
}

/// `target` is the limit that the suite has set itself.
fn row(program: Program, name: &str, units: u64, target: Option<u64>) {
    let missed = match target {
        Some(target) if units > target => " (missed)",
        _ => "",
    };
    let (program, units) = (program.name(), grouped(units));
    let target = target.map_or("–".into(), grouped);
    println!("| {program} | {name} | {units} | {target}{missed} |");
}

/// With a comma before the last three digits; no instruction takes a million.
fn grouped(units: u64) -> String {
    match (units.div_euclid(1_000), units.rem_euclid(1_000)) {
        (0, units) => units.to_string(),
        (thousands, rest) => format!("{thousands},{rest:03}"),
    }
}

/// What the log says of the last instruction of a transaction.
fn units_of_the_last(receipt: &Receipt, program: Program) -> u64 {
    let consumed = format!("Program {} consumed ", program.id());
    let mut lines = receipt.logs.iter().rev();
    let last = lines.find_map(|line| line.strip_prefix(&consumed));
    let units = last.and_then(|rest| rest.split(' ').next());
    units.unwrap().parse().unwrap()
}

fn main() {
    if io_vm::programs::sbf_folder().is_none() {
        eprintln!("compute units are those of sBPF: set SBF_OUT_DIR to a folder of the programs");
        std::process::exit(1);
    }
    println!("| program | instruction | compute units | target |\n|---|---|---:|---:|");
    tour::lead(&mut Table);
}
