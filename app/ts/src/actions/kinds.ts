/** Types of accounts, as they are read. */
import * as emissions from '../generated/emissions';
import * as marketplace from '../generated/marketplace';
import type { Kind } from './read';

const program = emissions.EMISSIONS_PROGRAM_ADDRESS;

export const CONFIG: Kind<emissions.Config> = {
  name: 'configuration of emissions',
  program,
  discriminator: emissions.CONFIG_DISCRIMINATOR,
  decoder: emissions.getConfigDecoder(),
};
export const LEDGER: Kind<emissions.Ledger> = {
  name: 'ledger',
  program,
  discriminator: emissions.LEDGER_DISCRIMINATOR,
  decoder: emissions.getLedgerDecoder(),
};
export const HISTORY_PAGE: Kind<emissions.HistoryPage> = {
  name: 'history page',
  program,
  discriminator: emissions.HISTORY_PAGE_DISCRIMINATOR,
  decoder: emissions.getHistoryPageDecoder(),
};
export const SUPPLIER: Kind<emissions.Supplier> = {
  name: 'supplier',
  program,
  discriminator: emissions.SUPPLIER_DISCRIMINATOR,
  decoder: emissions.getSupplierDecoder(),
};
export const DELEGATION: Kind<emissions.Delegation> = {
  name: 'delegation',
  program,
  discriminator: emissions.DELEGATION_DISCRIMINATOR,
  decoder: emissions.getDelegationDecoder(),
};
export const REDELEGATION: Kind<emissions.Redelegation> = {
  name: 'request to move stake',
  program,
  discriminator: emissions.REDELEGATION_DISCRIMINATOR,
  decoder: emissions.getRedelegationDecoder(),
};
export const VOTER_WEIGHT_RECORD: Kind<emissions.VoterWeightRecord> = {
  name: 'record of votes',
  program,
  discriminator: emissions.VOTER_WEIGHT_RECORD_DISCRIMINATOR,
  decoder: emissions.getVoterWeightRecordDecoder(),
};
export const MAX_VOTER_WEIGHT_RECORD: Kind<emissions.MaxVoterWeightRecord> = {
  name: 'record of all votes',
  program,
  discriminator: emissions.MAX_VOTER_WEIGHT_RECORD_DISCRIMINATOR,
  decoder: emissions.getMaxVoterWeightRecordDecoder(),
};
export const MODELS: Kind<emissions.Models> = {
  name: 'table of models',
  program,
  discriminator: emissions.MODELS_DISCRIMINATOR,
  decoder: emissions.getModelsDecoder(),
};
export const USAGE: Kind<marketplace.SupplierUsage> = {
  name: 'usage account',
  program: marketplace.MARKETPLACE_PROGRAM_ADDRESS,
  discriminator: marketplace.SUPPLIER_USAGE_DISCRIMINATOR,
  decoder: marketplace.getSupplierUsageDecoder(),
};
