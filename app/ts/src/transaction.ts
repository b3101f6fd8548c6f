/**
 * Transactions in the oldest version that carries them: legacy, then version 0 if there are lookup tables, then version 1
 * (SIMD-0385: 4,096 bytes, 64 addresses) where the network has it.
 */
import {
  address,
  appendTransactionMessageInstructions,
  assertIsSendableTransaction,
  assertIsTransactionWithBlockhashLifetime,
  compressTransactionMessageUsingAddressLookupTables,
  createTransactionMessage,
  estimateResourceLimitsFactory,
  fetchEncodedAccount,
  isSolanaError,
  isTransactionMessageWithinSizeLimit,
  pipe,
  setTransactionMessageComputeUnitLimit,
  setTransactionMessageComputeUnitPrice,
  setTransactionMessageConfig,
  setTransactionMessageFeePayerSigner,
  setTransactionMessageLifetimeUsingBlockhash,
  signTransactionMessageWithSigners,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_ACCOUNT_ADDRESSES,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_INSTRUCTIONS,
  SOLANA_ERROR__TRANSACTION__TOO_MANY_SIGNER_ADDRESSES,
  type AddressesByLookupTableAddress,
  type GetAccountInfoApi,
  type GetLatestBlockhashApi,
  type Instruction,
  type Rpc,
  type SimulateTransactionApi,
  type TransactionMessage,
  type TransactionMessageWithFeePayerSigner,
  type TransactionSigner,
} from '@solana/kit';

/** The feature whose activation lets a network take version 1. */
const TX_V1 = address('txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL');
const FEATURE_PROGRAM = address('Feature111111111111111111111111111111111111');
/** Bytes of a feature's account: whether there is a slot of its activation, and the slot. */
const FEATURE_SIZE = 9;

/** The largest compute budget of a transaction. */
const MAX_COMPUTE_UNITS = 1_400_000;
/** Bytes that a transaction may load: what the older versions have unless they ask for less. In version 1 unset is none. */
const MAX_LOADED_BYTES = 64 * 1_024 * 1_024;
/** Per cent of the simulated compute units that may be consumed: what is read can change until then. */
const HEADROOM = 120;
const MICRO_LAMPORTS = 1_000_000n;

export type SendOptions = {
  /** Priority fee of a compute unit, in micro-lamports; none unless given. */
  price?: bigint;
  /** Lookup tables, for a network without version 1. */
  tables?: AddressesByLookupTableAddress;
};

type Message = TransactionMessage & TransactionMessageWithFeePayerSigner;
type Budget = { limit: number; price: bigint };

/** Whether the network takes transactions of version 1. */
export async function hasV1(rpc: Rpc<GetAccountInfoApi>): Promise<boolean> {
  const account = await fetchEncodedAccount(rpc, TX_V1);
  if (!account.exists || account.programAddress !== FEATURE_PROGRAM) return false;
  return account.data.length >= FEATURE_SIZE && account.data[0] === 1;
}

/** Version 1 has the budget in its header, the fee in lamports, rounded up as the runtime does; the others in instructions. */
function withBudget(message: Message, { limit, price }: Budget): Message {
  if (message.version !== 1) {
    const limited = setTransactionMessageComputeUnitLimit(limit, message);
    return price === 0n ? limited : setTransactionMessageComputeUnitPrice(price, limited);
  }
  const fee = (price * BigInt(limit) + MICRO_LAMPORTS - 1n) / MICRO_LAMPORTS;
  return setTransactionMessageConfig(
    {
      computeUnitLimit: limit,
      loadedAccountsDataSizeLimit: MAX_LOADED_BYTES,
      ...(fee > 0n && { priorityFeeLamports: fee }),
    },
    message,
  );
}

/** Whether its version carries it with a budget. */
function fits(message: Message, price: bigint): boolean {
  try {
    return isTransactionMessageWithinSizeLimit(withBudget(message, { limit: MAX_COMPUTE_UNITS, price }));
  } catch (error) {
    const limits = [
      SOLANA_ERROR__TRANSACTION__TOO_MANY_ACCOUNT_ADDRESSES,
      SOLANA_ERROR__TRANSACTION__TOO_MANY_INSTRUCTIONS,
      SOLANA_ERROR__TRANSACTION__TOO_MANY_SIGNER_ADDRESSES,
    ] as const;
    if (limits.some((limit) => isSolanaError(error, limit))) return false;
    throw error;
  }
}

/** The message, without a budget, in the oldest version that carries it; else in one that is refused for its size. */
async function draft(
  rpc: Rpc<GetAccountInfoApi>,
  payer: TransactionSigner,
  instructions: readonly Instruction[],
  { price = 0n, tables }: SendOptions,
): Promise<Message> {
  const complete = (message: TransactionMessage) => {
    const paid = setTransactionMessageFeePayerSigner(payer, message);
    return appendTransactionMessageInstructions(instructions, paid) as Message;
  };
  const legacy = complete(createTransactionMessage({ version: 'legacy' }));
  if (fits(legacy, price)) return legacy;
  const v0 = complete(createTransactionMessage({ version: 0 })) as Message & { version: 0 };
  const looked = tables && (compressTransactionMessageUsingAddressLookupTables(v0, tables) as Message);
  if (looked && fits(looked, price)) return looked;
  const v1 = complete(createTransactionMessage({ version: 1 }));
  return fits(v1, price) && (await hasV1(rpc)) ? v1 : (looked ?? legacy);
}

/**
 * Simulates the instructions, and signs them with the limit that this gives and a recent blockhash, in the oldest version
 * that carries them. `sendAndConfirmTransactionFactory` sends what it gives.
 */
export async function signTransaction(
  rpc: Rpc<GetAccountInfoApi & GetLatestBlockhashApi & SimulateTransactionApi>,
  payer: TransactionSigner,
  instructions: readonly Instruction[],
  options: SendOptions = {},
) {
  const message = await draft(rpc, payer, instructions, options);
  // Without a fee: that of the largest limit is far above what is paid.
  const free = withBudget(message, { limit: MAX_COMPUTE_UNITS, price: 0n });
  const estimate = await estimateResourceLimitsFactory({ rpc })(free, { commitment: 'confirmed' });
  const limit = Math.min(MAX_COMPUTE_UNITS, Math.ceil((estimate.computeUnitLimit * HEADROOM) / 100));
  const { value: blockhash } = await rpc.getLatestBlockhash({ commitment: 'confirmed' }).send();
  const transaction = await pipe(
    withBudget(message, { limit, price: options.price ?? 0n }),
    (limited) => setTransactionMessageLifetimeUsingBlockhash(blockhash, limited),
    (lasting) => signTransactionMessageWithSigners(lasting),
  );
  assertIsTransactionWithBlockhashLifetime(transaction);
  assertIsSendableTransaction(transaction);
  return transaction;
}
