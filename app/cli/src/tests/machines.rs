//! The same commands in the cluster's own runtime.

use std::rc::Rc;

use anyhow::Context;
use io_client::{spl, Network};
use io_common::oracle::price::PICO_USD;
use io_stage::Cast;
use io_vm::BankVm;
use solana_keypair::{keypair_from_seed, Keypair};
use solana_signer::Signer;

use super::run_on;
use crate::context::Key;

fn key(number: u8) -> Keypair {
    keypair_from_seed(&[number; 32]).unwrap()
}

#[test]
fn a_supplier_comes_in_and_everything_adds_up() {
    let mut keys = (1..).map(key);
    let cast = Cast::new(|_| keys.next().context("a key")).unwrap();
    let (authority, owner) = (cast.authority.pubkey(), &cast.treasury);
    let funded = [authority, owner.pubkey()];
    let mut vm = BankVm::new(&authority, 1_798_761_600, &funded).unwrap();
    cast.deploy(&mut vm, PICO_USD).unwrap();
    let price = spl::wallet(&owner.pubkey(), &cast.io);
    let mut run = |line: &str| {
        let key = Key::Loaded(Rc::new(owner.insecure_clone()));
        run_on(&mut vm, key, price, line).unwrap().json()
    };
    let register = "supplier register --model h100-sxm --endpoint https://gpu.example";
    let tried = run(&format!("{register} --dry-run"));
    assert_eq!(tried["outcome"], "would succeed");
    let supplier = run(register)["supplier"].as_str().unwrap().to_string();
    run("supplier stake 16000");
    let offer = run("offer create --price 1.80 --gpus 8 --region eu-west")["offer"].clone();
    // Without an attestation nothing is free.
    assert_eq!(run("offer list --free 0")[0]["offer"], offer);
    assert_eq!(run("offer list"), serde_json::json!([]));
    let verdicts = run("audit");
    assert!(
        verdicts
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it["verdict"] == "holds"),
        "{verdicts}"
    );
    assert!(vm.account(&supplier.parse().unwrap()).unwrap().is_some());
}
