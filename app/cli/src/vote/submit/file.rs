//! The instructions of a file.

use anchor_lang::solana_program::instruction::Instruction;
use io_client::realm::read::{Governed, MAX_TRANSACTIONS};
use serde_json::Value;

use super::groups::Misfit;
use crate::{amounts::several, context::Context, errors::CliError, instruction, wire::file};

/// Instructions of a file.
pub struct File {
    /// For messages.
    pub named: String,
    /// What the realm is to execute.
    pub instructions: Vec<Instruction>,
    /// The network on which they were made, if the file says it.
    network: Option<String>,
}

/// Reads them from a file, or from standard input (`-`).
///
/// # Errors
/// [`CliError::Usage`] if it holds none.
pub fn read(context: &mut Context, named: &str) -> anyhow::Result<File> {
    let content = file::content(named, &mut context.signers)?;
    let holds_none = || {
        CliError::Usage(format!(
            "{}: it holds no instructions: write it with --authority GOVERNANCE --payer TREASURY --output instructions",
            content.named
        ))
    };
    let report: Value = serde_json::from_str(&content.text).map_err(|_| holds_none())?;
    let described = report.get("instructions").unwrap_or(&report);
    let described = described.as_array().ok_or_else(holds_none)?;
    let instructions: Option<Vec<Instruction>> = described.iter().map(instruction::read).collect();
    let instructions = instructions.filter(|it| !it.is_empty());
    Ok(File {
        instructions: instructions.ok_or_else(holds_none)?,
        network: report["network"].as_str().map(String::from),
        named: content.named,
    })
}

impl File {
    /// Refuses what the realm cannot execute.
    ///
    /// # Errors
    /// [`CliError::Usage`].
    pub fn check(&self, context: &mut Context, governed: &Governed) -> anyhow::Result<()> {
        let refused = |text: String| Err(CliError::Usage(format!("{}: {text}", self.named)).into());
        let here = context.place().name();
        if let Some(there) = self
            .network
            .as_ref()
            .filter(|it| cluster(it) != cluster(&here))
        {
            return refused(format!("it was made on {there}, but this is {here}"));
        }
        let at = &governed.at;
        let inside = [at.governance, at.treasury()];
        if self.instructions.len() > usize::from(MAX_TRANSACTIONS) {
            return refused(format!(
                "{} instructions are more than the {MAX_TRANSACTIONS} that voters can look through: submit several realm proposals",
                self.instructions.len()
            ));
        }
        for (place, it) in (1_u64..).zip(&self.instructions) {
            let mut signers = it.accounts.iter().filter(|account| account.is_signer);
            if let Some(other) = signers.find(|account| !inside.contains(&account.pubkey)) {
                return refused(format!(
                    "{} has to sign instruction {place}, and a realm signs as its governance and its treasury only: make it with \
                     --authority {} --payer {}",
                    other.pubkey, inside[0], inside[1]
                ));
            }
        }
        Ok(())
    }

    /// That its instructions after the first `before` do not fit.
    pub fn misfit(&self, before: usize, misfit: Misfit) -> CliError {
        let count = |more: usize| before.saturating_add(more);
        let text = match misfit {
            Misfit::TooLarge(place) => format!(
                "instruction {} is too large for a realm proposal",
                count(place).saturating_add(1)
            ),
            Misfit::Apart(most) => format!(
                "the changes of a program do not all fit into one transaction, so anybody could execute a later one first, and no \
                 earlier one after it: submit the first {} in a file, and the others once these are executed",
                several(count(most) as u64, "instruction")
            ),
        };
        CliError::Usage(format!("{}: {text}", self.named))
    }
}

/// The cluster of a network's name.
fn cluster(name: &str) -> &str {
    name.split_once(" at ").map_or(name, |(cluster, _)| cluster)
}
