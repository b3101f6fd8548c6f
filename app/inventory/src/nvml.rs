//! NVIDIA's management library.

use io_access::{Gpu, Source};
use nvml_wrapper::{error::NvmlError, Nvml as Library};

use crate::{Error, Inventory};

/// A MiB has so many bytes, as a power of two.
const MIB: u32 = 20;

/// The GPUs of this machine, as NVIDIA's driver lists them. The driver's library is loaded at each call: a driver that is updated or
/// comes later needs no new start.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nvml;

impl Inventory for Nvml {
    fn source(&self) -> Source {
        Source::Nvml
    }

    fn gpus(&self) -> Result<Vec<Gpu>, Error> {
        list().map_err(|error| Error::Nvml(error.to_string()))
    }
}

fn list() -> Result<Vec<Gpu>, NvmlError> {
    let library = Library::init()?;
    let count = library.device_count()?;
    // One that has failed is not there.
    let gpus = (0..count).filter_map(|index| one(&library, index).ok());
    Ok(gpus.collect())
}

fn one(library: &Library, index: u32) -> Result<Gpu, NvmlError> {
    let device = library.device_by_index(index)?;
    Ok(Gpu {
        uuid: device.uuid()?,
        model: device.name()?,
        memory_mib: device
            .memory_info()?
            .total
            .checked_shr(MIB)
            .unwrap_or_default(),
        // Some models and drivers do not say.
        utilisation: device.utilization_rates().ok().map(|it| it.gpu.into()),
    })
}
