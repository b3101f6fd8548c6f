//! Offsets of the fields of a struct, in C layout.

use anchor_lang_idl::types::{IdlArrayLen, IdlType};
use anyhow::{bail, ensure, Context};

use super::interface::{fields, Interface};

/// A type that is shown as one number: its halves mean nothing by themselves.
const NUMBER: &str = "U128";

/// A field, or a field of a struct in it.
pub struct Place<'a> {
    pub offset: usize,
    pub path: String,
    pub ty: &'a IdlType,
    pub docs: &'a [String],
}

/// Size and alignment, in bytes.
pub fn extent(interface: &Interface, ty: &IdlType) -> anyhow::Result<(usize, usize)> {
    let size = match ty {
        IdlType::U8 | IdlType::I8 | IdlType::Bool => 1,
        IdlType::U16 | IdlType::I16 => 2,
        IdlType::U32 | IdlType::I32 => 4,
        IdlType::U64 | IdlType::I64 => 8,
        IdlType::Pubkey => return Ok((32, 1)),
        IdlType::Array(of, IdlArrayLen::Value(length)) => {
            let (size, align) = extent(interface, of)?;
            let size = size.checked_mul(*length).context("an array too long")?;
            return Ok((size, align));
        }
        IdlType::Defined { name, .. } => return extent_of(interface, name),
        other => bail!("no account holds a {other:?}"),
    };
    Ok((size, size))
}

/// Size and alignment of a struct, which has no hidden padding.
pub fn extent_of(interface: &Interface, name: &str) -> anyhow::Result<(usize, usize)> {
    let (mut end, mut align) = (0_usize, 1);
    for field in fields(interface.find(name)?)? {
        let (size, own) = extent(interface, &field.ty)?;
        ensure!(
            end.is_multiple_of(own),
            "{name}: a hole before {}",
            field.name
        );
        end = end.checked_add(size).context("a struct too long")?;
        align = align.max(own);
    }
    ensure!(end.is_multiple_of(align), "{name}: a hole at the end");
    Ok((end, align))
}

/// The fields of a struct at `start`, including nested structs; an array is one field.
pub fn places<'a>(
    interface: &Interface<'a>,
    name: &str,
    start: usize,
    prefix: &str,
) -> anyhow::Result<Vec<Place<'a>>> {
    let (mut places, mut offset) = (Vec::new(), start);
    for field in fields(interface.find(name)?)? {
        let path = format!("{prefix}{}", field.name);
        match &field.ty {
            IdlType::Defined { name, .. } if name != NUMBER => {
                let inner = self::places(interface, name, offset, &format!("{path}."))?;
                places.extend(inner);
            }
            ty => places.push(Place {
                offset,
                path,
                ty,
                docs: &field.docs,
            }),
        }
        let (size, _) = extent(interface, &field.ty)?;
        offset = offset.checked_add(size).context("a struct too long")?;
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    use anchor_lang_idl::types::Idl;
    use serde_json::{json, Value};

    use super::*;

    fn idl(fields: Value) -> Idl {
        serde_json::from_value(json!({
            "address": "", "metadata": { "name": "a", "version": "0", "spec": "0" }, "instructions": [],
            "types": [
                { "name": "Outer", "type": { "kind": "struct", "fields": fields } },
                { "name": "Inner", "type": { "kind": "struct", "fields": [
                    { "name": "key", "type": "pubkey" }, { "name": "amount", "type": "u64" },
                ] } },
            ],
        }))
        .unwrap()
    }

    #[test]
    fn fields_of_inner_structs_lie_behind_one_another() {
        let idl = idl(json!([
            { "name": "inner", "type": { "defined": { "name": "Inner" } } },
            { "name": "many", "type": { "array": [{ "defined": { "name": "Inner" } }, 2] } },
            { "name": "last", "type": "u64" },
        ]));
        let interface = Interface::new(&idl);
        let places = places(&interface, "Outer", 8, "").unwrap();
        let found: Vec<_> = places.iter().map(|it| (it.offset, &*it.path)).collect();
        assert_eq!(
            found,
            [
                (8, "inner.key"),
                (40, "inner.amount"),
                (48, "many"),
                (128, "last")
            ]
        );
        assert_eq!(extent_of(&interface, "Outer").unwrap(), (128, 8));
    }

    #[test]
    fn a_hole_is_refused() {
        for fields in [
            json!([{ "name": "a", "type": "u8" }, { "name": "b", "type": "u16" }]),
            json!([{ "name": "a", "type": "u16" }, { "name": "b", "type": "u8" }]),
        ] {
            let idl = idl(fields);
            assert!(extent_of(&Interface::new(&idl), "Outer").is_err());
        }
    }
}
