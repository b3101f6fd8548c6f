//! The same commands in the cluster's own runtime.

use std::rc::Rc;

use io_client::{spl, Network};
use io_common::constants::GENESIS_SUPPLY;
use io_migrations::{local, Deployment};
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
    let [authority, io, usdc, owner] = [1, 2, 3, 4].map(key);
    let funded = [authority.pubkey(), owner.pubkey()];
    let mut vm = BankVm::new(&authority.pubkey(), 1_798_761_600, &funded).unwrap();
    local::create_usdc(&mut vm, &authority, &usdc).unwrap();
    let deployment = Deployment {
        authority: authority.pubkey(),
        guardian: authority.pubkey(),
        io_mint: io.pubkey(),
        mint_authority: authority.pubkey(),
        anchor: 250_000_000_000,
        usdc_mint: usdc.pubkey(),
        genesis: Some(vec![(owner.pubkey(), GENESIS_SUPPLY)]),
        council: vec![authority.pubkey()],
        threshold: 1,
        ..Deployment::default()
    };
    io_migrations::run(&mut vm, &deployment, &[&authority, &io]).unwrap();
    let price = spl::wallet(&owner.pubkey(), &io.pubkey());
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
