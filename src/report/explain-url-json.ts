/** `explain-url` for programs. Two runs over the same input give the same bytes. */
import type { UrlExplanation } from '../core/explain-url/result.js';
import { PRODUCT, VERSION } from '../core/version.js';
import { SCHEMA_VERSION } from './json.js';

/** @returns JSON with two spaces of indentation and a final newline; what is unknown is left out */
export function urlJson(explanation: UrlExplanation, root: string): string {
  const { url, configuration, before, newer, after } = explanation;
  const report = {
    schemaVersion: SCHEMA_VERSION,
    tool: { name: PRODUCT, version: VERSION },
    command: 'explain-url',
    root,
    url,
    configuration,
    before,
    ...(newer === undefined ? {} : { beforeWithModPython341: newer }),
    after,
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
