//! Ports of this machine for SSH, one for each container. Docker publishes a port of its own choice at another one after each start,
//! and the details that a renter has name the first.

use std::{
    collections::BTreeSet,
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener},
};

/// The least port that programs other than root's may have.
const LEAST: u16 = 1_024;

/// From the first port to the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    first: u16,
    last: u16,
}

impl Ports {
    /// From `FIRST-LAST`.
    ///
    /// # Errors
    /// What to write instead.
    pub fn read(text: &str) -> Result<Self, String> {
        let read = text.split_once('-').and_then(|(first, last)| {
            let (first, last) = (first.parse().ok()?, last.parse().ok()?);
            (LEAST <= first && first <= last).then_some(Self { first, last })
        });
        read.ok_or_else(|| {
            format!("write the first port and the last, from {LEAST} to 65535, such as 20000-20999")
        })
    }

    /// The first port that is not in `given` and that `is_free`.
    ///
    /// # Errors
    /// If there is none.
    pub fn choose(
        &self,
        given: &BTreeSet<u16>,
        is_free: impl Fn(u16) -> bool,
    ) -> Result<u16, String> {
        let mut all = self.first..=self.last;
        all.find(|port| !given.contains(port) && is_free(*port))
            .ok_or_else(|| format!("no port from {} to {} is free", self.first, self.last))
    }
}

/// Whether no program listens at a port of this machine.
pub fn is_free(port: u16) -> bool {
    let addresses: [IpAddr; 2] = [Ipv4Addr::UNSPECIFIED.into(), Ipv6Addr::UNSPECIFIED.into()];
    // Other errors are of a machine without IPv6.
    let is_used = |address: &IpAddr| {
        TcpListener::bind((*address, port)).is_err_and(|it| it.kind() == ErrorKind::AddrInUse)
    };
    !addresses.iter().any(is_used)
}

/// Whether `docker port`, a line for each address, has this port.
pub fn has(published: &str, port: u16) -> bool {
    let mut ports = published.lines().filter_map(|line| line.rsplit(':').next());
    ports.any(|it| it.trim().parse() == Ok(port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_read_as_the_first_and_the_last() {
        let few = Ports::read("20000-20002").unwrap();
        assert_eq!((few.first, few.last), (20_000, 20_002));
        assert!(Ports::read("1024-65535").is_ok() && Ports::read("2222-2222").is_ok());
        for wrong in [
            "",
            "20000",
            "20000-",
            "-20000",
            "20001-20000",
            "22-23",
            "20000-65536",
            "20000 - 20001",
        ] {
            let why = Ports::read(wrong).unwrap_err();
            assert!(why.contains("such as 20000-20999"), "{wrong}: {why}");
        }
    }

    #[test]
    fn a_port_that_is_given_or_used_is_passed_over() {
        let ports = Ports::read("20000-20002").unwrap();
        let given = BTreeSet::from([20_000]);
        assert_eq!(ports.choose(&given, |_| true), Ok(20_001));
        assert_eq!(ports.choose(&given, |it| it != 20_001), Ok(20_002));
        let none = "no port from 20000 to 20002 is free";
        assert_eq!(ports.choose(&given, |_| false), Err(none.into()));
    }

    #[test]
    fn a_port_at_which_a_program_listens_is_not_free() {
        for address in ["127.0.0.1:0", "0.0.0.0:0"] {
            let listener = TcpListener::bind(address).unwrap();
            assert!(!is_free(listener.local_addr().unwrap().port()), "{address}");
        }
        assert!((20_000..21_000).any(is_free));
    }

    #[test]
    fn a_published_port_is_one_of_any_address() {
        let published = "0.0.0.0:20000\n[::]:20001\n";
        assert!(has(published, 20_000) && has(published, 20_001));
        assert!(!has(published, 2_000) && !has("", 20_000));
    }
}
