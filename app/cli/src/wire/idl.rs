//! Decodes instructions of the suite's programs with the IDLs in idls/.

use anchor_lang::{event::EVENT_IX_TAG_LE, prelude::Pubkey};
use anchor_lang_idl_spec::{
    Idl, IdlArrayLen, IdlDefinedFields, IdlField, IdlInstructionAccountItem, IdlType, IdlTypeDefTy,
};
use anyhow::{bail, Context};
use serde_json::{json, Map, Value};

use crate::{idls::programs, options::hexadecimal};

/// A decoded instruction.
pub struct Decoded {
    /// Name of the program.
    pub program: String,
    /// Name of the instruction.
    pub name: String,
    /// Names of its accounts, in order; there may be further accounts without a name.
    pub accounts: Vec<Role>,
    /// Arguments.
    pub arguments: Value,
}

/// An account of an instruction.
pub struct Role {
    /// Name.
    pub name: String,
    /// Optional: the program's own address stands for none.
    pub optional: bool,
}

/// Decodes instruction data, if `program` is one of the suite's.
///
/// # Errors
/// If the program has no such instruction.
pub fn decode(program: &Pubkey, data: &[u8]) -> anyhow::Result<Option<Decoded>> {
    match of(program)? {
        Some(idl) => instruction(idl, data).map(Some),
        None => Ok(None),
    }
}

/// The interface of a program of the suite.
fn of(program: &Pubkey) -> anyhow::Result<Option<&'static Idl>> {
    let address = program.to_string();
    Ok(programs()?.iter().find(|idl| idl.address == address))
}

/// Name and fields of an event in the data of a CPI, if `program` is one of the suite's.
///
/// # Errors
/// If its bytes are not those of its type.
pub fn event(program: &Pubkey, data: &[u8]) -> anyhow::Result<Option<(String, Value)>> {
    let Some(data) = data.strip_prefix(EVENT_IX_TAG_LE) else {
        return Ok(None);
    };
    let Some(idl) = of(program)? else {
        return Ok(None);
    };
    let mut all = idl.events.iter();
    let found = all.find(|it| data.starts_with(&it.discriminator));
    let Some(found) = found else {
        return Ok(None);
    };
    let mut rest = data.get(found.discriminator.len()..).unwrap_or_default();
    let ty = IdlType::Defined {
        name: found.name.clone(),
        generics: Vec::new(),
    };
    Ok(Some((found.name.clone(), value(idl, &ty, &mut rest)?)))
}

fn instruction(idl: &Idl, data: &[u8]) -> anyhow::Result<Decoded> {
    let program = &idl.metadata.name;
    let mut all = idl.instructions.iter();
    let found = all.find(|it| data.starts_with(&it.discriminator));
    let found = found.with_context(|| format!("{program} has no such instruction"))?;
    let mut rest = data.get(found.discriminator.len()..).unwrap_or_default();
    let arguments = fields(idl, &found.args, &mut rest)?;
    if !rest.is_empty() {
        bail!("{program} {}: {} bytes too many", found.name, rest.len());
    }
    Ok(Decoded {
        program: program.clone(),
        name: found.name.clone(),
        accounts: roles(&found.accounts),
        arguments,
    })
}

fn roles(items: &[IdlInstructionAccountItem]) -> Vec<Role> {
    let roles = items.iter().flat_map(|item| match item {
        IdlInstructionAccountItem::Single(account) => vec![Role {
            name: account.name.clone(),
            optional: account.optional,
        }],
        IdlInstructionAccountItem::Composite(group) => roles(&group.accounts),
    });
    roles.collect()
}

fn fields(idl: &Idl, fields: &[IdlField], data: &mut &[u8]) -> anyhow::Result<Value> {
    let mut object = Map::new();
    for field in fields {
        object.insert(field.name.clone(), value(idl, &field.ty, data)?);
    }
    Ok(Value::Object(object))
}

fn defined(idl: &Idl, of: &Option<IdlDefinedFields>, data: &mut &[u8]) -> anyhow::Result<Value> {
    match of {
        None => Ok(Value::Null),
        Some(IdlDefinedFields::Named(named)) => fields(idl, named, data),
        Some(IdlDefinedFields::Tuple(types)) => {
            let values = types.iter().map(|ty| value(idl, ty, data));
            values.collect()
        }
    }
}

/// Decodes a Borsh value. Numbers above 2^53 become strings, since JSON readers may round them.
fn value(idl: &Idl, ty: &IdlType, data: &mut &[u8]) -> anyhow::Result<Value> {
    Ok(match ty {
        IdlType::Bool => match take(data)? {
            [0] => json!(false),
            [1] => json!(true),
            [other] => bail!("{other} is not a boolean"),
        },
        IdlType::U8 => json!(u8::from_le_bytes(take(data)?)),
        IdlType::U16 => json!(u16::from_le_bytes(take(data)?)),
        IdlType::U32 => json!(u32::from_le_bytes(take(data)?)),
        IdlType::U64 => integer(u64::from_le_bytes(take(data)?)),
        IdlType::U128 => integer(u128::from_le_bytes(take(data)?)),
        IdlType::I8 => json!(i8::from_le_bytes(take(data)?)),
        IdlType::I16 => json!(i16::from_le_bytes(take(data)?)),
        IdlType::I32 => json!(i32::from_le_bytes(take(data)?)),
        IdlType::I64 => integer(i64::from_le_bytes(take(data)?)),
        IdlType::I128 => integer(i128::from_le_bytes(take(data)?)),
        IdlType::Pubkey => json!(Pubkey::new_from_array(take(data)?).to_string()),
        IdlType::Bytes => {
            let length = u32::from_le_bytes(take(data)?);
            json!(hexadecimal(bytes(data, usize::try_from(length)?)?))
        }
        IdlType::String => {
            let length = u32::from_le_bytes(take(data)?);
            json!(std::str::from_utf8(bytes(data, usize::try_from(length)?)?)?)
        }
        IdlType::Option(inner) => match take(data)? {
            [0] => Value::Null,
            [1] => value(idl, inner, data)?,
            [other] => bail!("{other} is not an option tag, 0 or 1"),
        },
        IdlType::Vec(inner) => {
            let length = u32::from_le_bytes(take(data)?);
            several(idl, inner, usize::try_from(length)?, data)?
        }
        IdlType::Array(inner, IdlArrayLen::Value(length)) if **inner == IdlType::U8 => {
            json!(hexadecimal(bytes(data, *length)?))
        }
        IdlType::Array(inner, IdlArrayLen::Value(length)) => several(idl, inner, *length, data)?,
        IdlType::Defined { name, .. } => {
            let found = idl.types.iter().find(|it| it.name == *name);
            match &found.with_context(|| format!("no type {name}"))?.ty {
                IdlTypeDefTy::Struct { fields } => defined(idl, fields, data)?,
                IdlTypeDefTy::Type { alias } => value(idl, alias, data)?,
                IdlTypeDefTy::Enum { variants } => {
                    let [place] = take(data)?;
                    let variant = variants.get(usize::from(place));
                    let variant = variant.with_context(|| format!("{name} has no {place}"))?;
                    match defined(idl, &variant.fields, data)? {
                        Value::Null => json!(variant.name),
                        inside => json!({ variant.name.clone(): inside }),
                    }
                }
            }
        }
        _ => bail!("it has a value of a type that is not read"),
    })
}

fn several(idl: &Idl, ty: &IdlType, length: usize, data: &mut &[u8]) -> anyhow::Result<Value> {
    // Each takes at least one byte; an unchecked false length would exhaust memory.
    if length > data.len() {
        bail!("{length} values in {} bytes", data.len());
    }
    (0..length).map(|_| value(idl, ty, data)).collect()
}

fn integer<T: ToString + TryInto<i64> + Copy>(number: T) -> Value {
    const EXACT: u64 = 1 << 53;
    match number.try_into() {
        Ok(small) if small.unsigned_abs() <= EXACT => json!(small),
        _ => json!(number.to_string()),
    }
}

fn take<const N: usize>(data: &mut &[u8]) -> anyhow::Result<[u8; N]> {
    let (first, rest) = data.split_first_chunk().context("too few bytes")?;
    *data = rest;
    Ok(*first)
}

fn bytes<'a>(data: &mut &'a [u8], length: usize) -> anyhow::Result<&'a [u8]> {
    let (first, rest) = data.split_at_checked(length).context("too few bytes")?;
    *data = rest;
    Ok(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::InstructionData;
    use emissions::instructions::ProposeSlashArgs;

    fn named(program: &Pubkey, data: &[u8]) -> Decoded {
        decode(program, data).unwrap().unwrap()
    }

    #[test]
    fn arguments_read_as_they_were_written() {
        let args = ProposeSlashArgs {
            number: 3,
            amount: u64::MAX,
            reason: 7,
            evidence: [0xab; 32],
        };
        let data = emissions::instruction::ProposeSlash { args }.data();
        let read = named(&emissions::ID, &data);
        assert_eq!(
            (&*read.program, &*read.name),
            ("emissions", "propose_slash")
        );
        let expected = json!({"args": {
            "number": 3, "amount": "18446744073709551615", "reason": 7, "evidence": "ab".repeat(32)
        }});
        assert_eq!(read.arguments, expected);
        assert_eq!(read.accounts.len(), 9);
        for amount in [None, Some(5)] {
            let data = emissions::instruction::Unstake { amount }.data();
            assert_eq!(
                named(&emissions::ID, &data).arguments,
                json!({ "amount": amount })
            );
        }
    }

    #[test]
    fn what_is_cut_off_too_long_or_unknown_is_not_read() {
        let data = emissions::instruction::Unstake { amount: Some(5) }.data();
        assert!(decode(&emissions::ID, data.get(..12).unwrap()).is_err());
        assert!(decode(&emissions::ID, &[&data[..], &[0]].concat()).is_err());
        assert!(decode(&emissions::ID, &[0; 8]).is_err());
        assert!(decode(&Pubkey::new_unique(), &data).unwrap().is_none());
    }

    #[test]
    fn a_length_that_is_a_lie_is_refused() {
        let set = emissions::instruction::SetCouncil {
            attestors: Vec::new(),
            threshold: 1,
        };
        let mut data = set.data();
        data.splice(8..12, u32::MAX.to_le_bytes());
        assert!(decode(&emissions::ID, &data).is_err());
    }
}
