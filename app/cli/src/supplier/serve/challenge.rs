//! Challenges of attestors, beside what renters are served.

use std::{collections::BTreeMap, path::Path, str::FromStr, sync::Arc, time::Duration};

use anchor_lang::prelude::Pubkey;
use io_access::{
    http::{Refusal, JSON},
    limits::MAX_CHALLENGE,
};
use io_common::{addresses::COUNCIL, types::Council};
use io_inventory::{Command, Inventory, Nvml, Responder, Within};
use io_supplier::{
    http::{Answers, Request, Response},
    Level, Log,
};
use serde_json::json;
use solana_hash::Hash;
use solana_keypair::Keypair;

use crate::context::Context;

/// For a list of GPUs: an attestor waits for 15 s.
const LIST: Duration = Duration::from_secs(10);
/// How long a list is given again.
const AGAIN: Duration = Duration::from_secs(5);
/// Seconds from one look at the council to the next.
const EVERY: u64 = 60;

/// Answers renters and attestors.
pub struct Public {
    front: Arc<dyn Answers>,
    /// None where challenges cannot be answered.
    responder: Option<Arc<Responder>>,
    log: Log,
}

impl Public {
    /// What `front` answers, and challenges.
    pub fn new(front: Arc<dyn Answers>, responder: Option<Arc<Responder>>, log: Log) -> Self {
        Self {
            front,
            responder,
            log,
        }
    }

    /// The supplier whose GPUs are asked for, if they are and can be answered for.
    fn challenged<'a>(&self, method: &str, path: &'a str) -> Option<(&Responder, &'a str)> {
        let parts: Vec<&str> = path.split('/').collect();
        match (method, parts.as_slice(), &self.responder) {
            ("POST", ["", "v1", "suppliers", supplier, "challenge"], Some(responder)) => {
                Some((responder.as_ref(), *supplier))
            }
            _ => None,
        }
    }

    fn challenge(&self, responder: &Responder, supplier: &str, request: &Request) -> Response {
        let Ok(supplier) = Pubkey::from_str(supplier) else {
            return Response::refused(&Refusal::not_found());
        };
        match responder.answer(&supplier, request.body, request.now) {
            Ok(body) => Response::new(200, JSON, body),
            Err(why) => {
                // What strangers send wrongly would fill the log.
                if why.is_ours() {
                    let more = [
                        ("supplier", json!(supplier.to_string())),
                        ("error", json!(why.to_string())),
                    ];
                    self.log
                        .write(Level::Error, "challenge not answered", None, &more);
                }
                Response::refused(&why.refusal())
            }
        }
    }
}

impl Answers for Public {
    fn most(&self, method: &str, path: &str) -> usize {
        match self.challenged(method, path) {
            Some(_) => MAX_CHALLENGE,
            None => self.front.most(method, path),
        }
    }

    fn answer(&self, request: &Request) -> Response {
        match self.challenged(request.method, request.path) {
            Some((responder, supplier)) => self.challenge(responder, supplier, request),
            None => self.front.answer(request),
        }
    }
}

/// Answers for `suppliers` with what `program SUPPLIER` lists, or for one supplier with what NVIDIA's library does.
///
/// # Errors
/// Why it cannot.
pub fn responder(
    network: Hash,
    suppliers: &[Pubkey],
    program: Option<&Path>,
    key: Option<Keypair>,
) -> Result<Responder, &'static str> {
    let key = key.ok_or("the key is in no file: give one with --keypair")?;
    if program.is_none() && suppliers.len() > 1 {
        return Err("which GPUs are of which supplier is not known: give --gpu-lister, or serve one supplier");
    }
    let listed = suppliers.iter().map(|supplier| {
        let inventory: Box<dyn Inventory + Send + Sync> = match program {
            Some(program) => {
                let command = Command::new(program.display().to_string(), [supplier.to_string()]);
                Box::new(Within::new(command.within(LIST), LIST, AGAIN))
            }
            None => Box::new(Within::new(Nvml, LIST, AGAIN)),
        };
        (*supplier, inventory)
    });
    let listed: BTreeMap<_, _> = listed.collect();
    Ok(Responder::new(network, listed, key))
}

/// Keeps the council of a responder up to date.
#[derive(Default)]
pub struct Attestors {
    looked_at: u64,
}

impl Attestors {
    /// Reads the council, if that is due at `now`.
    ///
    /// # Errors
    /// If the network does not answer. What was read before counts for a while.
    pub fn refresh(
        &mut self,
        context: &mut Context,
        responder: &Responder,
        now: u64,
    ) -> anyhow::Result<()> {
        if now.abs_diff(self.looked_at) < EVERY {
            return Ok(());
        }
        let council: Option<Council> = context.find(&COUNCIL.address)?;
        let attestors = council.as_ref().map(not_suspended).unwrap_or_default();
        responder.set_council(attestors, now);
        self.looked_at = now;
        Ok(())
    }
}

fn not_suspended(council: &Council) -> Vec<Pubkey> {
    let members = council.members().iter();
    members
        .filter(|it| council.place(it).is_some())
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use io_access::{Answer, UnsignedChallenge};
    use solana_signer::Signer;

    use super::*;
    use crate::{
        context::Key,
        tests::{folder::Folder, on, Suite},
    };

    const NOW: u64 = 1_801_413_000;

    struct Front;

    impl Answers for Front {
        fn most(&self, _: &str, _: &str) -> usize {
            7
        }
        fn answer(&self, _: &Request) -> Response {
            Response::new(418, JSON, [])
        }
    }

    fn ask(public: &Public, method: &str, path: &str, body: &[u8]) -> Response {
        public.answer(&Request {
            method,
            path,
            etag: None,
            body,
            now: NOW,
        })
    }

    /// A program that lists one GPU, with the supplier as its UUID. Another process writes it: had this one it open, what another
    /// test starts meanwhile would inherit that, and it could not be run.
    fn lister(folder: &Folder) -> std::path::PathBuf {
        let list = r#"[{"uuid":"%s","model":"NVIDIA H200","memory_mib":143771}]"#;
        let text = folder.write("text", format!("#!/bin/sh\nprintf '{list}' \"$1\"\n"));
        let program = folder.file("lister");
        let written = std::process::Command::new("sh")
            .args([
                "-c",
                "cat \"$0\" > \"$1\" && chmod 700 \"$1\"",
                &text,
                &program,
            ])
            .status();
        assert!(written.unwrap().success());
        program.into()
    }

    fn challenge(attestor: &Keypair, supplier: Pubkey) -> Vec<u8> {
        let unsigned = UnsignedChallenge {
            network: Hash::default(),
            supplier,
            nonce: Hash::new_from_array([3; 32]),
            asked_at: NOW,
        };
        unsigned.sign(attestor).unwrap().write().unwrap()
    }

    #[test]
    fn an_attestor_of_the_chain_is_answered_and_a_stranger_is_not() {
        let mut suite = Suite::new();
        let (owner, supplier, _) = suite.supplier(0);
        let attestor = suite.economy.attestors[0].insecure_clone();
        let (folder, key) = (Folder::new(), owner.insecure_clone());
        let program = lister(&folder);
        let made = responder(Hash::default(), &[supplier], Some(&program), Some(key));
        let responder = Arc::new(made.unwrap_or_else(|why| panic!("{why}")));
        let price = suite.economy.price;
        let loaded = Key::Loaded(Rc::new(owner.insecure_clone()));
        let mut context = on(&mut suite.economy.vm, loaded, price);
        let mut attestors = Attestors::default();
        attestors.refresh(&mut context, &responder, NOW).unwrap();
        let public = Public::new(Arc::new(Front), Some(responder), Log::new(|_| {}));
        let path = format!("/v1/suppliers/{supplier}/challenge");
        let answered = ask(&public, "POST", &path, &challenge(&attestor, supplier));
        assert_eq!(answered.status, 200);
        let answer = Answer::read(&answered.body).unwrap();
        let said = answer.signed().unwrap();
        assert_eq!(said.gpus[0].uuid, supplier.to_string());
        let stranger = challenge(&owner, supplier);
        assert_eq!(ask(&public, "POST", &path, &stranger).status, 403);
        assert_eq!(public.most("POST", &path), MAX_CHALLENGE);
        let other = format!("/v1/suppliers/{}/challenge", owner.pubkey());
        assert_eq!(ask(&public, "POST", &other, &stranger).status, 404);
        assert_eq!(
            ask(&public, "POST", "/v1/suppliers/x/challenge", b"").status,
            404
        );
        // All else is the renters'.
        for (method, path) in [("GET", path.as_str()), ("POST", "/v1"), ("GET", "/v1")] {
            let status = ask(&public, method, path, b"").status;
            assert_eq!(
                (status, public.most(method, path)),
                (418, 7),
                "{method} {path}"
            );
        }
    }

    #[test]
    fn an_attestor_that_is_suspended_does_not_count() {
        let keys: Vec<Pubkey> = (1..=3).map(|it| Pubkey::from([it; 32])).collect();
        let mut council: Council = bytemuck::Zeroable::zeroed();
        council.set(&keys, 2).unwrap();
        assert_eq!(not_suspended(&council), keys);
        council.suspended = 0b010;
        assert_eq!(not_suspended(&council), [keys[0], keys[2]]);
    }

    #[test]
    fn what_is_missing_for_challenges_is_said() {
        let suppliers = [Pubkey::from([1; 32]), Pubkey::from([2; 32])];
        let why =
            |suppliers: &[Pubkey], key| responder(Hash::default(), suppliers, None, key).err();
        assert!(why(&suppliers, None).unwrap().contains("--keypair"));
        let key = Some(Keypair::new());
        assert!(why(&suppliers, key).unwrap().contains("--gpu-lister"));
        assert_eq!(why(&suppliers[..1], Some(Keypair::new())), None);
    }
}
