/** Puts placeholders back in the whole strings of a JSON text: those that are complete where they stand. */
import type { Json } from '../../protocol/common/protocol.ts'
import type { AnswerTexts, ValuePath } from '../../protocol/common/text-forms.ts'
import { stringsOf, type TextEdit } from './json-strings.ts'
import { type Restoring, restoreString } from './restore-string.ts'

/** The edits of a text that was parsed to `value`. Strings on one of the ways in `except` are somebody else's. */
export const valueEdits = (
  {
    json,
    value,
    texts,
    except = [],
  }: {
    readonly json: string
    readonly value: Json
    readonly texts: AnswerTexts
    readonly except?: readonly ValuePath[]
  },
  restoring: Restoring,
): readonly TextEdit[] =>
  stringsOf(json).flatMap(({ path, from, to }): readonly TextEdit[] => {
    if (!restoring.finder.mayHold(json.slice(from, to)) || except.some((other) => isSame(other, path))) return []
    const role = texts.textAt(value, path)
    if (role === 'own') return []
    const { raw } = restoreString(restoring, { json, from, to, held: '', isLast: true, isJson: role === 'json' })
    return raw === json.slice(from, to) ? [] : [{ from, to, text: raw }]
  })

export const isSame = (one: ValuePath, other: ValuePath): boolean =>
  one.length === other.length && one.every((step, index) => step === other[index])
