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
  fixDecoderSize,
  getBase64Encoder,
  getBytesDecoder,
  getI32Decoder,
  getI64Decoder,
  getStructDecoder,
  getU64Decoder,
  type Address,
  type Rpc,
  type SolanaRpcApi,
} from '@solana/kit';
import { connect, describe, findWalletPda, marketplace, Status } from '../src';

const HELP = `Reserves GPUs of a supplier of the local network, paid in USDC or IO.

  --folder PATH     folder of the network, with localnet.json and the key pairs (localnet)
  --rpc URL         JSON-RPC, if not that of localnet.json
  --renter NAME     key pair of the renter, who pays (renter-1)
  --supplier N      which of the suppliers of localnet.json, from 1 (1)
  --gpus N          GPUs (1)
  --hours N         hours (24)
  --currency NAME   what the renter pays with, usdc or io (usdc)`;

/** What the example needs of `localnet.json`. */
type Localnet = {
  rpc: string;
  ioMint: Address;
  usdcMint: Address;
  price: Address;
  suppliers: { supplier: Address; offer: Address; model: string }[];
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

/** A price of Pyth, as far as it is needed. */
const PRICE = getStructDecoder([
  ['head', fixDecoderSize(getBytesDecoder(), 73)],
  ['spot', getI64Decoder()],
  ['confidence', getU64Decoder()],
  ['exponent', getI32Decoder()],
  ['times', fixDecoderSize(getBytesDecoder(), 16)],
  ['average', getI64Decoder()],
  ['averageConfidence', getU64Decoder()],
]);

/** What the program converts IO at, in pico-USD: the lower of spot and average, less the wider confidence. */
async function ioPrice(rpc: Rpc<SolanaRpcApi>, account: Address): Promise<bigint> {
  const { value } = await rpc.getAccountInfo(account, { encoding: 'base64' }).send();
  if (value === null) throw new Error(`there is no price at ${account}`);
  const it = PRICE.decode(getBase64Encoder().encode(value.data[0]));
  const reference = it.spot < it.average ? it.spot : it.average;
  const confidence = it.confidence > it.averageConfidence ? it.confidence : it.averageConfidence;
  return (reference - confidence) * 10n ** BigInt(12 + it.exponent);
}

const dividedUp = (dividend: bigint, divisor: bigint) => (dividend + divisor - 1n) / divisor;

/** The price, and the fee rounded up: what the renter locks, in base units for `rate` of them an hour. */
function cost(rate: bigint, hours: number, feeBps: number): bigint {
  const gross = rate * BigInt(hours);
  return gross + dividedUp(gross * BigInt(feeBps), 10_000n);
}

/** An X25519 key, to which the supplier encrypts the connection details. Its secret half is kept in `file`. */
function connectionKey(file: string): Uint8Array {
  const { publicKey, privateKey } = generateKeyPairSync('x25519');
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { flag: 'wx', mode: 0o600 });
  return Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
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
  const { rpc, send } = connect(given.rpc ?? localnet.rpc, {
    announce: ({ signature, lastHeight }) => console.error(`sending ${signature} (valid to block ${lastHeight})`),
  });

  const [configAddress] = await marketplace.findConfigPda();
  const [config, offer] = await Promise.all([
    marketplace.fetchConfig(rpc, configAddress),
    marketplace.fetchOffer(rpc, listed.offer),
  ]);
  const [gpus, hours] = [Number(given.gpus), Number(given.hours)];
  // Micro-USD, which are the base units of USDC.
  const usdRate = offer.data.priceMicroUsd * BigInt(gpus);
  let paid;
  if (given.currency === 'io') {
    const price = await ioPrice(rpc, localnet.price);
    const total = cost(dividedUp(usdRate * 10n ** 14n, price), hours, config.data.baseFeeBps);
    // The price may move by 1 % until then.
    const maxAmount = total + dividedUp(total, 100n);
    paid = { mint: localnet.ioMint, decimals: 8, name: 'IO', currency: marketplace.Currency.Io, maxAmount };
  } else {
    const maxAmount = cost(usdRate, hours, config.data.baseFeeBps + config.data.usdcExtraFeeBps);
    paid = { mint: localnet.usdcMint, decimals: 6, name: 'USDC', currency: marketplace.Currency.Usdc, maxAmount };
  }
  const [renterTokens] = await findWalletPda({ owner: renter.address, mint: paid.mint });
  const number = randomBytes(8).readBigUInt64LE();
  const [reservation] = await marketplace.findReservationPda({ renter: renter.address, number });
  const reserve = await marketplace.getReserveInstructionAsync({
    renter,
    payer: renter,
    supplier: listed.supplier,
    offer: offer.address,
    reservation,
    mint: paid.mint,
    renterTokens,
    number,
    gpus,
    hours,
    ...(given.currency === 'io' && { price: localnet.price }),
    currency: paid.currency,
    offerRevision: offer.data.revision,
    maxAmount: paid.maxAmount,
    connectionKey: connectionKey(join(given.folder, `${reservation}.pem`)),
  });
  const outcome = await send(renter, [reserve]);
  if (outcome.state !== 'confirmed') throw new Error(describe(outcome));

  const { data } = await marketplace.fetchReservation(rpc, reservation, { commitment: 'confirmed' });
  console.log(`reservation  ${reservation}, ${Status[data.status]}`);
  console.log(`GPUs         ${data.gpus} × ${listed.model}, ${hours} h`);
  console.log(`locked       ${Number(data.locked) / 10 ** paid.decimals} ${paid.name}`);
  console.log(`transaction  ${outcome.signature}`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
