import { describe, expect, test } from 'vitest'
import type { DocumentError } from '../config/document.ts'
import { accessDocument } from './access.ts'
import { balancingDocument, failureThresholdOf } from './balancing.ts'
import { bodyFilterDocument } from './body-filter.ts'
import { type DocumentSample, documentSuite } from './documents.suite.ts'
import { endpointFilterDocument } from './endpoint-filter.ts'
import { headerFilterDocument } from './header-filter.ts'
import { documents } from './index.ts'
import { routingDocument } from './routing.ts'
import { systemDocument } from './system.ts'
import { upstreamsDocument } from './upstreams.ts'

const SAMPLES: Readonly<Record<string, DocumentSample>> = {
  claude: {
    strange: '{"a": {"base_url": "https://a.example", "note": {"x": [1]}}}',
    wrong: { text: '{\n  "a": {\n    "base_url": 5\n  }\n}', field: 'a.base_url', line: 3 },
  },
  auth: {
    strange: '{"note": 1, "enabled": true, "tokens": [{"token": "clp_x", "name": "n", "color": "red"}]}',
    wrong: {
      text: '{\n  "tokens": [\n    {"name": "n",\n     "active": "maybe"}]}',
      field: 'tokens.0.active',
      line: 4,
    },
  },
  lb: {
    strange: '{"mode": "sticky", "note": 1, "options": {"color": 2}}',
    wrong: { text: '{\n "options": {\n  "failureThreshold": "many"}}', field: 'options.failureThreshold', line: 3 },
  },
  filter: {
    strange: '[{"source": "a", "op": "remove", "note": {}}]',
    wrong: { text: '[\n{"source": "a", "op": "remove"},\n{"source": "b", "op": "erase"}]', field: '1.op', line: 3 },
  },
  'endpoint-filter': {
    strange: '{"note": 1, "rules": [{"path": "/x", "color": "red"}]}',
    wrong: { text: '{"rules": [\n{"path": "/x", "methods": "GET"}]}', field: 'rules.0.methods', line: 2 },
  },
  'header-filter': {
    strange: '{"note": 1, "blocked_headers": []}',
    wrong: { text: '{"blocked_headers":\n "cookie"}', field: 'blocked_headers', line: 2 },
  },
  mask: {
    strange: '{"enabled": true, "note": 1, "custom": [{"name": "a", "match": "text", "source": "abc", "x": 1}]}',
    wrong: {
      text: '{"custom": [\n{"name": "a", "match": "regex", "source": "[0-9]+"}]}',
      field: 'custom.0.source',
      line: 2,
    },
  },
  prices: {
    strange: '{"note": 1, "models": [{"match": "kimi-*", "input": 4, "color": "red"}]}',
    wrong: { text: '{"models": [\n{"match": "kimi-*",\n "input": 0.1234567}]}', field: 'models.0.input', line: 3 },
  },
  budgets: {
    strange: '{"note": 1, "budgets": [{"id": "a", "amount": 5, "period": "day", "color": "red"}]}',
    wrong: {
      text: '{"budgets": [\n{"id": "a", "amount": 5,\n "period": "fortnight"}]}',
      field: 'budgets.0.period',
      line: 3,
    },
  },
  routing: {
    strange: '{"mode": "default", "note": 1, "modelMappings": {"claude": [{"source": "a", "target": "b", "x": 1}]}}',
    wrong: { text: '{\n"mode": "sideways"}', field: 'mode', line: 2 },
  },
  system: {
    strange: '{"note": 1, "limits": {"color": 2}}',
    wrong: { text: '{"timeouts": {\n"idleSeconds": 0}}', field: 'timeouts.idleSeconds', line: 2 },
  },
}

const all = [...documents, upstreamsDocument('claude', 'messages')]

test('no two documents share an id or a file', () => {
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
  expect(new Set(all.map(({ file }) => file)).size).toBe(all.length)
  expect(Object.keys(SAMPLES).toSorted()).toEqual(all.map(({ id }) => id).toSorted())
})

for (const document of all) {
  const sample = SAMPLES[document.id]
  if (sample !== undefined) documentSuite(document, sample)
}

test('rules that protect, and upstreams, refuse when they cannot be read; the others hold their defaults', () => {
  const refusing = all.filter(({ whenUnreadable }) => whenUnreadable === 'refuse').map(({ id }) => id)
  expect(refusing.toSorted()).toEqual([
    'auth',
    'budgets',
    'claude',
    'endpoint-filter',
    'filter',
    'header-filter',
    'mask',
  ])
})

describe('as the original writes them', () => {
  test('auth.json', () => {
    const text = JSON.stringify({
      enabled: true,
      tokens: [
        {
          token: 'clp_abcdefghijklmnopqrstuvwxyz012345',
          name: 'laptop',
          description: '',
          created_at: '2025-01-15T10:30:00.123456',
          expires_at: null,
          active: true,
          services: ['ui', 'claude', 'codex'],
        },
        { token: 'clp_2', name: 'one', services: 'claude' },
      ],
      services: { ui: true, claude: false },
    })
    const value = accessDocument.parse(text)
    expect(value.enabled).toBe(true)
    expect(value.tokens).toHaveLength(2)
    expect(value.tokens[1]).toMatchObject({ active: true, services: 'claude' })
    expect(value.services).toEqual({ ui: true, claude: false })
  })

  test('lb_config.json, whose services may set thresholds of their own', () => {
    const value = balancingDocument.parse(
      JSON.stringify({
        mode: 'weight-based',
        options: { autoResetOnAllFailed: false, resetCooldownSeconds: 5, notifyEnabled: true },
        services: {
          claude: { failureThreshold: 7, currentFailures: { a: 2 }, excludedConfigs: ['b'], lastResetAt: 12.5 },
          codex: { excludedConfigs: null },
        },
      }),
    )
    expect(value.mode).toBe('weight-based')
    expect(value.options).toMatchObject({ autoResetOnAllFailed: false, resetCooldownSeconds: 5, failureThreshold: 3 })
    expect(failureThresholdOf(value, 'claude')).toBe(7)
    expect(failureThresholdOf(value, 'codex')).toBe(3)
    expect(failureThresholdOf(value, 'other')).toBe(3)
  })

  test('model_router_config.json, where a service may be missing', () => {
    const value = routingDocument.parse(
      '{"mode":"model-mapping","modelMappings":{"codex":[{"source":" a ","target":"b"}]}}',
    )
    expect(value.modelMappings).toEqual({ codex: [{ source: 'a', target: 'b' }] })
    expect(value.configMappings).toEqual({})
  })

  test('endpoint_filter.json: names without regard to case, a status as text', () => {
    const { rules } = endpointFilterDocument.parse(
      JSON.stringify({
        rules: [
          {
            path: ' /v1/x ',
            services: [' Claude'],
            methods: ['get '],
            query: { a: null, b: 1 },
            action: { status: '451' },
          },
        ],
      }),
    )
    expect(rules[0]).toMatchObject({ path: '/v1/x', services: ['claude'], methods: ['GET'], action: { status: 451 } })
    expect(endpointFilterDocument.parse('{"enabled": "off"}')).toEqual({ enabled: false, rules: [] })
  })

  test('header_filter.json: the default names without a file, lower-cased ones with it', () => {
    expect(headerFilterDocument.empty.blocked_headers).toContain('x-forwarded-for')
    expect(headerFilterDocument.parse('{"blocked_headers": [" Cookie "]}').blocked_headers).toEqual(['cookie'])
  })

  test('filter.json: one rule, a list of rules, or an object without anything', () => {
    const rule = { source: 'a', op: 'remove' }
    expect(bodyFilterDocument.parse(JSON.stringify(rule))).toEqual([rule])
    expect(bodyFilterDocument.parse(JSON.stringify([rule, rule]))).toEqual([rule, rule])
    expect(bodyFilterDocument.parse('{}')).toEqual([])
  })
})

test('system.json gives a default to whatever is not said', () => {
  const value = systemDocument.parse('{"timeouts": {"idleSeconds": 5}}')
  expect(value.timeouts).toEqual({ connectSeconds: 30, responseHeadersSeconds: 600, idleSeconds: 5 })
  expect(value.limits.requestBodyBytes).toBe(64 * 1024 * 1024)
  expect(value.logLimit.requests).toBe(10_000)
})

test.each([
  ['{"enabled": null}', 'enabled must be true or false'],
  ['{"enabled": "yes"}', 'enabled must be true or false'],
  ['{"tokens": [{"name": "n", "services": 3}]}', 'tokens.0.services must be a list of service names'],
  ['{"tokens": [{"token": "clp_secret"}]}', 'tokens.0.name must be text in quotes'],
  ['{"tokens": {}}', 'tokens must be a list'],
])('auth.json %s: %s', (text, claim) => {
  const error = thrownBy(() => accessDocument.parse(text))
  expect(error.message).toContain(claim)
  expect(error.message).not.toContain('clp_secret')
})

const thrownBy = (act: () => unknown): DocumentError => {
  try {
    act()
  } catch (error) {
    return error as DocumentError
  }
  throw new Error('Nothing was thrown')
}
