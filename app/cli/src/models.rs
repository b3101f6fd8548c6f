//! GPU models, by their names on the chain.

use emissions::state::Models;
use io_common::addresses::MODELS;

use crate::{context::Context, errors::CliError, parse::nearest};

/// The table of models.
///
/// # Errors
/// [`CliError::WrongNetwork`].
pub fn table(context: &mut Context) -> anyhow::Result<Models> {
    let found = context.recall(&MODELS.address)?;
    found.ok_or_else(|| CliError::WrongNetwork(context.url.clone()).into())
}

/// The name of a model.
pub fn name(models: &Models, index: u16) -> String {
    let model = models.models.get(usize::from(index));
    model.map_or_else(|| index.to_string(), |model| model.name().into())
}

/// The index of the model that `text` names or alone begins, case, spaces and hyphens aside.
///
/// # Errors
/// [`CliError::Usage`] with those that begin so, or with the names that there are.
pub fn index(models: &Models, text: &str) -> Result<u16, CliError> {
    let (places, names) = listed(models);
    Ok(places[nearest::one("model", text, &names)?])
}

/// The indexes of all models that `text` names or begins, likewise.
///
/// # Errors
/// [`CliError::Usage`] with the names that there are.
pub fn indexes(models: &Models, text: &str) -> Result<Vec<u16>, CliError> {
    let (places, names) = listed(models);
    let found = nearest::all("model", text, &names)?;
    Ok(found.into_iter().map(|at| places[at]).collect())
}

/// Indexes and names of the models that there are.
fn listed(models: &Models) -> (Vec<u16>, Vec<&str>) {
    let listed = (0_u16..).zip(&models.models);
    let listed = listed.filter(|(_, model)| model.multiplier > 0);
    listed.map(|(place, model)| (place, model.name())).unzip()
}
