import { z } from 'zod'
import { PROTOCOLS } from '../../deliver/sender.ts'
import { otlpVariables, SDK_DISABLED } from '../config.ts'
import { choice, readBy, wholeNumber } from './text-types.ts'

/** The first of these variables that is set has the last word. */
export const OTLP_VARIABLES = {
  protocol: otlpVariables('PROTOCOL'),
  timeout: otlpVariables('TIMEOUT'),
  compression: otlpVariables('COMPRESSION'),
  certificate: otlpVariables('CERTIFICATE'),
  clientCertificate: otlpVariables('CLIENT_CERTIFICATE'),
  clientKey: otlpVariables('CLIENT_KEY'),
  disabled: [SDK_DISABLED],
} as const

export type OtlpKey = keyof typeof OTLP_VARIABLES

export const OTLP_KEYS = Object.keys(OTLP_VARIABLES) as readonly OtlpKey[]

/** Source: OpenTelemetry specification 1.5x, OTLP exporter. */
export const OTLP_DEFAULTS: Readonly<Partial<Record<OtlpKey, string>>> = {
  protocol: 'http/protobuf',
  timeout: '10000',
  compression: 'none',
  disabled: 'false',
}

const NO_GRPC =
  'http/protobuf, and the endpoint to name the collector’s HTTP port, mostly 4318: gRPC is not spoken here'

const protocol = readBy(
  (text) => PROTOCOLS.find((one) => one === text.trim()),
  (text) => (text.trim() === 'grpc' ? NO_GRPC : PROTOCOLS.join(' or ')),
)

/** What Node's timers hold, in milliseconds. */
const LONGEST_MS = 2_147_483_647

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
])

/**
 * Reads the variables but for the endpoint and the headers. Names of files are taken with their blanks, as the
 * exporter takes them.
 */
export const otlpSchema = (canRead: (path: string) => boolean) => {
  const file = z.exactOptional(readBy((path) => (canRead(path) ? path : undefined), 'a file that can be read'))
  return z.object({
    protocol,
    timeout: z
      .string()
      .trim()
      .pipe(wholeNumber(1, LONGEST_MS, ' of milliseconds')),
    compression: z.string().trim().pipe(choice('none', 'gzip')),
    certificate: file,
    clientCertificate: file,
    clientKey: file,
    disabled: readBy((text) => BOOLEANS.get(text.trim().toLowerCase()), 'true or false'),
  })
}
