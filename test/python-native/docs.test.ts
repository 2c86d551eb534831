/** docs/native.md shows what the tool really does. `UPDATE_DOCS=1 npx vitest run test/python-native/docs.test.ts` writes it. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { packageRoot } from '../support/parity-environment.js';
import { exampleNames, withExamples } from './native-doc.js';

const file = path.join(packageRoot, 'docs', 'native.md');

test('the examples are the fixtures', () => {
  const page = readFileSync(file, 'utf8');
  const made = withExamples(page);
  if (process.env.UPDATE_DOCS) writeFileSync(file, made);
  else expect(page).toBe(made);
});

test('there are ten of them, all different', () => {
  const names = exampleNames(readFileSync(file, 'utf8'));
  expect(new Set(names).size).toBe(names.length);
  expect(names.length).toBeGreaterThanOrEqual(10);
});
