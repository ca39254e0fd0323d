import { expect, it } from 'vitest'
import { errorType, refusalKind } from './refusal.ts'

it.each([
  [200, undefined],
  [302, undefined],
  [400, 'request'],
  [401, 'key'],
  [404, 'model'],
  [429, 'limit'],
  [529, 'overloaded'],
  [500, 'server'],
])('%d is %s', (status, kind) => {
  expect(refusalKind(status)).toBe(kind)
})

it.each([
  ['{"type":"error","error":{"type":"overloaded_error","message":"x"}}', 'overloaded_error'],
  ['{"error":{"code":"invalid_api_key","message":"x"}}', 'invalid_api_key'],
  ['{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}', 'RESOURCE_EXHAUSTED'],
  ['{"error":"no"}', ''],
  ['<html>', ''],
  ['null', ''],
])('the type of %s is %j', (body, type) => {
  expect(errorType(body)).toBe(type)
})
