import type { ReplaySettings } from '../../src/replay/replay.ts'
import { recordingNames } from '../support/recordings.ts'

export interface GoldenCase {
  readonly recording: string
  readonly settings: ReplaySettings
  readonly file: URL
}

/** Each recording, and each once more with its Events dropped. */
export const goldenCases: readonly GoldenCase[] = recordingNames.flatMap((recording) =>
  [false, true].map((dropEvents) => ({
    recording,
    settings: { dropEvents },
    file: new URL(`expected/${recording}${dropEvents ? '.no-events' : ''}.txt`, import.meta.url),
  })),
)
