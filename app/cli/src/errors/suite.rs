//! The errors of the suite, from idls/.

use crate::{idls, program_errors};

/// An error of a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProgramError {
    /// Its crate.
    pub program: String,
    /// Its name.
    pub name: String,
    /// What it means and what to do about it.
    pub message: String,
}

/// The error of a code, if it is one of the suite's.
pub fn named(code: u32) -> Option<ProgramError> {
    let own = idls::programs().ok()?.iter();
    let own = own.map(|idl| (idl.metadata.name.replace('_', "-"), idl.errors.as_slice()));
    let mut all = own.chain([("common".into(), idls::shared_errors().ok()?)]);
    all.find_map(|(program, errors)| {
        let error = errors.iter().find(|it| it.code == code)?;
        Some(ProgramError {
            program,
            name: error.name.clone(),
            message: error.msg.clone().unwrap_or_default(),
        })
    })
}

/// The same, unless the log shows that another program raised it: its codes mean something else.
pub fn named_by(code: u32, logs: &[String]) -> Option<ProgramError> {
    let suite = [emissions::ID, marketplace::ID, fee_burn::ID];
    let raised = program_errors::raised_by(code, logs);
    match raised.is_none_or(|program| suite.contains(&program)) {
        true => named(code),
        false => None,
    }
}

/// What an error of a program's own arithmetic means: the quotes of the programs give these.
pub fn of_program(error: &anchor_lang::error::Error) -> ProgramError {
    let code = match error {
        anchor_lang::error::Error::AnchorError(error) => error.error_code_number,
        anchor_lang::error::Error::ProgramError(_) => 0,
    };
    named(code).unwrap_or_else(|| ProgramError {
        program: String::new(),
        name: code.to_string(),
        message: error.to_string(),
    })
}
