import { describe, expect, test } from 'vitest'
import {
  removeEdits,
  removeFromBalancing,
  removeFromMasks,
  removeFromRouting,
  renameEdits,
  renameInBalancing,
  renameInMasks,
  renameInPrices,
  renameInRouting,
} from './upstream-references.ts'

const ROUTING = `{ "mode": "model-mapping",
  "modelMappings": { "claude": [
      {"source": "a", "target": "m1", "source_type": "config"},
      {"source": "a", "target": "m2"},
      {"source": " a ", "target": "m3", "source_type": "config", "x": 1.0}
  ], "codex": [ {"source": "a", "target": "m4", "source_type": "config"} ] },
  "configMappings": { "claude": [ {"model": "a", "config": "b"}, {"model": "m5", "config": "a"} ] }
}`
const BALANCING = `{ "mode": "weight-based", "services": {
    "claude": { "currentFailures": {"a": 2, "b": 1}, "excludedConfigs": ["b", "a"] },
    "codex": { "currentFailures": {"a": 5}, "excludedConfigs": [] } } }`

describe('renaming', () => {
  const renaming = { service: 'claude', from: 'a', to: 'z' }

  test('follows into the rules of the service that name an upstream, not into models of the same name', () => {
    expect(renameInRouting(ROUTING, renaming)).toBe(
      ROUTING.replace('"source": "a", "target": "m1"', '"source": "z", "target": "m1"')
        .replace('" a "', '"z"')
        .replace('"m5", "config": "a"', '"m5", "config": "z"'),
    )
  })

  test('follows into counters and exclusions', () => {
    expect(renameInBalancing(BALANCING, renaming)).toBe(
      BALANCING.replace('{"a": 2', '{"z": 2').replace('["b", "a"]', '["b", "z"]'),
    )
  })

  test('replaces what a former upstream of the new name left behind', () => {
    expect(JSON.parse(renameInBalancing(BALANCING, { ...renaming, to: 'b' })).services.claude.currentFailures).toEqual({
      b: 2,
    })
  })

  test('leaves documents that do not name it, in whatever state they are', () => {
    for (const text of ['', '{}', '{"modelMappings": null, "services": {"claude": {"excludedConfigs": null}}}']) {
      expect(renameInRouting(text, renaming)).toBe(text)
      expect(renameInBalancing(text, renaming)).toBe(text)
    }
  })

  test('takes budgets along, and where they send requests, but not those of another service', () => {
    const text = `{"budgets": [
      {"id": "one", "service": "claude", "upstream": "a", "action": {"upstream": "a"}},
      {"id": "two", "upstream": "a", "action": {"model": "a"}},
      {"id": "three", "service": "codex", "upstream": "a"}
    ]}`
    const renamed = renameEdits('claude', 'a', 'z').get('budgets')?.(text)
    expect(renamed).toBe(
      text
        .replace('"upstream": "a", "action": {"upstream": "a"}', '"upstream": "z", "action": {"upstream": "z"}')
        .replace('"two", "upstream": "a"', '"two", "upstream": "z"'),
    )
  })

  test('takes multiplier and own prices along, and leaves those of its namesakes', () => {
    const prices = {
      upstreams: { 'claude/a': { multiplier: 1.2 }, 'codex/a': { multiplier: 2 }, 'claude/z': { multiplier: 9 } },
      models: [
        { match: 'm', service: 'claude', upstream: 'a' },
        { match: 'm', service: 'codex', upstream: 'a' },
        { match: 'm', upstream: 'a' },
      ],
    }
    expect(JSON.parse(renameInPrices(JSON.stringify(prices), renaming))).toEqual({
      upstreams: { 'claude/z': { multiplier: 1.2 }, 'codex/a': { multiplier: 2 } },
      models: [{ ...prices.models[0], upstream: 'z' }, prices.models[1], prices.models[2]],
    })
  })

  test('takes along that it may see what masks hide from others', () => {
    expect(renameInMasks('{ "skipUpstreams": ["b", "a"], "enabled": true }', 'a', 'z')).toBe(
      '{ "skipUpstreams": ["b", "z"], "enabled": true }',
    )
  })

  test('names every document it changes', () => {
    expect([...renameEdits('claude', 'a', 'z').keys()]).toEqual([
      'claude',
      'routing',
      'lb',
      'prices',
      'budgets',
      'mask',
    ])
  })
})

describe('removing', () => {
  test('takes the rules about the upstream with it, and says which', () => {
    const { text, removed } = removeFromRouting(ROUTING, 'claude', 'a')
    expect(removed).toEqual([
      { kind: 'model-mapping', source: 'a', target: 'm1' },
      { kind: 'model-mapping', source: 'a', target: 'm3' },
      { kind: 'config-mapping', model: 'm5', config: 'a' },
    ])
    const value = JSON.parse(text)
    expect(value.modelMappings.claude).toEqual([{ source: 'a', target: 'm2' }])
    expect(value.modelMappings.codex).toHaveLength(1)
    expect(value.configMappings.claude).toEqual([{ model: 'a', config: 'b' }])
  })

  test('lets nobody who takes its name later see what masks hide', () => {
    expect(JSON.parse(removeFromMasks('{"skipUpstreams": ["a", "b", "a"]}', 'a'))).toEqual({ skipUpstreams: ['b'] })
    expect(removeFromMasks('{}', 'a')).toBe('{}')
  })

  test('forgets its failures', () => {
    expect(removeFromBalancing(BALANCING, 'claude', 'a')).toBe(
      BALANCING.replace('{"a": 2, ', '{').replace('["b", "a"]', '["b"]'),
    )
  })

  test('as one act tells of the rules once the edits have run', () => {
    const { edits, removedRules } = removeEdits('claude', 'b')
    expect(removedRules()).toEqual([])
    edits.get('routing')?.(ROUTING)
    expect(removedRules()).toEqual([{ kind: 'config-mapping', model: 'a', config: 'b' }])
  })
})
