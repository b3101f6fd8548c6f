//! Who attests, one by one.

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
    for (count, attestor) in [(1, "attestor-1"), (2, "attestor-3")] {
        let approved = stage.does(attestor, &format!("{attest} --approve"));
        assert_eq!(number(&approved, "/approvedBy"), count);
    }
    stage.does("renter-1", &format!("{attest} --approved"));
    let other = format!("attest {supplier}=2 --evidence {HASH} --made-at {made_at} --approve");
    let hash = text(&stage.does("attestor-1", &other), "/hash");
    let open = stage.does("attestor-1", "council approvals");
    assert_eq!((rows(&open), text(&open, "/0/hash")), (1, hash.clone()));
    let close = format!("council close {hash}");
    let (status, told) = stage.network.io("renter-1", &close);
    assert_eq!(status, 3);
    assert!(told.to_string().contains("(ApprovalOpen, 70"), "{told}");
    stage.travel(HOUR + 1);
    stage.does("renter-1", &close);
    assert_eq!(rows(&stage.does("attestor-1", "council approvals")), 0);
}
