import { expect, test } from 'vitest'
import { PROTOCOL_IDS } from '../../contract/protocol.ts'
import { modelsPath, readModels, writeModel, writeModels } from './models.ts'

const LISTS = [
  '{"data":[{"type":"model","id":"m","display_name":"M","created_at":"1970-01-01T00:00:05Z"}]}',
  '{"object":"list","data":[{"id":"m","object":"model","created":5,"owned_by":"x","display_name":"M"}]}',
  '{"models":[{"name":"models/m","displayName":"M"}]}',
]

test('74: reads every form of a list, and nothing from what is none', () => {
  expect(LISTS.map((list) => readModels(list)[0]?.id)).toEqual(['m', 'm', 'm'])
  expect(LISTS.map((list) => readModels(list)[0]?.name)).toEqual(['M', 'M', 'M'])
  expect(readModels('<html>')).toEqual([])
  expect(modelsPath('chat')).toBe('/models')
})

test.each([
  [1e300, 0],
  [-5, 0],
  ['no time', 0],
  [null, 0],
  ['+275760-09-13T00:00:00Z', 0],
  ['9999-12-31T23:59:59Z', 253_402_300_799],
  [1_700_000_000_000, 1_700_000_000],
  [5.7, 5],
])('a model of the time %j is listed for every client', (time, created) => {
  const models = readModels(JSON.stringify({ data: [{ id: 'm', created: time }] }))
  expect(models).toEqual([{ id: 'm', name: 'm', created }])
  for (const client of PROTOCOL_IDS) expect(writeModels(client, models)).toContain('m"')
})

test('74: writes the client’s form', () => {
  const models = [{ id: 'm', name: 'M', created: 5 }]
  expect(JSON.parse(writeModels('messages', models))).toEqual({
    data: [{ type: 'model', id: 'm', display_name: 'M', created_at: '1970-01-01T00:00:05.000Z' }],
    has_more: false,
    first_id: 'm',
    last_id: 'm',
  })
  expect(JSON.parse(writeModels('responses', models, true))).toEqual({
    object: 'list',
    data: [{ id: 'm', object: 'model', created: 5, owned_by: 'upstream' }],
    models: [],
  })
  expect(JSON.parse(writeModels('gemini', [])).models).toEqual([])
  expect(JSON.parse(writeModel('gemini', models, 'm') ?? '').name).toBe('models/m')
  expect(writeModel('chat', models, 'other')).toBeUndefined()
})
