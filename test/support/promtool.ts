import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { rulesFile } from '../../monitoring/rules/rules-file.ts'
import { temporaryFolder } from './cli.ts'

export const MISSING = 'it needs Prometheus: apt-get install -y --no-install-recommends prometheus'

const run = promisify(execFile)

/** @returns what promtool had to say against it; nothing where all is well. @throws without promtool */
export async function promtool(args: readonly string[]): Promise<string> {
  try {
    await run('promtool', [...args])
    return ''
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string }
    if (code === 'ENOENT') throw new Error(MISSING, { cause: error })
    return `${stdout}${stderr}`
  }
}

/** Series by their text, `name{label="value"}`, with values in promtool's notation, `0x5 3+2x10`: one a minute from 0 on. */
export type SeriesTable = Readonly<Record<string, string>>

export interface ExpectedAlert {
  readonly exp_labels: Readonly<Record<string, string>>
  readonly exp_annotations: Readonly<Record<string, string>>
}

export type Expectation =
  | { readonly alertname: string; readonly eval_time: string; readonly exp_alerts: readonly ExpectedAlert[] }
  | { readonly expr: string; readonly eval_time: string; readonly exp_samples: readonly Sample[] }

export interface Sample {
  readonly labels: string
  readonly value: number
}

/** The rules on these series. @returns what is not as expected; nothing where all is well */
export async function testRules(series: SeriesTable, expected: Expectation): Promise<string> {
  const folder = temporaryFolder()
  try {
    folder.write('rules.yaml', rulesFile())
    const test = {
      interval: '1m',
      input_series: Object.entries(series).map(([one, values]) => ({ series: one, values })),
      [`${'expr' in expected ? 'promql_expr' : 'alert_rule'}_test`]: [expected],
    }
    const file = { rule_files: ['rules.yaml'], evaluation_interval: '1m', tests: [test] }
    return await promtool(['test', 'rules', folder.write('test.yaml', stringify(file))])
  } finally {
    folder.remove()
  }
}
