//! How the attestors agree to an act: they sign it together, or approve its hash one by one.

use std::rc::Rc;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use clap::Args;
use io_client::emissions as client;
use io_common::{
    addresses::COUNCIL,
    types::{Approval, Council},
};
use solana_signer::Signer;

use crate::{
    context::Context,
    errors::Failure,
    options::hexadecimal,
    report::{Cell, Report},
};

/// How the council agrees.
#[derive(Args)]
pub struct Agreement {
    /// Another attestor who signs, as for --keypair; may be given several times
    #[arg(long = "attestor", value_name = "SIGNER")]
    attestors: Vec<String>,
    /// Approve the act with your key, and leave it to others to send it
    #[arg(long, conflicts_with_all = ["attestors", "approved"])]
    approve: bool,
    /// Send what attestors have approved
    #[arg(long, conflicts_with = "attestors")]
    approved: bool,
}

/// What to do about an act.
pub enum Mode {
    /// These attestors sign it, with these keys beside the signer's.
    Sign(Vec<Rc<dyn Signer>>, Vec<Pubkey>),
    /// Approve it.
    Approve,
    /// Send it: attestors have approved it, in an account that this one paid for.
    Approved(Pubkey),
}

impl Agreement {
    /// The mode for the act with this hash.
    ///
    /// # Errors
    /// [`Failure::Usage`] if nobody approves; those of loading signers.
    pub fn mode(&self, context: &mut Context, hash: &[u8; 32]) -> anyhow::Result<Mode> {
        if self.approve {
            return Ok(Mode::Approve);
        }
        if self.approved {
            let address = client::approval_address(hash);
            let approval: Option<Approval> = context.find(&address)?;
            let approval = approval.ok_or_else(|| {
                let hash = hexadecimal(hash);
                Failure::Usage(format!(
                    "nobody has approved {hash}: give every option as the attestors gave it"
                ))
            })?;
            return Ok(Mode::Approved(approval.payer));
        }
        let mut keys: Vec<Rc<dyn Signer>> = Vec::new();
        for named in &self.attestors {
            let key = context.signers.load(named, "--attestor")?;
            let known = |it: &Rc<dyn Signer>| it.pubkey() == key.pubkey();
            if !keys.iter().any(known) {
                keys.push(key);
            }
        }
        let council: Council = context.read("council", &COUNCIL.address)?;
        let me = context.me()?;
        let mut signers: Vec<Pubkey> = keys.iter().map(|key| key.pubkey()).collect();
        if council.place(&me).is_some() && !signers.contains(&me) {
            signers.insert(0, me);
        }
        Ok(Mode::Sign(keys, signers))
    }
}

/// Approves the act with this hash, as the first if nobody has.
///
/// # Errors
/// Those of sending.
pub fn approve(context: &mut Context, hash: [u8; 32]) -> anyhow::Result<Report> {
    let (me, address) = (context.me()?, client::approval_address(&hash));
    let open: Option<Instruction> = match context.find::<Approval>(&address)? {
        Some(_) => None,
        None => Some(client::open_approval(&me, hash)),
    };
    let approve = client::approve(&me, &hash);
    let sent = context.send(open.into_iter().collect(), vec![approve], &[])?;
    let council: Council = context.read("council", &COUNCIL.address)?;
    let approval: Option<Approval> = context.find(&address)?;
    let count = approval.map_or(0, |approval| approval.approvals.count_ones());
    Ok(sent.report(vec![
        ("Approval", address.into()),
        ("Hash", Cell::Text(hexadecimal(&hash))),
        ("Approved by", Cell::count(count)),
        ("Needed", Cell::count(council.threshold)),
    ]))
}
