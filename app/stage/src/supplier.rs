//! Registration of suppliers.

use ::marketplace::state::OfferArgs;
use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use emissions::instructions::{DelegationLimit, RegisterSupplierArgs, UpdateSupplierArgs};
use io_client::{emissions as client, marketplace, spl, Network, Receipt, SendError};
use io_common::types::Pool;
use solana_keypair::Keypair;
use solana_signer::Signer;

/// Registers a supplier to which at most `most` base units may be delegated: its owner signs.
pub fn register(owner: &Pubkey, args: RegisterSupplierArgs, most: u64) -> [Instruction; 2] {
    let address = client::supplier_address(owner, args.sequence);
    let limit = UpdateSupplierArgs {
        max_delegated: Some(DelegationLimit::Amount(most)),
        ..UpdateSupplierArgs::default()
    };
    [
        client::register_supplier(owner, args),
        client::update_supplier(owner, &address, limit),
    ]
}

/// Registers a supplier, with the ledger up to date; its owner stakes base units of IO and makes an offer. `registration` has
/// the most base units that may be delegated beside the rest.
///
/// # Errors
/// The network's refusal.
pub fn enter(
    network: &mut dyn Network,
    io: &Pubkey,
    owner: &Keypair,
    registration: (RegisterSupplierArgs, u64),
    stake: u64,
    offer: OfferArgs,
) -> Result<Receipt, SendError> {
    let (own, (args, most)) = (owner.pubkey(), registration);
    let address = client::supplier_address(&own, args.sequence);
    let source = spl::wallet(&own, io);
    let [register, limit] = register(&own, args, most);
    let instructions = [
        register,
        limit,
        client::stake_own(
            &client::StakeOwnAccounts {
                owner: own,
                supplier: address,
                source,
            },
            stake,
        ),
        marketplace::init_supplier_usage(&own, &address),
        marketplace::create_offer(&own, &address, 0, offer),
    ];
    network.send(&instructions, &[owner])
}

/// The pool of a GPU model of the catalogue: RTX models are in the Community pool.
pub fn pool_of(model: &str) -> Pool {
    if model.starts_with("RTX") {
        Pool::Community
    } else {
        Pool::Enterprise
    }
}
