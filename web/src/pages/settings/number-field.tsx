/** A whole number in a unit people use, kept in the unit the document uses. */
import { NumberInput } from '@mantine/core'

export interface NumberFieldProps {
  readonly label: string
  readonly hint?: string
  /** In the unit of the document. */
  readonly value: number
  /** How many of the document's units make one of the shown. */
  readonly unit?: number
  readonly min: number
  readonly error: string | undefined
  readonly onChange: (value: number) => void
}

export const NumberField = ({ label, hint, value, unit = 1, min, error, onChange }: NumberFieldProps) => (
  <NumberInput
    label={label}
    description={hint}
    inputWrapperOrder={['label', 'input', 'error', 'description']}
    min={min}
    decimalScale={unit === 1 ? 0 : 2}
    thousandSeparator=" "
    clampBehavior="blur"
    value={value / unit}
    error={error}
    onChange={(next) => {
      if (typeof next === 'number') onChange(Math.round(next * unit))
    }}
  />
)
