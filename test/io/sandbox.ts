/** Temporary folders for tests of the disk, and a comparable picture of what they hold. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach } from 'vitest';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A fresh folder, removed after the test. */
export function sandbox(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'migrate-test-')));
  folders.push(folder);
  return folder;
}

export type Spec = Readonly<
  Record<
    string,
    string | Uint8Array | { readonly link: string } | { readonly text: string; readonly mode: number }
  >
>;

/** Writes files; a name that ends in `/` is an empty folder. */
export function plant(folder: string, files: Spec): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (name.endsWith('/')) continue;
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(path, content);
    else if ('link' in content) symlinkSync(content.link, path);
    else {
      writeFileSync(path, content.text);
      chmodSync(path, content.mode);
    }
  }
}

/** Name → kind, mode, owner and content of everything below a folder. Two equal pictures are two equal trees. */
export function picture(folder: string): Readonly<Record<string, string>> {
  const seen: Record<string, string> = {};
  const visit = (name: string): void => {
    const path = join(folder, name);
    const stats = lstatSync(path);
    const head = `${(stats.mode & 0o7777).toString(8)} ${stats.uid}:${stats.gid}`;
    if (stats.isSymbolicLink()) seen[name] = `link ${readlinkSync(path)}`;
    else if (stats.isFile()) seen[name] = `file ${head} ${readFileSync(path).toString('latin1')}`;
    else if (stats.isDirectory()) {
      seen[name] = `folder ${head}`;
      for (const child of readdirSync(path).sort()) visit(join(name, child));
    } else seen[name] = 'special';
  };
  visit('.');
  return seen;
}

export function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}
