//! The clock that mints.

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
    let named = |view: &str| format!("supply {view} --file {}", file.display());
    let supply = stage.does("keeper", &named(""));
    assert_eq!(number(&supply, "/locked"), 0);
    let exists = number(&supply, "/minted") - number(&supply, "/burned");
    assert_eq!(number(&supply, "/total"), exists);
    let one = stage.does("keeper", &named("circulating"));
    assert_eq!(one["circulating"], supply["circulating"]);
    let schedule = stage.does("keeper", "emissions schedule");
    assert_eq!(rows(&schedule), 240);
    assert_eq!(schedule[0]["hoursReached"], after["scheduleHour"]);
}
