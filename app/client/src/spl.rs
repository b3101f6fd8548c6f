//! Tokens, as the suite's clients use them. Amounts are base units.

use anchor_lang::prelude::{ProgramError, Pubkey, Rent};
use anchor_lang::solana_program::{
    instruction::Instruction,
    program_option::COption,
    program_pack::{IsInitialized, Pack},
    system_instruction,
};
use anchor_spl::{
    associated_token::{get_associated_token_address, spl_associated_token_account},
    token::spl_token::{
        self,
        state::{Account, Mint},
    },
    token_2022::{
        self,
        spl_token_2022::{self, extension::StateWithExtensions},
    },
};

use solana_account::Account as Stored;

use crate::{Network, ReadError};

/// The builders of the token program check only that the program is a token program.
#[allow(clippy::expect_used)]
fn built(instruction: Result<Instruction, ProgramError>) -> Instruction {
    instruction.expect("the classic token program is a token program")
}

/// Creates a mint without a freeze authority, with the `rent` of today; `payer` and `mint` sign. Lamports that the address
/// holds already are no obstacle, and stay in it.
pub fn create_mint(
    rent: &Rent,
    payer: &Pubkey,
    mint: &Pubkey,
    authority: &Pubkey,
    decimals: u8,
) -> [Instruction; 4] {
    [
        system_instruction::transfer(payer, mint, rent.minimum_balance(Mint::LEN)),
        system_instruction::allocate(mint, Mint::LEN as u64),
        system_instruction::assign(mint, &spl_token::ID),
        built(spl_token::instruction::initialize_mint2(
            &spl_token::ID,
            mint,
            authority,
            None,
            decimals,
        )),
    ]
}

/// The associated token account of `owner` for `mint`.
pub fn wallet(owner: &Pubkey, mint: &Pubkey) -> Pubkey {
    get_associated_token_address(owner, mint)
}

/// Creates [`wallet`], if it is not there; `payer` signs.
pub fn create_wallet(payer: &Pubkey, owner: &Pubkey, mint: &Pubkey) -> Instruction {
    spl_associated_token_account::instruction::create_associated_token_account_idempotent(
        payer,
        owner,
        mint,
        &spl_token::ID,
    )
}

/// Mints to a token account; `authority` signs.
pub fn mint_to(mint: &Pubkey, to: &Pubkey, authority: &Pubkey, amount: u64) -> Instruction {
    built(spl_token::instruction::mint_to(
        &spl_token::ID,
        mint,
        to,
        authority,
        &[],
        amount,
    ))
}

/// Gives the freezing of a mint's accounts up permanently; `authority`, who could freeze them, signs.
pub fn revoke_freeze(mint: &Pubkey, authority: &Pubkey) -> Instruction {
    built(spl_token::instruction::set_authority(
        &spl_token::ID,
        mint,
        None,
        spl_token::instruction::AuthorityType::FreezeAccount,
        authority,
        &[],
    ))
}

/// Moves tokens between token accounts; `owner` signs.
pub fn transfer(from: &Pubkey, to: &Pubkey, owner: &Pubkey, amount: u64) -> Instruction {
    built(spl_token::instruction::transfer(
        &spl_token::ID,
        from,
        to,
        owner,
        &[],
        amount,
    ))
}

/// Approves `delegate` to move `amount` in all out of a token account, in place of any before; `owner` signs.
pub fn approve(from: &Pubkey, delegate: &Pubkey, owner: &Pubkey, amount: u64) -> Instruction {
    built(spl_token::instruction::approve(
        &spl_token::ID,
        from,
        delegate,
        owner,
        &[],
        amount,
    ))
}

/// Ends what a token account has approved; `owner` signs.
pub fn revoke(from: &Pubkey, owner: &Pubkey) -> Instruction {
    built(spl_token::instruction::revoke(
        &spl_token::ID,
        from,
        owner,
        &[],
    ))
}

fn unpack<T: Pack + IsInitialized>(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<T>, ReadError> {
    let account = network.account(address)?;
    Ok(account.and_then(|account| unpacked(&account)))
}

fn unpacked<T: Pack + IsInitialized>(account: &Stored) -> Option<T> {
    let is_tokens = account.owner == spl_token::ID;
    is_tokens.then(|| T::unpack(&account.data).ok()).flatten()
}

/// The token account that was read, of either token program; none if it is something else.
pub fn held(account: &Stored) -> Option<Account> {
    if account.owner != token_2022::ID {
        return unpacked(account);
    }
    // It begins as one of the first program, and may go on with extensions.
    StateWithExtensions::<spl_token_2022::state::Account>::unpack(&account.data).ok()?;
    Account::unpack_from_slice(account.data.get(..Account::LEN)?).ok()
}

/// Decimals of the mint that was read, of either token program; none if it is something else.
pub fn decimals(account: &Stored) -> Option<u8> {
    if account.owner != token_2022::ID {
        return unpacked::<Mint>(account).map(|mint| mint.decimals);
    }
    let mint = StateWithExtensions::<spl_token_2022::state::Mint>::unpack(&account.data);
    Some(mint.ok()?.base.decimals)
}

/// Supply of the mint of the first token program that was read; none if it is something else.
pub fn supply(account: &Stored) -> Option<u64> {
    unpacked::<Mint>(account).map(|mint| mint.supply)
}

/// The account of the first token program that was read; none if it is something else.
pub fn tokens(account: &Stored) -> Option<Account> {
    unpacked(account)
}

/// Tokens in an account that was read: none if it is no token account.
pub fn amount(account: &Stored) -> u64 {
    unpacked::<Account>(account).map_or(0, |account| account.amount)
}

/// The token account at `address`, if there is one.
///
/// # Errors
/// If the network does not answer.
pub fn token_account(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Option<Account>, ReadError> {
    unpack(network, address)
}

/// Tokens in the account at `address`: none if it does not exist.
///
/// # Errors
/// If the network does not answer.
pub fn balance(network: &mut dyn Network, address: &Pubkey) -> Result<u64, ReadError> {
    let account = token_account(network, address)?;
    Ok(account.map_or(0, |account| account.amount))
}

/// The mint at `address`, if there is one.
///
/// # Errors
/// If the network does not answer.
pub fn mint(network: &mut dyn Network, address: &Pubkey) -> Result<Option<Mint>, ReadError> {
    unpack(network, address)
}

/// The mint authority, if any.
pub fn mint_authority(mint: &Mint) -> Option<Pubkey> {
    match mint.mint_authority {
        COption::Some(authority) => Some(authority),
        COption::None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed<T: Pack>(owner: Pubkey, it: T) -> Stored {
        let mut data = vec![0; T::LEN];
        T::pack(it, &mut data).unwrap();
        Stored {
            data,
            owner,
            ..Stored::default()
        }
    }

    /// As the second token program stores it: the kind of account, and an extension.
    fn extended(mut account: Stored, kind: u8) -> Stored {
        account.data.resize(Account::LEN, 0);
        // The owner of a token account cannot be changed: an extension without data.
        account.data.extend([kind, 7, 0, 0, 0]);
        account
    }

    #[test]
    fn tokens_of_both_programs_are_read() {
        let [mint, owner] = [1, 2].map(|byte| Pubkey::new_from_array([byte; 32]));
        for program in [spl_token::ID, token_2022::ID] {
            let account = packed(
                program,
                Account {
                    mint,
                    owner,
                    amount: 7,
                    state: spl_token::state::AccountState::Initialized,
                    ..Account::default()
                },
            );
            let stored = packed(
                program,
                Mint {
                    decimals: 5,
                    is_initialized: true,
                    ..Mint::default()
                },
            );
            let of = |it: &Stored| held(it).map(|it| (it.mint, it.owner, it.amount));
            assert_eq!(of(&account), Some((mint, owner, 7)));
            assert_eq!((decimals(&stored), of(&stored)), (Some(5), None));
            assert_eq!(decimals(&account), None);
            let is_second = program == token_2022::ID;
            let longer = extended(account.clone(), 2);
            assert_eq!(of(&longer).is_some(), is_second);
            let longer = extended(stored, 1);
            assert_eq!(
                (decimals(&longer).is_some(), of(&longer)),
                (is_second, None)
            );
            let other = Stored {
                owner: mint,
                ..account
            };
            assert_eq!(of(&other), None);
        }
    }
}
