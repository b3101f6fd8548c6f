//! Who is given power or money must be able to use it.

use anchor_lang::prelude::Pubkey;
use io_client::spl;
use io_common::addresses::{LEDGER, STAKE_VAULT};
use solana_signer::Signer;

use super::{consent::Person, Suite};

/// Commands that give power or money to `ADDRESS`.
const GIVE: [&str; 8] = [
    "supplier register --model h100-sxm --endpoint https://gpu.example --sequence 9 --payout ADDRESS",
    "supplier register --model h100-sxm --endpoint https://gpu.example --sequence 9 --operator ADDRESS",
    "supplier update --payout ADDRESS",
    "supplier update --operator ADDRESS",
    "supplier propose-owner ADDRESS",
    "gov set-guardian ADDRESS emissions",
    "gov propose-authority ADDRESS emissions marketplace",
    "gov propose emissions council 1 ADDRESS",
];

/// An address that no key signs for.
fn off_the_curve() -> Pubkey {
    let all = (0..).map(|byte| Pubkey::new_from_array([byte; 32]));
    all.into_iter().find(|it| !it.is_on_curve()).unwrap()
}

#[test]
fn what_can_never_sign_is_given_nothing() {
    let mut suite = Suite::new();
    let (owner, supplier, offer) = suite.supplier(0);
    let authority = suite.economy.authority.clone();
    let usdc = suite.economy.usdc;
    let tokens = spl::wallet(&owner.pubkey(), &usdc);
    for (address, why) in [
        (Pubkey::default(), "is a program"),
        (emissions::ID, "is a program"),
        (tokens, "is a token account or a mint"),
        (usdc, "is a token account or a mint"),
        (STAKE_VAULT.address, "is an account of the suite"),
        (LEDGER.address, "is an account of the suite"),
        (supplier, "is an account of the suite"),
        (offer, "is an account of the suite"),
        (
            off_the_curve(),
            "has no key, and no program has an account there",
        ),
    ] {
        for line in GIVE {
            let who = if line.starts_with("gov") {
                &authority
            } else {
                &owner
            };
            let (status, reported) =
                suite.fails(who, &line.replace("ADDRESS", &address.to_string()));
            assert_eq!(status, 2, "{line}: {reported}");
            assert!(
                reported.contains(&format!("{address} {why}")),
                "{line}: {reported}"
            );
        }
    }
    let (status, reported) = suite.fails(
        &owner,
        &format!("supplier propose-owner {}", owner.pubkey()),
    );
    assert_eq!(
        (status, reported),
        (2, format!("{} is the owner already", owner.pubkey()))
    );
}

/// What needs no network is looked at also where nothing is read.
#[test]
fn an_owner_is_not_named_again_without_a_network_either() {
    let mut suite = Suite::new();
    let (owner, ..) = suite.supplier(0);
    let line = format!(
        "supplier propose-owner {} --sign-only --blockhash {}",
        owner.pubkey(),
        Pubkey::new_unique()
    );
    let reported = format!("{} is the owner already", owner.pubkey());
    assert_eq!(suite.fails(&owner, &line), (2, reported));
}

/// Such as the vault of a multisig: it is there, and no key signs for it.
#[test]
fn what_only_a_program_signs_for_is_named_as_such_and_asked() {
    let mut suite = Suite::new();
    let (owner, ..) = suite.supplier(0);
    let authority = suite.economy.authority.clone();
    let vault = off_the_curve();
    suite.economy.vm.airdrop(&vault, 1_000_000_000).unwrap();
    for line in GIVE {
        let who = if line.starts_with("gov") {
            &authority
        } else {
            &owner
        };
        let line = line.replace("ADDRESS", &vault.to_string());
        let person = Person::who_says(false);
        let asked = person.asked.clone();
        assert!(suite.run_asked(who, &line, Some(Box::new(person))).is_err());
        let (shown, question) = asked.borrow()[0].clone();
        assert!(
            question.contains("no key, only a program signs for it"),
            "{question}"
        );
        assert!(shown.contains("Only a program signs for"), "{shown}");
    }
}
