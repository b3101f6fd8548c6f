//! The parts of an instruction, by the names of functions.

/// What is left when all instructions are counted.
pub const RUNTIME: &str = "charged by the runtime: system calls, calls of programs";
/// Functions of the program that belong to no other part.
const OWN: &str = "handler, state and maths";
/// Where a run begins.
const ENTRY: &str = "entrypoint: accounts read, instruction found";

/// A part, and what stands in the name of a function on the way to what belongs to it. The first that fits is taken.
const PARTS: [(&str, &[&str]); 8] = [
    (
        "event: received by the program itself",
        &["own program, called for an event"],
    ),
    ("called programs", &["program "]),
    (
        "event: built and sent",
        &["io_common::event::", "::events::"],
    ),
    (
        "calls of token and system program: built",
        &[
            "io_common::token::movement",
            "io_common::token::close",
            "io_common::cpi::",
            "io_common::create::",
            "invoke_signed",
        ],
    ),
    ("invariants", &["invariant"]),
    ("accounts: exit", &["AccountsExit"]),
    (
        "accounts: checked",
        &[
            "try_accounts",
            "TryFrom",
            "try_from",
            "io_common::derived::",
        ],
    ),
    ("accounts: borrowed", &[">::load"]),
];

/// The parts in the order of the table.
pub fn names() -> impl Iterator<Item = &'static str> {
    let named = PARTS.into_iter().map(|(name, _)| name);
    [ENTRY].into_iter().chain(named).chain([OWN])
}

/// The part of what ran at the end of a path of functions.
pub fn part(path: &[&str]) -> &'static str {
    if path == ["entrypoint"] {
        return ENTRY;
    }
    let fits = |needles: &[&str]| {
        let mut functions = path.iter();
        functions.any(|name| needles.iter().any(|needle| name.contains(needle)))
    };
    let found = PARTS.into_iter().find(|(_, needles)| fits(needles));
    found.map_or(OWN, |(name, _)| name)
}
