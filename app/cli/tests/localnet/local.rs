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
    stage.prints("demo --days 1 --suppliers 2 --stakers 2 --renters 2 --output json");
    let paths = stage.prints("simulate-burn --days 2 --paths 1 --volatility 60 --output json");
    let _: serde_json::Value = serde_json::from_str(&paths).unwrap();
}
