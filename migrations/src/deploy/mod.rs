//! Deployment and upgrade through the upgradeable loader.
//!
//! [`Job::plan`] reads the network and computes the remaining work and its cost; [`carry_out`] does it. Both depend only on
//! the network's accounts, so an interrupted deployment is resumed by running it again: chunks already written are
//! skipped, and a program that equals its file is left unchanged. The buffer's address is derived from the upgrade
//! authority and the program, so it needs no key pair.

mod buffer;
mod cost;

pub use cost::Cost;

use std::{thread::sleep, time::Duration};

use anchor_lang::{
    prelude::{Pubkey, Rent},
    solana_program::{
        bpf_loader_upgradeable::{self as loader, UpgradeableLoaderState},
        instruction::Instruction,
        system_instruction,
    },
};
use anyhow::{bail, ensure, Context};
use io_client::{Network, SendError};
use io_common::governance::program_data_address;
use solana_clock::Clock;
use solana_sdk_ids::sysvar;
use solana_signer::Signer;

use crate::{
    elf,
    programs::{deployed, trimmed, Deployed},
};
use buffer::{Buffer, Writer};

/// Least bytes of an extension (SIMD-0431).
const MIN_EXTENSION: usize = 10_240;
/// Most bytes of an account.
const MAX_ACCOUNT: usize = 10 * 1_024 * 1_024;
/// Rounds of writing; each repeats the writes that the one before it did not land.
const ROUNDS: u32 = 20;
/// Polls for the next slot, and the interval between polls.
const LOOKS: u32 = 50;
const LOOK: Duration = Duration::from_millis(200);

/// A program file and its address.
#[derive(Clone, Debug)]
pub struct Program {
    /// Name of the file, without its extension.
    pub name: String,
    /// Address of the program.
    pub id: Pubkey,
    /// The file.
    pub file: Vec<u8>,
}

/// The signers.
#[derive(Clone, Copy)]
pub struct Keys<'a> {
    /// Fee payer; receives refunds.
    pub payer: &'a dyn Signer,
    /// Buffer and upgrade authority.
    pub authority: &'a dyn Signer,
    /// Program key pair, needed only for a first deployment.
    pub program: Option<&'a dyn Signer>,
}

impl<'a> Keys<'a> {
    fn signers(&self, with: Option<&'a dyn Signer>) -> Vec<&'a dyn Signer> {
        let mut signers = vec![self.payer];
        for signer in [Some(self.authority), with].into_iter().flatten() {
            if signers.iter().all(|key| key.pubkey() != signer.pubkey()) {
                signers.push(signer);
            }
        }
        signers
    }
}

/// Work left for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// It equals its file.
    Nothing,
    /// It is not deployed yet.
    Deploy,
    /// It differs from its file; it is first extended if needed.
    Upgrade {
        /// Bytes to extend it by; 0 if it is large enough.
        extension: usize,
    },
}

/// Plan for a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Work left.
    pub work: Work,
    /// Who can upgrade it, or will be able to after a deployment; none if nobody can.
    pub upgrader: Option<Pubkey>,
    /// Buffer that the file is written to.
    pub buffer: Pubkey,
    /// Bytes still to write to the buffer.
    pub bytes: usize,
    /// Transactions, if none is dropped.
    pub transactions: u64,
    /// Cost.
    pub cost: Cost,
}

impl Job {
    /// Plans `program` at the `rent` of today. Sends nothing.
    ///
    /// # Errors
    /// A file that clusters do not accept; a program with another upgrade authority or none; an address where nothing can
    /// be deployed; a network that does not answer.
    pub fn plan(
        network: &mut dyn Network,
        rent: &Rent,
        program: &Program,
        payer: &Pubkey,
        authority: &Pubkey,
    ) -> anyhow::Result<Self> {
        check_file(program)?;
        let (work, upgrader) = work(network, program, authority)?;
        let buffer = Buffer::of(&program.id, authority);
        let mut job = Self {
            work,
            upgrader,
            buffer: buffer.address,
            bytes: 0,
            transactions: 0,
            cost: Cost::default(),
        };
        if work == Work::Nothing {
            return Ok(job);
        }
        let writer = Writer::new(network, &buffer, payer)?;
        let held = buffer.held(network, program.file.len())?;
        let pieces = writer.missing(held.as_deref().unwrap_or_default(), &program.file);
        job.bytes = pieces.iter().map(|(_, piece)| piece.len()).sum();
        let writes = pieces.len().div_ceil(writer.together);
        // Closing a buffer of another size, creating one, extending, and the deployment itself.
        let closing = u64::from(held.is_none() && buffer.is_another(network, program.file.len())?);
        let extending = u64::from(matches!(work, Work::Upgrade { extension: 1.. }));
        let others = closing
            .saturating_add(u64::from(held.is_none()))
            .saturating_add(extending)
            .saturating_add(1);
        job.transactions = u64::try_from(writes)?.saturating_add(others);
        // The payer signs all, the authority all except an extension, and the program key pair the creation.
        let of_authority = match payer == authority {
            true => 0,
            false => job.transactions.saturating_sub(extending),
        };
        let signatures = job
            .transactions
            .saturating_add(of_authority)
            .saturating_add(u64::from(work == Work::Deploy));
        job.cost = Cost::of(network, rent, program, work, &buffer.address, signatures)?;
        Ok(job)
    }
}

/// Carries out the [`Job`] of `program`, reports each step to `progress`, and verifies the result. `rent` is that of the plan
/// that was agreed to: a node that names a higher one later moves nothing more.
///
/// # Errors
/// Those of [`Job::plan`], a refusal by the network, or a missing key. Run it again to resume.
pub fn carry_out(
    network: &mut dyn Network,
    rent: &Rent,
    program: &Program,
    keys: Keys,
    progress: &mut dyn FnMut(&str),
) -> anyhow::Result<Work> {
    let (payer, authority) = (keys.payer.pubkey(), keys.authority.pubkey());
    let Job { work, .. } = Job::plan(network, rent, program, &payer, &authority)?;
    let (name, id) = (&program.name, &program.id);
    if work == Work::Nothing {
        return Ok(work);
    }
    let key = match (work, keys.program) {
        (Work::Deploy, None) => {
            bail!("{name} is not deployed at {id} yet: a first deployment needs the key pair of that address")
        }
        (Work::Deploy, Some(key)) => {
            let held = key.pubkey();
            ensure!(held == *id, "the key pair of {name} is {held}, not {id}");
            Some(key)
        }
        _ => None,
    };
    let buffer = Buffer::of(id, &authority);
    write(network, rent, program, &buffer, keys, progress)?;
    match work {
        Work::Deploy => {
            progress("deploying");
            let first = deploy(network, rent, program, &buffer, &payer, &authority)?;
            let done = |network: &mut dyn Network| is_there(network, program);
            let sent = send(network, &first, &keys.signers(key), &done);
            sent.with_context(|| format!("{name}: deployment"))?;
        }
        Work::Upgrade { extension } => {
            if extension > 0 {
                progress("extending");
                let bytes = u32::try_from(extension)?;
                let extend = loader::extend_program(id, Some(&payer), bytes);
                wait_a_slot(network, id)?;
                let done = |network: &mut dyn Network| has_room(network, program);
                let sent = send(network, &[extend], &keys.signers(None), &done);
                sent.with_context(|| format!("{name}: extension"))?;
            }
            progress("upgrading");
            wait_a_slot(network, id)?;
            let upgrade = loader::upgrade(id, &buffer.address, &authority, &payer);
            let done = |network: &mut dyn Network| is_there(network, program);
            let sent = send(network, &[upgrade], &keys.signers(None), &done);
            sent.with_context(|| format!("{name}: upgrade"))?;
        }
        Work::Nothing => {}
    }
    let as_filed = is_there(network, program)?;
    ensure!(
        as_filed,
        "{name}: the program deployed at {id} differs from its file"
    );
    Ok(work)
}

/// Sends a transaction and waits until its effect shows: a node may report it before it shows what it did. A refusal may
/// still find it done, since a transaction of an interrupted run can land after the next run has begun, and so may an
/// outcome that nobody knows.
fn send(
    network: &mut dyn Network,
    instructions: &[Instruction],
    signers: &[&dyn Signer],
    done: &dyn Fn(&mut dyn Network) -> anyhow::Result<bool>,
) -> anyhow::Result<()> {
    let sent = network.send(instructions, signers);
    if let Ok(_)
    | Err(
        SendError::Refused { .. }
        | SendError::NotTaken(_)
        | SendError::Failed { .. }
        | SendError::Unknown { .. },
    ) = sent
    {
        for _ in 0..LOOKS {
            if done(network)? {
                return Ok(());
            }
            sleep(LOOK);
        }
    }
    sent?;
    bail!("the transaction was executed, but the node does not show its effect after ten seconds: run this again")
}

fn is_there(network: &mut dyn Network, program: &Program) -> anyhow::Result<bool> {
    let found = deployed(network, &program.id)?;
    Ok(found.is_some_and(|found| is_as_filed(&found, program)))
}

fn has_room(network: &mut dyn Network, program: &Program) -> anyhow::Result<bool> {
    let found = deployed(network, &program.id)?;
    Ok(found.is_some_and(|found| found.room >= program.file.len()))
}

/// The loader would refuse it only after all writes.
fn check_file(program: &Program) -> anyhow::Result<()> {
    let name = &program.name;
    let version = elf::sbpf_version(&program.file).context(format!("{name}.so"))?;
    ensure!(
        version == elf::DEPLOYABLE,
        "{name}.so is sBPF v{version}, and clusters accept v3 only (SIMD-0500): cargo build-sbf --arch v3"
    );
    let size = UpgradeableLoaderState::size_of_programdata(program.file.len());
    ensure!(
        size <= MAX_ACCOUNT,
        "{name}.so is larger than an account can be"
    );
    Ok(())
}

fn is_as_filed(found: &Deployed, program: &Program) -> bool {
    found.code == trimmed(&program.file)
}

/// What is to do, and who can upgrade the program: where nothing is to do, that may be anybody.
fn work(
    network: &mut dyn Network,
    program: &Program,
    authority: &Pubkey,
) -> anyhow::Result<(Work, Option<Pubkey>)> {
    let (name, id) = (&program.name, &program.id);
    let Some(found) = deployed(network, id)? else {
        let account = network.account(id)?;
        let empty = account.is_none_or(|it| it.data.is_empty() && !it.executable);
        ensure!(
            empty,
            "{name}: {id} holds another account or a closed program: use another address"
        );
        // The loader's creation of ProgramData fails if the address holds lamports.
        let data = network.account(&program_data_address(id))?;
        ensure!(
            data.is_none(),
            "{name}: somebody has sent lamports to the ProgramData address of {id}, so the loader cannot deploy there: \
             use another address"
        );
        return Ok((Work::Deploy, Some(*authority)));
    };
    if is_as_filed(&found, program) {
        return Ok((Work::Nothing, found.authority));
    }
    match found.authority {
        Some(upgrader) if upgrader == *authority => {}
        Some(upgrader) => {
            bail!("the upgrade authority of {name} at {id} is {upgrader}, not {authority}")
        }
        None => bail!("{name} at {id} is immutable: it has no upgrade authority"),
    }
    let extension = extension(found.room, program.file.len());
    Ok((Work::Upgrade { extension }, found.authority))
}

/// Bytes to extend a program of `room` bytes by, for a file of `needed` bytes.
fn extension(room: usize, needed: usize) -> usize {
    match needed.saturating_sub(room) {
        0 => 0,
        more => {
            let left =
                MAX_ACCOUNT.saturating_sub(UpgradeableLoaderState::size_of_programdata(room));
            more.max(MIN_EXTENSION.min(left))
        }
    }
}

/// Writes the missing chunks of the file until the buffer is complete.
fn write(
    network: &mut dyn Network,
    rent: &Rent,
    program: &Program,
    buffer: &Buffer,
    keys: Keys,
    progress: &mut dyn FnMut(&str),
) -> anyhow::Result<()> {
    let (name, size) = (&program.name, program.file.len());
    let payer = keys.payer.pubkey();
    if buffer.held(network, size)?.is_none() {
        if buffer.is_another(network, size)? {
            progress("closing a buffer of another size");
            let close = [buffer.close(&payer)];
            let done = |network: &mut dyn Network| Ok(!buffer.is_another(network, size)?);
            let sent = send(network, &close, &keys.signers(None), &done);
            sent.with_context(|| format!("{name}: closing its buffer"))?;
        }
        progress("creating the buffer");
        let create = buffer.create(network, rent, &payer, size)?;
        let done = |network: &mut dyn Network| Ok(buffer.held(network, size)?.is_some());
        let sent = send(network, &create, &keys.signers(None), &done);
        sent.with_context(|| format!("{name}: creating its buffer"))?;
    }
    let writer = Writer::new(network, buffer, &payer)?;
    for _ in 0..ROUNDS {
        let held = buffer
            .held(network, size)?
            .context("the buffer no longer exists")?;
        let missing = writer.missing(&held, &program.file);
        if missing.is_empty() {
            return Ok(());
        }
        progress(&format!("{} chunks to write", missing.len()));
        let transactions = writer.transactions(&missing)?;
        let sent = network.send_all(&transactions, &keys.signers(None));
        sent.with_context(|| format!("{name}: writing its buffer"))?;
    }
    bail!("{name}: writes do not land: try again later, or with a higher priority fee")
}

/// Creates the program account, even if it already holds lamports, and deploys from the buffer.
fn deploy(
    network: &mut dyn Network,
    rent: &Rent,
    program: &Program,
    buffer: &Buffer,
    payer: &Pubkey,
    authority: &Pubkey,
) -> anyhow::Result<Vec<Instruction>> {
    let (id, len) = (&program.id, program.file.len());
    let size = UpgradeableLoaderState::size_of_program();
    let rent = rent.minimum_balance(size);
    let held = network.account(id)?.map_or(0, |account| account.lamports);
    let deploy =
        loader::deploy_with_max_program_len(payer, id, &buffer.address, authority, rent, len)?;
    let mut instructions = Vec::new();
    if held < rent {
        let missing = rent.saturating_sub(held);
        instructions.push(system_instruction::transfer(payer, id, missing));
    }
    instructions.extend([
        system_instruction::allocate(id, u64::try_from(size)?),
        system_instruction::assign(id, &loader::ID),
    ]);
    // The first one creates the account.
    instructions.extend(deploy.into_iter().skip(1));
    Ok(instructions)
}

/// Waits for the next slot: the loader changes a program at most once a slot.
fn wait_a_slot(network: &mut dyn Network, id: &Pubkey) -> anyhow::Result<()> {
    for _ in 0..LOOKS {
        let changed = deployed(network, id)?.map(|program| program.slot);
        let clock = network.account(&sysvar::clock::ID)?;
        let clock: Clock = bincode::deserialize(&clock.context("no clock")?.data)?;
        if changed.is_none_or(|changed| changed < clock.slot) {
            return Ok(());
        }
        sleep(LOOK);
    }
    bail!("no slot has passed in ten seconds: try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_extended_by_what_the_loader_takes() {
        assert_eq!(extension(500, 500), 0);
        assert_eq!(extension(500, 400), 0);
        assert_eq!(extension(500, 501), MIN_EXTENSION);
        assert_eq!(extension(500, 50_500), 50_000);
        // If less than the least extension is left up to the maximum size, exactly the rest is allowed.
        let largest = MAX_ACCOUNT - UpgradeableLoaderState::size_of_programdata(0);
        assert_eq!(extension(largest - 100, largest - 1), 100);
    }
}
