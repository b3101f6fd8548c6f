//! The marketplace program.

mod booking;
mod exits;
mod legs;
mod locks;
mod meter;
mod offers;
mod oracle;
