//! Which IP addresses belong to the public network. The list is that of IANA's registries of special-purpose addresses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Prefixes of version 4 that are not public, with their lengths in bits.
const SPECIAL_V4: [(Ipv4Addr, u32); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    (Ipv4Addr::new(240, 0, 0, 0), 4),
    (Ipv4Addr::new(255, 255, 255, 255), 32),
];
/// Addresses of version 6 that are public, but for [`SPECIAL_V6`].
const GLOBAL_V6: (Ipv6Addr, u32) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);
/// Protocols such as Teredo, documentation, and 6to4, which carries addresses of version 4.
const SPECIAL_V6: [(Ipv6Addr, u32); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23),
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32),
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16),
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20),
];

/// Whether an address belongs to the public network. One of version 4 that is written as one of version 6 is judged as the former.
pub fn is_public(address: &IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(it) => {
            let shares = |(prefix, length): &(Ipv4Addr, u32)| {
                (it.to_bits() ^ prefix.to_bits()).leading_zeros() >= *length
            };
            !SPECIAL_V4.iter().any(shares)
        }
        IpAddr::V6(it) => {
            let shares = |(prefix, length): &(Ipv6Addr, u32)| {
                (it.to_bits() ^ prefix.to_bits()).leading_zeros() >= *length
            };
            shares(&GLOBAL_V6) && !SPECIAL_V6.iter().any(shares)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the last address of each prefix, and those beside it that are public.
    #[test]
    fn addresses_of_special_prefixes_are_not_public() {
        for (special, public) in [
            ("0.0.0.0 0.255.255.255", "1.0.0.0"),
            ("10.0.0.0 10.255.255.255", "9.255.255.255 11.0.0.0"),
            ("100.64.0.0 100.127.255.255", "100.63.255.255 100.128.0.0"),
            ("127.0.0.0 127.255.255.255", "126.255.255.255 128.0.0.0"),
            (
                "169.254.0.0 169.254.169.254 169.254.255.255",
                "169.253.255.255 169.255.0.0",
            ),
            ("172.16.0.0 172.31.255.255", "172.15.255.255 172.32.0.0"),
            (
                "192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255",
                "192.0.1.0 192.0.3.0",
            ),
            ("192.88.99.1", "192.88.98.255 192.88.100.0"),
            ("192.168.0.0 192.168.255.255", "192.167.255.255 192.169.0.0"),
            ("198.18.0.0 198.19.255.255", "198.17.255.255 198.20.0.0"),
            ("198.51.100.7 203.0.113.7", "198.51.101.0 203.0.114.0"),
            (
                "224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255",
                "223.255.255.255",
            ),
            (":: ::1 ::127.0.0.1 100::1 64:ff9b::808:808", "2000::"),
            (
                "fe80::1 fec0::1 fc00::1 fd00::1 ff02::1 5f00::1",
                "2606:4700::1111",
            ),
            (
                "2001:: 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:1ff:ffff::",
                "2001:200::",
            ),
            ("2001:db8:: 2001:db8:ffff::", "2001:db7:ffff:: 2001:db9::"),
            ("2002:7f00:1:: 2002:808:808::1", "2003::"),
            ("3fff::1 3fff:fff:ffff::", "3ffe:ffff:: 3fff:1000::"),
            (
                "::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:198.18.0.1 ::ffff:169.254.169.254",
                "::ffff:8.8.8.8",
            ),
        ] {
            for (addresses, expected) in [(special, false), (public, true)] {
                for address in addresses.split(' ') {
                    assert_eq!(is_public(&address.parse().unwrap()), expected, "{address}");
                }
            }
        }
    }
}
