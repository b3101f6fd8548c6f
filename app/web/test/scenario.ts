/**
 * Gives a local network something to show: `npm run live -- FOLDER`, once `./x localnet --folder FOLDER` runs.
 *
 * Reservations in every state, stake on its way out, an announced commission, thirty hours of rewards, an auction
 * that has burned something.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from '@solana/kit';

type Summary = {
  rpc: string;
  price: Address;
  ioMint: Address;
  renters: Address[];
  suppliers: { supplier: string; offer: string }[];
  stakers: { staker: Address }[];
};
/** The command line, with `io-localnet` beside it. */
const IO = process.env['IO'] ?? 'io';

export type Localnet = ReturnType<typeof localnet>;

export function localnet(folder: string) {
  const summary: Summary = JSON.parse(readFileSync(join(folder, 'localnet.json'), 'utf8'));
  const io = (who: string, line: string) => {
    const args = [...line.split(' '), '--output', 'json', '--yes'];
    const env = {
      ...process.env,
      HOME: folder,
      IO_URL: summary.rpc,
      IO_PRICE_ACCOUNT: summary.price,
      IO_KEYPAIR: join(folder, `${who}.json`),
    };
    const reported = execFileSync(IO, args, { encoding: 'utf8', stdio: 'pipe', env });
    return reported.trim() === '' ? null : JSON.parse(reported);
  };
  /** So much time passes there; the price and the attestations have followed. */
  const forward = (time: string) =>
    execFileSync(IO, ['localnet', '--forward', time, '--folder', folder], { stdio: 'pipe' });
  const call = async (method: string, ...params: unknown[]) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const response = await fetch(summary.rpc, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { result, error } = await response.json();
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result;
  };
  return { summary, io, forward, call };
}

/** Exit status of `io` when what is asked for has been done already. */
const NOTHING_TO_DO = 3;
const KEY = '09'.repeat(32);

export function live({ summary, io, forward }: Localnet): void {
  const [first, second, third] = summary.suppliers;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three suppliers are needed');
  const pass = (hours: number) => {
    for (let hour = 0; hour < hours; hour += 1) {
      forward('1h');
      try {
        io('authority', 'emissions advance');
      } catch (error) {
        // The council has, for its next attestation.
        if (!(error instanceof Error && 'status' in error && error.status === NOTHING_TO_DO)) throw error;
      }
    }
  };
  const reserve = (renter: string, number: number, offer: string, what: string): string =>
    io(renter, `rent reserve ${offer} ${what} --number ${number} --connection-key ${KEY}`).reservation;
  const reserveAndStart = (renter: string, number: number, offer: string, operator: string, what: string) => {
    const reservation = reserve(renter, number, offer, what);
    io(operator, `supplier start ${reservation} --connection-hash ${KEY}`);
    return reservation;
  };

  // Large enough that its fees are worth an auction.
  reserveAndStart('renter-2', 1, third.offer, 'operator-3', '--gpus 56 --time 24h');
  reserveAndStart('renter-2', 2, first.offer, 'operator-1', '--gpus 4 --time 24h --currency io');
  const running = reserveAndStart('renter-1', 1, first.offer, 'operator-1', '--gpus 32 --time 3d');
  io('operator-2', `offer edit ${second.offer} --max-io 2d`);
  reserveAndStart('renter-1', 2, second.offer, 'operator-2', '--gpus 4 --time 2d --currency io');
  pass(26);
  io('renter-1', `rent extend ${running} --time 12h`);
  io('authority', 'keeper --once --settle-after 1h');
  io('staker-1', `stake unstake ${first.supplier} 2500`);
  io('staker-3', `stake unstake ${third.supplier} ALL`);
  io('supplier-2', `supplier commission 25%`);
  pass(24);
  io('authority', 'keeper --once --settle-after 12h');
  io('authority', 'keeper --once --jobs burn');
  io('staker-2', 'burn fill 30');
  reserve('renter-1', 3, second.offer, '--gpus 2 --time 5h');
}
