/** Starts every comment that stands for work left to a person; `lint` looks for it. */
export const MANUAL_MARK = 'migrate: by hand';
