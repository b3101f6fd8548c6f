//! Parameters of the tools that simulate and build.

use rmcp::schemars::JsonSchema;
use serde::Deserialize;

use super::{acts::Act, line::Line, values::Address};
use crate::{
    acting::{Draft, Unsigned},
    errors::CliError,
    honours,
};

/// An act to simulate.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Simulate {
    /// Who acts and pays
    wallet: Address,
    act: Act,
}

impl Simulate {
    pub fn line(&self) -> Line {
        self.act.line(self.wallet.0).drafted(Draft::Simulation)
    }
}

/// A transaction to build.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Transaction {
    /// Who acts, signs and pays
    wallet: Address,
    act: Act,
    /// Durable nonce account: the transaction does not expire. Without one it expires in about half a minute
    nonce: Option<Address>,
    /// Authority of the nonce account; the wallet by default
    nonce_authority: Option<Address>,
}

impl Transaction {
    pub fn line(&self) -> Line {
        self.act
            .line(self.wallet.0)
            .drafted(Draft::Transaction)
            .option("nonce", self.nonce)
            .option("nonce-authority", self.nonce_authority)
    }
}

/// Unsigned instructions to build.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(crate = "rmcp::schemars")]
pub struct Instructions {
    /// Vault of the multisig, governance of the realm, or other address that acts
    authority: Address,
    /// Pays the fee, and the rent of new accounts where the program allows another payer; the authority by default
    payer: Option<Address>,
    act: Act,
}

impl Instructions {
    /// # Errors
    /// [`CliError::Usage`] for an act that does not come as instructions.
    pub fn line(&self) -> Result<Line, CliError> {
        let authority = self.authority.0;
        let line = self.act.line(authority);
        if !honours::gives_instructions(line.command()) {
            return Err(CliError::Usage(
                "only acts of owners and authorities can be built as instructions: use build_transaction".into(),
            ));
        }
        let payer = self.payer.map_or(authority, |it| it.0);
        Ok(line.unsigned(&Unsigned { authority, payer }))
    }
}
