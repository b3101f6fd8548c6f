//! Sizes, counts and times that the format allows. Sizes are bytes of UTF-8, times unix seconds.

use std::ops::RangeInclusive;

/// Version of the format.
pub const VERSION: u64 = 1;
/// JSON of connection details or of a workload, before it is sealed.
pub const MAX_JSON: usize = 16_384;
/// What is sealed: JSON, and the header of an age file with some recipients.
pub const MAX_SEALED: usize = 20_480;
/// A signed request or a service key, as JSON.
pub const MAX_REQUEST: usize = 32_768;
/// The body of a refusal.
pub const MAX_REFUSAL: usize = 1_024;
/// A signed challenge, as JSON.
pub const MAX_CHALLENGE: usize = 2_048;
/// The answer to a challenge, as JSON.
pub const MAX_ANSWER: usize = 262_144;

/// GPUs of an answer.
pub const MAX_GPUS: usize = 1_024;
/// The UUID of a GPU.
pub const MAX_UUID: usize = 64;
/// The driver's name of a model.
pub const MAX_MODEL: usize = 96;
/// Seconds of a maintenance.
pub const MAX_MAINTENANCE: u64 = 14_400;

/// A host name.
pub const MAX_HOST: usize = 253;
/// A part of a host name between dots.
pub const MAX_LABEL: usize = 63;
/// A user name, as Linux limits it.
pub const MAX_USER: usize = 32;
/// A line with an SSH public key.
pub const MAX_SSH_KEY: usize = 2_048;
/// URLs of connection details.
pub const MAX_URLS: usize = 8;
/// One URL.
pub const MAX_URL: usize = 2_048;
/// Notes.
pub const MAX_NOTES: usize = 4_096;

/// SSH keys of a workload.
pub const MAX_SSH_KEYS: usize = 8;
/// The name of an image.
pub const MAX_IMAGE: usize = 512;
/// Arguments of the command.
pub const MAX_ARGUMENTS: usize = 64;
/// Variables of the environment.
pub const MAX_VARIABLES: usize = 64;
/// One argument, or one variable with its value.
pub const MAX_ARGUMENT: usize = 4_096;

/// Times: 2020 to 2199.
pub const TIMES: RangeInclusive<u64> = 1_577_836_800..=7_258_118_399;
/// Seconds for which a signed workload is accepted.
pub const FRESH_FOR: u64 = 600;
/// Seconds by which the clocks of signer and verifier may differ.
pub const CLOCK_SKEW: u64 = 60;
/// Seconds from the issue to the expiry of a service key: 90 days.
pub const MAX_SERVICE_KEY_AGE: u64 = 7_776_000;
/// The highest sequence: the highest integer that JSON keeps exact everywhere.
pub const MAX_SEQUENCE: u64 = 9_007_199_254_740_991;
