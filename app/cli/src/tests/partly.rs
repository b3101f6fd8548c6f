//! What is said of several transactions, where one of them ends the rest.

use io_client::{ReadError, SendError};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction_error::TransactionError;

use super::{failing::Failing, run_on, Suite, HASH};
use crate::{
    context::Key,
    errors::{self, CliError},
    sending::partly,
};

fn signature(byte: u8) -> Signature {
    Signature::from([byte; 64])
}

#[test]
fn what_may_be_executed_is_never_said_not_to_be() {
    let [one, two] = [1, 2].map(|byte| signature(byte).to_string());
    let of = |failure: CliError, executed: &[&str], left: &str| {
        let executed: Vec<String> = executed.iter().map(|it| (*it).to_string()).collect();
        let status = failure.status();
        let reported = partly(failure.into(), &executed, left);
        assert_eq!(errors::status(&reported), status);
        format!("{reported:#}")
    };
    let unknown = || CliError::Unknown {
        signature: signature(2),
        reason: "nobody said so".into(),
    };
    let look = format!(
        "{two} may have been executed: nobody said so. Look with `io transaction show {two}` before you send it again"
    );
    assert_eq!(of(unknown(), &[], ""), look);
    assert_eq!(
        of(unknown(), &[&one], ""),
        format!("executed: {one}; unknown: {two}: {look}")
    );
    assert_eq!(
        of(unknown(), &[], "the 2 after it"),
        format!("executed: none; unknown: {two}; not sent: the 2 after it: {look}")
    );
    let refused = CliError::Refused("no".into());
    assert_eq!(
        of(refused, &[&one], "the one after it"),
        format!("executed: {one}; not sent: the next and the one after it: no")
    );
    // Nothing was sent of them, but others were.
    let refused = || CliError::Refused("no; nothing was sent".into());
    assert_eq!(of(refused(), &[], ""), "no; nothing was sent");
    let silent = || CliError::Unsent(ReadError::Unreachable("silence".into()));
    for (failure, said) in [(refused(), "no"), (silent(), "silence")] {
        let reported = of(failure, &[&one], "");
        assert!(reported.ends_with(said), "{reported}");
        assert!(!reported.contains("nothing was sent"), "{reported}");
    }
    let pending = CliError::Pending {
        signature: signature(2),
        transaction: String::new(),
    };
    let failed = CliError::Failed {
        signature: signature(2),
        reason: "no".into(),
    };
    let not_taken = CliError::NotTaken {
        signature: signature(2),
        height: 9,
        reason: "no".into(),
    };
    for (failure, word) in [
        (pending, "pending"),
        (failed, "failed"),
        (not_taken, "not taken"),
        (CliError::Expired(signature(2)), "expired"),
        (CliError::NonceAdvanced(signature(2)), "expired"),
    ] {
        let reported = of(failure, &[&one], "");
        let expected = format!("executed: {one}; {word}: {two}: ");
        assert!(reported.starts_with(&expected), "{reported}");
    }
}

/// Migrations and deployments know the error of the client only.
#[test]
fn an_error_of_the_client_says_what_to_do_about_it() {
    let unknown = SendError::Unknown {
        signature: signature(2),
        reason: "nobody said so".into(),
    };
    let steps = anyhow::Error::new(unknown)
        .context("create the mint")
        .context("02 mint");
    let reported = errors::explain(steps, &Default::default());
    assert_eq!(errors::status(&reported), 8);
    let two = signature(2);
    assert_eq!(
        format!("{reported:#}"),
        format!(
            "02 mint: create the mint: {two} may have been executed: nobody said so. Look with `io transaction show {two}` \
             before you send it again"
        )
    );
    let refused = SendError::Refused {
        error: TransactionError::AccountNotFound,
        logs: Vec::new(),
    };
    let reported = errors::explain(refused.into(), &Default::default());
    assert_eq!(errors::status(&reported), 3);
    let other = errors::explain(
        anyhow::anyhow!("other").context("step"),
        &Default::default(),
    );
    assert_eq!(format!("{other:#}"), "step: other");
}

/// A transaction that was signed a day ago, behind what brings its supplier to the present hour.
#[test]
fn what_is_sent_in_front_and_the_transaction_itself_are_distinguished() {
    let mut suite = Suite::new();
    let [first, second] = [0, 1].map(|place| suite.economy.attestors[place].clone());
    let payer = first.pubkey();
    suite.economy.vm.airdrop(&payer, 1_000_000_000).unwrap();
    let (nonce, made_at) = (suite.nonce(&payer), suite.now() + 86_400);
    let (supplier, keeper) = (suite.supplier(0).1, suite.economy.keeper.clone());
    let build = format!(
        "attest {supplier}=3 --evidence {HASH} --made-at {made_at} --attestor {} --nonce {nonce} --sign-only",
        second.pubkey()
    );
    let built = suite.json(&first, &build);
    let sign = format!(
        "transaction sign {}",
        built["transaction"].as_str().unwrap()
    );
    let signed = suite.json(&second, &sign);
    let send = format!(
        "transaction send {}",
        signed["transaction"].as_str().unwrap()
    );
    suite.wait(86_400 + 600);
    let price = suite.economy.price;
    let unknown = signature(2);
    let mut fail = |at: u32| {
        let mut network = Failing::new(&mut suite.economy.vm, move |place| {
            (place == at).then(|| SendError::Unknown {
                signature: unknown,
                reason: "nobody said so".into(),
            })
        });
        let key = Key::Loaded(keeper.clone());
        let error = run_on(&mut network, key, price, &send).unwrap_err();
        assert_eq!(errors::status(&error), 8);
        format!("{error:#}")
    };
    let look = format!("{unknown} may have been executed: nobody said so. Look with ");
    let reported = fail(1);
    let expected = format!("the transaction itself was not sent: {look}");
    assert!(reported.starts_with(&expected), "{reported}");
    let reported = fail(2);
    let (executed, rest) = reported.split_once("; unknown: ").unwrap();
    let executed = executed.strip_prefix("executed: ").unwrap();
    assert!(executed.parse::<Signature>().is_ok(), "{reported}");
    assert!(
        rest.starts_with(&format!("{unknown}: {look}")),
        "{reported}"
    );
}
