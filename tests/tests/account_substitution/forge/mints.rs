//! Other mints, and what is of them.

use anchor_lang::prelude::{AccountMeta, Pubkey};
use io_client::spl;

use super::{
    bytes::{tokens_of, with_bytes, with_mint},
    Forge, Place,
};
use crate::{attempt::Attempt, role::Role, strangers::stranger};

/// A mint that nobody made.
const THIRD_MINT: Pubkey = Pubkey::new_from_array([0xfd; 32]);
/// Place of the authority in a mint.
const AUTHORITY: usize = 4;

impl Forge<'_> {
    pub(super) fn mints(&mut self, place: &Place) -> Vec<Attempt> {
        let (meta, account) = (place.meta, place.account.as_ref().unwrap());
        let suite = [self.world.io, self.world.usdc];
        if place.role == Role::Mint {
            let fresh = with_bytes(account, AUTHORITY, stranger().as_ref());
            let others = suite.into_iter().filter(|mint| *mint != meta.pubkey);
            let others = others.map(|mint| Attempt::passing(meta, mint, "the other mint"));
            let fresh = Attempt::at(meta, THIRD_MINT, fresh, "a stranger's mint");
            let with_tokens = self.mint_with_tokens(place, &fresh);
            return others.chain([fresh]).chain(with_tokens).collect();
        }
        let (own, _) = tokens_of(account);
        let others = suite.into_iter().filter(|mint| *mint != own);
        others
            .chain([THIRD_MINT])
            .flat_map(|mint| Attempt::twofold(meta, &with_mint(account, &mint), "of another mint"))
            .collect()
    }

    /// A mint with token accounts of it, where those who sign had some of the first.
    fn mint_with_tokens(&mut self, place: &Place, mint: &Attempt) -> Option<Attempt> {
        let mut whole = mint.clone();
        whole.how = "a stranger's mint with tokens".into();
        for (key, account) in self.tokens(place) {
            let (of, holder) = tokens_of(&account);
            let signs = |(_, meta): &(String, AccountMeta)| meta.is_signer && meta.pubkey == holder;
            if of == place.meta.pubkey && place.others.iter().any(signs) {
                let worthless = with_mint(&account, &mint.meta.pubkey);
                whole = whole.with(key, spl::wallet(&holder, &mint.meta.pubkey), worthless);
            }
        }
        Some(whole).filter(|whole| !whole.also.is_empty())
    }
}
