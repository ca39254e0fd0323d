import { describe, expect, expectTypeOf, it } from 'vitest'
import { CHOICE_REASONS, EXHAUSTION_REASONS, LEFT_REASONS, NOBODY_REASONS, ROUTE_REASONS } from './balancing-reasons.ts'
import { BUDGET_REASONS } from './budget-reasons.ts'
import { CLIENT_FILE_REASONS, CLIENT_NOTE_REASONS } from './client-reasons.ts'
import { CLAIM_FRAMES, CLAIM_REASONS, SYSTEM_REASONS, TEXT_REASONS } from './document-reasons.ts'
import { FAILURE_REASONS, type FailureReason } from './failure-reasons.ts'
import { FILTER_RULE_REASONS, FILTER_STEP_REASONS, REFUSAL_REASONS } from './filter-reasons.ts'
import { LOG_REASONS } from './log-reasons.ts'
import { english } from './messages/en.ts'
import { inEnglish } from './messages/in-english.ts'
import { sentenceOf } from './messages/sentence.ts'
import { chinese } from './messages/zh.ts'
import type { ReasonTable } from './reason.ts'
import { knownReason, REASONS, type ReasonTexts } from './reasons.ts'
import { REMEDY_REASONS } from './remedy-reasons.ts'
import { EDIT_REASONS, REQUEST_REASONS } from './request-reasons.ts'
import { TRANSLATION_REASONS } from './translation-reasons.ts'

const SUBJECTS: readonly ReasonTable[] = [
  FAILURE_REASONS,
  CHOICE_REASONS,
  EXHAUSTION_REASONS,
  LEFT_REASONS,
  ROUTE_REASONS,
  NOBODY_REASONS,
  FILTER_RULE_REASONS,
  FILTER_STEP_REASONS,
  REFUSAL_REASONS,
  CLAIM_REASONS,
  TEXT_REASONS,
  SYSTEM_REASONS,
  CLAIM_FRAMES,
  EDIT_REASONS,
  REQUEST_REASONS,
  CLIENT_FILE_REASONS,
  CLIENT_NOTE_REASONS,
  LOG_REASONS,
  TRANSLATION_REASONS,
  BUDGET_REASONS,
  REMEDY_REASONS,
]

const codes = Object.keys(REASONS) as (keyof ReasonTexts)[]
const placesOf = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('reasons', () => {
  it('share no code between subjects', () => {
    expect(SUBJECTS.flatMap((subject) => Object.keys(subject)).sort()).toEqual([...codes].sort())
  })

  it.each(codes)('%s has a sentence with all its parameters in both languages', (code) => {
    const names = Object.keys(REASONS[code]).sort()
    expect(placesOf(english[code])).toEqual(names)
    expect(placesOf(chinese[code])).toEqual(names)
    expect(chinese[code]).toMatch(/\p{Script=Han}/u)
    expect(english[code]).not.toMatch(/\p{Script=Han}/u)
  })

  it('are told in the language of the texts', () => {
    const reason = { code: 'upstream-broke-off', params: { bytes: 12, fault: 'ECONNRESET' } } as const
    expect(inEnglish(reason)).toBe('broke off after 12 bytes (ECONNRESET)')
    expect(sentenceOf(chinese, reason)).toBe('收到 12 字节后中断（ECONNRESET）')
  })

  it('do not read places in what a parameter says', () => {
    const params = { rule: '{model}', model: 'm' }
    expect(inEnglish({ code: 'pin-matches', params })).toBe('Rule {model} pins model "m" to its upstream.')
  })

  it.each([
    [{ code: 'upstream-answered', params: { status: 500 } }, true],
    [{ code: 'upstream-answered', params: { status: '500' } }, false],
    [{ code: 'upstream-answered', params: {} }, false],
    [{ code: 'toString', params: {} }, false],
    [{ code: 'from-the-future', params: {} }, false],
  ])('from elsewhere, %j is known: %s', (reason, known) => {
    expect(knownReason(reason)).toEqual(known ? reason : undefined)
  })

  it('do not compile without their parameters, nor with those of another code', () => {
    expectTypeOf<{ code: 'upstream-answered'; params: { status: number } }>().toExtend<FailureReason>()
    expectTypeOf<{ code: 'upstream-answered'; params: object }>().not.toExtend<FailureReason>()
    expectTypeOf<{ code: 'upstream-silent'; params: { status: number } }>().not.toExtend<FailureReason>()
    expectTypeOf<{ code: 'nobody-to-ask'; params: object }>().not.toExtend<FailureReason>()
  })
})
