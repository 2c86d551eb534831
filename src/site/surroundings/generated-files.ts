/** Files that say of themselves that a program writes them: what is changed in them is lost at its next run. */
import { latin1 } from '../../httpd/syntax/bytes.js';
import { packageNames } from '../code/python-files.js';
import { placeOf, type SitePlace } from '../place.js';
import type { Site } from '../site.js';

export interface GeneratedFile {
  /** The line that says so. */
  readonly place: SitePlace;
  /** Its words. */
  readonly says: string;
}

/** Such remarks stand at the top; further down they are about something else. */
const TOP_LINES = 30;
const TOOLS = 'puppet|ansible|chef|salt(?:stack)?|cfengine|rudder|webmin|cpanel|plesk|ispconfig';
const SAYS = new RegExp(
  [
    String.raw`\b(?:do not|don't|never) (?:edit|modify|change)(?: (?:this|the) (?:\w+ )?file\b| (?:it )?(?:by hand|manually|directly)\b|\W*$)`,
    String.raw`\b(?:managed|maintained|controlled) by (?:${TOOLS})\b|\b(?:${TOOLS})[- ](?:managed|generated)\b|\bansible_managed\b`,
    String.raw`\bthis (?:\w+ )?(?:file|configuration|config|template) (?:is|was|has been) (?:\w+ )?(?:auto-?)?(?:generated|created|written|managed|owned) by\b`,
    String.raw`\bthis (?:\w+ )?(?:file|configuration|config) (?:is|was|has been) auto(?:matically)?[- ]?generated\b`,
    String.raw`^\W*auto(?:matically)?[- ]?generated\b|^\W*generated (?:by|from|automatically)\b|@generated\b`,
  ].join('|'),
  'i',
);

/** Generated files that hold a use of mod_python, one entry each, by file. */
export function generatedFiles(site: Site): readonly GeneratedFile[] {
  const paths = new Set([...configFiles(site), ...pythonFiles(site)]);
  return [...paths].sort().flatMap((path) => {
    const node = site.tree.node(path);
    const found = node?.kind === 'file' ? remark(path, node.bytes) : undefined;
    return found ? [found] : [];
  });
}

function configFiles(site: Site): readonly string[] {
  return site.directives.map(({ place }) => place.path);
}

function pythonFiles(site: Site): readonly string[] {
  return site.files.python.filter((path) => {
    const module = site.python(path);
    return module?.kind === 'exact' && packageNames(module).length > 0;
  });
}

function remark(path: string, bytes: Uint8Array): GeneratedFile | undefined {
  let start = 0;
  for (const line of latin1(bytes).split('\n', TOP_LINES)) {
    const words = /^(?:\xef\xbb\xbf)?[ \t]*#+[ \t]*(.*?)[ \t\r]*$/.exec(line)?.[1];
    if (words !== undefined && SAYS.test(words)) {
      const from = start + line.indexOf('#');
      const place = placeOf(path, bytes, from, start + line.replace(/[ \t\r]+$/, '').length);
      return { place, says: words };
    }
    start += line.length + 1;
  }
  return undefined;
}
