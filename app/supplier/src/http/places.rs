//! What clients hold at a time, such as connections.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::client::Client;

/// Places that are held.
#[derive(Default)]
pub struct Places(Mutex<BTreeMap<Client, usize>>);

/// One of them, until it is dropped.
pub struct Place {
    places: Arc<Places>,
    client: Client,
}

impl Places {
    /// One more for a client, if it holds fewer than `most`.
    pub fn take(self: &Arc<Self>, client: Client, most: usize) -> Option<Place> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_free = client.counted().all(|(it, times)| {
            let times = usize::try_from(times).unwrap_or(usize::MAX);
            held.get(&it).copied().unwrap_or_default() < most.saturating_mul(times)
        });
        if !is_free {
            return None;
        }
        for (it, _) in client.counted() {
            let count = held.entry(it).or_default();
            *count = count.saturating_add(1);
        }
        Some(Place {
            places: self.clone(),
            client,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (it, _) in self.client.counted() {
            match held.get(&it).copied().unwrap_or_default() {
                0 | 1 => drop(held.remove(&it)),
                more => drop(held.insert(it, more.saturating_sub(1))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_holds_so_many_and_its_site_four_times_as_many() {
        let places = Arc::new(Places::default());
        let take = |address: &str| places.take(Client::at(address.parse().unwrap()), 1);
        let first = take("192.0.2.1");
        assert!(first.is_some() && take("192.0.2.1").is_none());
        drop(first);
        assert!(take("192.0.2.1").is_some());
        let mut of_site = Vec::new();
        for network in 0..4 {
            let address = format!("2001:db8:0:{network}::1");
            of_site.push(take(&address).unwrap());
            assert!(take(&address).is_none(), "{address}");
        }
        assert!(take("2001:db8:0:4::1").is_none());
        assert!(take("2001:db8:1::1").is_some());
        of_site.pop();
        assert!(take("2001:db8:0:4::1").is_some());
        drop(of_site);
        assert!(places.0.lock().unwrap().is_empty());
    }
}
