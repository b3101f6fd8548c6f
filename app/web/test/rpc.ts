/** A network that has stood still: JSON-RPC over the accounts of `recorded.json`. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getBase58Encoder, type Address } from '@solana/kit';

type Account = { pubkey: Address; owner: Address; data: string; lamports?: number };
/** What `io` prints as JSON, with amounts as text. */
export type Said = Record<string, string | boolean | null>;
export type Recorded = {
  accounts: Account[];
  price: Address;
  renters: Address[];
  stakers: Address[];
  said: {
    emissions: Said;
    oracle: Said;
    burn: Said;
    offers: Said[];
    quotes: Said[];
    apr: { day: Said[]; week: Said[] };
    suppliers: Said[];
    stakes: Said[][];
    reservations: Said[];
  };
};

export const recorded: Recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../test/recorded.json'), 'utf8'),
);

/** Of a network that is none of the public ones. */
const GENESIS = '4sGjMW1sUnHzSxGspuhpqLDx6wiyjNtZAMdL4VZHirAn';

type Filter = { dataSize?: number; memcmp?: { offset: number; bytes: string } };
export type Call = { id: unknown; method: string; params: [unknown, { filters?: Filter[]; withContext?: boolean }] };

const found = ({ owner, data, lamports = 1 }: Account) => ({
  owner,
  data: [data, 'base64'],
  lamports,
  executable: false,
  space: 0,
});

function passes(data: Buffer, { dataSize, memcmp }: Filter): boolean {
  if (dataSize !== undefined && data.length !== dataSize) return false;
  if (memcmp === undefined) return true;
  const bytes = Buffer.from(Uint8Array.from(getBase58Encoder().encode(memcmp.bytes)));
  return data.subarray(memcmp.offset, memcmp.offset + bytes.length).equals(bytes);
}

function answer(accounts: readonly Account[], slot: number, { method, params }: Call): unknown {
  const [first, config] = params;
  if (method === 'getGenesisHash') return GENESIS;
  if (method === 'getMultipleAccounts') {
    const value = (first as string[]).map((address) => accounts.find(({ pubkey }) => pubkey === address));
    return { context: { slot }, value: value.map((account) => (account === undefined ? null : found(account))) };
  }
  if (method === 'getProgramAccounts') {
    const all = accounts.filter(({ owner, data }) => {
      const bytes = Buffer.from(data, 'base64');
      return owner === first && (config.filters ?? []).every((filter) => passes(bytes, filter));
    });
    const value = all.map((account) => ({ pubkey: account.pubkey, account: found(account) }));
    return config.withContext ? { context: { slot }, value } : value;
  }
  return undefined;
}

/** An error of JSON-RPC, as a node gives it. */
export const errorOf = ({ id }: Call, code: number, message: string) => ({
  status: 200,
  body: JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }),
});

export type Rpc = {
  url: string;
  accounts: Account[];
  /** The slot of all its answers. */
  slot: number;
  /** What it says in place of an answer, if anything; `silent` is nothing at all. */
  says(call: Call): { status: number; body: string } | 'silent' | undefined;
  /** The methods that it was asked. */
  asked: string[];
  close(): Promise<void>;
};

export async function serveRecording(accounts = recorded.accounts, at = 0): Promise<Rpc> {
  const server = createServer(async (request, response) => {
    const headers = {
      'access-control-allow-origin': '*',
      'access-control-allow-headers': '*',
      'content-type': 'application/json',
    };
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'OPTIONS') return response.writeHead(204, headers).end();
    const call: Call = JSON.parse(body);
    rpc.asked.push(call.method);
    const said = rpc.says(call);
    if (said === 'silent') return undefined;
    if (said !== undefined) return response.writeHead(said.status, headers).end(said.body);
    const result = answer(rpc.accounts, rpc.slot, call);
    const error = { code: -32601, message: 'Method not found' };
    const reply = { jsonrpc: '2.0', id: call.id, ...(result === undefined ? { error } : { result }) };
    return response.writeHead(200, headers).end(JSON.stringify(reply));
  });
  await new Promise<void>((listening, failed) =>
    server.once('error', failed).listen(at, '127.0.0.1', listening),
  );
  const { port } = server.address() as AddressInfo;
  const rpc: Rpc = {
    url: `http://127.0.0.1:${port}`,
    accounts,
    slot: 1,
    says: () => undefined,
    asked: [],
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
  return rpc;
}
