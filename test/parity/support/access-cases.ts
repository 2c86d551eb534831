/** Configurations of Apache 2.2's access rules, made up by chance from a number, and who asks for what. */

/** Numbers from 0 to below `limit`, the same ones for the same seed. */
export function dice(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const WORDS = [
  '127.0.0.1',
  '127.0.0.2',
  '127.0',
  '127.0.0.0/31',
  '10.0.0.0/255.0.0.0',
  'localhost',
  '.example.org',
  'env=pass',
  'env=!pass',
  'all',
];
const REQUIRES = ['valid-user', 'user ann', 'user bob', 'user bob\nRequire user ann', 'all granted'];
const BASIC = 'AuthType Basic\nAuthName x\nAuthUserFile @ROOT@/users\n';

type Roll = (limit: number) => number;

function hosts(roll: Roll): string {
  const list = (name: string) =>
    `${name} from ${Array.from({ length: 1 + roll(2) }, () => WORDS[roll(WORDS.length)]).join(' ')}\n`;
  return [
    roll(5) ? `Order ${roll(2) ? 'allow,deny' : 'deny,allow'}\n` : '',
    roll(3) ? list('Allow') : '',
    roll(3) ? list('Deny') : '',
    roll(4) ? '' : `Satisfy ${roll(3) ? 'any' : 'all'}\n`,
  ].join('');
}

/** The inside of a section: rules about hosts, about users, both or neither. */
function rules(roll: Roll): string {
  const kind = roll(5);
  const users = kind === 1 || kind === 2 ? `${BASIC}Require ${REQUIRES[roll(REQUIRES.length)]}\n` : '';
  return `${kind === 1 || kind === 4 ? '' : hosts(roll)}${users}`;
}

/** The sections of one case, all below its own folder and address. */
export function accessCase(number: number, roll: Roll): string {
  const folder = `@ROOT@/htdocs/c${number}`;
  const section = (head: string, close: string) => `<${head}>\n${rules(roll)}</${close}>\n`;
  return [
    section(`Directory "${folder}"`, 'Directory'),
    roll(2) ? section(`Directory "${folder}/deep"`, 'Directory') : '',
    roll(3) ? '' : `<Directory "${folder}">\n<Files "*.ht">\n${rules(roll)}</Files>\n</Directory>\n`,
    roll(3) ? '' : section(`Location "/c${number}/deep"`, 'Location'),
    roll(4) ? '' : section(`Location "/c${number}"`, 'Location'),
    roll(5) ? '' : `<Directory "${folder}/deep">\n<Limit GET POST>\n${hosts(roll)}</Limit>\n</Directory>\n`,
  ].join('');
}

export const FILES = ['page.txt', 'note.ht', 'deep/page.txt', 'deep/note.ht'] as const;

export interface Visitor {
  readonly from: string;
  readonly headers: Readonly<Record<string, string>>;
}

const basic = (pair: string) => ({ Authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

/** From two addresses, with and without the variable, as nobody, as ann, with a wrong password. */
export const VISITORS: readonly Visitor[] = ['127.0.0.1', '127.0.0.2'].flatMap((from) =>
  [{}, { 'X-Pass': 'yes' }].flatMap((pass) =>
    [{}, basic('ann:secret'), basic('ann:guess')].map((user) => ({ from, headers: { ...pass, ...user } })),
  ),
);
