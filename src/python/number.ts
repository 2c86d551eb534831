/** Where a number literal ends, by the rules of CPython's tokenizer: strict, so that `08`, `0x` and `1e+` are errors. */
import { SyntaxProblem } from './syntax-problem.js';

const DECIMAL = /[0-9]+/y;
const DECIMAL_3 = /[0-9]+(?:_[0-9]+)*/y;
const RADIX: Readonly<Record<string, readonly [RegExp, RegExp, string]>> = {
  x: [/[0-9a-fA-F]+/y, /(?:_?[0-9a-fA-F]+)+/y, 'hexadecimal'],
  o: [/[0-7]+/y, /(?:_?[0-7]+)+/y, 'octal'],
  b: [/[01]+/y, /(?:_?[01]+)+/y, 'binary'],
};

/**
 * @param text the source
 * @param start offset of the first digit, or of a '.' that a digit follows
 * @returns offset behind the number
 * @throws SyntaxProblem for what CPython refuses as a number
 */
export function numberEnd(text: string, start: number, version: '2.7' | '3'): number {
  const python3 = version === '3';
  const digits = python3 ? DECIMAL_3 : DECIMAL;
  const radix = text[start] === '0' ? RADIX[(text[start + 1] ?? '').toLowerCase()] : undefined;
  if (radix) {
    const end = matchEnd(python3 ? radix[1] : radix[0], text, start + 2);
    if (end === start + 2) throw new SyntaxProblem(start, `invalid ${radix[2]} number`);
    return python3 ? end : skipLong(text, end);
  }
  const whole = matchEnd(digits, text, start);
  if (text.charCodeAt(start) !== 48 && !python3 && skipLong(text, whole) > whole) return whole + 1;
  const end = fractionEnd(text, whole, digits);
  const isInteger = end === whole;
  if (isInteger && text[start] === '0' && whole > start + 1) checkOctal(text, start, whole, python3);
  return isInteger && !python3 ? skipLong(text, end) : end;
}

function matchEnd(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : at;
}

function skipLong(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === 108 || code === 76 ? at + 1 : at;
}

/** Behind `.5`, `e+3` and `j`, each optional. */
function fractionEnd(text: string, whole: number, digits: RegExp): number {
  let end = whole;
  if (text.charCodeAt(end) === 46) end = matchEnd(digits, text, end + 1);
  if ((text.charCodeAt(end) | 32) === 101) {
    const sign = text.charCodeAt(end + 1) === 43 || text.charCodeAt(end + 1) === 45 ? 1 : 0;
    const exponent = matchEnd(digits, text, end + 1 + sign);
    if (exponent > end + 1 + sign) end = exponent;
    else if (sign === 1) throw new SyntaxProblem(end, 'invalid exponent in a number');
  }
  return (text.charCodeAt(end) | 32) === 106 ? end + 1 : end;
}

function checkOctal(text: string, start: number, end: number, python3: boolean): void {
  const wrong = python3 ? /[1-9]/ : /[89]/;
  if (wrong.test(text.slice(start, end))) {
    throw new SyntaxProblem(
      start,
      python3 ? 'leading zeros in a decimal number' : 'invalid digit in an octal number',
    );
  }
}
