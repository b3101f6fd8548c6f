// Seeds of every program-derived address, as in programs/common/src/seeds.rs. The IDLs have them for accounts that
// an instruction creates, and where a seed is a field of an account they name the account alone.
import {
  constantPdaSeedNode,
  constantPdaSeedNodeFromString,
  fixedSizeTypeNode,
  bytesTypeNode,
  numberTypeNode,
  pdaNode,
  publicKeyTypeNode,
  publicKeyValueNode,
  variablePdaSeedNode,
} from '@codama/nodes';

/** @param {string} name @param {string} [docs] */
const key = (name, docs) => variablePdaSeedNode(name, publicKeyTypeNode(), docs);
/** @param {string} name @param {string} [docs] */
const u32 = (name, docs) => variablePdaSeedNode(name, numberTypeNode('u32'), docs);
/** @param {string} name @param {string} [docs] */
const u64 = (name, docs) => variablePdaSeedNode(name, numberTypeNode('u64'), docs);
/** @param {string} name */
const hash = (name) => variablePdaSeedNode(name, fixedSizeTypeNode(bytesTypeNode(), 32));

/**
 * @param {string} name
 * @param {string} prefix
 * @param {import('@codama/nodes').PdaSeedNode[]} seeds
 */
const pda = (name, prefix, ...seeds) =>
  pdaNode({ name, seeds: [constantPdaSeedNodeFromString('utf8', prefix), ...seeds] });

/**
 * An address of another program.
 * @param {import('@codama/nodes').PdaNode} node
 * @param {string} programId
 */
const of = (node, programId) => pdaNode({ ...node, programId });

/** What all three have. @param {string} programId */
const common = (programId) => [
  pda('config', 'config'),
  pda('proposal', 'proposal', u32('number')),
  pda('eventAuthority', '__event_authority'),
  pdaNode({
    name: 'programData',
    programId: 'BPFLoaderUpgradeab1e11111111111111111111111',
    seeds: [constantPdaSeedNode(publicKeyTypeNode(), publicKeyValueNode(programId))],
  }),
];

const council = pda('council', 'council');
const supplierUsage = pda('supplierUsage', 'supplier_usage', key('supplier'));
const approval = pda('approval', 'approval', hash('hash'));

/**
 * The addresses of the program `name`.
 * @param {'emissions' | 'marketplace' | 'feeBurn'} name
 * @param {Record<string, string>} programs
 */
export const addressesOf = (name, { emissions = '', marketplace = '', feeBurn = '' }) =>
  ({
    emissions: [
      ...common(emissions),
      pda('ledger', 'ledger'),
      pda('models', 'models'),
      council,
      pda('rewardVault', 'reward_vault'),
      pda('stakeVault', 'stake_vault'),
      pda('historyPage', 'history', u32('page', 'Epoch hour / 240')),
      pda('supplier', 'supplier', key('owner', 'The first owner'), u32('sequence')),
      pda('delegation', 'delegation', key('supplier'), key('staker')),
      approval,
      pda('slash', 'slash', key('supplier'), u32('number')),
      pda('breachSlash', 'breach-slash', key('supplier'), u32('number')),
      pda('redelegation', 'redelegation', key('delegation'), key('target')),
      pda('voterWeightRecord', 'voter-weight', key('realm'), key('voter')),
      pda('maxVoterWeightRecord', 'max-voter-weight', key('realm')),
      of(supplierUsage, marketplace),
    ],
    marketplace: [
      ...common(marketplace),
      supplierUsage,
      pda('offer', 'offer', key('supplier'), u32('sequence')),
      pda('reservation', 'reservation', key('renter'), u64('number')),
      pda('escrow', 'escrow', key('reservation')),
      pda('autopay', 'autopay', key('reservation')),
      pda('spender', 'spender', key('payer')),
      of(council, emissions),
      of(approval, emissions),
    ],
    feeBurn: [...common(feeBurn), pda('engine', 'engine'), pda('ioVault', 'io_vault'), pda('usdcVault', 'usdc_vault')],
  })[name];

/** Accounts of an instruction whose address does not have their name: instruction, account, address. */
export const NAMED_OTHERWISE = /** @type {const} */ ([['proposeBreachSlash', 'slash', 'breachSlash']]);
