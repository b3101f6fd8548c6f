//! Who asks: the address that limits are counted for.

use std::{
    iter::once,
    net::{IpAddr, Ipv6Addr, SocketAddr},
};

/// How many times the limit of a client its site has: the IPv6 network of 48 bits, which one host may have.
const OF_A_SITE: u32 = 4;

/// The address of a client: of IPv6 the network of 64 bits, which one client has to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Client {
    /// IPv4, or IPv6 without its last 64 bits.
    Address(IpAddr),
    /// The first 48 bits of IPv6.
    Site([u16; 3]),
}

impl Client {
    /// At an address.
    pub fn at(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(it) => {
                let [a, b, c, d, ..] = it.segments();
                Self::Address(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            address => Self::Address(address),
        }
    }

    /// What its requests are counted for, and how many times the limit of a client each of them has.
    pub fn counted(self) -> impl Iterator<Item = (Self, u32)> {
        let site = match self {
            Self::Address(IpAddr::V6(it)) => {
                let [a, b, c, ..] = it.segments();
                Some((Self::Site([a, b, c]), OF_A_SITE))
            }
            Self::Address(IpAddr::V4(_)) | Self::Site(_) => None,
        };
        once((self, 1)).chain(site)
    }

    /// Behind `peer`, by the lines of `X-Forwarded-For`. Only a proxy that was named is believed: anybody can write that line. It is
    /// read from its end, where the last proxy has written; what is in front of the first address that is no proxy's is not.
    pub fn behind<'a>(
        peer: IpAddr,
        forwarded: impl DoubleEndedIterator<Item = &'a str>,
        proxies: &[IpAddr],
    ) -> Self {
        let is_proxy = |it: &IpAddr| proxies.contains(&it.to_canonical());
        let mut last = peer;
        for entry in forwarded.rev().flat_map(|line| line.rsplit(',')) {
            if !is_proxy(&last) {
                break;
            }
            match read(entry.trim()) {
                Some(address) => last = address,
                None => break,
            }
        }
        Self::at(last)
    }
}

/// An address, with a port or without.
fn read(text: &str) -> Option<IpAddr> {
    let whole = text.parse::<SocketAddr>().map(|it| it.ip());
    whole
        .or_else(|_| text.trim_matches(['[', ']']).parse())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Client {
        Client::at(text.parse().unwrap())
    }

    fn behind(peer: &str, forwarded: &[&str], proxies: &[&str]) -> Client {
        let proxies: Vec<IpAddr> = proxies.iter().map(|it| it.parse().unwrap()).collect();
        Client::behind(peer.parse().unwrap(), forwarded.iter().copied(), &proxies)
    }

    #[test]
    fn a_network_of_64_bits_is_one_client() {
        assert_eq!(at("2001:db8::1"), at("2001:db8::ffff:2:3"));
        assert_ne!(at("2001:db8::1"), at("2001:db8:0:1::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
        assert_ne!(at("192.0.2.1"), at("192.0.2.2"));
    }

    #[test]
    fn only_a_named_proxy_is_believed_and_only_what_it_has_written() {
        let one = "192.0.2.1";
        assert_eq!(behind("127.0.0.1", &[one], &[]), at("127.0.0.1"));
        assert_eq!(behind("192.0.2.9", &[one], &["127.0.0.1"]), at("192.0.2.9"));
        assert_eq!(behind("127.0.0.1", &[one], &["127.0.0.1"]), at(one));
        // What the client itself has sent is in front.
        for lines in [vec!["9.9.9.9, 192.0.2.1"], vec!["9.9.9.9", "192.0.2.1"]] {
            assert_eq!(behind("127.0.0.1", &lines, &["127.0.0.1"]), at(one));
        }
        let two = ["127.0.0.1", "10.0.0.1"];
        assert_eq!(behind("127.0.0.1", &["192.0.2.1, 10.0.0.1"], &two), at(one));
        let mapped = behind("::ffff:127.0.0.1", &[one], &["127.0.0.1"]);
        assert_eq!(mapped, at(one));
        for text in ["192.0.2.1:80", "[2001:db8::1]:80", "2001:db8::1"] {
            assert_ne!(behind("127.0.0.1", &[text], &two), at("127.0.0.1"));
        }
        // Nothing to read: the proxy is the client.
        for lines in [vec![], vec!["unknown"], vec![""]] {
            assert_eq!(behind("127.0.0.1", &lines, &two), at("127.0.0.1"));
        }
    }
}
