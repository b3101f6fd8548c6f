//! Signing on several machines: runs docs/guides/offline-signing.md command by command, and tests the refusals.

use std::path::PathBuf;

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{instruction::Instruction, system_instruction},
};
use base64::{prelude::BASE64_STANDARD, Engine};
use emissions::state::Slash;
use io_client::{emissions as client, nonce, spl, transaction};
use io_common::types::Supplier;
use serde_json::{json, Value};
use solana_hash::Hash;
use solana_keypair::Keypair;
use solana_message::{v1, Message, VersionedMessage};
use solana_signer::Signer;

use super::{consent::Person, folder::Folder, Suite, HASH};
use crate::output::OutputFormat;

/// The transaction that `key` has signed on its machine.
fn sign(suite: &mut Suite, key: &Keypair, transaction: &str) -> Value {
    suite.json(key, &format!("transaction sign {transaction} --yes"))
}

/// A slash by three attestors that the first has signed, and the others' addresses.
fn proposal(suite: &mut Suite, nonce: &Pubkey) -> Value {
    let (attestors, supplier) = (suite.economy.attestors.clone(), suite.supplier(0).1);
    let [second, third] = [1, 2].map(|place: usize| attestors[place].pubkey());
    let line = format!(
        "slash propose {supplier} 10 --reason 7 --evidence {HASH} --attestor {second} --attestor {third} \
         --nonce {nonce} --sign-only"
    );
    suite.json(&attestors[0], &line)
}

fn fund_attestors(suite: &mut Suite) -> Vec<Pubkey> {
    let attestors = suite.economy.attestors.clone();
    let keys: Vec<Pubkey> = attestors.iter().map(|it| it.pubkey()).collect();
    for key in &keys {
        suite.economy.vm.airdrop(key, 1_000_000_000).unwrap();
    }
    keys
}

#[test]
fn copies_signed_apart_are_put_together_and_confirmed() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let first = proposal(&mut suite, &nonce);
    assert_eq!(first["outcome"], "signed, not sent");
    assert_eq!(first["signedBy"], json!([keys[0].to_string()]));
    let mut missing = [keys[1].to_string(), keys[2].to_string()];
    missing.sort_by_key(|key| key.parse::<Pubkey>().unwrap());
    assert_eq!(first["missing"], json!(missing));
    let base = first["transaction"].as_str().unwrap();
    let attestors = suite.economy.attestors.clone();
    let [second, third] = [1, 2].map(|place: usize| sign(&mut suite, &attestors[place], base));
    let folder = Folder::new();
    // A report in JSON, and base 64 with a line break.
    let second = folder.write("second.json", second.to_string());
    let third = folder.write(
        "third.txt",
        format!("{}\n", third["transaction"].as_str().unwrap()),
    );
    let keeper = suite.economy.keeper.clone();
    let (status, message) = suite.fails(&keeper, &format!("transaction send {second}"));
    assert_eq!(status, 2);
    assert_eq!(
        message,
        format!(
            "missing signatures of {}: run `io transaction sign` on their machines, and give all copies here",
            keys[2]
        )
    );
    let tried = suite.json(
        &keeper,
        &format!("transaction send {second} {third} --dry-run"),
    );
    assert_eq!(tried["outcome"], "would succeed");
    let sent = suite.json(&keeper, &format!("transaction send {second} {third}"));
    assert_eq!(sent["outcome"], "confirmed");
    let slash = client::slash_address(&suite.supplier(0).1, 0);
    assert_eq!(suite.economy.read::<Slash>(&slash).unwrap().reason, 7);
}

#[test]
fn what_a_transaction_does_is_shown_by_names() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let proposed = proposal(&mut suite, &nonce);
    let transaction = proposed["transaction"].as_str().unwrap();
    let nobody = Keypair::new();
    let shown = suite.json(&nobody, &format!("tx show {transaction}"));
    assert_eq!(
        (&shown["payer"], &shown["version"]),
        (&json!(keys[0].to_string()), &json!("legacy"))
    );
    assert_eq!(shown["nonceAuthority"], json!(keys[0].to_string()));
    let all = shown["instructions"].as_array().unwrap();
    let names: Vec<(&str, &str)> = all
        .iter()
        .map(|it| {
            (
                it["programName"].as_str().unwrap(),
                it["name"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        names,
        [
            ("system program", "advance the nonce"),
            ("compute budget", "at most 1400000 compute units"),
            ("emissions", "propose_slash"),
        ]
    );
    let action = &all[2];
    assert_eq!(action["arguments"]["args"]["amount"], 1_000_000_000);
    assert_eq!(action["arguments"]["args"]["evidence"], HASH);
    let accounts = action["accounts"].as_array().unwrap();
    let supplier = suite.supplier(0).1.to_string();
    assert!(accounts
        .iter()
        .any(|it| it["name"] == "supplier" && it["address"] == supplier));
    for key in &keys {
        let signs = |it: &Value| it["address"] == key.to_string() && it["signer"] == true;
        assert!(accounts.iter().any(signs), "{key}");
    }
}

#[test]
fn a_program_or_an_instruction_that_is_not_known_is_shown_as_such() {
    let mut suite = Suite::new();
    let (payer, program) = (Keypair::new(), Pubkey::new_unique());
    let unknown = Instruction::new_with_bytes(program, &[0xca, 0xfe], Vec::new());
    let foreign = Instruction::new_with_bytes(emissions::ID, &[0xff; 8], Vec::new());
    let message = Message::new(&[unknown, foreign], Some(&payer.pubkey()));
    let shown = suite.json(
        &payer,
        &format!("transaction show {}", encoded(message, &[&payer])),
    );
    let all = shown["instructions"].as_array().unwrap();
    assert_eq!(all[0]["programName"], program.to_string());
    assert_eq!(all[0]["name"], "not known here, data cafe");
    assert_eq!(all[1]["programName"], emissions::ID.to_string());
    let name = all[1]["name"].as_str().unwrap();
    assert!(
        name.starts_with("emissions has no such instruction, data ffff"),
        "{name}"
    );
}

/// Version 1 has the fee in its header, where no instruction tells of it.
#[test]
fn what_a_transaction_of_version_1_pays_for_priority_is_shown() {
    let mut suite = Suite::new();
    let payer = Keypair::new();
    let transfer = system_instruction::transfer(&payer.pubkey(), &Pubkey::new_unique(), 1);
    let config = v1::TransactionConfig::empty()
        .with_priority_fee(7_000_000_000)
        .with_compute_unit_limit(300_000);
    let message = v1::Message::try_compile_with_config(
        &payer.pubkey(),
        &[transfer],
        Hash::new_unique(),
        config,
    );
    let signed = transaction::sign(VersionedMessage::V1(message.unwrap()), &[]).unwrap();
    let encoded = BASE64_STANDARD.encode(transaction::to_wire(&signed).unwrap());
    let shown = suite.json(&payer, &format!("transaction show {encoded}"));
    assert_eq!(shown["version"], "1");
    assert_eq!(shown["priorityFee"], 7_000_000_000_u64);
    assert_eq!(shown["computeUnitsAtMost"], 300_000);
}

/// In the question and in what is shown before it, where the accounts can be read.
#[test]
fn what_is_sent_of_tokens_has_its_currency() {
    let mut suite = Suite::new();
    let staker = suite.staker();
    let (me, io) = (staker.pubkey(), suite.economy.io);
    let wallet = spl::wallet(&me, &io);
    let transfer = spl::transfer(&wallet, &wallet, &me, 1_250_000_000);
    let nonce = transaction::Nonce {
        account: suite.nonce(&me),
        authority: me,
    };
    let stored = nonce::check(&mut suite.economy.vm, &nonce, None).unwrap();
    let advance = system_instruction::advance_nonce_account(&nonce.account, &me);
    let message =
        Message::new_with_blockhash(&[advance, transfer], Some(&me), &stored.unwrap().value);
    let encoded = encoded(message, &[&*staker]);
    let person = Person::who_says(true);
    let asked = person.asked.clone();
    let line = format!("transaction send {encoded}");
    let sent = suite.run_asked(&staker, &line, Some(Box::new(person)));
    let sent = sent.unwrap().json();
    let (shown, question) = asked.borrow()[0].clone();
    assert!(
        question.contains("token program: transfer 12.5 IO to "),
        "{question}"
    );
    assert!(shown.contains("token program: transfer 12.5 IO"), "{shown}");
    assert_eq!(
        sent["instructions"][1]["amount"],
        json!({ "amount": "1250000000", "currency": "IO", "decimals": 8, "display": "12.5" })
    );
    let name = |suite: &mut Suite, encoded: &str| {
        let shown = suite.json(&staker, &format!("transaction show {encoded}"));
        shown["instructions"][0]["name"].clone()
    };
    for (from, reported) in [
        (wallet, "transfer 12.5 IO"),
        (
            Pubkey::new_unique(),
            "transfer 1250000000 base units of a token that is not known here",
        ),
    ] {
        let transfer = spl::transfer(&from, &from, &me, 1_250_000_000);
        let message = Message::new(&[transfer], Some(&me));
        let encoded = self::encoded(message, &[]);
        assert_eq!(name(&mut suite, &encoded), reported);
        let person = Person::who_says(false);
        let asked = person.asked.clone();
        let line = format!("transaction sign {encoded}");
        let refused = suite.run_asked(&staker, &line, Some(Box::new(person)));
        assert!(refused.is_err());
        let (shown, question) = asked.borrow()[0].clone();
        assert!(
            shown.contains(reported) && question.contains(reported),
            "{question}"
        );
    }
}

#[test]
fn what_a_renter_signs_for_a_reservation_has_its_currency() {
    let mut suite = Suite::new();
    let (renter, in_usdc) = suite.rental();
    let (owner, _, offer) = suite.supplier(0);
    let line = format!("rent reserve {offer} --time 2h --currency io --connection-key {HASH}");
    let in_io = suite.json(&renter, &line)["reservation"].clone();
    let in_io = in_io.as_str().unwrap().to_string();
    let line = format!("supplier start {in_io} --connection-hash {HASH}");
    suite.json(&owner, &line);
    suite.wait(600);
    let later = format!("--sign-only --blockhash {}", Pubkey::new_unique());
    for (address, currency) in [(in_usdc.to_string(), "USDC"), (in_io, "IO")] {
        for (action, limit) in [("extend", "mostToLock"), ("dispute", "largestDeposit")] {
            let time = if action == "extend" { "--time 1h" } else { "" };
            let line = format!("rent {action} {address} {time} {later}");
            let built = suite.json(&renter, &line);
            let most = match &built[limit] {
                Value::Null => built["toLock"].as_u64().unwrap(),
                most => most.as_u64().unwrap(),
            };
            let most = match currency {
                "IO" => crate::amounts::io(most),
                _ => crate::amounts::usdc(most),
            };
            let expected = format!(" {} {currency}", crate::amounts::brief(&most));
            let line = format!(
                "transaction show {}",
                built["transaction"].as_str().unwrap()
            );
            let shown = suite.run(&renter, &line).unwrap();
            let shown = shown.to_text(OutputFormat::Display);
            let argument = match action {
                "extend" => "args.max_amount = ",
                _ => "max_deposit = ",
            };
            let (_, argument) = shown.split_once(argument).unwrap();
            let (argument, _) = argument.split_once(')').unwrap();
            assert!(
                argument.replace('(', "").ends_with(&expected),
                "{action}: {argument}, not {expected}"
            );
        }
    }
}

/// Such as an account that is its own authority: no third account names it.
#[test]
fn a_nonce_whose_authority_stands_elsewhere_is_shown_as_one() {
    let mut suite = Suite::new();
    let (payer, nonce) = (Keypair::new(), Keypair::new());
    let mut advance = system_instruction::advance_nonce_account(&nonce.pubkey(), &nonce.pubkey());
    advance.accounts.truncate(2);
    advance.accounts[0].is_signer = true;
    let message = Message::new(&[advance], Some(&payer.pubkey()));
    let shown = suite.json(
        &payer,
        &format!("transaction show {}", encoded(message, &[&nonce])),
    );
    assert_eq!(shown["expires"], "when its nonce is advanced");
    assert_eq!(shown["nonceAuthority"], nonce.pubkey().to_string());
}

fn encoded(message: Message, signers: &[&dyn Signer]) -> String {
    let signed = transaction::sign(VersionedMessage::Legacy(message), signers).unwrap();
    BASE64_STANDARD.encode(transaction::to_wire(&signed).unwrap())
}

#[test]
fn only_who_is_asked_for_signs_and_only_once() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let proposed = proposal(&mut suite, &nonce);
    let transaction = proposed["transaction"].as_str().unwrap();
    let line = format!("transaction sign {transaction} --yes");
    let attestors = suite.economy.attestors.clone();
    let stranger = Keypair::new();
    let (status, message) = suite.fails(&stranger, &line);
    assert_eq!(status, 3);
    let reported = format!(
        "{} is not a required signer; still missing: ",
        stranger.pubkey()
    );
    assert!(
        message.starts_with(&reported) && message.contains(&keys[2].to_string()),
        "{message}"
    );
    let (status, message) = suite.fails(&attestors[0], &line);
    assert_eq!(
        (status, message),
        (3, format!("{} has already signed it", keys[0]))
    );
    let refused = suite.run_asked(&attestors[1], &line.replace(" --yes", ""), None);
    assert_eq!(
        refused.unwrap_err().to_string(),
        "nobody can be asked here: give --yes to sign, or look at it with `io transaction show`"
    );
    let (status, _) = suite.fails(&attestors[1], &format!("{line} -k {}", keys[1]));
    assert_eq!(status, 2);
}

#[test]
fn who_is_named_by_an_address_and_by_a_key_signs() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let first = suite.economy.attestors[0].clone();
    let folder = Folder::new();
    let file = folder.key("first.json", &first);
    let supplier = suite.supplier(0).1;
    let line = format!(
        "slash propose {supplier} 10 --reason 7 --evidence {HASH} -k {} --attestor {file} --attestor {} \
         --nonce {nonce} --sign-only",
        keys[0], keys[1]
    );
    let signed = suite.json(&first, &line);
    assert_eq!(signed["signedBy"], json!([keys[0].to_string()]));
    assert_eq!(signed["missing"], json!([keys[1].to_string()]));
}

#[test]
fn what_is_another_transaction_or_signed_wrongly_is_refused() {
    let mut suite = Suite::new();
    let (one, other) = (Keypair::new(), Keypair::new());
    let message = |lamports| {
        let pay = system_instruction::transfer(&one.pubkey(), &other.pubkey(), lamports);
        let both = [
            pay,
            system_instruction::transfer(&other.pubkey(), &one.pubkey(), 1),
        ];
        Message::new_with_blockhash(&both, Some(&one.pubkey()), &Hash::default())
    };
    let (first, second) = (encoded(message(1), &[&one]), encoded(message(2), &[&other]));
    let (status, reported) = suite.fails(&one, &format!("transaction send {first} {second}"));
    assert_eq!(status, 2);
    assert!(
        reported.contains("are different transactions"),
        "{reported}"
    );
    // The signature of one message under another.
    let mut wrong = transaction::from_wire(&BASE64_STANDARD.decode(&first).unwrap()).unwrap();
    wrong.message = VersionedMessage::Legacy(message(3));
    let wrong = BASE64_STANDARD.encode(transaction::to_wire(&wrong).unwrap());
    let reported = format!(
        "the signature of {} is not of this transaction",
        one.pubkey()
    );
    for line in [
        format!("sign {wrong} --yes"),
        format!("send {wrong}"),
        format!("send {wrong} {first}"),
    ] {
        let (status, message) = suite.fails(&other, &format!("transaction {line}"));
        assert_eq!(status, 3);
        assert!(message.contains(&reported), "{message}");
    }
    let shown = suite.json(&one, &format!("transaction show {wrong}"));
    assert_eq!(
        shown["wrongSignaturesOf"],
        json!([one.pubkey().to_string()])
    );
    for nothing in ["AAAA", "somewhere.json"] {
        let (status, message) = suite.fails(&one, &format!("transaction show {nothing}"));
        assert_eq!(status, 2);
        assert!(message.starts_with(nothing), "{message}");
    }
}

#[test]
fn a_blockhash_that_is_over_is_named() {
    let mut suite = Suite::new();
    let authority = suite.economy.authority.clone();
    let line = format!(
        "pause marketplace --sign-only --blockhash {}",
        Pubkey::new_unique()
    );
    let signed = suite.json(&authority, &line);
    assert_eq!(
        signed["expires"],
        "with its blockhash, in about half a minute"
    );
    let transaction = signed["transaction"].as_str().unwrap();
    let (status, message) = suite.fails(&authority, &format!("transaction send {transaction}"));
    assert_eq!(status, 3);
    assert!(
        message.starts_with("refused: its blockhash has expired"),
        "{message}"
    );
}

/// A batch of tomorrow's hour, signed today: the clock and the supplier are behind by then.
#[test]
fn what_has_to_be_up_to_date_is_brought_there_when_it_is_sent() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let attestors = suite.economy.attestors.clone();
    let (supplier, keeper) = (suite.supplier(0).1, suite.economy.keeper.clone());
    let made_at = suite.now() + 86_400;
    let line = format!(
        "attest {supplier}=3 --evidence {HASH} --made-at {made_at} --valid-for 12h --attestor {} --nonce {nonce} --sign-only",
        keys[1]
    );
    let first = suite.json(&attestors[0], &line);
    let signed = sign(
        &mut suite,
        &attestors[1],
        first["transaction"].as_str().unwrap(),
    );
    let send = format!(
        "transaction send {}",
        signed["transaction"].as_str().unwrap()
    );
    let (status, message) = suite.fails(&keeper, &send);
    assert_eq!(status, 3);
    assert!(message.contains("(InvalidBatchTime, 70"), "{message}");
    suite.wait(86_400 + 600);
    let tried = suite.json(&keeper, &format!("{send} --dry-run"));
    assert_eq!(tried["outcome"], "would succeed");
    let before = tried["beforeIt"].as_str().unwrap();
    assert!(before.starts_with("the clock or a supplier is brought to the current hour"));
    let sent = suite.json(&keeper, &send);
    assert_eq!(sent["outcome"], "confirmed");
    let attestation = suite
        .economy
        .read::<Supplier>(&supplier)
        .unwrap()
        .attestation;
    assert_eq!(
        (attestation.gpus, attestation.ends_at),
        (3, made_at + 12 * 3_600)
    );
}

#[test]
fn a_batch_that_is_over_an_hour_old_is_refused_and_uses_up_nothing() {
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let attestors = suite.economy.attestors.clone();
    let (supplier, keeper) = (suite.supplier(0).1, suite.economy.keeper.clone());
    suite.wait(60);
    let line = format!(
        "attest {supplier}=3 --evidence {HASH} --attestor {} --nonce {nonce} --sign-only",
        keys[1]
    );
    let first = suite.json(&attestors[0], &line);
    let signed = sign(
        &mut suite,
        &attestors[1],
        first["transaction"].as_str().unwrap(),
    );
    let before = suite.value(&nonce);
    suite.wait(3_700);
    let send = format!(
        "transaction send {}",
        signed["transaction"].as_str().unwrap()
    );
    let (status, message) = suite.fails(&keeper, &send);
    assert_eq!(status, 3);
    assert!(message.contains("(InvalidBatchTime, 70"), "{message}");
    assert_eq!(suite.value(&nonce), before);
}

/// Values of the document's placeholders.
struct Walk<'a> {
    suite: &'a mut Suite,
    folder: Folder,
    words: Vec<(&'static str, String)>,
    nonce: Pubkey,
}

impl Walk<'_> {
    fn word(&self, word: &str) -> String {
        let word = self
            .words
            .iter()
            .fold(word.to_string(), |word, (name, value)| {
                word.replace(name, value)
            });
        match word.ends_with(".json") {
            true => self.folder.file(&word),
            false => word,
        }
    }

    /// Runs a command and returns its output.
    fn run(&mut self, command: &str) -> String {
        let (command, file) = match command.split_once(" > ") {
            Some((command, file)) => (command, Some(file)),
            None => (command, None),
        };
        let words: Vec<String> = command
            .split_whitespace()
            .map(|word| self.word(word))
            .collect();
        let (program, words) = words.split_first().unwrap();
        if program == "solana-keygen" {
            return String::new();
        }
        if program == "solana" {
            // What `create-nonce-account` sends is tried in `Suite::nonce`; the other one changes the value.
            if words[0] == "new-nonce" {
                let authority = self.suite.economy.attestors[0].clone();
                let nonce = self.nonce;
                self.suite.advance_nonce(&nonce, &authority);
            } else {
                assert_eq!(words[0], "create-nonce-account");
            }
            return String::new();
        }
        assert_eq!(program, "io");
        let line = words.join(" ");
        let form = if line.contains("--output json") {
            OutputFormat::Json
        } else {
            OutputFormat::Display
        };
        let printed = match self.suite.run(&Keypair::new(), &line) {
            Ok(report) => report.to_text(form),
            Err(error) => format!("error: {error:#}"),
        };
        match file {
            Some(file) => {
                self.folder.write(file, &printed);
                String::new()
            }
            None => printed,
        }
    }
}

/// Whether `text` matches `shown`, in which `…` stands for anything.
fn matches(shown: &str, text: &str) -> bool {
    let (shown, mut rest) = (shown.trim_end(), text.trim_end());
    let mut pieces: Vec<&str> = shown.split('…').collect();
    let last = pieces.pop().unwrap();
    if pieces.is_empty() {
        return rest == shown;
    }
    for (place, piece) in pieces.into_iter().enumerate() {
        rest = match rest.split_once(piece) {
            Some(("", tail)) => tail,
            Some((_, tail)) if place > 0 => tail,
            _ => return false,
        };
    }
    rest.ends_with(last)
}

#[test]
fn the_walkthrough_of_offline_signing_does_what_it_shows() {
    let file =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guides/offline-signing.md");
    let document = std::fs::read_to_string(file).unwrap();
    let mut suite = Suite::new();
    let keys = fund_attestors(&mut suite);
    let nonce = suite.nonce(&keys[0]);
    let folder = Folder::new();
    let attestors = suite.economy.attestors.clone();
    for (name, key) in ["first.json", "second.json", "third.json"]
        .iter()
        .zip(&attestors)
    {
        folder.key(name, key);
    }
    // Of the second day: the first is over when the batch is signed.
    let tomorrow = suite.now() + 2 * 86_400;
    let words = vec![
        ("NONCE", nonce.to_string()),
        ("FIRST", keys[0].to_string()),
        ("SECOND", keys[1].to_string()),
        ("THIRD", keys[2].to_string()),
        ("SUPPLIER", suite.supplier(0).1.to_string()),
        ("EVIDENCE", HASH.to_string()),
        ("TOMORROW", tomorrow.to_string()),
    ];
    let mut walk = Walk {
        suite: &mut suite,
        folder,
        words,
        nonce,
    };
    let (mut commands, mut printed) = (0, String::new());
    let blocks = document.split("```console\n").skip(1);
    for block in blocks.map(|rest| rest.split_once("\n```").unwrap().0) {
        let mut shown = String::new();
        for line in block.lines() {
            if let Some(command) = line.strip_prefix("$ ") {
                assert!(
                    matches(&shown, &printed),
                    "shown:\n{shown}\nprinted:\n{printed}"
                );
                printed = walk.run(command);
                shown.clear();
                commands += 1;
            } else if line == "# the next day" {
                walk.suite.wait(86_400 + 600);
                walk.suite.economy.vm.expire_blockhash();
            } else {
                shown.push_str(line);
                shown.push('\n');
            }
        }
        assert!(
            matches(&shown, &printed),
            "shown:\n{shown}\nprinted:\n{printed}"
        );
        printed.clear();
    }
    assert!(commands >= 10, "{commands}");
    let supplier = walk.suite.supplier(0).1;
    let slash = client::slash_address(&supplier, 0);
    assert_eq!(walk.suite.economy.read::<Slash>(&slash).unwrap().reason, 7);
    assert_eq!(
        walk.suite
            .economy
            .read::<Supplier>(&supplier)
            .unwrap()
            .attestation
            .gpus,
        3
    );
}
