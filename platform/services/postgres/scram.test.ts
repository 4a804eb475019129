import assert from 'node:assert/strict';
import test from 'node:test';
import { ScramLogin } from './scram.ts';

test('logs in as RFC 7677 shows it', () => {
  const login = new ScramLogin('user', 'pencil', 'rOprNGfwEbeRWgbNEkqO');
  assert.equal(login.first, 'n,,n=user,r=rOprNGfwEbeRWgbNEkqO');
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  assert.equal(
    login.final(`r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`),
    `c=biws,r=${nonce},p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=`,
  );
});

test('does not go on with a server that answers somebody else', () => {
  const login = new ScramLogin('user', 'pencil');
  assert.throws(() => login.final('r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096'), /something else than SCRAM wants/);
});
