//! Addresses.

use anchor_lang::prelude::Pubkey;
use governance::state::{
    governance::get_governance_address,
    native_treasury::get_native_treasury_address,
    proposal::get_proposal_address,
    proposal_deposit::get_proposal_deposit_address,
    proposal_transaction::get_proposal_transaction_address,
    realm::{get_governing_token_holding_address, get_realm_address},
    realm_config::get_realm_config_address,
    token_owner_record::get_token_owner_record_address,
    vote_record::get_vote_record_address,
};
use io_client::realm::{address, SHARED};
use solana_program_2::pubkey::Pubkey as Key;

use super::{at, key, new, old, old_key};

#[test]
fn every_address_is_that_of_spl_governance() {
    let at = at();
    let program = old(&SHARED);
    let [realm, governance, mint] = [&at.realm, &at.governance, &at.mint].map(old);
    let same = |ours: Pubkey, theirs: Key| assert_eq!(ours, new(&theirs));
    same(at.realm, get_realm_address(&program, "io.net"));
    let governed = old(&emissions::ID);
    let theirs = get_governance_address(&program, &realm, &governed);
    same(at.governance, theirs);
    assert_eq!(
        address::governance(&at.program, &at.realm, &emissions::ID),
        at.governance
    );
    same(at.config(), get_realm_config_address(&program, &realm));
    same(
        at.holding(),
        get_governing_token_holding_address(&program, &realm, &mint),
    );
    same(
        at.treasury(),
        get_native_treasury_address(&program, &governance),
    );
    let theirs = get_token_owner_record_address(&program, &realm, &mint, &old_key(2));
    same(at.owner_record(&key(2)), theirs);
    same(
        at.proposal(&key(3)),
        get_proposal_address(&program, &governance, &mint, &old_key(3)),
    );
    let theirs =
        get_proposal_transaction_address(&program, &old_key(4), &[2], &258u16.to_le_bytes());
    same(at.transaction(&key(4), 2, 258), theirs);
    same(
        at.vote_record(&key(4), &key(5)),
        get_vote_record_address(&program, &old_key(4), &old_key(5)),
    );
    same(
        at.deposit(&key(4), &key(6)),
        get_proposal_deposit_address(&program, &old_key(4), &old_key(6)),
    );
}
