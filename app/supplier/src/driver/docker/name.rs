//! What a renter may ask for: images of some registries, without volumes of their own, and variables that change nothing outside of
//! its container.

use super::DATA;

/// Where Docker looks for a name without a registry.
const HUB: &str = "docker.io";
/// Beginnings of variables that NVIDIA's and the system's loaders read, some of them on the host: CVE-2025-23266 is one.
const LOADERS: [&str; 2] = ["LD_", "NVIDIA_"];
/// Those of an image that no image for GPUs needs.
const PRELOADS: [&str; 2] = ["LD_PRELOAD", "LD_AUDIT"];

/// The registry of an image, as Docker reads its name: what is before the first slash, if it looks like a host.
pub fn registry(image: &str) -> &str {
    match image.split_once('/') {
        Some(("index.docker.io", _)) => HUB,
        Some((first, _)) if is_host(first) => first,
        _ => HUB,
    }
}

/// The name of an image in full, as Docker completes it: one for all that mean the same.
pub fn whole(image: &str) -> String {
    let (registry, path) = (registry(image), path(image));
    let library = match registry == HUB && !path.contains('/') {
        true => "library/",
        false => "",
    };
    let last = path.rsplit('/').next().unwrap_or(path);
    let tag = match last.contains([':', '@']) {
        true => "",
        false => ":latest",
    };
    format!("{registry}/{library}{path}{tag}")
}

/// What comes after the registry.
fn path(image: &str) -> &str {
    match image.split_once('/') {
        Some((first, rest)) if is_host(first) => rest,
        _ => image,
    }
}

fn is_host(first: &str) -> bool {
    first == "localhost"
        || first.contains(['.', ':'])
        || first.bytes().any(|it| it.is_ascii_uppercase())
}

/// Why a variable of the renter's is not taken, if it is not.
pub fn refused(variable: &str) -> Option<String> {
    let (name, _) = variable.split_once('=').unwrap_or((variable, ""));
    let is_loaders = LOADERS.iter().any(|it| name.starts_with(it)) || name == "PATH";
    if is_loaders {
        return Some(format!(
            "the variable {name} is not taken: it changes which GPUs or programs the container gets. Set it in a shell of the container"
        ));
    }
    variable
        .contains('\n')
        .then(|| format!("the variable {name} has a line break, which docker does not take"))
}

/// Why an image with these variables is not run, if it is not.
pub fn refused_of_image(env: &[String]) -> Option<String> {
    let names = env.iter().filter_map(|it| it.split_once('='));
    let found = names.map(|(name, _)| name).find(|it| PRELOADS.contains(it));
    found.map(|name| {
        format!("the image sets {name}, which programs of the host may read while they set up GPUs")
    })
}

/// Why an image with these volumes is not run, if it is not. Docker gives each of them a copy of what the image has there, and no limit.
pub fn refused_volume<'a>(mut volumes: impl Iterator<Item = &'a str>) -> Option<String> {
    let other = volumes.find(|it| it.trim_end_matches('/') != DATA);
    other.map(|it| {
        format!(
            "the image declares the volume {it}, whose size has no limit: only {DATA} may be one"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_registry_of_a_name_is_the_one_that_docker_asks() {
        for (image, expected) in [
            ("ubuntu", "docker.io"),
            ("ubuntu:24.04", "docker.io"),
            ("pytorch/pytorch@sha256:00", "docker.io"),
            ("docker.io/library/ubuntu:24.04", "docker.io"),
            ("index.docker.io/library/ubuntu", "docker.io"),
            ("ghcr.io/owner/image:1", "ghcr.io"),
            ("localhost/image", "localhost"),
            ("registry:5000/image", "registry:5000"),
            ("ghcr.io:443/owner/image", "ghcr.io:443"),
            ("10.0.0.1/image", "10.0.0.1"),
            // Docker takes an uppercase part for a host.
            ("Registry/image", "Registry"),
            ("ghcr.io.example/image", "ghcr.io.example"),
        ] {
            assert_eq!(registry(image), expected, "{image}");
        }
    }

    #[test]
    fn names_of_the_same_image_are_the_same_in_full() {
        for (names, whole_name) in [
            (
                &[
                    "ubuntu",
                    "library/ubuntu",
                    "docker.io/ubuntu",
                    "index.docker.io/library/ubuntu:latest",
                ][..],
                "docker.io/library/ubuntu:latest",
            ),
            (
                &["acme/tool:1", "docker.io/acme/tool:1"],
                "docker.io/acme/tool:1",
            ),
            (&["acme/tool@sha256:00"], "docker.io/acme/tool@sha256:00"),
            (&["ghcr.io/image"], "ghcr.io/image:latest"),
            (&["registry:5000/a/b"], "registry:5000/a/b:latest"),
        ] {
            for name in names {
                assert_eq!(whole(name), whole_name, "{name}");
            }
        }
    }

    #[test]
    fn variables_that_reach_out_of_the_container_are_refused_by_their_name() {
        for variable in [
            "NVIDIA_VISIBLE_DEVICES=all",
            "NVIDIA_MIG_CONFIG_DEVICES=all",
            "LD_PRELOAD=/tmp/x.so",
            "LD_LIBRARY_PATH=/tmp",
            "PATH=/tmp",
        ] {
            let (name, value) = variable.split_once('=').unwrap();
            let why = refused(variable).unwrap();
            assert!(why.contains(name) && !why.contains(value), "{why}");
        }
        for variable in [
            "HF_TOKEN=x",
            "PATHS=x",
            "CUDA_VISIBLE_DEVICES=0",
            "A=LD_PRELOAD=x",
        ] {
            assert_eq!(refused(variable), None, "{variable}");
        }
        assert!(refused("A=1\nNVIDIA_VISIBLE_DEVICES=all")
            .unwrap()
            .contains("line break"));
    }

    /// Images for GPUs have NVIDIA's variables and a path of libraries.
    #[test]
    fn an_image_that_preloads_a_library_is_refused() {
        let usual = [
            "PATH=/bin",
            "NVIDIA_VISIBLE_DEVICES=all",
            "LD_LIBRARY_PATH=/usr/local/nvidia/lib64",
        ];
        let usual: Vec<String> = usual.map(String::from).to_vec();
        assert_eq!(refused_of_image(&usual), None);
        for name in PRELOADS {
            let more = [usual.clone(), vec![format!("{name}=/x.so")]].concat();
            assert!(refused_of_image(&more).unwrap().contains(name));
        }
    }

    #[test]
    fn an_image_with_a_volume_other_than_the_data_disk_is_refused() {
        assert_eq!(refused_volume([].into_iter()), None);
        assert_eq!(refused_volume(["/data", "/data/"].into_iter()), None);
        for other in ["/v", "/data/v", "data", "/data2", "/", ""] {
            let why = refused_volume(["/data", other].into_iter()).unwrap();
            assert!(why.contains(&format!("the volume {other}, ")), "{why}");
        }
    }
}
