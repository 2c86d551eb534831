/**
 * The encodings a coding cookie may name, decoded with the platform's TextDecoder and encoded by inverting it.
 * Python's alias tables: Lib/encodings/aliases.py.
 */

export interface Codec {
  /** Canonical name. */
  readonly name: string;
  /** undefined: some byte is not valid in this encoding. */
  decode(bytes: Uint8Array): string | undefined;
  /** undefined: some character does not exist in this encoding. */
  encode(text: string): Uint8Array | undefined;
  /** Bytes of one character of this encoding. */
  width(character: string): number;
}

const ISO_8859_PARTS = new Set([2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16]);
/** `latin5` is ISO 8859-9 and so on; 8859-9 and 8859-11 are missing from TextDecoder under their own names. */
const LATIN: Readonly<Record<string, number>> = { 2: 2, 3: 3, 4: 4, 6: 10, 7: 13, 8: 14, 9: 15, 10: 16 };

/** Names are as in Python after lower-casing and turning '-', ' ' into '_'. Values are TextDecoder labels. */
const LABELS: Readonly<Record<string, string>> = {
  koi8_r: 'koi8-r',
  cskoi8r: 'koi8-r',
  koi8_u: 'koi8-u',
  mac_roman: 'macintosh',
  macroman: 'macintosh',
  macintosh: 'macintosh',
  cp866: 'ibm866',
  ibm866: 'ibm866',
  '866': 'ibm866',
  cp874: 'windows-874',
  gb2312: 'gbk',
  chinese: 'gbk',
  euc_cn: 'gbk',
  euccn: 'gbk',
  gbk: 'gbk',
  cp936: 'gbk',
  '936': 'gbk',
  ms936: 'gbk',
  big5: 'big5',
  big5_tw: 'big5',
  csbig5: 'big5',
  euc_jp: 'euc-jp',
  eucjp: 'euc-jp',
  ujis: 'euc-jp',
  u_jis: 'euc-jp',
  shift_jis: 'shift_jis',
  shiftjis: 'shift_jis',
  sjis: 'shift_jis',
  s_jis: 'shift_jis',
  csshiftjis: 'shift_jis',
  cp932: 'shift_jis',
  '932': 'shift_jis',
  ms932: 'shift_jis',
  ms_kanji: 'shift_jis',
  euc_kr: 'euc-kr',
  euckr: 'euc-kr',
  korean: 'euc-kr',
  ksc5601: 'euc-kr',
  cp949: 'euc-kr',
  '949': 'euc-kr',
  ms949: 'euc-kr',
};

const LATIN_1 = /^(iso_?8859(_1)?|latin_?1?|l1|cp819|ibm819|8859|iso_ir_100|csisolatin1|iso_8859_1_1987)$/;
const UTF_8 = /^(utf_?8|u8|utf|utf8_ucs[24]|utf_8_sig)$/;
const LONE_SURROGATE = /\p{Surrogate}/u;
const ASCII = /^(ascii|us_ascii|us|646|ansi_x3[._]4_1968|cp367|ibm367|csascii|iso646_us|iso_ir_6)$/;

export const ASCII_CODEC: Codec = byteCodec('ascii', 0x80);
export const LATIN_1_CODEC: Codec = byteCodec('iso-8859-1', 0x100);
export const UTF_8_CODEC: Codec = {
  name: 'utf-8',
  decode: (bytes) => decodeStrictly('utf-8', bytes),
  // A lone surrogate has no UTF-8 form.
  encode: (text) => (!LONE_SURROGATE.test(text) ? new TextEncoder().encode(text) : undefined),
  width: (character) => Buffer.byteLength(character),
};

/** @param cookie the name in the coding cookie @returns undefined when Python or this reader does not know it */
export function codecOf(cookie: string): Codec | undefined {
  const name = cookie.toLowerCase().replaceAll(/[- ]/g, '_');
  // CPython's tokenizer takes `utf-8-unix` and `latin-1-dos` (Emacs) for the encoding before the last dash.
  if (UTF_8.test(name) || name.startsWith('utf_8_')) return UTF_8_CODEC;
  if (LATIN_1.test(name) || /^(latin_1|iso_8859_1|iso_latin_1)(_|$)/.test(name)) return LATIN_1_CODEC;
  if (ASCII.test(name)) return ASCII_CODEC;
  const label = LABELS[name] ?? patternLabel(name);
  return label === undefined ? undefined : tableCodec(label);
}

function patternLabel(name: string): string | undefined {
  const part = /^iso_?8859_(\d+)(_e|_i)?$/.exec(name)?.[1];
  if (part !== undefined) return ISO_8859_PARTS.has(Number(part)) ? `iso-8859-${part}` : undefined;
  const latin = LATIN[/^(?:latin_?|l)(\d+)$/.exec(name)?.[1] ?? ''];
  if (latin !== undefined) return `iso-8859-${latin}`;
  const page = /^(?:cp|windows_?)?(125[0-8])$/.exec(name)?.[1];
  return page === undefined ? undefined : `windows-${page}`;
}

function byteCodec(name: string, limit: number): Codec {
  return {
    name,
    decode: (bytes) => (limit < 0x100 && bytes.some((byte) => byte >= limit) ? undefined : latin1(bytes)),
    encode(text) {
      const bytes = Buffer.from(text, 'latin1');
      for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) >= limit) return undefined;
      return new Uint8Array(bytes);
    },
    width: () => 1,
  };
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

function decodeStrictly(label: string, bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const TABLES = new Map<string, ReadonlyMap<string, Uint8Array>>();

function tableCodec(label: string): Codec {
  const bytesOf = (character: string): Uint8Array | undefined => {
    const table = TABLES.get(label) ?? inverseTable(label);
    TABLES.set(label, table);
    return table.get(character);
  };
  const encode = (text: string): Uint8Array | undefined => {
    const pieces: Uint8Array[] = [];
    for (const character of text) {
      const bytes = bytesOf(character);
      if (!bytes) return undefined;
      pieces.push(bytes);
    }
    return new Uint8Array(Buffer.concat(pieces));
  };
  return {
    name: label,
    // Only what can be written back: two spellings of one character would lose bytes.
    decode(bytes) {
      const text = decodeStrictly(label, bytes);
      const back = text === undefined ? undefined : encode(text);
      return back !== undefined && Buffer.compare(back, bytes) === 0 ? text : undefined;
    },
    encode,
    width: (character) => bytesOf(character)?.length ?? 1,
  };
}

/** Character → bytes, by decoding every sequence of one, two and (EUC-JP) three bytes. */
function inverseTable(label: string): ReadonlyMap<string, Uint8Array> {
  const table = new Map<string, Uint8Array>();
  const decoder = new TextDecoder(label, { fatal: true });
  const add = (...bytes: readonly number[]): boolean => {
    const sequence = Uint8Array.from(bytes);
    try {
      const character = decoder.decode(sequence);
      if ([...character].length === 1 && !table.has(character)) table.set(character, sequence);
      return true;
    } catch {
      return false;
    }
  };
  const leads: number[] = [];
  for (let byte = 0; byte < 0x100; byte++) if (!add(byte)) leads.push(byte);
  if (!/^(gbk|big5|euc|shift)/.test(label)) return table;
  for (const lead of leads) for (let trail = 0x40; trail < 0xff; trail++) add(lead, trail);
  if (label === 'euc-jp') {
    for (let second = 0xa1; second < 0xff; second++)
      for (let third = 0xa1; third < 0xff; third++) add(0x8f, second, third);
  }
  return table;
}
