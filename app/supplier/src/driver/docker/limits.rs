//! What a container may take of the machine: its part by its GPUs, and nothing of the other containers.

/// What root in a container may do, for an SSH server and package managers. Not: raw sockets, devices, other capabilities.
const CAPABILITIES: [&str; 10] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "NET_BIND_SERVICE",
    "SETGID",
    "SETUID",
    "SYS_CHROOT",
];
/// Where NVIDIA's runtime is Docker's own, it opens more devices to an image that sets these: InfiniBand, NVSwitch, disks, GPUs of other
/// machines. A variable of the command has precedence over the image's.
const CLOSED: [&str; 7] = [
    "NVIDIA_GDRCOPY=disabled",
    "NVIDIA_GDS=disabled",
    "NVIDIA_MOFED=disabled",
    "NVIDIA_NVSWITCH=disabled",
    "NVIDIA_IMEX_CHANNELS=",
    "NVIDIA_MIG_CONFIG_DEVICES=",
    "NVIDIA_MIG_MONITOR_DEVICES=",
];
/// Processes and threads of a container.
const PIDS: u32 = 16_384;
/// Of the memory, in percent: the rest is the host's.
const SHARED: u64 = 90;

/// What the machine has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine {
    /// Processors.
    pub processors: u64,
    /// Bytes of memory.
    pub memory: u64,
    /// GPUs to give out.
    pub gpus: u64,
}

impl Machine {
    /// From `{{.NCPU}} {{.MemTotal}}` of `docker info`.
    pub fn read(printed: &str, gpus: usize) -> Option<Self> {
        let (processors, memory) = printed.trim().split_once(' ')?;
        Some(Self {
            processors: processors.parse().ok()?,
            memory: memory.parse().ok()?,
            gpus: u64::try_from(gpus).ok()?,
        })
    }

    /// The part of so many GPUs: thousandths of a processor, and bytes.
    fn part(&self, gpus: u32) -> (u64, u64) {
        let gpus = u64::from(gpus);
        let of = |total: u64| {
            let all = total.saturating_mul(gpus);
            all.checked_div(self.gpus).unwrap_or_default()
        };
        let memory = of(self.memory.div_euclid(100)).saturating_mul(SHARED);
        (of(self.processors.saturating_mul(1_000)), memory)
    }
}

/// Options of `docker create` for so many GPUs; `disk_gb` needs a storage driver that has quotas.
pub fn options(machine: &Machine, gpus: u32, disk_gb: Option<u32>) -> Vec<String> {
    let (processors, memory) = machine.part(gpus);
    let whole = processors.div_euclid(1_000);
    let rest = processors.rem_euclid(1_000);
    let mut options = vec![
        "--security-opt=no-new-privileges".into(),
        "--cap-drop=ALL".into(),
        format!("--pids-limit={PIDS}"),
        format!("--cpus={whole}.{rest:03}"),
        format!("--memory={memory}"),
        // No more by swapping.
        format!("--memory-swap={memory}"),
        "--log-driver=local".into(),
        "--log-opt=max-size=10m".into(),
        "--log-opt=max-file=3".into(),
    ];
    options.extend(CLOSED.iter().map(|it| format!("--env={it}")));
    options.extend(CAPABILITIES.iter().map(|it| format!("--cap-add={it}")));
    options.extend(disk_gb.map(|it| format!("--storage-opt=size={it}G")));
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_share_the_machine_by_their_gpus() {
        let machine = Machine::read("192 1000000000000\n", 8).unwrap();
        assert_eq!(machine.part(8), (192_000, 900_000_000_000));
        assert_eq!(machine.part(1), (24_000, 112_500_000_000));
        let odd = Machine::read("4 1000", 3).unwrap();
        assert_eq!(odd.part(1).0, 1_333);
        let parts: u64 = (0..3).map(|_| odd.part(1).0).sum();
        assert!(parts <= 4_000);
        let cpus = options(&odd, 1, None);
        assert!(cpus.contains(&"--cpus=1.333".to_string()), "{cpus:?}");
        for wrong in ["", "192", "x 1", "1 x"] {
            assert_eq!(Machine::read(wrong, 8), None, "{wrong}");
        }
    }

    #[test]
    fn a_disk_has_a_size_where_one_is_given() {
        let machine = Machine::read("4 1000", 1).unwrap();
        let has_size = |gb| {
            let options = options(&machine, 1, gb);
            options.iter().any(|it| it == "--storage-opt=size=50G")
        };
        assert!(has_size(Some(50)) && !has_size(None));
    }
}
