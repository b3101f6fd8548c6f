//! Who agrees to what is signed and sent: the one place where `io` asks.

use clap::ArgMatches;

use crate::{errors::Failure, settings::Global, terminal};

/// Commands that sign and send nothing, by their paths. Every other command asks.
pub const READS: [&str; 28] = [
    "audit",
    "burn status",
    "completions",
    "council approvals",
    "council show",
    "demo",
    "emissions schedule",
    "emissions status",
    "gov show",
    "localnet",
    "migrate plan",
    "migrate verify",
    "models",
    "offer list",
    "offer show",
    "oracle show",
    "rent quote",
    "rent receipt",
    "rent status",
    "schedule",
    "simulate-burn",
    "slash list",
    "stake apr",
    "stake status",
    "supplier plan",
    "supplier show",
    "supplier tickets",
    "transaction show",
];

/// The path of the command, such as `rent reserve`.
pub fn path(matches: &ArgMatches) -> String {
    let mut path = Vec::new();
    let mut below = matches.subcommand();
    while let Some((name, deeper)) = below {
        path.push(name);
        below = deeper.subcommand();
    }
    path.join(" ")
}

/// Somebody who answers.
pub trait Ask {
    /// Whether the answer to `question` is yes, after `shown`.
    ///
    /// # Errors
    /// If it cannot be asked.
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool>;
}

/// How a command comes to an agreement.
pub enum Consent {
    /// It only reads.
    Reads,
    /// It is tried out or signed only: nothing is sent.
    Unneeded,
    /// Given by `--yes`.
    Given,
    /// Each plan is shown, and asked about.
    Asked(Box<dyn Ask>),
}

/// Proof that somebody has agreed: nothing is sent without it.
#[derive(Clone, Copy, Debug)]
pub struct Agreed(());

impl Consent {
    /// That of a command, by its path; `people` says whether somebody can be asked.
    ///
    /// # Errors
    /// [`Failure::Usage`] if it would have to ask, and nobody is there.
    pub fn new(global: &Global, path: &str, people: bool) -> Result<Self, Failure> {
        let signs = path == "transaction sign";
        if READS.contains(&path) {
            return Ok(Self::Reads);
        }
        if global.dry_run || global.sign_only {
            return Ok(Self::Unneeded);
        }
        if global.yes {
            return Ok(Self::Given);
        }
        if people {
            return Ok(Self::Asked(Box::new(terminal::Person)));
        }
        let look = match signs {
            true => "give --yes to sign, or look at it with `io transaction show`",
            false => "give --yes to send, or --dry-run to look",
        };
        Err(Failure::Usage(format!("nobody can be asked here: {look}")))
    }

    /// Whether somebody is asked.
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Asked(_))
    }

    /// Agreement to what `shown` shows, after `question` where somebody is asked.
    ///
    /// # Errors
    /// [`Failure::Refused`] if the answer is no.
    pub fn to(&mut self, shown: &str, question: &str) -> anyhow::Result<Agreed> {
        match self {
            Self::Given => Ok(Agreed(())),
            Self::Asked(person) => match person.agrees(shown, question)? {
                true => Ok(Agreed(())),
                false => Err(Failure::Refused("not sent: the answer was not yes".into()).into()),
            },
            Self::Reads | Self::Unneeded => {
                anyhow::bail!("this command was not expected to send anything: please report it")
            }
        }
    }
}
