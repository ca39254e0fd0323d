/**
 * A whole number in a unit people use, kept in the unit the document uses. What cannot be used stays as it was typed and is called a fault:
 * a number that somebody else has chosen in its place might delete things.
 */
import { NumberInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type NumberRules, readNumber, shownNumber } from './typed-number.ts'

export interface NumberFieldProps extends NumberRules {
  readonly label: string
  readonly hint?: string | undefined
  /** In the unit of the document; `NaN` for what was typed and is none. */
  readonly value: number
  /** What an empty field means where it may be empty: then the document says 0. */
  readonly empty?: string
  /** Why the daemon does not take it. */
  readonly error: string | undefined
  /** Called with `NaN` for what cannot be used. */
  readonly onChange: (value: number) => void
}

export const NumberField = (props: NumberFieldProps) => {
  const { label, hint, value, unit = 1, min, empty, error, onChange } = props
  const { t } = useTranslation()
  const [typed, setTyped] = useState<number | string>('')
  const rules = { unit, min, mayBeEmpty: empty !== undefined }
  // What was typed is shown as long as it is what the draft says: "1." is on its way to "1.5".
  const shown = Object.is(readNumber(typed, rules), value) ? typed : shownNumber(value, rules)
  const fault = empty === undefined ? t('number.fault', { min }) : t('number.faultOrEmpty', { min })
  return (
    <NumberInput
      label={label}
      description={hint}
      placeholder={empty ?? ''}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      decimalScale={unit === 1 ? 0 : 2}
      thousandSeparator=" "
      clampBehavior="none"
      value={shown}
      error={Number.isNaN(value) ? fault : error}
      onChange={(next) => {
        setTyped(next)
        onChange(readNumber(next, rules))
      }}
    />
  )
}
