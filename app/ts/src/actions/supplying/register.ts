/** Registering a supplier. */
import { getUtf8Encoder, type Address, type Rpc, type SolanaRpcApi, type TransactionSigner } from '@solana/kit';
import * as emissions from '../../generated/emissions';
import { catchUp, pagesNeeded, type EmissionClock } from '../clock';
import { CONFIG, LEDGER, MODELS } from '../kinds';
import { readWithPages } from '../pages';
import { Refusal, type Prepared } from '../prepared';
import { CLOCK_ADDRESS, clockOf, readAccounts, stored } from '../read';

/** Most bytes of an endpoint. */
const ENDPOINT_LEN = 96;

/** What registering takes, as it was read. */
export type Registering = {
  owner: Address;
  /** Sequence number among the owner's suppliers. */
  sequence: number;
  /** Whether the address is taken. */
  taken: boolean;
  models: emissions.Models;
  clock: EmissionClock;
};

export type RegisteringOptions = { owner: Address; sequence: number; later?: boolean };

/** Reads what is at the address, the table of models and the clock: in one request, a second where history pages are needed. */
export async function readRegistering(rpc: Rpc<SolanaRpcApi>, options: RegisteringOptions): Promise<Registering> {
  const { owner, sequence, later = false } = options;
  const [configAt] = await emissions.findConfigPda();
  const [ledgerAt] = await emissions.findLedgerPda();
  const [modelsAt] = await emissions.findModelsPda();
  const [address] = await emissions.findSupplierPda({ owner, sequence });
  const accounts = await readAccounts(rpc, [CLOCK_ADDRESS, configAt, ledgerAt, modelsAt, address]);
  const [now, config, ledger] = [clockOf(accounts[0]), stored(CONFIG, accounts[1]), stored(LEDGER, accounts[2])];
  const models = stored(MODELS, accounts[3]);
  const there = accounts[4];
  // What is left of one that was closed has no data.
  const taken = there?.exists === true && there.programAddress === emissions.EMISSIONS_PROGRAM_ADDRESS;
  const { pages } = await readWithPages(rpc, [], pagesNeeded(ledger, [], now));
  return { owner, sequence, taken, models, clock: { config, ledger, pages, now, later } };
}

export type RegisterRequest = {
  /** The owner of what was read; pays. */
  owner: TransactionSigner;
  /** Index in the table of models. */
  model: number;
  commissionBps: number;
  /** May start and decline reservations and edit offers. */
  operator: Address;
  /** Wallet that is paid. */
  payout: Address;
  /** Where renters reach the supplier, at most 96 bytes. */
  endpoint: string;
};

export type RegisterTerms = {
  /** Address of the supplier. */
  supplier: Address;
  /** Compute units of a GPU, in 10⁻⁴ units. */
  multiplier: number;
  /** Least stake of a delegation, in base units. */
  minDelegation: bigint;
};

/** Throws a `Refusal` for an endpoint that is too long. */
export function requireEndpoint(endpoint: string): void {
  if (getUtf8Encoder().encode(endpoint).length <= ENDPOINT_LEN) return;
  throw new Refusal('EndpointTooLong', `The endpoint is longer than ${ENDPOINT_LEN} bytes.`);
}

/** To register a supplier. Throws a `Refusal`. */
export async function prepareRegister(registering: Registering, request: RegisterRequest): Promise<Prepared<RegisterTerms>> {
  const { clock, models, sequence } = registering;
  const { owner, model, commissionBps, endpoint } = request;
  const [supplier] = await emissions.findSupplierPda({ owner: owner.address, sequence });
  if (registering.taken) throw new Refusal('Taken', `The address ${supplier} is taken: give another sequence number.`);
  if (commissionBps > clock.config.maxCommissionBps) throw tooHigh(clock);
  requireEndpoint(endpoint);
  const multiplier = models.models[model]?.multiplier ?? 0;
  if (multiplier === 0) throw new Refusal('UnknownModel', 'This GPU model is not in the table of models.');
  const setup = await catchUp(clock, owner, []);
  const bytes = emissions.getSupplierSize();
  setup.creates.push({ kind: 'supplier', address: supplier, bytes, deposit: 0n, returnsTo: owner.address });
  return {
    terms: { supplier, multiplier, minDelegation: clock.config.minDelegation },
    gives: [],
    creates: setup.creates,
    setup: setup.instructions,
    act: [await emissions.getRegisterSupplierInstructionAsync({ ...request, sequence })],
  };
}

export const tooHigh = ({ config }: EmissionClock): Refusal =>
  new Refusal('CommissionTooHigh', `The commission is above the maximum, ${config.maxCommissionBps} bps.`);
