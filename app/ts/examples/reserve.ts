/**
 * Reserves GPUs of a supplier of the local network, paid in USDC.
 *
 * It wants a network (`./x localnet`) and its folder, with `localnet.json` and the key pairs: see `--help`.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  appendTransactionMessageInstruction,
  assertIsTransactionWithBlockhashLifetime,
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  createTransactionMessage,
  getSignatureFromTransaction,
  isSolanaError,
  pipe,
  sendAndConfirmTransactionFactory,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  type Address,
  type Instruction,
  type KeyPairSigner,
} from '@solana/kit';
import { explain, findWalletPda, marketplace, Status } from '../src';

const HELP = `Reserves GPUs of a supplier of the local network, paid in USDC.

  --folder PATH     folder of the network, with localnet.json and the key pairs (localnet)
  --rpc URL         JSON-RPC, if not that of localnet.json
  --web-socket URL  WebSocket, if not that of localnet.json
  --renter NAME     key pair of the renter, who pays (renter-1)
  --supplier N      which of the suppliers of localnet.json, from 1 (1)
  --gpus N          GPUs (1)
  --hours N         hours (24)`;

/** What the example needs of `localnet.json`. */
type Localnet = {
  rpc: string;
  webSocket: string;
  usdcMint: Address;
  suppliers: { supplier: Address; offer: Address; model: string }[];
};

function options() {
  const { values } = parseArgs({
    options: {
      folder: { type: 'string', default: 'localnet' },
      rpc: { type: 'string' },
      'web-socket': { type: 'string' },
      renter: { type: 'string', default: 'renter-1' },
      supplier: { type: 'string', default: '1' },
      gpus: { type: 'string', default: '1' },
      hours: { type: 'string', default: '24' },
      help: { type: 'boolean', default: false },
    },
  });
  return values;
}

function connect(rpcUrl: string, webSocketUrl: string) {
  const rpc = createSolanaRpc(rpcUrl);
  const rpcSubscriptions = createSolanaRpcSubscriptions(webSocketUrl);
  const confirm = sendAndConfirmTransactionFactory({ rpc, rpcSubscriptions });
  const send = async (payer: KeyPairSigner, instruction: Instruction) => {
    const { value: blockhash } = await rpc.getLatestBlockhash().send();
    const transaction = await pipe(
      createTransactionMessage({ version: 0 }),
      (message) => setTransactionMessageFeePayerSigner(payer, message),
      (message) => setTransactionMessageLifetimeUsingBlockhash(blockhash, message),
      (message) => appendTransactionMessageInstruction(instruction, message),
      signTransactionMessageWithSigners,
    );
    assertIsTransactionWithBlockhashLifetime(transaction);
    await confirm(transaction, { commitment: 'confirmed' });
    return getSignatureFromTransaction(transaction);
  };
  return { rpc, send };
}

/** What the renter locks, in micro-USD, which are the base units of USDC: the price, and the fee rounded up. */
function cost(offer: marketplace.Offer, config: marketplace.Config, gpus: number, hours: number): bigint {
  const gross = offer.priceMicroUsd * BigInt(gpus) * BigInt(hours);
  const feeBps = BigInt(config.baseFeeBps + config.usdcExtraFeeBps);
  return gross + (gross * feeBps + 9_999n) / 10_000n;
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
  const { rpc, send } = connect(given.rpc ?? localnet.rpc, given['web-socket'] ?? localnet.webSocket);

  const [configAddress] = await marketplace.findConfigPda();
  const [config, offer] = await Promise.all([
    marketplace.fetchConfig(rpc, configAddress),
    marketplace.fetchOffer(rpc, listed.offer),
  ]);
  const [gpus, hours] = [Number(given.gpus), Number(given.hours)];
  const [renterTokens] = await findWalletPda({ owner: renter.address, mint: localnet.usdcMint });
  const number = randomBytes(8).readBigUInt64LE();
  const [reservation] = await marketplace.findReservationPda({ renter: renter.address, number });
  const reserve = await marketplace.getReserveInstructionAsync({
    renter,
    rentPayer: renter,
    supplier: listed.supplier,
    offer: offer.address,
    reservation,
    mint: localnet.usdcMint,
    renterTokens,
    number,
    gpus,
    hours,
    currency: marketplace.Currency.Usdc,
    offerRevision: offer.data.revision,
    maxAmount: cost(offer.data, config.data, gpus, hours),
    connectionKey: connectionKey(join(given.folder, `${reservation}.pem`)),
  });
  const signature = await send(renter, reserve);

  const { data } = await marketplace.fetchReservation(rpc, reservation, { commitment: 'confirmed' });
  console.log(`reservation  ${reservation}, ${Status[data.status]}`);
  console.log(`GPUs         ${data.gpus} × ${listed.model}, ${hours} h`);
  console.log(`locked       ${Number(data.locked) / 1e6} USDC`);
  console.log(`transaction  ${signature}`);
}

/** The code of the program's error, however deep the cause lies. */
function customCode(error: unknown): number | undefined {
  if (isSolanaError(error, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) return error.context.code;
  return error instanceof Error && error.cause !== undefined ? customCode(error.cause) : undefined;
}

main().catch((error: unknown) => {
  const code = customCode(error);
  const explanation = code === undefined ? undefined : explain(code);
  console.error(explanation === undefined ? error : `error ${code} ${explanation.name}: ${explanation.message}`);
  process.exitCode = 1;
});
