/** Which protocol an upstream speaks: its clients' own, or one into which their requests are translated. */
import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { PROTOCOL_IDS, type ProtocolId } from '../../../../src/contract/protocol.ts'

export interface ProtocolSelectProps {
  /** Null: whatever its clients speak. */
  readonly value: ProtocolId | null
  readonly onChange: (protocol: ProtocolId | null) => void
}

const SAME = 'same'

export const ProtocolSelect = ({ value, onChange }: ProtocolSelectProps) => {
  const { t } = useTranslation(['upstreams', 'common'])
  const named = PROTOCOL_IDS.map((id) => ({ value: id, label: t(`common:protocol.${id}`) }))
  return (
    <Select
      label={t('form.protocol')}
      description={t('form.protocolHint')}
      data={[{ value: SAME, label: t('form.protocolSame') }, ...named]}
      value={value ?? SAME}
      allowDeselect={false}
      onChange={(chosen) => onChange(PROTOCOL_IDS.find((id) => id === chosen) ?? null)}
    />
  )
}
