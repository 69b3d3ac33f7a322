import type { Delivery } from '../deliver/queue.ts'
import { shownUrl } from '../deliver/sender.ts'
import type { Told } from '../exporter/pipeline.ts'
import { durationText } from '../insight/duration-text.ts'
import { createWallClock } from '../kube/wall-clock.ts'
import { minus, plus } from '../observe/nanos.ts'
import type { WatchItem } from '../observe/observe.ts'
import type { Standing } from '../timeline/startup.ts'
import { createStandings } from '../tracker/standings.ts'
import type { Environment } from './config.ts'
import type { DemoOptions } from './demo-options.ts'
import { createDemoMemory } from './demo-memory.ts'
import { answers, panelOf } from './demo-panel.ts'
import { createScreen } from './demo-screen.ts'
import { createTextFormat } from './live-format.ts'
import { createLivePods, type LiveNews } from './live-pods.ts'
import { painterFor, type Paint } from './painter.ts'
import type { Terminal } from './replay-targets.ts'
import type { OtlpTarget } from './settings/otlp-target.ts'
import type { Settings } from './settings/settings.ts'
import { terminalWidth } from './terminal-width.ts'
import { trackerSettings } from './watch-settings.ts'
import { wrapWords } from './wrap-words.ts'

/** What the person who looks on sees. */
export interface DemoView {
  /** Somebody does something to the cluster. */
  scene(says: string): void
  note(text: string): void
  /** Something that is good to know. */
  hint(text: string): void
  readonly listener: {
    item(item: WatchItem): void
    told(told: Told): void
    delivery(delivery: Delivery): void
  }
  /** Ends with what there is to know. */
  close(): void
}

interface DemoViewParts {
  readonly options: DemoOptions
  readonly environment: Environment
  readonly terminal: Terminal
  readonly settings: Settings
  readonly kubeconfig: string
  readonly nodes: number
  readonly target: OtlpTarget | undefined
  /** `host:port` of /metrics. */
  readonly metrics: string
}

const EVERY_MS = 250
const TOO_SOON = 'It ended before a startup was over: there is nothing to sum up.'

export function createDemoView(parts: DemoViewParts): DemoView {
  const { options, environment, terminal, settings, kubeconfig, nodes } = parts
  const now = createWallClock()
  const began = now()
  const paint = painterFor(options.color, environment, terminal.out)
  const width = terminalWidth(terminal.out)
  const format = createTextFormat(paint, width)
  const screen = createScreen(terminal)
  const tracker = trackerSettings(settings)
  const forget = plus(settings.crashWindow, tracker.settle.grace)
  const pods = createLivePods(createStandings(tracker), began, forget, settings.maxPods)
  const memory = createDemoMemory()
  const tell = (news: readonly LiveNews[]): void => {
    news.forEach((one) => memory.news(one))
    if (news.length > 0) screen.line(news.map(format).join('\n'))
  }
  const draw = (): void => {
    const at = now()
    tell(pods.look(at))
    const heldUp = memory.heldUp()
    const commands = commandsFor(kubeconfig, heldUp[0]?.standing ?? memory.last())
    const counts = { nodes, starting: pods.starting(), report: memory.report(at) }
    screen.panel(
      panelOf({ ...counts, at, running: minus(at, began), heldUp, commands }, { paint, width, rows: screen.rows() }),
    )
  }
  const say = (text: string, style: Parameters<Paint>[0] = 'plain'): void => {
    const lines = wrapWords(text, width, '  ')
    screen.line(lines.map((line) => paint(style, line)).join('\n'))
  }
  for (const text of introduction(parts)) say(text, 'dim')
  const timer = setInterval(draw, EVERY_MS)
  return {
    scene: (says) => say(`▸ ${says}`, 'cyan'),
    note: (text) => say(`! ${text}`, 'yellow'),
    hint: (text) => say(text, 'dim'),
    listener: {
      item: (item) => pods.take(item),
      told: ({ startup }) => memory.told(startup),
      delivery: createDeliveryNews((text) => say(`! ${text}`, 'yellow')),
    },
    close() {
      clearInterval(timer)
      screen.close()
      const known = answers(memory.report(now()))
      for (const text of known.length === 0 ? [TOO_SOON] : known) say(text)
    },
  }
}

function introduction({ nodes, kubeconfig, options, target, metrics }: DemoViewParts): readonly string[] {
  const until = options.for === undefined ? 'Ctrl-C ends it' : `it ends after ${durationText(options.for)}`
  return [
    `A simulated cluster of ${nodes} nodes, with podstart’s webhook and exporter on it; ${until}.`,
    ...(target === undefined ? [] : [`The traces go to ${shownUrl(target.url)}, too.`]),
    `The exporter’s metrics: http://${metrics}/metrics`,
    `From another terminal: export KUBECONFIG=${kubeconfig}`,
  ]
}

/** A collector that is away is told once; what is lost, always. */
function createDeliveryNews(say: (text: string) => void): (delivery: Delivery) => void {
  let isTold = false
  return (delivery) => {
    if (delivery.is === 'lost') say(`${delivery.spans} spans lost: ${delivery.detail}`)
    if (delivery.is === 'failed' && !isTold) say(`the collector did not take traces: ${delivery.why}; trying again`)
    isTold ||= delivery.is === 'failed'
  }
}

/** @param pod one that is worth a look */
function commandsFor(kubeconfig: string, pod: Standing | undefined): readonly string[] {
  const trace =
    pod === undefined ? [] : [`npm run -s podstart -- trace -n ${pod.view.pod.namespace} ${pod.view.pod.name}`]
  return [`export KUBECONFIG=${kubeconfig}`, ...trace, 'npm run -s podstart -- report']
}
