//! What needs no network, or makes its own.

use super::stage::{rows, Stage};

pub fn run(stage: &Stage) {
    for shell in ["bash", "zsh", "fish"] {
        let script = stage.prints(&format!("completions {shell}"));
        for word in ["reserve", "propose-authority", "audit", "sweep"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let schedule = stage.prints("schedule --output json-compact");
    assert_eq!(rows(&serde_json::from_str(&schedule).unwrap()), 240);
}
