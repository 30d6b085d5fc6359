// node server.js PORT FOLDER: the measured endpoints on Fastify, with hashed keys, a scope check, @fastify/rate-limit by account and JSON Schema validation.
import { hash as digest, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Fastify from 'fastify';
import rateLimit from '@fastify/rate-limit';

const [port, folder] = process.argv.slice(2);
const newKey = () => 'shop_live_' + randomBytes(34).toString('base64url').slice(0, 45);
const hash = (key) => digest('sha256', key, 'base64');

const keys = { Good: Array.from({ length: 10000 }, newKey), Bad: newKey(), NoScope: newKey(), OverLimit: newKey() };
const both = ['things:read', 'orders:write'];
const grants = new Map(keys.Good.map((key, i) => [hash(key), { account: `acct_${Math.floor(i / 10)}`, scopes: both, allow: 10_000_000 }]));
grants.set(hash(keys.NoScope), { account: 'acct_narrow', scopes: [], allow: 10_000_000 });
grants.set(hash(keys.OverLimit), { account: 'acct_over', scopes: both, allow: 1 });

const app = Fastify({ logger: false });
app.decorateRequest('grant', null);
app.addHook('onRequest', async (request, reply) => {
  const header = request.headers.authorization ?? '';
  request.grant = header.startsWith('Bearer ') ? grants.get(hash(header.slice(7))) ?? null : null;
  if (!request.grant) {
    return reply.code(401).header('www-authenticate', 'Bearer realm="shop"').send({ error: { code: 'invalid_key', message: 'The API key is not valid.' } });
  }
});
await app.register(rateLimit, {
  global: true,
  cache: 20000,
  timeWindow: '1 day',
  max: (request) => request.grant.allow,
  keyGenerator: (request) => request.grant.account,
});
const requires = (scope) => async (request, reply) => {
  if (!request.grant.scopes.includes(scope)) {
    return reply.code(403).send({ error: { code: 'insufficient_scope', message: `This endpoint requires the '${scope}' scope.` } });
  }
};

const things = { data: [{ id: 'thing_1', name: 'Lamp', price: 1250 }, { id: 'thing_2', name: 'Chair', price: 4900 }] };

// With a schema of the answer Fastify compiles its serialisation, as its documentation advises.
const thing = { type: 'object', properties: { id: { type: 'string' }, name: { type: 'string' }, price: { type: 'integer' } } };
const thingsAnswer = { 200: { type: 'object', properties: { data: { type: 'array', items: thing } } } };
const orderAnswer = { 200: { type: 'object', properties: { lines: { type: 'integer' }, total: { type: 'integer' } } } };
app.get('/shop/things', { preHandler: requires('things:read'), schema: { response: thingsAnswer } }, async () => things);
const line = {
  type: 'object', required: ['sku', 'quantity', 'price'], additionalProperties: false,
  properties: { sku: { type: 'string', minLength: 1, maxLength: 40 }, quantity: { type: 'integer', minimum: 1, maximum: 1000 }, price: { type: 'integer', minimum: 0, maximum: 10000000 } },
};
const order = {
  type: 'object', required: ['customer', 'email', 'lines'], additionalProperties: false,
  properties: {
    customer: { type: 'string', minLength: 1, maxLength: 80 }, email: { type: 'string', format: 'email', maxLength: 254 }, note: { type: 'string', maxLength: 400 },
    lines: { type: 'array', minItems: 1, maxItems: 50, items: line },
  },
};
app.post('/shop/orders', { preHandler: requires('orders:write'), schema: { body: order, response: orderAnswer } }, async (request) => ({
  lines: request.body.lines.length, total: request.body.lines.reduce((sum, { quantity, price }) => sum + quantity * price, 0),
}));

await app.listen({ host: '127.0.0.1', port: Number(port) });
writeFileSync(join(folder, 'keys.json'), JSON.stringify(keys));
process.stdin.resume().on('end', () => process.exit(0));
