/** Authentication handlers of frameworks, which import mod_python themselves: a few lines do the same without it. */

import { chainDirectory } from '../configuration/chains.js';
import { splitHandler } from '../configuration/handler-args.js';
import { pathStatements, pythonString, readPythonPath } from '../configuration/python-path.js';
import { named, type Scope } from '../configuration/scopes.js';
import type { HandlerChain, PythonSettings } from '../configuration/settings.js';

/** Whether a framework brings the handler of the chain. */
export function isFrameworkGuard(chain: HandlerChain): boolean {
  const [handler, ...others] = chain.handlers;
  if (handler === undefined || others.length > 0) return false;
  const { module, object } = splitHandler(handler);
  return module === 'django.contrib.auth.handlers.modpython' && (object === '' || object === 'authenhandler');
}

/** Lines of Python that define check_password as Django's handler decided (django/contrib/auth/handlers, 1.0 to 1.4). */
export function djangoPasswords(
  chain: HandlerChain,
  settings: PythonSettings,
  layers: readonly Scope[],
): readonly string[] {
  const option = (name: string) => {
    const found = settings.options.get(name.toLowerCase());
    return found?.unset ? undefined : found?.value;
  };
  const on = (name: string, fallback: string) => /^(?:1|true|on|yes)$/i.test(option(name) ?? fallback);
  const permission = option('DjangoPermissionName');
  const module = option('DJANGO_SETTINGS_MODULE') ?? variable(layers, 'DJANGO_SETTINGS_MODULE');
  const path = settings.values.get('pythonpath')?.value;
  const directory = chainDirectory(chain.scope);
  const demands = [
    'found.is_active',
    ...(on('DjangoRequireStaffStatus', 'on') ? ['found.is_staff'] : []),
    ...(on('DjangoRequireSuperuserStatus', 'off') ? ['found.is_superuser'] : []),
    'found.check_password(password)',
    ...(permission === undefined ? [] : [`found.has_perm(${pythonString(permission)})`]),
  ];
  return [
    ...(directory === undefined ? [] : [`sys.path.insert(0, ${pythonString(directory)})`]),
    ...(path === undefined ? [] : pathStatements(readPythonPath(path))),
    ...(module === undefined ? [] : [`os.environ['DJANGO_SETTINGS_MODULE'] = ${pythonString(module)}`]),
    '',
    '',
    'def check_password(environ, user, password):',
    '    """Called by mod_wsgi: what django.contrib.auth.handlers.modpython did, which needs mod_python."""',
    '    import django',
    "    if hasattr(django, 'setup'):",
    '        django.setup()',
    '    from django import db',
    '    from django.contrib.auth.models import User',
    '    try:',
    '        found = User.objects.get(username=user)',
    `        return bool(${demands.join(' and ')})`,
    '    except User.DoesNotExist:',
    '        return False',
    '    finally:',
    '        db.connection.close()',
  ];
}

function variable(layers: readonly Scope[], name: string): string | undefined {
  return layers
    .flatMap((layer) => named(layer, 'SetEnv'))
    .filter((node) => node.argv[0] === name)
    .at(-1)?.argv[1];
}
