//! What every instruction takes on sBPF, as a table of Markdown: `SBF_OUT_DIR=… ./x bench`. With `UPDATE_DOCS=1` the
//! table goes into docs/compute-units.md.
//!
//! One instruction a transaction but where the row says so, in LiteSVM with its default token program.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use anchor_lang::solana_program::instruction::Instruction;
use io_client::Receipt;
use io_tests::{
    floor::{self, Floor},
    report::{grouped, ratio, require_sbf, Report},
    tour::{self, Program, Stop, Visitor},
    World,
};
use io_vm::trace::{Run, Trace};
use solana_keypair::Keypair;

/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;

/// Writes a row at each stop.
struct Table {
    report: Report,
    floor: Floor,
    most: Run,
}

impl Visitor for Table {
    fn looks(&self) -> bool {
        true
    }

    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        let before = floor::before(world, instructions);
        let receipt = world.send(instructions, signers).unwrap();
        let trace = world.vm.trace().unwrap();
        let (units, floor) = (
            receipt.compute_units - BUDGET,
            self.floor.units(&before, &trace, signers) - BUDGET,
        );
        self.row(&stop, units, floor, &trace);
        // It cannot be sent alone.
        if stop.name == "flash_fill_begin" {
            let end = units_of_the_last(&receipt, stop.program);
            let program = stop.program.name();
            let row = format!("| {program} | flash_fill_end | {} | | | | | | |", grouped(end));
            self.report.line(row);
        }
    }
}

impl Table {
    fn row(&mut self, stop: &Stop, units: u64, floor: u64, trace: &Trace) {
        let runs = trace.calls.iter().filter(|call| call.height == 1);
        let frames = runs.clone().map(|call| call.run.frames).max().unwrap();
        let heap = runs.map(|call| call.run.heap).max().unwrap();
        self.most.frames = self.most.frames.max(frames);
        self.most.heap = self.most.heap.max(heap);
        let target = match stop.target {
            Some(target) if units > target => format!("{} (missed)", grouped(target)),
            Some(target) => grouped(target),
            None => "–".into(),
        };
        self.report.line(format!(
            "| {} | {stop} | {} | {target} | {} | {} | {frames} | {} | {} |",
            stop.program.name(),
            grouped(units),
            grouped(floor),
            ratio(units, floor),
            grouped(heap),
            grouped(trace.bytes as u64),
        ));
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
    require_sbf();
    let mut table = Table {
        report: Report::default(),
        floor: Floor::load().unwrap(),
        most: Run::default(),
    };
    let empty = table.floor.empty() - BUDGET;
    table.report.line(
        "| program | instruction | compute units | target | floor | ratio | frames | heap | bytes |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|"
            .into(),
    );
    tour::lead(&mut table);
    let Run { frames, heap, .. } = table.most;
    table.report.line(format!(
        "\nThe deepest run has {frames} frames of the 64 that there are, and the largest heap {} bytes of {}. A script \
         without an act costs the bare program {} units, which are in every floor.",
        grouped(heap),
        grouped(io_vm::trace::HEAP),
        grouped(empty),
    ));
    table.report.write("compute-units.md", "table");
}
