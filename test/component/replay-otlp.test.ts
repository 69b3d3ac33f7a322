import { expect } from 'chai'
import { afterEach, describe, it } from 'mocha'
import { podstart } from '../support/cli.ts'
import { closedUrl, startCollector, type Answer, type Collector } from '../support/collector.ts'
import { sentSpans, sorted, toBeSent } from '../support/otlp.ts'
import { recordedTraces, recordingPath } from '../support/traces.ts'

const ONE = recordingPath('cold-pull')
const SPANS = recordedTraces('cold-pull').flat().length
const MANY = recordingPath('rollout-two-nodes')
const MANY_TRACES = recordedTraces('rollout-two-nodes')
/** The recording holds Events of the Deployment too. */
const MANY_NOTICE = 'event_not_about_a_pod: 9, such as: about a Deployment'

/** As short a patience as the exporter can be given: it waits a second before it tries again. */
const IMPATIENT = { OTEL_EXPORTER_OTLP_TIMEOUT: '300' }

describe('podstart replay --otlp', () => {
  let collector: Collector
  const collectorThatSays = async (...script: Answer[]): Promise<string> => {
    collector = await startCollector(...script)
    return collector.url
  }

  afterEach(() => collector.close())

  describe('what it sends', () => {
    it('sends every span once, with its own resource, ids and times', async () => {
      const url = await collectorThatSays()
      const run = await podstart(['replay', '--otlp', url, '--cluster-name', 'blue', MANY])
      expect(run).to.deep.equal({
        code: 0,
        stdout: '',
        stderr: [
          `8 traces, ${MANY_TRACES.flat().length} spans sent to ${url}/v1/traces (8 ready)`,
          MANY_NOTICE,
          '',
        ].join('\n'),
      })
      expect(sorted(collector.received.flatMap(({ body }) => sentSpans(body)))).to.deep.equal(
        sorted(MANY_TRACES.flat().map((span) => toBeSent(span, 'blue'))),
      )
    })
    it('posts one request a trace, as OTLP/JSON', async () => {
      await podstart(['replay', '--otlp', await collectorThatSays(), MANY])
      expect(collector.received.map(({ method, path, contentType }) => ({ method, path, contentType }))).to.deep.equal(
        MANY_TRACES.map(() => ({ method: 'POST', path: '/v1/traces', contentType: 'application/json' })),
      )
    })
    it('starts the root exactly at the stamp of the webhook', async () => {
      await podstart(['replay', '--otlp', await collectorThatSays(), ONE])
      const roots = collector.received.flatMap(({ body }) => sentSpans(body)).filter(({ ids }) => ids[2] === undefined)
      expect(roots.map(({ times }) => times[0])).to.deep.equal(['1795361700410275000'])
    })
    it('sends the same bytes when it is run again', async () => {
      const url = await collectorThatSays()
      await podstart(['replay', '--otlp', url, MANY])
      await podstart(['replay', '--otlp', url, MANY])
      const bodies = collector.received.map(({ body }) => body)
      expect(bodies.slice(MANY_TRACES.length)).to.deep.equal(bodies.slice(0, MANY_TRACES.length))
    })
    it('sends to a path of its own where the address has one', async () => {
      await podstart(['replay', '--otlp', `${await collectorThatSays()}/tenant/a`, ONE])
      expect(collector.received.map(({ path }) => path)).to.deep.equal(['/tenant/a'])
    })
  })

  interface Case {
    readonly title: string
    readonly script: readonly Answer[]
    readonly env?: Readonly<Record<string, string>>
    readonly requests: number
    readonly code: number
    /** What stderr says, of the collector at URL. */
    readonly told: readonly string[]
  }

  const json = (status: number, body: string): Answer => ({ status, body })
  const SENT = `1 traces, ${SPANS} spans sent to URL (1 ready)`
  const NOT_SENT = ['0 traces, 0 spans sent to URL (1 ready)', '1 traces NOT sent']

  const CASES: readonly Case[] = [
    {
      title: 'tries again when it is asked to, after the time that it was told',
      script: [{ status: 429, headers: { 'Retry-After': '1' } }, json(200, '{}')],
      requests: 2,
      code: 0,
      told: [SENT],
    },
    {
      title: 'tells the code and the reason of a refusal, and does not try again',
      script: [json(400, '{"code":3,\n"message":"no \u001b[31mspans"}')],
      requests: 1,
      code: 1,
      told: ['podstart: cannot send to URL: Bad Request (HTTP 400): {"code":3, "message":"no [31mspans"}', ...NOT_SENT],
    },
    {
      title: 'gives up on a collector that is always too busy',
      script: [json(503, '')],
      env: IMPATIENT,
      requests: 1,
      code: 1,
      told: ['podstart: cannot send to URL: it kept answering HTTP 429, 502, 503 or 504', ...NOT_SENT],
    },
    {
      title: 'gives up on a collector that never answers',
      script: ['never'],
      env: IMPATIENT,
      requests: 1,
      code: 1,
      told: ['podstart: cannot send to URL: Request timed out', ...NOT_SENT],
    },
    {
      title: 'counts the spans that the collector refused, and fails',
      script: [json(200, '{"partialSuccess":{"rejectedSpans":"3","errorMessage":"over the quota"}}')],
      requests: 1,
      code: 1,
      told: [
        'podstart: URL: 3 spans refused: over the quota',
        `1 traces, ${SPANS - 3} spans sent to URL (1 ready)`,
        '3 spans REFUSED by the collector',
      ],
    },
    {
      title: 'counts refused spans told as a number, without a message',
      script: [json(200, '{"partialSuccess":{"rejectedSpans":2}}')],
      requests: 1,
      code: 1,
      told: [
        'podstart: URL: 2 spans refused: {"rejectedSpans":2}',
        `1 traces, ${SPANS - 2} spans sent to URL (1 ready)`,
        '2 spans REFUSED by the collector',
      ],
    },
    {
      title: 'tells a warning of a collector that took everything',
      script: [json(200, '{"partialSuccess":{"rejectedSpans":"0","errorMessage":"use gzip"}}')],
      requests: 1,
      code: 0,
      told: ['podstart: URL: use gzip', SENT],
    },
  ]

  describe('to a collector with a mind of its own', () => {
    it('goes on with the next trace after one that was refused', async () => {
      const url = await collectorThatSays(json(400, ''), json(200, '{}'))
      const { code, stderr } = await podstart(['replay', '--otlp', url, ONE, ONE])
      expect({ code, requests: collector.received.length }).to.deep.equal({ code: 1, requests: 2 })
      expect(stderr).to.include(`1 traces, ${SPANS} spans sent to`).and.to.include('1 traces NOT sent')
    })
    for (const { title, script, env, requests, code, told } of CASES) {
      it(title, async () => {
        const url = await collectorThatSays(...script)
        const run = await podstart(['replay', '--otlp', url, ONE], env)
        const stderr = told.map((line) => `${line.replace('URL', `${url}/v1/traces`)}\n`).join('')
        expect(run).to.deep.equal({ code, stdout: '', stderr })
        expect(collector.received).to.have.length(requests)
      })
    }
    it('tells the same warning once, however many traces it is about', async () => {
      const url = await collectorThatSays({ status: 200, body: 'OK' })
      const { stderr } = await podstart(['replay', '--otlp', url, MANY])
      expect(stderr.match(/Failed to parse trace export response/g)).to.have.length(1)
    })
    for (const host of ['127.0.0.1', 'localhost']) {
      it(`tells in one line that nobody listens at ${host}, and counts what was not sent`, async () => {
        await collectorThatSays()
        const url = (await closedUrl()).replace('127.0.0.1', host)
        const run = await podstart(['replay', '--otlp', url, ONE, MANY], IMPATIENT)
        const { port } = new URL(url)
        const lost = MANY_TRACES.length + 1
        // Where localhost is ::1 as well, that refusal is told too.
        expect({ ...run, stderr: run.stderr.replace(`connect ECONNREFUSED ::1:${port}; `, '') }).to.deep.equal({
          code: 1,
          stdout: '',
          stderr: [
            `podstart: cannot send to ${url}/v1/traces: connect ECONNREFUSED 127.0.0.1:${port}`,
            `0 traces, 0 spans sent to ${url}/v1/traces (${lost} ready)`,
            `${lost} traces NOT sent`,
            MANY_NOTICE,
            '',
          ].join('\n'),
        })
      })
    }
  })

  describe('with OTEL_RESOURCE_ATTRIBUTES', () => {
    const ATTRIBUTES = 'k8s.pod.name=me-1,deployment.environment=prod,process.pid=7,broken,service.instance.id=a%20b'
    const env = { OTEL_RESOURCE_ATTRIBUTES: ATTRIBUTES }

    it('is on every resource, without what names this process', async () => {
      await podstart(['replay', '--otlp', await collectorThatSays(), ONE], env)
      expect(sorted(collector.received.flatMap(({ body }) => sentSpans(body)))).to.deep.equal(
        sorted(
          recordedTraces('cold-pull')
            .flat()
            .map((span) => toBeSent(span, 'kubernetes', { 'deployment.environment': 'prod' })),
        ),
      )
    })
    it('is told where it is left out or cannot be read', async () => {
      const url = await collectorThatSays()
      const { code, stderr } = await podstart(['replay', '--otlp', url, ONE], env)
      expect({ code, stderr: stderr.split('\n') }).to.deep.equal({
        code: 0,
        stderr: [
          'podstart: OTEL_RESOURCE_ATTRIBUTES: "broken" is not key=value; left out',
          ...['k8s.pod.name', 'process.pid', 'service.instance.id'].map(
            (key) =>
              `podstart: OTEL_RESOURCE_ATTRIBUTES: ${key} names this process, not the pods in the traces; left out`,
          ),
          `1 traces, ${SPANS} spans sent to ${url}/v1/traces (1 ready)`,
          '',
        ],
      })
    })
  })
})
