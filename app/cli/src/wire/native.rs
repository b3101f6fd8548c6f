//! Instructions of the cluster's own programs in words.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{
        bpf_loader_upgradeable, system_instruction::SystemInstruction, system_program,
    },
};
use anchor_spl::{
    associated_token,
    token::{
        self,
        spl_token::instruction::{AuthorityType, TokenInstruction},
    },
    token_2022,
};
use io_client::realm::SHARED;
use solana_loader_v3_interface::instruction::UpgradeableLoaderInstruction;
use solana_sdk_ids::compute_budget;

use super::realm;
use crate::amounts::{brief, sol};

/// What an instruction does, and what its accounts are, in order.
pub struct Native {
    /// Name of the program.
    pub program: &'static str,
    /// What it does; of tokens without how many.
    pub does: String,
    /// What it moves.
    pub moves: Option<Moves>,
    /// Its accounts; there may be further ones without a name.
    pub accounts: Roles,
}

/// What an instruction moves, creates, destroys or lets another spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moves {
    /// Lamports.
    Sol(u64),
    /// Base units of a token, and its decimals if the instruction names them.
    Tokens(u64, Option<u8>),
}

impl Moves {
    /// Whether it is of a token.
    pub fn is_tokens(self) -> bool {
        matches!(self, Self::Tokens(..))
    }
}

/// Reads the data of an instruction of `program`, if it is one of these.
pub fn read(program: &Pubkey, data: &[u8]) -> Option<Native> {
    let (program, (does, moves, accounts)) = match *program {
        system_program::ID => ("system program", system(data)?),
        compute_budget::ID => ("compute budget", only(budget(data)?, &[])),
        token::ID => ("token program", tokens(data)?),
        token_2022::ID => ("token program 2022", tokens(data)?),
        associated_token::ID => ("associated token program", associated(data)?),
        bpf_loader_upgradeable::ID => ("program loader", loader(data)?),
        SHARED => {
            let (does, accounts) = realm::read(data)?;
            ("SPL Governance", only(does, accounts))
        }
        _ => return None,
    };
    Some(Native {
        program,
        does,
        moves,
        accounts,
    })
}

/// Names of accounts.
pub type Roles = &'static [&'static str];
type Read = (String, Option<Moves>, Roles);

/// What moves nothing.
fn only(does: impl Into<String>, accounts: Roles) -> Read {
    (does.into(), None, accounts)
}

fn system(data: &[u8]) -> Option<Read> {
    use SystemInstruction::*;
    let paid = |does: &str, lamports, rest: &str, accounts: Roles| {
        let amount = sol(lamports);
        let does = format!("{does} {} SOL{rest}", brief(&amount));
        (does, Some(Moves::Sol(lamports)), accounts)
    };
    let create = |lamports, space: u64, owner: Pubkey, accounts: Roles| {
        let does = format!("create an account of {space} bytes for program {owner}, with");
        paid(&does, lamports, "", accounts)
    };
    Some(match bincode::deserialize(data).ok()? {
        Transfer { lamports } => paid("transfer", lamports, "", &["from", "to"]),
        TransferWithSeed { lamports, .. } => {
            paid("transfer", lamports, "", &["from", "base", "to"])
        }
        CreateAccount {
            lamports,
            space,
            owner,
        } => create(lamports, space, owner, &["from", "new account"]),
        CreateAccountWithSeed {
            lamports,
            space,
            owner,
            ..
        } => create(lamports, space, owner, &["from", "new account", "base"]),
        CreateAccountAllowPrefund {
            lamports,
            space,
            owner,
        } => create(lamports, space, owner, &["new account", "from"]),
        Assign { owner } => only(format!("give the account to program {owner}"), &["account"]),
        AssignWithSeed { owner, .. } => only(
            format!("give the account to program {owner}"),
            &["account", "base"],
        ),
        Allocate { space } => only(format!("allocate {space} bytes"), &["account"]),
        AllocateWithSeed { space, owner, .. } => only(
            format!("allocate {space} bytes for program {owner}"),
            &["account", "base"],
        ),
        AdvanceNonceAccount => only(
            "advance the nonce",
            &["nonce account", "recent blockhashes", "nonce authority"],
        ),
        WithdrawNonceAccount(lamports) => paid(
            "withdraw",
            lamports,
            " of the nonce account",
            &[
                "nonce account",
                "to",
                "recent blockhashes",
                "rent",
                "nonce authority",
            ],
        ),
        InitializeNonceAccount(authority) => only(
            format!("make it a nonce account of authority {authority}"),
            &["nonce account", "recent blockhashes", "rent"],
        ),
        AuthorizeNonceAccount(authority) => only(
            format!("give the nonce account to authority {authority}"),
            &["nonce account", "nonce authority"],
        ),
        UpgradeNonceAccount => only("upgrade the nonce account", &["nonce account"]),
    })
}

fn tokens(data: &[u8]) -> Option<Read> {
    use TokenInstruction::*;
    let moved = |does: &str, amount, decimals, accounts: Roles| {
        let moves = Moves::Tokens(amount, decimals);
        (does.to_string(), Some(moves), accounts)
    };
    let mint = |decimals: u8, authority: Pubkey| {
        format!("make it a mint of {decimals} decimals, with mint authority {authority}")
    };
    let account = |owner: Pubkey| format!("make it a token account of {owner}");
    Some(match TokenInstruction::unpack(data).ok()? {
        InitializeMint {
            decimals,
            mint_authority,
            ..
        } => only(mint(decimals, mint_authority), &["mint", "rent"]),
        InitializeMint2 {
            decimals,
            mint_authority,
            ..
        } => only(mint(decimals, mint_authority), &["mint"]),
        InitializeAccount => only(
            "make it a token account",
            &["account", "mint", "owner", "rent"],
        ),
        InitializeAccount2 { owner } => only(account(owner), &["account", "mint", "rent"]),
        InitializeAccount3 { owner } => only(account(owner), &["account", "mint"]),
        InitializeMultisig { m } => only(
            format!("make it a multisig of which {m} sign"),
            &["multisig", "rent"],
        ),
        InitializeMultisig2 { m } => only(
            format!("make it a multisig of which {m} sign"),
            &["multisig"],
        ),
        Transfer { amount } => moved(
            "transfer",
            amount,
            None,
            &["source", "destination", "authority"],
        ),
        TransferChecked { amount, decimals } => moved(
            "transfer",
            amount,
            Some(decimals),
            &["source", "mint", "destination", "authority"],
        ),
        Approve { amount } => moved(
            "let the delegate spend",
            amount,
            None,
            &["source", "delegate", "owner"],
        ),
        ApproveChecked { amount, decimals } => moved(
            "let the delegate spend",
            amount,
            Some(decimals),
            &["source", "mint", "delegate", "owner"],
        ),
        Revoke => only("end what a delegate may spend", &["source", "owner"]),
        SetAuthority {
            authority_type,
            new_authority,
        } => {
            let new: Option<Pubkey> = new_authority.into();
            let new = new.map_or_else(|| "nobody".into(), |new| new.to_string());
            let may = match authority_type {
                AuthorityType::MintTokens => "the right to mint",
                AuthorityType::FreezeAccount => "the right to freeze accounts",
                AuthorityType::AccountOwner => "the account with its tokens",
                AuthorityType::CloseAccount => "the right to close the account",
            };
            only(format!("give {may} to {new}"), &["account", "authority"])
        }
        MintTo { amount } => moved(
            "mint",
            amount,
            None,
            &["mint", "destination", "mint authority"],
        ),
        MintToChecked { amount, decimals } => moved(
            "mint",
            amount,
            Some(decimals),
            &["mint", "destination", "mint authority"],
        ),
        Burn { amount } => moved("burn", amount, None, &["source", "mint", "authority"]),
        BurnChecked { amount, decimals } => moved(
            "burn",
            amount,
            Some(decimals),
            &["source", "mint", "authority"],
        ),
        CloseAccount => only("close the account", &["account", "destination", "owner"]),
        FreezeAccount => only(
            "freeze the account",
            &["account", "mint", "freeze authority"],
        ),
        ThawAccount => only("thaw the account", &["account", "mint", "freeze authority"]),
        SyncNative => only("count the SOL of the account as its tokens", &["account"]),
        GetAccountDataSize => only("ask for the size of an account", &["mint"]),
        InitializeImmutableOwner => only("fix the owner of the account", &["account"]),
        AmountToUiAmount { .. } | UiAmountToAmount { .. } => {
            only("write an amount in another form", &["mint"])
        }
    })
}

fn associated(data: &[u8]) -> Option<Read> {
    let does = match data {
        [] | [0] => "create a token account",
        [1] => "create a token account if it is missing",
        _ => return None,
    };
    Some(only(
        does,
        &[
            "payer",
            "token account",
            "owner",
            "mint",
            "system program",
            "token program",
        ],
    ))
}

fn loader(data: &[u8]) -> Option<Read> {
    use UpgradeableLoaderInstruction::*;
    let extend = |bytes: u32, accounts: Roles| {
        only(format!("extend the program by {bytes} bytes"), accounts)
    };
    Some(match bincode::deserialize(data).ok()? {
        InitializeBuffer => only("initialize a buffer", &["buffer", "authority"]),
        Write { offset, bytes } => only(
            format!("write {} bytes at {offset}", bytes.len()),
            &["buffer", "authority"],
        ),
        DeployWithMaxDataLen { max_data_len, .. } => only(
            format!("deploy a program, with room for {max_data_len} bytes"),
            &[
                "payer",
                "program data",
                "program",
                "buffer",
                "rent",
                "clock",
                "system program",
                "upgrade authority",
            ],
        ),
        Upgrade => only(
            "upgrade the program",
            &[
                "program data",
                "program",
                "buffer",
                "refund to",
                "rent",
                "clock",
                "upgrade authority",
            ],
        ),
        SetAuthority | SetAuthorityChecked => only(
            "change the authority; without a new one it is final",
            &["buffer or program data", "authority", "new authority"],
        ),
        Close => only(
            "close the account",
            &["account", "refund to", "authority", "program"],
        ),
        ExtendProgram { additional_bytes } => extend(
            additional_bytes,
            &["program data", "program", "system program", "payer"],
        ),
        ExtendProgramChecked { additional_bytes } => extend(
            additional_bytes,
            &[
                "program data",
                "program",
                "authority",
                "system program",
                "payer",
            ],
        ),
        Migrate => only(
            "move the program to another loader",
            &["program data", "program", "authority"],
        ),
    })
}

/// Limit and price of compute units, and the limit of loaded account data: all that `io` sends.
fn budget(data: &[u8]) -> Option<String> {
    let (kind, value) = data.split_first()?;
    let units = || Some(u32::from_le_bytes(value.try_into().ok()?));
    match (kind, value.len()) {
        (1, 4) => Some(format!("a heap of {} bytes", units()?)),
        (2, 4) => Some(format!("at most {} compute units", units()?)),
        (3, 8) => Some(format!(
            "{} micro-lamports a compute unit",
            u64::from_le_bytes(value.try_into().ok()?)
        )),
        (4, 4) => Some(format!("at most {} bytes of loaded accounts", units()?)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::solana_program::{program_option::COption, system_instruction};
    use io_client::spl;

    /// None shows how Rust writes it.
    #[test]
    fn every_instruction_has_words() {
        use anchor_spl::token::spl_token::instruction::TokenInstruction::*;
        use bpf_loader_upgradeable::ID as LOADER;
        let key = Pubkey::new_from_array([1; 32]);
        let (seed, base, owner) = (String::from("seed"), key, key);
        let tokens = [
            InitializeMint {
                decimals: 6,
                mint_authority: key,
                freeze_authority: COption::None,
            },
            InitializeMint2 {
                decimals: 6,
                mint_authority: key,
                freeze_authority: COption::Some(key),
            },
            InitializeAccount,
            InitializeAccount2 { owner },
            InitializeAccount3 { owner },
            InitializeMultisig { m: 2 },
            InitializeMultisig2 { m: 2 },
            ApproveChecked {
                amount: 7,
                decimals: 2,
            },
            MintToChecked {
                amount: 7,
                decimals: 2,
            },
            BurnChecked {
                amount: 7,
                decimals: 2,
            },
            SyncNative,
            GetAccountDataSize,
            InitializeImmutableOwner,
            AmountToUiAmount { amount: 7 },
            SetAuthority {
                authority_type: AuthorityType::AccountOwner,
                new_authority: COption::Some(key),
            },
            SetAuthority {
                authority_type: AuthorityType::MintTokens,
                new_authority: COption::None,
            },
        ];
        let system = [
            SystemInstruction::InitializeNonceAccount(key),
            SystemInstruction::AuthorizeNonceAccount(key),
            SystemInstruction::UpgradeNonceAccount,
            SystemInstruction::AllocateWithSeed {
                base,
                seed: seed.clone(),
                space: 7,
                owner,
            },
            SystemInstruction::AssignWithSeed {
                base,
                seed: seed.clone(),
                owner,
            },
            SystemInstruction::TransferWithSeed {
                lamports: 7,
                from_seed: seed,
                from_owner: key,
            },
        ];
        let loader = [
            UpgradeableLoaderInstruction::ExtendProgram {
                additional_bytes: 7,
            },
            UpgradeableLoaderInstruction::Close,
        ];
        let mut all: Vec<(Pubkey, Vec<u8>)> = Vec::new();
        all.extend(tokens.iter().map(|it| (token::ID, it.pack())));
        all.extend(
            system
                .iter()
                .map(|it| (system_program::ID, bincode::serialize(it).unwrap())),
        );
        all.extend(
            loader
                .iter()
                .map(|it| (LOADER, bincode::serialize(it).unwrap())),
        );
        for (program, data) in all {
            let does = read(&program, &data).unwrap().does;
            let plain = does.replace(&key.to_string(), "").replace("SOL", "");
            let is_rust = |it: char| it.is_uppercase() || "{}()_".contains(it);
            assert!(!plain.contains(is_rust), "{does}");
        }
    }

    #[test]
    fn what_moves_money_is_read_with_its_amount_and_its_accounts() {
        let [one, two, three] = [1, 2, 3].map(|byte| Pubkey::new_from_array([byte; 32]));
        let cases = [
            (
                system_instruction::transfer(&one, &two, 1_500_000_000),
                ("system program", "transfer 1.5 SOL", &["from", "to"][..]),
            ),
            (
                spl::transfer(&one, &two, &three, 7),
                (
                    "token program",
                    "transfer",
                    &["source", "destination", "authority"],
                ),
            ),
            (
                bpf_loader_upgradeable::upgrade(&one, &two, &three, &one),
                (
                    "program loader",
                    "upgrade the program",
                    &["program data", "program", "buffer"],
                ),
            ),
            (
                spl::create_wallet(&one, &two, &three),
                (
                    "associated token program",
                    "create a token account if it is missing",
                    &["payer", "token account", "owner"],
                ),
            ),
        ];
        for (instruction, (program, does, accounts)) in cases {
            let read = read(&instruction.program_id, &instruction.data).unwrap();
            assert_eq!((read.program, read.does.as_str()), (program, does));
            assert!(read.accounts.starts_with(accounts));
            assert!(read.accounts.len() <= instruction.accounts.len());
        }
        assert!(read(&one, &[1]).is_none());
        assert!(read(&system_program::ID, &[255; 4]).is_none());
    }
}
