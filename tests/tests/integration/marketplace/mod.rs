//! The marketplace program.

mod autopay;
mod dispute;
mod exits;
mod extension;
mod governance;
mod locks;
mod making;
mod meter;
mod notice;
mod offers;
mod oracle;
mod outage;
mod payees;
mod payer;
mod reserving;
mod sweep;
mod ways_out;
