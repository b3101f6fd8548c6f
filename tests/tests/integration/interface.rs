//! What clients and indexers rely on, pinned: discriminators, account sizes, the place of every field, error codes. A
//! change shows in `tests/golden/interface.txt`; `UPDATE_GOLDEN=1` writes it again.

use std::{collections::BTreeSet, fmt::Write};

use serde_json::Value;

/// An interface as `./x idl` has written it.
struct Idl(Value);

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap()
}

fn hex(value: &Value) -> String {
    let bytes = list(value, "discriminator").iter();
    bytes
        .map(|byte| format!("{:02x}", byte.as_u64().unwrap()))
        .collect()
}

impl Idl {
    fn read(program: &str) -> Self {
        let file = io_tests::root().join(format!("idls/{program}.json"));
        Self(serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
    }

    fn find(&self, of: &str) -> &Value {
        let types = list(&self.0, "types").iter();
        types.clone().find(|one| name(one) == of).unwrap()
    }

    /// Size and alignment of a type as `repr(C)` lays it out.
    fn layout(&self, of: &Value) -> (usize, usize) {
        if let Some(primitive) = of.as_str() {
            let size = match primitive {
                "u8" | "i8" | "bool" => 1,
                "u16" | "i16" => 2,
                "u32" | "i32" => 4,
                "u64" | "i64" => 8,
                "pubkey" => return (32, 1),
                other => panic!("no account holds a {other}"),
            };
            return (size, size);
        }
        if let Some(array) = of["array"].as_array() {
            let (size, align) = self.layout(&array[0]);
            let length = array[1].as_u64().unwrap() as usize;
            return (size * length, align);
        }
        let fields = self.fields(of["defined"]["name"].as_str().unwrap());
        let align = fields.iter().map(|field| field.align).max().unwrap_or(1);
        let end = fields.last().map_or(0, |field| field.offset + field.size);
        (end.next_multiple_of(align), align)
    }

    fn fields(&self, of: &str) -> Vec<Field> {
        let mut end = 0;
        let lay_out = |field: &Value| {
            let (size, align) = self.layout(&field["type"]);
            let offset = usize::next_multiple_of(end, align);
            assert_eq!(offset, end, "{of}: a hole before {}", name(field));
            end = offset + size;
            Field {
                name: name(field).into(),
                offset,
                size,
                align,
            }
        };
        list(&self.find(of)["type"], "fields")
            .iter()
            .map(lay_out)
            .collect()
    }
}

struct Field {
    name: String,
    offset: usize,
    size: usize,
    align: usize,
}

/// Bytes after the discriminator of each account that is read without a copy, from the program itself.
fn sizes(program: &str) -> Vec<(&'static str, usize)> {
    use io_common::types::{Approval, Council, Supplier, SupplierUsage};
    macro_rules! sizes {
        ($($account:ty),* $(,)?) => {
            vec![$((stringify!($account).rsplit(' ').next().unwrap(), <$account>::SIZE)),*]
        };
    }
    match program {
        "emissions" => {
            use emissions::state::*;
            sizes![
                Approval,
                Config,
                Council,
                Delegation,
                HistoryPage,
                Ledger,
                Models,
                Redelegation,
                Slash,
                Supplier
            ]
        }
        "marketplace" => {
            use marketplace::state::*;
            sizes![Autopay, Config, Offer, Reservation, SupplierUsage]
        }
        _ => {
            use fee_burn::state::*;
            sizes![Config, Engine]
        }
    }
}

/// Accounts in Borsh.
const BORSH: [&str; 3] = ["MaxVoterWeightRecord", "Proposal", "VoterWeightRecord"];

fn interface(program: &str) -> String {
    let idl = Idl::read(program);
    let mut text = format!("{program} {}\n", idl.0["address"].as_str().unwrap());
    for (kind, key) in [("instruction", "instructions"), ("event", "events")] {
        for one in list(&idl.0, key) {
            writeln!(text, "{kind} {} {}", hex(one), name(one)).unwrap();
        }
    }
    let sizes = sizes(program);
    let mut known: BTreeSet<&str> = sizes.iter().map(|(name, _)| *name).collect();
    for account in list(&idl.0, "accounts") {
        let of = name(account);
        let Some((_, size)) = sizes.iter().find(|(known, _)| *known == of) else {
            // Read by copy: its fields stand in the IDL in their order. Unit tests pin the bytes of records of votes.
            assert!(BORSH.contains(&of), "say what size {of} has");
            writeln!(text, "account {} {of} (Borsh)", hex(account)).unwrap();
            continue;
        };
        known.remove(of);
        writeln!(text, "account {} {of}, {size} bytes", hex(account)).unwrap();
        let fields = idl.fields(of);
        let end = fields.last().map(|field| 8 + field.offset + field.size);
        assert_eq!(end, Some(*size), "{of}");
        for field in fields {
            let (at, size) = (8 + field.offset, field.size);
            writeln!(text, "    {at:>5} {size:>5} {}", field.name).unwrap();
        }
    }
    assert!(known.is_empty(), "{program} no longer has {known:?}");
    for error in list(&idl.0, "errors") {
        writeln!(text, "error {} {}", error["code"], name(error)).unwrap();
    }
    text
}

#[test]
fn discriminators_layouts_and_error_codes_are_those_that_are_pinned() {
    let text = ["emissions", "marketplace", "fee_burn"]
        .map(interface)
        .join("\n");
    let golden = io_tests::root().join("tests/golden/interface.txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&golden, &text).unwrap();
    }
    let pinned = std::fs::read_to_string(&golden).unwrap_or_default();
    let differs = text
        .lines()
        .zip(pinned.lines())
        .find(|(now, pinned)| now != pinned);
    assert!(
        text == pinned,
        "first difference (now, pinned): {differs:?}"
    );
}
