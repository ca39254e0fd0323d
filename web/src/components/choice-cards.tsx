/** One of a few, each with a sentence: a group of radio buttons that look like cards. */
import { useId } from 'react'
import classes from './choice-cards.module.css'
import { Tag } from './tag.tsx'

export interface Choice<T extends string> {
  readonly value: T
  readonly label: string
  readonly text: string
}

export interface ChoiceCardsProps<T extends string> {
  readonly label: string
  readonly choices: readonly Choice<T>[]
  readonly value: T
  /** What the chosen one is tagged with. */
  readonly mark: string
  readonly disabled?: boolean
  readonly onChange: (value: T) => void
}

export const ChoiceCards = <T extends string>(props: ChoiceCardsProps<T>) => {
  const { label, choices, value, mark, disabled = false, onChange } = props
  const name = useId()
  return (
    <div role="radiogroup" aria-label={label} className={classes['cards']}>
      {choices.map((choice) => (
        <label key={choice.value} className={classes['card']} data-chosen={choice.value === value}>
          <input
            type="radio"
            name={name}
            className={classes['input']}
            checked={choice.value === value}
            disabled={disabled}
            onChange={() => onChange(choice.value)}
          />
          <span className={classes['words']}>
            <span className={classes['title']}>
              {choice.label} {choice.value === value && <Tag tone="good">{mark}</Tag>}
            </span>
            <span className={classes['text']}>{choice.text}</span>
          </span>
        </label>
      ))}
    </div>
  )
}
