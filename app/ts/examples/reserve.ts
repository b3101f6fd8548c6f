/**
 * Reserves GPUs of a supplier of the local network, paid in USDC or IO.
 *
 * It wants a network (`./x localnet`) and its folder, with `localnet.json` and the key pairs: see `--help`.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  createKeyPairSignerFromBytes,
  type Address,
  type KeyPairSigner,
} from '@solana/kit';
import { actions, connect, describe, marketplace, Status, type Network } from '../src';

const HELP = `Reserves GPUs of a supplier of the local network, paid in USDC or IO.

  --folder PATH     folder of the network, with localnet.json and the key pairs (localnet)
  --rpc URL         JSON-RPC, if not that of localnet.json
  --renter NAME     key pair of the renter, who pays (renter-1)
  --supplier N      which of the suppliers of localnet.json, from 1 (1)
  --gpus N          GPUs (1)
  --hours N         hours (24)
  --currency NAME   what the renter pays with, usdc or io (usdc)`;

type Listed = { offer: Address; model: string };

/** What the example needs of `localnet.json`. */
type Localnet = {
  rpc: string;
  price: Address;
  suppliers: Listed[];
};

function options() {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: 'localnet' },
      rpc: { type: 'string' },
      renter: { type: 'string', default: 'renter-1' },
      supplier: { type: 'string', default: '1' },
      gpus: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
      currency: { type: 'string', default: 'usdc' },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

/** An X25519 key, to which the supplier encrypts the connection details. Its secret half is kept in `file`. */
function connectionKey(file: string): Uint8Array {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
}

/** Reads the offer, prepares the reservation, sends it, and prints what has come of it. */
async function reserve(
  { rpc, send }: Network,
  renter: KeyPairSigner,
  { offer, model }: Listed,
  priceAccount: Address,
  given: ReturnType<typeof options>,
) {
  const currency = marketplace.Currency[given.currency === 'io' ? 'Io' : 'Usdc'];
  const payer = { owner: renter.address, currency };
  const market = await actions.readMarket(rpc, { offer, priceAccount, payer });
  const number = randomBytes(8).readBigUInt64LE();
  const [reservation] = await marketplace.findReservationPda({ renter: renter.address, number });
  const prepared = await actions.prepareReserve(market, {
    renter,
    gpus: Number(given.gpus),
    hours: Number(given.hours),
    currency,
    number,
    connectionKey: connectionKey(join(given.folder, `${reservation}.pem`)),
  });
  const outcome = await send(renter, actions.instructionsOf(prepared));
  if (outcome.state !== 'confirmed') throw new Error(describe(outcome));

  const { data } = await marketplace.fetchReservation(rpc, reservation, { commitment: 'confirmed' });
  const [decimals, name] = given.currency === 'io' ? [8, 'IO'] : [6, 'USDC'];
  console.log(`reservation  ${reservation}, ${Status[data.status]}`);
  console.log(`GPUs         ${data.gpus} × ${model}, ${given.hours} h`);
  console.log(`locked       ${Number(data.locked) / 10 ** decimals} ${name}`);
  console.log(`transaction  ${outcome.signature}`);
}

async function main() {
  const given = options();
  if (given.help) return console.log(HELP);
  const read = (name: string) => JSON.parse(readFileSync(join(given.folder, `${name}.json`), 'utf8'));
  const localnet: Localnet = read('localnet');
  const renter = await createKeyPairSignerFromBytes(Uint8Array.from(read(given.renter)));
  const listed = localnet.suppliers[Number(given.supplier) - 1];
  if (listed === undefined) throw new Error(`there is no supplier ${given.supplier} in localnet.json`);
  if (!['usdc', 'io'].includes(given.currency)) throw new Error(`${given.currency} is neither usdc nor io`);
  // Should this process end before the transaction does, it is found by what is written here.
  const network = connect(given.rpc ?? localnet.rpc, {
    announce: ({ signature, lastHeight }) => console.error(`sending ${signature} (valid to block ${lastHeight})`),
  });

  await reserve(network, renter, listed, localnet.price, given);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
