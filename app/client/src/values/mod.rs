//! Values as people write them on a command line, and as they are printed: what is printed is read back.
//!
//! Each reader takes a text and gives the value, or else what to write instead. The messages leave out the text itself.

pub mod count;
pub mod decimal;
pub mod duration;
pub mod figures;
pub mod time;
