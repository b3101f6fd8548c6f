//! The parts of an instruction, by the names of functions.

/// What is left when all instructions are counted.
pub const RUNTIME: &str = "charged by the runtime: system calls, calls of programs";
/// Functions of the program that belong to no other part.
const OWN: &str = "the rest of the handler, its state and maths";

/// A part, and what stands in the name of a function on the way to what belongs to it. The first that fits is taken.
const PARTS: &[(&str, &[&str])] = &[
    (
        "event: the program receives it",
        &["own program, called for an event"],
    ),
    ("other programs", &["program "]),
];

/// The parts in the order of the table.
pub const NAMES: [&str; 3] = [PARTS[0].0, PARTS[1].0, OWN];

/// The part of what ran at the end of a path of functions.
pub fn part(path: &[&str]) -> &'static str {
    let fits = |needles: &[&str]| {
        path.iter()
            .any(|name| needles.iter().any(|needle| name.contains(needle)))
    };
    PARTS
        .iter()
        .find(|(_, needles)| fits(needles))
        .map_or(OWN, |(part, _)| part)
}
