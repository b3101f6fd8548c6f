//! The page of a program.

use std::fmt::Write;

use anchor_lang_idl::types::{
    IdlDefinedFields, IdlField, IdlInstruction, IdlInstructionAccountItem, IdlTypeDef, IdlTypeDefTy,
};
use anyhow::ensure;

use super::{
    errors::title,
    interface::{fields, is_in_place, linked, Interface},
    layout::{extent_of, places, Place},
    observed::Observed,
    parameters,
    text::{anchor, cell, codes, markdown, number, parts},
};

/// Bytes of the discriminator in front of an account.
const DISCRIMINATOR: usize = 8;

/// The page.
pub fn page(name: &str, interface: &Interface, observed: &Observed) -> anyhow::Result<String> {
    let idl = interface.idl;
    let mut text = format!("# {}: the interface\n\n", title(name));
    writeln!(
        text,
        "Generated: `./x reference` writes this page from `idls/{}.json` and `tests/golden/observed.tsv`.\n",
        idl.metadata.name
    )?;
    writeln!(text, "Address: `{}`. [Conventions](accounts.md#conventions), [addresses and rent of the accounts](accounts.md#all-accounts), [all errors](errors.md). The errors and events of an instruction are those observed in the tests. Account checks of Anchor and errors of called programs come on top.\n", idl.address)?;
    writeln!(text, "- [Instructions](#instructions)\n- [Accounts](#accounts)\n- [Parameters](#parameters)\n- [Events](#events)\n- [Types](#types)\n")?;
    writeln!(
        text,
        "## Instructions\n\n| instruction | what it does |\n|---|---|"
    )?;
    for one in &idl.instructions {
        let summary = parts(&one.docs).text;
        let summary = first_sentence(&summary).replace('|', "\\|");
        writeln!(
            text,
            "| [`{}`](#{}) | {summary} |",
            one.name,
            anchor(&one.name)
        )?;
    }
    for one in &idl.instructions {
        instruction(&mut text, name, one, observed)?;
    }
    writeln!(text, "\n## Accounts")?;
    for account in &idl.accounts {
        definition(
            &mut text,
            interface,
            interface.find(&account.name)?,
            DISCRIMINATOR,
        )?;
    }
    writeln!(
        text,
        "\n## Parameters\n\nRanges are fixed in the code; only a program upgrade changes them. [protocol.md](../spec/protocol.md#what-can-be-changed) says how parameters are changed, and which change together.\n"
    )?;
    text.push_str(&parameters::table(name));
    writeln!(text, "\n## Events")?;
    for event in &idl.events {
        definition(&mut text, interface, interface.find(&event.name)?, 0)?;
    }
    writeln!(text, "\n## Types")?;
    for other in interface.others() {
        definition(&mut text, interface, other, 0)?;
    }
    let mut anchors: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("### "))
        .collect();
    anchors.sort_unstable();
    let again = anchors.windows(2).find(|pair| pair.first() == pair.last());
    ensure!(
        again.is_none(),
        "{name}: two headings have one anchor: {again:?}"
    );
    Ok(text)
}

fn first_sentence(text: &str) -> String {
    let text = text.split("\n\n").next().unwrap_or_default();
    let end = text.find(". ").unwrap_or(text.len());
    text.get(..end).unwrap_or(text).trim_end_matches('.').into()
}

fn instruction(
    text: &mut String,
    program: &str,
    one: &IdlInstruction,
    observed: &Observed,
) -> anyhow::Result<()> {
    let parts = parts(&one.docs);
    writeln!(text, "\n### `{}`\n\n{}\n", one.name, parts.text)?;
    let arguments: Vec<String> = one
        .args
        .iter()
        .map(|argument| Ok(format!("`{}`: {}", argument.name, linked(&argument.ty)?)))
        .collect::<anyhow::Result<_>>()?;
    for (label, of) in &parts.labelled {
        if *label == "Arguments" {
            writeln!(text, "- Arguments: {}. {of}", arguments.join(", "))?;
        } else {
            writeln!(text, "- {label}: {of}")?;
        }
    }
    let is_explained = parts
        .labelled
        .iter()
        .any(|(label, _)| *label == "Arguments");
    match arguments.as_slice() {
        _ if is_explained => {}
        [] => writeln!(text, "- Arguments: none.")?,
        all => writeln!(text, "- Arguments: {}.", all.join(", "))?,
    }
    let answers = observed.of(program, &one.name);
    let errors = answers.map_or(&[][..], |it| &it.errors);
    let events = answers.map_or(&[][..], |it| &it.events);
    match errors {
        [] => writeln!(text, "- Errors: none of its own.")?,
        all => writeln!(text, "- Errors: {}.", codes(all))?,
    }
    let events: Vec<String> = events
        .iter()
        .map(|event| format!("[`{event}`](#{})", anchor(event)))
        .collect();
    match events.as_slice() {
        [] => writeln!(text, "- Event: none.")?,
        all => writeln!(text, "- Event: {}.", all.join(", "))?,
    }
    writeln!(
        text,
        "\n| | account | rights | what it is |\n|---:|---|---|---|"
    )?;
    let mut place = 0;
    accounts(text, &one.accounts, &mut place)
}

fn accounts(
    text: &mut String,
    items: &[IdlInstructionAccountItem],
    place: &mut usize,
) -> anyhow::Result<()> {
    for item in items {
        match item {
            IdlInstructionAccountItem::Composite(group) => accounts(text, &group.accounts, place)?,
            IdlInstructionAccountItem::Single(one) => {
                let rights = [
                    (one.signer, "signer"),
                    (one.writable, "writable"),
                    (one.optional, "optional"),
                ];
                let rights = rights.iter().filter(|(has, _)| *has);
                let rights: Vec<&str> = rights.map(|(_, name)| *name).collect();
                let what = match one.name.as_str() {
                    // Anchor adds them.
                    "event_authority" => "Signs the self-CPI that emits the event".into(),
                    "program" => "The program itself, target of the self-CPI".into(),
                    _ => cell(&one.docs),
                };
                writeln!(
                    text,
                    "| {place} | `{}` | {} | {what} |",
                    one.name,
                    rights.join(", ")
                )?;
                *place = place.saturating_add(1);
            }
        }
    }
    Ok(())
}

/// A struct or an enum, whose fields start at offset `start`.
fn definition(
    text: &mut String,
    interface: &Interface,
    one: &IdlTypeDef,
    start: usize,
) -> anyhow::Result<()> {
    writeln!(text, "\n### `{}`\n\n{}\n", one.name, markdown(&one.docs))?;
    match &one.ty {
        IdlTypeDefTy::Struct { .. } if is_in_place(one) => {
            let (size, _) = extent_of(interface, &one.name)?;
            writeln!(text, "{} bytes.\n", number(size.saturating_add(start)))?;
            writeln!(
                text,
                "| offset | field | type | meaning |\n|---:|---|---|---|"
            )?;
            for Place {
                offset,
                path,
                ty,
                docs,
            } in places(interface, &one.name, start, "")?
            {
                writeln!(
                    text,
                    "| {offset} | `{path}` | {} | {} |",
                    linked(ty)?,
                    cell(docs)
                )?;
            }
        }
        IdlTypeDefTy::Struct { .. } => borsh(text, fields(one)?)?,
        IdlTypeDefTy::Enum { variants } => {
            writeln!(text, "| number | variant | holds |\n|---:|---|---|")?;
            for (number, variant) in variants.iter().enumerate() {
                let holds = match &variant.fields {
                    None => String::new(),
                    Some(IdlDefinedFields::Tuple(types)) => {
                        let types = types
                            .iter()
                            .map(linked)
                            .collect::<anyhow::Result<Vec<_>>>()?;
                        types.join(", ")
                    }
                    Some(IdlDefinedFields::Named(fields)) => {
                        let fields = fields.iter().map(|field| {
                            let ty = linked(&field.ty)?;
                            Ok(format!("`{}`: {ty}, {}", field.name, cell(&field.docs)))
                        });
                        fields.collect::<anyhow::Result<Vec<_>>>()?.join("; ")
                    }
                };
                writeln!(text, "| {number} | `{}` | {holds} |", variant.name)?;
            }
        }
        IdlTypeDefTy::Type { alias } => writeln!(text, "{}", linked(alias)?)?,
    }
    Ok(())
}

fn borsh(text: &mut String, fields: &[IdlField]) -> anyhow::Result<()> {
    if fields.is_empty() {
        return Ok(());
    }
    writeln!(text, "| field | type | meaning |\n|---|---|---|")?;
    for field in fields {
        writeln!(
            text,
            "| `{}` | {} | {} |",
            field.name,
            linked(&field.ty)?,
            cell(&field.docs)
        )?;
    }
    Ok(())
}
