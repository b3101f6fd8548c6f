//! The byte order mark with which some editors begin a file of UTF-8, and that no reader of JSON or YAML here takes.

use std::{fs::File, io::Read, path::Path};

const MARK: [u8; 3] = [0xef, 0xbb, 0xbf];
/// What is wrong with a file that begins with it, and what to do.
pub const REASON: &str = "it begins with a byte order mark: save it as UTF-8 without one";

/// Whether the file begins with it.
pub fn begins(path: impl AsRef<Path>) -> bool {
    let mut start = [0; MARK.len()];
    let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
    read.is_ok() && start == MARK
}
