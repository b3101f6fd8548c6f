//! What every instruction takes on sBPF, as a table of Markdown: `SBF_OUT_DIR=… ./x bench`. With `UPDATE_DOCS=1` the
//! table goes into docs/proof/compute-units.md. A row that has risen fails, see [`io_tests::units`].
//!
//! One instruction a transaction but where the row says so, in LiteSVM with its default token program.

#![allow(clippy::unwrap_used, clippy::panic, clippy::arithmetic_side_effects)]

use std::{collections::BTreeMap, fs};

use anchor_lang::solana_program::instruction::Instruction;
use io_client::{transaction::Format, Receipt};
use io_migrations::elf;
use io_tests::{
    catalogue::{self, Program, Stop, Target, Visitor},
    floor::{self, Floor},
    report::{grouped, ratio, require_sbf, Report},
    units::{self, Rows},
    World,
};
use io_vm::{
    programs,
    trace::{Run, Trace, FRAME, FRAMES, HEAP},
};
use solana_keypair::Keypair;

/// The table before the move to sBPF v3.
const ON_V0: &str = include_str!("../golden/units-agave-3.1.tsv");
/// What a peer's instructions take, beside which row, and what the two do more.
const PEER: &str = include_str!("../golden/units-peer.tsv");
/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;

/// Writes a row at each stop.
struct Table {
    report: Report,
    floor: Floor,
    /// The most that any run has taken.
    most: Run,
    /// Bytes of the largest transaction.
    largest: (usize, String),
    /// Figures above their targets.
    missed: usize,
    /// The rows of the page.
    before: Rows,
    /// What has risen, and how to go on.
    risen: Vec<String>,
    /// What the rows take.
    units: BTreeMap<(String, String), u64>,
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
        if stop.row.name == "flash_fill_begin" {
            let end = units_of_the_last(&receipt, stop.row.program);
            let program = stop.row.program.name();
            let row = (program.into(), "flash_fill_end, in the row above".into());
            self.compare(row, end, None);
            let end = grouped(end);
            self.report.line(format!(
                "| {program} | flash_fill_end, in the row above | {end} | {} | – | – | – | – | – | – |",
                on_v0(program, "flash_fill_end, in the row above"),
            ));
        }
    }
}

impl Table {
    fn row(&mut self, stop: &Stop, units: u64, floor: u64, trace: &Trace) {
        let runs = trace.calls.iter().filter(|call| call.height == 1);
        let runs = runs.map(|call| &call.run);
        let frames = runs.clone().map(|run| run.frames).max().unwrap();
        let heap = runs.clone().map(|run| run.heap).max().unwrap();
        for run in runs {
            self.most.frames = self.most.frames.max(run.frames);
            self.most.frame = self.most.frame.max(run.frame);
            self.most.heap = self.most.heap.max(run.heap);
        }
        if trace.bytes > self.largest.0 {
            self.largest = (trace.bytes, stop.to_string());
        }
        let missed = stop.target.is_some_and(|target| units > target.units);
        self.missed += usize::from(missed);
        self.compare(units::name(stop), units, stop.target);
        let target = stop
            .target
            .map_or("–".into(), |target| grouped(target.units));
        self.report.line(format!(
            "| {} | {stop} | {} | {} | {target}{} | {} | {} | {frames} | {} | {} |",
            stop.row.program.name(),
            grouped(units),
            on_v0(stop.row.program.name(), &stop.to_string()),
            if missed { " (missed)" } else { "" },
            grouped(floor),
            ratio(units, floor),
            grouped(heap),
            grouped(trace.bytes as u64),
        ));
    }

    /// Remembers a row that has risen too far.
    fn compare(&mut self, row: (String, String), units: u64, target: Option<Target>) {
        let before = self.before.get(&row);
        let refusal = before.and_then(|before| units::refusal(*before, units, target));
        self.units.insert(row.clone(), units);
        let (program, instruction) = row;
        self.risen
            .extend(refusal.map(|refusal| format!("{program} {instruction}: {refusal}")));
    }

    /// What is said below the table.
    fn summary(&mut self) {
        let Run {
            frames,
            frame,
            heap,
            ..
        } = self.most;
        let empty = grouped(self.floor.empty() - BUDGET);
        let (frame, heap) = (grouped(frame), grouped(heap));
        let missed = match self.missed {
            0 => "No figure is above its target.".into(),
            count => format!("{count} figures are above their targets."),
        };
        let sizes = programs::suite().map(|program| {
            let file = programs::sbf_file(&program).unwrap().unwrap();
            let version = elf::sbpf_version(&file).unwrap();
            let bytes = grouped(file.len() as u64);
            format!("*{}.so* {bytes} (`e_flags` {version:#x})", program.name)
        });
        self.report.line(format!(
            "\n- {missed}\n\
             - The deepest run has {frames} stack frames of {FRAMES}, the fullest frame {frame} bytes of {}, the largest \
             heap {heap} of {}, the largest transaction (*{}*) {} bytes of {}.\n\
             - An empty script costs the bare program {empty} units, which are in every floor.\n\
             - Sizes in bytes of the programs as built for this table, with the sBPF version in their ELF headers: {}. Another compiler gives other sizes and slightly different \
             units.",
            grouped(FRAME),
            grouped(HEAP),
            self.largest.1,
            grouped(self.largest.0 as u64),
            grouped(Format::Legacy.max_size() as u64),
            sizes.join(", "),
        ));
    }
}

impl Table {
    /// The rows that do what a peer's instructions do.
    fn peer(&self) -> Report {
        let mut report = Report::default();
        report.line(
            "| Nosana | compute units | here | compute units | ratio | difference |\n\
             |---|---:|---|---:|---:|---|"
                .into(),
        );
        for line in PEER.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [peer, its, program, instruction, more] = cells[..] else {
                panic!("five columns: {line}");
            };
            let ours = self.units[&(program.to_owned(), instruction.to_owned())];
            let ratio = ratio(ours, its.replace(',', "").parse().unwrap());
            let ours = grouped(ours);
            report.line(format!(
                "| {peer} | {its} | {instruction} | {ours} | {ratio} | {more} |"
            ));
        }
        report
    }
}

/// Compute units of the row on sBPF v0 and Agave 3.1, if measured.
fn on_v0(program: &str, instruction: &str) -> String {
    let row = format!("{program}\t{instruction}\t");
    let mut rows = ON_V0.lines();
    let units = rows.find_map(|line| line.strip_prefix(&row));
    units.map_or("–".into(), |units| grouped(units.parse().unwrap()))
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
    let page = fs::read_to_string(io_tests::root().join("docs/proof/compute-units.md")).unwrap();
    let mut table = Table {
        report: Report::default(),
        floor: Floor::load().unwrap(),
        most: Run::default(),
        largest: (0, String::new()),
        missed: 0,
        before: units::rows(&page),
        risen: Vec::new(),
        units: BTreeMap::new(),
    };
    table.report.line(
        "| program | instruction | compute units | v0 | target | floor | ratio | frames | heap | bytes |\n\
         |---|---|---:|---:|---:|---:|---:|---:|---:|---:|"
            .into(),
    );
    catalogue::lead(&mut table);
    table.summary();
    if !table.risen.is_empty() {
        eprintln!("{}", table.risen.join("\n"));
        std::process::exit(1);
    }
    table.report.write("compute-units.md", "table");
    table.peer().write("compute-units.md", "peer");
}
