//! The connection key of a reservation to be, kept on this machine.

use std::{path::PathBuf, rc::Rc};

use anchor_lang::prelude::Pubkey;
use io_access::Secret;

use crate::{access::Folder, context::Context, plan::Plan, report::Cell};

/// The connection key of a reservation to be, kept in its file.
pub struct Kept {
    reservation: Pubkey,
    secret: Rc<Secret>,
    folder: Folder,
    path: PathBuf,
}

impl Kept {
    /// A new key; that of the file, if an earlier try has made it.
    pub fn new(context: &Context, reservation: Pubkey) -> anyhow::Result<Self> {
        let folder = context.connections.clone();
        let secret = folder.find(&reservation)?;
        Ok(Self {
            reservation,
            secret: Rc::new(secret.unwrap_or_else(Secret::generate)),
            path: folder.path(&reservation)?,
            folder,
        })
    }

    /// The public half.
    pub fn public(&self) -> [u8; 32] {
        self.secret.public().to_bytes()
    }

    /// The plan, which keeps the key before anything is signed.
    pub fn with<'a>(&self, plan: Plan<'a>) -> Plan<'a> {
        let (folder, reservation) = (self.folder.clone(), self.reservation);
        let secret = Rc::clone(&self.secret);
        let path = self.path.display().to_string();
        plan.shows([("Connection key kept in", Cell::Text(path))])
            .keeping(move || folder.keep(&reservation, &secret))
    }
}
