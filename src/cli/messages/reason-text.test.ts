import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { codeText, complaintText, placedText, reasonText } from './reason-text.ts'
import { zh } from './zh.ts'

const [english, chinese] = [{ messages: en }, { messages: zh }]
const complaint = {
  field: 'a.weight',
  why: { code: 'must-be-number', params: {} },
  reason: 'Cannot read "claude.json": a.weight must be a number (line 2, column 5)',
}

describe('a reason', () => {
  it('is told in the language of the user', () => {
    const reason = { code: 'upstream-answered', params: { status: 503 } }
    expect(reasonText(english, reason, '')).toBe('answered with status 503')
    expect(reasonText(chinese, reason, '')).toBe('返回状态 503')
    expect(codeText(chinese, 'weight')).toBe('按权重')
  })

  it('that another version gives stays in the words of the daemon', () => {
    expect(reasonText(chinese, { code: 'from-the-future', params: {} }, 'as said')).toBe('as said')
    expect(reasonText(chinese, null, 'as said')).toBe('as said')
    expect(codeText(chinese, 'from-the-future')).toBe('from-the-future')
  })

  it('cannot bring control characters to the terminal', () => {
    const reason = { code: 'rule-blocks-saying', params: { status: 451, message: 'no\n\u001b[31mmore' } }
    expect(reasonText(english, reason, '')).toMatch(/^\P{Cc}*$/u)
  })
})

describe('a complaint about a document', () => {
  it('names the field, and the place where that is wanted', () => {
    expect(complaintText(english, complaint)).toBe('a.weight must be a number')
    expect(complaintText(chinese, complaint)).toBe('字段 a.weight 必须是数字')
    expect(placedText(chinese, { ...complaint, line: 2, column: 5 })).toBe(
      '字段 a.weight 必须是数字（第 2 行，第 5 列）',
    )
    expect(placedText(english, { ...complaint, line: 0, column: 0 })).toBe('a.weight must be a number')
  })

  it('is about the whole where no field is named, and about the text where it is no JSON', () => {
    const either = { code: 'must-be-either', params: { first: 'must-be-list', second: 'must-be-object' } }
    expect(complaintText(chinese, { ...complaint, field: '', why: either })).toBe('整个文档 必须是列表，或者必须是对象')
    expect(complaintText(english, { ...complaint, field: '', why: { code: 'json-comma', params: {} } })).toBe(
      'it is not JSON: comma expected',
    )
  })

  it('says the place once where only the words of the daemon are known', () => {
    const unknown = { ...complaint, why: undefined, line: 2, column: 5 }
    expect(placedText(chinese, unknown)).toBe(complaint.reason)
  })
})
