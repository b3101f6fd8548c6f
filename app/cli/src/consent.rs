//! Who agrees to what is signed and sent: the one place where `io` asks.

pub use crate::terminal::Ask;

use crate::{
    errors::{CliError, UNSENT},
    honours,
    output::tell,
    settings::Global,
    terminal,
};

/// How a command comes to an agreement.
pub enum Consent {
    /// It only reads.
    Reads,
    /// It is tried out, signed only or not even signed: nothing is sent.
    Unneeded,
    /// Given by `--yes`.
    AssumedYes,
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
    /// [`CliError::Usage`] if it would have to ask, and nobody is there.
    pub fn new(global: &Global, path: &str, people: bool) -> Result<Self, CliError> {
        if !honours::asks(path) {
            return Ok(Self::Reads);
        }
        if global.dry_run || global.sign_only || global.unsigned.is_some() {
            return Ok(Self::Unneeded);
        }
        if global.yes {
            return Ok(Self::AssumedYes);
        }
        if people {
            return Ok(Self::Asked(Box::new(terminal::Person)));
        }
        let look = match path == "transaction sign" {
            true => "give --yes to sign, or look at it with `io transaction show`",
            false => "give --yes to send, or --dry-run to look",
        };
        Err(CliError::Usage(format!("nobody can be asked here: {look}")))
    }

    /// Whether somebody is asked.
    pub fn is_asked(&self) -> bool {
        matches!(self, Self::Asked(_))
    }

    /// Agreement to what `show` shows of `seen`, with its question, and what `look` finds after the answer. Where that shows
    /// something else, it asks again; where nobody is asked, it refuses.
    ///
    /// # Errors
    /// [`CliError::Refused`]; those of looking.
    pub fn agree_on<T>(
        &mut self,
        mut seen: T,
        show: impl Fn(&T) -> anyhow::Result<(String, String)>,
        mut look: impl FnMut() -> anyhow::Result<T>,
    ) -> anyhow::Result<(Agreed, T)> {
        loop {
            let (shown, question) = show(&seen)?;
            let agreed = self.to(&shown, &question)?;
            seen = look()?;
            let (later, _) = show(&seen)?;
            if later == shown {
                return Ok((agreed, seen));
            }
            if !self.is_asked() {
                return Err(CliError::Refused(format!(
                    "what is to be sent has changed since the first look{UNSENT}. Look with --dry-run, then give the command again"
                ))
                .into());
            }
            tell("what is to be sent has changed: look again");
        }
    }

    /// Agreement to what `shown` shows, after `question` where somebody is asked.
    ///
    /// # Errors
    /// [`CliError::Refused`] if the answer is no.
    pub fn to(&mut self, shown: &str, question: &str) -> anyhow::Result<Agreed> {
        match self {
            Self::AssumedYes => Ok(Agreed(())),
            Self::Asked(person) => match person.agrees(shown, question)? {
                true => Ok(Agreed(())),
                false => Err(CliError::Refused("not sent: the answer was not yes".into()).into()),
            },
            Self::Reads | Self::Unneeded => {
                anyhow::bail!("this command was not expected to send anything: please report it")
            }
        }
    }
}
