/**
 * Frameworks and gateways that are WSGI already: the mount becomes their own callable, without any bridge.
 * (mod_wsgi.md §3.2, last rows; apache-snippets.md 02, 04, 08.)
 */

import type { Requirement } from '../../python/native/native-result.js';
import { chainLocation } from '../configuration/chains.js';
import { splitHandler } from '../configuration/handler-args.js';
import { pythonString } from '../configuration/python-path.js';
import { named, type Scope } from '../configuration/scopes.js';
import type { HandlerChain } from '../configuration/settings.js';
import { contentChains, type Mount } from './mounts.js';

export interface Adapter {
  /** framework: it was WSGI already. native: a handler that is rewritten to WSGI. */
  readonly kind?: 'framework' | 'native';
  /** As people know it. */
  readonly name: string;
  /** The handler, or a module that it imports, needs modpython_wsgi on sys.path. */
  readonly importsPackage?: boolean;
  /** What a rewritten handler needs of the configuration. */
  readonly requires?: readonly Requirement[];
  /** Lines of Python that bind `application`. */
  readonly lines: readonly string[];
  /** What becomes of options: an environ key, or null where the script or WSGI itself has taken over. By lower-case name. */
  readonly options: Readonly<Record<string, string | null>>;
}

type Make = (mount: Mount, layers: readonly Scope[]) => Adapter | undefined;

const ADAPTERS: Readonly<Record<string, Make>> = {
  'django.core.handlers.modpython': django,
  'trac.web.modpython_frontend': trac,
  'tracrpc.web.modpython_frontend': trac,
  'moinmoin.request.request_modpython': moin,
  'moinmoin.request.modpython': moin,
  'cherrypy._cpmodpy': cherrypy,
  'wsgiref.modpython_gateway': gateway,
  modpython_gateway: gateway,
  'paste.modpython': paste,
  'mod_python.wsgi': gateway,
};

/** The adapter of a mount whose only handler is a known framework's; undefined for all others. */
export function adapterFor(mount: Mount, layers: readonly Scope[]): Adapter | undefined {
  const chains = ownChains(mount);
  const [chain] = chains;
  const [handler] = chain?.handlers ?? [];
  if (chains.length !== 1 || chain?.handlers.length !== 1 || handler === undefined) return undefined;
  return ADAPTERS[splitHandler(handler).module.toLowerCase()]?.(mount, layers);
}

/**
 * A whole Location is the framework's: what a section of the file system says about extensions was never meant for it,
 * and mod_python 3.4 and later do not look there.
 */
function ownChains({ settings, scope }: Mount): readonly HandlerChain[] {
  const chains = contentChains(settings);
  const plain = chains.get('');
  const inLocation = ({ scope: at }: HandlerChain) => chainLocation(at) !== undefined;
  if (plain && chainLocation(scope) !== undefined && inLocation(plain))
    return [...chains.values()].filter(inLocation);
  return [...chains.values()];
}

function option(mount: Mount, name: string): string | undefined {
  const found = mount.settings.options.get(name.toLowerCase());
  return found?.unset ? undefined : found?.value;
}

function environment(layers: readonly Scope[], name: string): string | undefined {
  return layers
    .flatMap((layer) => named(layer, 'SetEnv'))
    .filter((node) => node.argv[0] === name)
    .at(-1)?.argv[1];
}

function django(mount: Mount, layers: readonly Scope[]): Adapter {
  const settings = environment(layers, 'DJANGO_SETTINGS_MODULE') ?? option(mount, 'DJANGO_SETTINGS_MODULE');
  const value =
    settings === undefined ? "os.environ.get('DJANGO_SETTINGS_MODULE', 'settings')" : pythonString(settings);
  return {
    name: 'Django',
    lines: [
      '# SetEnv reaches the request, not os.environ, where Django looks for its settings.',
      `os.environ['DJANGO_SETTINGS_MODULE'] = ${value}`,
      '',
      'try:',
      '    from django.core.wsgi import get_wsgi_application  # Django 1.4 and later',
      '    application = get_wsgi_application()',
      'except ImportError:',
      '    from django.core.handlers.wsgi import WSGIHandler',
      '    application = WSGIHandler()',
    ],
    options: { 'django.root': null, django_settings_module: null },
  };
}

function trac(mount: Mount): Adapter {
  const cache = option(mount, 'PYTHON_EGG_CACHE');
  return {
    name: 'Trac',
    lines: [
      ...(cache === undefined ? [] : [`os.environ['PYTHON_EGG_CACHE'] = ${pythonString(cache)}`, '']),
      'from trac.web.main import dispatch_request as application  # noqa: E402',
    ],
    options: {
      tracenv: 'trac.env_path',
      tracenvparentdir: 'trac.env_parent_dir',
      tracenvindextemplate: 'trac.env_index_template',
      tractemplatevars: 'trac.template_vars',
      traclocale: 'trac.locale',
      tracuriroot: null,
      python_egg_cache: null,
    },
  };
}

function moin(): Adapter {
  return {
    name: 'MoinMoin',
    lines: ['from MoinMoin.server.server_wsgi import wsgiApp as application  # noqa: E402'],
    options: {},
  };
}

function cherrypy(mount: Mount): Adapter | undefined {
  const setup = option(mount, 'cherrypy.setup');
  if (setup === undefined) return undefined;
  const { module, object } = splitHandler(setup);
  return {
    name: 'CherryPy',
    lines: [
      'import cherrypy  # noqa: E402',
      `import ${module}  # noqa: E402`,
      '',
      '# Apache serves: CherryPy must not open a port of its own, nor restart itself.',
      "cherrypy.config.update({'environment': 'embedded'})",
      ...(object ? [`${module}.${object}()`] : []),
      "if getattr(cherrypy, 'engine', None) is not None:",
      '    cherrypy.engine.start()',
      'application = cherrypy.tree',
    ],
    options: { 'cherrypy.setup': null },
  };
}

/** Gateways that run a WSGI application named by an option `module::callable`. */
function gateway(mount: Mount): Adapter | undefined {
  const keys = ['mod_python.wsgi.application', 'wsgi.application', 'application'];
  const value = keys.map((key) => option(mount, key)).find((found) => found !== undefined);
  if (value === undefined) return undefined;
  const { module, object } = splitHandler(value);
  const name = object || 'application';
  const [first = '', ...rest] = name.split('.');
  const lines = rest.length
    ? [`import ${module}  # noqa: E402`, '', `application = ${module}.${name}`]
    : [`from ${module} import ${first}${first === 'application' ? '' : ' as application'}  # noqa: E402`];
  const dropped = [...keys, 'mod_python.wsgi.base_uri', 'wsgi.import', 'import'];
  return {
    name: 'a WSGI application',
    lines,
    options: Object.fromEntries(dropped.map((key) => [key, null])),
  };
}

function paste(mount: Mount): Adapter | undefined {
  const file = option(mount, 'paste.ini');
  if (file === undefined) return undefined;
  return {
    name: 'Paste',
    lines: [
      'from paste.deploy import loadapp  # noqa: E402',
      '',
      `application = loadapp(${pythonString(`config:${file}`)})`,
    ],
    options: { 'paste.ini': null },
  };
}
