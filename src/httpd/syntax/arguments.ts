/** Splitting a directive's arguments by its argument type, with httpd's checks (server/config.c, invoke_cmd). */
import { splitWords } from './words.js';

const COUNTS = {
  TAKE1: { least: 1, most: 1, says: 'takes one argument' },
  TAKE2: { least: 2, most: 2, says: 'takes two arguments' },
  TAKE12: { least: 1, most: 2, says: 'takes 1-2 arguments' },
} as const;

/**
 * @returns the values, or httpd's error message. An empty value where one is needed is an error; an empty optional one is absent.
 */
export function takeArguments(
  name: string,
  args: string,
  style: keyof typeof COUNTS,
  help: string,
): readonly string[] | string {
  const { least, most, says } = COUNTS[style];
  const values = splitWords(args).map((word) => word.value);
  const wanted = values.slice(0, least);
  if (values.length < least || values.length > most || wanted.includes('')) return `${name} ${says}, ${help}`;
  return values.slice(least).every((value) => value !== '') ? values : wanted;
}
