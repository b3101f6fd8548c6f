//! The marketplace program.

mod booking;
mod dispute;
mod exits;
mod extension;
mod governance;
mod legs;
mod locks;
mod making;
mod meter;
mod offers;
mod oracle;
mod outage;
mod sweep;
mod ways_out;
