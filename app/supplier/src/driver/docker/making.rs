//! Images of which containers are being made. They stay meanwhile.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;

/// An image, from before its pull until its container is made.
#[derive(Clone, Debug)]
pub struct One {
    /// As it is named.
    pub name: String,
    /// The id that the name had before the pull.
    pub before: Option<String>,
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

    /// One more, until what this gives is dropped. `look` gives the id of the name now; while another pull of it goes on, the id
    /// before that pull counts.
    ///
    /// # Errors
    /// As `look`.
    pub fn begin<E>(
        &self,
        reservation: Pubkey,
        name: &str,
        look: impl FnOnce() -> Result<Option<String>, E>,
    ) -> Result<Begun<'_>, E> {
        let mut all = self.lock();
        let other = all.values().find(|it| it.name == name).cloned();
        let before = match other {
            Some(other) => other.before,
            None => look()?,
        };
        let one = One {
            name: name.into(),
            before: before.clone(),
            id: None,
        };
        all.insert(reservation, one);
        Ok(Begun {
            making: self,
            reservation,
            before,
        })
    }
}

/// An image of which a container is being made.
#[derive(Debug)]
pub struct Begun<'a> {
    making: &'a Making,
    reservation: Pubkey,
    /// The id that its name had before the pull.
    pub before: Option<String>,
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
