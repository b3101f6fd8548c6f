//! Tries the substitutions at every stop.

use anchor_lang::{
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use io_tests::{
    catalogue::{Program, Stop, Visitor},
    idl::{Idls, Slot},
    key, Snapshot, World,
};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    attempt::Attempt,
    forge::{Forge, Place},
    kind::Kind,
    refusal::Class,
    role::Role,
    strangers::Strangers,
    tally::{Spot, Tally, Where},
};

/// Most accounts of an instruction that its IDL does not name. A stop with more differs from another in their number.
const MOST_REMAINING: usize = 4;

/// Visits the stops of the catalogue.
pub struct Substituting {
    idls: Idls,
    strangers: Strangers,
    pub tally: Tally,
}

/// What a stop sends, and the accounts before and after.
struct Sent<'a> {
    instructions: Vec<Instruction>,
    signers: Vec<&'a Keypair>,
    before: Snapshot,
    after: Snapshot,
}

impl Substituting {
    pub fn new() -> Self {
        let idls = Idls::read();
        let tally = Tally::new(&idls);
        Self {
            idls,
            strangers: Strangers::new(),
            tally,
        }
    }

    /// The accounts of an instruction, those that its IDL does not name included.
    fn slots(&self, instruction: &Instruction) -> (Program, String, Vec<Slot>) {
        let (program, entry) = self.idls.entry(instruction);
        let mut slots = entry.slots.clone();
        let remaining = &instruction.accounts[slots.len()..];
        // How many delegations there are, each with its supplier.
        let delegations = match entry.name.as_str() {
            "update_voter_weight_record" => usize::from(instruction.data[8]),
            _ => 0,
        };
        slots.extend(remaining.iter().enumerate().map(|(place, meta)| Slot {
            name: if meta.is_signer {
                "(attestor)".into()
            } else if place < 2 * delegations && place.is_multiple_of(2) {
                "(delegation)".into()
            } else {
                "(supplier)".into()
            },
            writable: meta.is_writable,
            signer: meta.is_signer,
            optional: false,
        }));
        (program, entry.name.clone(), slots)
    }

    /// Whether all is tried here.
    fn is_small(&self, instructions: &[Instruction]) -> bool {
        instructions.iter().all(|one| {
            let (_, entry) = self.idls.entry(one);
            one.accounts.len() - entry.slots.len() <= MOST_REMAINING
        })
    }

    /// Where one person signs and pays, `payer` pays, unless tokens of the person are paid too.
    fn apart(&self, instructions: &[Instruction], payer: &Keypair) -> Vec<Instruction> {
        let mut all = instructions.to_vec();
        for one in &mut all {
            let (_, _, slots) = self.slots(one);
            if slots.iter().any(|slot| slot.name == "payer_tokens") {
                continue;
            }
            let signs = |slot: &Slot| slot.signer && !slot.name.ends_with("payer");
            let metas = one.accounts.iter().zip(&slots);
            let signers = metas.filter(|(_, slot)| signs(slot));
            let signers: Vec<Pubkey> = signers.map(|(meta, _)| meta.pubkey).collect();
            for (meta, slot) in one.accounts.iter_mut().zip(&slots) {
                let pays = slot.signer && slot.name.ends_with("payer");
                if pays && signers.contains(&meta.pubkey) {
                    meta.pubkey = payer.pubkey();
                }
            }
        }
        all
    }

    /// Tries every kind that applies at every account.
    fn substitute(&mut self, world: &mut World, sent: &Sent) {
        for (index, instruction) in sent.instructions.iter().enumerate() {
            let (program, name, slots) = self.slots(instruction);
            let all: Vec<(String, AccountMeta)> = slots
                .iter()
                .zip(&instruction.accounts)
                .map(|(slot, meta)| (slot.name.clone(), meta.clone()))
                .collect();
            for (at, (slot, meta)) in slots.iter().zip(&instruction.accounts).enumerate() {
                let spot = (program, name.clone(), slot.name.clone());
                let metas = sent.instructions.iter().flat_map(|one| &one.accounts);
                let signs = metas.filter(|other| other.is_signer && other.pubkey == meta.pubkey);
                let place = Place {
                    program,
                    slot,
                    role: Role::of(world, program, slot, meta),
                    meta,
                    account: sent.before.get(&meta.pubkey).cloned(),
                    after: sent.after.get(&meta.pubkey).cloned(),
                    others: &all,
                    signs_again: signs.count() > 1,
                };
                if let Role::State(_) = place.role {
                    self.tally.own(&spot);
                }
                for kind in self.kinds(&place) {
                    self.tally.applies(&spot, &[kind]);
                    let mut forge = Forge {
                        world,
                        strangers: &self.strangers,
                        idls: &self.idls,
                    };
                    for attempt in forge.attempts(&place, kind) {
                        self.attempt(world, sent, (index, at), &spot, kind, &attempt);
                    }
                }
            }
        }
    }

    /// Kinds that apply to an account.
    fn kinds(&self, place: &Place) -> Vec<Kind> {
        let mut kinds = Kind::of(place.slot, place.role, &place.meta.pubkey);
        let made = place.role == Role::Nothing && place.after.is_some();
        kinds.extend(made.then_some(Kind::Again));
        let account = place.account.as_ref().or(place.after.as_ref());
        if account.is_some_and(|account| self.idls.is_single(account)) {
            kinds.retain(|kind| *kind != Kind::Another);
        }
        kinds
    }

    /// Sends a substitution, and makes the chain what it was.
    fn attempt(
        &mut self,
        world: &mut World,
        sent: &Sent,
        place: (usize, usize),
        spot: &Spot,
        kind: Kind,
        attempt: &Attempt,
    ) {
        let instructions = attempt.apply(&sent.instructions, place);
        let puts: Vec<Pubkey> = attempt.puts.iter().map(|(key, _)| *key).collect();
        let clean = Snapshot::of(world, &instructions, &puts);
        for (key, account) in &attempt.puts {
            world.vm.set_account(*key, account.clone()).unwrap();
        }
        let staged = Snapshot::of(world, &instructions, &puts);
        let before = &sent.instructions[place.0].accounts[place.1].pubkey;
        let is_here = attempt.meta.pubkey == *before;
        let at = if is_here { Where::Here } else { Where::There };
        let case = (spot.clone(), kind, at);
        self.tally.tried(&case);
        match world.send(&instructions, &sent.signers) {
            Ok(_) => self.tally.accepted(case, &attempt.how),
            Err(refusal) => {
                let what = || format!("{spot:?} {kind:?} {}", attempt.how);
                match Class::of(&refusal, kind, &self.idls) {
                    Ok(class) => self.tally.refused(kind, class),
                    Err(why) => self.tally.broken.push(format!("{}: {why}", what())),
                }
                if Snapshot::of(world, &instructions, &puts) != staged {
                    let changed = format!("{}: refused, and changed something", what());
                    self.tally.broken.push(changed);
                }
            }
        }
        clean.restore(world);
    }
}

impl Visitor for Substituting {
    fn visit(
        &mut self,
        world: &mut World,
        stop: Stop,
        instructions: &[Instruction],
        signers: &[&Keypair],
    ) {
        if self.is_small(instructions) {
            let [payer, second, stranger] = ["fee payer", "second signer", "stranger"].map(key);
            for wallet in [&payer, &second] {
                let wallet = wallet.pubkey();
                world.vm.set_account(wallet, Strangers::wallet()).unwrap();
            }
            let instructions = self.apart(instructions, &second);
            // Who pays is not among the accounts, so that flags are only what they are said to be.
            let mut metas = instructions.iter().flat_map(|one| &one.accounts);
            let first = signers[0].pubkey();
            let is_named = metas.any(|meta| meta.pubkey == first);
            let first = if is_named { &payer } else { signers[0] };
            let all = [&[first], signers, &[&second, &stranger]].concat();
            let before = Snapshot::of(world, &instructions, &[]);
            stop.must(world, &instructions, &all);
            let after = Snapshot::of(world, &instructions, &[]);
            before.restore(world);
            let sent = Sent {
                instructions,
                signers: all,
                before,
                after,
            };
            self.substitute(world, &sent);
        }
        stop.must(world, instructions, signers);
    }
}
