import { describe, expect, it } from 'vitest';
import { allRules, chosenRules, findRule } from '../../src/core/registry.js';

const codes = (only: readonly string[], skip: readonly string[] = []) =>
  chosenRules({ only, skip }).map((rule) => rule.code);

describe('the registry of rules', () => {
  it('has each code and each name once, sorted by code', () => {
    const rules = allRules();
    expect(new Set(rules.map((rule) => rule.code)).size).toBe(rules.length);
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    expect(rules.map((rule) => rule.code)).toEqual(rules.map((rule) => rule.code).sort());
  });

  it('says of every rule what a person needs', () => {
    const hundreds = { httpd: '1', python: '2', psp: '3', site: '4' } as const;
    for (const rule of allRules()) {
      expect(rule.code, rule.name).toMatch(new RegExp(`^MP${hundreds[rule.target]}\\d\\d$`));
      expect(rule.name).toMatch(/^[a-z][a-z0-9]*(?:-[a-z0-9_]+)*$/);
      expect(rule.summary, rule.name).toMatch(/^[A-Z].*[^.]$/);
      expect(rule.why, rule.name).toMatch(/\.$/);
      expect(rule.todo, rule.name).toMatch(/\.$/);
      expect(rule.effort, rule.name).toMatch(/^\d+[mh]$/);
      expect(Object.keys(rule.messages), rule.name).not.toHaveLength(0);
    }
  });

  it('finds a rule by its code in any case, and by its name', () => {
    expect(findRule('mp101')?.name).toBe('load-module');
    expect(findRule('Load-Module')?.code).toBe('MP101');
    expect(findRule('MP1')).toBeUndefined();
  });

  it('chooses by code, by the beginning of a code and by name', () => {
    expect(codes(['MP101'])).toEqual(['MP101']);
    expect(codes(['mp2']).every((code) => code.startsWith('MP2'))).toBe(true);
    expect(codes(['mp2']).length).toBeGreaterThan(0);
    expect(codes(['python-debug'])).toEqual(['MP107']);
    expect(codes([])).toHaveLength(allRules().length);
    expect(codes([], ['MP1']).some((code) => code.startsWith('MP1'))).toBe(false);
    expect(codes(['MP101', 'MP102'], ['if-module'])).toEqual(['MP101']);
  });
});
