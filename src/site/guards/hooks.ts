/** The three hooks that mod_wsgi has in front of any content, and the phases of mod_python that can use them. */
import type { HandlerChain, PythonSettings } from '../configuration/settings.js';
import { remember } from '../remember.js';

/** access: WSGIAccessScript. authen: AuthBasicProvider wsgi with WSGIAuthUserScript. authz: WSGIAuthGroupScript. */
export const HOOKS = ['access', 'authen', 'authz'] as const;
export type Hook = (typeof HOOKS)[number];

const PHASES: Readonly<Record<string, Hook>> = {
  pythonheaderparserhandler: 'access',
  pythonaccesshandler: 'access',
  pythonauthenhandler: 'authen',
  pythonauthzhandler: 'authz',
};

/** The hook that can run a phase; undefined for phases that mod_wsgi has none for. */
export function hookOf(directive: string): Hook | undefined {
  return PHASES[directive.toLowerCase()];
}

/** Chains by extension ('' for all files). */
export type PhaseChains = ReadonlyMap<string, HandlerChain>;

/** Handler chains of all phases but the content's: directive name → extension → chain. */
export function chainsByPhase(settings: PythonSettings): ReadonlyMap<string, PhaseChains> {
  const found = new Map<string, Map<string, HandlerChain>>();
  for (const [key, chain] of settings.chains) {
    const dot = key.indexOf('.');
    const phase = dot < 0 ? key : key.slice(0, dot);
    if (phase.toLowerCase() === 'pythonhandler') continue;
    const chains = found.get(phase) ?? new Map<string, HandlerChain>();
    found.set(phase, chains.set(dot < 0 ? '' : key.slice(dot), chain));
  }
  return found;
}

/** The phases of a hook that are in force. */
export function phasesOf(settings: PythonSettings, hook: Hook): ReadonlyMap<string, PhaseChains> {
  return new Map([...chainsByPhase(settings)].filter(([phase]) => hookOf(phase) === hook));
}

/** All chains of a hook. */
export function chainsOf(settings: PythonSettings, hook: Hook): readonly HandlerChain[] {
  return [...phasesOf(settings, hook).values()].flatMap((chains) => [...chains.values()]);
}

/** What makes a guard this guard and no other: its handlers, and the section that they come from. */
export function chainText(chain: HandlerChain): readonly unknown[] {
  return [chain.handlers, chain.scope.order];
}

/** The guards in force, a text for each. */
export const guardTexts = remember((settings: PythonSettings): readonly string[] =>
  HOOKS.flatMap((hook) => chainsOf(settings, hook).map((chain) => JSON.stringify([hook, chainText(chain)]))),
);
