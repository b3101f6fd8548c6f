//! Where the fields of a struct lie, as C lays it out.

use anchor_lang_idl::types::{IdlArrayLen, IdlType};
use anyhow::{bail, ensure, Context};

use super::interface::{fields, Interface};

/// A type that is shown as one number, whose halves mean nothing by themselves.
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

/// The same of a struct, which has no hidden padding.
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

/// The fields of a struct at `start`, with those of the structs in it; an array is one place.
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
