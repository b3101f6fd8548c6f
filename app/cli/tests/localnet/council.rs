//! Who attests, one by one.

use std::fs;

use super::stage::{number, rows, text, Stage, HASH};

const HOUR: i64 = 3_600;

pub fn run(stage: &Stage, supplier: &str) {
    let members = stage.does("attestor-1", "council show");
    assert_eq!((rows(&members), number(&members, "/0/threshold")), (3, 2));
    // A batch is newer than the last attestation, by a second at least.
    let attested = stage.now();
    stage.until("a second passes", || stage.now() > attested);
    let made_at = stage.now();
    let attest = format!("attest {supplier}=1 --evidence {HASH} --made-at {made_at}");
    let first = stage.does("attestor-1", &format!("{attest} --approve"));
    assert_eq!(number(&first, "/approvedBy"), 1);
    // The others have only the file.
    let file = stage.network.folder.join("batch.json");
    fs::write(&file, first.to_string()).unwrap();
    let file = file.display();
    let second = stage.does("attestor-3", &format!("council approve {file}"));
    assert_eq!(number(&second, "/approvedBy"), 2);
    assert_eq!(text(&second, "/hash"), text(&first, "/hash"));
    stage.does("renter-1", &format!("council send {file}"));
    let other = format!("attest {supplier}=2 --evidence {HASH} --made-at {made_at} --approve");
    let hash = text(&stage.does("attestor-1", &other), "/hash");
    let open = stage.does("attestor-1", "council approvals");
    assert_eq!((rows(&open), text(&open, "/0/hash")), (1, hash.clone()));
    let close = format!("council close {hash}");
    let (status, reported) = stage.network.io("renter-1", &close);
    assert_eq!(status, 3);
    assert!(
        reported.to_string().contains("(ApprovalOpen, 70"),
        "{reported}"
    );
    stage.travel(HOUR + 1);
    stage.does("renter-1", &close);
    assert_eq!(rows(&stage.does("attestor-1", "council approvals")), 0);
}
