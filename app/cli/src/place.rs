//! What a network is called: where it is, and what it says that it is.

use io_client::redact;
use solana_hash::Hash;
use url::{Host, Url};

/// The public clusters, by the hash of their first block and by the host of their own nodes.
const CLUSTERS: [(&str, &str, &str); 3] = [
    (
        "mainnet-beta",
        "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
        "api.mainnet-beta.solana.com",
    ),
    (
        "testnet",
        "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
        "api.testnet.solana.com",
    ),
    (
        "devnet",
        "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
        "api.devnet.solana.com",
    ),
];
/// Where a network on this machine listens unless it is given another port.
const LOCAL_PORT: u16 = 8899;

/// A network as it is named to people: where it is, and what it says that it is.
pub struct Place {
    origin: String,
    host: String,
    is_local: bool,
    /// Of the public clusters.
    cluster: Option<&'static str>,
    /// Whether its host alone says that too.
    is_official: bool,
}

impl Place {
    /// The network at `url`, with the hash of its first block, if it has said that.
    pub fn new(url: &str, genesis: Option<Hash>) -> Self {
        let parsed = Url::parse(url).ok();
        let host = parsed.as_ref().and_then(Url::host);
        let is_local = match &host {
            Some(Host::Domain(name)) => *name == "localhost",
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        };
        let name = host.map_or_else(String::new, |it| it.to_string());
        let port = parsed.as_ref().and_then(Url::port);
        let of_host = CLUSTERS.iter().find(|(_, _, host)| *host == name);
        let reported = match genesis {
            Some(hash) => {
                let hash = hash.to_string();
                CLUSTERS.iter().find(|(_, it, _)| *it == hash)
            }
            None => of_host,
        };
        // On which port it listens is what tells one of this machine from the others.
        let is_usual = is_local && port == Some(LOCAL_PORT) && name != "[::1]";
        Self {
            origin: redact::url(url),
            host: match port {
                Some(port) if !is_usual => format!("{name}:{port}"),
                None if is_local => parsed
                    .as_ref()
                    .and_then(Url::port_or_known_default)
                    .map_or_else(|| name.clone(), |port| format!("{name}:{port}")),
                _ => name,
            },
            is_local,
            cluster: reported.map(|(name, ..)| *name),
            is_official: reported.is_some() && of_host.map(|it| it.0) == reported.map(|it| it.0),
        }
    }

    /// What it is called in a question: its cluster, `localnet` on this machine, or its host; what its host alone does not say
    /// has the host with it.
    pub fn name(&self) -> String {
        match self.cluster {
            Some(cluster) if self.is_official => cluster.into(),
            Some(cluster) => format!("{cluster} at {}", self.host),
            None if self.is_local && !self.host.contains(':') => "localnet".into(),
            None if self.is_local => format!("localnet at {}", self.host),
            None => self.host.clone(),
        }
    }

    /// Whether it is mainnet-beta.
    pub fn is_mainnet(&self) -> bool {
        self.cluster == Some("mainnet-beta")
    }

    /// Whether it is a network of this machine, and none of the public clusters.
    pub fn is_own(&self) -> bool {
        self.is_local && self.cluster.is_none()
    }

    /// Where the explorer shows a transaction of it, which is given its host only.
    pub fn explorer(&self, signature: &str) -> String {
        let page = format!("https://explorer.solana.com/tx/{signature}");
        match self.cluster {
            Some("mainnet-beta") => page,
            Some(cluster) => format!("{page}?cluster={cluster}"),
            None => {
                let escaped = self.origin.replace(':', "%3A").replace('/', "%2F");
                format!("{page}?cluster=custom&customUrl={escaped}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_explorer_is_given_the_cluster_or_the_network_without_its_key() {
        let page = "https://explorer.solana.com/tx/x";
        let [mainnet, testnet, devnet] = CLUSTERS.map(|(_, genesis, _)| genesis.parse().ok());
        let other = Some(Hash::new_from_array([1; 32]));
        let custom = |escaped: &str| format!("?cluster=custom&customUrl={escaped}");
        for (url, genesis, link) in [
            ("https://api.mainnet-beta.solana.com", None, String::new()),
            (
                "https://api.mainnet-beta.solana.com",
                mainnet,
                String::new(),
            ),
            ("https://rpc.example/?api-key=K", mainnet, String::new()),
            (
                "https://api.devnet.solana.com",
                None,
                "?cluster=devnet".into(),
            ),
            (
                "https://rpc.example/KEY",
                testnet,
                "?cluster=testnet".into(),
            ),
            ("http://127.0.0.1:9", devnet, "?cluster=devnet".into()),
            // What a host is called says nothing, and what it says is not that.
            (
                "https://mainnet.rpc.example/?api-key=K",
                None,
                custom("https%3A%2F%2Fmainnet.rpc.example"),
            ),
            (
                "https://devnet-on-mainnet.example",
                other,
                custom("https%3A%2F%2Fdevnet-on-mainnet.example"),
            ),
            (
                "https://api.devnet.solana.com",
                other,
                custom("https%3A%2F%2Fapi.devnet.solana.com"),
            ),
            (
                "http://localhost:8899",
                None,
                custom("http%3A%2F%2Flocalhost%3A8899"),
            ),
            (
                "https://me:pass@rpc.example/mainnet/KEY?k=K",
                None,
                custom("https%3A%2F%2Frpc.example"),
            ),
        ] {
            let place = Place::new(url, genesis);
            assert_eq!(place.explorer("x"), format!("{page}{link}"), "{url}");
        }
    }

    #[test]
    fn a_network_is_named_by_what_it_is_and_where() {
        let [mainnet, _, devnet] = CLUSTERS.map(|(_, genesis, _)| genesis.parse().ok());
        let other = Some(Hash::new_from_array([1; 32]));
        for (url, genesis, name) in [
            ("http://localhost:8899", None, "localnet"),
            ("http://127.0.0.1:8899/", other, "localnet"),
            (
                "http://127.0.0.1:1234/",
                other,
                "localnet at 127.0.0.1:1234",
            ),
            ("http://127.9.9.9:1", None, "localnet at 127.9.9.9:1"),
            ("http://localhost", None, "localnet at localhost:80"),
            ("http://[::1]:8899", None, "localnet at [::1]:8899"),
            ("http://127.1:1", None, "localnet at 127.0.0.1:1"),
            // Names that only begin or end like it.
            ("http://127.evil.example/x", None, "127.evil.example"),
            (
                "http://127.0.0.1.evil.example:8899/x",
                None,
                "127.0.0.1.evil.example:8899",
            ),
            (
                "http://localhost.evil.example",
                None,
                "localhost.evil.example",
            ),
            ("http://evil\\@127.0.0.1", None, "evil"),
            ("https://api.evil.solana.com", None, "api.evil.solana.com"),
            (
                "https://api.devnet.solana.com.evil.example",
                None,
                "api.devnet.solana.com.evil.example",
            ),
            ("https://api.mainnet-beta.solana.com", None, "mainnet-beta"),
            ("https://api.devnet.solana.com/", devnet, "devnet"),
            (
                "https://api.devnet.solana.com/",
                mainnet,
                "mainnet-beta at api.devnet.solana.com",
            ),
            (
                "https://api.devnet.solana.com/",
                other,
                "api.devnet.solana.com",
            ),
            (
                "http://127.0.0.1:8899",
                mainnet,
                "mainnet-beta at 127.0.0.1",
            ),
            (
                "https://user:word@rpc.example:443/v2/TOKEN?api-key=K",
                mainnet,
                "mainnet-beta at rpc.example",
            ),
            (
                "https://user:word@rpc.example:8443/v2/TOKEN?api-key=K",
                None,
                "rpc.example:8443",
            ),
            ("https://rpc.example?api-key=K", None, "rpc.example"),
        ] {
            assert_eq!(Place::new(url, genesis).name(), name, "{url}");
        }
    }
}
