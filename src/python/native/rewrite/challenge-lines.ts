/** `password = req.get_basic_auth_pw()` → both name and password, and the header that asks for them where there are none. */
import { type Change, replaceStatement } from '../changes.js';
import { quoted } from '../literals.js';
import type { Challenge, HeaderUse } from '../uses/uses.js';
import type { Rewrite } from './context.js';

export function challengeChanges(
  { module, layout, names, functionNames }: Rewrite,
  { statement }: HeaderUse,
  { realm, password, user = names.user }: Challenge,
): readonly Change[] {
  const headers = layout.errors === 'apart' ? names.errors : names.headers;
  const value = quoted(`Basic realm="${realm}"`);
  const asks =
    layout.headers === 'object'
      ? `${headers}['WWW-Authenticate'] = ${value}`
      : `${headers}.append(('WWW-Authenticate', ${value}))`;
  const lines = [
    `${user}, ${password} = ${functionNames.credentials}(${names.environ})`,
    `if ${password} is None:`,
    `\t${asks}`,
  ];
  return replaceStatement(module, statement, lines, false);
}
