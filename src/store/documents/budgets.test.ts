/** What a budget must be: what is wrong names its place, and nothing else is taken for what it is not. */
import { expect, test } from 'vitest'
import { budgetsDocument } from './budgets.ts'

const parse = (...budgets: readonly object[]) => budgetsDocument.parse(JSON.stringify({ budgets })).budgets

const fault = (...budgets: readonly object[]): string => {
  try {
    parse(...budgets)
    return 'none'
  } catch (error) {
    return (error as { field: string }).field
  }
}

const plain = { id: 'a', amount: 5, period: 'day' }

test('amounts are millionths, whole numbers stay whole, and both may be text', () => {
  expect(parse({ ...plain, amount: '0.25' })[0]?.amount).toBe(250_000)
  expect(parse({ id: 'a', tokens: '20000000', period: 'week' })[0]?.tokens).toBe(20_000_000)
  expect(fault({ id: 'a', tokens: 1.5, period: 'week' })).toBe('budgets.0.tokens')
  expect(fault({ ...plain, amount: -1 })).toBe('budgets.0.amount')
  expect(fault({ ...plain, amount: '0.1234567' })).toBe('budgets.0.amount')
})

test('it has defaults', () => {
  expect(parse(plain)).toMatchObject([
    { currency: 'USD', warnAt: [0.75, 0.95], action: 'refuse', unpriced: 'allow', enabled: true },
  ])
})

test('it has one limit, and an id of its own', () => {
  expect(fault({ id: 'a', period: 'day' })).toBe('budgets.0')
  expect(fault({ ...plain, tokens: 1 })).toBe('budgets.0')
  expect(fault(plain, { ...plain, id: 'b' }, plain)).toBe('budgets.2.id')
  expect(fault({ ...plain, id: 'A b' })).toBe('budgets.0.id')
})

test('periods are those that the totals can tell apart', () => {
  for (const period of ['1h', '5h', '24h', 'day', 'week', 'month', 'total'])
    expect(fault({ ...plain, period })).toBe('none')
  for (const period of ['0h', '25h', '5', 'year']) expect(fault({ ...plain, period })).toBe('budgets.0.period')
  expect(fault({ ...plain, startsAt: '04:15' })).toBe('none')
  for (const startsAt of ['4:00', '24:00', '04:10']) expect(fault({ ...plain, startsAt })).toBe('budgets.0.startsAt')
  expect(fault({ ...plain, timeZone: 'Mars/Olympus' })).toBe('budgets.0.timeZone')
})

test('weeks begin on a weekday, months on a day that every month has', () => {
  expect(fault({ ...plain, period: 'week', startsOn: 'sunday' })).toBe('none')
  expect(fault({ ...plain, period: 'month', startsOn: 28 })).toBe('none')
  expect(fault({ ...plain, period: 'month', startsOn: 29 })).toBe('budgets.0.startsOn')
  expect(fault({ ...plain, period: 'month', startsOn: 'monday' })).toBe('budgets.0.startsOn')
  expect(fault({ ...plain, period: 'day', startsOn: 1 })).toBe('budgets.0.startsOn')
})

test('an action is one of four, and thresholds ascend', () => {
  expect(fault({ ...plain, action: { upstream: 'cheap' } })).toBe('none')
  expect(fault({ ...plain, action: { upstream: 'cheap', model: 'm' } })).toBe('budgets.0.action')
  expect(fault({ ...plain, action: 'ignore' })).toBe('budgets.0.action')
  expect(fault({ ...plain, warnAt: [0.9, 0.5] })).toBe('budgets.0.warnAt')
  expect(fault({ ...plain, note: 'two\nlines' })).toBe('budgets.0.note')
})
