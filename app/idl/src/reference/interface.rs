//! Types of an IDL.

use std::collections::BTreeMap;

use anchor_lang_idl::types::{
    Idl, IdlArrayLen, IdlDefinedFields, IdlField, IdlSerialization, IdlType, IdlTypeDef,
    IdlTypeDefTy,
};
use anyhow::{bail, Context};

use super::text::anchor;

/// An IDL, with its types by name.
pub struct Interface<'a> {
    pub idl: &'a Idl,
    types: BTreeMap<&'a str, &'a IdlTypeDef>,
}

impl<'a> Interface<'a> {
    pub fn new(idl: &'a Idl) -> Self {
        let types = idl.types.iter().map(|one| (one.name.as_str(), one));
        Self {
            idl,
            types: types.collect(),
        }
    }

    pub fn find(&self, name: &str) -> anyhow::Result<&'a IdlTypeDef> {
        let found = self.types.get(name).copied();
        found.with_context(|| format!("{} has no type {name}", self.idl.metadata.name))
    }

    /// The types that are neither accounts nor events.
    pub fn others(&self) -> impl Iterator<Item = &'a IdlTypeDef> + '_ {
        let idl = self.idl;
        let accounts = idl.accounts.iter().map(|one| &one.name);
        let named: Vec<&String> = accounts
            .chain(idl.events.iter().map(|one| &one.name))
            .collect();
        let all = self.types.values().copied();
        all.filter(move |one| !named.contains(&&one.name))
    }
}

/// Whether a type lies in accounts as it is in memory.
pub fn is_in_place(definition: &IdlTypeDef) -> bool {
    !matches!(definition.serialization, IdlSerialization::Borsh)
}

/// The named fields of a struct.
pub fn fields(definition: &IdlTypeDef) -> anyhow::Result<&[IdlField]> {
    match &definition.ty {
        IdlTypeDefTy::Struct {
            fields: Some(IdlDefinedFields::Named(fields)),
        } => Ok(fields),
        IdlTypeDefTy::Struct { fields: None } => Ok(&[]),
        _ => bail!("{} has no named fields", definition.name),
    }
}

/// A type as Rust writes it.
pub fn written(ty: &IdlType) -> anyhow::Result<String> {
    Ok(match ty {
        IdlType::Pubkey => "Pubkey".into(),
        IdlType::String => "String".into(),
        IdlType::Option(of) => format!("Option<{}>", written(of)?),
        IdlType::Vec(of) => format!("Vec<{}>", written(of)?),
        IdlType::Array(of, IdlArrayLen::Value(length)) => format!("[{}; {length}]", written(of)?),
        IdlType::Defined { name, .. } => name.clone(),
        IdlType::Bool
        | IdlType::U8
        | IdlType::I8
        | IdlType::U16
        | IdlType::I16
        | IdlType::U32
        | IdlType::I32
        | IdlType::U64
        | IdlType::I64 => format!("{ty:?}").to_lowercase(),
        other => bail!("a type that no page has: {other:?}"),
    })
}

/// The same in a cell, with a link if it is defined on the page.
pub fn linked(ty: &IdlType) -> anyhow::Result<String> {
    let code = format!("`{}`", written(ty)?);
    Ok(match defined(ty) {
        Some(name) => format!("[{code}](#{})", anchor(name)),
        None => code,
    })
}

fn defined(ty: &IdlType) -> Option<&str> {
    match ty {
        IdlType::Option(of) | IdlType::Vec(of) | IdlType::Array(of, _) => defined(of),
        IdlType::Defined { name, .. } => Some(name),
        _ => None,
    }
}
