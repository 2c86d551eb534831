/** How much of a server's configuration is at hand. */
import { named, type Scope } from './scopes.js';

/** Whether the configuration is a whole server's: a snippet does not tell which handlers its surroundings set. */
export function seesWholeServer(scopes: readonly Scope[]): boolean {
  const server = scopes.find((scope) => scope.kind === 'server');
  if (!server) return false;
  const [root = ''] = [...server.tree.files.keys()];
  if (/(?:^|\/)(?:httpd2?|apache2?)\.conf[^/]*$/.test(root)) return true;
  return ['Listen', 'ServerRoot', 'DocumentRoot'].some((name) => named(server, name).length > 0);
}
