//! Commands against a small economy in a virtual machine.
