import { describe, expect, test } from 'vitest';
import { differences, placeless } from '../support/agreement.js';
import { type Answer, parseAnswer, readRequests } from '../support/exchange.js';

const ANSWER: Answer = {
  status: 200,
  reason: 'OK',
  headers: [
    ['Date', 'today'],
    ['Set-Cookie', 'a=1'],
    ['Set-Cookie', 'b=2'],
    ['Content-Type', 'text/html'],
    ['Content-Length', '2'],
  ],
  body: 'hi',
};

const PAGE =
  '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" "x">\n<html><head>\n<title>404 Not Found</title>\n';

describe('differences', () => {
  test('sees each part of an answer', () => {
    expect(differences(ANSWER, ANSWER)).toEqual([]);
    expect(differences(ANSWER, { ...ANSWER, status: 500 })).toEqual(['status: 200 became 500']);
    expect(differences(ANSWER, { ...ANSWER, reason: 'Fine' })).toEqual(['reason: "OK" became "Fine"']);
    expect(differences(ANSWER, { ...ANSWER, body: 'hi\n' })).toEqual(['body: "hi" became "hi\\n"']);
  });

  test('compares headers by name and in order within a name, and leaves out those of the connection', () => {
    const swapped = [...ANSWER.headers].reverse();
    expect(differences(ANSWER, { ...ANSWER, headers: swapped })).toEqual([
      'header set-cookie: ["a=1","b=2"] became ["b=2","a=1"]',
    ]);
    const moved = [ANSWER.headers[3]!, ANSWER.headers[1]!, ANSWER.headers[2]!];
    expect(differences(ANSWER, { ...ANSWER, headers: moved })).toEqual([]);
    const extra = [...ANSWER.headers, ['X-New', '1'] as const];
    expect(differences(ANSWER, { ...ANSWER, headers: extra })).toEqual([
      'header x-new: undefined became ["1"]',
    ]);
  });

  test('asks of the page of the server only its title', () => {
    const wanted = { ...ANSWER, body: `${PAGE}by Apache` };
    expect(differences(wanted, { ...ANSWER, body: `${PAGE}by us` })).toEqual([]);
    expect(differences(wanted, { ...ANSWER, body: '<title>Oops</title>' })).toEqual([
      'title of the page: "404 Not Found" became "Oops"',
    ]);
    expect(differences(ANSWER, { ...ANSWER, body: PAGE })).toHaveLength(1);
  });
});

describe('placeless', () => {
  test('takes out the port and the folder', () => {
    const answer: Answer = {
      ...ANSWER,
      headers: [['Location', 'http://h:8080/']],
      body: '/tmp/x/site 18080 8080',
    };
    expect(placeless(answer, { port: 8080, root: '/tmp/x/site' })).toMatchObject({
      headers: [['Location', 'http://h:@PORT@/']],
      body: '@ROOT@ 18080 @PORT@',
    });
  });
});

describe('parseAnswer', () => {
  const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

  test('joins chunks', () => {
    const answer = bytes(
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n1\r\n!\r\n0\r\n\r\n',
    );
    expect(parseAnswer(answer, false)).toMatchObject({ status: 200, reason: 'OK', body: 'hi!' });
  });

  test('refuses what is cut short', () => {
    expect(() => parseAnswer(bytes('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi'), false)).toThrow(
      'announced',
    );
    expect(() =>
      parseAnswer(bytes('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n'), false),
    ).toThrow('cut off');
    expect(() => parseAnswer(bytes('hello'), false)).toThrow('not an HTTP answer');
  });

  test('expects no body of an answer to HEAD', () => {
    expect(parseAnswer(bytes('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n'), true).body).toBe('');
  });
});

describe('readRequests', () => {
  test('refuses what it cannot send', () => {
    expect(() => readRequests('[{"id": "a", "method": "GET", "path": "/", "chunked": true}]')).toThrow(
      'request a: cannot send chunked',
    );
  });
});
