/** Connection details: what the supplier seals to the renter's key. */
import type { Address } from '@solana/kit';
import { equal, sha256, utf8 } from './bytes';
import { AccessError, check, invalid } from './error';
import { needed, readFields, type Fields } from './json';
import type { PublicKey, Secret } from './key';
import { MAX_JSON, MAX_NOTES, MAX_SEALED, MAX_URLS, VERSION } from './limits';
import { checkSize, open, seal } from './sealed';
import { fingerprint, isSshKey, withoutComment } from './ssh';
import { address, host, port, shown, time, url, user } from './text';

/** How to connect to the GPUs of a reservation. */
export type Details = {
  /** The reservation that they are of. */
  reservation: Address;
  /** A shell, or pages alone. */
  access: ({ kind: 'ssh' } & Ssh) | { kind: 'https' };
  /** Pages to open: those of `https`, or more beside SSH. They may hold tokens. */
  urls: readonly string[];
  /** What else to know. It may have several lines and hold passwords. */
  notes: string;
  /** Until when they are valid, in unix seconds. */
  expiresAt: number;
};

/** A shell over SSH. */
export type Ssh = {
  /** A host name in small letters, or an IP address, version 6 without brackets. */
  host: string;
  port: number;
  user: string;
  /** The line of the host's public key, without a comment: no other key is trusted. */
  hostKey: string;
};

const SHAPE = {
  reservation: 'text',
  kind: 'text',
  host: 'text',
  port: 'number',
  user: 'text',
  host_key: 'text',
  host_key_fingerprint: 'text',
  urls: 'texts',
  notes: 'text',
  expires_at: 'number',
} as const;
type DetailsFields = Fields<typeof SHAPE>;

/**
 * Reads JSON.
 *
 * @throws `TooLarge`, `Malformed`, `UnsupportedVersion`, `UnsupportedKind`, `InvalidField`, `HostKeyMismatch`.
 */
export async function readDetails(json: Uint8Array): Promise<Details> {
  const fields = readFields(json, MAX_JSON, SHAPE);
  const reservation = address('reservation', needed('reservation', fields.reservation));
  const access = await accessOf(fields);
  const { urls = [], notes = '' } = fields;
  check('urls', urls.length <= MAX_URLS, 'has too many');
  for (const it of urls) url('urls', it);
  shown('notes', notes, MAX_NOTES);
  const expiresAt = time('expires_at', needed('expires_at', fields.expires_at));
  return { reservation, access, urls, notes, expiresAt };
}

async function accessOf(fields: DetailsFields): Promise<Details['access']> {
  switch (needed('kind', fields.kind)) {
    case 'ssh':
      return { kind: 'ssh', ...(await sshOf(fields)) };
    case 'https':
      for (const field of ['host', 'port', 'user', 'host_key', 'host_key_fingerprint'] as const) {
        check(field, fields[field] === undefined, 'is only for details of kind ssh');
      }
      check('urls', (fields.urls ?? []).length > 0, 'is empty');
      return { kind: 'https' };
    default:
      throw new AccessError('UnsupportedKind');
  }
}

async function sshOf(fields: DetailsFields): Promise<Ssh> {
  const name = needed('host', fields.host);
  host('host', name);
  const number = port('port', needed('port', fields.port));
  const account = needed('user', fields.user);
  user('user', account);
  const hostKey = needed('host_key', fields.host_key);
  if (!isSshKey(hostKey) || withoutComment(hostKey) !== hostKey) {
    throw invalid('host_key', 'is not an SSH public key: type and base 64, without options and comment');
  }
  const pinned = needed('host_key_fingerprint', fields.host_key_fingerprint);
  if ((await fingerprint(hostKey)) !== pinned) throw new AccessError('HostKeyMismatch');
  return { host: name, port: number, user: account, hostKey };
}

/**
 * Writes JSON.
 *
 * @throws What {@link readDetails} would refuse.
 */
export async function writeDetails({ reservation, access, urls, notes, expiresAt }: Details): Promise<Uint8Array> {
  const ssh = access.kind === 'ssh' && {
    host: access.host,
    port: access.port,
    user: access.user,
    host_key: access.hostKey,
    host_key_fingerprint: (await fingerprint(access.hostKey)) ?? '',
  };
  const { kind } = access;
  const json = utf8(
    JSON.stringify({ version: VERSION, reservation, kind, ...ssh, urls, notes, expires_at: expiresAt }),
  );
  await readDetails(json);
  return json;
}

/** Seals them to a reservation's `connection_key`. The SHA-256 of the result goes into `start`. */
export const sealDetails = async (details: Details, to: PublicKey): Promise<Uint8Array> =>
  seal(await writeDetails(details), to);

/**
 * Opens what was sealed, without a look at the chain.
 *
 * @throws `TooLarge`, `CannotOpen`, and those of {@link readDetails}.
 */
export const openDetails = async (sealed: Uint8Array, secret: Secret): Promise<Details> =>
  readDetails(await open(sealed, secret));

/**
 * Opens what an endpoint serves for a reservation, whose `connection_hash` the chain has.
 *
 * @throws `HashMismatch`, `WrongReservation`, and those of {@link openDetails}.
 */
export async function openChecked(
  sealed: Uint8Array,
  connectionHash: Uint8Array,
  secret: Secret,
  reservation: Address,
): Promise<Details> {
  checkSize(sealed.length, MAX_SEALED);
  if (!equal(await sha256(sealed), connectionHash)) throw new AccessError('HashMismatch');
  const details = await openDetails(sealed, secret);
  if (details.reservation !== reservation) throw new AccessError('WrongReservation');
  return details;
}

/**
 * Whether they are still valid at `now`, in unix seconds.
 *
 * @throws `Expired`.
 */
export function checkTime(details: Details, now: number) {
  if (now >= details.expiresAt) throw new AccessError('Expired');
}

/** The line of a `known_hosts` file that pins the host key. */
export const knownHosts = (ssh: Ssh): string =>
  `${ssh.port === 22 ? ssh.host : `[${ssh.host}]:${ssh.port}`} ${ssh.hostKey}`;
