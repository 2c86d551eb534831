/** `mounts` of migrate.config.json: who serves what, where no server configuration says it. */
import type { ToldMount } from '../core/told-mounts.js';
import { PHASES, withFolders } from '../core/told-mounts.js';
import { suggestion } from './nearest.js';

/** Says what is wrong with a value; '' when nothing is. */
type Check = (value: unknown) => string;

/** Text that can stand in a line of Apache configuration. */
const isLine: Check = (value) =>
  typeof value === 'string' && value !== '' && !/[\p{Cc}]/u.test(value) ? '' : 'must be a text of one line';
const isList =
  (each: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every((one) => each(one) === '') ? '' : 'must be a list of texts';
const isAddress: Check = (value) =>
  isLine(value) === '' && String(value).startsWith('/') ? '' : 'must be an address that begins with /';
const isExtension: Check = (value) =>
  typeof value === 'string' && /^\.[\w.-]+$/.test(value) ? '' : 'must be a list of extensions with their dot';
/** mod_python takes the words as they are: quotes would be part of a name. */
const isHandler: Check = (value) =>
  typeof value === 'string' && /^[\w.:~/-]+(?: [\w.:~/-]+)*$/.test(value)
    ? ''
    : 'must be the words of PythonHandler, for example "auth mod_python.publisher"';
const isTable =
  (key: (name: string) => string, each: Check): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object';
    for (const [name, content] of Object.entries(value)) {
      const trouble = key(name) || each(content);
      if (trouble) return `${JSON.stringify(name)}: ${trouble}`;
    }
    return '';
  };
const isPhase = (name: string): string =>
  (PHASES as readonly string[]).includes(name) ? '' : `unknown phase${suggestion(name, [...PHASES])}`;
const isOption = (name: string): string => (/^[^\s"'\\]+$/.test(name) ? '' : 'is no key of a PythonOption');

const CHECKS: Readonly<Record<keyof ToldMount, Check>> = {
  directory: isLine,
  location: isAddress,
  url: isAddress,
  extensions: (value) => (isList(isExtension)(value) ? 'must be a list of extensions with their dot' : ''),
  handler: isHandler,
  phases: isTable(isPhase, isHandler),
  options: isTable(isOption, isLine),
  pythonPath: isList(isLine),
  interpreter: isLine,
  debug: (value) => (typeof value === 'boolean' ? '' : 'must be true or false'),
  evidence: isList(isLine),
};

/** What is wrong with the value of "mounts"; '' when nothing is. */
export function mountsTrouble(value: unknown): string {
  if (!Array.isArray(value)) return 'must be a list of mounts';
  for (const [index, mount] of value.entries()) {
    const trouble = mountTrouble(mount);
    if (trouble) return `number ${index + 1}: ${trouble}`;
  }
  return '';
}

function mountTrouble(mount: unknown): string {
  if (typeof mount !== 'object' || mount === null || Array.isArray(mount)) return 'must be an object';
  for (const [key, value] of Object.entries(mount)) {
    if (!Object.hasOwn(CHECKS, key)) return `unknown key "${key}"${suggestion(key, Object.keys(CHECKS))}`;
    const trouble = CHECKS[key as keyof ToldMount](value);
    if (trouble) return `"${key}" ${trouble}`;
  }
  const { directory, location, url, handler, phases } = mount as ToldMount;
  if ((directory === undefined) === (location === undefined)) return 'needs either "directory" or "location"';
  if (url !== undefined && directory === undefined) return '"url" is the address of a "directory"';
  if (handler === undefined && Object.keys(phases ?? {}).length === 0) return 'needs a "handler" or "phases"';
  return '';
}

/** Paths made absolute. */
export function placedMounts(
  mounts: readonly ToldMount[],
  place: (key: string, name: string) => string,
): readonly ToldMount[] {
  return mounts.map((mount) => withFolders(mount, (name, key) => place(key, name)));
}
