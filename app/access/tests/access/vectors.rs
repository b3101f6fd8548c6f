//! What the TypeScript client must read, refuse and write alike: `app/ts/test/access.json`. `UPDATE_GOLDEN=1` writes it
//! again; sealing is random, so sealed bytes are kept while what is in them stays.

use std::{env, fs, path::PathBuf};

use io_access::{hash, Details, PublicKey, Secret, ServiceKey, SshKey, Workload, WorkloadRequest};
use io_text::steers;
use serde_json::{json, Map, Value};
use solana_keypair::Signer;

use crate::{
    hex,
    keys::WEAK,
    people::{
        address, container, machine, network, pages, renters_key, reservation, service_key, shell,
        strangers_key, supplier, wallet, NOW, OPERATOR, OWNER, RENTER, STRANGER,
    },
    refusals, service, ssh, workload,
};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../ts/test/access.json")
}

fn recorded() -> Value {
    let text = fs::read(file()).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn text(json: &[u8]) -> String {
    String::from_utf8(json.to_vec()).unwrap()
}

/// The recorded bytes of this name if they hold this JSON, or else those of `seal`.
fn kept(name: &str, json: &[u8], secret: &Secret, seal: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let recorded = recorded();
    let bytes = recorded["sealed"][name]["bytes"].as_str().map(hex::bytes);
    let holds = |bytes: &Vec<u8>| {
        let details = Details::open(bytes, secret).and_then(|it| it.write());
        let workload = Workload::open(bytes, secret).and_then(|it| it.write());
        details.or(workload).is_ok_and(|it| **it == *json)
    };
    bytes.filter(holds).unwrap_or_else(seal)
}

fn key(secret: &Secret) -> Value {
    let public = secret.public();
    json!({
        "file": *secret.to_file(),
        "recipient": public.to_string(),
        "bytes": hex::write(&public.to_bytes()),
    })
}

fn sealed_details(name: &str, details: &Details) -> Vec<u8> {
    let json = details.write().unwrap();
    let seal = || details.seal(&renters_key().public()).unwrap();
    kept(name, &json, &renters_key(), seal)
}

fn sealed_workload(name: &str, workload: &Workload) -> Vec<u8> {
    let json = workload.write().unwrap();
    let seal = || workload.seal(&service_key().public()).unwrap();
    kept(name, &json, &service_key(), seal)
}

fn sealed(kind: &str, json: &[u8], bytes: &[u8]) -> Value {
    let hash = hex::write(&hash(bytes));
    json!({ "kind": kind, "json": text(json), "bytes": hex::write(bytes), "hash": hash })
}

fn all_sealed() -> Value {
    let mut all = Map::new();
    for (name, details) in [("shell", shell()), ("pages", pages())] {
        let bytes = sealed_details(name, &details);
        let json = details.write().unwrap();
        all.insert(name.into(), sealed("details", &json, &bytes));
    }
    for (name, workload) in [("container", container()), ("machine", machine())] {
        let bytes = sealed_workload(name, &workload);
        let json = workload.write().unwrap();
        all.insert(name.into(), sealed("workload", &json, &bytes));
    }
    Value::Object(all)
}

fn signed_service_key() -> Value {
    let unsigned = service::unsigned();
    let statement = unsigned.statement();
    let operator = wallet(OPERATOR).pubkey();
    let with_signer = statement.message_with_signer(&operator);
    let signed = unsigned.clone().sign(&wallet(OPERATOR)).unwrap();
    let other = wallet(OPERATOR).sign_message(&with_signer);
    let other = unsigned.with_signature(operator, other);
    json!({
        "json": text(&signed.write().unwrap()),
        "otherForm": text(&other.write().unwrap()),
        "text": statement.text(),
        "message": hex::write(&statement.message()),
        "messageWithSigner": hex::write(&with_signer),
    })
}

fn signed_request() -> Value {
    let unsigned = workload::unsigned(sealed_workload("container", &container()));
    let statement = unsigned.statement();
    let renter = wallet(RENTER).pubkey();
    let with_signer = statement.message_with_signer(&renter);
    let signed = unsigned.clone().sign(&wallet(RENTER)).unwrap();
    let other = wallet(RENTER).sign_message(&with_signer);
    let other = unsigned.with_signature(renter, other);
    json!({
        "json": text(&signed.write().unwrap()),
        "otherForm": text(&other.write().unwrap()),
        "text": statement.text(),
        "message": hex::write(&statement.message()),
        "messageWithSigner": hex::write(&with_signer),
    })
}

/// First and last of each range of characters that are not shown.
fn ranges() -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for it in ('\0'..=char::MAX).filter(|it| steers(*it)).map(u32::from) {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == it => *last = it,
            _ => ranges.push((it, it)),
        }
    }
    ranges
}

fn vectors() -> Value {
    let keys =
        ssh::KEYS.map(|(line, fingerprint)| json!({ "line": line, "fingerprint": fingerprint }));
    json!({
        "people": {
            "network": network().to_string(),
            "reservation": reservation().to_string(),
            "supplier": supplier().to_string(),
            "another": address(1).to_string(),
            "renter": wallet(RENTER).pubkey().to_string(),
            "owner": wallet(OWNER).pubkey().to_string(),
            "operator": wallet(OPERATOR).pubkey().to_string(),
            "stranger": wallet(STRANGER).pubkey().to_string(),
            "now": NOW,
        },
        "keys": {
            "renter": key(&renters_key()),
            "service": key(&service_key()),
            "stranger": key(&strangers_key()),
        },
        "weakKeys": WEAK,
        "steers": ranges(),
        "sshKeys": keys,
        "noSshKeys": ssh::refused(),
        "sealed": all_sealed(),
        "byAge": refusals::BY_AGE,
        "serviceKey": signed_service_key(),
        "request": signed_request(),
        "taken": refusals::taken(),
        "refused": refusals::refused(),
    })
}

#[test]
fn the_recorded_vectors_are_those_of_this_crate() {
    let vectors = vectors();
    if env::var_os("UPDATE_GOLDEN").is_some() {
        let text = serde_json::to_string_pretty(&vectors).unwrap() + "\n";
        fs::write(file(), text).unwrap();
    }
    let command = "UPDATE_GOLDEN=1 ./x test --workspace --test access";
    assert!(recorded() == vectors, "write it again: {command}");
}

/// Each bit that matters and each byte: nothing altered is opened.
#[test]
fn nothing_altered_is_opened() {
    for (name, it) in recorded()["sealed"].as_object().unwrap() {
        let bytes = hex::bytes(it["bytes"].as_str().unwrap());
        let secret = match it["kind"].as_str().unwrap() {
            "details" => renters_key(),
            _ => service_key(),
        };
        let opens = |bytes: &[u8]| match it["kind"].as_str().unwrap() {
            "details" => Details::open(bytes, &secret).map(drop),
            _ => Workload::open(bytes, &secret).map(drop),
        };
        assert_eq!(opens(&bytes), Ok(()), "{name}");
        for at in 0..bytes.len() {
            for flipped in [1, 0x80] {
                let mut altered = bytes.clone();
                altered[at] ^= flipped;
                let refused = opens(&altered).unwrap_err();
                assert_eq!(refused.name(), "CannotOpen", "{name}, byte {at}");
            }
            assert!(opens(&bytes[..at]).is_err(), "{name}, the first {at} bytes");
        }
        let longer = [&bytes[..], b"\n"].concat();
        assert!(opens(&longer).is_err(), "{name}, a byte more");
    }
}

#[test]
fn no_altered_signature_is_accepted() {
    let signed = recorded();
    let of = |kind: &str, form: &str| {
        let json = signed[kind][form].as_str().unwrap();
        serde_json::from_str::<Value>(json).unwrap()
    };
    for form in ["json", "otherForm"] {
        let (request, key) = (of("request", form), of("serviceKey", form));
        let request = |signature: &str| {
            let mut json = request.clone();
            json["signature"] = signature.into();
            let request = WorkloadRequest::read(json.to_string().as_bytes()).unwrap();
            request.accept(&workload::terms(), &service_key()).map(drop)
        };
        let key = |signature: &str| {
            let mut json = key.clone();
            json["signature"] = signature.into();
            let key = ServiceKey::read(json.to_string().as_bytes()).unwrap();
            key.check(&service::terms()).map(drop)
        };
        for (kind, check) in [
            (
                "request",
                &request as &dyn Fn(&str) -> io_access::Result<()>,
            ),
            ("serviceKey", &key),
        ] {
            let signature = of(kind, form)["signature"].as_str().unwrap().to_string();
            assert_eq!(check(&signature), Ok(()));
            let signature: solana_signature::Signature = signature.parse().unwrap();
            for at in 0..64 {
                for flipped in [1, 0x80] {
                    let mut altered = <[u8; 64]>::from(signature);
                    altered[at] ^= flipped;
                    let altered = solana_signature::Signature::from(altered).to_string();
                    let refused = check(&altered).unwrap_err();
                    assert_eq!(refused.name(), "BadSignature", "{kind}, byte {at}");
                }
            }
        }
    }
}

#[test]
fn what_others_have_sealed_is_opened() {
    for sealed in [refusals::BY_AGE, refusals::BY_TYPESCRIPT] {
        let opened = Details::open(&hex::bytes(sealed), &renters_key());
        assert_eq!(opened, Ok(shell()));
    }
}

#[test]
fn what_is_taken_is_read() {
    for it in refusals::taken() {
        let json = it["json"].as_str().unwrap();
        let kind = it["kind"].as_str().unwrap();
        assert_eq!(refusals::error(kind, json), None, "{json}");
    }
}

#[test]
fn what_is_refused_has_its_error() {
    for it in refusals::refused() {
        let (kind, json) = (it["kind"].as_str().unwrap(), it["json"].as_str().unwrap());
        let error = refusals::error(kind, json).map(|it| it.name());
        assert_eq!(error, it["error"].as_str(), "{kind}: {json}");
    }
}

#[test]
fn ssh_keys_and_public_keys_are_read_as_recorded() {
    for it in recorded()["sshKeys"].as_array().unwrap() {
        let key: SshKey = it["line"].as_str().unwrap().parse().unwrap();
        assert_eq!(key.fingerprint(), it["fingerprint"]);
    }
    for (_, it) in recorded()["keys"].as_object().unwrap() {
        let secret = Secret::read(it["file"].as_str().unwrap()).unwrap();
        let bytes = PublicKey::new(hex::read(it["bytes"].as_str().unwrap()));
        assert_eq!(bytes, Ok(secret.public()));
    }
}
