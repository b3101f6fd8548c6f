//! The GPU models of `data/gpus.toml`, with the source of every figure.

use anyhow::{ensure, Context};
use io_common::constants::ONE_UNIT;
use serde::Deserialize;

/// A GPU model as the catalogue has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gpu {
    /// Name, at most as long as the on-chain table takes.
    pub name: String,
    /// What NVIDIA's driver calls it.
    pub driver_names: Vec<String>,
    /// Video memory, in GB.
    pub vram_gb: u16,
    /// Compute units of one GPU: a decimal with at most four digits after the point.
    pub multiplier: String,
    /// Going price of an hour, in micro-USD.
    pub price_micro_usd: u64,
    /// Where the price stood.
    pub source: String,
}

impl Gpu {
    /// The multiplier in [`ONE_UNIT`]s.
    ///
    /// # Errors
    /// If it is not a decimal with at most four digits after the point.
    pub fn units(&self) -> anyhow::Result<u32> {
        let (whole, fraction) = self
            .multiplier
            .split_once('.')
            .unwrap_or((&self.multiplier, ""));
        let digits = ONE_UNIT.ilog10() as usize;
        ensure!(
            fraction.len() <= digits,
            "{}: more than {digits} decimals",
            self.name
        );
        format!("{whole}{fraction:0<digits$}")
            .parse()
            .with_context(|| format!("{}: {} is not a multiplier", self.name, self.multiplier))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    gpu: Vec<Gpu>,
}

/// The catalogue; a model's index in it is its index in the on-chain table.
///
/// # Errors
/// If the data file is malformed.
pub fn gpus() -> anyhow::Result<Vec<Gpu>> {
    let file: File = toml::from_str(include_str!("../data/gpus.toml"))?;
    Ok(file.gpu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use emissions::constants::MODEL_NAME_LEN;

    #[test]
    fn every_model_is_well_formed_and_named_once() {
        let gpus = gpus().unwrap();
        let mut names: Vec<&str> = gpus.iter().map(|gpu| gpu.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), gpus.len());
        for gpu in &gpus {
            assert!(
                gpu.name.len() <= MODEL_NAME_LEN && gpu.vram_gb > 0,
                "{}",
                gpu.name
            );
            assert!(
                gpu.units().unwrap() > 0 && gpu.price_micro_usd > 0,
                "{}",
                gpu.name
            );
            assert!(!gpu.source.is_empty(), "{} has no source", gpu.name);
        }
    }

    #[test]
    fn each_name_of_the_driver_is_of_one_model() {
        let gpus = gpus().unwrap();
        assert!(gpus.iter().all(|gpu| !gpu.driver_names.is_empty()));
        let names: Vec<&String> = gpus.iter().flat_map(|gpu| &gpu.driver_names).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len());
    }

    #[test]
    fn an_h100_is_ten_units() {
        let gpus = gpus().unwrap();
        let h100 = gpus.iter().find(|gpu| gpu.name == "H100 SXM").unwrap();
        assert_eq!(h100.units().unwrap(), 100_000);
    }
}
