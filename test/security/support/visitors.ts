/** Who comes to the guarded site. */

const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

/** Headers that tell the visitors apart. */
export const VISITORS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  anonymous: {},
  insider: { 'X-Inside': 'yes' },
  'half an insider': { 'X-Inside': 'no' },
  ann: { Authorization: basic('ann:a1') },
  'ann inside': { Authorization: basic('ann:a1'), 'X-Inside': 'yes' },
  eve: { Authorization: basic('eve:e3') },
  'user of the file': { Authorization: basic('fred:f4') },
  'wrong password': { Authorization: basic('ann:b2') },
  'empty password': { Authorization: basic('ann:') },
  'unknown user': { Authorization: basic('zoe:a1') },
  'no user': { Authorization: basic(':a1') },
  'no colon': { Authorization: basic('ann') },
  'other scheme': { Authorization: 'Bearer YW5uOmEx' },
};
