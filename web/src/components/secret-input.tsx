/** A field for a secret that can be written but never read: says what is stored, keeps it when left empty, can remove it. */
import { Button, PasswordInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** `undefined` keeps what is stored, `null` removes it, a text replaces it. */
export type SecretEdit = string | null | undefined

export interface SecretInputProps {
  readonly label: string
  readonly description?: string
  /** The mask of what is stored; null when nothing is. */
  readonly stored: string | null
  readonly value: SecretEdit
  readonly error?: string | undefined
  readonly onChange: (value: SecretEdit) => void
}

export const SecretInput = ({ label, description, stored, value, error, onChange }: SecretInputProps) => {
  const { t } = useTranslation()
  const removed = value === null
  const hint = stored === null ? description : removed ? t('secret.removed') : t('secret.stored', { mask: stored })
  return (
    <div>
      <PasswordInput
        label={label}
        description={hint}
        value={value ?? ''}
        error={error}
        disabled={removed}
        autoComplete="off"
        spellCheck={false}
        visibilityToggleButtonProps={{ 'aria-label': t('action.show') }}
        onChange={(event) => onChange(event.currentTarget.value === '' ? undefined : event.currentTarget.value)}
      />
      {stored !== null && (
        <Button mt={4} size="compact-xs" variant="subtle" onClick={() => onChange(removed ? undefined : null)}>
          {removed ? t('secret.keep') : t('secret.remove')}
        </Button>
      )}
    </div>
  )
}
