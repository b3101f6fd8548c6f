//! The profile of one transaction.

use std::collections::BTreeMap;

use io_tests::{
    catalogue::{Program, Stop},
    report::grouped,
};
use io_vm::trace::{Call, Trace};

use crate::{parts, symbols::Symbols};

/// Functions that take less than this part of the units are not printed: a hundredth.
const SMALL: u64 = 100;

/// Where the units of a transaction went.
pub struct Profile {
    /// What was sent.
    pub stop: Stop,
    /// All of them.
    pub units: u64,
    /// The functions of the instruction, with what they called.
    tree: Node,
    /// System calls by name, with how often.
    system_calls: BTreeMap<String, u64>,
    parts: BTreeMap<&'static str, u64>,
}

/// A function as called by others, or the whole.
#[derive(Default)]
struct Node {
    /// Of its own instructions.
    own: u64,
    called: BTreeMap<String, Node>,
}

impl Profile {
    /// Sorts the instructions of all calls of a transaction that took `units`.
    pub fn of(stop: Stop, units: u64, trace: &Trace, symbols: &Symbols) -> Self {
        let mut profile = Self {
            stop,
            units,
            tree: Node::default(),
            system_calls: BTreeMap::new(),
            parts: BTreeMap::new(),
        };
        for call in &trace.calls {
            for system_call in &call.run.system_calls {
                *profile
                    .system_calls
                    .entry(system_call.name.clone())
                    .or_default() += 1;
            }
            let id = call.instruction.program_id;
            match Program::ALL.into_iter().find(|program| program.id() == id) {
                Some(program) if call.height == 1 => profile.follow(program, call, symbols),
                Some(_) => profile.add(&["own program, called for an event"], call.run.steps.len()),
                None => profile.add(&[&format!("program {id}")], call.run.steps.len()),
            }
        }
        profile
    }

    /// The program and the stop.
    pub fn name(&self) -> String {
        format!("{} {}", self.stop.row.program.name(), self.stop)
    }

    /// Goes through a run with the stack of functions.
    fn follow(&mut self, program: Program, call: &Call, symbols: &Symbols) {
        let mut stack: Vec<(u64, &str)> = Vec::new();
        for step in &call.run.steps {
            stack.retain(|(frame, _)| *frame <= step.frame);
            let name = symbols.name(program, step.counter);
            match stack.last_mut() {
                Some((frame, last)) if *frame == step.frame => *last = name,
                _ => stack.push((step.frame, name)),
            }
            let path: Vec<&str> = stack.iter().map(|(_, name)| *name).collect();
            self.add(&path, 1);
        }
    }

    fn add(&mut self, path: &[&str], instructions: usize) {
        let units = instructions as u64;
        *self.parts.entry(parts::part(path)).or_default() += units;
        let node = path.iter().fold(&mut self.tree, |node, name| {
            node.called.entry((*name).into()).or_default()
        });
        node.own += units;
    }

    /// Units of a part.
    pub fn part(&self, part: &str) -> u64 {
        self.parts.get(part).copied().unwrap_or_default()
    }

    /// What the runtime charged beside the instructions.
    pub fn charges(&self) -> u64 {
        self.units - self.tree.units()
    }

    /// Prints the functions that take at least a hundredth, and the runtime's charges.
    pub fn print(&self) {
        println!("\n{}: {} units", self.name(), grouped(self.units));
        println!("{:>8} {:>8}  function", "units", "own");
        self.tree.print(0, self.units.div_euclid(SMALL));
        let calls = self.system_calls.iter();
        let calls: Vec<String> = calls
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        println!(
            "{:>8}           charged by the runtime: {}",
            grouped(self.charges()),
            calls.join(", ")
        );
    }
}

impl Node {
    /// With what it called.
    fn units(&self) -> u64 {
        let called: u64 = self.called.values().map(Self::units).sum();
        self.own + called
    }

    fn print(&self, depth: usize, least: u64) {
        let mut called: Vec<_> = self
            .called
            .iter()
            .map(|(name, node)| (node.units(), name, node))
            .collect();
        called.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
        for (units, name, node) in called.into_iter().filter(|(units, ..)| *units >= least) {
            println!(
                "{:>8} {:>8}  {}{name}",
                grouped(units),
                grouped(node.own),
                "  ".repeat(depth)
            );
            node.print(depth + 1, least);
        }
    }
}
