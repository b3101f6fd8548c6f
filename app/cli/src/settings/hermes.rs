//! The Hermes that the options name.

use std::rc::Rc;

use io_client::{pyth::Updates, rpc::Hermes};
use url::{Host, Url};

use super::{check_url, Global};
use crate::{errors::CliError, secrets};

/// Pyth's own Hermes.
const HERMES: &str = "https://pyth.dourolabs.app/hermes";

/// The Hermes to fetch prices from; none if neither URL nor key is given.
///
/// # Errors
/// [`CliError::Usage`] for a malformed URL, or one to which the key would be sent unencrypted.
pub fn hermes(global: &Global) -> Result<Option<Rc<dyn Updates>>, CliError> {
    let given = |option: &Option<String>| option.clone().filter(|text| !text.trim().is_empty());
    let (url, key) = (given(&global.hermes_url), given(&global.hermes_key));
    if let Some(key) = &key {
        secrets::keep_key(key);
    }
    if let Some(url) = &url {
        secrets::keep_url(url);
        check_url("--hermes-url", "", url)?;
    }
    let url = match (url, &key) {
        (None, None) => return Ok(None),
        (url, _) => url.unwrap_or_else(|| HERMES.into()),
    };
    let is_open = url.trim().to_lowercase().starts_with("http:") && !is_of_this_machine(&url);
    if key.is_some() && is_open {
        return Err(CliError::Usage(
            "--hermes-url is http, and the key would be sent unencrypted: use an https URL".into(),
        ));
    }
    Ok(Some(Rc::new(Hermes::new(url.trim(), key))))
}

/// Whether a URL is on this machine.
fn is_of_this_machine(url: &str) -> bool {
    let url = Url::parse(url).ok();
    match url.as_ref().and_then(Url::host) {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::settings::tests::Only;

    #[test]
    fn hermes_is_asked_only_if_it_or_its_key_is_given() {
        let of = |arguments: &[&str]| {
            let arguments = ["io"].iter().chain(arguments);
            let parsed = Only::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}"));
            hermes(&parsed.global)
        };
        let origin = |arguments: &[&str]| of(arguments).unwrap().map(|it| it.origin().to_string());
        assert_eq!(origin(&[]), None);
        assert_eq!(origin(&["--hermes-url", "", "--hermes-key", " "]), None);
        let key = ["--hermes-key", "PYTHKEYPYTHKEY"];
        assert_eq!(origin(&key).unwrap(), "https://pyth.dourolabs.app");
        for url in [
            "http://127.0.0.1:8901",
            "http://[::1]:1",
            "https://h/hermes",
        ] {
            let given = [&key[..], &["--hermes-url", url]].concat();
            assert!(url.starts_with(&origin(&given).unwrap()), "{url}");
        }
        let open = origin(&["--hermes-url", "http://hermes.example/v9"]).unwrap();
        assert_eq!(open, "http://hermes.example");
        for (url, reported) in [
            (
                "http://hermes.example/SECRETTOKEN",
                "--hermes-url is http, and the key would be sent unencrypted",
            ),
            ("hermes.example/SECRETTOKEN", "--hermes-url `"),
            ("ftp://h/SECRETTOKEN", "--hermes-url `"),
        ] {
            let given = [&key[..], &["--hermes-url", url]].concat();
            let error = of(&given).err().unwrap();
            assert_eq!(error.status(), 2);
            let error = error.to_string();
            assert!(error.starts_with(reported), "{error}");
            assert!(
                !error.contains("SECRET") && !error.contains("PYTHKEY"),
                "{error}"
            );
        }
    }
}
