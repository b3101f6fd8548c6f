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
    fn every_list_price_is_of_a_model_of_the_catalogue() {
        let gpus = gpus().unwrap();
        for list in io_client::list_prices::LIST_PRICES {
            let is_known = gpus.iter().any(|gpu| gpu.name == list.model);
            assert!(is_known, "{}", list.model);
        }
    }

    #[test]
    fn each_name_of_the_driver_is_of_one_model() {
        let gpus = gpus().unwrap();
        assert!(gpus.iter().all(|gpu| !gpu.driver_names.is_empty()));
        // Also without its spaces and case: a typing error is no second name.
        let names = gpus.iter().flat_map(|gpu| &gpu.driver_names);
        let mut names: Vec<String> = names
            .map(|name| name.replace([' ', '-'], "").to_lowercase())
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    /// The form of the names in NVIDIA's lists of supported products: <https://github.com/NVIDIA/open-gpu-kernel-modules#compatible-gpus>
    /// and, for Volta and older, `supportedchips.html` of <https://download.nvidia.com/XFree86/Linux-x86_64/>. Older data-centre
    /// products begin with `Tesla`, all others with `NVIDIA`; GeForce and RTX are words of their own behind it.
    fn is_of_the_driver(name: &str) -> bool {
        let words: Vec<&str> = name.split(' ').collect();
        let is_word = |word: &&str| {
            let is_plain = |it: char| it.is_ascii_alphanumeric() || it == '-';
            !word.is_empty() && word.chars().all(is_plain)
        };
        let has_product = |more: &[&str]| {
            let product = more
                .iter()
                .find(|it| !["GeForce", "RTX", "PRO"].contains(it));
            product.is_some_and(|it| it.chars().any(|it| it.is_ascii_digit()))
        };
        words.iter().all(is_word)
            && match words.as_slice() {
                ["Tesla", model] => has_product(&[model]),
                ["NVIDIA", "GeForce", "RTX" | "GTX", more @ ..] => has_product(more),
                ["NVIDIA", first, ..] if *first != "GeForce" => has_product(&words[1..]),
                _ => false,
            }
    }

    #[test]
    fn each_name_of_the_driver_has_the_form_that_nvml_reports() {
        for gpu in gpus().unwrap() {
            for name in &gpu.driver_names {
                assert!(is_of_the_driver(name), "{name}");
                // The format of answers to challenges takes no longer one.
                assert!(name.len() <= 96, "{name}");
            }
        }
        for wrong in [
            "",
            "H100 SXM",
            "nvidia H200",
            "NVIDIA",
            "NVIDIA GeForce 4090",
            "NVIDIA  H200",
            "NVIDIA H200 ",
            "NVIDIA H100 80GB (HBM3)",
            "NVIDIA Tesla",
            "GeForce RTX 4090",
        ] {
            assert!(!is_of_the_driver(wrong), "{wrong}");
        }
    }

    #[test]
    fn an_h100_is_ten_units() {
        let gpus = gpus().unwrap();
        let h100 = gpus.iter().find(|gpu| gpu.name == "H100 SXM").unwrap();
        assert_eq!(h100.units().unwrap(), 100_000);
    }
}
