//! Durable nonces: a system program account whose value replaces the recent blockhash, so that a transaction does not
//! expire. Every transaction that lands with it changes the value, even a failed one.

use anchor_lang::{
    prelude::Pubkey,
    solana_program::{system_instruction::SystemInstruction, system_program},
};
use solana_account::Account;
use solana_hash::Hash;
use solana_message::VersionedMessage;
use solana_nonce::{state::State, versions::Versions};

use crate::{transaction::Nonce, Network, ReadError};

/// Contents of a nonce account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its authority.
    pub authority: Pubkey,
    /// Replaces the blockhash.
    pub value: Hash,
}

/// Why a nonce cannot be used, and the remedy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NonceError {
    /// No account.
    #[error("there is no nonce account at {0}: create it with `solana create-nonce-account`, or check the address and the network")]
    Missing(Pubkey),
    /// Some other account.
    #[error("{account} is not a nonce account, it belongs to {owner}: give another with --nonce")]
    NotANonce {
        /// The account.
        account: Pubkey,
        /// The program that owns it.
        owner: Pubkey,
    },
    /// Not initialized.
    #[error("the nonce account {0} is not initialized: create another with `solana create-nonce-account`")]
    Uninitialized(Pubkey),
    /// Legacy version, not yet upgraded to separate nonce values.
    #[error("the nonce account {0} is of the legacy version, which is no longer accepted: run `solana upgrade-nonce-account {0}`")]
    Legacy(Pubkey),
    /// The transaction was signed with an earlier value.
    #[error(
        "the nonce account {account} has been advanced, from {signed} to {value}: a transaction signed with the old value will \
         not be executed any more; check whether it was already executed, else build it again and have it signed again"
    )]
    Advanced {
        /// The account.
        account: Pubkey,
        /// Value that the transaction was signed with.
        signed: Hash,
        /// Its current value.
        value: Hash,
    },
    /// Wrong authority.
    #[error("the nonce account {account} belongs to {authority}, not to {given}: give its authority with --nonce-authority, or another account with --nonce")]
    Authority {
        /// The account.
        account: Pubkey,
        /// Its authority.
        authority: Pubkey,
        /// The authority that was given.
        given: Pubkey,
    },
}

/// Reads the nonce account at `address`.
///
/// # Errors
/// If the network does not answer, and then why it cannot be used.
pub fn read(
    network: &mut dyn Network,
    address: &Pubkey,
) -> Result<Result<Stored, NonceError>, ReadError> {
    let account = network.account(address)?;
    Ok(match account {
        Some(account) => decode(address, &account),
        None => Err(NonceError::Missing(*address)),
    })
}

/// Reads the nonce account and checks its authority and, if given, that its value is `signed`.
///
/// # Errors
/// As [`read`].
pub fn check(
    network: &mut dyn Network,
    nonce: &Nonce,
    signed: Option<Hash>,
) -> Result<Result<Stored, NonceError>, ReadError> {
    let Nonce { account, authority } = *nonce;
    let stored = match read(network, &account)? {
        Ok(stored) => stored,
        error => return Ok(error),
    };
    if stored.authority != authority {
        return Ok(Err(NonceError::Authority {
            account,
            authority: stored.authority,
            given: authority,
        }));
    }
    let value = stored.value;
    Ok(match signed.filter(|signed| *signed != value) {
        None => Ok(stored),
        Some(signed) => Err(NonceError::Advanced {
            account,
            signed,
            value,
        }),
    })
}

/// The durable nonce of a message: the account that its first instruction advances. Its authority is a signer of that
/// instruction, as for the runtime: the third account if that signs, or else the last that does.
pub fn of(message: &VersionedMessage) -> Option<Nonce> {
    let keys = message.static_account_keys();
    let first = message.instructions().first()?;
    let program = keys.get(usize::from(first.program_id_index))?;
    let advances = *program == system_program::ID
        && matches!(
            bincode::deserialize(&first.data),
            Ok(SystemInstruction::AdvanceNonceAccount)
        );
    let accounts = first.accounts.iter().map(|index| usize::from(*index));
    let third = accounts.clone().nth(2);
    let signs = |index: &usize| message.is_signer(*index);
    let authority = third
        .filter(signs)
        .or_else(|| accounts.clone().rfind(signs))?;
    let nonce = Nonce {
        account: *keys.get(accounts.clone().next()?)?,
        authority: *keys.get(authority)?,
    };
    Some(nonce).filter(|_| advances)
}

/// Decodes a nonce account.
///
/// # Errors
/// Why it cannot be used.
pub fn decode(address: &Pubkey, account: &Account) -> Result<Stored, NonceError> {
    let not_a_nonce = NonceError::NotANonce {
        account: *address,
        owner: account.owner,
    };
    // A wallet is an account of the system program without data.
    if account.owner != system_program::ID || account.data.len() != State::size() {
        return Err(not_a_nonce);
    }
    let versions: Versions = bincode::deserialize(&account.data).map_err(|_| not_a_nonce)?;
    match (&versions, versions.state()) {
        (_, State::Uninitialized) => Err(NonceError::Uninitialized(*address)),
        (Versions::Legacy(_), _) => Err(NonceError::Legacy(*address)),
        (Versions::Current(_), State::Initialized(data)) => Ok(Stored {
            authority: data.authority,
            value: data.blockhash(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transaction::{Budget, Draft, Format};
    use anchor_lang::solana_program::{
        instruction::{AccountMeta, Instruction},
        system_instruction,
    };
    use solana_message::Message;
    use solana_nonce::state::DurableNonce;

    fn account(versions: &Versions) -> Account {
        let mut data = bincode::serialize(versions).unwrap();
        data.resize(State::size(), 0);
        Account {
            lamports: 1,
            data,
            owner: system_program::ID,
            ..Account::default()
        }
    }

    #[test]
    fn only_an_initialized_nonce_of_the_present_version_is_one() {
        let (address, authority) = (Pubkey::new_unique(), Pubkey::new_unique());
        let value = DurableNonce::from_blockhash(&Hash::new_unique());
        let state = || Box::new(State::new_initialized(&authority, value, 5_000));
        assert_eq!(
            decode(&address, &account(&Versions::Current(state()))),
            Ok(Stored {
                authority,
                value: *value.as_hash()
            })
        );
        assert_eq!(
            decode(&address, &account(&Versions::Legacy(state()))),
            Err(NonceError::Legacy(address))
        );
        let empty = account(&Versions::new(State::Uninitialized));
        assert_eq!(
            decode(&address, &empty),
            Err(NonceError::Uninitialized(address))
        );
        let wallet = Account {
            data: Vec::new(),
            ..empty.clone()
        };
        let owner = Pubkey::new_unique();
        let foreign = Account { owner, ..empty };
        for other in [wallet, foreign] {
            let expected = NonceError::NotANonce {
                account: address,
                owner: other.owner,
            };
            assert_eq!(decode(&address, &other), Err(expected));
        }
    }

    #[test]
    fn the_nonce_of_a_message_is_that_of_its_first_instruction_in_each_format() {
        let nonce = Nonce {
            account: Pubkey::new_unique(),
            authority: Pubkey::new_unique(),
        };
        let payer = Pubkey::new_unique();
        let advance = system_instruction::advance_nonce_account(&nonce.account, &nonce.authority);
        for format in [Format::Legacy, Format::V0(&[]), Format::V1] {
            let draft = Draft {
                payer,
                instructions: &[system_instruction::transfer(&payer, &nonce.account, 1)],
                blockhash: Hash::new_unique(),
                nonce: Some(nonce),
                budget: Budget {
                    limit: 1,
                    price: 0,
                    loaded_bytes: None,
                },
                format,
            };
            assert_eq!(of(&draft.message().unwrap()), Some(nonce));
            let without = Draft {
                nonce: None,
                ..draft
            };
            assert_eq!(of(&without.message().unwrap()), None);
            // Not first: it advances the nonce, but the transaction still expires.
            let second = [draft.instructions[0].clone(), advance.clone()];
            let second = Draft {
                instructions: &second,
                ..without
            };
            assert_eq!(of(&second.message().unwrap()), None);
        }
    }

    /// The runtime takes any signer of the instruction for the authority, also the account itself.
    #[test]
    fn the_authority_is_who_signs_wherever_it_stands() {
        let (account, authority, payer) = (
            Pubkey::new_unique(),
            Pubkey::new_unique(),
            Pubkey::new_unique(),
        );
        let advance = |metas: Vec<AccountMeta>| {
            let data = &SystemInstruction::AdvanceNonceAccount;
            let advance = Instruction::new_with_bincode(system_program::ID, data, metas);
            let message = Message::new(&[advance], Some(&payer));
            of(&VersionedMessage::Legacy(message))
        };
        let sysvar = || AccountMeta::new_readonly(solana_sdk_ids::sysvar::rent::ID, false);
        let signs = |key| AccountMeta::new_readonly(key, true);
        let of_itself = vec![AccountMeta::new(account, true), sysvar()];
        let expected = |authority| Some(Nonce { account, authority });
        assert_eq!(advance(of_itself), expected(account));
        let held = || AccountMeta::new(account, false);
        let behind = vec![held(), sysvar(), sysvar(), signs(authority)];
        assert_eq!(advance(behind), expected(authority));
        let twice = vec![held(), signs(payer), signs(authority)];
        assert_eq!(advance(twice), expected(authority));
        // Nobody: the transaction is never executed as one with a nonce.
        assert_eq!(advance(vec![held(), sysvar(), sysvar()]), None);
    }
}
