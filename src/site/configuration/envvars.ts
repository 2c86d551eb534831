/** Debian's envvars: the file beside apache2.conf from which apachectl takes the environment of the server. */
import { baseName } from '../paths.js';

/**
 * Reads the assignments that hold in any case; a value that a shell would have to compute is left out.
 * @param text of the file @param folder that it lies in: `/etc/apache2-second` has `-second` behind its folders
 */
export function readEnvvars(text: string, folder: string): Readonly<Record<string, string>> {
  const known = new Map<string, string>([['SUFFIX', /^apache2(-.+)$/.exec(baseName(folder))?.[1] ?? '']]);
  let depth = 0;
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (/^(?:if|case|for|while)\b/.test(line)) depth += 1;
    const found = assignment(line);
    if (found && found.name !== 'SUFFIX') {
      const value = depth === 0 ? expand(found.value, known) : undefined;
      if (value === undefined) known.delete(found.name);
      else known.set(found.name, value);
    }
    if (/^(?:fi|esac|done)\b|[;\s](?:fi|esac|done)$/.test(line)) depth -= 1;
  }
  known.delete('SUFFIX');
  return Object.fromEntries(known);
}

/** `export NAME=value`, `NAME=value` or `: ${NAME:=value}`. */
function assignment(line: string): { readonly name: string; readonly value: string } | undefined {
  const match = /^(?:export\s+)?(\w+)=(.*)$/.exec(line) ?? /^:\s+"?\$\{(\w+):=(.*)\}"?$/.exec(line);
  return match ? { name: match[1] as string, value: match[2] as string } : undefined;
}

function expand(value: string, known: ReadonlyMap<string, string>): string | undefined {
  const word = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#;]*))\s*(?:#.*)?$/.exec(value);
  if (!word) return undefined;
  if (word[2] !== undefined) return word[2];
  const text = word[1] ?? word[3] ?? '';
  if (/[`\\]|\$\(/.test(text)) return undefined;
  let complete = true;
  const expanded = text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, bare?: string) => {
    const found = known.get((braced ?? bare) as string);
    if (found === undefined) complete = false;
    return found ?? '';
  });
  return complete && !expanded.includes('$') ? expanded : undefined;
}
