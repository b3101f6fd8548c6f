/** The workload: what the renter wants on the GPUs, sealed to the supplier's service key. */
import type { Address } from '@solana/kit';
import { utf8 } from './bytes';
import { check } from './error';
import { needed, readFields } from './json';
import type { PublicKey, Secret } from './key';
import { MAX_ARGUMENT, MAX_ARGUMENTS, MAX_IMAGE, MAX_JSON, MAX_SSH_KEYS, MAX_VARIABLES, VERSION } from './limits';
import { open, seal } from './sealed';
import { isSshKey } from './ssh';
import { address, shown, word } from './text';

/** What the renter wants on the GPUs of a reservation: at least an SSH key or an image. */
export type Workload = {
  /** The reservation that it is for. */
  reservation: Address;
  /** Who may log in: lines of `.pub` files. */
  sshKeys: readonly string[];
  /** The container image, such as `docker.io/library/ubuntu@sha256:…`. */
  image?: string;
  /** The command and its arguments, if not those of the image. */
  command: readonly string[];
  /** `NAME=value`. They may be secret. */
  env: readonly string[];
};

/**
 * Reads JSON.
 *
 * @throws `TooLarge`, `Malformed`, `UnsupportedVersion`, `InvalidField`.
 */
export function readWorkload(json: Uint8Array): Workload {
  const fields = readFields(json, MAX_JSON, {
    reservation: 'text',
    ssh_keys: 'texts',
    image: 'text',
    command: 'texts',
    env: 'texts',
  });
  const reservation = address('reservation', needed('reservation', fields.reservation));
  const { ssh_keys: sshKeys = [], image, command = [], env = [] } = fields;
  check('ssh_keys', sshKeys.length <= MAX_SSH_KEYS, 'has too many');
  check(
    'ssh_keys',
    sshKeys.every(isSshKey),
    'has a line that is not that of a .pub file: Ed25519, ECDSA or RSA with at least 2048 bits, without options',
  );
  if (image !== undefined) {
    word('image', image, MAX_IMAGE);
    check('image', !image.startsWith('-'), 'begins with a hyphen');
  }
  const hasImage = image !== undefined;
  check('ssh_keys', sshKeys.length > 0 || hasImage, 'is empty, and there is no image');
  const needsImage = command.length > 0 || env.length > 0;
  check('image', hasImage || !needsImage, 'is missing: `command` and `env` are for one');
  texts('command', command, MAX_ARGUMENTS);
  texts('env', env, MAX_VARIABLES);
  check('env', env.every((it) => /^[A-Za-z_][A-Za-z\d_]*=/.test(it)), 'is not a list of NAME=value');
  return { reservation, sshKeys, ...(hasImage && { image }), command, env };
}

function texts(field: string, texts: readonly string[], most: number) {
  check(field, texts.length <= most, 'has too many');
  for (const it of texts) shown(field, it, MAX_ARGUMENT);
}

/**
 * Writes JSON.
 *
 * @throws What {@link readWorkload} would refuse.
 */
export function writeWorkload({ reservation, sshKeys, image, command, env }: Workload): Uint8Array {
  // An image that is not defined is left out.
  const json = utf8(JSON.stringify({ version: VERSION, reservation, ssh_keys: sshKeys, image, command, env }));
  readWorkload(json);
  return json;
}

/** Seals it to a supplier's service key. */
export const sealWorkload = (workload: Workload, to: PublicKey): Promise<Uint8Array> =>
  seal(writeWorkload(workload), to);

/**
 * Opens what was sealed. `acceptRequest` checks who sent it.
 *
 * @throws `TooLarge`, `CannotOpen`, and those of {@link readWorkload}.
 */
export const openWorkload = async (sealed: Uint8Array, secret: Secret): Promise<Workload> =>
  readWorkload(await open(sealed, secret));
