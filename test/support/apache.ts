import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { baseConfiguration } from './apache-config.js';
import type { ParityEnvironment, ServerModules } from './parity-environment.js';

/** How to start a private server around one site. */
export interface ApacheOptions {
  readonly environment: ParityEnvironment;
  readonly modules: ServerModules;
  /** Absolute path of the site's main configuration. Relative paths in it start at the private ServerRoot. */
  readonly siteConfiguration: string;
  /** From `freePort`, for a site whose configuration names its port. Default: any free port. */
  readonly port?: number;
  /** DocumentRoot of a site that sets none. Default: an empty folder. */
  readonly documentRoot?: string;
}

/** A running private server, listening on 127.0.0.1 only. */
export interface ApacheServer {
  readonly port: number;
  /** Process id of the parent process. */
  readonly pid: number;
  /** The private ServerRoot with configuration, logs and temporary files. */
  readonly folder: string;
  readonly errorLog: string;
  /** Lets the process that started the server end while the server runs on; `stopByFolder` ends it later. */
  release(): void;
  /** Stops the server, waits until it is gone and removes its folder. May be called twice. */
  stop(): Promise<void>;
}

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 15_000;
const POLL_MS = 15;

/** A port on 127.0.0.1 that nobody listens on at this moment. */
export async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/**
 * Starts a private Apache (prefork) with the named module and waits until it listens.
 * Throws with the server's own messages if it does not start.
 */
export async function startApache(options: ApacheOptions): Promise<ApacheServer> {
  const { environment, modules } = options;
  const port = options.port ?? (await freePort());
  const folder = prepareFolder(environment, modules);
  const configuration = path.join(folder, 'httpd.conf');
  const documentRoot = options.documentRoot ?? path.join(folder, 'empty');
  writeFileSync(
    configuration,
    baseConfiguration(
      { folder, port, modules, documentRoot, siteConfiguration: options.siteConfiguration },
      environment,
    ),
    'latin1',
  );
  return started(
    { httpd: environment.httpd, folder, port, words: ['-d', folder, '-f', configuration] },
    modules,
  );
}

/** A whole server's own configuration, started as its start script would. */
export interface ConfigurationOptions {
  readonly environment: ParityEnvironment;
  readonly modules: ServerModules;
  /** A port that the configuration listens on. */
  readonly port: number;
  readonly serverRoot: string;
  readonly configuration: string;
  /** Environment of the start script; `@RUN@` is the server's private folder. */
  readonly variables: Readonly<Record<string, string>>;
  /** Where the configuration expects the folder of modules: becomes a link to the private one. */
  readonly modulesAt: string;
}

/** Starts Apache on a configuration that loads everything itself. Throws with the server's own messages. */
export async function serveConfiguration(options: ConfigurationOptions): Promise<ApacheServer> {
  const { environment, modules, port } = options;
  const folder = prepareFolder(environment, modules);
  mkdirSync(path.dirname(options.modulesAt), { recursive: true });
  rmSync(options.modulesAt, { force: true });
  symlinkSync(path.join(folder, 'modules'), options.modulesAt);
  const said = [`PidFile "${folder}/httpd.pid"`];
  if (modules === 'mod_wsgi-py27' && environment.python27Home !== undefined)
    said.push(`WSGIPythonHome "${environment.python27Home}"`);
  const words = [
    '-d',
    options.serverRoot,
    '-f',
    options.configuration,
    ...said.flatMap((line) => ['-c', line]),
  ];
  const variables = Object.fromEntries(
    Object.entries(options.variables).map(([name, value]) => [name, value.replaceAll('@RUN@', folder)]),
  );
  return started({ httpd: environment.httpd, folder, port, words, variables }, modules);
}

interface Launch {
  readonly httpd: string;
  readonly folder: string;
  readonly port: number;
  readonly words: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

async function started(what: Launch, modules: ServerModules): Promise<ApacheServer> {
  const { folder, port } = what;
  const child = launch(what);
  const server = runningServer(child, folder, port);
  try {
    await untilListening(child, folder);
  } catch (error) {
    const messages = serverMessages(folder);
    await server.stop();
    throw new Error(`Apache with ${modules} did not start: ${(error as Error).message}\n${messages}`);
  }
  return server;
}

/** Stops a server that another process started, by its folder. Does nothing if it is not running. */
export async function stopByFolder(folder: string): Promise<void> {
  const pidFile = path.join(folder, 'httpd.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  signal(pid, 'SIGTERM');
  // httpd removes its PidFile last. The process itself may stay as a zombie where nobody collects it.
  if (await until(() => !existsSync(pidFile), STOP_LIMIT_MS)) return;
  signal(pid, 'SIGKILL');
}

/** Makes the private ServerRoot: modules/ holds Debian's modules, but of the Python ones only the one asked for. */
function prepareFolder(environment: ParityEnvironment, modules: ServerModules): string {
  const wanted = environment.module[modules];
  if (wanted === undefined) throw new Error(`${modules} is missing, run scripts/setup-parity.sh`);
  const folder = mkdtempSync(path.join(tmpdir(), 'migrate-apache-'));
  // mkdtemp makes it private; the server's children have to pass through.
  chmodSync(folder, 0o755);
  mkdirSync(path.join(folder, 'modules'));
  for (const name of readdirSync(environment.modulesFolder)) {
    if (name === 'mod_python.so' || name === 'mod_wsgi.so') continue;
    symlinkSync(path.join(environment.modulesFolder, name), path.join(folder, 'modules', name));
  }
  const name = modules === 'mod_python' ? 'mod_python.so' : 'mod_wsgi.so';
  symlinkSync(wanted, path.join(folder, 'modules', name));
  mkdirSync(path.join(folder, 'empty'));
  mkdirSync(path.join(folder, 'tmp'));
  chmodSync(path.join(folder, 'tmp'), 0o1777);
  return folder;
}

/** Starts httpd in the foreground, so that its end is seen. Its messages before the log is open go to a file. */
function launch({ httpd, folder, words, variables = {} }: Launch): ChildProcess {
  const output = openSync(path.join(folder, 'startup_log'), 'a');
  try {
    return spawn(httpd, [...words, '-D', 'FOREGROUND'], {
      // A process group of its own: a Ctrl-C meant for the test run reaches it through `stop` only.
      detached: true,
      stdio: ['ignore', output, output],
      cwd: '/',
      env: {
        PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C',
        TMPDIR: path.join(folder, 'tmp'),
        ...variables,
      },
    });
  } finally {
    closeSync(output);
  }
}

/** Servers to end if this process ends early. */
const running = new Set<ApacheServer>();
let exitHooked = false;

function hookExit(): void {
  if (exitHooked) return;
  exitHooked = true;
  process.once('exit', () => {
    for (const server of running) {
      signal(server.pid, 'SIGTERM');
      rmSync(server.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    }
  });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(name, () => {
      process.exit(name === 'SIGINT' ? 130 : 143);
    });
  }
}

function runningServer(child: ChildProcess, folder: string, port: number): ApacheServer {
  const pid = child.pid ?? -1;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const server: ApacheServer = {
    port,
    pid,
    folder,
    errorLog: path.join(folder, 'error_log'),
    release: () => {
      running.delete(server);
      child.unref();
    },
    stop: async () => {
      if (!running.delete(server)) return;
      if (child.exitCode === null && child.signalCode === null && pid > 0) {
        signal(pid, 'SIGTERM');
        const late = setTimeout(() => signal(-pid, 'SIGKILL'), STOP_LIMIT_MS);
        await gone;
        clearTimeout(late);
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  running.add(server);
  hookExit();
  return server;
}

/**
 * Waits for the PidFile, which httpd writes when its sockets are open. A trial connection would be a first
 * connection that the site's handlers can see.
 */
async function untilListening(child: ChildProcess, folder: string): Promise<void> {
  let failure: string | undefined;
  child.once('error', (error) => {
    failure = error.message;
  });
  child.once('exit', (code) => {
    failure = `httpd ended with status ${code}`;
  });
  const ready = await until(
    () => failure !== undefined || existsSync(path.join(folder, 'httpd.pid')),
    START_LIMIT_MS,
  );
  if (failure !== undefined) throw new Error(failure);
  if (!ready) throw new Error(`not listening after ${START_LIMIT_MS} ms`);
}

async function until(condition: () => boolean, limit: number): Promise<boolean> {
  const deadline = Date.now() + limit;
  while (Date.now() < deadline) {
    if (condition()) return true;
    await pause(POLL_MS);
  }
  return condition();
}

/** Sends a signal; a process that is gone already is no error. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Gone: that is what was wanted.
  }
}

/** The last lines of what the server said, for an error message. */
function serverMessages(folder: string): string {
  return ['startup_log', 'error_log']
    .map((name) => path.join(folder, name))
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12))
    .filter((line) => line !== '')
    .join('\n');
}
