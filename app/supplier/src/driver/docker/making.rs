//! Images of which containers are being made. They stay meanwhile.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;

use super::Failure;

/// An image, from before its pull until its container is made.
#[derive(Debug)]
pub struct One {
    /// As it is named.
    pub name: String,
    /// What the name means to the supplier, if it was here before and not for a renter.
    pub own: Option<String>,
    /// The id that it has after the pull.
    pub id: Option<String>,
}

/// By reservation.
pub type All = BTreeMap<Pubkey, One>;

/// The images of which containers are being made.
#[derive(Debug, Default)]
pub struct Making(Mutex<All>);

impl Making {
    /// All of them. None begins while this is held.
    pub fn lock(&self) -> MutexGuard<'_, All> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One more, until what this gives is dropped. `own` gives what the name means to the supplier.
    ///
    /// # Errors
    /// As `own`. [`Failure::Busy`] if another has a name of the supplier's: which image it means is not sure until that is over.
    pub fn begin(
        &self,
        reservation: Pubkey,
        name: &str,
        own: impl FnOnce() -> Result<Option<String>, Failure>,
    ) -> Result<Begun<'_>, Failure> {
        let mut all = self.lock();
        let own = match all.values().find(|it| it.name == name) {
            Some(other) if other.own.is_some() => {
                return Err(Failure::Busy(format!(
                    "{name} is being pulled for another reservation"
                )))
            }
            Some(_) => None,
            None => own()?,
        };
        let one = One {
            name: name.into(),
            own: own.clone(),
            id: None,
        };
        all.insert(reservation, one);
        Ok(Begun {
            making: self,
            reservation,
            own,
        })
    }
}

/// An image of which a container is being made.
#[derive(Debug)]
pub struct Begun<'a> {
    making: &'a Making,
    reservation: Pubkey,
    /// What its name means to the supplier.
    pub own: Option<String>,
}

impl Begun<'_> {
    /// It is pulled.
    pub fn pulled(&self, id: &str) {
        if let Some(one) = self.making.lock().get_mut(&self.reservation) {
            one.id = Some(id.into());
        }
    }
}

impl Drop for Begun<'_> {
    fn drop(&mut self) {
        self.making.lock().remove(&self.reservation);
    }
}
