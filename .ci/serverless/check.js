'use strict'

// What the deploy tool's own code would send for serverless.yml: node check.js FOLDER-WITH-node_modules SERVERLESS.YML
//
// The tool's command packs and uploads the sources, and then a component on Tencent's side calls tencent-component-toolkit
// with the file's inputs. That package is called here, with every request stopped before it leaves, and the requests are
// held against what the deployment is meant to be. See docs/deploy.md.

const assert = require('node:assert/strict')
const fs = require('node:fs')
const path = require('node:path')

const [packages, file] = process.argv.slice(2)
const load = (name, from = path.resolve(packages)) => require(require.resolve(name, { paths: [from] }))
const yaml = load('js-yaml')
const { Scf } = load('tencent-component-toolkit')
const { Capi } = load('@tencent-sdk/capi', require.resolve('tencent-component-toolkit', { paths: [path.resolve(packages)] }))
const text = fs.readFileSync(file, 'utf8')

// Nothing may leave, whatever a later version of the tool does.
for (const name of ['node:http', 'node:https']) {
  require(name).request = () => {
    throw new Error('a request was about to leave')
  }
}

// resolve does what the command does before: ${env:NAME} as the whole value becomes the variable, or drops its key, and as a
// part of one the word "undefined"; the instance's own names are replaced anywhere.
function resolve(value, env, own) {
  if (Array.isArray(value)) return value.map((item) => resolve(item, env, own))
  if (value !== null && typeof value === 'object') {
    const pairs = Object.entries(value).map(([key, item]) => [key, resolve(item, env, own)])
    return Object.fromEntries(pairs.filter(([, item]) => item !== undefined))
  }
  if (typeof value !== 'string') return value
  const whole = /^\$\{env:(\w+)\}$/.exec(value)
  if (whole) return env[whole[1]]
  return value.replace(/\$\{env:(\w+)\}/g, (_, name) => String(env[name])).replace(/\$\{(app|stage|name)\}/g, (_, name) => own[name])
}

// dryRun deploys a function, which exists already if its timers are given, and returns the requests by action.
async function dryRun(source, env, timers) {
  const document = yaml.load(source)
  const { src, ...inputs } = resolve(document.inputs, env, document)
  const sent = {}
  let exists = timers !== undefined
  Capi.prototype.request = async function request(data) {
    const { Action: action, ...parameters } = data
    ;(sent[action] ??= []).push(parameters)
    exists ||= action === 'CreateFunction'
    switch (action) {
      case 'GetFunction':
        return { Response: exists ? { Status: 'Active', FunctionName: inputs.name, Tags: [] } : { Error: { Code: 'ResourceNotFound.Function' } } }
      case 'CreateTrigger':
        return { Response: { TriggerInfo: {} } }
      case 'ListTriggers':
        return { Response: { Triggers: timers ?? [], TotalCount: timers?.length ?? 0 } }
      default:
        return { Response: { RequestId: 'none' } }
    }
  }
  const log = console.log
  console.log = () => {}
  try {
    await new Scf({ SecretId: 'none', SecretKey: 'none' }, inputs.region).deploy({ ...inputs, code: { bucket: 'bucket', object: 'zip' } })
  } finally {
    console.log = log
  }
  return sent
}

// hold compares the requests with what they should be, to the key.
function hold(sent, env, cls) {
  const [created] = sent.CreateFunction
  const variables = Object.fromEntries(created.Environment.Variables.map(({ Key, Value }) => [Key, Value]))
  const { Environment, ...rest } = strip(created)
  assert.deepEqual(rest, {
    FunctionName: 'tokenreport-prod', Type: 'Event', DeployMode: 'code', Runtime: 'Go1', Namespace: 'default', Handler: 'main',
    Timeout: 120, InitTimeout: 10, MemorySize: 256, DiskSize: 512, Role: 'tokenreport',
    PublicNetConfig: { PublicNetStatus: 'ENABLE', EipConfig: { EipStatus: 'DISABLE' } },
    L5Enable: 'FALSE', InstallDependency: 'FALSE', Code: { CosBucketName: 'bucket', CosObjectName: 'zip' }, ...cls,
  })
  assert.deepEqual(variables, env)
  assert.equal(sent.CreateTrigger.length, 1, 'one timer')
  assert.deepEqual(strip(sent.CreateTrigger[0]), {
    FunctionName: 'tokenreport-prod', Type: 'timer', TriggerName: 'daily', TriggerDesc: '0 30 8 * * * *',
    Enable: 'OPEN', CustomArgument: '{}', Qualifier: '$DEFAULT',
  })
  assert.equal(sent.UpdateFunctionEventInvokeConfig, undefined, 'the retries stay the platform\'s own')
  assert.ok(!JSON.stringify(sent).includes('undefined'), `the word "undefined" is sent: ${JSON.stringify(sent)}`)
}

// strip takes away what every request has, and keys without a value, which are not sent.
function strip({ Version, Region, RequestClient, ...request }) {
  return JSON.parse(JSON.stringify(request))
}

// all are the variables that the file reads, of the function and of the tool.
const names = [...text.matchAll(/^ {6}(\w+): \$\{env:\1\}$/gm)].map(([, name]) => name)
const cases = [
  ['nothing but the recipient is set', { TOKENREPORT_TO: 'ops@example.com' }, {}],
  ['everything is set', Object.fromEntries(names.map((name) => [name, `value of ${name} $& $$`])), { CLS_LOGSET_ID: 'logset', CLS_TOPIC_ID: 'topic' }],
]

// Each mistake, made alone, must be noticed. The first is what a file without it becomes: a timer that never fires.
const mistakes = [
  ['          enable: true', '          enabled: true'],
  ["          argument: '{}'", '          argument: {}'],
  ['  role: tokenreport', '  Role: tokenreport'],
  ['  timeout: 120', '  timeOut: 120'],
  ['  memorySize: 256', '  memory: 256'],
  ['    variables:\n', ''],
  ['SMTP_HOST: ${env:SMTP_HOST}', 'SMTP_HOST: smtp.${env:SMTP_DOMAIN}'],
  ['    logsetId:', '    logsetID:'],
  ['  runtime: Go1', '  runtime: Go1\n  asyncRunEnable: true\n  retryNum: 0'],
]

async function main() {
  assert.ok(names.length > 10, `found only ${names.length} variables`)
  const deployed = async (source) => {
    for (const [what, env, tool] of cases) {
      const cls = tool.CLS_TOPIC_ID ? { ClsLogsetId: tool.CLS_LOGSET_ID, ClsTopicId: tool.CLS_TOPIC_ID } : {}
      try {
        hold(await dryRun(source, { ...env, ...tool }), env, cls)
      } catch (error) {
        error.message = `${what}: ${error.message}`
        throw error
      }
    }
  }
  await deployed(text)

  const again = await dryRun(text, cases[0][1], [{
    Type: 'timer', TriggerName: 'daily', TriggerDesc: '{"cron":"0 30 8 * * * *"}', Enable: 1, CustomArgument: '{}', Qualifier: '$DEFAULT',
  }])
  assert.ok(again.UpdateFunctionConfiguration, 'a second deployment changes the function')
  assert.equal(again.CreateTrigger ?? again.DeleteTrigger, undefined, 'a second deployment leaves the timer alone')

  for (const [before, after] of mistakes) {
    assert.equal(text.split(before).length, 2, `${JSON.stringify(before)} must occur once to be made a mistake of`)
    await assert.rejects(deployed(text.replace(before, () => after)), undefined, `${JSON.stringify(after)} for ${JSON.stringify(before)} was not noticed`)
  }
  console.log(`the function, its timer and ${names.length} variables are sent as meant; ${mistakes.length} mistakes are noticed`)
}

main().catch((error) => {
  console.error(error)
  process.exitCode = 1
})
