//! Which supplier a command is about.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use clap::Args;
use io_client::{emissions::supplier_address, layout::place, Match};
use io_common::types::Supplier;

use crate::{
    context::Context,
    errors::CliError,
    parse::{address, count},
};

/// A supplier, by its address or by its place among the signer's.
#[derive(Args)]
pub struct SupplierArg {
    /// The supplier; by default the signer's first, or else the one that it owns or operates
    #[arg(long, value_name = "ADDRESS", value_parser = address)]
    supplier: Option<Pubkey>,
    /// Sequence number among those that the signer registered
    #[arg(long, value_parser = count::number::<u32>, default_value_t = 0, conflicts_with = "supplier")]
    sequence: u32,
}

impl SupplierArg {
    /// Its address, for a command of its owner or its operator. With `--sign-only` nothing is read: a key that never meets a
    /// network signs for the one that it registered.
    ///
    /// # Errors
    /// [`CliError::NoKey`]; [`CliError::Usage`] if there are several; if the network does not answer.
    pub fn found(&self, context: &mut Context) -> anyhow::Result<Pubkey> {
        self.one(context, |_, _| true)
    }

    /// The same for a command of its owner: of several, the one that the signer owns.
    ///
    /// # Errors
    /// As [`found`](Self::found).
    pub fn owned(&self, context: &mut Context) -> anyhow::Result<Pubkey> {
        self.one(context, |it, me| it.owner == *me)
    }

    fn one(
        &self,
        context: &mut Context,
        better: fn(&Supplier, &Pubkey) -> bool,
    ) -> anyhow::Result<Pubkey> {
        if let Some(address) = self.supplier {
            return Ok(address);
        }
        let me = context.me()?;
        let address = supplier_address(&me, self.sequence);
        let is_named = self.sequence > 0;
        if is_named || context.send_options.sign_only || context.account(&address)?.is_some() {
            return Ok(address);
        }
        let mut theirs = of(context, &me)?;
        if theirs.values().any(|it| better(it, &me)) {
            theirs.retain(|_, it| better(it, &me));
        }
        let theirs: Vec<Pubkey> = theirs.into_keys().collect();
        match theirs.as_slice() {
            [] => Ok(address),
            [one] => Ok(*one),
            several => {
                let named: Vec<String> = several.iter().map(ToString::to_string).collect();
                Err(CliError::Usage(format!(
                    "{me} owns or operates several suppliers: name one with --supplier: {}",
                    named.join(", ")
                ))
                .into())
            }
        }
    }
}

impl SupplierArg {
    /// The supplier at `address`, which [`address`](Self::address) or [`found`](Self::found) gave.
    ///
    /// # Errors
    /// [`CliError::Missing`] if it was named, else [`CliError::Usage`] that the signer has none.
    pub fn read(&self, context: &mut Context, address: &Pubkey) -> anyhow::Result<Supplier> {
        if self.supplier.is_some() {
            return context.read("supplier", address);
        }
        if let Some(found) = context.find(address)? {
            return Ok(found);
        }
        let me = context.me()?;
        let none = match self.sequence {
            0 => format!("{me} has no supplier"),
            sequence => format!("{me} has no supplier of --sequence {sequence}"),
        };
        Err(CliError::Usage(format!(
            "{none}: `io supplier register` makes one; or name one with --supplier, or another key with -k"
        ))
        .into())
    }
}

/// The same for a command that nothing else is given to but options: the supplier may stand behind it.
#[derive(Args)]
pub struct Alone {
    /// The supplier; the same as --supplier
    #[arg(value_name = "SUPPLIER", value_parser = address, conflicts_with_all = ["supplier", "sequence"])]
    named: Option<Pubkey>,
    #[command(flatten)]
    which: SupplierArg,
}

impl Alone {
    fn which(&self) -> SupplierArg {
        SupplierArg {
            supplier: self.named.or(self.which.supplier),
            sequence: self.which.sequence,
        }
    }

    /// As [`SupplierArg::found`].
    ///
    /// # Errors
    /// As [`SupplierArg::found`].
    pub fn found(&self, context: &mut Context) -> anyhow::Result<Pubkey> {
        self.which().found(context)
    }

    /// As [`SupplierArg::owned`].
    ///
    /// # Errors
    /// As [`SupplierArg::found`].
    pub fn owned(&self, context: &mut Context) -> anyhow::Result<Pubkey> {
        self.which().owned(context)
    }

    /// As [`SupplierArg::read`].
    ///
    /// # Errors
    /// As [`SupplierArg::read`].
    pub fn read(&self, context: &mut Context, address: &Pubkey) -> anyhow::Result<Supplier> {
        self.which().read(context, address)
    }
}

/// The suppliers that somebody owns or operates.
///
/// # Errors
/// If the network does not answer.
pub fn of(context: &mut Context, who: &Pubkey) -> anyhow::Result<BTreeMap<Pubkey, Supplier>> {
    let mut found = BTreeMap::new();
    for place in [place!(Supplier, owner), place!(Supplier, operator)] {
        found.extend(context.all_where::<Supplier>(&[Match::new(place, who)])?);
    }
    Ok(found)
}
