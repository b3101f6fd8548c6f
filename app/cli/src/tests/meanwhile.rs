//! What others change while somebody thinks: it is named and asked about again, and with `--yes` refused.

use std::{cell::Cell, cell::RefCell, rc::Rc};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::{
    spl_token::instruction::{set_authority, AuthorityType},
    ID as TOKEN,
};
use emissions::state::Delegation;
use io_client::{
    emissions as client, spl, Forward, Network, Preview, ReadError, Receipt, SendError,
};
use io_common::{addresses::MARKETPLACE_CONFIG, types::Supplier};
use io_vm::{LiteVm, Vm};
use marketplace::state::{Config, Offer, Reservation};
use serde_json::Value;
use solana_keypair::Keypair;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;

use super::{folder::Folder, plain::plain, run_asked, run_on, Suite, HASH};
use crate::{consent::Ask, context::Key, errors};

/// What somebody else does.
type Act<'a> = Box<dyn FnOnce(&mut LiteVm) + 'a>;

/// A network on which somebody else acts after the first look.
struct Meanwhile<'a> {
    network: &'a mut LiteVm,
    /// Set by the first answer or, where nobody is asked, by the first simulation.
    is_time: Rc<Cell<bool>>,
    is_asked: bool,
    /// Whether the look is over: the wallets are read once more after the simulation.
    is_over: bool,
    act: Option<Act<'a>>,
    sent: u32,
}

impl Forward for Meanwhile<'_> {
    fn inner(&mut self) -> &mut dyn Network {
        self.network
    }
    fn ready(&mut self) -> Result<(), ReadError> {
        if self.is_time.get() {
            if let Some(act) = self.act.take_if(|_| self.is_over) {
                act(self.network);
            }
            self.is_over = true;
        }
        Ok(())
    }
    fn preview(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let seen = self.network.preview(instructions, signers, watched);
        if !self.is_asked {
            self.is_time.set(true);
        }
        seen
    }
    fn preview_signed(
        &mut self,
        transaction: &VersionedTransaction,
        watched: &[Pubkey],
    ) -> Result<Preview, SendError> {
        let seen = self.network.preview_signed(transaction, watched);
        if !self.is_asked {
            self.is_time.set(true);
        }
        seen
    }
    fn send(
        &mut self,
        instructions: &[Instruction],
        signers: &[&dyn Signer],
    ) -> Result<Receipt, SendError> {
        self.sent += 1;
        self.network.send(instructions, signers)
    }
    fn send_signed(&mut self, transaction: &VersionedTransaction) -> Result<Receipt, SendError> {
        self.sent += 1;
        self.network.send_signed(transaction)
    }
}

/// Somebody who says yes, with what was shown and asked.
struct Agreeing {
    is_time: Rc<Cell<bool>>,
    asked: Rc<RefCell<Vec<(String, String)>>>,
}

impl Ask for Agreeing {
    fn agrees(&mut self, shown: &str, question: &str) -> anyhow::Result<bool> {
        self.is_time.set(true);
        let mut asked = self.asked.borrow_mut();
        asked.push((shown.into(), question.into()));
        assert!(asked.len() < 5, "it is asked again and again: {asked:#?}");
        Ok(true)
    }
}

struct Outcome {
    asked: Vec<(String, String)>,
    sent: u32,
    report: anyhow::Result<Value>,
}

/// `line` by `who`, with `act` after the first look.
fn meanwhile(suite: &mut Suite, who: &Keypair, line: &str, act: Act) -> Outcome {
    let (price, is_asked) = (suite.economy.price, !line.contains("--yes"));
    let (is_time, asked) = (Rc::<Cell<bool>>::default(), Rc::default());
    let person = Agreeing {
        is_time: is_time.clone(),
        asked: Rc::clone(&asked),
    };
    let person: Option<Box<dyn Ask>> = match is_asked {
        true => Some(Box::new(person)),
        false => None,
    };
    let mut network = Meanwhile {
        network: &mut suite.economy.vm,
        is_time,
        is_asked,
        is_over: is_asked,
        act: Some(act),
        sent: 0,
    };
    let key = Key::Loaded(Rc::new(who.insecure_clone()));
    let report = run_asked(&mut network, key, price, line, person);
    assert!(network.act.is_none(), "io {line}: nobody acted: {report:?}");
    let sent = network.sent;
    let asked = asked.borrow().clone();
    Outcome {
        asked,
        sent,
        report: report.map(|report| plain(report.json())),
    }
}

/// Another command of somebody else.
fn command<'a>(suite: &Suite, who: &Rc<Keypair>, line: &str) -> Act<'a> {
    let (key, price, line) = (
        Key::Loaded(who.clone()),
        suite.economy.price,
        line.to_string(),
    );
    Box::new(move |vm| {
        let done = run_on(vm, key, price, &line);
        done.unwrap_or_else(|error| panic!("io {line}: {error:#}"));
    })
}

/// The line of a report by its name.
fn line<'a>(shown: &'a str, name: &str) -> &'a str {
    let found = shown.lines().find_map(|line| line.strip_prefix(name));
    found
        .unwrap_or_else(|| panic!("no {name} in {shown}"))
        .trim_start_matches(':')
        .trim()
}

impl Outcome {
    /// Asked twice, and sent.
    fn twice(self) -> ([(String, String); 2], Value) {
        let report = self.report.unwrap();
        assert!(self.sent > 0);
        let asked = <[(String, String); 2]>::try_from(self.asked);
        (asked.unwrap_or_else(|asked| panic!("{asked:#?}")), report)
    }

    /// Refused, with nothing sent.
    fn refused(self) -> String {
        let refused = self.report.unwrap_err();
        assert_eq!(errors::status(&refused), 3, "{refused:#}");
        assert_eq!(self.sent, 0);
        format!("{refused:#}")
    }
}

/// IO that a staker delegates so that a slash may take more than the owner's stake, in base units.
pub fn beside(suite: &mut Suite, supplier: &Pubkey) -> u64 {
    let it: Supplier = suite.economy.read(supplier).unwrap();
    it.stake.own * 2
}

/// The command that opens a slash of which stakers bear a part, if they have enough.
pub fn opening(suite: &mut Suite, folder: &Folder, supplier: &Pubkey) -> String {
    let attestors = suite.economy.attestors.clone();
    let keys = [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
    let it: Supplier = suite.economy.read(supplier).unwrap();
    let amount = it.stake.own.div_euclid(100_000_000) + 100;
    format!(
        "slash propose {supplier} {amount} --reason 1 --evidence {HASH} --attestor {} --attestor {}",
        keys[0], keys[1]
    )
}

/// A network on which a transaction lands between a look at the accounts and the simulation of this number, from 1 on.
struct Between<'a> {
    network: &'a mut LiteVm,
    act: Option<Act<'a>>,
    simulation: u32,
    looks: u32,
}

impl Forward for Between<'_> {
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
        let is_time = self.looks == self.simulation;
        if let Some(act) = self.act.take_if(|_| is_time) {
            act(self.network);
        }
        self.network.preview(instructions, signers, watched)
    }
}

#[test]
fn what_the_same_wallet_sends_meanwhile_is_not_counted_as_this() {
    for simulation in [1, 2] {
        let mut suite = Suite::new();
        let (staker, supplier) = (Rc::new(suite.staker()), suite.supplier(0).1);
        let line = format!("stake delegate {supplier} 1 --yes");
        command(&suite, &staker, &line)(&mut suite.economy.vm);
        let (key, price) = (Key::Loaded(staker.clone()), suite.economy.price);
        let act = command(&suite, &staker, &line);
        let mut network = Between {
            network: &mut suite.economy.vm,
            act: Some(act),
            simulation,
            looks: 0,
        };
        let report = run_asked(&mut network, key, price, &line, None).unwrap();
        assert!(network.act.is_none(), "{simulation}");
        let report = plain(report.json());
        let of_wallet = &report["walletChanges"][0];
        assert_eq!(of_wallet["io"], -100_000_000, "{simulation}: {report:#}");
    }
}

/// What a slash holds is unstaked by an instruction of its own.
#[test]
fn a_slash_that_opens_while_all_is_unstaked_is_named_and_what_it_holds_leaves_too() {
    for options in ["", " --yes"] {
        let (mut suite, folder) = (Suite::new(), Folder::new());
        let supplier = suite.supplier(0).1;
        let all = beside(&mut suite, &supplier);
        let staker = suite.economy.newcomer(all).unwrap();
        suite.json(&staker, &format!("stake delegate {supplier} ALL"));
        let keeper = suite.economy.keeper.clone();
        let opens = opening(&mut suite, &folder, &supplier);
        let act = command(&suite, &keeper, &opens);
        let line_of_all = format!("stake unstake {supplier} ALL{options}");
        let outcome = meanwhile(&mut suite, &staker, &line_of_all, act);
        let address = client::delegation_address(&client::DelegationKeys {
            staker: staker.pubkey(),
            supplier,
        });
        let stored: Delegation = suite.economy.read(&address).unwrap();
        if !options.is_empty() {
            let reported = outcome.refused();
            for part in [
                "the terms have changed since the first look; nothing was sent: ",
                "Held by slashes was 0 IO, is ",
                "Open slashes was 0, is 1",
                "Unstaked was ",
                "; it takes other instructions. Look with --dry-run",
            ] {
                assert!(reported.contains(part), "{part} in: {reported}");
            }
            assert_eq!(stored.active, all);
            continue;
        }
        let ([(first, before), (second, after)], report) = outcome.twice();
        let asks = format!(
            "Unstake {} from supplier ",
            crate::report::Cell::Io(all).brief()
        );
        assert!(before.starts_with(&asks), "{before}");
        assert_eq!(line(&first, "Held by slashes"), "0.00000000 IO");
        assert_eq!(line(&second, "Open slashes"), "1");
        assert!(
            after.starts_with(&asks),
            "both are of all that is there: {after}"
        );
        assert!(
            after.contains(", but for what open slashes take of "),
            "{after}"
        );
        let figure = |name: &str| report[name].as_u64().unwrap();
        let (free, held) = (figure("unstaked"), figure("heldBySlashes"));
        assert!(held > 0 && free + held == all, "{report}");
        // What was sent is the second plan, and the report is of it.
        assert_eq!(stored.active, 0);
        assert_eq!(stored.held.iter().map(|it| it.active).sum::<u64>(), 0);
        let requests = stored.unstake_requests.iter();
        let cooling: u64 = requests.map(|it| it.amount).sum();
        let cooling_held: u64 = stored.held.iter().map(|it| it.cooling).sum();
        assert_eq!(cooling + cooling_held, free + held);
        assert_eq!(cooling_held, held);
    }
}

#[test]
fn an_offer_that_is_edited_is_asked_about_again_and_reserved_as_it_is_then() {
    let price_of = |suite: &mut Suite, offer: &Pubkey| {
        let it: Offer = suite.economy.read(offer).unwrap();
        it.price_micro_usd
    };
    let mut suite = Suite::new();
    let (renter, (owner, _, offer)) = (suite.renter(), suite.supplier(0));
    let reserve = format!("rent reserve {offer} --time 2h --connection-key {HASH}");
    let cheaper = price_of(&mut suite, &offer) - 100_000;
    let cheaper = crate::amounts::usdc(cheaper);
    let edit = format!("offer edit {offer} --price {cheaper}");
    let act = command(&suite, &owner, &edit);
    let outcome = meanwhile(&mut suite, &renter, &reserve, act);
    let ([(first, before), (second, after)], report) = outcome.twice();
    assert_ne!(before, after);
    for name in ["Price per GPU-hour", "Offer revision", "To lock"] {
        assert_ne!(line(&first, name), line(&second, name));
    }
    let address = report["reservation"].as_str().unwrap().parse().unwrap();
    let stored: Reservation = suite.economy.read(&address).unwrap();
    assert_eq!(report["toLock"], stored.locked);
    assert!(after.contains(crate::amounts::brief(&crate::amounts::usdc(stored.locked))));

    // Of one that costs more than was agreed to, both figures are named.
    let higher = price_of(&mut suite, &offer) + 100_000;
    let edit = format!(
        "offer edit {offer} --price {}",
        crate::amounts::usdc(higher)
    );
    let act = command(&suite, &owner, &edit);
    let outcome = meanwhile(&mut suite, &renter, &reserve, act);
    assert_eq!(outcome.asked.len(), 1);
    let reported = outcome.refused();
    assert!(
        reported.contains(" USDC now, and at most ") && reported.contains("nothing was sent"),
        "{reported}"
    );
}

#[test]
fn a_proposal_that_is_overtaken_is_refused_after_the_answer() {
    let mut suite = Suite::new();
    let (authority, keeper) = (
        suite.economy.authority.clone(),
        suite.economy.keeper.clone(),
    );
    for fee in ["10%", "0.3%"] {
        let propose = format!("gov propose marketplace fees {fee} 0%");
        suite.json(&authority, &propose);
    }
    suite.wait(2 * 86_400);
    let act = command(&suite, &keeper, "gov apply marketplace 1");
    let outcome = meanwhile(&mut suite, &authority, "gov apply marketplace 0", act);
    assert_eq!(outcome.asked.len(), 1);
    let reported = outcome.refused();
    assert!(
        reported.contains("(ProposalOvertaken, ") && reported.contains("nothing was sent"),
        "{reported}"
    );
    let config: Config = suite.economy.read(&MARKETPLACE_CONFIG.address).unwrap();
    assert_eq!(config.base_fee_bps, 30);
}

/// A delegation of the staker, signed with a nonce of its own.
fn signed(suite: &mut Suite, amount: &str) -> String {
    let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
    let nonce = suite.nonce(&staker.pubkey());
    let build = format!("stake delegate {supplier} {amount} --nonce {nonce} --sign-only");
    let built = suite.json(&staker, &build);
    built["transaction"].as_str().unwrap().to_string()
}

/// The hour ends, or somebody else brings clock and supplier to it.
#[test]
fn a_signed_transaction_that_comes_to_need_a_catch_up_is_asked_about_again() {
    let keeper = |suite: &Suite| suite.economy.keeper.clone();
    let hour_ends = |suite: &mut Suite| -> Act<'static> {
        let later = suite.now() + 60;
        Box::new(move |vm| vm.set_unix_time(later))
    };
    let mut suite = Suite::new();
    let line_of_it = format!("transaction send {}", signed(&mut suite, "1"));
    suite.wait(3_570);
    let act = hour_ends(&mut suite);
    let who = keeper(&suite);
    let refused = meanwhile(&mut suite, &who, &format!("{line_of_it} --yes"), act).refused();
    let reported =
        "Before it was nothing, is the clock or a supplier is brought to the current hour";
    assert!(refused.contains(reported), "{refused}");

    let mut suite = Suite::new();
    let line_of_it = format!("transaction send {}", signed(&mut suite, "1"));
    suite.wait(3_570);
    let act = hour_ends(&mut suite);
    let outcome = meanwhile(&mut suite, &who, &line_of_it, act);
    let ([(first, _), (second, _)], report) = outcome.twice();
    assert!(!first.contains("Before it:") && second.contains("Before it:"));
    // Who catches up pays.
    let changes = line(&second, "Wallet changes");
    assert!(changes.starts_with(&who.pubkey().to_string()), "{changes}");
    assert_eq!(report["outcome"], "confirmed");

    let mut suite = Suite::new();
    let line_of_it = format!("transaction send {}", signed(&mut suite, "1"));
    suite.wait(3_600);
    let (supplier, owner) = (suite.supplier(0).1, suite.supplier(0).0);
    let settle = format!("supplier settle --supplier {supplier}");
    let act = command(&suite, &owner, &settle);
    let outcome = meanwhile(&mut suite, &who, &line_of_it, act);
    let ([(first, _), (second, _)], report) = outcome.twice();
    assert!(first.contains("Before it:") && !second.contains("Before it:"));
    assert_eq!(report["outcome"], "confirmed");
}

/// What somebody does with `--yes`, what somebody else does after the first look, and how the refusal names it.
struct Case {
    who: Rc<Keypair>,
    line: String,
    act: Act<'static>,
    named: &'static [&'static str],
}

/// That a case is refused with `--yes`, and that without it it is asked about twice.
fn refused_and_asked(case: fn(&mut Suite, &Folder) -> Case) {
    let (mut suite, folder) = (Suite::new(), Folder::new());
    let Case {
        who,
        line,
        act,
        named,
    } = case(&mut suite, &folder);
    let reported = meanwhile(&mut suite, &who, &format!("{line} --yes"), act).refused();
    let start = "the terms have changed since the first look; nothing was sent: ";
    assert!(reported.starts_with(start), "io {line}: {reported}");
    for part in named {
        assert!(reported.contains(part), "io {line}: {part} in: {reported}");
    }
    let (mut suite, folder) = (Suite::new(), Folder::new());
    let Case { who, line, act, .. } = case(&mut suite, &folder);
    let ([(first, _), (second, _)], report) = meanwhile(&mut suite, &who, &line, act).twice();
    assert_ne!(first, second, "io {line}");
    assert_eq!(report["outcome"], "confirmed", "io {line}");
}

#[test]
fn terms_of_stakers_are_named() {
    refused_and_asked(|suite, folder| {
        let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
        let keeper = suite.economy.keeper.clone();
        let opens = opening(suite, folder, &supplier);
        Case {
            who: staker,
            line: format!("stake delegate {supplier} 1"),
            act: command(suite, &keeper, &opens),
            named: &["Open slashes was 0, is 1"],
        }
    });
    refused_and_asked(|suite, _| {
        let (staker, (owner, supplier, _)) = (suite.staker(), suite.supplier(0));
        suite.json(&owner, "supplier commission 4%");
        Case {
            who: staker,
            line: format!("stake delegate {supplier} 1"),
            act: command(suite, &owner, "supplier commission 3%"),
            named: &["nothing was sent: Commission was 4 %, is 3 %. Look"],
        }
    });
    refused_and_asked(|suite, _| {
        let (staker, (owner, supplier, _)) = (suite.staker(), suite.supplier(0));
        suite.json(&owner, "supplier commission 4%");
        Case {
            who: staker,
            line: format!("stake delegate {supplier} 1"),
            act: command(suite, &owner, "supplier commission 30%"),
            named: &["nothing was sent: Announced commission was nothing, is 30 %. Look"],
        }
    });
    refused_and_asked(|suite, _| {
        let staker = suite.staker();
        let [from, to] = [0, 1].map(|place| suite.supplier(place).1);
        suite.json(&staker, &format!("stake delegate {from} 5"));
        let owner = suite.supplier(1).0;
        suite.json(&owner, &format!("supplier commission 4% --supplier {to}"));
        Case {
            who: staker,
            line: format!("stake redelegate {from} {to} 2"),
            act: command(suite, &owner, "supplier commission 3%"),
            named: &["Commission there was 4 %, is 3 %"],
        }
    });
    refused_and_asked(|suite, _| {
        let (staker, (owner, supplier, _)) = (suite.staker(), suite.supplier(0));
        suite.json(&owner, "supplier commission 4%");
        suite.json(&staker, &format!("stake delegate {supplier} 500"));
        suite.wait(2 * 3_600);
        Case {
            who: staker,
            line: format!("stake compound {supplier}"),
            act: command(suite, &owner, "supplier commission 3%"),
            named: &["Commission was 4 %, is 3 %"],
        }
    });
    refused_and_asked(|suite, _| {
        let (staker, supplier) = (suite.staker(), suite.supplier(0).1);
        let (authority, keeper) = (
            suite.economy.authority.clone(),
            suite.economy.keeper.clone(),
        );
        suite.json(&staker, &format!("stake delegate {supplier} 5"));
        suite.json(&authority, "gov propose emissions unstake-cooldown 21d");
        suite.wait(2 * 86_400);
        Case {
            who: staker,
            line: format!("stake unstake {supplier} 2"),
            act: command(suite, &keeper, "gov apply emissions 0"),
            named: &["nothing was sent: Cooldown was 14d, is 21d. Look"],
        }
    });
    // The account of somebody else that is paid goes to a third.
    refused_and_asked(|suite, _| {
        let (staker, supplier, other) = (suite.staker(), suite.supplier(0).1, suite.renter());
        suite.json(&staker, &format!("stake delegate {supplier} 5"));
        suite.json(&staker, &format!("stake unstake {supplier} 2"));
        suite.wait(14 * 86_400);
        let tokens = spl::wallet(&other.pubkey(), &suite.economy.io);
        let give = set_authority(
            &TOKEN,
            &tokens,
            Some(&supplier),
            AuthorityType::AccountOwner,
            &other.pubkey(),
            &[],
        );
        let give = give.unwrap();
        Case {
            who: staker,
            line: format!("stake withdraw {supplier} --to {tokens}"),
            act: Box::new(move |vm| {
                vm.send(&[give], &[&other]).unwrap();
            }),
            named: &["nothing was sent: Its owner was "],
        }
    });
}

#[test]
fn terms_of_suppliers_are_named() {
    refused_and_asked(|suite, _| {
        let ((owner, supplier, _), heir) = (suite.supplier(0), suite.staker());
        let payout = suite.renter().pubkey();
        let propose = format!("supplier propose-owner {}", heir.pubkey());
        suite.json(&owner, &propose);
        Case {
            who: heir,
            line: format!("supplier accept-owner {supplier}"),
            act: command(suite, &owner, &format!("supplier update --payout {payout}")),
            named: &["nothing was sent: Payout was "],
        }
    });
    refused_and_asked(|suite, _| {
        let ((owner, supplier, _), keeper) = (suite.supplier(0), suite.economy.keeper.clone());
        let payout = suite.renter().pubkey();
        suite.wait(2 * 3_600);
        Case {
            who: keeper,
            line: format!("supplier claim --supplier {supplier}"),
            act: command(suite, &owner, &format!("supplier update --payout {payout}")),
            named: &["nothing was sent: Payout wallet was "],
        }
    });
    refused_and_asked(|suite, folder| {
        let ((owner, supplier, _), keeper) = (suite.supplier(0), suite.economy.keeper.clone());
        let opens = opening(suite, folder, &supplier);
        Case {
            who: owner,
            line: "supplier unstake 1".into(),
            act: command(suite, &keeper, &opens),
            named: &["Open slashes was 0, is 1"],
        }
    });
    refused_and_asked(|suite, folder| {
        let ((owner, supplier, _), keeper) = (suite.supplier(0), suite.economy.keeper.clone());
        let attestors = suite.economy.attestors.clone();
        let keys = [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
        suite.wait(60);
        let attest = format!(
            "attest {supplier}=3 --evidence {HASH} --attestor {} --attestor {}",
            keys[0], keys[1]
        );
        Case {
            who: owner,
            line: "offer create --price 1 --gpus 2 --region eu".into(),
            act: command(suite, &keeper, &attest),
            named: &["nothing was sent: Attested GPUs was ", ", is 3. Look"],
        }
    });
    refused_and_asked(|suite, _| {
        let (owner, _, offer) = suite.supplier(0);
        Case {
            line: format!("offer edit {offer} --price 9"),
            act: command(suite, &owner, &format!("offer edit {offer} --gpus 1")),
            named: &[
                "GPUs before was ",
                ", is 1",
                "Revision was ",
                "; it takes other instructions",
            ],
            who: owner,
        }
    });
}

/// The keeper extends by autopay between the question and the answer.
#[test]
fn p20_p29_an_extension_by_autopay_is_named() {
    fn due(suite: &mut Suite) -> (Rc<Keypair>, Pubkey, String) {
        let (renter, address) = suite.rental();
        let set = format!(
            "rent autopay set {address} --max-price 100 --limit 1000 --time 4h --bounties 0"
        );
        suite.json(&renter, &set);
        suite.wait(82_800);
        (renter, address, set)
    }
    refused_and_asked(|suite, _| {
        let (renter, address, _) = due(suite);
        let keeper = suite.economy.keeper.clone();
        Case {
            who: renter,
            line: format!("rent extend {address} --time 2h"),
            act: command(suite, &keeper, "keeper --once --jobs autopay"),
            named: &["Ends at was ", "it takes other instructions"],
        }
    });
    refused_and_asked(|suite, _| {
        let (renter, _, set) = due(suite);
        let keeper = suite.economy.keeper.clone();
        Case {
            who: renter,
            line: set,
            act: command(suite, &keeper, "keeper --once --jobs autopay"),
            named: &["Left now was 1,000 USDC, is 9"],
        }
    });
}

#[test]
fn terms_of_renters_and_of_governance_are_named() {
    refused_and_asked(|suite, _| {
        let (renter, (owner, _, offer)) = (suite.renter(), suite.supplier(0));
        let edit = format!("offer edit {offer} --price 0.5");
        Case {
            who: renter,
            line: format!("rent reserve {offer} --time 2h --connection-key {HASH}"),
            act: command(suite, &owner, &edit),
            named: &[
                "Price per GPU-hour was ",
                ", is 0.5 USD",
                "Offer revision was ",
            ],
        }
    });
    refused_and_asked(|suite, _| {
        let (renter, address) = suite.rental();
        let (owner, _, offer) = suite.supplier(0);
        let edit = format!("offer edit {offer} --price 0.5");
        Case {
            who: renter,
            line: format!("rent extend {address} --time 2h"),
            act: command(suite, &owner, &edit),
            named: &[
                "Price per GPU-hour was ",
                ", is 0.5 USD",
                "Offer revision was ",
            ],
        }
    });
    refused_and_asked(|suite, _| {
        let (renter, address) = suite.rental();
        let owner = suite.supplier(0).0;
        suite.wait(7_200);
        Case {
            who: renter,
            line: format!("rent dispute {address}"),
            act: command(suite, &owner, &format!("supplier terminate {address}")),
            named: &["State was active, is ended"],
        }
    });
    refused_and_asked(|suite, folder| {
        let (renter, address) = suite.rental();
        let keeper = suite.economy.keeper.clone();
        let attestors = suite.economy.attestors.clone();
        let keys = [0, 1].map(|place| folder.key(&format!("{place}.json"), &attestors[place]));
        suite.wait(7_200);
        let outage = format!(
            "outage {address} down --attestor {} --attestor {}",
            keys[0], keys[1]
        );
        Case {
            who: renter,
            line: format!("rent terminate {address}"),
            act: command(suite, &keeper, &outage),
            named: &["Down since was nothing, is 20"],
        }
    });
    refused_and_asked(|suite, _| {
        let authority = suite.economy.authority.clone();
        let other = command(suite, &authority, "gov propose marketplace hours 5d");
        Case {
            who: authority,
            line: "gov propose marketplace hours 6d".into(),
            act: other,
            named: &["Number was 0, is 1; it takes other instructions"],
        }
    });
}
