// What Codama makes of an IDL, with the addresses, the events and the shared errors that it leaves out.
import {
  assertIsNode,
  definedTypeNode,
  instructionAccountNode,
  instructionArgumentNode,
  instructionNode,
  pdaLinkNode,
  pdaValueNode,
  programIdValueNode,
  programNode,
  publicKeyValueNode,
  rootNode,
} from '@codama/nodes';
import { rootNodeFromAnchor } from '@codama/nodes-from-anchor';
import { setInstructionAccountDefaultValuesVisitor, updateDefinedTypesVisitor } from '@codama/visitors';
import { pipe, visit } from '@codama/visitors-core';
import { address, getAddressEncoder, getProgramDerivedAddress, getUtf8Encoder } from '@solana/kit';
import { NAMED_OTHERWISE } from './addresses.mjs';

/**
 * The default of an account: a constant if the seeds are, else the derivation where the instruction has all seeds.
 * @param {string} program
 * @param {import('@codama/nodes').PdaNode} pda
 */
async function defaultValue(program, pda) {
  const seeds = [];
  for (const seed of pda.seeds ?? []) {
    if (seed.kind === 'variablePdaSeedNode') return pdaValueNode(pdaLinkNode(pda.name));
    if (seed.value.kind === 'stringValueNode') seeds.push(getUtf8Encoder().encode(seed.value.string));
    if (seed.value.kind === 'publicKeyValueNode') seeds.push(getAddressEncoder().encode(address(seed.value.publicKey)));
  }
  const [derived] = await getProgramDerivedAddress({ programAddress: address(pda.programId ?? program), seeds });
  return publicKeyValueNode(derived, pda.name);
}

/**
 * Without the addresses of the IDL; an argument with the name of an account is the new one.
 * @param {import('@codama/nodes').InstructionNode} instruction
 */
function adapted({ accounts = [], ...instruction }) {
  const names = new Set(accounts.map((account) => account.name));
  return instructionNode({
    ...instruction,
    accounts: accounts.map(({ defaultValue, ...account }) =>
      instructionAccountNode(defaultValue?.kind === 'pdaValueNode' ? account : { ...account, defaultValue }),
    ),
    arguments: (instruction.arguments ?? []).map((argument) =>
      instructionArgumentNode(names.has(argument.name) ? { ...argument, name: `new_${argument.name}` } : argument),
    ),
  });
}

/**
 * The root of one program.
 * @param {import('@codama/nodes-from-anchor').AnchorIdl} idl
 * @param {import('@codama/nodes').PdaNode[]} pdas
 * @param {import('@codama/nodes').ErrorNode[]} sharedErrors
 */
export async function rootOf(idl, pdas, sharedErrors) {
  const root = rootNodeFromAnchor(idl);
  const { program } = root;
  const events = (program.events ?? []).map(({ name, docs = [], data }) =>
    definedTypeNode({ name: `${name}Event`, docs, type: data }),
  );
  const changed = rootNode(
    programNode({
      ...program,
      pdas,
      definedTypes: [...(program.definedTypes ?? []), ...events],
      errors: [...sharedErrors, ...(program.errors ?? [])],
      instructions: (program.instructions ?? []).map(adapted),
    }),
  );
  const rules = await Promise.all(
    pdas.map(async (pda) => ({
      account: pda.name,
      defaultValue: await defaultValue(program.publicKey, pda),
      ignoreIfOptional: true,
    })),
  );
  // A rule of one instruction comes before those of all.
  const particular = NAMED_OTHERWISE.filter(([, , name]) => pdas.some((pda) => pda.name === name)).map(
    ([instruction, account, name]) => ({ instruction, account, defaultValue: pdaValueNode(pdaLinkNode(name)) }),
  );
  const own = { account: 'program', defaultValue: programIdValueNode(), ignoreIfOptional: true };
  const visited = pipe(
    changed,
    (node) => visit(node, setInstructionAccountDefaultValuesVisitor([...particular, ...rules, own])),
    // `OfferArgs` is also what Codama calls the input of the account `Offer`.
    (node) => node && visit(node, updateDefinedTypesVisitor({ offerArgs: { name: 'offerSettings' } })),
  );
  assertIsNode(visited, 'rootNode');
  return visited;
}
