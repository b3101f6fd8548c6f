//! GPU models that can be attested.

use anchor_lang::prelude::*;
use io_common::require;

use crate::{constants::*, error::EmissionsError};

/// A GPU model. A multiplier of 0 is a free place in the table.
#[zero_copy]
#[derive(Debug)]
pub struct Model {
    /// UTF-8, zero-padded.
    pub name: [u8; MODEL_NAME_LEN],
    /// Compute units of one GPU, in 10⁻⁴ units.
    pub multiplier: u32,
    /// Number below which proposals of its multiplier are overtaken.
    pub overtaken: u32,
}

impl Model {
    /// Its name; empty for a free place.
    pub fn name(&self) -> &str {
        let bytes = self.name.split(|byte| *byte == 0).next();
        core::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }
}

/// The table of models. `[MODELS]`.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Models {
    /// Models by their index, as suppliers store it.
    pub models: [Model; MAX_MODELS],
    /// Bump of the address.
    pub bump: u8,
    /// Zero.
    pub padding: [u8; 7],
}

impl Models {
    /// Bytes of the account, including the discriminator.
    pub const SIZE: usize = 8 + core::mem::size_of::<Self>();

    /// The model at an index.
    ///
    /// # Errors
    /// `UnknownModel` beyond the table.
    pub fn get(&self, index: u16) -> Result<&Model> {
        let model = self.models.get(usize::from(index));
        Ok(model.ok_or(EmissionsError::UnknownModel)?)
    }

    /// The model at an index, mutable.
    ///
    /// # Errors
    /// `UnknownModel` beyond the table.
    pub fn get_mut(&mut self, index: u16) -> Result<&mut Model> {
        let model = self.models.get_mut(usize::from(index));
        Ok(model.ok_or(EmissionsError::UnknownModel)?)
    }

    /// The multiplier of a listed model.
    ///
    /// # Errors
    /// `UnknownModel`.
    pub fn multiplier(&self, index: u16) -> Result<u32> {
        let multiplier = self.get(index)?.multiplier;
        require!(multiplier > 0, EmissionsError::UnknownModel);
        Ok(multiplier)
    }

    /// Lists or changes a model, and overtakes proposals with numbers below `proposals`.
    ///
    /// # Errors
    /// `UnknownModel` beyond the table, `BadModel`.
    pub fn set(&mut self, index: u16, name: &str, multiplier: u32, proposals: u32) -> Result<()> {
        let model = self.get_mut(index)?;
        let fits = !name.is_empty() && name.len() <= MODEL_NAME_LEN;
        let sane = (1..=MAX_MULTIPLIER).contains(&multiplier);
        require!(fits && sane, EmissionsError::BadModel);
        model.name = [0; MODEL_NAME_LEN];
        model.name[..name.len()].copy_from_slice(name.as_bytes());
        (model.multiplier, model.overtaken) = (multiplier, proposals);
        Ok(())
    }
}

const _: () = assert!(
    Models::SIZE == 8 + 2_568,
    "a new layout is a new account type"
);

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    #[test]
    fn a_model_is_listed_changed_and_read() {
        let mut models = Models::zeroed();
        let unknown = Err(EmissionsError::UnknownModel.into());
        assert_eq!(models.multiplier(63), unknown);
        models.set(63, "h100-sxm", 100_000, 0).unwrap();
        models.set(63, "h100", 90_000, 3).unwrap();
        assert_eq!(models.multiplier(63), Ok(90_000));
        assert_eq!(models.models[63].overtaken, 3);
        assert_eq!(models.models[63].name(), "h100");
        assert_eq!(models.models[0].name(), "");
        assert_eq!(models.multiplier(64), unknown);
        let beyond = models.set(64, "h100", 1, 0);
        assert_eq!(beyond, Err(EmissionsError::UnknownModel.into()));
    }

    #[test]
    fn a_model_has_a_name_that_fits_and_a_multiplier_in_its_range() {
        let mut models = Models::zeroed();
        let longest = "m".repeat(MODEL_NAME_LEN);
        models.set(0, &longest, MAX_MULTIPLIER, 0).unwrap();
        assert_eq!(models.models[0].name(), longest);
        for (name, multiplier) in [
            ("", 1),
            (&"m".repeat(MODEL_NAME_LEN + 1), 1),
            ("m", 0),
            ("m", MAX_MULTIPLIER + 1),
        ] {
            let bad = models.set(0, name, multiplier, 0);
            assert_eq!(bad, Err(EmissionsError::BadModel.into()));
        }
        // A refused change changes nothing.
        assert_eq!(models.models[0].name(), longest);
    }
}
