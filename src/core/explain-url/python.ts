/** What mod_python does with a request: its handlers, options, path, interpreter and switches. */
import type { EffectiveDirective } from '../../httpd/reading/effective.js';
import { contentChain } from '../../httpd/request/handler.js';
import type { Setting } from '../../httpd/request/request.js';
import type { RequestConfiguration } from '../../httpd/request/request-configuration.js';
import { type Chain, whyUncertain } from '../../httpd/request/settings.js';
import { looksSecret } from '../../site/configuration/secrets.js';
import { filterFacts } from './filters.js';
import { interpreterFact } from './interpreter.js';
import { type Names, readable } from './names.js';
import type { ChainFact, OptionFact, PythonFacts, UrlAnswer, ValueFact } from './result.js';

/** Undefined where Python has no part in the request. */
export function pythonFacts(
  request: RequestConfiguration,
  answer: UrlAnswer,
  names: Names,
): PythonFacts | undefined {
  const answers = answer.kind === 'mod_python';
  const { content, phases } = chainFacts(request, answers, names);
  // What Apache sends instead of a page goes past the filters.
  const passes = !/^(?:error|redirect|not derivable)$/.test(answer.kind);
  const filters = passes ? filterFacts(request.layers, request.filename, names) : [];
  if (!answers && phases.length === 0 && filters.length === 0) return undefined;
  return {
    content: answers ? content : [],
    phases,
    filters,
    options: optionFacts(request, names),
    path: valueFact(request, 'PythonPath', names),
    interpreter: interpreterFact(request, names),
    flags: flagFacts(request, names),
  };
}

function chainFacts(
  request: RequestConfiguration,
  answers: boolean,
  names: Names,
): Pick<PythonFacts, 'content' | 'phases'> {
  const running = answers ? contentChain(request.settings, request.filename) : undefined;
  const all = [...request.settings.chains].map(([key, setting]): ChainFact => {
    const dot = key.indexOf('.');
    const [directive, extension] = dot < 0 ? [key, ''] : [key.slice(0, dot), key.slice(dot)];
    return {
      directive,
      extension: readable(extension),
      ...chainFact(setting, names),
      runs: setting === running,
    };
  });
  const isContent = ({ directive }: ChainFact): boolean => directive === 'PythonHandler';
  return { content: all.filter(isContent), phases: all.filter((one) => !isContent(one)) };
}

function chainFact(setting: Setting<Chain>, names: Names) {
  return {
    handlers: setting.value.handlers.map(readable),
    at: setting.from.map(names.place),
    unsure: unsure(setting, names),
  };
}

function optionFacts({ settings }: RequestConfiguration, names: Names): readonly OptionFact[] {
  return [...settings.options].flatMap(([lower, setting]): readonly OptionFact[] => {
    const by = setting.from[0] as EffectiveDirective;
    const key = readable(by.argv[0] ?? lower);
    const { value } = setting;
    if (value === undefined && setting.certain) return [];
    const shown = value === undefined || looksSecret(key, value) ? undefined : readable(value);
    return [{ key, value: shown, at: names.place(by), unsure: unsure(setting, names) }];
  });
}

const FLAGS = ['PythonAutoReload', 'PythonEnablePdb', 'PythonOptimize'] as const;

function flagFacts(request: RequestConfiguration, names: Names): readonly ValueFact[] {
  const debug = valueFact(request, 'PythonDebug', names) ?? {
    directive: 'PythonDebug',
    value: 'Off',
    at: undefined,
    unsure: undefined,
  };
  return [debug, ...FLAGS.flatMap((name) => valueFact(request, name, names) ?? [])];
}

/** The first word of a directive in force. */
export function valueFact(
  { settings }: RequestConfiguration,
  directive: string,
  names: Names,
): ValueFact | undefined {
  const setting = settings.values.get(directive.toLowerCase());
  const by = setting?.from.at(-1);
  if (setting === undefined || by === undefined) return undefined;
  const value = readable(setting.value[0] ?? '');
  return { directive, value, at: names.place(by), unsure: unsure(setting, names) };
}

function unsure<T>(setting: Setting<T>, names: Names): string | undefined {
  return setting.certain ? undefined : names.reason(whyUncertain(setting), setting.layer.section);
}
