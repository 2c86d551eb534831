/** Whether Apache takes a configuration file of a tree, with what it needs stood in for. Nothing is started. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HTTPD = '/usr/sbin/apache2';
const MODULES = '/usr/lib/apache2/modules';

/** Modules that a server of the time had; those for Python come on top. */
const LOADED = [
  'mpm_prefork access_compat actions alias asis auth_basic auth_digest authn_anon authn_core authn_dbm authn_file',
  'authz_core authz_dbm authz_groupfile authz_host authz_owner authz_user autoindex cgi dav dav_fs deflate dir env',
  'expires ext_filter filter headers include info macro mime mime_magic negotiation proxy proxy_http rewrite setenvif',
  'slotmem_shm socache_shmcb speling ssl status substitute userdir vhost_alias',
]
  .join(' ')
  .split(' ');

export interface Answer {
  readonly accepted: boolean;
  /** What Apache said first. */
  readonly why: string;
  /** Files and folders that were made for it, below the folder for stand-ins. */
  readonly madeUp: readonly string[];
  /** Directives and modules that this Apache does not have. */
  readonly leftOut: readonly string[];
}

/** Lines of modules that are not there, or no more: they are left out before and after alike. */
const UNKNOWN: readonly RegExp[] = [
  /Invalid command '([^'\n]+)', perhaps/,
  /Cannot load (\S+) into server/,
  /module (\w+_module) is built-in/,
  /bad (user|group) name/,
];

/** Files and folders that are not there, as Apache says. */
const MISSING: readonly RegExp[] = [
  /file '([^']+)' does not exist or is empty/,
  /Cannot access directory '([^']+)'/,
  /[Cc]ould not open (?:configuration )?(?:file|directory) ([^:\s]+)/,
  /(?:DocumentRoot|ServerRoot) '?"?([^'"]+?)'?"? (?:is not a directory|must be a valid directory|does not exist)/,
];

const ROUNDS = 40;

/**
 * @param file absolute path in a copy of the tree; relative names in it start at the work folder
 * @param python the module that reads it: mod_python before, mod_wsgi after
 * @param work an empty folder
 */
export function accepted(file: string, python: 'python' | 'wsgi', work: string): Answer {
  mkdirSync(work, { recursive: true });
  if (!existsSync(path.join(work, 'modules'))) symlinkSync(MODULES, path.join(work, 'modules'));
  const madeUp: string[] = [];
  const leftOut: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { status, text } = ask(file, python, work, [...madeUp, ...leftOut]);
    if (status === 0) return { accepted: true, why: '', madeUp, leftOut };
    const unknown = firstOf(UNKNOWN, text);
    const missing = firstOf(MISSING, text);
    const refused = unknown !== undefined && leftOut.includes(unknown);
    if (unknown !== undefined && !refused && !/^(?:Python|WSGI)|mod_(?:python|wsgi)/i.test(unknown))
      leftOut.push(unknown);
    else if (missing !== undefined && !madeUp.includes(missing)) {
      madeUp.push(missing);
      standIn(missing, work);
    } else return { accepted: false, why: reason(text), madeUp, leftOut };
  }
  return { accepted: false, why: 'too much is missing', madeUp, leftOut };
}

function firstOf(patterns: readonly RegExp[], text: string): string | undefined {
  return patterns.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
}

function ask(file: string, python: string, work: string, gone: readonly string[]) {
  const own = adapted(readFileSync(file, 'latin1'), work, gone);
  const copy = path.join(work, 'site.conf');
  writeFileSync(copy, own, 'latin1');
  const loads = new RegExp(`^\\s*LoadModule\\s+"?${python}_module`, 'im').test(own);
  const inside = path.basename(file).includes('htaccess');
  const include = `Include "${copy}"`;
  const lines = [
    `ServerRoot "${work}"`,
    ...LOADED.map((name) => `LoadModule ${name}_module modules/mod_${name}.so`),
    ...(loads ? [] : [`LoadModule ${python}_module modules/mod_${python}.so`]),
    'ServerName localhost',
    `PidFile "${work}/httpd.pid"`,
    `ErrorLog "${work}/error_log"`,
    ...(inside ? [`<Directory "${path.dirname(file)}">`, include, '</Directory>'] : [include]),
    ...(/^\s*Listen\b/im.test(own) ? [] : ['Listen 127.0.0.1:8']),
  ];
  const main = path.join(work, 'httpd.conf');
  writeFileSync(main, `${lines.join('\n')}\n`, 'latin1');
  const { status, stdout, stderr } = spawnSync(HTTPD, ['-t', '-d', work, '-f', main], { encoding: 'utf8' });
  return { status, text: `${stderr}${stdout}` };
}

/** The text with what is missing led into the work folder, and without the lines of what is unknown. */
function adapted(text: string, work: string, gone: readonly string[]): string {
  const lines = text.split('\n').filter((line) => {
    const [name = '', ...words] = line.trim().split(/\s+/);
    const module = /^LoadModule$/i.test(name) ? path.join(work, words[1] ?? '') : '';
    return (
      !/^ServerRoot$/i.test(name) &&
      !gone.some((one) => one.toLowerCase() === name.toLowerCase()) &&
      !gone.includes(module) &&
      !gone.includes(words[1] ?? '') &&
      !(module && gone.includes(words[0] ?? ''))
    );
  });
  const moved = gone.filter((one) => one.startsWith('/') && !one.startsWith(work));
  return moved.reduce((all, one) => all.replaceAll(one, `${work}${one}`), lines.join('\n'));
}

/** Makes what is missing, in the work folder: nothing else of this machine is touched. */
function standIn(missing: string, work: string): void {
  const full = missing.startsWith(work) ? missing : path.join(work, missing);
  if (existsSync(full)) return;
  if (/^(?:\.d)?$/.test(path.extname(full))) {
    mkdirSync(full, { recursive: true });
    writeFileSync(path.join(full, 'none.conf'), '');
  } else {
    mkdirSync(path.dirname(full), { recursive: true });
    writeFileSync(full, 'x\n');
  }
}

function reason(text: string): string {
  const lines = text
    .split('\n')
    .filter((line) => line !== '' && !/AH0011[27]|AH01574|^AH00526: Syntax error|AH00558/.test(line));
  return (lines[0] ?? text.trim()).replace(/^\[[^\]]*\] \[[^\]]*\] (?:\[[^\]]*\] )?/, '').slice(-160);
}
