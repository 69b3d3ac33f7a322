import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { ROOT } from '../../../image/app.ts'
import { versionOf } from '../../../image/compile.ts'
import { CONFIG, labels } from '../../../image/config.ts'
import { FILES } from '../../../image/content.ts'

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8')
const instructions = text('Dockerfile')
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\s*\\\n\s*/g, ' ')
  .split('\n')
  .filter((line) => line !== '')
const stages = instructions.join('\n').split(/^(?=FROM )/m)
const pairs = (all: Readonly<Record<string, string>>): string =>
  Object.entries(all)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(' ')

describe('the Dockerfile', () => {
  it('makes /app as npm run image does, of packages whose scripts do not run', () => {
    expect(stages[0]?.trim().split('\n')).to.deep.equal([
      'FROM node:24-slim AS build',
      'WORKDIR /src',
      'COPY package.json package-lock.json ./',
      'RUN npm ci --ignore-scripts',
      'COPY . .',
      'RUN npm run build && node image/app.ts /app',
    ])
  })

  it('adds nothing but that to Node, and runs it as npm run image’s does', () => {
    expect(stages.slice(1).map((stage) => stage.trim().split('\n'))).to.deep.equal([
      [
        'FROM node:24-slim',
        `LABEL ${pairs(labels(versionOf()))}`,
        `ENV NODE_ENV=${CONFIG.Env.NODE_ENV}`,
        'COPY --from=build /app /app',
        `WORKDIR ${CONFIG.WorkingDir}`,
        `USER ${CONFIG.User}`,
        `ENTRYPOINT ["${CONFIG.Entrypoint.join('", "')}"]`,
      ],
    ])
  })

  it('is given what that needs, and nothing else', () => {
    const lines = text('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
    const needed = ['image', 'src', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', ...FILES]
    expect(lines.toSorted()).to.deep.equal(['*', ...needed.map((path) => `!${path}`)].toSorted())
  })

  it('is of the Node that the tests run on', () => {
    expect(process.versions.node.split('.')[0]).to.equal(/^FROM node:(\d+)-/m.exec(instructions.join('\n'))?.[1])
  })
})
