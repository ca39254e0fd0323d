/** A plain text field for JSON with line numbers; marks the line that the server (or the browser) finds fault with. */
import { useEffect, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './json-editor.module.css'

export interface EditorFault {
  readonly message: string
  /** 1-based, 0 when unknown. */
  readonly line: number
  readonly column: number
}

export interface JsonEditorProps {
  readonly value: string
  readonly label: string
  readonly fault?: EditorFault | undefined
  readonly readOnly?: boolean
  /** Line to go to when it opens, 0 for none. */
  readonly startLine?: number
  readonly onChange: (value: string) => void
}

export const JsonEditor = ({ value, label, fault, readOnly = false, startLine = 0, onChange }: JsonEditorProps) => {
  const { t } = useTranslation()
  const id = useId()
  const numbers = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLTextAreaElement>(null)
  const lines = value.split('\n').length
  const goTo = (line: number, column: number) => {
    if (field.current === null) return
    const start = offsetOf(value, line, column)
    field.current.focus()
    field.current.setSelectionRange(start, start)
    const height = field.current.scrollHeight / Math.max(1, lines)
    field.current.scrollTop = Math.max(0, (line - 4) * height)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it opens: later the place is the reader's
  useEffect(() => {
    if (startLine > 0) goTo(startLine, 1)
  }, [startLine])
  return (
    <div>
      <div className={classes['editor']} data-fault={fault !== undefined}>
        <div className={classes['numbers']} ref={numbers} aria-hidden="true">
          {Array.from({ length: lines }, (_, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line number is its own identity
            <div key={index} data-fault={fault?.line === index + 1}>
              {index + 1}
            </div>
          ))}
        </div>
        <textarea
          ref={field}
          className={classes['field']}
          value={value}
          aria-label={label}
          aria-invalid={fault !== undefined}
          aria-describedby={fault === undefined ? undefined : id}
          readOnly={readOnly}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          wrap="off"
          onChange={(event) => onChange(event.currentTarget.value)}
          onScroll={(event) => {
            if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop
          }}
        />
      </div>
      {fault !== undefined && (
        <div className={classes['fault']} id={id} role="alert">
          {fault.line > 0 && (
            <button type="button" className={classes['place']} onClick={() => goTo(fault.line, fault.column)}>
              {t('error.lineColumn', { line: fault.line, column: fault.column })}
            </button>
          )}
          <span>{fault.message}</span>
        </div>
      )}
    </div>
  )
}

/** Offset of a 1-based line and column in a text. */
export const offsetOf = (text: string, line: number, column: number): number => {
  let offset = 0
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf('\n', offset)
    if (end < 0) return text.length
    offset = end + 1
  }
  return Math.min(text.length, offset + Math.max(0, column - 1))
}
