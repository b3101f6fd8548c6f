//! What is asked where a simulation says less than usual, or something else once somebody has answered.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_client::{spl, Forward, Network, Preview, ReadError, SendError};
use io_vm::{LiteVm, Vm};
use solana_account::Account;
use solana_signer::Signer;

use super::{consent::Person, run_asked, Suite};
use crate::{consent::Ask, context::Key, errors, output::OutputFormat};

/// What a simulation of this number, from 1 on, says of the accounts: as they are, with so much less for who pays, or nothing.
type Says = fn(u32) -> Option<u64>;

struct Drifting<'a> {
    network: &'a mut LiteVm,
    looks: u32,
    says: Says,
}

impl Forward for Drifting<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        self.looks += 1;
        let mut preview = self.network.preview(instructions, signers, watched)?;
        let payer = signers[0].pubkey();
        preview.accounts = (self.says)(self.looks).and_then(|less| {
            let mut accounts = preview.accounts?;
            let place = watched.iter().position(|it| *it == payer)?;
            accounts[place].as_mut()?.lamports -= less;
            Some(accounts)
        });
        Ok(preview)
    }
}

/// What was shown and asked.
fn asked(says: Says, answer: bool) -> (Vec<(String, String)>, anyhow::Result<()>) {
    let person = Person::who_says(answer);
    let asked = person.asked.clone();
    let done = delegated(says, "", Some(Box::new(person)));
    let asked = asked.borrow().clone();
    (asked, done)
}

/// A delegation, with options behind it, to be agreed to by a person.
fn delegated(says: Says, options: &str, person: Option<Box<dyn Ask>>) -> anyhow::Result<()> {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let price = suite.economy.price;
    let mut network = Drifting {
        network: &mut suite.economy.vm,
        looks: 0,
        says,
    };
    let line = format!("stake delegate {supplier} 1 {options}");
    let key = Key::Loaded(std::rc::Rc::new(staker.insecure_clone()));
    let done = run_asked(&mut network, key, price, &line, person);
    done.map(drop)
}

#[test]
fn what_nobody_is_asked_about_is_refused_where_more_leaves_by_then() {
    let more: Says = |look| Some(if look == 1 { 0 } else { 5_000 });
    let refused = delegated(more, "--yes", None).unwrap_err();
    assert_eq!(errors::status(&refused), 3);
    let reported = format!("{refused:#}");
    for part in [
        "more leaves a wallet by the second simulation than by the first; nothing was sent. First: ",
        ". Second: ",
        " IO",
        " SOL (fee ",
    ] {
        assert!(reported.contains(part), "{reported}");
    }
    let (first, second) = reported.split_once(". Second: ").unwrap();
    assert!(!first.ends_with(second.split(". Look").next().unwrap()));
    let unknown: Says = |look| if look == 1 { Some(0) } else { None };
    let refused = delegated(unknown, "--yes", None).unwrap_err();
    assert!(format!("{refused:#}").contains("gives no accounts as they would be"));
    for same in [
        |_| Some(0),
        |look| Some(if look == 1 { 5_000 } else { 0 }),
        |_| None,
    ] as [Says; 3]
    {
        delegated(same, "--yes", None).unwrap();
    }
}

#[test]
fn a_question_says_where_nobody_knows_what_leaves() {
    let (asked, refused) = asked(|_| None, false);
    let [(shown, question)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    let doubt = ", with wallet changes that the network does not show? (localnet, wallet ";
    assert!(question.contains(doubt), "{question}");
    let reported = "wallet changes: the network gives no accounts as they would be";
    assert!(
        shown.contains("Not known:") && shown.contains(reported),
        "{shown}"
    );
    assert!(refused.is_err());
}

#[test]
fn it_is_asked_again_where_more_leaves_by_then() {
    // As shown, and the third time as the second.
    let (asked_once, done) = asked(|_| Some(0), true);
    assert_eq!(asked_once.len(), 1);
    done.unwrap();
    let less: Says = |look| Some(if look == 1 { 5_000 } else { 0 });
    let (asked_once, done) = asked(less, true);
    assert_eq!(asked_once.len(), 1, "{asked_once:?}");
    done.unwrap();
    for later in [
        (|look| Some(if look == 1 { 0 } else { 5_000 })) as Says,
        |look| if look == 1 { Some(0) } else { None },
        |look| if look == 1 { None } else { Some(0) },
    ] {
        let (asked_twice, done) = asked(later, true);
        let [(first, _), (second, _)] = asked_twice.as_slice() else {
            panic!("{asked_twice:?}");
        };
        assert_ne!(first, second);
        done.unwrap();
    }
}

/// What has no bound of its own, such as the contents of a transaction that was signed elsewhere.
#[test]
fn what_moves_all_the_time_is_not_asked_about_for_ever() {
    let (asked, done) = asked(|look| Some(u64::from(look) * 5_000), true);
    done.unwrap();
    let [(_, _), (second, _), (third, _)] = asked.as_slice() else {
        panic!("{asked:?}");
    };
    assert!(!second.contains("Least change agreed to:"), "{second}");
    let reported = third
        .lines()
        .find(|line| line.starts_with("Least change agreed to:"));
    // The fifth look shows 25,000 lamports, with its rent, and twice the 5,000 since the look before may come on top.
    assert!(reported.unwrap().contains(" SOL"), "{third}");
    let of = |name: &str| {
        let line = third.lines().find(|line| line.starts_with(name)).unwrap();
        let (before, _) = line.split_once(" SOL").unwrap();
        let figure = before.rsplit([' ', '(']).next().unwrap();
        figure.parse::<f64>().unwrap()
    };
    let room = of("Wallet changes:") - of("Least change agreed to:");
    assert!((room - 0.000_01).abs() < 1e-9, "{room}");
}

/// A node that says of an account so many times that it is not there.
struct Blind<'a> {
    network: &'a mut LiteVm,
    account: Pubkey,
    times: u32,
}

impl Forward for Blind<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn accounts(&mut self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>, ReadError> {
        let mut accounts = self.network.accounts(addresses)?;
        for (address, account) in addresses.iter().zip(&mut accounts) {
            if *address == self.account && self.times > 0 {
                self.times -= 1;
                *account = None;
            }
        }
        Ok(accounts)
    }
}

/// What is read of one that is not there makes a gain of all that it holds.
#[test]
fn no_wrong_null_makes_a_gain_of_what_somebody_pays() {
    let mut suite = Suite::new();
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let (me, price) = (staker.pubkey(), suite.economy.price);
    let wallet = spl::wallet(&me, &suite.economy.io);
    let nonce = suite.nonce(&me);
    let build = format!("stake delegate {supplier} 1 --nonce {nonce} --sign-only");
    let signed = suite.json(&staker, &build);
    let signed = signed["transaction"].as_str().unwrap().to_string();
    let key = Key::Loaded(staker);
    for action in [
        format!("stake delegate {supplier} 1"),
        format!("tx send {signed}"),
    ] {
        for (account, times, is_known) in [
            (me, 0, true),
            (me, 1, true),
            (wallet, 1, true),
            (me, 2, true),
            // Nobody pays who is not there.
            (me, u32::MAX, false),
        ] {
            let network = &mut Blind {
                network: &mut suite.economy.vm,
                account,
                times,
            };
            let tried = run_asked(
                network,
                key.clone(),
                price,
                &format!("{action} --dry-run"),
                None,
            );
            // The act is prepared from the wallet too: one that is not there pays nothing.
            if account == wallet && action.starts_with("stake") {
                let refused = tried.unwrap_err().to_string();
                assert!(refused.starts_with("too little IO: 1.0"), "{refused}");
                continue;
            }
            let tried = tried.unwrap().to_text(OutputFormat::Display);
            let changes = tried.contains("-1 IO") && tried.contains(&format!("{me}: -0.0"));
            assert_eq!(changes, is_known, "{tried}");
            let doubt = "wallet changes: the network gives no accounts as they would be";
            assert_eq!(tried.contains(doubt), !is_known, "{tried}");
            assert!(!tried.contains(" +"), "{tried}");
        }
    }
    for account in [me, wallet] {
        let network = &mut Blind {
            network: &mut suite.economy.vm,
            account,
            times: 1,
        };
        let held = run_asked(network, key.clone(), price, "balance", None)
            .unwrap()
            .json();
        for token in ["sol", "io"] {
            assert_ne!(held[token]["amount"], "0", "{held}");
        }
    }
}

/// A supplier whose owner changes an account while somebody thinks.
struct Changing<'a> {
    network: &'a mut LiteVm,
    answered: std::rc::Rc<std::cell::Cell<bool>>,
    supplier: Pubkey,
    change: fn(&mut io_common::types::Supplier),
}

impl Forward for Changing<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn ready(&mut self) -> Result<(), ReadError> {
        use anchor_lang::Discriminator;
        use io_common::types::Supplier;
        if !self.answered.replace(false) {
            return Ok(());
        }
        let mut account = self.network.account(&self.supplier)?.unwrap();
        let mut it: Supplier = io_client::layout::decode(&account.data).unwrap();
        (self.change)(&mut it);
        let start = Supplier::DISCRIMINATOR.len();
        account.data[start..].copy_from_slice(bytemuck::bytes_of(&it));
        self.network.set_account(self.supplier, account).unwrap();
        Ok(())
    }
}

struct Watched {
    answered: std::rc::Rc<std::cell::Cell<bool>>,
    asked: std::rc::Rc<std::cell::RefCell<Vec<String>>>,
}

impl Ask for Watched {
    fn agrees(&mut self, shown: &str, _: &str) -> anyhow::Result<bool> {
        let mut asked = self.asked.borrow_mut();
        self.answered.set(asked.is_empty());
        asked.push(shown.into());
        Ok(true)
    }
}

#[test]
fn terms_that_an_owner_changes_during_the_question_are_asked_about_again() {
    type Change = fn(&mut io_common::types::Supplier);
    for (change, name, changes) in [
        (
            (|it| it.commission.bps += 300) as Change,
            "Commission:",
            true,
        ),
        (
            |it| {
                it.commission.next_bps = it.commission.bps + 700;
                it.commission.next_from = u32::MAX;
            },
            "Announced commission:",
            true,
        ),
        (|_| (), "Commission:", false),
    ] {
        let mut suite = Suite::new();
        let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
        let (answered, asked) = (std::rc::Rc::default(), std::rc::Rc::default());
        let person = Watched {
            answered: std::rc::Rc::clone(&answered),
            asked: std::rc::Rc::clone(&asked),
        };
        let price = suite.economy.price;
        let mut network = Changing {
            network: &mut suite.economy.vm,
            answered,
            supplier,
            change,
        };
        let key = Key::Loaded(std::rc::Rc::new(staker.insecure_clone()));
        let line = format!("stake delegate {supplier} 1");
        let report = run_asked(&mut network, key, price, &line, Some(Box::new(person)));
        let report = report.unwrap().shown();
        let asked = asked.borrow();
        let line = |text: &str| -> String {
            let line = text.lines().find(|line| line.starts_with(name));
            line.map(str::to_string).unwrap_or_default()
        };
        match changes {
            false => assert_eq!(asked.len(), 1, "{asked:?}"),
            true => {
                assert_eq!(asked.len(), 2, "{asked:?}");
                assert_ne!(line(&asked[0]), line(&asked[1]));
                assert_eq!(
                    line(&asked[1]),
                    line(&report),
                    "the receipt has the last terms"
                );
            }
        }
    }
}
