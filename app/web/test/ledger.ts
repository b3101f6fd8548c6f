/**
 * What the recording cannot answer: simulations, transactions and their statuses, of a small network that a test drives.
 *
 * `playLedger(rpc)` answers through `rpc.says`. A transaction that is sent stays in no block until `land`, at the commitment
 * that is named. `after` says what a simulation leaves; by default every account as it is, less the fee of the wallet.
 */
import { getBase58Decoder } from '@solana/kit';
import type { Call, Rpc } from './rpc';

type Account = Rpc['accounts'][number];

export type Ledger = {
  /** The transactions that were sent, in base 64, each as often as it was sent. */
  sent: string[];
  /** Why simulations fail; null if they do not. */
  refusal: unknown;
  /** How a simulation changes an account. */
  after(account: Account | undefined, address: string): Account | undefined;
  /** All that was sent is in a block of this commitment; with `err`, failed. */
  land(commitment: 'confirmed' | 'finalized', err?: unknown): void;
  /** Blocks pass: blockhashes are over. */
  expire(): void;
  /** Forgets all of it. */
  reset(): void;
};

const signatureIn = (wire: string) => getBase58Decoder().decode(Buffer.from(wire, 'base64').subarray(1, 65));

export function playLedger(rpc: Rpc): Ledger {
  const landed = new Map<string, { commitment: string; err: unknown }>();
  let height = 100;
  const ledger: Ledger = {
    sent: [],
    refusal: null,
    after: (account) => account,
    land(commitment, err = null) {
      for (const wire of ledger.sent) landed.set(signatureIn(wire), { commitment, err });
    },
    expire() {
      height += 200;
    },
    reset() {
      landed.clear();
      Object.assign(ledger, { sent: [], refusal: null, after: (account: Account | undefined) => account });
      height = 100;
    },
  };
  const at = (value: unknown) => ({ context: { slot: rpc.slot }, value });
  const shown = (account: Account | undefined) =>
    account === undefined
      ? null
      : { owner: account.owner, data: [account.data, 'base64'], lamports: account.lamports ?? 1, executable: false, space: 0 };
  const simulated = (config: { accounts?: { addresses: string[] } } | undefined) => ({
    err: ledger.refusal,
    logs: [],
    unitsConsumed: 30_000,
    accounts: config?.accounts?.addresses.map((address) =>
      shown(ledger.after(rpc.accounts.find(({ pubkey }) => pubkey === address), address)),
    ),
  });
  function result({ method, params }: Call): unknown {
    const [first, second] = params as readonly unknown[];
    switch (method) {
      case 'getLatestBlockhash':
        return at({ blockhash: 'LbUiWL3xVV8hTFYBVdbTNrpDo41NKS6o3LHHuDzjfcY', lastValidBlockHeight: 250 });
      case 'simulateTransaction':
        return at(simulated(second as Parameters<typeof simulated>[0]));
      case 'sendTransaction':
        ledger.sent.push(String(first));
        return signatureIn(String(first));
      case 'getSignatureStatuses':
        return at(
          (first as string[]).map((signature) => {
            const it = landed.get(signature);
            const confirmations = it?.commitment === 'finalized' ? null : 3;
            return it === undefined ? null : { slot: rpc.slot, confirmations, err: it.err, status: { Ok: null }, confirmationStatus: it.commitment };
          }),
        );
      case 'getEpochInfo':
        rpc.slot += 1;
        return { absoluteSlot: rpc.slot, blockHeight: height, epoch: 0, slotIndex: 0, slotsInEpoch: 432_000 };
      case 'isBlockhashValid':
        return at(height <= 250);
      case 'getTransaction':
        return null;
      default:
        return undefined;
    }
  }
  rpc.says = (call) => {
    const answer = result(call);
    if (answer === undefined) return undefined;
    return { status: 200, body: JSON.stringify({ jsonrpc: '2.0', id: call.id, result: answer }) };
  };
  return ledger;
}
