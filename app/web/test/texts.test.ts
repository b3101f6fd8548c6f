/** The catalogue of texts: complete in every language, and the only place of words that people read. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { isLanguage, LANGUAGES, localeOf, pick } from '../src/texts';

type Leaf = { path: string; text: unknown };

/** Every text of a catalogue, by its path. */
function leaves(of: object, path = ''): Leaf[] {
  return Object.entries(of).flatMap(([name, text]: [string, unknown]) => {
    const at = path === '' ? name : `${path}.${name}`;
    return typeof text === 'object' && text !== null ? leaves(text, at) : { path: at, text };
  });
}

/** Texts that are the same in English and in German. */
const SAME = new Set([
  'act.deposit',
  'act.reserve.bounty',
  'act.reserve.gpus',
  'act.rpc',
  'act.wallet',
  'burn.fills.at',
  'burn.councilAmounts',
  'market.columns.region',
  'market.filter.region',
  'market.quote.in',
  'page.views.burn',
  'page.views.supply',
  'reservation.ends.0',
  'reservation.facts.autopay',
  'address.stake',
  'stake.slash',
  'suppliers.columns.gpus',
  'suppliers.columns.stake',
  'supply.calendar.emission',
  'supply.locks.escrow',
  'time.days',
  'time.hours',
  'time.in',
  'time.minutes',
  'time.seconds',
  'votes.realm.governance',
  'votes.realm.realm',
  'votes.realm.title',
  'votes.realm.treasury',
  'votes.weight.stake',
]);

const words = (text: unknown): string => (typeof text === 'function' ? text.toString().replace(/\s+/g, ' ') : String(text));

test('German has every text, in words of its own', () => {
  const english = new Map(leaves(LANGUAGES.en.texts).map(({ path, text }) => [path, text]));
  const german = leaves(LANGUAGES.de.texts);
  assert.deepEqual(german.map(({ path }) => path).sort(), [...english.keys()].sort());
  const same = german.filter(({ path, text }) => words(text) === words(english.get(path))).map(({ path }) => path);
  assert.deepEqual(same.sort(), [...SAME].sort());
  for (const { path, text } of german) {
    const other = english.get(path);
    assert.equal(typeof text, typeof other, path);
    assert.ok(text !== '' || other === '', path);
    if (typeof text === 'function' && typeof other === 'function') assert.equal(text.length, other.length, path);
  }
});

test('the language is the chosen one, or the first that the browser asks for', () => {
  assert.equal(pick('de', ['en-US']), 'de');
  assert.equal(pick(null, ['fr-FR', 'de-CH', 'en']), 'de');
  assert.equal(pick('xx', ['DE']), 'de');
  assert.equal(pick('toString', ['fr']), 'en');
  assert.equal(pick(null, []), 'en');
  assert.ok(isLanguage('en') && !isLanguage('constructor'));
  assert.equal(localeOf('de', ['en-US', 'de-CH']), 'de-CH');
  assert.equal(localeOf('en', ['de-CH']), 'en-GB');
  assert.equal(localeOf('de', ['de']), 'de-DE');
  assert.equal(localeOf('de', ['de-not a tag']), 'de-DE');
});

const SOURCES = join(import.meta.dirname, '../../src');
/** Attributes, of elements and of components, that people read. */
const READ = /^(aria-label|title|placeholder|alt|note|caption|label|value|name)$/;

const isText = (node: ts.Node): node is ts.StringLiteralLike =>
  ts.isStringLiteralLike(node) && /\p{Ll}{2}/u.test(node.text);

/** The literals that an expression can be. */
function literals(node: ts.Node): ts.Node[] {
  if (isText(node)) return [node];
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map(({ literal }) => literal)].filter(({ text }) => /\p{Ll}{2}/u.test(text));
  }
  if (ts.isParenthesizedExpression(node) || ts.isJsxExpression(node)) {
    return node.expression === undefined ? [] : literals(node.expression);
  }
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)];
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const isChoice = [ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken];
    return isChoice.includes(kind) ? literals(node.right) : [];
  }
  return [];
}

/** Words that a source file has itself. */
function own(name: string, text: string): string[] {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const report = (node: ts.Node) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${name}:${line + 1}: ${node.getText().trim().slice(0, 60)}`);
  };
  const visit = (node: ts.Node): void => {
    // Commands are the same in every language.
    if (ts.isJsxElement(node) && node.openingElement.tagName.getText() === 'code') return;
    if (ts.isJsxText(node) && /\p{Ll}/u.test(node.text)) report(node);
    if (ts.isJsxAttribute(node) && READ.test(node.name.getText()) && node.initializer !== undefined) {
      const element = node.parent.parent.tagName.getText();
      const isName = ['name', 'value'].includes(node.name.getText()) && element === element.toLowerCase();
      if (!isName) literals(node.initializer).forEach(report);
    }
    if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) literals(node).forEach(report);
    // A sentence, or two words of one, wherever it is.
    if (isText(node) && /\p{L}{2} \p{Ll}{2}/u.test(node.text) && !ts.isLiteralTypeNode(node.parent)) sentences(node);
    ts.forEachChild(node, visit);
  };
  const sentences = (node: ts.StringLiteralLike) => {
    const { parent } = node;
    const isCommand = /^(rent|stake|supplier|gov|io) /.test(node.text);
    const isCase = ts.isCaseClause(parent) || ts.isBinaryExpression(parent);
    const isClass = ts.isJsxAttribute(parent) || ts.isConditionalExpression(parent);
    if (!isCommand && !isCase && !isClass) report(node);
  };
  visit(file);
  return [...new Set(found)];
}

test('words that people read are in the catalogue only', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((it) => /\.tsx?$/.test(it));
  assert.ok(files.length > 40);
  const found = files
    .filter((it) => !it.startsWith('texts'))
    .flatMap((it) => own(it, readFileSync(join(SOURCES, it), 'utf8')));
  assert.deepEqual(found, []);
});

test('words outside of the catalogue are found', () => {
  const code = `const it = (
    <p title="Some title">
      Words {is ? 'more words' : t.fine} {\`and \${more}\`} <code>io audit</code> <b class="note">IO</b>
      <Figure name="A name" value={is || 'none'} /> <input name="currency" value="usdc" />
      {facts.map(() => ['a sentence here'])}
    </p>
  );`;
  assert.deepEqual(
    own('x.tsx', code).map((it) => it.replace(/^x\.tsx:\d+: /, '')),
    ['"Some title"', 'Words', "'more words'", '`and ${', '"A name"', "'none'", "'a sentence here'"],
  );
});
