/** npm takes some options for itself: `npm exec migrate apply --dry-run` reaches us as `apply`. */

/** Did npm swallow a `--dry-run` that was meant for us? (`npm exec`, `npm run`, `npx --no migrate`) */
export function npmTookDryRun(env: Readonly<Record<string, string | undefined>>): boolean {
  return env.npm_config_dry_run === 'true';
}

export const NPM_TOOK_DRY_RUN =
  'npm took --dry-run for itself; treating this as a dry run. Write `npx migrate …`, or put `--` before `migrate`.';
