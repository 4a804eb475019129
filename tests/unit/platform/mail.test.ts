/** The mail server, driven by a client that many apps use and, where order matters, by hand. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import test, { type TestContext } from 'node:test';
import nodemailer from 'nodemailer';
import { TestPlatform } from '../../../platform/testing/platform.ts';

async function mailServer(t: TestContext) {
  const under = new TestPlatform(t);
  const services = [{ name: 'mail.1', kind: 'mail', config: 'MAIL_URL' }] as const;
  const deploy = await under.deploy({ Procfile: 'worker: node web.js' }, { formation: {}, services: [...services] });
  return deploy.service('mail.1');
}

const letter = {
  from: 'Shop <shop@example.org>',
  to: ['ann@example.org', 'bob@example.org'],
  subject: 'Your order №7 is on its way to you, dear customer',
  text: 'Grüße!\n.\n..dots at the beginning\nlast line',
};

test('records what it gets: envelope, header and text, whatever their encoding', async (t) => {
  const service = await mailServer(t);
  const transport = nodemailer.createTransport(service.url);
  await transport.sendMail(letter);
  await transport.sendMail({ ...letter, text: 'plain', subject: 'plain', encoding: 'base64' });
  const messages = (await service.controls.messages?.()) ?? [];
  assert.deepEqual(
    messages.map(({ from, to, subject, text }) => ({ from, to, subject, text: text.trimEnd() })),
    [
      { from: 'shop@example.org', to: letter.to, subject: letter.subject, text: letter.text },
      { from: 'shop@example.org', to: letter.to, subject: 'plain', text: 'plain' },
    ],
  );
  assert.equal(messages[0]?.headers['from'], 'Shop <shop@example.org>');
  assert.ok((await service.controls.calls()) > 0);
});

test('counts what clients say, and nothing of the platform', async (t) => {
  const service = await mailServer(t);
  await service.refresh();
  assert.equal(await service.controls.calls(), 0);
  await nodemailer.createTransport(service.url).verify();
  assert.ok((await service.controls.calls()) > 0);
});

test('refuses a wrong password', async (t) => {
  const service = await mailServer(t);
  const url = service.url.replace(/:\w+@/, ':wrong@');
  await assert.rejects(nodemailer.createTransport(url).sendMail(letter), { code: 'EAUTH', responseCode: 535 });
  assert.equal(await service.entries(), 0);
});

test('keeps its messages while it is stopped, and forgets them when wiped', async (t) => {
  const service = await mailServer(t);
  await nodemailer.createTransport(service.url).sendMail(letter);
  await service.stop();
  await assert.rejects(nodemailer.createTransport(service.url).sendMail(letter), { code: 'ESOCKET' });
  await service.start();
  assert.equal(service.state.entries, 1);
  await service.wipe();
  assert.equal(service.state.entries, 0);
});

test('insists on the order of the protocol', async (t) => {
  const service = await mailServer(t);
  const url = new URL(service.url);
  const socket = connect(Number(url.port), '127.0.0.1');
  t.after(() => socket.destroy());
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const reply = async () => String((await lines.next()).value);
  const say = (line: string) => (socket.write(`${line}\r\n`), reply());
  assert.match(await reply(), /^220 /);
  assert.match(await say('MAIL FROM:<a@b.c>'), /^503 /);
  assert.match(await say('HELO me'), /^250 /);
  assert.match(await say('MAIL FROM:<a@b.c>'), /^530 /);
  assert.match(await say('XMESSAGES'), /^500 /);
  assert.match(await say('AUTH LOGIN'), /^334 /);
  assert.match(await say(Buffer.from('app').toString('base64')), /^334 /);
  assert.match(await say(Buffer.from(url.password).toString('base64')), /^235 /);
  assert.match(await say('RCPT TO:<d@e.f>'), /^503 /);
  assert.match(await say('MAIL FROM: a@b.c'), /^501 /);
  assert.match(await say('MAIL FROM:<a@b.c>'), /^250 /);
  assert.match(await say('RCPT TO:<nobody>'), /^501 /);
  assert.match(await say('DATA'), /^503 /);
  assert.match(await say('QUIT'), /^221 /);
});
