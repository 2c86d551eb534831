/** The values that options and configuration keys may have. The first of each list is the default. */

export const HANDLERS = ['auto', 'native', 'bridge'] as const;
export const PSPS = ['bridge', 'compile'] as const;
export const APACHES = ['2.4', '2.2'] as const;
export const MOD_WSGIS = ['any', '3.4', '4.9', '5', '6'] as const;
export const MODES = ['daemon', 'embedded'] as const;
export const FORMATS = ['text', 'json'] as const;
export const COLORS = ['auto', 'always', 'never'] as const;
