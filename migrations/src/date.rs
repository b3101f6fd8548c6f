//! Times as people read them.

pub use io_client::values::time::utc;
