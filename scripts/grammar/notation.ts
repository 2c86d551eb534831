/** Reads the notation of our grammar files (see python27.ebnf) into expressions. */

export type Expression =
  | { readonly kind: 'symbol'; readonly symbol: string }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Expression[] }
  | { readonly kind: 'option' | 'repeat'; readonly body: Expression };

export interface Rule {
  readonly name: string;
  readonly body: Expression;
}

const TOKEN = /#[^\n]*|'[^']*'|[A-Za-z_][A-Za-z_0-9]*|[=;|[\]{}()]/g;
const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** @throws Error on text that is not in the notation. */
export function parseNotation(text: string): readonly Rule[] {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const rules: Rule[] = [];
  let at = 0;
  const next = (expected?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new Error(
        `grammar: expected ${expected ?? 'more'} but found ${token} near rule ${rules.at(-1)?.name}`,
      );
    }
    return token;
  };
  const choice = (): Expression => {
    const parts = [sequence()];
    while (tokens[at] === '|') {
      at++;
      parts.push(sequence());
    }
    return parts.length === 1 ? (parts[0] as Expression) : { kind: 'choice', parts };
  };
  const sequence = (): Expression => {
    const parts: Expression[] = [];
    while (at < tokens.length && !['|', ';', ')', ']', '}'].includes(tokens[at] as string))
      parts.push(item());
    return { kind: 'sequence', parts };
  };
  const item = (): Expression => {
    const token = next();
    const closing = CLOSING[token];
    if (closing === undefined) return { kind: 'symbol', symbol: token };
    const body = choice();
    next(closing);
    return token === '(' ? body : { kind: token === '[' ? 'option' : 'repeat', body };
  };
  while (at < tokens.length) {
    const name = next();
    next('=');
    const body = choice();
    next(';');
    rules.push({ name, body });
  }
  return rules;
}
