//! A command line of `io`, built from a tool's parameters. No value can become an option or name a file.

use anchor_lang::prelude::Pubkey;

use crate::acting::{Draft, Unsigned};

/// A command line, and who acts.
#[derive(Clone, Debug)]
pub struct Line {
    command: &'static str,
    options: Vec<String>,
    values: Vec<String>,
    /// Who acts, or is asked about.
    pub wallet: Option<Pubkey>,
    /// What is made of the act.
    pub draft: Option<Draft>,
}

impl Line {
    /// Of a command, by its words after `io`.
    pub fn of(command: &'static str) -> Self {
        Self {
            command,
            options: Vec::new(),
            values: Vec::new(),
            wallet: None,
            draft: None,
        }
    }

    /// The words of the command.
    pub fn command(&self) -> &'static str {
        self.command
    }

    /// The same with one value more.
    pub fn value(self, value: impl ToString) -> Self {
        self.values([value])
    }

    /// The same with further values.
    pub fn values<T: ToString>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.values
            .extend(values.into_iter().map(|it| it.to_string()));
        self
    }

    /// The same with an option, if it has a value.
    pub fn option<T: ToString>(mut self, name: &str, value: Option<T>) -> Self {
        let option = value.map(|value| format!("--{name}={}", value.to_string()));
        self.options.extend(option);
        self
    }

    /// The same with an option without a value, if it is given.
    pub fn flag(mut self, name: &str, given: bool) -> Self {
        self.options.extend(given.then(|| format!("--{name}")));
        self
    }

    /// The same for a wallet.
    pub fn by(mut self, wallet: Pubkey) -> Self {
        self.wallet = Some(wallet);
        self
    }

    /// The same as a draft.
    pub fn drafted(mut self, draft: Draft) -> Self {
        self.draft = Some(draft);
        let mode = match draft {
            Draft::Terms | Draft::Simulation => "dry-run",
            Draft::Transaction => "sign-only",
        };
        self.flag(mode, true)
    }

    /// The same as unsigned instructions.
    pub fn unsigned(self, by: &Unsigned) -> Self {
        self.option("output", Some("instructions"))
            .option("authority", Some(by.authority))
            .option("payer", Some(by.payer))
    }

    /// The words as a shell would pass them. The environment's output options do not apply.
    pub fn words(&self) -> Vec<String> {
        let is_form = |it: &String| it.starts_with("--output=");
        let form = match self.options.iter().any(is_form) {
            true => None,
            false => Some("--output=json".to_string()),
        };
        let mut words = vec!["io".to_string()];
        words.extend(self.command.split(' ').map(String::from));
        words.extend(form);
        words.extend(self.options.iter().cloned());
        words.push("--".into());
        words.extend(self.values.iter().cloned());
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands;

    #[test]
    fn a_value_never_stands_for_an_option() {
        let supplier = Pubkey::new_unique();
        for posed in ["--yes", "--keypair=/keys/id.json", "-kid.json", "--"] {
            let line = Line::of("stake delegate").value(supplier).value(posed);
            let error = commands::read(line.words()).err().unwrap().to_string();
            assert!(error.contains("invalid value"), "{posed}: {error}");
            let line = Line::of("rent quote")
                .option("time", Some(posed))
                .value(supplier);
            assert!(commands::read(line.words()).is_err(), "{posed}");
        }
        let region = Line::of("offer list").option("region", Some("--free=0 --supplier=x"));
        assert!(commands::read(region.words()).is_ok());
    }

    #[test]
    fn a_draft_has_its_mode_and_instructions_have_their_form() {
        let wallet = Pubkey::new_unique();
        let pause = || Line::of("pause").value("emissions").by(wallet);
        let drafted = pause().drafted(Draft::Transaction);
        let (cli, _) = commands::read(drafted.words()).unwrap();
        assert!(cli.global.sign_only && !cli.global.dry_run);
        let (cli, _) = commands::read(pause().drafted(Draft::Simulation).words()).unwrap();
        assert!(cli.global.dry_run && cli.global.unsigned.is_none());
        let by = Unsigned {
            authority: wallet,
            payer: wallet,
        };
        let (cli, _) = commands::read(pause().unsigned(&by).words()).unwrap();
        assert_eq!(cli.global.unsigned, Some(by));
    }
}
