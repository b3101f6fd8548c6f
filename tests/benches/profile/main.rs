//! Where the compute units of an instruction go: `SBF_OUT_DIR=… ./x profile STOP...`, a stop as docs/proof/compute-units.md
//! names it. Without one it profiles the hottest instructions, and with `UPDATE_DOCS=1` their table goes into
//! docs/proof/compute-units.md.
//!
//! The machine writes down every instruction of a run; the symbols of the files before they were stripped
//! (`SBF_SYMBOLS_DIR`) say to which function each belongs. An inlined function counts as its caller, and of functions that
//! are the same to the last byte, which the linker merges, one name is left. What remains of the units are the runtime's own
//! charges, for system calls and for calls of programs.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

mod parts;
mod profile;
mod symbols;

use anchor_lang::solana_program::instruction::Instruction;
use io_tests::{
    catalogue::{self, Stop, Visitor},
    report::{grouped, require_sbf, Report},
    World,
};
use solana_keypair::Keypair;

use profile::Profile;
use symbols::Symbols;

/// What the instruction that sets the compute-unit limit costs.
const BUDGET: u64 = 150;
/// What is sent most often, and the dearest of what anybody may send.
const HOTTEST: [&str; 8] = [
    "emissions claim",
    "emissions delegate",
    "emissions settle_supplier",
    "emissions attest, suppliers: 48",
    "marketplace reserve, USDC",
    "marketplace settle_reservation",
    "marketplace close_reservation",
    "fee-burn burn_fees",
];

struct Profiler {
    symbols: Symbols,
    wanted: Vec<String>,
    profiles: Vec<Profile>,
}

impl Visitor for Profiler {
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
        let receipt = world.send(instructions, signers).unwrap();
        if self.wanted.iter().any(|wanted| is_called(&stop, wanted)) {
            let units = receipt.compute_units - BUDGET;
            let trace = world.vm.trace().unwrap();
            let profile = Profile::of(stop, units, &trace, &self.symbols);
            self.profiles.push(profile);
        }
    }
}

/// By its name as the table has it, perhaps behind its program's.
fn is_called(stop: &Stop, name: &str) -> bool {
    let full = stop.to_string();
    let rest = name.strip_prefix(stop.row.program.name());
    name == full || rest.is_some_and(|rest| rest.trim_start() == full)
}

fn main() {
    require_sbf();
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let symbols = Symbols::load().unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(1)
    });
    let wanted = match asked.as_slice() {
        [] => HOTTEST.map(String::from).to_vec(),
        asked => asked.to_vec(),
    };
    let mut profiler = Profiler {
        symbols,
        wanted,
        profiles: Vec::new(),
    };
    catalogue::lead(&mut profiler);
    let profiles = profiler.profiles;
    for wanted in &profiler.wanted {
        let mut stops = profiles.iter().map(|profile| &profile.stop);
        if !stops.any(|stop| is_called(stop, wanted)) {
            eprintln!(
                "no stop of the catalogue is called {wanted:?}: docs/proof/compute-units.md lists them"
            );
            std::process::exit(1);
        }
    }
    let mut report = Report::default();
    table(&profiles, &mut report);
    if asked.is_empty() {
        report.write("compute-units.md", "profile");
    } else {
        profiles.iter().for_each(Profile::print);
    }
}

/// The parts of each, side by side.
fn table(profiles: &[Profile], report: &mut Report) {
    let names: Vec<String> = profiles.iter().map(Profile::name).collect();
    report.line(format!("| part | {} |", names.join(" | ")));
    report.line(format!("|---|{}", "---:|".repeat(names.len())));
    let mut row = |name: &str, of: &dyn Fn(&Profile) -> u64| {
        let units: Vec<u64> = profiles.iter().map(of).collect();
        if units.iter().any(|units| *units > 0) {
            let cells: Vec<String> = units.into_iter().map(grouped).collect();
            report.line(format!("| {name} | {} |", cells.join(" | ")));
        }
    };
    for part in parts::names() {
        row(part, &|profile| profile.part(part));
    }
    row(parts::RUNTIME, &|profile| profile.charges());
    row("together", &|profile| profile.units);
}
