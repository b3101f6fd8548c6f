//! The clock that mints.

use io_common::constants::GENESIS_SUPPLY;

use super::stage::{number, rows, Stage};

pub fn run(stage: &Stage) {
    stage.travel(2 * 3_600);
    let before = stage.does("keeper", "emissions status");
    assert!(number(&before, "/hoursBehind") > 0);
    let advanced = stage.does("keeper", "emissions advance");
    let after = stage.does("keeper", "emissions status");
    assert_eq!(number(&after, "/hoursBehind"), 0);
    let minted = number(&after, "/emitted") - number(&before, "/emitted");
    assert_eq!(number(&advanced, "/minted"), minted);
    assert!(minted > 0);
    let file = stage.network.folder.join("deployment.toml");
    let supply = stage.does("keeper", &format!("supply --file {}", file.display()));
    let emitted = number(&after, "/emitted");
    assert_eq!(number(&supply, "/minted"), GENESIS_SUPPLY + emitted);
    assert_eq!(supply["locked"], 0);
    let schedule = stage.does("keeper", "emissions schedule");
    assert_eq!(rows(&schedule), 240);
    assert_eq!(schedule[0]["hoursReached"], after["scheduleHour"]);
}
