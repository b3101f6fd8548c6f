//! `dup` takes away Anchor's search for a mutable account that is passed twice, for 570 compute units. It stands only
//! where no two accounts could be equal: where Anchor writes a single one back.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anchor_syn::{parser::accounts, AccountField, AccountsStruct, Ty};
use syn::{Item, ItemStruct};

/// Account structs by name.
type Structs = BTreeMap<String, AccountsStruct>;

fn structs(source: &str) -> Structs {
    let items = syn::parse_file(source).unwrap().items.into_iter();
    let structs = items.filter_map(|item| match item {
        Item::Struct(item) if is_of_accounts(&item) => Some(item),
        _ => None,
    });
    structs
        .map(|item| (item.ident.to_string(), accounts::parse(&item).unwrap()))
        .collect()
}

fn is_of_accounts(item: &ItemStruct) -> bool {
    let lists = item
        .attrs
        .iter()
        .filter_map(|attr| attr.meta.require_list().ok());
    let mut derives = lists.filter(|list| list.path.is_ident("derive"));
    derives.any(|list| list.tokens.to_string().contains("Accounts"))
}

/// What Anchor writes back at the end of an instruction with the accounts of `name`, and whether it is `dup`.
fn written_back(name: &str, all: &Structs) -> Vec<(String, bool)> {
    let fields = all[name].fields.iter();
    let accounts = fields.map(|field| match field {
        AccountField::CompositeField(field) => written_back(&field.symbol, all),
        AccountField::Field(field) => {
            let rules = &field.constraints;
            let typed = matches!(
                field.ty,
                Ty::Account(_) | Ty::LazyAccount(_) | Ty::InterfaceAccount(_) | Ty::Migration(_)
            );
            // What is made here was not there to be passed twice.
            if typed && rules.is_mutable() && !rules.is_pure_init() {
                vec![(field.ident.to_string(), rules.is_dup())]
            } else {
                vec![]
            }
        }
    });
    accounts.flatten().collect()
}

/// Structs with a `dup` and a second account that is written back.
fn unsearched(all: &Structs) -> Vec<&str> {
    let names = all.keys().map(String::as_str);
    names
        .filter(|name| {
            let accounts = written_back(name, all);
            accounts.len() > 1 && accounts.iter().any(|(_, dup)| *dup)
        })
        .collect()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_account_that_is_passed_twice_escapes() {
    let mut dups = 0;
    for program in ["emissions", "marketplace", "fee-burn"] {
        let mut files = Vec::new();
        let folder = io_tests::root().join("programs").join(program).join("src");
        sources(&folder, &mut files);
        let all: Structs = files
            .iter()
            .flat_map(|file| structs(&fs::read_to_string(file).unwrap()))
            .collect();
        assert_eq!(unsearched(&all), [""; 0], "{program}");
        let accounts = all.keys().flat_map(|name| written_back(name, &all));
        dups += accounts.filter(|(_, dup)| *dup).count();
    }
    assert!(dups > 20, "{dups}");
}

#[test]
fn a_second_account_is_found() {
    let all = structs(
        "#[derive(Accounts)]
        pub struct One<'info> {
            #[account(mut, dup)]
            pub vault: Account<'info, TokenAccount>,
            #[account(mut)]
            pub ledger: AccountLoader<'info, Ledger>,
            pub mint: Account<'info, Mint>,
            #[account(init, payer = payer, space = 8)]
            pub made: Account<'info, Made>,
            #[account(mut)]
            pub payer: Signer<'info>,
            pub system_program: Program<'info, System>,
        }
        #[derive(Accounts)]
        pub struct Two<'info> {
            #[account(mut, dup)]
            pub vault: Account<'info, TokenAccount>,
            #[account(mut)]
            pub other: Option<Account<'info, TokenAccount>>,
        }
        #[derive(Accounts)]
        pub struct Searched<'info> {
            #[account(mut)]
            pub vault: Account<'info, TokenAccount>,
            #[account(mut)]
            pub other: Box<Account<'info, TokenAccount>>,
        }
        #[derive(Accounts)]
        pub struct Nested<'info> {
            pub one: One<'info>,
            #[account(mut)]
            pub mint: Account<'info, Mint>,
        }",
    );
    assert_eq!(all.len(), 4);
    assert_eq!(unsearched(&all), ["Nested", "Two"]);
}
