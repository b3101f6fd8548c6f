//! What `io council watch` refuses before anything is asked or sent, and `io council evidence verify`.

use std::{fs, rc::Rc};

use io_access::{Source, UnsignedAnswer};
use io_watch::{
    evidence::{self, Entry},
    probe::{Outcome, Probe},
};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_signer::Signer;

use super::{
    super::{consent, plain, run_on, Suite},
    internet::Mode,
    world::World,
};
use crate::{commands, context::Key, errors};

#[test]
fn only_an_attestor_watches() {
    let mut suite = Suite::new();
    let folder = tempfile::tempdir().unwrap();
    let line = format!(
        "council watch --once --evidence {}",
        folder.path().display()
    );
    let keeper = suite.economy.keeper.clone();
    let reported = format!(
        "{} is no attestor of the council, or is suspended: `io council show` lists them",
        keeper.pubkey()
    );
    assert_eq!(suite.fails(&keeper, &line), (2, reported));
    let (attestor, authority) = (
        suite.economy.attestors[0].clone(),
        suite.economy.authority.clone(),
    );
    suite.json(&authority, &format!("gov suspend {}", attestor.pubkey()));
    let (status, reported) = suite.fails(&attestor, &line);
    assert_eq!(status, 2);
    assert!(reported.contains("is suspended"), "{reported}");
    assert!(fs::read_dir(folder.path()).unwrap().next().is_none());
}

#[test]
fn nobody_decides_alone_unless_the_threshold_is_one() {
    let mut suite = Suite::new();
    let attestor = suite.economy.attestors[0].clone();
    let line = "council watch --once --evidence /nowhere --alone";
    let (status, reported) = suite.fails(&attestor, line);
    assert_eq!(status, 2);
    assert!(reported.contains("leave out --alone"), "{reported}");
    set_threshold(&mut suite, 1);
    let line = "council watch --once --evidence /nowhere";
    let (status, reported) = suite.fails(&attestor, line);
    assert_eq!(status, 2);
    assert!(reported.contains("decide alone"), "{reported}");
}

/// Writes the council's threshold.
fn set_threshold(suite: &mut Suite, threshold: u8) {
    use io_client::Network;
    use io_common::{addresses::COUNCIL, types::Council};
    use io_vm::Vm;
    let mut account = suite.economy.vm.account(&COUNCIL.address).unwrap().unwrap();
    let place = io_client::layout::place!(Council, threshold);
    account.data[place] = threshold;
    suite
        .economy
        .vm
        .set_account(COUNCIL.address, account)
        .unwrap();
}

/// No supplier is attested any more, so no endpoint is asked.
#[test]
fn it_asks_once_and_a_trial_sends_nothing() {
    let mut suite = Suite::new();
    suite.wait(25 * 3_600);
    let attestor = suite.economy.attestors[0].clone();
    let folder = tempfile::tempdir().unwrap();
    let evidence = folder.path().display();
    // The clock of the virtual machine is not this machine's.
    let line = format!("council watch --once --private --evidence {evidence}");
    // The question is checked there.
    assert_eq!(suite.json(&attestor, &line), serde_json::json!([]));
    let trial = format!("{line} --dry-run");
    assert_eq!(suite.json(&attestor, &trial), serde_json::json!([]));
    let day = evidence::days(folder.path()).unwrap().remove(0);
    let file = folder.path().join(format!("{day}.jsonl"));
    let verified = evidence::verify(&file, None).unwrap();
    assert_eq!((verified.lines, verified.answers), (4, 0));
    let no = |suite: &mut Suite| {
        let person = consent::Person::who_says(false);
        suite.run_asked(&attestor, &line, Some(Box::new(person)))
    };
    let refused = no(&mut suite).unwrap_err();
    assert_eq!(refused.to_string(), "not sent: the answer was not yes");
    let other = Key::Loaded(Rc::new(suite.economy.attestors[1].insecure_clone()));
    let refused = suite.run_with(other, &line).unwrap_err().to_string();
    assert!(refused.contains("name another folder"), "{refused}");
}

#[test]
fn rounds_are_as_far_apart_as_probes_can_be() {
    for (interval, is_taken) in [
        ("29s", false),
        ("30s", true),
        ("4m", true),
        ("241s", false),
        ("1d", false),
    ] {
        let line = format!("io council watch --evidence x --interval {interval}");
        let read = commands::read(line.split_whitespace());
        assert_eq!(read.is_ok(), is_taken, "{interval}");
    }
}

#[test]
fn evidence_is_verified_by_anybody() {
    World::play(|world| {
        world.rounds(3);
        let day = evidence::days(world.folder(0)).unwrap().remove(0);
        let file = world.folder(0).join(format!("{day}.jsonl"));
        let attestor = world.key(0).pubkey();
        let stranger = || Key::Loaded(Rc::new(Keypair::new()));
        let line = format!("council evidence verify {}", file.display());
        let mut run = |line: &str| run_on(&mut world.node, stranger(), attestor, line);
        let verified = plain::plain(run(&line).unwrap().json());
        assert_eq!(verified["attestor"], attestor.to_string());
        let by_the_chain = verified["byTheChain"].as_str().unwrap();
        assert!(
            by_the_chain.starts_with("an attestor now; "),
            "{by_the_chain}"
        );
        let signers = "owners and operators of the suppliers";
        assert_eq!(verified["theirSigners"], signers);
        // The start, then three suppliers, a reservation and the end of each round.
        assert_eq!(
            (&verified["lines"], &verified["signedLines"]),
            (&16.into(), &16.into())
        );
        let last = verified["lastLine"].as_str().unwrap();
        let found = run(&format!("{line} --line {last}")).unwrap();
        assert_eq!(plain::plain(found.json())["line"], 16);
        let hash = "11".repeat(32);
        let refused = run(&format!("{line} --line {hash}")).unwrap_err();
        assert_eq!(errors::status(&refused), 3);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(&file, text.replace("GPU-1-0", "GPU-1-9")).unwrap();
        let refused = run(&line).unwrap_err();
        assert_eq!(errors::status(&refused), 3);
        assert!(refused.to_string().starts_with("line "), "{refused}");
        let refused = run("council evidence verify /nowhere.jsonl").unwrap_err();
        assert_eq!(errors::status(&refused), 2);
    });
}

#[test]
fn the_chain_says_whether_an_attestor_wrote_evidence_and_suppliers_signed_the_answers() {
    World::play(|world| {
        world.rounds(4);
        world.set(0, Mode::Dead);
        world.rounds(10);
        let file = |world: &World, watcher| {
            let day = evidence::days(world.folder(watcher)).unwrap().remove(0);
            world.folder(watcher).join(format!("{day}.jsonl"))
        };
        let proposer = (0..3).find(|it| !world.sent(*it).is_empty()).unwrap();
        let (then, attestor) = (file(world, proposer), world.key(proposer).pubkey());
        let verify = |world: &mut World, line: &str| {
            let stranger = Key::Loaded(Rc::new(Keypair::new()));
            let line = format!("council evidence verify {line}");
            let report = run_on(&mut world.node, stranger, attestor, &line);
            report.map(|it| plain::plain(it.json()))
        };
        let verified = verify(world, &then.display().to_string()).unwrap();
        let by_the_chain = verified["byTheChain"].as_str().unwrap();
        assert!(
            by_the_chain.starts_with("an attestor then: it approved at "),
            "{by_the_chain}"
        );
        // A stranger signs lines and answers of its own.
        let stranger = Keypair::new();
        let supplier = world.suppliers[1];
        let folder = tempfile::tempdir().unwrap();
        let at = world.now();
        let write = |attestor: &Keypair| {
            let mut log =
                evidence::Log::open(folder.path(), Hash::default(), attestor.pubkey(), at).unwrap();
            let nonce = Hash::new_from_array([7; 32]);
            let answer = UnsignedAnswer {
                network: Hash::default(),
                supplier,
                nonce,
                answered_at: at.unsigned_abs(),
                source: Source::Nvml,
                gpus: Vec::new(),
                maintenance: None,
            };
            let answer = answer.sign(&stranger).unwrap().write().unwrap();
            let probe = Probe::Challenge {
                supplier: supplier.to_string(),
                endpoint: "https://gpus.example".into(),
                nonce: nonce.to_string(),
                outcome: Outcome::Answer {
                    answer: String::from_utf8(answer).unwrap(),
                    gpus: Vec::new(),
                    maintenance: None,
                    millis: 70,
                },
            };
            log.append(at, Entry::Probe(probe)).unwrap();
            log.seal(attestor).unwrap();
            let day = evidence::days(folder.path()).unwrap().remove(0);
            folder.path().join(format!("{day}.jsonl"))
        };
        let made_up = write(&stranger);
        let offline = verify(world, &format!("{} --offline", made_up.display())).unwrap();
        for field in ["byTheChain", "theirSigners"] {
            assert_eq!(offline[field], "not checked: no network was asked");
        }
        let refused = verify(world, &made_up.display().to_string()).unwrap_err();
        assert_eq!(errors::status(&refused), 3);
        let refused = refused.to_string();
        assert!(
            refused.contains(" is no attestor of the council, "),
            "{refused}"
        );
        std::fs::remove_dir_all(folder.path()).unwrap();
        let made_up = write(&world.key(0));
        let refused = verify(world, &made_up.display().to_string()).unwrap_err();
        let words = format!(
            "answers of supplier {supplier} are signed by {}, which is neither its owner nor its operator now: ",
            stranger.pubkey()
        );
        assert!(refused.to_string().starts_with(&words), "{refused}");
        // Evidence of another network.
        let text = Hash::new_from_array([9; 32]).to_string();
        let mut log = evidence::Log::open(
            &folder.path().join("other"),
            text.parse().unwrap(),
            attestor,
            world.now(),
        )
        .unwrap();
        log.seal(&world.key(proposer)).unwrap();
        let day = evidence::days(&folder.path().join("other"))
            .unwrap()
            .remove(0);
        let other = folder.path().join(format!("other/{day}.jsonl"));
        let refused = verify(world, &other.display().to_string()).unwrap_err();
        let words = format!("the evidence is of the network {text}, and localnet is ");
        assert!(refused.to_string().starts_with(&words), "{refused}");
    });
}
