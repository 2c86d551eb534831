/** The path of a request URL as httpd works with it (server/util.c, ap_normalize_path and ap_unescape_url). */

export type UriPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'error'; readonly status: 400 | 404; readonly why: string };

/**
 * Decodes `%XX` once, merges slashes, resolves `.` and `..`.
 * @param raw as sent, without the query; its result is a latin-1 view of bytes
 */
export function decodePath(raw: string): UriPath {
  if (!raw.startsWith('/')) return { kind: 'error', status: 400, why: 'the path must start with a slash' };
  if (/%(?![0-9a-f]{2})/i.test(raw)) return { kind: 'error', status: 400, why: 'a broken %XX escape' };
  if (/%00/.test(raw)) return { kind: 'error', status: 404, why: 'an encoded NUL' };
  // AllowEncodedSlashes is Off unless a server says otherwise.
  if (/%2f/i.test(raw)) return { kind: 'error', status: 404, why: 'an encoded slash' };
  const unescaped = raw.replace(/%([0-9a-f]{2})/gi, (_escape, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const path = resolveDots(unescaped.replace(/\/{2,}/g, '/'));
  if (path === undefined) return { kind: 'error', status: 400, why: 'the path leads above the root' };
  return { kind: 'path', path };
}

function resolveDots(path: string): string | undefined {
  const kept: string[] = [];
  const parts = path.slice(1).split('/');
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1;
    if (part === '..' && kept.pop() === undefined) return undefined;
    if (part !== '.' && part !== '..') kept.push(part);
    else if (last) kept.push('');
  }
  return `/${kept.join('/')}`;
}
