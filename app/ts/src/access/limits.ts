/** Sizes, counts and times that the format allows. Sizes are bytes of UTF-8, times unix seconds. */
export const VERSION = 1;
/** JSON of connection details or of a workload, before it is sealed. */
export const MAX_JSON = 16_384;
/** What is sealed: JSON, and the header of an age file with some recipients. */
export const MAX_SEALED = 20_480;
/** A signed request or a service key, as JSON. */
export const MAX_REQUEST = 32_768;
/** The body of a refusal. */
export const MAX_REFUSAL = 1_024;

export const MAX_HOST = 253;
/** A part of a host name between dots. */
export const MAX_LABEL = 63;
export const MAX_SSH_KEY = 2_048;
export const MAX_URLS = 8;
export const MAX_URL = 2_048;
export const MAX_NOTES = 4_096;

export const MAX_SSH_KEYS = 8;
export const MAX_IMAGE = 512;
export const MAX_ARGUMENTS = 64;
export const MAX_VARIABLES = 64;
/** One argument, or one variable with its value. */
export const MAX_ARGUMENT = 4_096;

/** The first second of 2020 and the last of 2199. */
export const FIRST_TIME = 1_577_836_800;
export const LAST_TIME = 7_258_118_399;
/** Seconds for which a signed workload is accepted. */
export const FRESH_FOR = 600;
/** Seconds by which the clocks of signer and verifier may differ. */
export const CLOCK_SKEW = 60;
/** Seconds from the issue to the expiry of a service key: 90 days. */
export const MAX_SERVICE_KEY_AGE = 7_776_000;
/** The highest sequence. */
export const MAX_SEQUENCE = Number.MAX_SAFE_INTEGER;
