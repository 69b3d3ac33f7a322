import { AsyncLocalStorage } from 'node:async_hooks'
import { diag, DiagLogLevel } from '@opentelemetry/api'

/** What an OpenTelemetry library says of its work, where it has no other way to say it. */
export interface Diagnostic {
  readonly level: 'error' | 'warn'
  readonly parts: readonly string[]
}

type Listener = (diagnostic: Diagnostic) => void

const ignore = (): void => undefined

const listening = new AsyncLocalStorage<Listener>()
let others: Listener = ignore

/**
 * The libraries have one logger in a process, for all who use them; a partial success of one exporter must not be
 * taken for another's. So each hears what is said of the work that it began.
 *
 * @param work what it begins, also what goes on after it has returned
 */
export const hearing = <T>(listener: Listener, work: () => T): T => listening.run(listener, work)

/** @param listener hears what is said of work that nobody listens to */
export function hearOthers(listener: Listener = ignore): void {
  others = listener
}

/** To be called again after what sets a logger of its own. */
export function followDiagnostics(): void {
  const tell =
    (level: Diagnostic['level']) =>
    (...parts: unknown[]): void =>
      (listening.getStore() ?? others)({ level, parts: parts.map(String) })
  diag.setLogger(
    { error: tell('error'), warn: tell('warn'), info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )
}
