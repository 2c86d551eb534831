/** Variables that Apache sets before it asks who may come in: a script that guards does not see them. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import type { Scope } from '../configuration/scopes.js';
import { seesWholeServer } from '../configuration/whole-server.js';

/** Switches of Apache's own protocol code, in the configuration of every distribution; no handler asks for them. */
const SWITCHES =
  /^(?:nokeepalive|downgrade-1\.0|force-(?:response-1\.0|no-vary)|redirect-carefully|ssl-unclean-shutdown|no-gzip|gzip-only-text\/html|dont-vary|suppress-error-charset|proxy-\S+)$/i;

/** Their names; undefined where the configuration at hand is not the whole one. */
export function earlyVariables(scopes: readonly Scope[]): readonly string[] | undefined {
  if (!seesWholeServer(scopes)) return undefined;
  const names = scopes.flatMap((scope) =>
    scope.directives.filter((node) => node.active !== false).flatMap(variablesOf),
  );
  return [...new Set(names)].filter((name) => !SWITCHES.test(name)).sort();
}

function variablesOf(node: EffectiveDirective): readonly string[] {
  switch (node.name.toLowerCase()) {
    case 'setenvif':
    case 'setenvifnocase':
      return node.argv.slice(2).map(variable);
    case 'setenvifexpr':
    case 'browsermatch':
    case 'browsermatchnocase':
      return node.argv.slice(1).map(variable);
    case 'rewriterule':
      return [...(node.argv[2] ?? '').matchAll(/(?:^|[[,])\s*(?:E|env)=!?([^:,\]]+)/gi)].map(
        ([, name = '']) => name,
      );
    default:
      return [];
  }
}

/** `name`, `name=value` or `!name`. */
function variable(word: string): string {
  return word.replace(/^!/, '').replace(/=.*$/s, '');
}
