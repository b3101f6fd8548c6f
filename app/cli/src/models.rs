//! GPU models, by their names on the chain.

use emissions::state::Models;
use io_common::addresses::MODELS;

use crate::{context::Context, errors::Failure};

/// The table of models.
///
/// # Errors
/// [`Failure::WrongNetwork`].
pub fn table(context: &mut Context) -> anyhow::Result<Models> {
    let found = context.find(&MODELS.address)?;
    found.ok_or_else(|| Failure::WrongNetwork(context.url.clone()).into())
}

/// The name of a model.
pub fn name(models: &Models, index: u16) -> String {
    let model = models.models.get(usize::from(index));
    model.map_or_else(|| index.to_string(), |model| model.name().into())
}

/// The index of the model that `text` names, case and spaces aside.
///
/// # Errors
/// [`Failure::Usage`] with the names that there are.
pub fn index(models: &Models, text: &str) -> Result<u16, Failure> {
    let plain = |name: &str| name.to_lowercase().replace([' ', '-', '_'], "");
    let listed = || {
        (0_u16..)
            .zip(&models.models)
            .filter(|(_, model)| model.multiplier > 0)
    };
    let found = listed().find(|(_, model)| plain(model.name()) == plain(text));
    found.map(|(index, _)| index).ok_or_else(|| {
        let names: Vec<&str> = listed().map(|(_, model)| model.name()).collect();
        Failure::Usage(format!(
            "unknown model `{text}`: there are {}",
            names.join(", ")
        ))
    })
}
