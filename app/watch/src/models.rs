//! Which of the GPUs that a driver reports are of a model of the chain.

use io_access::Gpu;
use io_migrations::catalogue;

/// The driver keeps a part of the memory: at least so much is there, in percent.
const LEAST_MEMORY: u128 = 95;
/// Bytes of a GB, as models are sold.
const GB: u128 = 1_000_000_000;
/// Bytes of a MiB.
const MIB: u128 = 1 << 20;

/// A model, as drivers report it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    driver_names: Vec<String>,
    vram_gb: u16,
}

impl Model {
    /// The model that the chain calls `name`. One that the catalogue does not have is called the same by the driver.
    pub fn named(name: &str) -> Self {
        let known = catalogue::gpus().unwrap_or_default();
        let known = known.into_iter().find(|it| it.name == name);
        known.map_or_else(
            || Self {
                driver_names: vec![name.into()],
                vram_gb: 0,
            },
            |it| Self {
                driver_names: it.driver_names,
                vram_gb: it.vram_gb,
            },
        )
    }

    /// Whether a GPU is of this model, by its name and its memory.
    pub fn fits(&self, gpu: &Gpu) -> bool {
        let has = u128::from(gpu.memory_mib)
            .saturating_mul(MIB)
            .saturating_mul(100);
        let needs = u128::from(self.vram_gb)
            .saturating_mul(GB)
            .saturating_mul(LEAST_MEMORY);
        self.driver_names.contains(&gpu.model) && has >= needs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gpu_is_of_a_model_by_name_and_memory() {
        let gpu = |model: &str, memory_mib| Gpu {
            uuid: "GPU-1".into(),
            model: model.into(),
            memory_mib,
            utilisation: None,
        };
        let h100 = Model::named("H100 SXM");
        assert!(h100.fits(&gpu("NVIDIA H100 80GB HBM3", 81_559)));
        assert!(!h100.fits(&gpu("NVIDIA H100 80GB HBM3", 40_960)));
        assert!(!h100.fits(&gpu("NVIDIA H100 PCIe", 81_559)));
        assert!(!h100.fits(&gpu("H100 SXM", 81_559)));
        // The same name with 8 GB is another card.
        let rtx = Model::named("RTX 3060");
        assert!(rtx.fits(&gpu("NVIDIA GeForce RTX 3060", 12_288)));
        assert!(!rtx.fits(&gpu("NVIDIA GeForce RTX 3060", 8_192)));
        let unlisted = Model::named("NVIDIA X1");
        assert!(unlisted.fits(&gpu("NVIDIA X1", 1)) && !unlisted.fits(&gpu("X1", 1)));
    }
}
