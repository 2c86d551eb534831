/** Limits of a server that handlers can see (`req.server.timeout` and its siblings), as Python values. */
import { named, type Scope } from './scopes.js';

type Limit = readonly [fact: string, directive: string, read: (text: string) => string | undefined];

const LIMITS: readonly Limit[] = [
  ['timeout', 'Timeout', seconds],
  ['keep_alive', 'KeepAlive', (text) => (text.toLowerCase() === 'on' ? '1' : '0')],
  ['keep_alive_max', 'MaxKeepAliveRequests', whole],
  ['keep_alive_timeout', 'KeepAliveTimeout', seconds],
  ['limit_req_line', 'LimitRequestLine', whole],
  ['limit_req_fieldsize', 'LimitRequestFieldSize', whole],
  ['limit_req_fields', 'LimitRequestFields', whole],
];

/** What the (virtual) server sets, or has from the main server; undefined where Apache's own default is in force. */
export function serverLimits(
  container: Scope,
): readonly (readonly [fact: string, value: string | undefined])[] {
  const levels = container.parent ? [container.parent, container] : [container];
  return LIMITS.map(([fact, directive, read]) => {
    const text = levels.flatMap((level) => named(level, directive)).at(-1)?.argv[0];
    return [fact, text === undefined ? undefined : read(text)];
  });
}

function whole(text: string): string | undefined {
  return /^\d+$/.test(text) ? String(Number(text)) : undefined;
}

/** A float, as mod_python gives it; `500ms` and `5s` are allowed (server/util.c, ap_timeout_parameter_parse). */
function seconds(text: string): string | undefined {
  const match = /^(\d+)(ms|s|mi|min|h)?$/i.exec(text);
  if (!match) return undefined;
  const unit = { ms: 0.001, s: 1, mi: 60, min: 60, h: 3600 }[match[2]?.toLowerCase() ?? 's'] ?? 1;
  const value = String(Number(match[1]) * unit);
  return value.includes('.') ? value : `${value}.0`;
}
