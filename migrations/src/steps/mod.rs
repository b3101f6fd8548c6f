//! The steps, a file each.

pub mod m01_mint;
pub mod m02_genesis;
pub mod m03_initialise;
pub mod m04_council;
pub mod m05_models;
pub mod m06_launch;
